"""What was read becomes a RawArticle, by the same rules for every format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from search.analysis import normalize
from search.articles import RawArticle
from search.datelines import find_agency
from search.errors import InputError
from search.ingest.tally import Tally

KEYS = ("id", "title", "body", "date", "source", "url")
MAX_ID_BYTES = 512
_CLOSING = "./."
_JSON_NAMES: dict[type, str] = {bool: "true or false", dict: "an object", list: "a list"}


def make_article(
    *,
    id: str,
    path: str,
    title: str | None,
    body: str | None,
    date: str | None = None,
    date_evidence: Literal["dateline", "metadata"] = "metadata",
    source: str | None = None,
    url: str | None = None,
) -> RawArticle:
    """The article of these texts; InputError if nothing is written in it or its id cannot be kept.

    Texts are normalized. All but the body are made one line, and an empty one is None. The body
    stays as written, except that the `./.` with which Vietnamese agencies close an item is dropped.
    Where no source is given, it is the agency of the body's dateline. An address is kept only if it
    is one of the web.
    """
    name = _line(id)
    if name is None:
        raise InputError("its id is empty")
    if len(name.encode()) > MAX_ID_BYTES:
        raise InputError(f"its id is over {MAX_ID_BYTES} bytes: {name[:40]}…")
    title = _line(title)
    body = normalize(body or "").strip().removesuffix(_CLOSING).rstrip()
    if title is None and not body:
        raise InputError("neither a title nor a body")
    url = _line(url)
    return RawArticle(
        id=name,
        title=title,
        body=body,
        path=path,
        date=_line(date),
        date_evidence=date_evidence,
        source=_line(source) or find_agency(body),
        url=url if url and url.lower().startswith(("http://", "https://")) else None,
    )


def read_record(record: Mapping[str, object], *, path: str, line: int, tally: Tally) -> RawArticle:
    """The article of a record; InputError if it cannot be taken.

    A value is a text, or None or "" where there is none; of any other type it refuses the record,
    since nobody knows what it means. A record without an id gets `path#line`.
    """
    for key in record:
        if key not in KEYS:
            tally.leave_out(key)
    values = {key: _text(record.get(key), key) for key in KEYS}
    return make_article(
        id=values["id"] or f"{path}#{line}",
        path=path,
        title=values["title"],
        body=values["body"],
        date=values["date"],
        source=values["source"],
        url=values["url"],
    )


def _text(value: object, key: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise InputError(f'"{key}" is {_JSON_NAMES[type(value)]}, not a text')


def _line(text: str | None) -> str | None:
    """The text as one line, None if there is nothing in it."""
    return " ".join(normalize(text or "").split()) or None
