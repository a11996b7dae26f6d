/* Improves a step's form: conditional questions and calculated values appear at once, and what is typed is saved in the
   background. The server decides everything again; without this file nothing is lost. */

import { settle } from "./conditions.js";
import { startSaving } from "./saving.js";
import { answerOf } from "./typed.js";

const form = document.querySelector("[data-forms-step]");

function fieldsOf(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function draw(form, described, offered) {
  const fields = fieldsOf(form);
  const answers = {};
  for (const { name, kind } of described.questions) answers[name] = answerOf(kind, name, fields);
  const settled = settle(described, answers);
  const visible = new Set(settled.shown);
  for (const box of form.querySelectorAll("[data-forms-question]")) box.hidden = !visible.has(box.dataset.formsQuestion);
  for (const group of form.querySelectorAll("[data-forms-group]")) {
    group.hidden = !group.querySelector("[data-forms-question]:not([hidden])");
  }
  for (const output of form.querySelectorAll("[data-forms-calculated]")) {
    const value = settled.calculated[output.dataset.formsCalculated];
    output.textContent = wordsFor(value, output.dataset);
  }
  const drawn = new Set([...form.querySelectorAll("[data-forms-question]")].map((box) => box.dataset.formsQuestion));
  offered.value = settled.shown.filter((name) => drawn.has(name)).join(" ");
}

function wordsFor(value, { formsOne, formsSeveral, formsBands, formsUnknown }) {
  if (value === null || value === undefined) return formsUnknown;
  const band = JSON.parse(formsBands || "[]").find(({ least, most }) => least <= value && value <= (most ?? value));
  const parts = [value, value === 1 ? formsOne : formsSeveral, band ? `(${band.label})` : ""];
  return parts.filter((part) => part !== "").join(" ");
}

if (form) {
  const described = JSON.parse(form.dataset.conditions);
  const offered = form.querySelector("[data-forms-offered]");
  const update = () => draw(form, described, offered);
  form.addEventListener("input", update);
  update();
  startSaving(form, form.querySelector("[data-forms-status]"));
}
