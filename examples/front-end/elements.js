// Making elements, and showing the portal's HTML as far as it is prose.

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const PROSE = new Set(["P", "UL", "OL", "LI", "H2", "H3", "H4", "B", "STRONG", "I", "EM", "A", "BR"]);

export function prose(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const place = make("div");
  copy(parsed.body, place);
  return place;
}

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.textContent);
    else if (node.nodeType === Node.ELEMENT_NODE && PROSE.has(node.tagName)) {
      const link = node.getAttribute("href") ?? "";
      const made = make(node.tagName, /^(https?:|mailto:)/.test(link) ? { href: link } : {});
      copy(node, made);
      to.append(made);
    } else if (node.nodeType === Node.ELEMENT_NODE && !["SCRIPT", "STYLE"].includes(node.tagName)) copy(node, to);
  }
}
