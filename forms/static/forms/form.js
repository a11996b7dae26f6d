/* Improves a step's form: conditional questions appear at once, and what is typed is saved in the background.
   The server decides both again; without this file nothing is lost. */

import { settle } from "./conditions.js";
import { answerOf } from "./typed.js";

const form = document.querySelector("[data-forms-step]");

function answers(described) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]);
  return Object.fromEntries(described.questions.map(({ name, kind }) => [name, answerOf(kind, name, fields)]));
}

function showAndHide(described, offered) {
  const settled = settle(described, answers(described));
  for (const box of form.querySelectorAll("[data-forms-question]")) {
    box.hidden = !settled.shown.includes(box.dataset.formsQuestion);
  }
  // A heading without a question below it says nothing.
  for (const box of form.querySelectorAll("[data-forms-group]")) {
    box.hidden = !box.querySelector("[data-forms-question]:not([hidden])");
  }
  for (const [name, value] of Object.entries(settled.calculated)) {
    for (const place of form.querySelectorAll(`[data-forms-calculated="${name}"]`)) {
      place.textContent = value ?? place.dataset.formsUnknown ?? "";
    }
  }
  offered.value = settled.shown.join(" ");
}

function startAutosave(status) {
  let timer;
  let unsent = false;
  let sending = false;

  async function save() {
    if (sending) return later();
    unsent = false;
    sending = true;
    status.textContent = "Saving…";
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.status === 401) {
        status.textContent = "You have been signed out. Sign in again in another tab, then select Save and continue here.";
      } else if (answer.ok) {
        status.textContent = `Draft saved at ${(await answer.json()).at}`;
      } else {
        status.textContent = "Not saved. Select Save and continue to save your answers.";
      }
    } catch {
      status.textContent = "Not saved: there is no connection. We will try again.";
      unsent = true;
    }
    sending = false;
    if (unsent) later();
  }

  function later() {
    unsent = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(timer));
}

if (form) {
  const described = JSON.parse(form.dataset.conditions);
  const offered = form.querySelector("[data-forms-offered]");
  const update = () => showAndHide(described, offered);
  form.addEventListener("input", update);
  update();
  startAutosave(form.querySelector("[data-forms-status]"));
}
