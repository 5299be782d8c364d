"use strict";
// Sorting, filtering and opening what a link leads to. Without this script the pages show the same, unsorted and folded.
const number = (text) => { const value = parseFloat(text.replace(/,/g, "")); return Number.isNaN(value) ? null : value; };
const parts = (text) => text.trim().split(".").map(Number);
const compare = (a, b) => {
  if (/^\d+(\.\d+)+$/.test(a.trim()) && /^\d+(\.\d+)+$/.test(b.trim()) && a.trim().length < 6 && b.trim().length < 6) {
    const [x, y] = [parts(a), parts(b)]; return x[0] - y[0] || x[1] - y[1];
  }
  const [x, y] = [number(a), number(b)];
  if (x !== null && y !== null) return x - y;
  if (x === null && y === null) return a.localeCompare(b);
  return x === null ? -1 : 1;
};
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].textContent;
      body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b))));
    });
  });
}
for (const input of document.querySelectorAll("input[data-filter]")) {
  const box = document.getElementById(input.dataset.filter);
  const items = box.tBodies ? [...box.tBodies[0].rows] : [...box.children].filter((child) => child.matches("details"));
  const count = document.querySelector(`[data-count="${input.dataset.filter}"]`);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${items.length} shown`;
  });
}
const open = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", open);
open();
const hint = () => {
  for (const box of document.querySelectorAll(".wide")) {
    const old = box.previousElementSibling;
    const words = old && old.matches(".hint") ? old : null;
    if (box.scrollWidth <= box.clientWidth + 1) { if (words) words.remove(); continue; }
    if (words) continue;
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = "Scroll sideways to see all →";
    box.before(line);
  }
};
hint();
addEventListener("resize", hint);
addEventListener("toggle", hint, true);
