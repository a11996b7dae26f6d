/* Adds and removes the rows of a chronology without asking the server. Without this file the same buttons send the form,
   and the server does it. */

import { filled, gettext } from "./words.js";

function renumber(table) {
  const name = table.dataset.formsRows;
  const rows = table.querySelectorAll("[data-forms-row]");
  rows.forEach((row, index) => {
    const moved = (text) => text.replace(new RegExp(`(^|\\s)${name}-\\d+-`, "g"), `$1${name}-${index}-`);
    for (const attribute of ["id", "for", "aria-labelledby", "aria-describedby"]) {
      for (const element of row.querySelectorAll(`[${attribute}]`)) {
        element.setAttribute(attribute, moved(element.getAttribute(attribute)));
      }
    }
    for (const number of row.querySelectorAll("[data-forms-number]")) number.textContent = index + 1;
    row.querySelector("[data-forms-remove-row]").value = `remove-row:${name}:${index + 1}`;
  });
  table.querySelector("[data-forms-add-row]").hidden = rows.length >= Number(table.dataset.formsMost);
}

/* What a folded row shows: as forms/questions/drawing.py says it. */
function told(row) {
  const typed = (box) => row.querySelector(box)?.value.replace(/\s+/g, " ").trim() ?? "";
  const day = [...row.querySelectorAll(".forms-row__box--date input")].map((box) => box.value.trim());
  const texts = ["time input", "source input", "event textarea"].map((box) => typed(`.forms-row__box--${box}`));
  const parts = [day.filter(Boolean).join(" "), ...texts];
  const line = parts.filter(Boolean).join(", ");
  row.querySelector("[data-forms-row-line]").textContent = line.length > 90 ? `${line.slice(0, 90).trimEnd()}…` : line;
}

function empty(row) {
  row.open = true;
  for (const box of row.querySelectorAll("input, textarea")) box.value = "";
  for (const message of row.querySelectorAll(".govuk-error-message")) message.remove();
  for (const state of ["form-group", "input", "textarea"]) {
    for (const element of row.querySelectorAll(`.govuk-${state}--error`)) element.classList.remove(`govuk-${state}--error`);
  }
  for (const element of row.querySelectorAll("[aria-describedby]")) element.removeAttribute("aria-describedby");
}

function changed(table, said) {
  renumber(table);
  table.querySelector("[data-forms-row-status]").textContent = said;
  table.dispatchEvent(new Event("input", { bubbles: true }));
}

function add(table) {
  const last = [...table.querySelectorAll("[data-forms-row]")].at(-1);
  const row = last.cloneNode(true);
  empty(row);
  told(row);
  last.after(row);
  changed(table, gettext("An event has been added"));
  row.querySelector("input").focus();
}

function remove(table, row) {
  const rows = [...table.querySelectorAll("[data-forms-row]")];
  const number = rows.indexOf(row) + 1;
  if (rows.length === 1) {
    empty(row);
    told(row);
  } else row.remove();
  changed(table, filled(gettext("Event %(number)s has been removed"), { number }));
  const next = table.querySelectorAll("[data-forms-row]")[Math.max(0, number - 2)];
  // A folded row has nothing to write in: its line takes the focus.
  next.querySelector(next.open ? "input" : "summary").focus();
}

for (const table of document.querySelectorAll("[data-forms-rows]")) {
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("formsAddRow" in button.dataset) add(table);
    else if ("formsRemoveRow" in button.dataset) remove(table, button.closest("[data-forms-row]"));
    else return;
    event.preventDefault();
  });
  table.addEventListener("toggle", (event) => told(event.target), true);
  renumber(table);
}
