/* Improves a step's form: conditional questions appear at once, and what is typed is saved in the background.
   The server decides both again; without this file nothing is lost. */

const form = document.querySelector("[data-forms-step]");

function valuesOf(name) {
  return new FormData(form).getAll(name).map(String);
}

function isAnswered(name) {
  const parts = ["", "-day", "-month", "-year"].flatMap((part) => valuesOf(name + part));
  return parts.some((value) => value.trim() !== "");
}

function holds(rule, visible) {
  if (typeof rule === "boolean") return rule;
  const shown = visible.has(rule.question);
  const values = shown ? valuesOf(rule.question) : [];
  const answered = shown && isAnswered(rule.question);
  switch (rule.is) {
    case "answered":
      return answered;
    case "not_answered":
      return !answered;
    case "not_equals":
      return answered && values[0] !== rule.value;
    default:
      return values.includes(rule.value);
  }
}

function showAndHide(conditions, offered) {
  const visible = new Set();
  for (const box of form.querySelectorAll("[data-forms-question]")) {
    const name = box.dataset.formsQuestion;
    const condition = conditions[name];
    if (condition) {
      const results = condition.rules.map((rule) => holds(rule, visible));
      box.hidden = !(condition.match === "any" ? results.some(Boolean) : results.every(Boolean));
    }
    if (!box.hidden) visible.add(name);
  }
  offered.value = [...visible].join(" ");
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
  const conditions = JSON.parse(form.dataset.conditions);
  const offered = form.querySelector("[data-forms-offered]");
  const update = () => showAndHide(conditions, offered);
  form.addEventListener("input", update);
  update();
  startAutosave(form.querySelector("[data-forms-status]"));
}
