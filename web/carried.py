"""What a reader chose once for all pages: parameters that every link and form carries on."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from search import Ui

UIS: tuple[Ui, ...] = ("en", "vi")
"""The languages of the interface; the first is for readers who ask for neither."""

COMPACT = "compact"
"""The list of results in two lines each, without excerpts."""

_KNOWN: dict[str, tuple[str, ...]] = {"ui": UIS, "list": (COMPACT,)}
_ONLY_PAGES = ("list",)
_NO_PAGES = ("api", "exports", "feeds", "openapi")


def init_app(app: Flask) -> None:
    """Carry them on in the addresses that `url_for` makes, and give templates `carried` for forms."""

    @app.url_defaults
    def carry_on(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" or not request:
            return
        for name, value in carried().items():
            if name not in _ONLY_PAGES or endpoint.partition(".")[0] not in _NO_PAGES:
                values.setdefault(name, value)

    app.jinja_env.globals.update(carried=carried)


def carried() -> dict[str, str]:
    """The parameters of this request that are carried on; values that are not known are not."""
    given = {name: request.args.get(name, "") for name in _KNOWN}
    return {name: value for name, value in given.items() if value in _KNOWN[name]}
