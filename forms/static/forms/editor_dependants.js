/* In the page editor: before a step, a group, a question or a choice is deleted, what depends on it is said by its
   wording, and the person decides. Nothing is asked where nothing depends on it. */

(() => {
  const { gone, items, named, one, stateNow, stepsNow, allQuestions } = window.formsEditor;
  const DELETE = '[data-streamfield-action="DELETE"]';
  let agreed;

  /* Every step, group and question with the blocks around it: [{ item, title, path }]. */
  function partsOf(state, path = []) {
    return items(state).flatMap((item) => {
      const value = item.value ?? {};
      const own = { item, value, path: [...path, item.id] };
      return [own, ...partsOf(value.questions, own.path)];
    });
  }

  function rulesOf(condition) {
    if (!condition) return [];
    const nested = items(condition.groups).flatMap((group) => rulesOf(group.value));
    return [...items(condition.rules).map((rule) => rule.value ?? {}), ...nested];
  }

  /* What this part reads of other questions: [{ name, value, how }]. */
  function readsOf({ value }) {
    const read = (how) => (name) => ({ name: one(name), value: "", how });
    const limits = [value.rules?.not_before, value.rules?.not_after].map(read("is limited by it"));
    const { what, first, last, of } = value.calculation ?? {};
    const added = ["sum", "score"].includes(one(what));
    const sums = (added ? items(of).map((item) => item.value) : [first, last]).map(read("is calculated from it"));
    const entries = [value.repeat?.summary].map(read("names its entries by it"));
    const rules = rulesOf(value.show_when).map((rule) => ({
      name: one(rule.question),
      value: one(rule.value),
      how: "is shown only when it has a certain answer",
    }));
    return [...rules, ...limits, ...sums, ...entries].filter(({ name }) => name);
  }

  function nameOf({ item, value }, asked) {
    if (item.type === "step") return `The step “${one(value.title)}”`;
    if (item.type === "group") return `The group “${one(value.title)}”`;
    return `“${asked.find(({ id }) => id === item.id)?.told || gone("")}”`;
  }

  /* Sentences about what would miss the answers with these meanings, in a form that does this when it is sent. */
  function readersOf(meanings) {
    const handler = document.querySelector("form [name=handler]")?.value ?? "";
    const { readers, meanings: labels } = window.formsEditor.facts ?? { readers: {}, meanings: {} };
    return meanings.flatMap((meaning) =>
      (readers[meaning] ?? [])
        .filter(({ handlers }) => !handlers.length || handlers.includes(handler))
        .map(({ label }) => `${label} (${labels[meaning] ?? meaning})`),
    );
  }

  const meaningOf = ({ value }) => one(value.settings?.meaning) || one(value.meaning);

  /* What depends on the block with this id: { wording, told: [sentence…] }. */
  function dependantsOf(id) {
    const asked = allQuestions(stepsNow());
    const parts = partsOf(stateNow());
    const removed = parts.filter(({ path }) => path.includes(id));
    if (!removed.length) return dependantsOfChoice(id, asked, parts);
    const names = new Set(asked.filter((each) => removed.some(({ item }) => item.id === each.id)).map(({ name }) => name));
    const several = names.size > 1;
    const told = parts
      .filter((part) => !removed.includes(part))
      .flatMap((part) =>
        readsOf(part)
          .map((read) => ({ ...read, name: named(asked, read.name)?.name }))
          .filter(({ name }) => names.has(name))
          .map(({ name, how }) => {
            const what = several ? how.replace("it", `“${asked.find((each) => each.name === name).told}”`) : how;
            return `${nameOf(part, asked)} ${what}.`;
          }),
      );
    const readers = readersOf([...new Set(removed.map(meaningOf).filter(Boolean))]);
    return { wording: nameOf(removed[0], asked), told: [...new Set([...told, ...readers])] };
  }

  function dependantsOfChoice(id, asked, parts) {
    const owner = parts.find(({ value }) => items(value.choices).some((choice) => choice.id === id));
    if (!owner) return { wording: "", told: [] };
    const own = asked.find((each) => each.id === owner.item.id);
    const choice = items(owner.value.choices).find((each) => each.id === id).value ?? {};
    const spellings = [one(choice.value), one(choice.label)].filter(Boolean);
    const told = parts.flatMap((part) =>
      readsOf(part)
        .filter(({ name, value }) => spellings.includes(value) && named(asked, name) === own)
        .map(() => `${nameOf(part, asked)} is shown, or not, by this answer.`),
    );
    const meaning = meaningOf(owner);
    const readers = spellings.length && meaning ? readersOf([meaning]) : [];
    return {
      wording: `The choice “${one(choice.label)}” of ${nameOf(owner, asked)}`,
      told: [...new Set([...told, ...readers])],
    };
  }

  /* --- Asking ----------------------------------------------------------------------------------------------------- */

  function element(kind, className, text) {
    const made = document.createElement(kind);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  function ask(wording, told, goOn) {
    const dialog = document.createElement("dialog");
    dialog.className = "forms-dependants";
    dialog.setAttribute("aria-labelledby", "forms-dependants-heading");
    const heading = element("h2", "", `${wording} is needed elsewhere`);
    heading.id = "forms-dependants-heading";
    const list = document.createElement("ul");
    list.append(...told.map((sentence) => element("li", "", sentence)));
    const advice = element("p", "", "If you delete it, change these too: the form cannot be published before.");
    const keep = element("button", "button", "Keep it");
    const remove = element("button", "button button-secondary no", "Delete it all the same");
    const buttons = document.createElement("p");
    buttons.className = "forms-buttons";
    keep.type = remove.type = "button";
    buttons.append(keep, remove);
    dialog.append(heading, list, advice, buttons);
    dialog.addEventListener("close", () => dialog.remove());
    keep.addEventListener("click", () => dialog.close());
    remove.addEventListener("click", () => {
      dialog.close();
      goOn();
    });
    document.body.append(dialog);
    dialog.showModal();
    keep.focus();
  }

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.(DELETE);
      if (!button || button === agreed || !button.closest('[data-contentpath="steps"]')) return;
      const { wording, told } = dependantsOf(button.closest("[data-streamfield-child]")?.dataset.contentpath);
      if (!told.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(wording, told, () => {
        agreed = button;
        button.click();
        agreed = undefined;
      });
    },
    true,
  );
})();
