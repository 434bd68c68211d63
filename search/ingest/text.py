"""Plain text and Markdown: what stands in the first lines, and the body after them."""

from __future__ import annotations

import re
from typing import NamedTuple

from search.articles import RawArticle
from search.ingest.field_names import FieldNames, field_names
from search.ingest.fields import article_of, texts_of, with_lead
from search.ingest.front_matter import split_front_matter

_DATED = re.compile(
    r"date:?\s+(?P<date>\d{4}(?:-\d{1,2}){0,2}|\d{1,2}/\d{1,2}/\d{4})(?:\s++(?P<title>.*))?"
)
_HEADING = re.compile(r"#{1,6}\s++(?P<title>.+)")
_UNDERLINE = re.compile(r"-{3,}|={3,}")

_LONGEST_TITLE = 150
"""Characters. Headlines are mostly under 100; the sentence of a lead is mostly longer than this."""
_CLOSING_MARKS = "\"'”’»)]"
_FINAL_PUNCTUATION = ".,;:!?…。！？"
_NOT_A_TITLE = re.compile(r"[-*•+>(\[]|.*\((?:photo|image|source|ảnh|hình|nguồn)\b", re.IGNORECASE)


class _Heading(NamedTuple):
    title: str | None
    date: str | None
    body: str


def read_text(text: str, *, id: str, path: str, names: FieldNames | None = None) -> RawArticle:
    """The article of a text; InputError if there is nothing in it.

    The first line is the title if it is ` date 2022-06-08 Title`, a Markdown heading, underlined
    with dashes or equals signs, or stands alone: short, without final punctuation, and with an
    empty line after it. Otherwise no title is written. Front matter gives the title, the date and the
    other texts of `GIVEN` before anything else; `names` say what its keys mean.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff \t\n")
    names = names or field_names()
    matter = split_front_matter(text, names)
    found, remarks = texts_of(matter.given, names)
    given: dict[str, str | None] = {**found}
    heading = _split_heading(matter.text)
    if (matter.fenced and not matter.given) or given.get("title") not in (None, heading.title):
        heading = _Heading(None, None, matter.text)
    body = "\n".join(filter(None, (given.get("body"), heading.body)))
    dated = given.get("date")
    return article_of(
        given | {"title": given.get("title") or heading.title, "date": dated or heading.date},
        id=id,
        path=path,
        body=with_lead(given.get("lead"), body),
        date_evidence="dateline" if heading.date and not dated else "metadata",
        remarks=(*matter.remarks, *remarks),
    )


def _split_heading(text: str) -> _Heading:
    first, _, rest = text.partition("\n")
    second, _, below = rest.partition("\n")
    if match := _DATED.fullmatch(first):
        return _Heading(match["title"], match["date"], rest)
    if match := _HEADING.fullmatch(first):
        return _Heading(match["title"], None, rest)
    if _UNDERLINE.fullmatch(second.strip()):
        return _Heading(first, None, below)
    if not second.strip() and below and _stands_alone(first.rstrip()):
        return _Heading(first, None, below)
    return _Heading(None, None, text)


def _stands_alone(line: str) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and any(char.isalpha() for char in line)
        and not line.rstrip(_CLOSING_MARKS).endswith(tuple(_FINAL_PUNCTUATION))
        and not _NOT_A_TITLE.match(line)
    )
