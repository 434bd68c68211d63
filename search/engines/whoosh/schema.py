"""What of an article goes into which field of the Whoosh index.

| field | holds |
| --- | --- |
| `id` | the article's id, as one term |
| `title`, `body` | folded terms, with positions; of a derived title none |
| `title_pairs`, `body_pairs` | bigrams |
| `title_marked`, `body_marked` | accented terms, at the positions of their folded ones |
| `title_stems`, `body_stems` | stems, English articles only |
| `place`, `date`, …: `FACET_FIELDS` | the values of the facets, a term each; `main_place`: of main ones |
| `first`, `last`, `coarse` | columns: days as proleptic ordinals (0: undated), 1 for month and year spans |
| `article` | column: the article as JSON but for its origin, compressed |
| `origin` | column: id, digest, root and path as JSON, compressed |

Beside the fields stand the sketches of bodies, by which `copies` are told. The documents of a segment
stand in the order of `first`, the greatest first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import RegexTokenizer, SpaceSeparatedTokenizer, StopFilter

from search.analysis import GAP, Stream
from search.articles import Article, from_record, to_record
from search.engines.base import Origin
from search.facets import FACETS

VERSION = max(8, *(facet.since for facet in FACETS.values()))
"""Raised whenever a field changes, or a facet comes with one; an index of another version is refused."""

INDEX_NAME = "MAIN"
"""What Whoosh calls the index: its files begin so."""

SEPARATOR = "\x1f"
"""Between the values of a facet field: normalized text never holds it."""

ORIGIN = ("id", "digest", "root", "path")
TEXT_FIELDS = ("title", "body")
_VALUES: dict[str, Callable[[Article], list[str]]] = {
    field: values
    for facet in FACETS.values()
    for field, values in ((facet.name, facet.values), (facet.main_field, facet.main_values))
    if field and values
}
FACET_FIELDS = tuple(_VALUES)
FACET_GROUPS: dict[str, tuple[str, ...]] = {
    "places": tuple(FACETS),
    "main_places": tuple(facet.main_field or facet.name for facet in FACETS.values()),
}
"""Fields that are counted together: a page asks for all places or for the main ones."""
NAMES: dict[str, str] = {
    facet.name: facet.unknown for facet in FACETS.values() if facet.in_any_writing
}
"""The facet fields whose values are names in any writing, and the value that is none."""
NUMERIC_COLUMNS = ("first", "last", "coarse")
RECORDS = ("article", "origin")

_encode = json.JSONEncoder(ensure_ascii=False).encode


_SUFFIXES: dict[Stream, str] = {"bigrams": "pairs", "accented": "marked", "stems": "stems"}
"""What ends the name of a field in the files. They are older than the names of the streams."""


def field_name(field: str, stream: Stream) -> str:
    """The Whoosh field that holds a stream of the title or the body."""
    return field if stream == "folded" else f"{field}_{_SUFFIXES[stream]}"


def is_bigrams(field: str) -> bool:
    """Whether the field is one of bigrams."""
    return field.endswith("_pairs")


def whoosh_schema() -> fields.Schema:
    """The schema of the table above."""
    words = SpaceSeparatedTokenizer()
    gapped = words | StopFilter(stoplist=[GAP], minsize=1, renumber=False)
    values = RegexTokenizer(f"[^{SEPARATOR}]+")
    schema: dict[str, Any] = {"id": fields.ID(unique=True)}
    for field in TEXT_FIELDS:
        schema[field] = fields.TEXT(analyzer=words)
        schema[field_name(field, "bigrams")] = fields.TEXT(analyzer=words, phrase=False)
        schema[field_name(field, "accented")] = fields.TEXT(analyzer=gapped)
        schema[field_name(field, "stems")] = fields.TEXT(analyzer=words, phrase=False)
    for facet in FACET_FIELDS:
        schema[facet] = fields.KEYWORD(analyzer=values)
    schema["first"] = fields.COLUMN(columns.NumericColumn("i"))
    schema["last"] = fields.COLUMN(columns.NumericColumn("i"))
    schema["coarse"] = fields.COLUMN(columns.NumericColumn("B"))
    schema["article"] = fields.COLUMN(columns.VarBytesColumn())
    schema["origin"] = fields.COLUMN(columns.VarBytesColumn())
    return fields.Schema(**schema)


def numbers_of(article: Article) -> dict[str, int]:
    """The values of an article's numeric columns."""
    date = article.date
    if date is None:
        return dict.fromkeys(NUMERIC_COLUMNS, 0)
    coarse = int(date.precision in ("month", "year"))
    return {"first": date.first.toordinal(), "last": date.last.toordinal(), "coarse": coarse}


def records_of(article: Article) -> dict[str, bytes]:
    """The values of the columns `article` and `origin`, before they are compressed."""
    record = to_record(article)
    origin = [record.pop(name) for name in ORIGIN]
    return {"article": _encode(record).encode(), "origin": _encode(origin).encode()}


def article_of(record: bytes, origin: bytes) -> Article:
    """The article of which these are the records."""
    return from_record(json.loads(record) | dict(zip(ORIGIN, json.loads(origin), strict=True)))


def origin_of(origin: bytes) -> tuple[str, Origin]:
    """The id of the article of that record, and where it was read from."""
    id, digest, root, path = json.loads(origin)
    return id, Origin(sys.intern(root), path, digest)


def facet_values(article: Article) -> dict[str, list[str]]:
    """The values under which an article counts, by facet field; a place counts for all that hold it."""
    return {field: values(article) for field, values in _VALUES.items()}
