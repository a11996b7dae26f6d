"""When two texts are the same text: one place for names that were written in two ways, and for marks that nobody sees.

`same` is how names compare, wherever they do: accents composed or not or left out, apostrophes, hyphens, spaces and
case make no difference. `plain` cleans what is pasted from Word or a phone into boxes of figures and addresses; the
browser's `plain` in `static/forms/typed.js` does the same.
"""

import re
import unicodedata

# Soft hyphen, joiners, marks of direction, byte order mark: never seen, always pasted along.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# Of one look with the hyphen-minus: hyphens, the one that does not break, figure and en and em dash, bar, minus.
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
SPACES = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Some are taken apart by Unicode into a space and an accent: they are known before that.
APOSTROPHES = frozenset("'’‘‛ʼʻʹ`´′＇ꞌ")
HYPHENS = frozenset("-‐‑‒–−﹣－")
# Letters that Unicode does not take apart.
ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})

WORD = re.compile(r"\w+")


def folded_sign(sign: str) -> str:
    """One character as it compares: none, one or several of them."""
    if sign in APOSTROPHES:
        return "'"
    if sign in HYPHENS:
        return "-"
    if unicodedata.category(sign) == "Cf":
        return ""
    parts = unicodedata.normalize("NFKD", sign).casefold().translate(ALIKE)
    return "".join(part for part in parts if not unicodedata.combining(part))


def same(text: str) -> str:
    """What a name is compared by: “Anne‑Marie O’Łukasz” and “anne marie oLUKASZ” give one text."""
    signs = "".join(map(folded_sign, DASHES.sub("-", text)))
    return " ".join(signs.replace("'", "").replace("-", " ").split())


def folded_words(text: str) -> list[str]:
    """The words of a text as they are searched: without accents and case, parted where a sign is no letter or digit."""
    return WORD.findall("".join(map(folded_sign, text)))


def plain(text: str) -> str:
    """The text without what cannot be seen, with plain spaces and hyphens, and none around it."""
    return SPACES.sub(" ", DASHES.sub("-", UNSEEN.sub("", text))).strip(" ")
