/* How long a text is to the server: characters as Unicode counts them (an emoji is one or a few, never its two halves),
   a line end as one, without the spaces around. The mirror of TextAnswer in forms/questions/fields.py. */

// What Python takes for a space.
const SPACE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "g");

export function countOf(text) {
  return [...text.replaceAll("\r\n", "\n").replace(AROUND, "")].length;
}
