// Runs before the other scripts, and keeps no page from being drawn: components only change their look where their
// script will run.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
}
