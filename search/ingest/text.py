"""Plain text and Markdown: what stands in the first lines, and the body after them."""

from __future__ import annotations

import re
from typing import NamedTuple

from search.articles import GIVEN, RawArticle
from search.ingest.fields import first_given, make_article

_FRONT_MATTER = re.compile(r"---\n((?:[A-Za-z_][\w-]*:.*\n|[ \t-].*\n|\n)*?)---(?:\n|\Z)")
_DATED = re.compile(
    r"date:?\s+(?P<date>\d{4}(?:-\d{1,2}){0,2}|\d{1,2}/\d{1,2}/\d{4})(?:\s+(?P<title>.*))?"
)
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+)")
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


def read_text(text: str, *, id: str, path: str) -> RawArticle:
    """The article of a text; InputError if there is nothing in it.

    The first line is the title if it is ` date 2022-06-08 Title`, a Markdown heading, underlined
    with dashes or equals signs, or stands alone: short, without final punctuation, and with an
    empty line after it. Otherwise no title is written. Simple front matter (`key: value` lines
    between two of `---`) gives the title, the date and the other texts of `GIVEN` before anything else.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    matter, text = _split_front_matter(text.strip())
    given = {field: first_given(matter, names.keys) for field, names in GIVEN.items()}
    heading = _Heading(None, None, text) if given["title"] else _split_heading(text)
    return make_article(
        id=id,
        path=path,
        body=heading.body,
        date_evidence="dateline" if heading.date and not given["date"] else "metadata",
        **given
        | {
            "title": given["title"] or heading.title,
            "date": given["date"] or heading.date,
        },
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    pairs = (line.partition(":") for line in match[1].splitlines())
    given = {key.lower(): _unquoted(value.strip()) for key, _, value in pairs}
    return given, text[match.end() :].strip()


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


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
