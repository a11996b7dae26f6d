/* The answer that the server will read from what is typed into a question: the mirror of forms/fields.py, as far as
   conditions and calculations ask. What the server would refuse counts as no answer yet. Pure: it knows no page.

   `fields` is a list of [name, text] pairs, the form's fields as they would be sent. */

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const EARLIEST_YEAR = 1880;
const LATEST_YEAR = 2199;

export function answerOf(kind, name, fields) {
  const texts = (one) => fields.filter(([field]) => field === one).map(([, text]) => text);
  const text = (one) => (texts(one).at(-1) ?? "").trim();
  switch (kind) {
    case "date":
    case "approximate_date":
      return dateOf(kind, text(`${name}-day`), text(`${name}-month`), text(`${name}-year`));
    case "number":
      return numberOf(text(name));
    case "checkboxes":
      return texts(name);
    case "declaration":
      return ["yes", "on"].includes(text(name)) ? true : null;
    case "agency":
      return text(name) ? { value: text(name) } : null;
    case "person":
    case "chronology":
    case "file":
      return isAnythingTyped(name, fields) ? "given" : null;
    case "postcode":
      return text(name)
        .replace(/\s+/g, "")
        .toUpperCase()
        .replace(/^(.+)(...)$/, "$1 $2");
    case "nhs_number":
      return text(name).replace(/[\s-]/g, "");
    default:
      return text(name);
  }
}

/* Whether one of the question's own fields holds anything: its name alone, or its name, a hyphen and a part. */
function isAnythingTyped(name, fields) {
  return fields.some(([field, text]) => (field === name || field.startsWith(`${name}-`)) && text.trim() !== "");
}

function numberOf(typed) {
  const text = typed.replaceAll(",", "");
  return /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/.test(text) ? Number(text) : null;
}

function dateOf(kind, typedDay, typedMonth, typedYear) {
  const needed = kind === "date" ? [typedDay, typedMonth, typedYear] : [typedYear];
  if (needed.includes("") || (typedDay && !typedMonth) || !/^[0-9]{4}$/.test(typedYear)) return null;
  const year = Number(typedYear);
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) return null;
  if (!typedMonth) return typedYear;
  const month = monthOf(typedMonth);
  if (month < 1 || month > 12) return null;
  const start = `${typedYear}-${String(month).padStart(2, "0")}`;
  if (!typedDay) return start;
  const day = /^[0-9]{1,2}$/.test(typedDay) ? Number(typedDay) : 0;
  // The day before the first of the next month.
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day >= 1 && day <= last ? `${start}-${String(day).padStart(2, "0")}` : null;
}

function monthOf(typed) {
  if (/^[0-9]{1,2}$/.test(typed)) return Number(typed);
  const text = typed.toLowerCase();
  return MONTHS.findIndex((month) => month === text || month.slice(0, 3) === text) + 1;
}
