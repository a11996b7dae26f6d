/* Improves a list to choose from: typing narrows it (data-forms-combobox), and the text to “other” shows only while
   that choice is chosen (data-forms-other). The list itself stays in the page and is what is sent; without this file it
   is an ordinary list, and the text always shows. */

import { filled, gettext, ngettext } from "./words.js";

const MOST_SHOWN = 100;

const LOST = gettext("“%(typed)s” is not on the list. Choose an answer from the list.");

/* How many choices fit, for who does not see the list. */
function told(number) {
  if (number === 0) return gettext("Nothing on the list fits. Try other words.");
  const found = filled(ngettext("%(number)s found", "%(number)s found", number), { number });
  return number > MOST_SHOWN ? `${found}, ${filled(gettext("the first %(number)s are shown"), { number: MOST_SHOWN })}` : found;
}

function words(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/* Every word typed begins a word of the choice. */
function fits(typed, text) {
  const parts = words(text);
  return words(typed).every((word) => parts.some((part) => part.startsWith(word)));
}

function make(tag, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

class Combobox {
  constructor(select) {
    this.select = select;
    this.choices = [...select.options].filter((option) => option.value);
    this.active = -1;
    this.build();
    this.input.value = this.chosenText();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("click", () => (this.isOpen() ? undefined : this.open("")));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    // Pressing on the list must not take the focus from the box.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.shown[Number(item.dataset.place)]);
    });
  }

  build() {
    const { select } = this;
    const id = select.id;
    select.id = `${id}-native`;
    this.input = make("input", {
      id,
      class: `govuk-input${select.classList.contains("govuk-select--error") ? " govuk-input--error" : ""}`,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": `${id}-choices`,
    });
    const described = select.getAttribute("aria-describedby");
    if (described) this.input.setAttribute("aria-describedby", described);
    this.list = make("ul", { id: `${id}-choices`, class: "govuk-list forms-choices", role: "listbox", "aria-label": gettext("Choices") });
    this.list.hidden = true;
    this.status = make("p", { class: "govuk-body-s forms-choices__status", role: "status" });
    const box = make("div", { class: "forms-combobox" });
    box.append(this.input, this.list, this.status);
    select.after(box);
    select.hidden = true;
  }

  chosenText() {
    const option = this.select.selectedOptions[0];
    return option?.value ? option.text.trim() : "";
  }

  isOpen() {
    return !this.list.hidden;
  }

  open(typed) {
    const found = this.choices.filter((option) => fits(typed, option.text));
    this.shown = found.slice(0, MOST_SHOWN);
    this.list.replaceChildren(...this.shown.map((option, place) => this.item(option, place)));
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(-1);
    this.status.textContent = told(found.length);
  }

  item(option, place) {
    const item = make("li", {
      id: `${this.input.id}-choice-${place}`,
      class: "forms-choices__choice",
      role: "option",
      "aria-selected": "false",
      "data-place": place,
    });
    item.textContent = option.text;
    return item;
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  activate(place) {
    this.active = place;
    for (const [index, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(index === place));
      if (index === place) item.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.list.children[place].id);
  }

  /* What is typed in full is chosen; anything less is no answer yet. */
  typed() {
    const typed = this.input.value.trim().toLowerCase();
    this.keep(this.choices.find((option) => option.text.trim().toLowerCase() === typed));
    this.open(this.input.value);
  }

  choose(option) {
    this.input.value = option.text.trim();
    this.keep(option);
    this.close();
    this.status.textContent = "";
  }

  keep(option) {
    const value = option?.value ?? "";
    if (this.select.value === value) return;
    this.select.value = value;
    for (const name of ["input", "change"]) this.select.dispatchEvent(new Event(name, { bubbles: true }));
  }

  leave() {
    this.close();
    const typed = this.input.value.trim();
    const isLost = typed !== "" && this.select.value === "";
    this.status.textContent = isLost ? filled(LOST, { typed }) : "";
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen()) this.open(this.input.value === this.chosenText() ? "" : this.input.value);
      const last = this.list.children.length - 1;
      if (last < 0) return;
      const next = this.active + (event.key === "ArrowDown" ? 1 : -1);
      this.activate(next > last ? 0 : next < 0 ? last : next);
    } else if (event.key === "Enter" && this.isOpen() && this.active >= 0) {
      event.preventDefault();
      this.choose(this.shown[this.active]);
    } else if (event.key === "Escape" && this.isOpen()) {
      event.preventDefault();
      this.close();
    }
  }
}

function revealOther(select) {
  const box = document.getElementById(`${select.name}-other-box`);
  const update = () => {
    box.hidden = select.value !== select.dataset.formsOther;
  };
  select.addEventListener("change", update);
  update();
}

/* The same for a choice to tick. Not by GOV.UK Frontend, which marks a radio button as expanded: ARIA allows no such thing. */
function revealAsked(choice) {
  const box = document.getElementById(choice.dataset.formsAsks);
  const update = () => {
    box.hidden = !choice.checked;
  };
  // Another radio button's change is the only sign that this one is no longer chosen.
  for (const one of (choice.form ?? document).querySelectorAll(`[name="${CSS.escape(choice.name)}"]`)) {
    one.addEventListener("change", update);
  }
  update();
}

document.querySelectorAll("select[data-forms-other]").forEach(revealOther);
document.querySelectorAll("[data-forms-asks]").forEach(revealAsked);
document.querySelectorAll("select[data-forms-combobox]").forEach((select) => new Combobox(select));
