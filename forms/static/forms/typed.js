/* The answer that the server will read from what is typed into a question: the mirror of forms/questions/fields.py and
   forms/definition/typed.py, as far as conditions and calculations ask. What is no date, number, time, postcode or NHS
   number counts as no answer yet, and so does what can be read in two ways: the server asks about it. Limits that a
   question has of its own are the server's matter. Pure: it knows no page.

   `fields` is a list of [name, text] pairs, the form's fields as they would be sent. */

// The table of forms/definition/months.py.
const MONTH_NAMES = [
  "january ionawr styczeń stycznia ianuarie janvier enero januar jänner січень січня ਜਨਵਰੀ ਜਨ جنوری يناير كانون~الثاني জানুয়ারি জানুয়ারী jannaayo",
  "february chwefror luty lutego februarie février febrero februar лютий лютого ਫਰਵਰੀ ਫ਼ਰਵਰੀ ਫਰ فروری فبراير شباط ফেব্রুয়ারি ফেব্রুয়ারী febraayo feebaraayo",
  "march mawrth marzec marca martie mars marzo märz mrz березень березня ਮਾਰਚ ਮਾਰ مارچ مارس آذار মার্চ maarso",
  "april ebrill kwiecień kwietnia aprilie avril abril квітень квітня ਅਪਰੈਲ ਅਪ੍ਰੈਲ ਅਪ اپریل إبريل نيسان এপ্রিল abriil",
  "may mai maj maja mayo травень травня ਮਈ مئی مايو أيار মে maajo",
  "june mehefin czerwiec czerwca iunie juin junio juni червень червня ਜੂਨ جون يونيو حزيران জুন juun",
  "july gorffenaf lipiec lipca iulie juillet julio juli липень липня ਜੁਲਾਈ ਜੁਲ جولائی يوليو تموز জুলাই luulyo",
  "august awst sierpień sierpnia août agosto серпень серпня ਅਗਸਤ ਅਗ اگست أغسطس آب আগস্ট আগ agoosto ogosto",
  "september sept medi wrzesień września septembrie septembre septiembre setiembre вересень вересня ਸਤੰਬਰ ستمبر سبتمبر أيلول সেপ্টেম্বর sebteembar sebtember",
  "october hydref październik października octombrie octobre octubre oktober жовтень жовтня ਅਕਤੂਬਰ ਅਕ اکتوبر أكتوبر تشرين~الأول অক্টোবর oktoobar",
  "november tachwedd listopad listopada noiembrie novembre noviembre листопад листопада ਨਵੰਬਰ نومبر نوفمبر تشرين~الثاني নভেম্বর nofeembar",
  "december rhagfyr grudzień grudnia decembrie décembre diciembre dezember грудень грудня ਦਸੰਬਰ دسمبر ديسمبر كانون~الأول ডিসেম্বর diseembar",
];
const NAMED_TIMES = { noon: "12:00", midday: "12:00", midnight: "00:00" };
const DAY_ENDINGS = ["", ".", "er", "e", "º", "°", "af", "il", "ydd", "ed", "fed", "eg", "ain", "-го", "го", "-е"];
const EARLIEST_YEAR = 1880;
const LATEST_YEAR = 2199;

function folded(name) {
  const bare = name.normalize("NFKD").toLowerCase().replaceAll(".", " ");
  return bare.replace(/[\u0300-\u036f\u0653-\u0655]/g, "").trim().split(/\s+/).join(" ");
}

export const MONTHS = MONTH_NAMES.map((names) => names.split(" ").map((name) => folded(name.replaceAll("~", " "))));

export function answerOf(kind, name, fields) {
  const texts = (one) => fields.filter(([field]) => field === one).map(([, text]) => text);
  const text = (one) => (texts(one).at(-1) ?? "").trim();
  const cleaned = (one) => plain(text(one));
  switch (kind) {
    case "date":
    case "approximate_date":
      if (text(`${name}-unknown`)) {
        return ["day", "month", "year"].some((part) => cleaned(`${name}-${part}`)) ? null : "not_known";
      }
      return dateOf(kind, cleaned(`${name}-day`), cleaned(`${name}-month`), cleaned(`${name}-year`));
    case "number":
      return numberOf(cleaned(name));
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
      return postcodeOf(cleaned(name));
    case "nhs_number":
      return nhsNumberOf(cleaned(name));
    case "time":
      return timeOf(cleaned(name));
    case "email":
    case "telephone":
      return cleaned(name);
    default:
      return text(name);
  }
}

/* Without what cannot be seen, with plain spaces and hyphens: forms/same_text.py. */
export function plain(text) {
  return text
    .replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g, "")
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-")
    .replace(/[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, " ")
    .trim();
}

/* Whether one of the question's own fields holds anything: its name alone, or its name, a hyphen and a part. */
function isAnythingTyped(name, fields) {
  // Rows that were pasted beside a chronology are not its events yet.
  const counts = (field) => field === name || (field.startsWith(`${name}-`) && field !== `${name}-paste`);
  return fields.some(([field, text]) => counts(field) && text.trim() !== "");
}

function postcodeOf(typed) {
  const text = typed.replace(/\s+/g, "").toUpperCase();
  if (!/^(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})$/.test(text)) return null;
  return `${text.slice(0, -3)} ${text.slice(-3)}`;
}

function nhsNumberOf(typed) {
  const text = typed.replace(/[\s.\-]/g, "");
  if (!/^[0-9]{10}$/.test(text) || new Set(text).size === 1) return null;
  const digits = [...text].map(Number);
  const total = digits.slice(0, 9).reduce((sum, digit, place) => sum + digit * (10 - place), 0);
  return (11 - (total % 11)) % 11 === digits[9] ? text : null;
}

function timeOf(typed) {
  const text = typed.toLowerCase().replace(/\s+/g, "").replaceAll(".m.", "m");
  if (Object.hasOwn(NAMED_TIMES, text)) return NAMED_TIMES[text];
  const found =
    text.match(/^([0-9]{1,2})(?:([:.h])([0-9]{2}))?(am|pm)?$/) ?? text.match(/^([0-9]{1,2})()([0-9]{2})(am|pm)?$/);
  if (!found || !(found[3] || found[4])) return null;
  const half = found[4];
  const minute = Number(found[3] ?? 0);
  let hour = Number(found[1]);
  if (minute > 59 || (half ? hour < 1 || hour > 12 : hour > 23)) return null;
  if (!half && mayBeEitherHalf(found[1], found[2])) return null;
  if (half) hour = (hour % 12) + (half === "pm" ? 12 : 0);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function mayBeEitherHalf(hour, sign) {
  if (hour.startsWith("0") || Number(hour) > 12) return false;
  return hour.length === 1 || ![":", ""].includes(sign);
}

function numberOf(typed) {
  let text = typed;
  const grouped = /^-?[0-9]{1,3}(,[0-9]{3}){2,}(\.[0-9]+)?$|^-?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$/;
  const groupedByPoints = /^-?[0-9]{1,3}(\.[0-9]{3}){2,}(,[0-9]+)?$|^-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$/;
  if (grouped.test(text)) text = text.replaceAll(",", "");
  else if (groupedByPoints.test(text)) text = text.replaceAll(".", "").replace(",", ".");
  else if (/^-?[1-9][0-9]{0,2}\.[0-9]{3}$/.test(text)) return null;
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
  const day = dayOf(typedDay);
  // The day before the first of the next month.
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day >= 1 && day <= last ? `${start}-${String(day).padStart(2, "0")}` : null;
}

function monthOf(typed) {
  if (/^[0-9]{1,2}\.?$/.test(typed)) return Number.parseInt(typed, 10);
  const text = folded(typed);
  const whole = MONTHS.findIndex((names) => names.includes(text));
  if (whole >= 0) return whole + 1;
  if ([...text].length < 3) return 0;
  const begun = MONTHS.map((names, place) => (names.some((name) => name.startsWith(text)) ? place + 1 : 0));
  const found = begun.filter(Boolean);
  return found.length === 1 ? found[0] : 0;
}

function dayOf(typed) {
  const found = typed.toLowerCase().match(/^([0-9]{1,2})([^0-9]*)$/);
  if (!found) return 0;
  const day = Number(found[1]);
  const ending = found[2].trim();
  const english = ["st", "nd", "rd", "th"];
  if (english.includes(ending)) return ending === englishEnding(day) ? day : 0;
  return DAY_ENDINGS.includes(ending) ? day : 0;
}

function englishEnding(day) {
  if ([11, 12, 13].includes(day)) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th";
}
