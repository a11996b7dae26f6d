/* The answer that the server will read from what is typed into a question: the mirror of forms/questions/fields.py, as
   far as conditions and calculations ask. What is no date, number, time, postcode or NHS number counts as no answer yet;
   limits that a question has of its own are the server's matter. Pure: it knows no page.

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
const NAMED_TIMES = { noon: "12:00", midday: "12:00", midnight: "00:00" };
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
      return postcodeOf(text(name));
    case "nhs_number":
      return nhsNumberOf(text(name));
    case "time":
      return timeOf(text(name));
    default:
      return text(name);
  }
}

/* Whether one of the question's own fields holds anything: its name alone, or its name, a hyphen and a part. */
function isAnythingTyped(name, fields) {
  return fields.some(([field, text]) => (field === name || field.startsWith(`${name}-`)) && text.trim() !== "");
}

function postcodeOf(typed) {
  const text = typed.replace(/\s+/g, "").toUpperCase();
  if (!/^(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})$/.test(text)) return null;
  return `${text.slice(0, -3)} ${text.slice(-3)}`;
}

function nhsNumberOf(typed) {
  const text = typed.replace(/[\s.\-–]/g, "");
  if (!/^[0-9]{10}$/.test(text) || new Set(text).size === 1) return null;
  const digits = [...text].map(Number);
  const total = digits.slice(0, 9).reduce((sum, digit, place) => sum + digit * (10 - place), 0);
  return (11 - (total % 11)) % 11 === digits[9] ? text : null;
}

function timeOf(typed) {
  const text = typed.toLowerCase().replaceAll(" ", "").replaceAll(".m.", "m");
  if (Object.hasOwn(NAMED_TIMES, text)) return NAMED_TIMES[text];
  const found = text.match(/^([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?$/) ?? text.match(/^([0-9]{1,2})([0-9]{2})(am|pm)?$/);
  if (!found || !(found[2] || found[3])) return null;
  const half = found[3];
  const minute = Number(found[2] ?? 0);
  let hour = Number(found[1]);
  if (minute > 59 || (half ? hour < 1 || hour > 12 : hour > 23)) return null;
  if (half) hour = (hour % 12) + (half === "pm" ? 12 : 0);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
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
