// What a reader by ear or by keyboard would miss on this page, one line for each; nothing where all is well.
const missed = [];
const shown = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
const text = (element) => (element ? element.textContent.trim() : "");

/** The name that an element is called by, without what is hidden from readers. */
function name(element) {
  const label = element.getAttribute("aria-label");
  if (label) return label.trim();
  const by = element.getAttribute("aria-labelledby");
  if (by) return by.split(/\s+/).map((id) => text(document.getElementById(id))).join(" ").trim();
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll("[aria-hidden=true]")) hidden.remove();
  return text(copy) || (element.getAttribute("title") || "").trim();
}

for (const image of document.querySelectorAll("img, svg")) {
  if (image.closest("[aria-hidden=true]")) continue;
  const title = image.tagName === "img" ? image.getAttribute("alt") : text(image.querySelector(":scope > title"));
  if (!title && !(image.getAttribute("aria-labelledby") && name(image))) missed.push(`no name: ${shown(image)}`);
}
for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
  const labels = [...field.labels].map(text).join("");
  if (!labels && !field.getAttribute("aria-label")) missed.push(`no label: ${shown(field)}`);
}
for (const link of document.querySelectorAll("a, button, summary, [role=group]")) {
  if (!name(link)) missed.push(`no text: ${shown(link)}`);
}
for (const link of document.querySelectorAll("a[href^='#']")) {
  if (!document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))) missed.push(`leads nowhere: ${shown(link)}`);
}

const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
if (levels[0] !== 1) missed.push("the first heading is not h1");
if (levels.filter((level) => level === 1).length !== 1) missed.push("not one h1");
levels.forEach((level, place) => {
  if (place > 0 && level > levels[place - 1] + 1) missed.push(`h${levels[place - 1]} is followed by h${level}`);
});

for (const cell of document.querySelectorAll("th:not([scope])")) missed.push(`no scope: ${shown(cell)}`);
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) missed.push(`twice: id ${id}`);
for (const element of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
  const named = `${element.getAttribute("aria-labelledby") || ""} ${element.getAttribute("aria-describedby") || ""}`;
  for (const id of named.trim().split(/\s+/)) if (!document.getElementById(id)) missed.push(`nothing is called ${id}`);
}
// What can be scrolled must be reachable by keyboard, if it is seen at all.
for (const box of document.querySelectorAll("main *")) {
  if (!box.checkVisibility()) continue;
  const scrolls = box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX);
  if (scrolls && box.tabIndex < 0) missed.push(`scrolls without keyboard: ${shown(box)}`);
}
if (!document.title.trim()) missed.push("no title");
return missed;
