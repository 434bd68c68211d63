"use strict";

/* The facets: all choices in place, a box that narrows them, and a reader's place kept when one is chosen.
   Without script "62 more" is a page of its own, and a choice leads back to its facet. */

const KEPT = "facets";
const beside = matchMedia("(min-width: 56rem)");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

/* Names compare without marks or case. */
function narrow(facet) {
  const label = document.createElement("label");
  const words = document.createElement("span");
  const input = document.createElement("input");
  const none = document.createElement("p");
  label.className = "narrow";
  words.className = "vh";
  words.textContent = facet.dataset.narrow;
  input.type = "search";
  input.autocomplete = "off";
  input.placeholder = facet.dataset.narrow;
  none.className = "hint";
  none.setAttribute("role", "status");
  label.append(words, input);
  facet.querySelector(".choices").before(label, none);
  const inside = [...facet.querySelectorAll("details")];
  const opened = inside.map((details) => details.open);

  input.addEventListener("input", () => {
    const wanted = fold(input.value.trim());
    let shown = 0;
    for (const item of [...facet.querySelectorAll(".choices li")].reverse()) {
      const name = item.querySelector(":scope > .choice .name").textContent;
      item.hidden = Boolean(wanted) && !fold(name).includes(wanted) && !item.querySelector("li:not([hidden])");
      if (!item.hidden) shown += 1;
    }
    none.textContent = shown ? "" : facet.dataset.none;
    inside.forEach((details, at) => { details.open = wanted ? true : opened[at]; });
  });
  return input;
}

/* The page of all choices is fetched, and its list stands in the place of the short one. */
async function expand(facet) {
  const link = facet.querySelector(".more a");
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const all = page.getElementById("choices");
  const short = [...facet.querySelectorAll(":scope > .choices, :scope > .more")];
  const whole = [...all.children].map((node) => document.adoptNode(node));
  short[0].before(...whole);
  short.forEach((node) => node.remove());
  Object.assign(facet.dataset, all.dataset, { whole: "" });
  return narrow(facet);
}

function keep() {
  const opened = [...document.querySelectorAll(".facet[data-whole]")].map((facet) => facet.id);
  sessionStorage.setItem(KEPT, JSON.stringify({ scroll: beside.matches ? scrollY : null, opened }));
}

async function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!kept || !location.hash.startsWith("#facet-")) return;
  await Promise.allSettled(
    kept.opened.map((id) => document.getElementById(id)).filter((facet) => facet?.querySelector(".more a")).map(expand),
  );
  if (kept.scroll !== null) scrollTo({ top: kept.scroll, behavior: "instant" });
}

document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest(".sidebar a");
  if (link?.closest(".more")) {
    event.preventDefault();
    expand(link.closest(".facet")).then((input) => input.focus(), () => location.assign(link.href));
  } else if (link?.hash.startsWith("#facet-")) keep();
});

document.querySelectorAll("#choices[data-narrow]").forEach(narrow);
addEventListener("load", restore);

/* Filters that are asked for by their address open; so do they, for browsers that cannot show closed
   details beside the results (see style.css), where there is room. */
const filters = document.getElementById("filters");
if (filters && (document.querySelector(".filters :target")
    || (!CSS.supports("selector(::details-content)") && beside.matches))) filters.open = true;
addEventListener("hashchange", () => { if (document.querySelector(".filters :target")) filters.open = true; });
