/* Two minutes before a session ends for want of use: a dialog that offers to stay. What is typed stays where it is.
   Asking how long is left does not prolong the session; another tab may have. Without this, what is sent too late is
   kept until its writer has signed in again. */
import { filled, gettext, ngettext } from "../forms/words.js";

const ADDRESS = "/accounts/session/";
const WARN_BEFORE = 120;
const ASK_AGAIN = 15;

let dialog = null;
let endsAt = 0;

const left = () => Math.max(0, Math.round((endsAt - Date.now()) / 1000));
const counted = (seconds) => { endsAt = Date.now() + seconds * 1000; };

async function ask(method = "GET") {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { Accept: "application/json", ...(method === "POST" && { "X-CSRFToken": token }) };
  const answer = await fetch(ADDRESS, { method, headers });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return answer.json();
}

function element(name, classes, text) {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

function draw() {
  dialog = element("dialog", "site-ending", "");
  dialog.setAttribute("aria-labelledby", "session-ending");
  const heading = element("h2", "govuk-heading-m", gettext("You will be signed out soon"));
  heading.id = "session-ending";
  const words = element("p", "govuk-body", "");
  words.setAttribute("role", "status");
  const buttons = element("div", "govuk-button-group", "");
  const stay = element("button", "govuk-button", gettext("Stay signed in"));
  const out = element("a", "govuk-link", gettext("Sign out"));
  stay.type = "button";
  stay.onclick = prolong;
  out.href = "/accounts/logout/";
  buttons.append(stay, out);
  dialog.append(heading, words, buttons);
  // Escape is no answer: it would hide that the session goes on to its end.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(dialog);
  return { heading, words, stay, out };
}

let parts = null;

function say(canStay) {
  if (!canStay) {
    parts.stay.textContent = gettext("Back to the page");
    parts.stay.onclick = () => dialog.remove();
  }
  const seconds = left();
  const minutes = Math.ceil(seconds / 60);
  const why = canStay
    ? gettext("Nothing was sent from this browser for a while. What you typed stays on this page.")
    : gettext("You have been signed in for as long as the portal allows. Send or save now what you typed.");
  const when =
    seconds <= 30
      ? gettext("You will be signed out in less than 30 seconds.")
      : ngettext("You will be signed out in about 1 minute.", "You will be signed out in about %(number)s minutes.", minutes);
  const text = `${filled(when, { number: minutes })} ${why}`;
  if (parts.words.textContent !== text) {
    parts.words.textContent = text;
  }
}

function sayOver() {
  parts.heading.textContent = gettext("You were signed out");
  parts.words.textContent =
    gettext("What you typed is still on this page. When you send it, you are asked to sign in, and it comes back filled in.");
  parts.stay.textContent = gettext("Back to the page");
  parts.stay.onclick = () => dialog.close();
  parts.out.textContent = gettext("Sign in again in another tab");
  parts.out.href = "/accounts/login/";
  parts.out.target = "_blank";
}

async function prolong() {
  try {
    const { seconds } = await ask("POST");
    counted(seconds);
    if (seconds === 0) {
      sayOver();
    } else {
      close();
    }
  } catch {
    parts.words.textContent = gettext("The portal cannot be reached just now. What you typed stays on this page. Try again.");
  }
}

function close() {
  dialog.remove();
  wait();
}

async function tick(canStay, since = 0) {
  if (!dialog.isConnected) {
    return;
  }
  if (left() === 0 || since >= ASK_AGAIN) {
    since = 0;
    try {
      const told = await ask();
      canStay = told.can_stay;
      counted(told.seconds);
    } catch {
      // Said when the person presses the button; the time goes on.
    }
    if (left() > WARN_BEFORE) {
      close();
      return;
    }
  }
  if (left() === 0) {
    sayOver();
    return;
  }
  say(canStay);
  setTimeout(() => tick(canStay, since + 1), 1000);
}

async function warn() {
  let canStay = true;
  try {
    const told = await ask();
    canStay = told.can_stay;
    counted(told.seconds);
  } catch {
    // Offline: warned by the page's own count.
  }
  if (left() > WARN_BEFORE) {
    wait();
    return;
  }
  parts = draw();
  dialog.showModal();
  parts.stay.focus();
  tick(canStay);
}

function wait() {
  const until = (left() - WARN_BEFORE) * 1000;
  // A laptop that slept: timers stop, the time does not.
  setTimeout(() => (left() > WARN_BEFORE ? wait() : warn()), Math.min(Math.max(until, 0), 30_000));
}

const told = document.body.dataset.sessionSeconds;
if (told === undefined) {
  // The CMS draws its own pages.
  ask().then(({ seconds }) => { if (seconds) { counted(seconds); wait(); } }, () => {});
} else if (Number(told)) {
  counted(Number(told));
  wait();
}
