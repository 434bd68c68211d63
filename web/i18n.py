"""The interface in Vietnamese and English: which one a request gets, its texts and its numbers.

English texts are the keys; `translations/vi.po` has the Vietnamese, read once at start.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, request

from search import TimTinError, Ui
from web.carried import UIS, carried

CATALOG = Path(__file__).parent / "translations" / "vi.po"
NAMES: dict[Ui, str] = {"vi": "Tiếng Việt", "en": "English"}


_QUOTED = re.compile(r"%\((\w+)\)r")


def init_app(app: Flask) -> None:
    """Give the app's templates `_`, `ngettext`, `trans` and `number` in the language of the request.

    `?ui=` decides, and is carried on (`web.carried`); without it the browser's Accept-Language does.
    """
    catalogs: dict[Ui, NullTranslations] = {"en": NullTranslations(), "vi": _vietnamese()}

    @app.before_request
    def choose() -> None:
        g.ui = carried().get("ui") or request.accept_languages.best_match(UIS, UIS[0])
        g.texts = catalogs[ui()]

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: texts().ugettext(text),
        lambda one, many, count: texts().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters["number"] = number


def ui() -> Ui:
    """The language of the interface of this request."""
    return cast(Ui, g.ui)


def texts() -> NullTranslations:
    """The texts of the interface of this request."""
    return cast(NullTranslations, g.texts)


def sentence(error: TimTinError) -> tuple[str, Ui]:
    """What an error says, as a sentence of a page; and in which language: English if in no other."""
    template = texts().ugettext(error.template)
    language: Ui = "en" if template == error.template else ui()
    if not error.values:
        return f"{template}.", language
    numbers = {name: number(it) for name, it in error.values.items() if isinstance(it, int)}
    quoted = {name: f"“{error.values[name]}”" for name in _QUOTED.findall(template)}
    template = _QUOTED.sub(r"%(\1)s", template)
    return f"{template[0].upper()}{template[1:]}." % (error.values | numbers | quoted), language


def number(value: int) -> str:
    """A whole number with the separators of the interface: 1,234 in English, 1.234 in Vietnamese."""
    return _written(value, ui())


def percent(value: float) -> str:
    """So many per cent in the interface's writing, with three digits at most: 12.5%, 0.08%."""
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 1 else 2
    return str(format_decimal(round(value, digits), locale=ui())) + "%"


@lru_cache(maxsize=1 << 14)
def _written(value: int, language: Ui) -> str:
    return str(format_decimal(value, locale=language))


def _vietnamese() -> Translations:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="vi")
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
