"""The pass over all files: each is opened, read by the module of its format, and closed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts, Skipped
from search.ingest.csv import read_csv
from search.ingest.decode import decode
from search.ingest.field_names import FieldNames
from search.ingest.fields import finish_article
from search.ingest.files import SourceFile, cannot_read, check_paths, find_files
from search.ingest.html import read_html
from search.ingest.jsonl import read_jsonl
from search.ingest.lines import over_limit
from search.ingest.text import read_text

Reader = Callable[[io.BufferedReader, SourceFile, IngestContext], Iterator[RawArticle | Skipped]]
"""Reads what an opened file holds: its articles, and what of it cannot be taken."""


def read_articles(
    paths: Sequence[Path],
    *,
    max_bytes: int,
    counts: IngestCounts,
    fields: Sequence[tuple[str, str]] = (),
    time_zone: str = "Asia/Ho_Chi_Minh",
) -> Iterator[RawArticle | Skipped]:
    """The articles under the paths, and what is left out, one at a time.

    `paths` are folders and files, taken in turn; InputError, before anything is read, for one where
    there is nothing. `max_bytes` bounds a file of one article, and each record of a file of many.
    Two articles may have the same id, here or from two paths: the caller decides. `counts` is filled
    in as the iterator is consumed. `fields` are pairs of a field of an article and a name that records
    have for it; given times fall on days in `time_zone`.
    """
    check_paths(paths)
    names, zone = FieldNames(fields), ZoneInfo(time_zone)
    context = IngestContext(max_bytes=max_bytes, counts=counts, names=names, zone=zone)
    return _read_all(paths, context)


def _read_all(paths: Sequence[Path], context: IngestContext) -> Iterator[RawArticle | Skipped]:
    counts = context.counts
    for file in find_files(paths, counts):
        if isinstance(file, Skipped):
            yield file
            continue
        begun = counts.bytes_read
        try:
            with open(file.path, "rb") as opened:
                for item in unless_changed(_read_file(opened, file, context), file):
                    counts.bytes_read = begun + opened.tell()
                    if isinstance(item, Skipped):
                        yield item
                    else:
                        yield finish_article(item, file, context)
        except OSError as error:
            yield file.skip(cannot_read(error))
        counts.bytes_read = begun + file.size


def unless_changed(
    items: Iterable[RawArticle | Skipped], file: SourceFile
) -> Iterator[RawArticle | Skipped]:
    """What was read of a file; where it changed meanwhile, without the last article, which may be cut.

    Then the file is named as skipped, so that nobody takes what is missing in it for gone.
    """
    last = None
    for item in items:
        if last is not None:
            yield last
        last = item
    changed = file.has_changed()
    if last is not None and (isinstance(last, Skipped) or not changed):
        yield last
    wholly_skipped = isinstance(last, Skipped) and last.line is None
    if changed and not wholly_skipped:
        yield file.skip("changed while it was read: run timtin update when it is complete")


def _read_file(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    if file.size == 0:
        yield file.skip("empty")
    else:
        yield from _READERS[file.suffix](opened, file, context)


def _page_reader(read: Callable[..., RawArticle]) -> Reader:
    """Reads a file that is one article."""

    def read_page(
        opened: io.BufferedReader, file: SourceFile, context: IngestContext
    ) -> Iterator[RawArticle | Skipped]:
        try:
            data = opened.read(context.max_bytes + 1)
            if len(data) > context.max_bytes:
                raise InputError(over_limit(context.max_bytes))
            yield read(decode(data), id=file.stem, path=file.name)
        except InputError as error:
            yield file.skip(str(error))

    return read_page


_READERS: Mapping[str, Reader] = {
    ".csv": read_csv,
    ".htm": _page_reader(read_html),
    ".html": _page_reader(read_html),
    ".jsonl": read_jsonl,
    ".md": _page_reader(read_text),
    ".txt": _page_reader(read_text),
}
"""How a file of each suffix is read."""
