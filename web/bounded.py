"""Pages of a bounded size, whatever is asked.

Each link of a page of results repeats the search, and there may be hundreds. So a page that would be too
large is made again in brief: only the links that lead on with the whole search repeat it, lists stand without
links, and the page says so. What a search may take in an address is bounded too (`params.LONGEST_ADDRESS`).
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g, render_template
from markupsafe import Markup

MOST_BYTES = 300_000
"""The size over which a page is made in brief."""


def init_app(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals.update(brief=brief, href=href)


def render_page(template: str, **values: Any) -> str:
    """A page that repeats a search, in brief if it would be too large."""
    page = render_template(template, **values)
    if len(page.encode()) <= MOST_BYTES:
        return page
    g.brief = True
    return render_template(template, **values)


def brief() -> bool:
    """Whether the page is made in brief."""
    return "brief" in g


def href(url: str) -> str:
    """The attribute of a link that repeats the search in a list of many; in brief none."""
    return "" if brief() else Markup(' href="{}"').format(url)
