// Everything works without this; it only improves it.
import { countOf } from "./counting.js";
import { CharacterCount, createAll, initAll } from "./govuk-frontend.min.js";

/* GOV.UK's character count, counting as the server does. */
class SameCount extends CharacterCount {
  static moduleName = "forms-character-count";

  updateCount() {
    this.count = countOf(this.$textarea.value);
  }
}

initAll();
createAll(SameCount);

for (const element of document.querySelectorAll("[data-needs-script]")) {
  element.hidden = false;
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
