// A second front end for the portal: reports, a form and the preview of a draft, all of it from the API.

import { make, prose } from "./elements.js";
import { formPage } from "./form.js";
import { ask } from "./portal.js";

const main = document.getElementById("main");
const PAGES = [
  [/^#\/reports\/(\d+)$/, (id) => reportPage(id)],
  [/^#\/forms\/(\d+)(?:\/([a-z]+))?$/, (id, language) => formPage(Number(id), language ?? "")],
  [/^#\/forms$/, () => formsPage()],
  [/^#token=(.+)$/, (token) => previewPage(decodeURIComponent(token))],
  [/^/, () => reportsPage()],
];

async function show() {
  const [pattern, draw] = PAGES.find(([one]) => one.test(location.hash));
  try {
    main.replaceChildren(await draw(...(location.hash.match(pattern) ?? []).slice(1)));
  } catch (error) {
    main.replaceChildren(make("h1", {}, "This cannot be shown"), make("p", {}, error.message));
  }
  document.title = `${main.querySelector("h1")?.textContent ?? "Reviews"} – Reviews`;
  main.focus();
}

async function reportsPage() {
  const list = make("ul");
  const more = make("button", { type: "button" }, "Show more");
  let next = "/reports?limit=10";
  const load = async () => {
    const page = await ask(next);
    list.append(...page.items.map((one) => make("li", {}, make("a", { href: `#/reports/${one.id}` }, one.title), make("p", {}, one.summary))));
    next = page.next;
    more.hidden = !next;
  };
  more.addEventListener("click", load);
  await load();
  return make("div", {}, make("h1", {}, "Published reports"), list, more);
}

async function reportPage(id) {
  const report = await ask(`/reports/${id}`);
  const page = make("article", {}, make("h1", {}, report.title), make("p", {}, `Published ${report.published_on}`), make("p", {}, report.summary));
  const parts = { improvements: "What should improve", analysis: "Why it happened", learning: "Learning for practice" };
  for (const [name, heading] of Object.entries(parts)) {
    if (report[name]) page.append(make("h2", {}, heading), prose(report[name]));
  }
  if (report.recommendations.length) {
    page.append(make("h2", {}, "Recommendations"), make("ol", {}, ...report.recommendations.map((one) => make("li", {}, `${one.what} (${one.who})`))));
  }
  return page;
}

async function formsPage() {
  const { items } = await ask("/forms?limit=100");
  const shown = items.filter((one) => !one.about_a_record);
  return make("div", {}, make("h1", {}, "Forms"), make("ul", {}, ...shown.map((one) => make("li", {}, make("a", { href: `#/forms/${one.id}` }, one.title)))));
}

async function previewPage(token) {
  const page = await ask("/preview", { headers: { "Preview-Token": token } });
  const text = JSON.stringify(page.content, null, 2);
  return make("div", {}, make("p", {}, "A draft. Not published."), make("h1", {}, page.title), make("pre", { tabIndex: 0 }, text));
}

addEventListener("hashchange", show);
show();
