"""Results as records for other programs: spreadsheets, reference managers, scripts.

An export is a function from results to pieces of a file, so that as many results as there are can be
written while they are read. CSV follows RFC 4180 and OWASP's "CSV Injection"; RIS the specification of
Research Information Systems (2011); BibTeX the manuals of BibTeX and of biblatex; XLSX is XlsxWriter's.

What a file was found by (`Provenance`) stands where its readers look and their programs are not disturbed:
in columns after the others, so that rows still say it when files are put together and the first row is
still the header; in keys of each record of JSON; in the notes of a reference, with the day as that of access;
in a comment of BibTeX, because styles print notes; on a sheet of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain, islice
from typing import IO
from urllib.parse import quote

from xlsxwriter import Workbook

from search.analysis import fold
from search.articles import Article, DateSpan
from search.results.as_json import hit_to_dict
from search.results.page import Result, TextPart

NameOf = Callable[[str], str]
"""The name of a gazetteer id in the reader's language, as it stands alone."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the results of a file were found by.

    `search` is the question with its filters in words, `address` the page that shows it, `generation` the
    index's that answered, `exported` the day.
    """

    search: str
    address: str
    generation: str
    exported: date

    def as_dict(self) -> dict[str, str]:
        """The fields as texts, the day as in ISO 8601."""
        return {name: str(value) for name, value in asdict(self).items()}


_COLUMNS = (
    *("id", "title", "language", "first", "last", "precision"),
    *("places", "source", "score", "copies", "url", "path", "snippet"),
)

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that spreadsheets take for a formula, as OWASP lists it."""

SHEET_ROWS = 1_048_576
CELL_LENGTH = 32_767
"""What a sheet and a cell of Excel can hold (Microsoft, "Excel specifications and limits")."""

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


def to_csv(
    results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
) -> Iterator[str]:
    """Rows below a header; days as ISO dates, places joined by "; "."""
    origin = provenance.as_dict() if provenance else {}
    yield csv_line((*_COLUMNS, *origin))
    for result in results:
        yield csv_line((*_row(result, name_of), *origin.values()))


def to_jsonl(
    results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
) -> Iterator[str]:
    """The hits of the JSON API, one a line; of copies only how many there are."""
    origin = provenance.as_dict() if provenance else {}
    for result in results:
        record = hit_to_dict(result, name_of)
        del record["copies"]
        yield json.dumps(record | origin, ensure_ascii=False) + "\n"


def to_ris(
    results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
) -> Iterator[str]:
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
            *(_ris_provenance(provenance) if provenance else ()),
        ]
        lines = [f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields if value]
        yield "".join([*lines, "ER  - \r\n\r\n"])


def to_bibtex(
    results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
) -> Iterator[str]:
    """Entries for BibTeX and biblatex: an article of its source, or else of type misc."""
    if provenance:
        told = [f"{name}: {_one_line(value)}" for name, value in provenance.as_dict().items()]
        # Programs count braces in a comment, too, and take an @ for the next entry.
        safe = (line.translate({ord(sign): None for sign in "{}@"}) for line in told)
        yield "".join(["@comment{\n", *(f"  {line}\n" for line in safe), "}\n\n"])
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


def to_xlsx(
    results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
) -> Iterator[bytes]:
    """A workbook of the rows of CSV, on as many sheets as they need, and one of the provenance.

    It is packed, so its first byte is written after the last result was read; a row is held at a time.
    """
    with tempfile.TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        rows = (_row(result, name_of) for result in results)
        first = next(rows, None)
        while True:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, _COLUMNS)
            begun = () if first is None else (first,)
            for i, row in enumerate(islice(chain(begun, rows), SHEET_ROWS - 1), start=1):
                for column, cell in enumerate(row):
                    sheet.write_string(i, column, cell[:CELL_LENGTH])
            first = next(rows, None)
            if first is None:
                break
        if provenance:
            sheet = book.add_worksheet("search")
            for i, pair in enumerate(provenance.as_dict().items()):
                for column, cell in enumerate(pair):
                    sheet.write_string(i, column, cell[:CELL_LENGTH])
        book.close()
        file.seek(0)
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(1 << 16):
        yield chunk


Pieces = Callable[[Iterable[Result], NameOf, Provenance | None], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write results: `pieces` of a file in their order, of the media type.

    A file of it begins with a byte order mark where programs want one.
    """

    pieces: Pieces
    mimetype: str
    byte_order_mark: bool = False


def _in_utf8(
    write: Callable[[Iterable[Result], NameOf, Provenance | None], Iterator[str]],
) -> Pieces:
    def pieces(
        results: Iterable[Result], name_of: NameOf, provenance: Provenance | None = None
    ) -> Iterator[bytes]:
        return (piece.encode() for piece in write(results, name_of, provenance))

    return pieces


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    # Excel takes a CSV file without the mark for one in the computer's old code page.
    "csv": ExportFormat(_in_utf8(to_csv), "text/csv", byte_order_mark=True),
    "xlsx": ExportFormat(
        to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "jsonl": ExportFormat(_in_utf8(to_jsonl), "application/jsonl"),
    "ris": ExportFormat(_in_utf8(to_ris), "application/x-research-info-systems"),
    "bibtex": ExportFormat(_in_utf8(to_bibtex), "application/x-bibtex"),
}
"""Every way to write results, by its name."""


def csv_line(cells: Iterable[str | float]) -> str:
    """A row of CSV with the end of its line.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    # Written with both line ends, so that a cell with either of them is quoted.
    line = io.StringIO()
    safe = (_defused(cell) if isinstance(cell, str) else cell for cell in cells)
    csv.writer(line, lineterminator="\r\n").writerow(safe)
    return line.getvalue().removesuffix("\r\n") + "\n"


def ascii_name(text: str) -> str:
    """A text in the small ASCII letters, digits, dots and dashes that every file system takes."""
    return _NOT_IN_KEYS.sub("-", fold(text).lower()).replace(":", "-").strip("-.")


def known_parts(date: DateSpan) -> list[str]:
    """The year, the month and the day of the first day, as far as they are known."""
    return str(date.first).split("-")[: {"year": 1, "month": 2}.get(date.precision, 3)]


def _row(result: Result, name_of: NameOf) -> tuple[str, ...]:
    article, day = result.article, result.article.date
    return (
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
    )


def _places(article: Article, name_of: NameOf) -> list[str]:
    return [name_of(mention.place) for mention in article.places]


def _plain(parts: tuple[TextPart, ...]) -> str:
    return "".join(part.text for part in parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _ris_provenance(provenance: Provenance) -> Iterator[tuple[str, str]]:
    told = provenance.as_dict()
    yield "Y2", f"{provenance.exported:%Y/%m/%d}/"
    yield "DB", "Tìm Tin"
    yield "N1", "; ".join(f"{name}: {value}" for name, value in told.items())


def _ris_date(date: DateSpan) -> Iterator[tuple[str, str]]:
    """The first day as far as it is known; a slash stands for what is not."""
    known = known_parts(date)
    yield "PY", known[0]
    yield "DA", "/".join([*known, *[""] * (4 - len(known))])


def _tex_date(date: DateSpan) -> Iterator[tuple[str, str]]:
    known = known_parts(date)
    yield "year", known[0]
    if len(known) > 1:
        yield "month", _MONTHS[date.first.month - 1]
    last = f"/{date.last}" if date.precision == "range" else ""
    yield "date", "-".join(known) + last


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
