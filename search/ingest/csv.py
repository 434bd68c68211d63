"""CSV: an article a row under a header (RFC 4180, with a comma, a semicolon or a tab)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Self

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.fields import KEYS, read_record
from search.ingest.files import SourceFile
from search.ingest.lines import Lines, over_limit

_DELIMITERS = ",;\t"


def read_csv(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each row, or why it cannot be taken. Rows without a value are passed over.

    The header names the columns, in any order and case; the delimiter is the one with which it
    names most of those that an article has. A row has as many cells as the header; what follows a
    broken row is passed over up to the next that has.
    """
    with Lines(opened, context.max_bytes) as lines:
        yield from _read_rows(lines, file, context)


def _read_rows(
    lines: Lines, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    # The csv module has one limit for the whole process, 128 KiB unless told.
    csv.field_size_limit(max(csv.field_size_limit(), lines.max_bytes))
    try:
        columns, delimiter = _read_header(lines)
    except InputError as error:
        yield file.skip(str(error))
        return
    broken = False
    for line, row in _rows(lines, delimiter):
        try:
            if isinstance(row, InputError):
                broken = True
                raise row
            if len(row) == len(columns):
                broken = False
                record = dict(zip(columns, row, strict=True))
                yield read_record(record, path=file.name, line=line, counts=context.counts)
            elif not broken:
                raise InputError(f"{len(row)} cells where the header has {len(columns)}")
        except InputError as error:
            yield file.skip(str(error), line)


def _read_header(lines: Lines) -> tuple[list[str], str]:
    """The names of the columns, and the delimiter between them; InputError if they do not serve."""
    header = next(lines, "")
    columns, delimiter = max(
        ((_names(header, delimiter), delimiter) for delimiter in _DELIMITERS),
        key=lambda choice: len(set(KEYS).intersection(choice[0])),
    )
    if not {"title", "body"}.intersection(columns):
        raise InputError('its first line is no header that names a "title" or "body"')
    twice = [name for name in KEYS if columns.count(name) > 1]
    if twice:
        raise InputError(f'its header names "{twice[0]}" twice')
    return columns, delimiter


def _names(header: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _rows(lines: Lines, delimiter: str) -> Iterator[tuple[int, list[str] | InputError]]:
    """Each row that holds a value with its first line, or why it is no row."""
    bounded = _RowLines(lines)
    rows = csv.reader(bounded, delimiter=delimiter, strict=True)
    while True:
        bounded.begin_row()
        line = lines.number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except InputError as error:
            yield line, error
        except csv.Error as error:
            yield line, InputError(f"not CSV: {error}")
        else:
            if bounded.is_too_long():
                yield line, InputError(over_limit(lines.max_bytes))
            elif any(row):
                yield line, row


class _RowLines:
    """The lines of each row. Of one that is too long only the quotes, by which its end is known."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._begin = 0

    def begin_row(self) -> None:
        self._begin = self._lines.size

    def is_too_long(self) -> bool:
        return self._lines.size - self._begin > self._lines.max_bytes

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        return '"' * (line.count('"') % 2) if self.is_too_long() else line
