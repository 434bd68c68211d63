"""What was read becomes a RawArticle, by the same rules for every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Literal

from search.analysis import normalize
from search.articles import GIVEN, RawArticle
from search.datelines import find_agency
from search.enrich.dates.given import read_given_date
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.field_names import FieldNames, fold_name, names_of
from search.ingest.files import SourceFile, readable
from search.ingest.legacy_encodings import repair_and_name
from search.ingest.markup import plain_text

MAX_ID_BYTES = 512
_CLOSING = "./."
_JSON_NAMES: dict[type, str] = {bool: "true or false", dict: "an object", list: "a list"}
_ABSENT = frozenset({"null", "none", "nan", "nat", "n/a", "#n/a", "\\n", "undefined"})
"""How programs write that there is no value, in lower case."""
_LONGEST_ABSENT = max(map(len, _ABSENT))
_TEXT_OF_OBJECT = (
    "rendered", "main", "name", "title", "text", "#text", "_text", "$t", "__cdata", "value", "@value",
    "$date", "$oid", "$numberlong", "html", "content", "data", "blocks", "paragraphs", "@id",
)  # fmt: skip
"""Where an object has its text: WordPress, NewsAPI, MongoDB, XML written as JSON, editors in blocks."""
_DEEPEST = 4
_MOST_ITEMS = 10_000
_PROSE_WORDS = 5
"""From so many words on, what stands under an unknown name may be an article's text."""
_MOST_NAMED = 5
_AS_WRITTEN = ("id", "url")
"""Fields whose texts are no markup, whatever signs are in them."""
_LEAD_BEGINS = 60
"""Characters by which a lead is found again in a body."""


def make_article(
    *,
    id: str,
    path: str,
    body: str | None,
    date_evidence: Literal["dateline", "metadata"] = "metadata",
    **given: str | None,
) -> RawArticle:
    """The article of these texts, as `article_of` makes it."""
    return article_of(given, id=id, path=path, body=body, date_evidence=date_evidence)


def article_of(
    given: Mapping[str, str | None],
    *,
    id: str,
    path: str,
    body: str | None,
    date_evidence: Literal["dateline", "metadata"] = "metadata",
    line: int | None = None,
    remarks: Sequence[tuple[str, str]] = (),
) -> RawArticle:
    """The article of these texts; InputError if nothing is written in it or its id cannot be kept.

    `given` are those of `GIVEN`: a title, a date and so on. `line` is that of a record in its file,
    `remarks` are what was not taken as it is written, as pairs of a kind and a text.

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
    text, remark = repair_and_name(f"{title}\n{body or ''}")
    title, _, body = text.partition("\n")
    lines = {field: _line(given.get(field)) for field in GIVEN if field != "title"}
    headline = _line(title)
    body = normalize(body).strip().removesuffix(_CLOSING).rstrip()
    if headline is None and not body:
        raise InputError("neither a title nor a body")
    url = lines["url"] or ""
    lines["url"] = url if url.lower().startswith(("http://", "https://")) else None
    lines["source"] = lines["source"] or find_agency(body)
    return RawArticle(
        id=name,
        body=body,
        path=path,
        date_evidence=date_evidence,
        line=line,
        remarks=(*remarks, remark) if remark else tuple(remarks),
        title=headline,
        date=lines["date"],
        source=lines["source"],
        url=lines["url"],
        section=lines["section"],
    )


def read_record(
    record: Mapping[str, object],
    *,
    path: str,
    line: int,
    context: IngestContext,
    number: int | None = None,
) -> RawArticle:
    """The article of a record; InputError if it cannot be taken.

    A key means the field that `context.names` says. Of several that mean the same, the one to be
    believed most that holds a text is taken; a value that holds none costs itself alone, and is
    named. A list is its texts, one a line, of a body, and its first text of anything else; an object
    is the text in it. Of markup the text is taken. Where a record has no body but an object in it
    does, as `_source` of Elasticsearch, it is that object. A record without an id gets `path#line`,
    or `path#number` where several may be in one line.

    A text under a name that is not known, in a record without a body, refuses it: a title alone would
    be taken for all of the article.
    """
    remarks: list[tuple[str, str]] = []
    texts, unknown = _texts_of(record, context.names, remarks, _DEEPEST)
    for key, _ in unknown:
        context.counts.count_unknown_key(key)
    body, lead = texts.get("body"), texts.get("lead")
    if body is None:
        _refuse_unknown_text(unknown, lead)
    return article_of(
        texts,
        id=texts.get("id") or f"{path}#{number or line}",
        path=path,
        body=with_lead(lead, body),
        line=line,
        remarks=remarks,
    )


def finish_article(article: RawArticle, file: SourceFile, context: IngestContext) -> RawArticle:
    """The article with its given date read; what was not taken as it is written is named."""
    remarks = article.remarks
    if article.date is not None:
        read = read_given_date(
            article.date, article.date_evidence, zone=context.zone, today=context.today
        )
        article = replace(article, given_date=read.span)
        if read.remark is not None:
            remarks += ((read.remark, article.date or ""),)
    for kind, text in remarks:
        context.counts.remark(readable(file.path), article.line, kind, text)
    return article


def texts_of(
    record: Mapping[str, object], names: FieldNames
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The text of each field that a record gives, and what of it is not understood, as remarks."""
    remarks: list[tuple[str, str]] = []
    return _texts_of(record, names, remarks, 0)[0], remarks


def texts_in(record: Mapping[str, object], names: FieldNames) -> frozenset[str]:
    """Which of `title` and `body` an object has at its own level."""
    found = set()
    for key, value in record.items():
        name = names.find(key)
        if name is not None and name.field in ("title", "body"):
            is_text = isinstance(value, dict) or _text_of(value, name.field) is not None
            found.update([name.field] if is_text else [])
    return frozenset(found)


def first_text(value: object) -> object:
    """The first text of a list, as of an article in several sections; what is no list as it is."""
    if isinstance(value, list):
        return next((item for item in value if isinstance(item, str)), None)
    return value


def _texts_of(
    record: Mapping[str, object],
    names: FieldNames,
    remarks: list[tuple[str, str]],
    depth: int,
) -> tuple[dict[str, str], list[tuple[str, object]]]:
    """The text of each field that a record gives, and what it has under other names."""
    find = names.find
    candidates: dict[str, list[tuple[int, str, object]]] = {}
    objects: list[tuple[str, dict[str, object]]] = []
    unknown: list[tuple[str, object]] = []
    for key, value in record.items():
        name = find(key)
        if isinstance(value, dict) and (name is None or _is_record(value, name.field, names)):
            objects.append((key, value))
        elif name is None:
            unknown.append((key, value))
        elif value is not None and value != "":
            candidates.setdefault(name.field, []).append((name.rank, key, value))
    texts: dict[str, str] = {}
    for field, values in candidates.items():
        if len(values) > 1:
            values.sort(key=itemgetter(0))
        for _, key, value in values:
            text = _text_of(value, field)
            if text is None:
                if isinstance(value, list | dict | bool) and value != [] and value != {}:
                    said = f'"{key}" is {_JSON_NAMES[type(value)]}, not a text'
                    remarks.append(("value not understood", said))
                elif isinstance(value, str) and value.isdecimal():
                    unknown.append((key, None))
            elif field not in texts:
                texts[field] = text
            elif text != texts[field]:
                unknown.append((key, None))
    if "body" not in texts and depth:
        for i, (key, value) in enumerate(objects):
            if _is_article(key, value, "title" in texts, names):
                inside, unknown_inside = _texts_of(value, names, remarks, depth - 1)
                texts |= inside
                unknown += unknown_inside
                del objects[i]
                break
    return texts, [*unknown, *objects]


def _is_record(value: dict[str, object], field: str, names: FieldNames) -> bool:
    """Whether an object under the name of a field is no text but an article, as in `article: {…}`."""
    there = texts_in(value, names)
    return len(there) == 2 or (field == "body" and bool(there))


def _is_article(key: str, value: dict[str, object], has_title: bool, names: FieldNames) -> bool:
    """Whether an object in a record is its article; beside a title its name must say so."""
    name = fold_name(key)
    if name in names_of("aside"):
        return False
    says_so = name in names_of("prefix") or name in names_of("list") or names.find(key)
    return bool(says_so or not has_title) and leads_to_text(value, names)


def leads_to_text(record: Mapping[str, object], names: FieldNames, depth: int = _DEEPEST) -> bool:
    """Whether an object, or an object in it, has a title or a body."""
    if texts_in(record, names):
        return True
    return depth > 0 and any(
        isinstance(value, dict) and leads_to_text(value, names, depth - 1)
        for value in record.values()
    )


def _text_of(value: object, field: str, depth: int = _DEEPEST) -> str | None:
    """The text that a value is or holds, None if there is none."""
    if isinstance(value, str):
        if len(value) <= _LONGEST_ABSENT and (
            not value or value.isspace() or value.lower() in _ABSENT
        ):
            return None
        if field in _AS_WRITTEN:
            return value
        # The numbers of categories say nothing to a reader.
        return None if field == "section" and value.isdecimal() else plain_text(value) or None
    if value is None or isinstance(value, bool) or not depth:
        return None
    if isinstance(value, list):
        items = (_text_of(item, field, depth - 1) for item in value[:_MOST_ITEMS])
        found = (item for item in items if item is not None)
        if field in ("body", "lead"):
            return "\n".join(found) or None
        return next(found, None)
    if isinstance(value, dict):
        lowered = {str(key).lower(): inner for key, inner in value.items()}
        inside = (
            _text_of(lowered[key], field, depth - 1) for key in _TEXT_OF_OBJECT if key in lowered
        )
        return next((text for text in inside if text is not None), None)
    return str(value)


def _refuse_unknown_text(unknown: Iterable[tuple[str, object]], lead: str | None) -> None:
    """Raise InputError if a text that may be the body is under a name that is not known."""
    prose = [
        key
        for key, value in unknown
        if isinstance(value, str)
        and len(value) > len(lead or "")
        and len(value.split(maxsplit=_PROSE_WORDS)) >= _PROSE_WORDS
        and fold_name(key) not in names_of("aside")
    ]
    if prose:
        raise InputError(f"no body under a name that is known: {say_which(prose)}")


def say_which(names: Sequence[str]) -> str:
    """The names that a record or a header has, and how to say which of them is the body."""
    shown = [" ".join(name[:40].split()) for name in names[:_MOST_NAMED]]
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    listed = ", ".join(f'"{name}"' for name in shown)
    option = f"body={shown[0]}"
    return f"it has {listed}{more}; say which is the body, as in --field " + (
        f'"{option}"' if " " in option else option
    )


def with_lead(lead: str | None, body: str | None) -> str | None:
    """The body, after the lead if it does not have that itself."""
    if lead is None or body is None:
        return body or lead
    begins = " ".join(lead.split())[:_LEAD_BEGINS].rstrip("….[] ")
    if begins in body or begins in " ".join(body.split()):
        return body
    return f"{lead.strip()}\n{body}"


def _line(text: str | None) -> str | None:
    """The text as one line, None if there is nothing in it."""
    return " ".join(normalize(text).split()) or None if text else None
