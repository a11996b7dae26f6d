// Asking the portal: the only place that knows its address and the token.

const meta = document.querySelector("meta[name=portal]").content;
export const BASE = `${new URLSearchParams(location.search).get("portal") ?? meta}/api/v1`;

// In memory alone: gone when the page is.
let token = "";
export function useToken(value) {
  token = value.trim();
}

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.errors = problem.errors ?? [];
  }
}

export async function ask(path, { method = "GET", body, headers = {} } = {}) {
  const sent = { ...headers };
  if (token) sent.Authorization = `Bearer ${token}`;
  let content = body;
  if (body !== undefined && !(body instanceof FormData)) {
    content = JSON.stringify(body);
    sent["Content-Type"] = "application/json";
  }
  const address = path.startsWith("http") ? path : BASE + path;
  const response = await fetch(address, { method, headers: sent, body: content, credentials: "omit" });
  const told = await response.json();
  if (!response.ok) throw new Refused(told);
  return told;
}
