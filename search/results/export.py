"""Results as records for other programs: spreadsheets, reference managers, scripts.

An export is a function from results to pieces of text, so that as many results as there are can be
written while they are read. CSV follows RFC 4180 and OWASP's "CSV Injection"; RIS the specification of
Research Information Systems (2011); BibTeX the manuals of BibTeX and of biblatex.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from search.analysis import fold
from search.articles import Article, DateSpan
from search.results.as_json import hit_to_dict
from search.results.page import Result, TextPart

NameOf = Callable[[str], str]
"""The name of a gazetteer id in the reader's language, as it stands alone."""

_COLUMNS = (
    *("id", "title", "language", "first", "last", "precision"),
    *("places", "source", "score", "copies", "url", "path", "snippet"),
)

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that spreadsheets take for a formula, as OWASP lists it."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"vi": "vietnamese", "en": "english"}

_TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        # An escaped brace would still be counted when BibTeX looks for the end of the field.
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_URL_SIGNS = "!#$%&'()*+,/:;=?@[]~"
_PLAIN_KEY = re.compile("[a-z0-9][a-z0-9._:-]*")
_NOT_IN_KEYS = re.compile("[^a-z0-9._:-]+")


def to_csv(results: Iterable[Result], name_of: NameOf) -> Iterator[str]:
    """Rows below a header; days as ISO dates, places joined by "; ".

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield _csv_line(_COLUMNS)
    for result in results:
        article, day = result.article, result.article.date
        row = [
            article.id,
            article.title,
            article.language,
            *((str(day.first), str(day.last), day.precision) if day else ("", "", "")),
            "; ".join(_places(article, name_of)),
            article.source,
            f"{result.score:.4f}",
            str(result.copies_total),
            article.url or "",
            article.path,
            _plain(result.snippet),
        ]
        yield _csv_line(map(_defused, row))


def to_jsonl(results: Iterable[Result], name_of: NameOf) -> Iterator[str]:
    """The hits of the JSON API, one a line; of copies only how many there are."""
    for result in results:
        record = hit_to_dict(result, name_of)
        del record["copies"]
        yield json.dumps(record, ensure_ascii=False) + "\n"


def to_ris(results: Iterable[Result], name_of: NameOf) -> Iterator[str]:
    """References of type NEWS; the file's path as the location in the archive."""
    for result in results:
        article = result.article
        fields = [
            ("TY", "NEWS"),
            ("ID", article.id),
            ("TI", article.title),
            ("T2", article.source),
            ("JO", article.source),
            *(_ris_date(article.date) if article.date else ()),
            ("LA", article.language if article.language in _LANGUAGES else ""),
            *(("KW", place) for place in _places(article, name_of)),
            ("AB", _plain(result.snippet)),
            ("UR", article.url or ""),
            ("AV", article.path),
        ]
        lines = [f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields if value]
        yield "".join([*lines, "ER  - \r\n\r\n"])


def to_bibtex(results: Iterable[Result], name_of: NameOf) -> Iterator[str]:
    """Entries for BibTeX and biblatex: an article of its source, or else of type misc."""
    for result in results:
        article = result.article
        fields = [
            # Kept in its capitals: styles lower those of titles.
            ("title", f"{{{_tex(article.title)}}}"),
            ("journal", _tex(article.source)),
            *(_tex_date(article.date) if article.date else ()),
            ("url", quote(article.url or "", safe=_URL_SIGNS)),
            ("langid", _LANGUAGES.get(article.language, "")),
            ("language", _LANGUAGES.get(article.language, "")),
            ("keywords", _tex(", ".join(_places(article, name_of)))),
            ("abstract", _tex(_plain(result.snippet))),
            ("path", _tex(article.path)),
        ]
        lines = [
            f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
            for name, value in fields
            if value
        ]
        kind = "article" if article.source else "misc"
        yield "".join([f"@{kind}{{{_key(article.id)},\n", *lines, "}\n\n"])


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write results. A file of it begins with a byte order mark where programs want one."""

    pieces: Callable[[Iterable[Result], NameOf], Iterator[str]]
    byte_order_mark: bool = False


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    # Excel takes a CSV file without the mark for one in the computer's old code page.
    "csv": ExportFormat(to_csv, byte_order_mark=True),
    "jsonl": ExportFormat(to_jsonl),
    "ris": ExportFormat(to_ris),
    "bibtex": ExportFormat(to_bibtex),
}
"""Every way to write results, by its name."""


def _places(article: Article, name_of: NameOf) -> list[str]:
    return [name_of(mention.place) for mention in article.places]


def _plain(parts: tuple[TextPart, ...]) -> str:
    return "".join(part.text for part in parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _csv_line(cells: Iterable[str]) -> str:
    # Written with both line ends, so that a cell with either of them is quoted.
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _ris_date(date: DateSpan) -> Iterator[tuple[str, str]]:
    """The first day as far as it is known; a slash stands for what is not."""
    known = _known_parts(date)
    yield "PY", known[0]
    yield "DA", "/".join([*known, *[""] * (4 - len(known))])


def _tex_date(date: DateSpan) -> Iterator[tuple[str, str]]:
    known = _known_parts(date)
    yield "year", known[0]
    if len(known) > 1:
        yield "month", _MONTHS[date.first.month - 1]
    last = f"/{date.last}" if date.precision == "range" else ""
    yield "date", "-".join(known) + last


def _known_parts(date: DateSpan) -> list[str]:
    """The year, the month and the day of the first day, as far as they are known."""
    return str(date.first).split("-")[: {"year": 1, "month": 2}.get(date.precision, 3)]


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _key(id: str) -> str:
    """A key for citations: ASCII and, as BibTeX compares them in any case, of small letters.

    An id that is such a key stands for itself; any other is told apart by its hash.
    """
    if _PLAIN_KEY.fullmatch(id):
        return id
    digest = hashlib.sha256(id.encode()).hexdigest()[:10]
    return f"{_NOT_IN_KEYS.sub('-', fold(id).lower()).strip('-')}-{digest}".lstrip("-")
