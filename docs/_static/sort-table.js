/* Sorts the comparison: by a click on a column's title, or on small screens by a list above the table.
 *
 * Without this script the table stands in the order of the names. Rows without a known fact come last.
 */
(() => {
  "use strict";

  const text = (row, column) => row.cells[column].textContent.trim();

  /* Yes before no before other texts; what is not known comes last, whatever the direction. */
  const rank = (row, column) => {
    const cell = row.cells[column];
    if (column && cell.querySelector(".unknown") && !cell.querySelector(".badge")) return 3;
    if (cell.querySelector(".badge-yes")) return 0;
    return cell.querySelector(".badge-quiet") ? 1 : 2;
  };

  const order = (column, sign) => (one, other) =>
    (rank(one, column) === 3) - (rank(other, column) === 3) ||
    sign * (rank(one, column) - rank(other, column) || text(one, column).localeCompare(text(other, column))) ||
    text(one, 0).localeCompare(text(other, 0));

  const sort = (table, column, direction) => {
    const body = table.tBodies[0];
    const sign = direction === "descending" ? -1 : 1;
    body.append(...[...body.rows].sort(order(column, sign)));
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    });
  };

  const addButtons = (table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent.trim();
      button.addEventListener("click", () =>
        sort(table, column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"),
      );
      head.replaceChildren(button);
    });
  };

  const addList = (table) => {
    const label = document.createElement("label");
    const list = document.createElement("select");
    label.className = "sort-list";
    [...table.tHead.rows[0].cells].forEach((head, column) =>
      list.append(new Option(head.textContent.trim(), column)),
    );
    list.addEventListener("change", () => sort(table, Number(list.value), "ascending"));
    label.append("Sort by ", list);
    (table.closest(".table-wrapper") ?? table).before(label);
  };

  window.addEventListener("DOMContentLoaded", () => {
    for (const table of document.querySelectorAll("table.facts-comparison")) {
      addList(table);
      addButtons(table);
      sort(table, 0, "ascending");
    }
  });
})();
