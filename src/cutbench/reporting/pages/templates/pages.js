"use strict";
// Sorting and filtering of tables. Without this script the pages show the same, unsorted.
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
  const body = document.getElementById(input.dataset.filter).tBodies[0];
  const count = document.querySelector(`[data-count="${input.dataset.filter}"]`);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${body.rows.length} shown`;
  });
}
