/* Saves what is typed in the background and says so. Everything that is sent from a step goes one after the other
   (`waiting`), so that nothing that is on its way overtakes what came before. */

import { filled, gettext } from "./words.js";

const QUIET_MILLISECONDS = 2000;
const AGAIN_MILLISECONDS = 10_000;

let last = Promise.resolve();

/* Do the work when everything before it is done. */
export function waiting(work) {
  last = last.then(work, work);
  return last;
}

/* The form's token; the one of the cookie where the person has signed in anew in another tab. */
export function tokenOf(form) {
  const field = form.elements.csrfmiddlewaretoken;
  const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (found) field.value = found[1];
  return field.value;
}

/* The way back in, in another tab: what is typed stays on this page. */
export function signInLink(form) {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = form.dataset.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = gettext("Sign in again in another tab");
  return link;
}

export function startSaving(form, status) {
  let timer;
  let leaving = false;

  function later(milliseconds = QUIET_MILLISECONDS) {
    clearTimeout(timer);
    timer = setTimeout(() => waiting(save), milliseconds);
  }

  async function save() {
    if (leaving) return;
    // A link to sign in stays until it is no longer needed: somebody may be about to follow it.
    if (!status.querySelector("a")) status.textContent = gettext("Saving…");
    tokenOf(form);
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (answer.status === 401 || answer.status === 403) {
        status.replaceChildren(
          gettext("You have been signed out. Nothing is lost: go on here afterwards."),
          " ",
          signInLink(form),
        );
        later(AGAIN_MILLISECONDS);
      } else if (answer.ok && !answer.redirected) {
        status.textContent = filled(gettext("Draft saved at %(time)s"), { time: (await answer.json()).at });
      } else if ([404, 409].includes(answer.status) && answer.headers.get("Content-Type")?.startsWith("application/json")) {
        // Changed or removed in another window: what stands there is not written over. The server says what to do.
        status.textContent = (await answer.json()).message;
      } else if (answer.status === 404) {
        status.replaceChildren(
          gettext("Not saved: whoever is signed in now cannot open this draft. Sign in as yourself, then go on here."),
          " ",
          signInLink(form),
        );
        later(AGAIN_MILLISECONDS);
      } else {
        status.textContent = gettext("Not saved. Select Save and continue to save your answers.");
      }
    } catch {
      status.textContent = gettext("Not saved: there is no connection. We will try again.");
      later(AGAIN_MILLISECONDS);
    }
  }

  form.addEventListener("input", () => later());
  form.addEventListener("submit", () => {
    tokenOf(form);
    leaving = true;
    clearTimeout(timer);
  });
  // Coming back by the browser's own button shows this page as it was left.
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}
