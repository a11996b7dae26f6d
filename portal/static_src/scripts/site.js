// Everything works without this; it only improves it.
import { initAll } from "./govuk-frontend.min.js";

initAll();

for (const element of document.querySelectorAll("[data-needs-script]")) {
  element.hidden = false;
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
