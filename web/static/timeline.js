"use strict";

/* A period is chosen on the timeline by dragging from its first column to its last. */
for (const chart of document.querySelectorAll("[data-period]")) {
  const form = document.querySelector(`${chart.dataset.period} form`);
  const columns = [...chart.querySelectorAll("a[data-first]")];
  let from = null, to = null, dragged = false;

  const at = (event) => columns.findIndex((column) => {
    const box = column.querySelector(".slot").getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  });
  const show = () => columns.forEach((column, i) => {
    column.classList.toggle("dragged", dragged && i >= Math.min(from, to) && i <= Math.max(from, to));
  });

  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch" || !event.target.closest("a[data-first]")) return;
    from = to = at(event);
    dragged = false;
  });
  addEventListener("pointermove", (event) => {
    if (from === null) return;
    const over = at(event);
    if (over < 0 || over === to) return;
    to = over;
    dragged = true;
    show();
  });
  addEventListener("pointerup", () => {
    if (from !== null && dragged) {
      form.elements.from.value = columns[Math.min(from, to)].dataset.first;
      form.elements.to.value = columns[Math.max(from, to)].dataset.last;
      form.requestSubmit();
    }
    from = null;
  });
  /* The click that ends a drag is no choice of the column under it. */
  chart.addEventListener("click", (event) => { if (dragged) event.preventDefault(); dragged = false; }, true);
}
