/* In the page editor: a question of this form is picked by its wording, and an answer from that question's choices.
   The lists follow the questions while they are written ("forms:questions", sent by editor_folded.js). */

(() => {
  const { ALONE, gone, named, stepsNow } = window.formsEditor;
  const DATES = ["date", "approximate_date"];
  const NUMBERS = ["number", "calculated"];
  const SEVERAL = ["checkboxes"];
  const UNANSWERED = ["guidance", "case_text"];
  const SCORED = ["radios", "checkboxes", "select", "autocomplete"];
  const UNKNOWN = "Not known";
  const FOR_DATES = /-(not_before|not_after|first|last)$/;
  const FOR_SUMS = /-calculation-of-\d+-value$/;
  const FOR_CALCULATIONS = /-(first|last)$/;
  const FOR_ENTRIES = /-summary$/;
  const pickers = new Set();

  /* The ids of the blocks around an element. */
  function pathOf(element) {
    const found = [];
    let around = element.closest("[data-contentpath]");
    while (around) {
      found.push(around.dataset.contentpath);
      around = around.parentElement.closest("[data-contentpath]");
    }
    return found;
  }

  /* Steps with those of their questions that may be read from this place: earlier ones, not those of other entries. */
  function readableFrom(element, name, steps) {
    const path = pathOf(element);
    const found = [];
    for (const step of steps) {
      const own = path.includes(step.id);
      let { questions } = step;
      if (own && !FOR_ENTRIES.test(name)) {
        const end = questions.findIndex(({ id, groups }) => [id, ...groups].some((around) => path.includes(around)));
        questions = questions.slice(0, Math.max(end, 0));
      }
      if (own ? true : !step.repeats && !FOR_ENTRIES.test(name)) found.push({ ...step, questions });
      if (own) break;
    }
    const added = document.querySelector(`[name="${name.replace(/-of-\d+-value$/, "-what")}"]`)?.value;
    const kinds = FOR_DATES.test(name) ? DATES : FOR_SUMS.test(name) && (added === "score" ? SCORED : NUMBERS);
    const fits = ({ kind, label }) => label && (kinds ? kinds.includes(kind) : !UNANSWERED.includes(kind));
    return found
      .map((step) => ({ ...step, questions: step.questions.filter(fits) }))
      .filter((step) => step.questions.length);
  }

  function option(value, label, selected) {
    const made = document.createElement("option");
    Object.assign(made, { value, textContent: label, selected });
    return made;
  }

  /* What Wagtail expects of a widget in a block. */
  class Picker {
    constructor(placeholder, name, id, state, options) {
      this.name = name;
      this.idForLabel = id;
      this.attributes = options?.attributes ?? {};
      this.element = document.createElement("div");
      this.element.className = "forms-picker";
      placeholder.replaceWith(this.element);
      this.value = String(state ?? "");
      pickers.add(this);
      this.follow(stepsNow());
    }

    /* Put this control in place of the one before, unless it is the same. */
    show(control, looks) {
      if (looks === this.looks) return;
      this.looks = looks;
      control.id = this.idForLabel;
      control.name = this.name;
      for (const [name, value] of Object.entries(this.attributes)) control.setAttribute(name, value);
      const focused = this.element.contains(document.activeElement);
      this.element.replaceChildren(control);
      if (focused) control.focus();
    }

    showList(groups, empty) {
      const known = groups.some(({ options }) => options.some(({ value }) => value === this.value));
      const all = known || !this.value ? groups : [...groups, { options: [{ value: this.value, label: this.unknown() }] }];
      const list = document.createElement("select");
      list.append(option("", empty, !this.value));
      for (const { label, options } of all) {
        const made = options.map((one) => option(one.value, one.label, one.value === this.value));
        if (label) {
          const group = document.createElement("optgroup");
          group.label = label;
          group.append(...made);
          list.append(group);
        } else list.append(...made);
      }
      list.addEventListener("change", () => {
        this.value = list.value;
        this.picked?.();
      });
      this.show(list, `list ${JSON.stringify([all, empty])}`);
      if (this.control.value !== this.value) this.control.value = this.value;
    }

    get control() {
      return this.element.firstElementChild;
    }

    getState() {
      return this.control?.value ?? this.value;
    }

    getValue() {
      return this.getState();
    }

    setState(state) {
      this.value = String(state ?? "");
      this.looks = undefined;
      this.follow(stepsNow());
    }

    setInvalid(invalid) {
      if (invalid) this.control?.setAttribute("aria-invalid", "true");
      else this.control?.removeAttribute("aria-invalid");
    }

    focus() {
      this.control?.focus();
    }
  }

  class QuestionPicker extends Picker {
    follow(steps) {
      this.value = this.getState();
      const asked = named(
        steps.flatMap(({ questions }) => questions),
        this.value,
      );
      if (asked) this.value = asked.name;
      const groups = readableFrom(this.element, this.name, steps).map(({ title, questions }) => ({
        label: title,
        options: questions.map(({ name, told }) => ({ value: name, label: told })),
      }));
      if (FOR_CALCULATIONS.test(this.name)) groups.unshift({ options: [{ value: "today", label: "Today" }] });
      this.known = asked;
      this.showList(groups, groups.length ? "Choose a question" : "There is no earlier question");
    }

    unknown() {
      return this.known ? `${this.known.told} (is not asked before this)` : `${gone(this.value)} (is not in this form)`;
    }

    /* The answer beside it follows at once. */
    picked() {
      followAll();
    }

    getTextLabel() {
      const chosen = this.control?.selectedOptions[0];
      return chosen?.value ? `“${chosen.textContent}”` : "";
    }
  }

  class AnswerPicker extends Picker {
    beside(part) {
      return this.element.closest("form")?.elements.namedItem(this.name.replace(/value$/, part));
    }

    follow(steps) {
      this.value = this.getState();
      const asked = named(
        steps.flatMap(({ questions }) => questions),
        this.beside("question")?.value ?? "",
      );
      const is = this.beside("is");
      this.offerOnlyWhatFits(is, asked?.kind);
      this.element.closest('[data-contentpath="value"]')?.toggleAttribute("hidden", ALONE.includes(is?.value));
      if (asked?.choices.length) {
        const written = this.value.toLowerCase();
        const chosen = written && asked.choices.find(({ value, label }) => [value, label.toLowerCase()].includes(written));
        if (chosen) this.value = chosen.value;
        this.showList([{ options: asked.choices }], "Choose an answer");
      } else this.showInput(asked?.kind, asked?.unknown && ["equals", "not_equals"].includes(is?.value));
    }

    /* `unknown`: “Not known” is an answer too, and is offered below the box. */
    showInput(kind, unknown) {
      const input = document.createElement("input");
      input.type = "text";
      if (this.value === "not_known" && DATES.includes(kind)) this.value = UNKNOWN;
      if (DATES.includes(kind) && !unknown && (!this.value || /^\d{4}-\d\d-\d\d$/.test(this.value))) input.type = "date";
      if (unknown) {
        input.placeholder = `2026-03-27, or: ${UNKNOWN}`;
        input.setAttribute("list", offeredUnknown());
      }
      if (NUMBERS.includes(kind)) input.inputMode = "decimal";
      if (kind === "time") input.placeholder = "14:05";
      input.value = this.value;
      input.addEventListener("input", () => {
        this.value = input.value;
      });
      this.show(input, `input ${input.type} ${input.inputMode} ${input.placeholder}`);
    }

    /* “is more than” is nothing to ask of a yes or no. What is chosen already stays. */
    offerOnlyWhatFits(is, kind) {
      if (!(is instanceof HTMLSelectElement) || !kind) return;
      for (const operator of is.options) {
        const fits =
          { includes: SEVERAL, not_includes: SEVERAL, before: DATES, after: DATES }[operator.value] ??
          (["more_than", "less_than", "at_least", "at_most"].includes(operator.value) ? NUMBERS : [kind]);
        const whole = SEVERAL.includes(kind) && ["equals", "not_equals"].includes(operator.value);
        operator.hidden = !operator.selected && (whole || !fits.includes(kind));
      }
    }

    unknown() {
      return `${this.value} (is not one of its choices)`;
    }

    getTextLabel() {
      if (ALONE.includes(this.beside("is")?.value)) return "";
      const chosen = this.control?.selectedOptions?.[0];
      return chosen ? chosen.value && chosen.textContent : this.getState();
    }
  }

  function offeredUnknown() {
    const id = "forms-not-known";
    if (!document.getElementById(id)) {
      const list = document.createElement("datalist");
      list.id = id;
      list.append(new Option(UNKNOWN, UNKNOWN));
      document.body.append(list);
    }
    return id;
  }

  const registered = (Bound) =>
    class {
      render(placeholder, name, id, state, _capabilities, options) {
        return new Bound(placeholder, name, id, state, options);
      }
    };
  window.telepath.register("forms.QuestionPicker", registered(QuestionPicker));
  window.telepath.register("forms.AnswerPicker", registered(AnswerPicker));

  function followAll(steps = stepsNow()) {
    for (const picker of pickers) {
      if (picker.element.isConnected) picker.follow(steps);
      else pickers.delete(picker);
    }
  }

  document.addEventListener("forms:questions", ({ detail }) => followAll(detail));
  document.addEventListener("change", ({ target }) => {
    if (/-(is|calculation-what)$/.test(target.name ?? "")) followAll();
  });
})();
