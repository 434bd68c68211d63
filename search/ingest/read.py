"""The pass over all files, in order: lines are read here, all else by workers that can be stopped."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from search.articles import RawArticle
from search.ingest.containers.member import Budget, as_stream
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts, Skipped
from search.ingest.field_names import field_names
from search.ingest.files import STDIN, SourceFile, cannot_read, check_paths, find_files
from search.ingest.kinds import COMPRESSED, HEAD, kind_of
from search.ingest.readers import Nesting, is_read_here, read_opened
from search.ingest.sandbox import Sandbox

_AHEAD = 128
"""How many files may be on their way, so that workers have something to do and memory does not grow."""
_STDIN_BYTES = 1 << 40


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a file gives when it is its turn. A number says how many of its bytes have been read."""

    items: Iterator[RawArticle | Skipped | int]
    file: SourceFile | None = None
    by_worker: bool = False


def read_articles(
    paths: Sequence[Path],
    *,
    max_bytes: int,
    counts: IngestCounts,
    fields: Sequence[tuple[str, str]] = (),
    time_zone: str = "Asia/Ho_Chi_Minh",
) -> Iterator[RawArticle | Skipped]:
    """The articles under the paths, and what is left out, one at a time.

    `paths` are folders and files, taken in turn, and `-` for standard input; InputError, before anything
    is read, for one where there is nothing. `max_bytes` bounds a file of one article, the text of a
    document, and each record of a file of many. Two articles may have the same id, here or from two
    paths: the caller decides. `counts` is filled in as the iterator is consumed. `fields` are pairs of
    a field of an article and a name that records have for it; given times fall on days in `time_zone`.
    """
    check_paths(paths)
    names, zone = field_names(tuple(fields)), ZoneInfo(time_zone)
    context = IngestContext(max_bytes=max_bytes, counts=counts, names=names, zone=zone)
    return _read_all(paths, context)


def _read_all(paths: Sequence[Path], context: IngestContext) -> Iterator[RawArticle | Skipped]:
    pending: deque[_Reading] = deque()
    by_workers = 0
    with Sandbox() as sandbox:
        for found in find_files(paths, context.counts):
            pending.append(_begin(found, context, sandbox))
            by_workers += pending[-1].by_worker
            while pending and (not by_workers or len(pending) > _AHEAD):
                by_workers -= pending[0].by_worker
                yield from _finish(pending.popleft(), context.counts)
        while pending:
            yield from _finish(pending.popleft(), context.counts)


def _begin(found: SourceFile | Skipped, context: IngestContext, sandbox: Sandbox) -> _Reading:
    if isinstance(found, Skipped):
        return _Reading(iter([found]))
    if found.path == str(STDIN):
        return _Reading(_read_stdin(found, context, sandbox))
    try:
        with open(found.path, "rb") as opened:
            here = is_read_here(opened, found)
    except OSError as error:
        return _Reading(iter([found.skip(cannot_read(error))]), found)
    if here:
        return _Reading(_read_here(found, context), found)
    return _Reading(sandbox.read(found, context), found, by_worker=True)


def _finish(reading: _Reading, counts: IngestCounts) -> Iterator[RawArticle | Skipped]:
    begun = counts.bytes_read
    file = reading.file
    size = file.size if file is not None else 0

    def items() -> Iterator[RawArticle | Skipped]:
        for item in reading.items:
            if isinstance(item, int):
                counts.bytes_read = begun + min(item, size)
            else:
                yield item

    yield from items() if file is None else unless_changed(items(), file)
    counts.bytes_read = begun + size


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


def _read_here(file: SourceFile, context: IngestContext) -> Iterator[RawArticle | Skipped | int]:
    try:
        with open(file.path, "rb") as opened:
            for item in read_opened(opened, file, context, Nesting(Budget(file.size))):
                yield opened.tell()
                yield item
    except OSError as error:
        yield file.skip(cannot_read(error))


def _read_stdin(
    file: SourceFile, context: IngestContext, sandbox: Sandbox
) -> Iterator[RawArticle | Skipped | int]:
    """What comes in by standard input, each article called by its content where it has no name itself.

    Two inputs have nothing to tell their first lines apart, and neither must replace the other.
    """
    for item in _read_piped(file, context, sandbox):
        if isinstance(item, RawArticle) and item.id.startswith(str(STDIN)):
            item = replace(item, id=f"stdin-{replace(item, id='').digest[:12]}")
        yield item


def _read_piped(
    file: SourceFile, context: IngestContext, sandbox: Sandbox
) -> Iterator[RawArticle | Skipped | int]:
    """Lines as they come; what else it is has to be a file first."""
    stream = as_stream(sys.stdin.buffer, Budget(_STDIN_BYTES))
    try:
        compressed = kind_of(stream.peek(HEAD)[:HEAD], file.name) in COMPRESSED
        if not compressed and is_read_here(stream, file):
            yield from read_opened(stream, file, context, Nesting(Budget(_STDIN_BYTES)))
            return
        with tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            yield from sandbox.read(file, context, copy.name)
    except OSError as error:
        yield file.skip(cannot_read(error))
