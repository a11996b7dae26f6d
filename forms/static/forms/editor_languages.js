/* In the page editor: the texts in a second language are shown only where the form has one. What was written stays. */

(() => {
  function follow() {
    const language = document.querySelector("select[name=second_language]");
    language?.form?.classList.toggle("forms-one-language", !language.value);
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name === "second_language") follow();
  });
  document.addEventListener("DOMContentLoaded", follow);
  follow();
})();
