"""What was read becomes a RawArticle, by the same rules for every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from search.analysis import normalize
from search.articles import GIVEN, Names, RawArticle
from search.datelines import find_agency
from search.errors import InputError
from search.ingest.counts import IngestCounts
from search.ingest.legacy_encodings import repair
from search.ingest.markup import plain_text

KEYS = ("id", "body", *(key for names in GIVEN.values() for key in names.keys))
"""What a record may have; all else in it is left out and counted."""
MAX_ID_BYTES = 512
_CLOSING = "./."
_JSON_NAMES: dict[type, str] = {bool: "true or false", dict: "an object", list: "a list"}


def make_article(
    *,
    id: str,
    path: str,
    body: str | None,
    date_evidence: Literal["dateline", "metadata"] = "metadata",
    **given: str | None,
) -> RawArticle:
    """The article of these texts; InputError if nothing is written in it or its id cannot be kept.

    `given` are those of `GIVEN`: a title, a date and so on.

    Texts are normalized, and Vietnamese in an encoding from before Unicode is converted. All but the
    body are made one line, and an empty one is None. The body stays as written, except that the `./.`
    with which Vietnamese agencies close an item is dropped. Where no source is given, it is the agency
    of the body's dateline. An address is kept only if it is one of the web.
    """
    name = _line(id)
    if name is None:
        raise InputError("its id is empty")
    if len(name.encode()) > MAX_ID_BYTES:
        raise InputError(f"its id is over {MAX_ID_BYTES} bytes: {name[:40]}…")
    # Together: a headline alone is too short to tell its encoding.
    title = (given.get("title") or "").replace("\r", " ").replace("\n", " ")
    given["title"], _, body = repair(f"{title}\n{body or ''}").partition("\n")
    lines = {field: _line(given.get(field)) for field in GIVEN}
    body = normalize(body).strip().removesuffix(_CLOSING).rstrip()
    if lines["title"] is None and not body:
        raise InputError("neither a title nor a body")
    url = lines["url"] or ""
    lines["url"] = url if url.lower().startswith(("http://", "https://")) else None
    lines["source"] = lines["source"] or find_agency(body)
    return RawArticle(id=name, body=body, path=path, date_evidence=date_evidence, **lines)


def read_record(
    record: Mapping[str, object], *, path: str, line: int, counts: IngestCounts
) -> RawArticle:
    """The article of a record; InputError if it cannot be taken.

    A value is a text, or None or "" where there is none; of any other type it refuses the record,
    since nobody knows what it means. Of markup the text is taken. A record without an id gets `path#line`.
    """
    for key in record:
        if key not in KEYS:
            counts.count_unknown_key(key)
    return make_article(
        id=_text(record, "id") or f"{path}#{line}",
        path=path,
        body=plain_text(_text(record, "body") or ""),
        date_evidence="metadata",
        **{
            field: plain_text(_given(record, names, counts) or "") for field, names in GIVEN.items()
        },
    )


def first_given(texts: Mapping[str, str], names: Sequence[str]) -> str | None:
    """The first text that is there under any of the names."""
    return next((texts[name] for name in names if texts.get(name)), None)


def _given(record: Mapping[str, object], names: Names, counts: IngestCounts) -> str | None:
    """What a record gives under any of the names."""
    found = None
    for key in names.keys:
        if not names.aside:
            found = found or _text(record, key)
        elif isinstance(text := first_text(record.get(key)), str):
            found = found or text
        elif text is not None:
            counts.count_unknown_key(key)
    return found


def first_text(value: object) -> object:
    """The first text of a list, as of an article in several sections; what is no list as it is."""
    if isinstance(value, list):
        return next((item for item in value if isinstance(item, str)), None)
    return value


def _text(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    raise InputError(f'"{key}" is {_JSON_NAMES[type(value)]}, not a text')


def _line(text: str | None) -> str | None:
    """The text as one line, None if there is nothing in it."""
    return " ".join(normalize(text or "").split()) or None
