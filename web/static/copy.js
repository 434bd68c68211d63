"use strict";

/* Buttons that copy: a link's address, a text on the page, or a file that is fetched. */
function offer(button, text) {
  const { copy, copied } = button.dataset;
  button.textContent = copy;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    await navigator.clipboard.writeText(await text());
    button.textContent = copied;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.textContent = copy; }, 2000);
  });
}

/* Browsers have no clipboard where the connection is not secure; there the links stay what they are. */
if (navigator.clipboard) {
  for (const link of document.querySelectorAll("a.copy")) offer(link, async () => link.href);
  for (const source of document.querySelectorAll("[data-copy]:not(a.copy)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    Object.assign(button.dataset, { copy: source.dataset.copy, copied: source.dataset.copied });
    if (source.id) button.setAttribute("aria-describedby", source.id);
    source.after(" ", button);
    offer(button, source.href
      ? async () => (await fetch(source.href)).text()
      : async () => source.textContent.trim());
  }
}
