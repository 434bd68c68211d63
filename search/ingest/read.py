"""The pass over all files: each is opened, read by the module of its format, and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.counts import IngestCounts, Skipped
from search.ingest.csv import read_csv
from search.ingest.decode import decode, decode_page
from search.ingest.files import SourceFile, cannot_read, check_paths, find_files
from search.ingest.html import read_html
from search.ingest.jsonl import read_jsonl
from search.ingest.lines import Lines, over_limit
from search.ingest.text import read_text

_RECORDS = {".csv": read_csv, ".jsonl": read_jsonl}
_PAGES = {".htm": read_html, ".html": read_html, ".md": read_text, ".txt": read_text}
_MARKUP = frozenset({".htm", ".html"})


def read_articles(
    paths: Sequence[Path], *, max_bytes: int, counts: IngestCounts
) -> Iterator[RawArticle | Skipped]:
    """The articles under the paths, and what is left out, one at a time.

    `paths` are folders and files, taken in turn; InputError, before anything is read, for one where
    there is nothing. `max_bytes` bounds a file of one article, and each record of a file of many.
    Two articles may have the same id, here or from two paths: the caller decides. `counts` is filled
    in as the iterator is consumed.
    """
    check_paths(paths)
    return _read_all(paths, max_bytes, counts)


def _read_all(
    paths: Sequence[Path], max_bytes: int, counts: IngestCounts
) -> Iterator[RawArticle | Skipped]:
    for file in find_files(paths, counts):
        if isinstance(file, Skipped):
            yield file
            continue
        begun = counts.bytes_read
        try:
            yield from _read_file(file, max_bytes, counts)
        except OSError as error:
            yield file.skip(cannot_read(error))
        counts.bytes_read = begun + file.size


def _read_file(
    file: SourceFile, max_bytes: int, counts: IngestCounts
) -> Iterator[RawArticle | Skipped]:
    begun = counts.bytes_read
    with open(file.path, "rb") as opened:
        if file.size == 0:
            yield file.skip("empty")
        elif file.suffix in _RECORDS:
            lines = Lines(opened, max_bytes)
            for item in _RECORDS[file.suffix](lines, file, counts):
                counts.bytes_read = begun + opened.tell()
                yield item
        else:
            data = opened.read(max_bytes + 1)
            counts.bytes_read = begun + file.size
            yield _read_page(data, file, max_bytes)


def _read_page(data: bytes, file: SourceFile, max_bytes: int) -> RawArticle | Skipped:
    try:
        if len(data) > max_bytes:
            raise InputError(over_limit(max_bytes))
        text = decode_page(data) if file.suffix in _MARKUP else decode(data)
        return _PAGES[file.suffix](text, id=file.stem, path=file.name)
    except InputError as error:
        return file.skip(str(error))
