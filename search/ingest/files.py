"""The files to read: folders are walked in the byte order of the paths in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.errors import InputError
from search.ingest.counts import IngestCounts, Skipped

SUFFIXES = frozenset({".csv", ".htm", ".html", ".jsonl", ".md", ".txt"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `path` opens it; `name` is its path below its root, with `/`; `size` is in bytes. The root is
    the folder that was given, or the parent of the file that was. `modified` is when it was changed
    last before it was found, in nanoseconds, None where nobody can tell.
    """

    path: str
    name: str
    size: int
    modified: int | None = None

    @property
    def suffix(self) -> str:
        """The suffix in lower case, with its dot."""
        return _suffix(self.name)

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return os.path.splitext(self.name)[0]

    def has_changed(self) -> bool:
        """Whether the file is not as it was when it was found: longer, shorter, written to, or gone."""
        if self.modified is None:
            return False
        try:
            status = os.stat(self.path)
        except OSError:
            return True
        return (status.st_size, status.st_mtime_ns) != (self.size, self.modified)

    def skip(self, reason: str, line: int | None = None) -> Skipped:
        """What to report when the file, or its record that begins at a line, cannot be taken."""
        return Skipped(readable(self.path), reason, line)


def check_paths(paths: Sequence[Path]) -> None:
    """Raise InputError for the first path where there is nothing."""
    for path in paths:
        if not os.path.exists(path):
            raise InputError(
                f"There is no file or folder {readable(path)!r}; check how it is spelt."
            )


def find_files(paths: Sequence[Path], counts: IngestCounts) -> Iterator[SourceFile | Skipped]:
    """The files under each path in turn, and what cannot be looked at.

    Hidden entries, links to folders (so that no loop is entered) and files of other kinds are
    counted in `counts`, not given. A file that is named itself is read even if it is hidden.
    """
    for path in paths:
        if os.path.isdir(path):
            yield from _walk(os.fspath(path), counts)
        elif _suffix(path.name) in SUFFIXES:
            yield _look_at(os.fspath(path), path.name)
        else:
            kinds = " ".join(sorted(SUFFIXES))
            yield Skipped(readable(path), f"not of a kind that is read ({kinds})")


def total_bytes(paths: Sequence[Path]) -> int:
    """The bytes of all files under the paths; InputError for a path where there is nothing."""
    check_paths(paths)
    found = find_files(paths, IngestCounts())
    return sum(file.size for file in found if isinstance(file, SourceFile))


def readable(path: str | Path) -> str:
    """A path as text that can be printed and stored; bytes that are not UTF-8 stand as `\\xe1`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(root: str, counts: IngestCounts) -> Iterator[SourceFile | Skipped]:
    # Names below the root, as bytes; a folder's ends with "/", as it does in the paths to sort.
    pending = [b""]
    while pending:
        name = pending.pop()
        path = os.path.join(root, os.fsdecode(name))
        if name and not name.endswith(b"/"):
            yield _look_at(path, os.fsdecode(name))
            continue
        try:
            pending += sorted(_entries(path, name, counts), reverse=True)
        except OSError as error:
            yield Skipped(readable(path.rstrip("/") or path), cannot_read(error))


def _entries(folder: str, prefix: bytes, counts: IngestCounts) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            kind = _ignored_kind(entry, is_folder)
            if kind is None:
                yield prefix + os.fsencode(entry.name) + (b"/" if is_folder else b"")
            else:
                counts.ignore(kind, readable(entry.path))


def _ignored_kind(entry: os.DirEntry[str], is_folder: bool) -> str | None:
    if entry.name.startswith("."):
        return "hidden"
    if is_folder:
        return None
    if os.path.isdir(entry.path):
        return "link to a folder"
    suffix = _suffix(entry.name)
    return None if suffix in SUFFIXES else suffix or "no suffix"


def _look_at(path: str, name: str) -> SourceFile | Skipped:
    try:
        status = os.stat(path)
    except OSError as error:
        return Skipped(readable(path), cannot_read(error))
    if not stat.S_ISREG(status.st_mode):
        return Skipped(readable(path), "not a regular file")
    return SourceFile(path, readable(name), status.st_size, status.st_mtime_ns)


def cannot_read(error: OSError) -> str:
    """The reason to skip what the operating system does not let us read."""
    return f"cannot be read: {error.strerror}"


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()
