/* In the page editor: reads the form being edited from the blocks' state, folded or open, and says conditions in words.
   Knows nothing of the page's elements but where the blocks' root is. */

window.formsEditor = (() => {
  const OPERATORS = {
    equals: "is",
    not_equals: "is not",
    includes: "includes",
    not_includes: "does not include",
    answered: "was answered",
    not_answered: "was not answered",
    more_than: "is more than",
    less_than: "is less than",
    at_least: "is at least",
    at_most: "is at most",
    before: "is before",
    after: "is after",
  };
  const ALONE = ["answered", "not_answered"];
  const YES_NO = [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ];

  /* A select's state is a list of its values; a text's is the text. */
  const one = (state) => String((Array.isArray(state) ? state[0] : state) ?? "").trim();
  const items = (state) => (Array.isArray(state) ? state : []);

  const automaticName = (prefix, id) => (id ? `${prefix}_${id.replaceAll("-", "").slice(0, 8)}` : "");

  function choicesOf(type, value) {
    if (type === "yes_no") return YES_NO;
    return items(value.choices)
      .map((item) => item.value ?? {})
      .map((choice) => ({ value: one(choice.value) || one(choice.label), label: one(choice.label) }))
      .filter((choice) => choice.label);
  }

  function question(item, groups) {
    const value = item.value ?? {};
    return {
      id: item.id,
      kind: item.type,
      groups,
      name: one(value.settings?.name) || automaticName("q", item.id),
      label: one(value.label),
      choices: choicesOf(item.type, value),
      unknown: value.unknown === true,
    };
  }

  /* The questions of a stream in order; a block that holds questions itself, like a group, is looked through. */
  function questionsIn(stream, groups = []) {
    return items(stream).flatMap((item) =>
      Array.isArray(item.value?.questions)
        ? questionsIn(item.value.questions, [...groups, item.id])
        : [question(item, groups)],
    );
  }

  /* Every step with its questions, as the editor has them now. */
  function stepsNow() {
    const steps = items(stateNow()).map((item) => ({
      id: item.id,
      title: one(item.value?.title),
      repeats: Boolean(one(item.value?.repeat?.noun)),
      questions: questionsIn(item.value?.questions),
    }));
    tellApart(steps);
    return steps;
  }

  /* The blocks' own state, everything that is written in them. */
  const stateNow = () => document.getElementById("steps-root")?.rootBlock?.getState();

  /* `told`: the wording, with its step, and its place there, where several questions have the same one. */
  const wordings = new Map();
  function tellApart(steps) {
    const alike = (questions, label) => questions.filter((other) => other.label === label).length > 1;
    const all = allQuestions(steps);
    for (const { title, questions } of steps) {
      for (const [place, asked] of questions.entries()) {
        asked.told = asked.label;
        if (asked.label && alike(all, asked.label)) {
          const where = alike(questions, asked.label) ? `${title}, question ${place + 1}` : title;
          asked.told = `${asked.label} (${where})`;
        }
        if (asked.label) wordings.set(asked.name, asked.label);
      }
    }
  }

  /* What was asked here since the editor was opened is called by its wording, and nothing by a name that was made. */
  const MADE = /^[qsg]_[0-9a-f]{8}$/;
  const gone = (name) => wordings.get(name) ?? (MADE.test(name) ? "a question that is gone" : name);

  const allQuestions = (steps) => steps.flatMap((step) => step.questions);

  /* By its name, or by its wording where no other has the same: what an editor typed is found too. An empty reference
     names nothing, although a question that was just added has no wording either. */
  function named(questions, name) {
    const wording = name.trim().toLowerCase();
    if (!wording) return undefined;
    const exact = questions.find((candidate) => candidate.name === name);
    if (exact) return exact;
    const worded = questions.filter((candidate) => candidate.label.toLowerCase() === wording);
    return worded.length === 1 ? worded[0] : undefined;
  }

  function answerInWords(asked, written) {
    if (!written) return "";
    const wording = written.toLowerCase();
    if (written === "not_known" && asked?.unknown) return "Not known";
    const choice = asked?.choices.find(({ value, label }) => value === written || label.toLowerCase() === wording);
    return choice?.label ?? written;
  }

  function ruleInWords(rule, questions) {
    const name = one(rule.question);
    if (!name) return "";
    const asked = named(questions, name);
    const is = one(rule.is);
    const answer = ALONE.includes(is) ? "" : ` ${answerInWords(asked, one(rule.value))}`;
    return `“${asked?.told || gone(name)}” ${OPERATORS[is] ?? is}${answer}`;
  }

  /* “Has the child died?” is Yes and (“Age” is more than 3 or …); empty where nothing is asked. */
  function conditionInWords(condition, questions) {
    if (!condition) return "";
    const rules = items(condition.rules).map((item) => ruleInWords(item.value ?? {}, questions));
    const groups = items(condition.groups)
      .map((item) => conditionInWords(item.value, questions))
      .map((words) => words && `(${words})`);
    return [...rules, ...groups].filter(Boolean).join(one(condition.match) === "any" ? " or " : " and ");
  }

  /* As many words as one line takes: what is longer is shortened here, and unfolded in listed(). */
  const LINE = 140;
  const WORDING = 50;

  const shortened = (text, longest) => (text.length > longest ? `${text.slice(0, longest).trimEnd()}…` : text);

  const rulesOf = (condition) => [
    ...items(condition.rules).map((item) => item.value ?? {}),
    ...items(condition.groups).flatMap((item) => rulesOf(item.value ?? {})),
  ];

  /* A condition in one line, and of how many rules it consists where the line does not say all of it:
     “Has the child died?” is Yes, and 14 more are true. */
  function conditionAtAGlance(condition, questions) {
    const whole = conditionInWords(condition, questions);
    if (whole.length <= LINE) return { words: whole, folded: 0 };
    const said = rulesOf(condition).map((rule) => ruleInWords(rule, questions)).filter(Boolean);
    const [rule, ...more] = said;
    const first = shortened(rule, WORDING * 2);
    if (!more.length) return { words: first, folded: 1 };
    const others = more.length === 1 ? "1 more rule is true" : `${more.length} more rules are true`;
    const either = more.length === 1 ? "or when 1 more rule is true" : `or when one of ${more.length} more rules is true`;
    return { words: `${first}, ${one(condition.match) === "any" ? either : `and ${others}`}`, folded: said.length };
  }

  /* The whole of it for a list: { any, parts } with rules in words, and the groups in lists of their own. */
  function conditionListed(condition, questions) {
    const rules = items(condition.rules).map((item) => ruleInWords(item.value ?? {}, questions));
    const groups = items(condition.groups).map((item) => conditionListed(item.value ?? {}, questions));
    const parts = [...rules.filter(Boolean), ...groups.filter((group) => group.parts.length)];
    return { any: one(condition.match) === "any", parts };
  }

  /* The copy of a block: ids of its own, names made anew, and what read one of its questions reads the copy's. */
  function copyOf(state) {
    const copy = structuredClone(state);
    const renamed = new Map();
    const renew = (node) => {
      if (!node || typeof node !== "object") return;
      for (const child of Object.values(node)) {
        if (Array.isArray(node) && child && typeof child === "object" && "value" in child && "id" in child) {
          const was = one(child.value?.settings?.name) || automaticName("q", child.id);
          child.id = crypto.randomUUID();
          if (child.type && was) renamed.set(was, automaticName("q", child.id));
          if (child.type && "name" in child.value) child.value.name = "";
        }
        renew(child);
      }
    };
    const REFERENCES = ["question", "summary", "not_before", "not_after", "first", "last"];
    const settle = (node) => {
      if (!node || typeof node !== "object") return;
      if (node.settings && "name" in node.settings) node.settings.name = "";
      for (const key of REFERENCES) {
        if (renamed.has(one(node[key]))) node[key] = renamed.get(one(node[key]));
      }
      for (const item of items(node.of)) {
        if (renamed.has(one(item.value))) item.value = renamed.get(one(item.value));
      }
      Object.values(node).forEach(settle);
    };
    renew(copy);
    if ("name" in copy) copy.name = "";
    settle(copy);
    return copy;
  }

  return { ALONE, allQuestions, conditionAtAGlance, conditionInWords, conditionListed, copyOf, gone, items, named, one, questionsIn, stateNow, stepsNow };
})();
