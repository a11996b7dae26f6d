/* Sends each chosen file at once, with its progress, and takes files out without a reload. The server decides what is
   taken. Without this file the same buttons send the whole page. */

import { signInLink, tokenOf, waiting } from "./saving.js";
import { filled, gettext } from "./words.js";

const LOST = gettext("“%(name)s” was cut off before it arrived. Nothing of it was kept. Choose it again.");
const SIGNED_OUT = gettext("“%(name)s” was not added: you have been signed out. Sign in again, then choose it again.");
const ADDING = gettext("Adding %(name)s");

class Files {
  constructor(box, form) {
    this.box = box;
    this.form = form;
    this.name = box.dataset.formsFiles;
    this.input = box.querySelector("input[type=file]");
    this.list = box.querySelector("[data-forms-files-list]");
    this.uploads = box.querySelector("[data-forms-uploads]");
    this.status = box.querySelector("[data-forms-files-status]");
    box.querySelector("[data-forms-files-add]").hidden = true;
    this.input.addEventListener("change", () => this.chosen());
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-forms-remove-file]");
      if (!button) return;
      event.preventDefault();
      this.remove(button);
    });
  }

  /* One after the other, and never beside a save of what is typed: each answer of the server builds on the last. */
  chosen() {
    const files = [...this.input.files];
    this.input.value = "";
    for (const file of files) {
      const line = this.line(file.name);
      waiting(() => this.send(file, line));
    }
  }

  line(name) {
    const item = document.createElement("li");
    item.className = "forms-uploads__item";
    const text = document.createElement("span");
    text.textContent = filled(ADDING, { name });
    const progress = document.createElement("progress");
    progress.max = 100;
    progress.value = 0;
    progress.setAttribute("aria-label", filled(ADDING, { name }));
    item.append(text, progress);
    this.uploads.append(item);
    return { item, progress, name };
  }

  send(file, line) {
    this.say(filled(ADDING, { name: file.name }));
    const data = new FormData();
    data.append("csrfmiddlewaretoken", tokenOf(this.form));
    data.append("forms-basis", this.form.elements["forms-basis"].value);
    data.append(`${this.name}-upload`, file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.form.dataset.files);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) line.progress.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => this.answered(request, line));
      for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => this.refuse(line, filled(LOST, line)));
      request.addEventListener("loadend", done);
      request.send(data);
    });
  }

  answered(request, line) {
    const answer = request.response;
    if (request.status === 401 || answer?.status === "signed-out") {
      this.refuse(line, filled(SIGNED_OUT, line));
      line.item.append(" ", signInLink(this.form));
      return undefined;
    }
    if (answer?.status === "refused") return this.refuse(line, answer.message);
    if (answer?.status !== "added") return this.refuse(line, filled(LOST, line));
    line.item.remove();
    this.list.insertAdjacentHTML("beforeend", answer.html);
    this.say(filled(gettext("%(name)s has been added"), line));
    this.changed();
  }

  refuse(line, told) {
    line.item.className = "forms-uploads__item govuk-error-message";
    line.item.textContent = told;
    this.say(told);
  }

  remove(button) {
    const item = button.closest("[data-forms-file]");
    const name = item.querySelector("a").textContent;
    const address = `${this.form.dataset.files}${button.dataset.formsRemoveFile}/remove/`;
    waiting(async () => {
      try {
        const answer = await fetch(address, {
          method: "POST",
          body: new URLSearchParams({
            csrfmiddlewaretoken: tokenOf(this.form),
            "forms-basis": this.form.elements["forms-basis"].value,
          }),
          headers: { Accept: "application/json" },
          credentials: "same-origin",
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      } catch {
        this.say(filled(gettext("%(name)s was not removed. Try again."), { name }));
        return;
      }
      item.remove();
      this.say(filled(gettext("%(name)s has been removed"), { name }));
      this.input.focus();
      this.changed();
    });
  }

  say(text) {
    this.status.textContent = text;
  }

  changed() {
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const form = document.querySelector("[data-forms-step]");
if (form) for (const box of form.querySelectorAll("[data-forms-files]")) new Files(box, form);
