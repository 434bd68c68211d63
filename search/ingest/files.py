"""The files to read: folders are walked in the byte order of the paths in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.errors import InputError
from search.ingest.counts import IngestCounts, Skipped
from search.ingest.kinds import NEVER, SUFFIXES, stem_of, suffix_of

STDIN = Path("-")
"""The path that stands for standard input, as on many command lines."""

_OF_SAVED_PAGES = ("_files", ".files")
"""What browsers and Word add to a page's name for the folder of its pictures, frames and scripts."""
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".php")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `path` opens it; `name` is its path below its root, with `/`; `size` is in bytes. The root is
    the folder that was given, or the parent of the file that was. A member of an archive is as if
    the archive were a folder: `news.zip/2023/a.html`. `asked` says that the file itself was given.
    `modified` is when it was changed last before it was found, in nanoseconds, None where nobody can tell.
    """

    path: str
    name: str
    size: int
    asked: bool = False
    modified: int | None = None

    @property
    def stem(self) -> str:
        """The name without the suffix of a kind that is read."""
        return stem_of(self.name)

    def member(self, name: str, size: int) -> SourceFile:
        """A file inside this one."""
        return SourceFile(f"{self.path}/{name}", f"{self.name}/{name}", size)

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
        if path != STDIN and not os.path.exists(path):
            raise InputError(
                f"There is no file or folder {readable(path)!r}; check how it is spelt."
            )


def find_files(paths: Sequence[Path], counts: IngestCounts) -> Iterator[SourceFile | Skipped]:
    """The files under each path in turn, and what cannot be looked at.

    Hidden entries, links to folders (so that no loop is entered), the folders beside pages that a
    browser saved whole and files whose suffix is of no article are counted in `counts`, not given.
    A file that is named itself is read even if it is hidden. `STDIN` is given as it is.
    """
    for path in paths:
        if path == STDIN:
            yield SourceFile(str(STDIN), str(STDIN), 0, asked=True)
        elif os.path.isdir(path):
            yield from _walk(os.fspath(path), counts)
        elif suffix_of(path.name) in NEVER:
            yield Skipped(readable(path), NO_KIND)
        else:
            yield _look_at(os.fspath(path), path.name, asked=True)


NO_KIND = f"not of a kind that is read ({' '.join(sorted(SUFFIXES))})"
"""The reason to skip a file that was named itself."""


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


def is_of_saved_page(folder: str, names: Collection[str]) -> bool:
    """Whether a folder with these names beside it holds what a saved page is shown with."""
    return any(
        folder.endswith(ending) and folder.removesuffix(ending) + page in names
        for ending in _OF_SAVED_PAGES
        for page in _PAGES
    )


def ignored_kind(name: str) -> str | None:
    """What to count a file under that is not opened for its name; None if it may be an article."""
    if name.startswith("."):
        return "hidden"
    suffix = suffix_of(name)
    return suffix if suffix in NEVER else None


def _entries(folder: str, prefix: bytes, counts: IngestCounts) -> Iterator[bytes]:
    with os.scandir(folder) as scanned:
        entries = list(scanned)
        names = {entry.name for entry in entries if entry.name.endswith(_PAGES)}
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            kind = _ignored_kind(entry, is_folder, names)
            if kind is None:
                yield prefix + os.fsencode(entry.name) + (b"/" if is_folder else b"")
            else:
                counts.ignore(kind, readable(entry.path))


def _ignored_kind(entry: os.DirEntry[str], is_folder: bool, pages: Collection[str]) -> str | None:
    if entry.name.startswith("."):
        return "hidden"
    if is_folder:
        return "files of a saved page" if is_of_saved_page(entry.name, pages) else None
    if entry.is_symlink() and os.path.isdir(entry.path):
        return "link to a folder"
    return ignored_kind(entry.name)


def _look_at(path: str, name: str, *, asked: bool = False) -> SourceFile | Skipped:
    try:
        status = os.stat(path)
    except OSError as error:
        return Skipped(readable(path), cannot_read(error))
    if not stat.S_ISREG(status.st_mode):
        return Skipped(readable(path), "not a regular file")
    return SourceFile(path, readable(name), status.st_size, asked, status.st_mtime_ns)


def cannot_read(error: OSError) -> str:
    """The reason to skip what the operating system does not let us read."""
    return f"cannot be read: {error.strerror}"
