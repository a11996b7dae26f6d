/* In the page editor: a calculated value shows the boxes of what it calculates: two dates, or the questions that are
   added up and their bands. What stands in the others stays. */

(() => {
  const WHAT = /-calculation-what$/;
  const ADDED_UP = ["sum", "score"];

  function follow(select) {
    const added = ADDED_UP.includes(select.value);
    const box = select.closest('[data-contentpath="calculation"]');
    for (const [path, shown] of Object.entries({ first: !added, last: !added, of: added, bands: added })) {
      box?.querySelector(`[data-contentpath="${path}"]`)?.toggleAttribute("hidden", !shown);
    }
  }

  function followAll(root = document) {
    for (const select of root.querySelectorAll('select[name$="-calculation-what"]')) follow(select);
  }

  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && WHAT.test(target.name)) follow(target);
  });
  // Sent whenever a block was drawn.
  document.addEventListener("forms:questions", () => followAll());
})();
