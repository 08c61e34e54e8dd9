// Tables that a reader may filter, and boxes that scroll and can be reached by the keyboard. No network, no library.
"use strict";

function filterable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const form = document.createElement("form");
  form.className = "filters";
  form.setAttribute("aria-label", `Filter: ${table.caption.textContent}`);
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  const controls = heads.flatMap((head, column) => {
    const kind = head.dataset.filter;
    if (!kind) return [];
    const label = document.createElement("label");
    label.textContent = head.textContent;
    const control = document.createElement(kind === "choice" ? "select" : "input");
    if (kind === "choice") {
      const words = new Set(rows.flatMap(row => row.cells[column].textContent.split("; ")).filter(Boolean));
      control.add(new Option("all", ""));
      [...words].sort((a, b) => a.localeCompare(b)).forEach(word => control.add(new Option(word, word)));
    }
    label.append(control);
    form.append(label);
    return [{ control, column, kind }];
  });

  function fits(row, { control, column, kind }) {
    const asked = control.value.trim().toLowerCase(), cell = row.cells[column].textContent.toLowerCase();
    return !asked || (kind === "choice" ? cell.split("; ").includes(asked) : cell.includes(asked));
  }
  function show() {
    rows.forEach(row => { row.hidden = !controls.every(one => fits(row, one)); });
    count.textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length} shown`;
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
  table.closest(".table-box").before(form, count);
  show();
}

// On paper nothing can be opened: what is folded is printed too.
addEventListener("beforeprint", () => document.querySelectorAll(".bd-article details").forEach(one => { one.open = true; }));

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("table.filterable").forEach(filterable);
  document.querySelectorAll("pre, .cell_output .text_html, .pst-scrollable-table-container").forEach(box => {
    if (box.scrollWidth > box.clientWidth && !box.querySelector("[tabindex]")) box.tabIndex = 0;
  });
});
