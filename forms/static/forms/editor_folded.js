/* In the page editor: draws a step or a question as one line, and its fields when it is opened.
   forms/questions/blocks/folded.py reads what a block that was not opened sends: its form state in one hidden input. */

(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;
  const { allQuestions, conditionAtAGlance, conditionListed, copyOf, items, one, stepsNow } = window.formsEditor;
  const opened = new Set();
  const drawn = new Set();

  class FoldedBlock {
    constructor(blockDef, placeholder, prefix, state, error, capabilities) {
      Object.assign(this, { blockDef, prefix, capabilities, type: blockDef.name, state: state ?? {}, inner: null });
      this.element = document.createElement("div");
      this.input = document.createElement("input");
      this.input.type = "hidden";
      this.input.name = `${prefix}-folded`;
      this.input.value = JSON.stringify(this.state);
      this.element.append(this.input);
      placeholder.replaceWith(this.element);
      this.container = [this.element];
      const panel = this.element.closest("[data-panel]");
      panel?.querySelector("[data-panel-toggle]")?.addEventListener("wagtail:panel-toggle", (event) => {
        if (event.target === event.currentTarget && event.detail.expanded) this.draw();
        refreshSoon();
      });
      this.facts = document.createElement("span");
      this.facts.className = "forms-facts";
      panel?.querySelector("[data-panel-heading]")?.append(this.facts);
      this.panel = panel;
      drawn.add(this);
      refreshSoon();
      if (error || isCommentedOn(this.element)) this.draw(error);
    }

    /* The real fields, in place of the hidden input. */
    draw(error) {
      if (this.inner) return;
      this.folded = this.input.value;
      const placeholder = document.createElement("div");
      this.element.replaceChildren(placeholder);
      this.inner = this.blockDef.plain.render(placeholder, this.prefix, this.state, error, this.capabilities);
      this.leadToRearranging();
      if (!error) foldManyRules(this.element);
      opened.add(this);
      // The fields as they are before somebody first reaches into them; rich text settles a moment after it is drawn.
      const remember = () => {
        this.untouched ??= fieldsOf(this);
      };
      for (const name of ["focusin", "pointerdown", "keydown"]) this.element.addEventListener(name, remember, true);
    }

    /* Below a question's fields: the page that moves it to another step, or asks it in another way. */
    leadToRearranging() {
      const [, admin, page] = location.pathname.match(/^(.*\/)pages\/(\d+)\/edit\/$/) ?? [];
      const id = this.element.closest("[data-streamfield-child]")?.dataset.contentpath;
      if (!page || !id || !("label" in this.state)) return;
      const link = document.createElement("a");
      link.href = `${admin}form-move/${page}/?question=${encodeURIComponent(id)}`;
      link.textContent = "Move it to another step, or ask it in another way";
      const line = document.createElement("p");
      line.append(link);
      this.element.append(line);
    }

    get childBlocks() {
      this.draw();
      return this.inner.childBlocks;
    }

    getState() {
      return this.inner ? this.inner.getState() : this.state;
    }

    getValue() {
      return this.inner ? this.inner.getValue() : this.state;
    }

    getDuplicatedState() {
      return copyOf(this.getState());
    }

    setState(state) {
      if (this.inner) this.inner.setState(state);
      else {
        this.state = state;
        this.input.value = JSON.stringify(state);
      }
    }

    setError(error) {
      if (!error) return;
      this.draw();
      this.inner.setError(error);
    }

    getTextLabel() {
      const state = this.getState();
      return one(state.label) || one(state.title);
    }

    focus(options) {
      this.draw();
      this.inner.focus(options);
    }

    /* The heading says it in a line; where that leaves something out, a button unfolds the whole below it. */
    sayFacts(questions) {
      const words = this.factsInWords(questions);
      if (this.facts.textContent !== words) this.facts.textContent = words;
      const { folded } = conditionAtAGlance(this.getState().show_when, questions);
      this.offerRules(folded);
      if (this.rules && !this.rules.hidden) this.rules.replaceChildren(listOf(this.getState().show_when, questions));
    }

    offerRules(folded) {
      if (!folded) {
        this.unfold?.remove();
        this.rules?.remove();
        this.unfold = this.rules = undefined;
        return;
      }
      if (!this.unfold) this.makeRules();
      const shown = !this.rules.hidden;
      const what = folded === 1 ? "the rule" : `all ${folded} rules`;
      const says = `${shown ? "Hide" : "Show"} ${what}`;
      if (this.unfold.textContent !== says) this.unfold.textContent = says;
      this.unfold.setAttribute("aria-expanded", String(shown));
    }

    makeRules() {
      this.rules = document.createElement("div");
      this.rules.className = "forms-rules";
      this.rules.id = `${this.prefix}-rules`;
      this.rules.hidden = true;
      this.unfold = document.createElement("button");
      this.unfold.type = "button";
      this.unfold.className = "button button-small button-secondary forms-unfold";
      this.unfold.setAttribute("aria-controls", this.rules.id);
      this.unfold.addEventListener("click", (event) => {
        event.stopPropagation();
        this.rules.hidden = !this.rules.hidden;
        this.sayFacts(allQuestions(stepsNow()));
      });
      this.panel?.querySelector(".w-panel__header")?.after(this.unfold, this.rules);
    }

    /* What the heading says beside the wording. */
    factsInWords(questions) {
      const state = this.getState();
      const facts = [];
      if (state.questions) {
        const count = items(state.questions).length;
        facts.push(count === 1 ? "1 question" : `${count} questions`);
      }
      if (state.required) facts.push("must be answered");
      if (one(state.repeat?.noun)) facts.push(`asked for each ${one(state.repeat.noun)}`);
      const { words } = conditionAtAGlance(state.show_when, questions);
      if (words) facts.push(`shown when ${words}`);
      const meaning = one(state.settings?.meaning) || one(state.meaning);
      if (meaning) facts.push(this.blockDef.meta.meanings[meaning] ?? meaning);
      return facts.join(" · ");
    }
  }

  class FoldedBlockDefinition extends StructBlockDefinition {
    constructor(name, childBlockDefs, meta) {
      super(name, childBlockDefs, meta);
      window.formsEditor.facts ??= { meanings: meta.meanings, readers: meta.readers };
      this.plain = new StructBlockDefinition(name, childBlockDefs, meta);
      this.plain.collapsible = false;
    }

    render(placeholder, prefix, state, error, capabilities) {
      return new FoldedBlock(this, placeholder, prefix, state, error, capabilities);
    }
  }

  /* More rules than these are drawn as a line each, which opens when somebody wants to change it. */
  const OPEN_RULES = 3;

  function foldManyRules(element) {
    for (const rules of element.querySelectorAll('[data-contentpath="show_when"] [data-contentpath="rules"]')) {
      const own = (toggle) => toggle.closest('[data-contentpath="rules"]') === rules;
      const open = '[data-panel-toggle][aria-expanded="true"]';
      const toggles = [...rules.querySelectorAll(`[data-streamfield-child] ${open}, [data-streamfield-list-container] ${open}`)];
      const toFold = toggles.filter(own);
      if (toFold.length > OPEN_RULES) for (const toggle of toFold) toggle.click();
    }
  }

  /* All rules of a condition, each in a line; those that belong together in a list of their own. */
  function listOf(condition, questions) {
    const drawn = ({ any, parts }) => {
      const box = document.createElement("div");
      const heading = document.createElement("p");
      heading.textContent = any ? "Any of these:" : "All of these:";
      const list = document.createElement("ul");
      for (const part of parts) {
        const line = document.createElement("li");
        line.append(typeof part === "string" ? part : drawn(part));
        list.append(line);
      }
      if (parts.length > 1) box.append(heading);
      box.append(list);
      return box;
    };
    return drawn(conditionListed(condition, questions));
  }

  window.telepath.register("forms.FoldedBlock", FoldedBlockDefinition);

  /* A comment is pinned to a field, so a block with one is drawn from the start. */
  let comments;
  function isCommentedOn(element) {
    comments ??= JSON.parse(document.getElementById("comments-data")?.textContent ?? "{}").comments ?? [];
    const path = comments.length ? window.comments?.getContentPath(element) : "";
    return Boolean(path) && comments.some((comment) => `${comment.contentpath}.`.startsWith(`${path}.`));
  }

  /* --- Headings: said anew a moment after anything changed ------------------------------------------------------- */

  let waiting;
  function refreshSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 200);
  }

  function refresh() {
    const steps = stepsNow();
    document.dispatchEvent(new CustomEvent("forms:questions", { detail: steps }));
    const questions = allQuestions(steps);
    for (const block of drawn) {
      if (!block.element.isConnected) {
        drawn.delete(block);
        opened.delete(block);
      } else {
        block.sayFacts(questions);
      }
    }
  }

  document.addEventListener("input", refreshSoon);
  document.addEventListener("change", refreshSoon);

  /* --- Sending: a block that was opened but not changed is sent as it came, so that looking is not editing -------- */

  let measuring;

  function fieldsOf(block) {
    const form = block.element.closest("form");
    if (!form) return undefined;
    measuring = block;
    const entries = [...new FormData(form).entries()];
    measuring = undefined;
    return serial(entries.filter(([name]) => name.startsWith(`${block.prefix}-`)));
  }

  const serial = (entries) => JSON.stringify(entries.map(([name, value]) => [name, String(value)]).sort());

  function asSent(entries) {
    const innermostFirst = [...opened]
      .filter((block) => block !== measuring)
      .sort((one, other) => other.prefix.length - one.prefix.length);
    return innermostFirst.reduce((sent, block) => {
      const own = sent.filter(([name]) => name.startsWith(`${block.prefix}-`));
      const changed = block.untouched !== undefined && serial(own) !== block.untouched;
      if (changed || !own.length) return sent;
      const first = sent.indexOf(own[0]);
      const others = (entry) => !own.includes(entry);
      return [
        ...sent.slice(0, first).filter(others),
        [`${block.prefix}-folded`, block.folded],
        ...sent.slice(first).filter(others),
      ];
    }, entries);
  }

  document.addEventListener("formdata", (event) => {
    if (!opened.size) return;
    const { formData } = event;
    const entries = [...formData.entries()];
    const sent = asSent(entries);
    if (sent === entries) return;
    for (const name of new Set(entries.map(([name]) => name))) formData.delete(name);
    for (const [name, value] of sent) formData.append(name, value);
  });
})();
