"use strict";
// What both pages need: elements made without markup, text cut by code points, a tooltip, small drawings.

function byId(id) {
  return document.getElementById(id);
}

function island(id) {
  return JSON.parse(byId(id).textContent);
}

// Children that are not nodes become text; nothing in either page is ever parsed as markup.
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function refill(node, ...children) {
  node.replaceChildren();
  return fill(node, {}, children);
}

function plural(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;
}

// Nothing that is estimated is certain.
function percent(value) {
  if (value < 0.005) return "<1\u00a0%";
  if (value >= 0.995) return ">99\u00a0%";
  return `${Math.round(100 * value)}\u00a0%`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bar(className, share, label) {
  const filled = make("span", { class: "filled" });
  filled.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return make("span", { class: `bar ${className}`, role: label ? "img" : null, "aria-label": label }, filled);
}

function say(text) {
  byId("said").textContent = text;
}

// A span of the text is given in code points, as Python counts; JavaScript counts UTF-16 units.
class Text {
  constructor(text) {
    this.units = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
  }
  get length() {
    return this.units.length;
  }
  slice(start, end) {
    const piece = this.units.slice(start, end);
    return typeof piece === "string" ? piece : piece.join("");
  }
}

// Cuts [start, end) where any span begins or ends, and yields each piece with the spans that cover it.
function* cut(start, end, spans) {
  const edges = new Set([start, end]);
  for (const span of spans) {
    for (const edge of [span.start, span.end]) if (edge > start && edge < end) edges.add(edge);
  }
  const ordered = [...edges].sort((a, b) => a - b);
  for (let index = 0; index + 1 < ordered.length; index++) {
    const [from, to] = [ordered[index], ordered[index + 1]];
    yield { from, to, covering: spans.filter((span) => span.start <= from && span.end >= to) };
  }
}

// One tooltip, shown beside what has the pointer or the focus; Escape hides it.
const tip = {
  owner: null,
  show(owner, content) {
    const node = byId("tip");
    refill(node, content);
    node.hidden = false;
    if (this.owner) this.owner.removeAttribute("aria-describedby");
    this.owner = owner;
    owner.setAttribute("aria-describedby", "tip");
    this.place();
  },
  place() {
    const [node, owner] = [byId("tip"), this.owner];
    const place = owner.getClientRects()[0];
    const left = Math.max(8, Math.min(place.left, innerWidth - node.offsetWidth - 8));
    const below = place.bottom + 8;
    const top = below + node.offsetHeight > innerHeight ? Math.max(8, place.top - node.offsetHeight - 8) : below;
    node.style.left = `${left}px`;
    node.style.top = `${top}px`;
  },
  hide() {
    byId("tip").hidden = true;
    if (this.owner) this.owner.removeAttribute("aria-describedby");
    this.owner = null;
  },
  attach(node, content) {
    node.addEventListener("mouseenter", () => this.show(node, content()));
    node.addEventListener("focus", () => this.show(node, content()));
    node.addEventListener("mouseleave", () => this.hide());
    node.addEventListener("blur", () => this.hide());
  },
};
addEventListener("scroll", () => { if (tip.owner) tip.place(); }, { passive: true });

function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
}

function keysHelp(pairs) {
  return make("p", { class: "keys" }, "Keys: ", pairs.map(([keys, what], index) => [
    index ? " · " : "", keys.split(" ").map((key) => [make("kbd", {}, key), " "]), what,
  ]));
}
