// A form drawn from its JSON Schema, filled in, and sent. What is right, the portal alone decides.

import { make, prose } from "./elements.js";
import { drawGroup, isGroup } from "./group.js";
import { ask, Refused, useToken } from "./portal.js";

export async function formPage(id, language) {
  const asked = language ? `?language=${language}` : "";
  const [form, schema] = await Promise.all([ask(`/forms/${id}${asked}`), ask(`/forms/${id}/schema${asked}`)]);
  const other = form.languages.filter((one) => one.code !== language);
  const page = make("form", { noValidate: true, lang: language || "en-GB" });
  page.append(make("h1", {}, form.title), prose(form.introduction));
  for (const one of other) {
    const link = `#/forms/${id}${one.code ? `/${one.code}` : ""}`;
    page.append(make("p", {}, make("a", { href: link, lang: one.code || "en-GB" }, one.name)));
  }
  page.append(make("div", { id: "wrong", role: "alert" }));
  const steps = form.steps.map((step) => drawStep(step, schema));
  page.append(...steps.map((step) => step.element));
  const token = make("input", { id: "token", type: "password", autocomplete: "off" });
  page.append(make("label", { htmlFor: "token" }, "Your agency’s token"), token);
  page.append(make("button", { type: "submit" }, "Send"));
  const settle = () => showAndHide(steps, schema);
  page.addEventListener("input", settle);
  settle();
  page.addEventListener("submit", async (event) => {
    event.preventDefault();
    useToken(token.value);
    await send(page, id, language, steps);
  });
  return page;
}

function drawStep(step, schema) {
  const repeats = Boolean(step.repeats);
  const asked = repeats ? schema.properties[step.name].items.properties : schema.properties;
  const element = make("fieldset", { name: step.name }, make("legend", {}, step.title), prose(step.guidance));
  const fields = {};
  for (const name of step.questions) {
    if (!asked[name] || asked[name].readOnly) continue;
    fields[name] = drawQuestion(repeats ? `${step.name}-${name}` : name, asked[name]);
    element.append(fields[name].element);
    const beside = `${name}:other`;
    if (asked[beside]) {
      fields[beside] = drawQuestion(`${name}-other`, { title: "Please tell us more", "x-form": { kind: "text" } });
      element.append(fields[beside].element);
    }
  }
  return { name: step.name, repeats, element, fields };
}

// Each kind of answer: its boxes, and how what stands in them is read as JSON (undefined: nothing).
function drawQuestion(id, asked) {
  const kind = asked["x-form"]?.kind ?? "text";
  const choices = asked.oneOf ?? asked.items?.oneOf ?? asked.enum?.map((one) => ({ const: one, title: one }));
  const name = asked.title + (asked["x-form"]?.required === false ? " (optional)" : "");
  const hint = asked.description ? make("div", { className: "hint", id: `${id}-hint` }, asked.description) : "";
  const error = make("div", { className: "error", id: `${id}-error` });
  if (choices && kind !== "select" && kind !== "autocomplete") {
    const type = kind === "checkboxes" ? "checkbox" : "radio";
    const boxes = choices.map((one) => make("input", { type, name: id, value: one.const }));
    const labels = boxes.map((box, at) => make("label", { className: "choice" }, box, ` ${choices[at].title}`));
    const group = make("div", { role: "group", "aria-labelledby": `${id}-label`, id }, hint, error, ...labels);
    const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
    const read = () => (kind === "checkboxes" ? chosen() : chosen()[0]);
    return question(make("div", { className: "label", id: `${id}-label` }, name), group, error, read);
  }
  if (isGroup(asked)) {
    const group = drawGroup(id, asked);
    const boxes = make("div", { role: "group", "aria-labelledby": `${id}-label`, id }, hint, error, group.element);
    return question(make("div", { className: "label", id: `${id}-label` }, name), boxes, error, group.read);
  }
  const label = make("label", { htmlFor: id }, name);
  const about = { id, name: id, "aria-describedby": [hint && hint.id, error.id].filter(Boolean).join(" ") };
  if (choices) {
    const options = [{ const: "", title: "" }, ...choices].map((one) => make("option", { value: one.const }, one.title));
    const box = make("select", about, ...options);
    return question(label, make("div", {}, hint, error, box), error, () => box.value || undefined);
  }
  if (kind === "declaration") {
    const box = make("input", { ...about, type: "checkbox" });
    return question("", make("div", {}, error, make("label", { htmlFor: id }, box, ` ${name}`)), error, () => box.checked || undefined);
  }
  if (kind === "file") {
    const box = make("input", { ...about, type: "file" });
    return { ...question(label, make("div", {}, hint, error, box), error, () => undefined), files: () => [...box.files] };
  }
  const box = kind === "long_text" || kind === "address" ? make("textarea", { ...about, rows: 4 }) : make("input", { ...about, type: kind === "date" ? "date" : "text" });
  const read = () => (kind === "number" && box.value.trim() && Number.isFinite(Number(box.value)) ? Number(box.value) : box.value || undefined);
  return question(label, make("div", {}, hint, error, box), error, read);
}

function question(label, body, error, read) {
  return { element: make("div", {}, label, body), error, read, files: () => [] };
}

// What is shown follows from the answers; where a condition is too much for this page, it shows and the portal decides.
function showAndHide(steps, schema) {
  const answers = {};
  for (const step of steps) {
    const about = schema["x-form"].steps.find((one) => one.name === step.name);
    step.element.hidden = !holds(about.show_when, answers);
    const asked = step.repeats ? schema.properties[step.name].items.properties : schema.properties;
    for (const [name, field] of Object.entries(step.fields)) {
      const [base, other] = name.split(":");
      const chosen = answers[base] ?? [];
      const others = (asked[base].oneOf ?? asked[base].items?.oneOf ?? []).filter((one) => one["x-form"]?.other);
      const shown = other ? others.some((one) => chosen === one.const || [].concat(chosen).includes(one.const)) : holds(asked[name]["x-form"]?.show_when, answers);
      field.element.hidden = step.element.hidden || !shown;
      if (!field.element.hidden && !step.repeats) answers[name] = field.read();
    }
  }
}

function holds(condition, answers) {
  if (!condition) return true;
  const found = condition.rules.map((rule) => {
    const answer = answers[rule.question];
    const there = answer !== undefined && answer !== "" && answer.length !== 0;
    if (rule.is === "answered") return there;
    if (rule.is === "not_answered") return !there;
    if (rule.is === "equals") return there && String(answer) === rule.value;
    if (rule.is === "not_equals") return there && String(answer) !== rule.value;
    if (rule.is === "includes") return there && [].concat(answer).includes(rule.value);
    return true;
  });
  const all = [...found, ...(condition.groups ?? []).map((group) => holds(group, answers))];
  return condition.match === "any" ? all.some(Boolean) : all.every(Boolean);
}

async function send(page, id, language, steps) {
  const wrong = page.querySelector("#wrong");
  wrong.replaceChildren();
  for (const step of steps) for (const field of Object.values(step.fields)) field.error.textContent = "";
  try {
    const key = crypto.randomUUID?.() ?? String(Math.random());
    let draft = await ask("/drafts", { method: "POST", body: { form: id, language, answers: answersOf(steps) }, headers: { "Idempotency-Key": key } });
    draft = await addFiles(draft, steps);
    const { id: identifier, revision, version } = draft;
    const sent = await ask("/submissions", { method: "POST", body: { draft: identifier, revision, version } });
    const told = await ask(`/submissions/${sent.id}`);
    const next = told.next_steps.map((text) => make("p", {}, text));
    page.replaceWith(make("div", { role: "status" }, make("h1", {}, "Received"), make("p", {}, `Your reference: ${told.reference}`), ...next));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    wrong.append(make("p", { className: "error" }, error.errors.length ? "There is a problem. Look at each question that is marked." : error.message));
    for (const one of error.errors) mark(steps, one, wrong);
  }
}

function mark(steps, { pointer = "", message }, wrong) {
  // The last part that is a question: behind it stand the row and the box of an answer of several parts.
  const names = pointer.split("/").reverse();
  const field = names.flatMap((name) => steps.map((step) => step.fields[name])).find(Boolean);
  if (field && !field.error.textContent) field.error.textContent = message;
  else wrong.append(make("p", { className: "error" }, message));
}

function answersOf(steps) {
  const answers = {};
  for (const step of steps.filter((one) => !one.element.hidden)) {
    const own = {};
    for (const [name, field] of Object.entries(step.fields)) {
      if (!field.element.hidden && field.read() !== undefined) own[name] = field.read();
    }
    if (step.repeats) answers[step.name] = [own];
    else Object.assign(answers, own);
  }
  return answers;
}

// Files come after the draft is there; their step is then saved again with what they are called.
async function addFiles(draft, steps) {
  let latest = draft;
  for (const step of steps.filter((one) => !one.element.hidden && !one.repeats)) {
    const added = {};
    for (const [name, field] of Object.entries(step.fields)) {
      for (const file of field.files()) {
        const body = new FormData();
        body.append("file", file);
        added[name] = [...(added[name] ?? []), (await ask(`/drafts/${draft.id}/files/${name}`, { method: "POST", body })).id];
      }
    }
    if (!Object.keys(added).length) continue;
    const answers = { ...answersOf([step]), ...added };
    latest = await ask(`/drafts/${draft.id}/steps/${step.name}`, { method: "PUT", body: { revision: latest.revision, answers } });
  }
  return latest;
}
