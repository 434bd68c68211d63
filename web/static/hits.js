"use strict";

/* The hits of an article: one is shown after the other, by a bar that stays in sight and by the keys n and p.
   No hit is a step of the browser's history. Without script the bar has a link to each. */
function walk(nav) {
  const marks = [...document.querySelectorAll("mark[id^='hit-']")];
  const bar = nav.parentElement;
  const count = document.createElement("p");
  const shown = new Intl.NumberFormat(document.documentElement.lang);
  let at = -1;

  function button(label, sign, key, step) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.setAttribute("aria-keyshortcuts", key);
    made.addEventListener("click", () => go(step));
    return made;
  }

  function inSight(mark) {
    const box = mark.getBoundingClientRect();
    return box.bottom > bar.getBoundingClientRect().bottom && box.top < innerHeight;
  }

  function show(index) {
    marks[at]?.classList.remove("current");
    at = index;
    marks[at].classList.add("current");
    count.textContent = nav.dataset.of.replace("{number}", shown.format(at + 1)).replace("{hits}", shown.format(marks.length));
  }

  /* From the hit shown last, or where the reader has left it, from what is in sight now. */
  function go(step) {
    let next = at + step;
    if (at >= 0 && !inSight(marks[at])) {
      const edge = bar.getBoundingClientRect().bottom;
      const below = marks.findIndex((mark) => mark.getBoundingClientRect().bottom > edge);
      next = below < 0 ? marks.length : below;
      if (step < 0) next -= 1;
    }
    show((next + marks.length) % marks.length);
    // At once: while a page still moves, what is in sight is not yet what the reader went to.
    marks[at].scrollIntoView({ block: "center", behavior: "instant" });
    marks[at].focus({ preventScroll: true });
  }

  count.setAttribute("role", "status");
  count.textContent = nav.querySelector("p").textContent;
  nav.replaceChildren(button(nav.dataset.previous, "‹", "p", -1), count, button(nav.dataset.next, "›", "n", 1));

  function arrive() {
    const index = marks.findIndex((mark) => `#${mark.id}` === location.hash);
    if (index >= 0) show(index);
  }
  addEventListener("hashchange", arrive);
  arrive();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(-1);
  });
}

document.querySelectorAll("nav.hits").forEach(walk);
