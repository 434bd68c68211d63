"""What pages write and name around their articles, in Vietnamese and English.

The phrases are those of `page_phrases.csv`, which can be mended without Python. `section` heads what is no
part of the article, `comments` is the heading of what readers wrote, `ending` begins an imprint,
`consent` asks for one, `site` is of a site's
description of itself, `missing` says that there is no article. A `label` is a
part of a class or an id, a `label word` a whole word of one.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files


def begins_other_section(text: str) -> bool:
    """Whether a line heads something else than the article, such as related stories."""
    return bool(_pattern("section").match(text.lstrip(_BEFORE_PHRASE)))


def begins_comments(text: str) -> bool:
    """Whether a line heads what readers wrote."""
    text = text.strip(_BEFORE_PHRASE)
    return bool(_pattern("comments").fullmatch(text))


def begins_imprint(text: str) -> bool:
    """Whether a line is of the site's imprint."""
    return bool(_pattern("ending").match(text))


def asks_consent(text: str) -> bool:
    """Whether a paragraph asks to agree to cookies and the like."""
    return bool(_pattern("consent").search(text))


def describes_site(text: str) -> bool:
    """Whether a summary is of the whole site."""
    return bool(_pattern("site").search(text))


def says_missing(text: str) -> bool:
    """Whether a line says that there is no article."""
    return bool(_pattern("missing").search(text))


def is_label(names: str) -> bool:
    """Whether the classes and ids of an element say that it stands around the article."""
    return bool(_labels().search(names))


_BEFORE_PHRASE = "0123456789.:»>-–•*#()[] "


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, _phrases(kind)))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE)


@cache
def _labels() -> re.Pattern[str]:
    parts = "|".join(name.replace("-", "[-_]?") for name in _phrases("label"))
    words = "|".join(_phrases("label word"))
    return re.compile(rf"{parts}|(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)


def _phrases(kind: str) -> list[str]:
    with (files("search.ingest") / "page_phrases.csv").open(encoding="utf-8") as table:
        return [row["phrase"] for row in csv.DictReader(table) if row["is"] == kind]
