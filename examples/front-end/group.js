// Answers of several parts: a person has one row of boxes, a chronology has as many as there were events.

import { make } from "./elements.js";

const LABELS = { born: "Date of birth", event: "What happened", action: "Action or outcome" };
const LONG = new Set(["event", "action", "comment", "address"]);
const HINTS = { date: "For example 2026-03-02, 2026-03 or 2026", born: "For example 2019-03-02 or 2019", time: "For example 14:05" };

export const isGroup = (asked) => (asked.items ?? asked).type === "object";

export function drawGroup(id, asked) {
  const several = asked.type === "array";
  const parts = asked.items ?? asked;
  const rows = [];
  const place = make("div");
  const add = () => {
    const row = drawRow(`${id}-${rows.length}`, parts, several ? `Event ${rows.length + 1}` : "");
    rows.push(row);
    place.append(row.element);
    more.hidden = rows.length >= (asked.maxItems ?? Infinity);
    return row;
  };
  const more = make("button", { type: "button", hidden: !several }, "Add another event");
  more.addEventListener("click", () => add().first.focus());
  add();
  const read = () => {
    const told = rows.map((row) => row.read()).filter((row) => Object.keys(row).length);
    if (!told.length) return undefined;
    return several ? told : told[0];
  };
  return { element: make("div", {}, place, several ? more : ""), read };
}

function drawRow(id, parts, title) {
  const boxes = {};
  const element = make("fieldset", { className: "row" }, title ? make("legend", {}, title) : "");
  for (const name of Object.keys(parts.properties)) {
    const label = LABELS[name] ?? name[0].toUpperCase() + name.slice(1);
    const optional = parts.required.includes(name) ? "" : " (optional)";
    const box = make(LONG.has(name) ? "textarea" : "input", { id: `${id}-${name}`, name: `${id}-${name}` });
    element.append(make("label", { htmlFor: box.id }, label + optional));
    if (HINTS[name]) {
      element.append(make("div", { className: "hint", id: `${box.id}-hint` }, HINTS[name]));
      box.setAttribute("aria-describedby", `${box.id}-hint`);
    }
    element.append(box);
    boxes[name] = box;
  }
  const filled = () => Object.entries(boxes).filter(([, box]) => box.value.trim());
  return { element, first: Object.values(boxes)[0], read: () => Object.fromEntries(filled().map(([name, box]) => [name, box.value.trim()])) };
}
