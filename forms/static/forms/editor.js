/* In the page editor: suggests the questions of this form where one must be named. The value is the question's name; the
   list shows its wording. */

(() => {
  const LIST = "forms-questions";

  function automaticName(id) {
    return `q_${id.replaceAll("-", "").slice(0, 8)}`;
  }

  function questionsOf(form) {
    const found = [];
    for (const label of form.querySelectorAll('[name*="-questions-"][name$="-value-label"]')) {
      const prefix = label.name.slice(0, -"-value-label".length);
      if (/-choices-/.test(prefix.split("-questions-").pop())) continue;
      const field = (suffix) => form.elements.namedItem(prefix + suffix)?.value ?? "";
      if (field("-deleted")) continue;
      const name = field("-value-settings-name") || (field("-id") && automaticName(field("-id")));
      if (label.value) found.push({ value: name || label.value, text: label.value });
    }
    return found;
  }

  document.addEventListener("focusin", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !("formsQuestionReference" in input.dataset)) return;
    document.getElementById(LIST)?.remove();
    const list = document.createElement("datalist");
    list.id = LIST;
    for (const { value, text } of questionsOf(input.form)) {
      const option = document.createElement("option");
      option.value = value;
      option.label = text;
      list.append(option);
    }
    document.body.append(list);
    input.setAttribute("list", LIST);
  });
})();
