/* What is shown of a step, and its calculated values, while somebody types: the mirror of
   forms/definition/conditions.py and forms/definition/calculations.py, rule by rule. Pure: it knows no page. The server
   decides everything again.

   `described` is what for_browser() in forms/definition/conditions.py gives, `values` the answers of the step by
   question name. */

const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/;
const TIME = /^[0-9]{2}:[0-9]{2}$/;
const ISO = /^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$/;

export function isAnswered(value) {
  if (value === null || value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

// One rule

export function holds(rule, known) {
  const value = known.get(rule.question);
  const wanted = rule.value;
  if (!isAnswered(value)) return rule.is === "not_answered";
  switch (rule.is) {
    case "answered":
      return true;
    case "equals":
      return isSame(value, wanted);
    case "not_equals":
      return !isSame(value, wanted);
    case "includes":
      return includes(value, wanted);
    case "not_includes":
      return !includes(value, wanted);
    case "more_than":
    case "less_than":
    case "at_least":
    case "at_most":
      return comparesBySize(rule.is, value, wanted);
    case "before":
      return comparesByTime(value, wanted, (ours, theirs) => ours.last < theirs.first);
    case "after":
      return comparesByTime(value, wanted, (ours, theirs) => ours.first > theirs.last);
    default:
      return false;
  }
}

function asText(value) {
  if (value === true) return "yes";
  return String(typeof value === "object" ? (value.value ?? "") : value);
}

function isSame(value, wanted) {
  if (typeof value === "number") return NUMBER.test(wanted) && value === Number(wanted);
  return !Array.isArray(value) && asText(value) === wanted;
}

function includes(value, wanted) {
  return Array.isArray(value) ? value.includes(wanted) : isSame(value, wanted);
}

/* A number, or a time as minutes of the day; null for anything else. */
function size(value) {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !TIME.test(value)) return null;
  return Number(value.slice(0, 2)) * 60 + Number(value.slice(3));
}

function comparesBySize(operator, value, written) {
  const isNumber = NUMBER.test(written);
  const ours = size(value);
  const theirs = isNumber ? Number(written) : size(written);
  if (ours === null || theirs === null || (typeof value === "number") !== isNumber) return false;
  switch (operator) {
    case "more_than":
      return ours > theirs;
    case "less_than":
      return ours < theirs;
    case "at_least":
      return ours >= theirs;
    default:
      return ours <= theirs;
  }
}

/* The earliest and the latest that a date or time can mean, as text that sorts like it. */
function firstAndLast(value) {
  if (typeof value !== "string") return null;
  if (TIME.test(value)) return { first: value, last: value };
  if (!ISO.test(value)) return null;
  return { first: value + "-01-01".slice(value.length - 4), last: value + "-12-31".slice(value.length - 4) };
}

function comparesByTime(value, wanted, decide) {
  const ours = firstAndLast(value);
  const theirs = firstAndLast(wanted);
  return ours !== null && theirs !== null && value.includes(":") === wanted.includes(":") && decide(ours, theirs);
}

// Conditions: true, false, or {match, rules, groups}

export function isTrue(when, known) {
  if (typeof when === "boolean") return when;
  const parts = [...when.rules.map((rule) => holds(rule, known)), ...when.groups.map((group) => isTrue(group, known))];
  return when.match === "any" ? parts.some(Boolean) : parts.every(Boolean);
}

// Calculations

/* [first, last] day that an ISO date, month or year can mean, each as [year, month, day]; null where it is none. */
function bounds(value) {
  if (typeof value !== "string" || !ISO.test(value)) return null;
  const [year, month, day] = value.split("-").map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return null;
  return [
    [year, month ?? 1, day ?? 1],
    [year, month ?? 12, day ?? lastDay(year, month ?? 12)],
  ];
}

function lastDay(year, month) {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function dayNumber([year, month, day]) {
  return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
}

const SUMS = {
  years_between: ([y1, m1, d1], [y2, m2, d2]) => y2 - y1 - (m2 < m1 || (m2 === m1 && d2 < d1) ? 1 : 0),
  months_between: ([y1, m1, d1], [y2, m2, d2]) => (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0),
  days_between: (first, last) => dayNumber(last) - dayNumber(first),
};

/* What an answer adds to a sum or a score; null where it is not answered. */
function partOf(part, known) {
  if (part.question === undefined) return part.value;
  const value = known.get(part.question) ?? null;
  if (part.points === undefined) return typeof value === "number" ? value : null;
  const points = (one) => (Object.hasOwn(part.points, one) ? part.points[one] : 0);
  if (Array.isArray(value)) return value.length ? value.reduce((sum, one) => sum + points(one), 0) : null;
  return typeof value === "string" && value ? points(value) : null;
}

/* Millionths, so that decimals add up exactly. */
function millionths(number) {
  const [whole, part = ""] = String(Math.abs(number)).split(".");
  const size = BigInt(whole + part.padEnd(6, "0").slice(0, 6));
  return number < 0 ? -size : size;
}

function addedUp(parts) {
  const given = parts.filter((part) => part !== null);
  if (!given.length) return null;
  const sum = given.reduce((total, part) => total + millionths(part), 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(7, "0");
  return Number(`${sum < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`);
}

/* The value, or null where a date is not known, is not exact enough to settle it, or lies after the other; a sum or a
   score where nothing is answered. */
export function compute(calculation, known) {
  if (calculation.of) return addedUp(calculation.of.map((part) => partOf(part, known)));
  const side = (one) => bounds(one.question === undefined ? one.date : known.get(one.question));
  const first = side(calculation.first);
  const last = side(calculation.last);
  const between = SUMS[calculation.what];
  if (first === null || last === null || between === undefined) return null;
  const least = between(first[1], last[0]);
  return least === between(first[0], last[1]) && least >= 0 ? least : null;
}

// A step

/* One pass over a step: {shown: [names], groups: {name: whether it is shown}, calculated: {name: value or null}}. */
export function settle(described, values) {
  const known = new Map();
  const settled = { shown: [], groups: {}, calculated: {} };
  for (const question of described.questions) {
    const group = question.group;
    if (group !== undefined && !(group in settled.groups)) {
      settled.groups[group] = isTrue(described.groups[group] ?? true, known);
    }
    if (group !== undefined && !settled.groups[group]) continue;
    if (!isTrue(question.when ?? true, known)) continue;
    settled.shown.push(question.name);
    let value = Object.hasOwn(values, question.name) ? values[question.name] : null;
    if (question.kind === "guidance") value = null;
    if (question.calculation) value = settled.calculated[question.name] = compute(question.calculation, known);
    if (isAnswered(value)) known.set(question.name, value);
  }
  return settled;
}

/* The names of the questions that are shown, in order. */
export function shown(described, values) {
  return settle(described, values).shown;
}
