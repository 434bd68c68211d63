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

/* The picture as PNG: drawn from the SVG, twice as fine as it is on the screen. */
for (const link of document.querySelectorAll("a[download$='.svg']")) {
  const item = link.closest("li").cloneNode(true);
  const png = item.querySelector("a");
  png.textContent = link.textContent.replace("SVG", "PNG");
  png.download = link.download.replace(".svg", ".png");
  png.addEventListener("click", async (event) => {
    event.preventDefault();
    const image = new Image();
    image.src = link.href;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * image.naturalWidth;
    canvas.height = 2 * image.naturalHeight;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const made = document.createElement("a");
      made.href = URL.createObjectURL(blob);
      made.download = png.download;
      made.click();
      URL.revokeObjectURL(made.href);
    });
  });
  link.closest("li").after(item);
}
