"use strict";

/* Suggestions under the search box: the ARIA APG's editable combobox with list autocomplete.
   Enter submits what was typed, unless an option was chosen with the arrows. Both keep the form's filters. */
function suggest(field) {
  const LEAST = 2, WAIT = 150;
  const input = field.querySelector("input");
  const list = document.createElement("ul");
  const spoken = document.createElement("p");
  let options = [], chosen = -1, timer = 0, request = null;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel);
  spoken.className = "vh";
  spoken.setAttribute("aria-live", "polite");
  field.append(list, spoken);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  function close() {
    clearTimeout(timer);
    request?.abort();
    options = [];
    choose(-1);
    list.hidden = true;
    spoken.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  }

  function show(suggestions) {
    options = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, at) => {
      const item = document.createElement("li");
      const words = document.createElement("span");
      const kind = document.createElement("span");
      item.id = `suggestion-${at}`;
      item.setAttribute("role", "option");
      words.className = "words";
      words.textContent = suggestion.text;
      item.append(words, " ");
      kind.className = "kind";
      kind.textContent = { place: field.dataset.suggestPlace, words: field.dataset.suggestWords, title: field.dataset.suggestTitle }[suggestion.kind];
      item.append(kind);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => location.assign(suggestion.url));
      return item;
    }));
    choose(-1);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    spoken.textContent = options.length ? field.dataset.suggestCount.replace("{count}", options.length) : "";
  }

  async function ask() {
    const text = input.value.trim();
    request?.abort();
    if (text.length < LEAST) return close();
    request = new AbortController();
    const address = new URL(field.dataset.suggest, location);
    address.search = new URLSearchParams(new FormData(input.form));
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    choose(-1);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" && options.length) choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp" && options.length) choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape" && options.length) close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(options[chosen].url);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
