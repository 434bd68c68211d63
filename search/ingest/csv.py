"""CSV: an article a row under a header (RFC 4180, with a comma, a semicolon, a tab or a bar)."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple, Self

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.field_names import FieldNames
from search.ingest.fields import read_record, say_which
from search.ingest.files import SourceFile, readable
from search.ingest.lines import Lines, over_limit

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?\s*', re.IGNORECASE)
"""The line by which Excel is told the delimiter."""
_HEADER_LINES = 20
"""Among so many lines the header is looked for: above it may be titles and empty lines."""
_LONGEST_CELL = 50
"""Lines that a cell with quotes of its own in it is looked for on."""


class _WrongCells(InputError):
    """A row that has more or fewer cells than its header."""


PASSED_OVER = "passed over after a broken row"


class _Header(NamedTuple):
    columns: list[str]
    delimiter: str
    needed: int
    """How many cells a row has at least: up to the body, or the title where there is no body."""


def read_csv(
    opened: BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each row, or why it cannot be taken. Rows without a value are passed over.

    The header names the columns, in any order; the delimiter is the one that a line `sep=;` says, or
    with which the header names most of what an article has. A row may lack cells at its end that are
    no body, and have empty ones too many. Quotes and backslashed quotes within a cell are text. Where
    a row is broken, reading goes on with the next line that reads as one: what a quote that nothing
    ends has swallowed is read again.
    """
    with Lines(opened, context.max_bytes) as lines:
        yield from _read_rows(_Replayed(lines), file, context)


def _read_rows(
    lines: _Replayed, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    # The csv module has one limit for the whole process, 128 KiB unless told.
    csv.field_size_limit(max(csv.field_size_limit(), lines.max_bytes))
    try:
        header = _read_header(lines, context.names)
    except InputError as error:
        yield file.skip(str(error))
        return
    columns = header.columns
    broken = any_row = False
    for line, row in _rows(lines, header):
        any_row = True
        try:
            if broken and _is_part(row, columns):
                context.counts.remark(readable(file.path), line, PASSED_OVER, lines.first)
                continue
            broken = isinstance(row, InputError) and not isinstance(row, _WrongCells)
            if isinstance(row, InputError):
                raise row
            record: dict[str, object] = {}
            for column, cell in zip(columns, row, strict=False):
                if column not in record:
                    record[column] = cell
            yield read_record(record, path=file.name, line=line, context=context)
        except InputError as error:
            yield file.skip(str(error), line)
    if not any_row:
        yield file.skip("a header without rows")


def _is_part(row: list[str] | InputError, columns: list[str]) -> bool:
    """Whether a row after a broken one may be what is left of that: it is no whole row."""
    return isinstance(row, _WrongCells) or (isinstance(row, list) and len(row) < len(columns))


def _read_header(lines: _Replayed, names: FieldNames) -> _Header:
    """The columns, and the delimiter between them; InputError if they do not serve."""
    declared = ""
    first: list[str] = []
    for _ in range(_HEADER_LINES):
        line = next(lines, None)
        if line is None:
            break
        while line.count('"') % 2 and len(line) < lines.max_bytes and (more := next(lines, "")):
            line += more
        if match := _DECLARED.fullmatch(line):
            declared = match["delimiter"]
            continue
        columns, delimiter = max(
            ((_cells(line, delimiter), delimiter) for delimiter in declared or _DELIMITERS),
            key=lambda choice: len(_fields(choice[0], names)),
        )
        fields = _fields(columns, names)
        serves = "body" in fields or "title" in fields
        # Below a line that is none, a word that names a field may be chance.
        if serves and (len(fields) > 1 or not first):
            return _checked(columns, delimiter, names)
        first = first or [column for column in columns if column]
    if not first:
        raise InputError("no header that names a title or a body: it is empty")
    raise InputError(f"no header that names a title or a body: {say_which(first)}")


def _checked(columns: list[str], delimiter: str, names: FieldNames) -> _Header:
    known = [name.field if (name := names.find(column)) else None for column in columns]
    lowered = [column.lower() for column in columns]
    for column, field in zip(lowered, known, strict=True):
        if field is not None and lowered.count(column) > 1:
            raise InputError(f'its header names "{column}" twice')
    return _Header(columns, delimiter, known.index("body" if "body" in known else "title") + 1)


def _fields(columns: list[str], names: FieldNames) -> set[str]:
    return {name.field for column in columns if (name := names.find(column))}


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader(line.splitlines(True), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [" ".join(cell.split()) for cell in cells]


def _rows(lines: _Replayed, header: _Header) -> Iterator[tuple[int, list[str] | InputError]]:
    """Each row that holds a value with its first line, or why it is no row."""
    rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        lines.begin_row()
        line = lines.number + 1
        try:
            row = next(rows)
            if not any(row):
                continue
            if lines.is_too_long():
                raise InputError(over_limit(lines.max_bytes))
            wrong = _wrong_cells(row, header)
        except StopIteration:
            return
        except InputError as error:
            row, wrong = [], error
        except csv.Error as error:
            row, wrong = [], InputError(f"not CSV: {error}")
        if wrong is not None:
            repaired = None if lines.is_too_long() else _repaired(lines, header)
            if repaired is None:
                lines.replay_after_first()
            row = repaired or []
            # A reader that met an error is in the midst of its row.
            rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
        yield line, row or (wrong or InputError("an empty row"))


def _wrong_cells(row: list[str], header: _Header) -> InputError | None:
    if header.needed <= len(row) and not any(row[len(header.columns) :]):
        return None
    return _WrongCells(f"{len(row)} cells where the header has {len(header.columns)}")


def cell_pattern(delimiter: str) -> re.Pattern[str]:
    """A cell of a row, and what ends it.

    In quotes each quote is read in one way, or in two of which the second ends the cell: with more, a row of
    forty quotes would never end.
    """
    delimiter = re.escape(delimiter)
    ends = rf"(?>(?!{delimiter})\s)*+(?:{delimiter}|$)"
    return re.compile(
        rf'(?:"((?:[^"\\]|\\.|""(?={ends})|"(?!{ends}))*)"(?>(?!{delimiter})\s)*+'
        rf'|([^"{delimiter}\n][^{delimiter}\n]*+|))(?:({delimiter})|\s*$)',
        re.DOTALL,
    )


def _repaired(lines: _Replayed, header: _Header) -> list[str] | None:
    """The cells of a broken row whose quotes are not written as RFC 4180 has them; None if it is none.

    A cell in quotes ends at a quote before a delimiter or the line's end.
    """
    cell = cell_pattern(header.delimiter)
    text = ""
    for number in range(_LONGEST_CELL):
        line = lines.of_row(number)
        if line is None or (number and _is_row(line, header)):
            return None
        text += line
        if '"' not in text:
            return None
        cells, at, stripped = [], 0, text.rstrip("\r\n")
        while match := cell.match(stripped, at):
            cells.append(_unescaped(match[1]) if match[1] is not None else match[2])
            at = match.end()
            if not match[3]:
                break
        else:
            continue
        if at == len(stripped) and len(cells) == len(header.columns):
            lines.replay_after_first(number + 1)
            return cells
    return None


def _is_row(line: str, header: _Header) -> bool:
    return len(_cells(line, header.delimiter)) == len(header.columns) > 1


def _unescaped(cell: str) -> str:
    return cell.replace('\\"', '"').replace('""', '"')


class _Replayed:
    """The lines of each row, kept so that they can be read again; over the limit they are kept no more."""

    def __init__(self, lines: Lines) -> None:
        self.max_bytes = lines.max_bytes
        self._lines = lines
        self._again: deque[str | InputError] = deque()
        self._row: list[str | InputError] = []
        self._size = 0
        self.number = 0

    def begin_row(self) -> None:
        self._row = []
        self._size = 0

    @property
    def first(self) -> str:
        """The first line of this row."""
        return next((line for line in self._row if isinstance(line, str)), "").strip()

    def is_too_long(self) -> bool:
        return self._size > self.max_bytes

    def of_row(self, number: int) -> str | None:
        """The line of this row of a number, from 0, read if need be; None where there is none."""
        try:
            while number >= len(self._row):
                next(self)
        except (InputError, StopIteration):
            return None
        line = self._row[number]
        return line if isinstance(line, str) else None

    def replay_after_first(self, taken: int = 1) -> None:
        """Give the lines of this row again, but for the first."""
        again = self._row[taken:]
        self._again.extendleft(reversed(again))
        self.number -= len(again)
        self._row = self._row[:taken]

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.is_too_long():
            raise InputError(over_limit(self.max_bytes))
        line: str | InputError
        if self._again:
            line = self._again.popleft()
        else:
            try:
                line = next(self._lines)
            except InputError as error:
                line = error
        self.number += 1
        self._row.append(line)
        if isinstance(line, InputError):
            raise line
        self._size += len(line.encode())
        return line
