"use strict";

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
