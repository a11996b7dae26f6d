// The try-it page: sends what is filled in and shows the answer. Without this script the page is there to be read.

const token = document.getElementById("token");

for (const form of document.querySelectorAll("form[data-try]")) {
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const place = form.parentElement.querySelector("[data-answer]");
  show(place, "Asking …", "");
  try {
    const response = await fetch(...asked(form));
    const text = await response.text();
    show(place, `${response.status} ${response.statusText}`, pretty(text));
  } catch (error) {
    show(place, "There was no answer", String(error));
  }
}

function asked(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  if (token.value.trim()) headers.Authorization = `Bearer ${token.value.trim()}`;
  let body;
  for (const field of form.querySelectorAll("[data-where]")) {
    const value = field.value.trim();
    const where = field.dataset.where;
    if (where === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (where === "file" && field.files.length) {
      body = new FormData();
      body.append("file", field.files[0]);
    } else if (!value) continue;
    else if (where === "query") query.append(field.name, value);
    else if (where === "header") headers[field.name] = value;
    else if (where === "body") {
      body = value;
      headers["Content-Type"] = "application/json";
    }
  }
  const address = query.size ? `${path}?${query}` : path;
  return [address, { method: form.dataset.try, headers, body, credentials: "omit" }];
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function show(place, heading, text) {
  const title = document.createElement("p");
  title.className = "govuk-body govuk-!-font-weight-bold";
  title.textContent = heading;
  const answer = document.createElement("pre");
  answer.className = "site-answer";
  answer.tabIndex = 0;
  answer.textContent = text;
  place.replaceChildren(title, ...(text ? [answer] : []));
}
