"use strict";

/* A reader's own list of articles, kept by this browser alone: ids in the order they were added.
   The page of the list is an address that names them, so it can be shared, printed and taken away. */
{
  const words = document.currentScript.dataset;
  const most = Number(words.most);
  const page = new URL(words.list, location.href);
  const root = new URL(words.articles, location.href).pathname.slice(0, -1);
  const KEY = `list ${page.pathname}`;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, most) : [];
    } catch {
      return [];
    }
  };
  const address = (ids) => {
    const url = new URL(page);
    ids.forEach((id) => url.searchParams.append("id", id));
    return url.href;
  };
  const idOf = (href) => {
    const { pathname } = new URL(href, location.href);
    return pathname.startsWith(root) ? decodeURIComponent(pathname.slice(root.length)) : "";
  };

  const link = document.createElement("a");
  const buttons = [];
  const refresh = () => {
    const ids = read();
    link.href = address(ids);
    link.textContent = `${words.name} (${ids.length})`;
    link.hidden = !ids.length && location.pathname !== page.pathname;
    for (const { button, id } of buttons) {
      const inside = ids.includes(id);
      button.textContent = inside ? words.remove : ids.length < most ? words.add : words.full;
      button.disabled = !inside && ids.length >= most;
    }
  };
  const toggle = (id) => {
    const ids = read();
    const left = ids.filter((other) => other !== id);
    localStorage.setItem(KEY, JSON.stringify(left.length < ids.length ? left : [...ids, id]));
    refresh();
  };
  const offer = (title, place, href) => {
    const id = idOf(href);
    if (!id) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gather";
    title.id ||= `title-${buttons.length}`;
    button.setAttribute("aria-describedby", title.id);
    button.addEventListener("click", () => toggle(id));
    buttons.push({ button, id });
    place(button);
  };

  document.querySelector("nav.site").prepend(link);
  for (const card of document.querySelectorAll(".result")) {
    const title = card.querySelector("h3 a");
    if (title) offer(title, (button) => (card.querySelector(".meta") ?? card).append(button), title.href);
  }
  const story = document.querySelector(".story h1");
  if (story) {
    const place = story.parentElement.querySelector(".meta") ?? story.parentElement;
    offer(story, (button) => place.append(button), document.querySelector("link[rel=canonical]").href);
  }
  refresh();
  addEventListener("storage", refresh);
  addEventListener("pageshow", refresh);
  if (location.pathname === page.pathname && !new URLSearchParams(location.search).has("id") && read().length) {
    location.replace(address(read()));
  }
}
