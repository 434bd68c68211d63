"""Generations of an index on disk: published whole, never changed, swapped by one rename.

    index/
      CURRENT          the name of the generation served, and its manifest's SHA-256
      LOCK             locked by the one process that writes; holds its process id
      g000017/         one generation: files of the index, and MANIFEST with their sizes and SHA-256
      tmp-g000018-…/   one being written; nobody reads it

A draft becomes a generation in this order: fsync of every file, of MANIFEST, of the folder; rename;
fsync of `index/`; CURRENT replaced by a rename; fsync of `index/`. A power cut or a kill at any point
leaves CURRENT on the old or on the new generation, whole. The locks are `flock`s, which the operating
system releases when their holder dies: they are never broken by age.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated

SMALL = 1 << 15
"""Files up to so many bytes are hashed whenever a generation is opened."""

Stamp = tuple[int, int, int]

_NAME = re.compile(r"g(\d{6,})")


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation, opened: its files were compared with its manifest.

    `manifest` is what its writer recorded. `read_lock` keeps the generation from being cleaned away; it
    is released with the object.
    """

    path: Path
    manifest: Mapping[str, Any]
    size: int
    read_lock: ReadLock

    @property
    def name(self) -> str:
        return self.path.name


class ReadLock:
    """A shared lock on a generation, for as long as the object lives."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()


def stamp(root: Path) -> Stamp | None:
    """What changes when another generation is published, by one `stat`; None if there is none."""
    try:
        # Asked before every request: joining paths as text costs a fifth.
        status = os.stat(f"{root}/CURRENT")
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def open_current(
    root: Path,
    versions: Mapping[str, Any],
    *,
    always_hashed: tuple[str, ...] = (),
    whole: bool = False,
) -> Generation:
    """The generation that CURRENT names, compared with its manifest.

    The sizes of all files are compared, and the hashes of the small ones and of those whose names end
    in one of `always_hashed`, so that opening costs about the same for any size of index. With `whole`
    all hashes are.
    `versions` are those this program reads. IndexMissing, IndexDamaged or IndexOutdated otherwise.
    """
    while True:
        name, digest = _read_current(root)
        try:
            return _open(root / name, digest, versions, always_hashed, whole=whole)
        except IndexDamaged:
            # A writer may have published and cleaned while the files were read.
            if _read_current(root)[0] == name:
                raise


def manifests(root: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names of the generations on disk, newest first, and what their writers recorded.

    One whose manifest cannot be read is left out.
    """
    for _, path in sorted(_generations(root), reverse=True):
        with contextlib.suppress(OSError, ValueError):
            yield path.name, json.loads((path / "MANIFEST").read_bytes())


def current_name(root: Path) -> str | None:
    """The name of the generation that CURRENT names; None if it names none."""
    with contextlib.suppress(IndexMissing, IndexDamaged):
        return _read_current(root)[0]
    return None


def roll_back(root: Path, name: str, versions: Mapping[str, Any]) -> Generation:
    """Serve a generation that is on disk, once all of its files were compared with its manifest.

    CURRENT is replaced by one rename. IndexMissing if there is no such generation; otherwise as
    `open_current` and `draft` raise.
    """
    path = root / name
    if not _NAME.fullmatch(name) or not path.is_dir():
        raise IndexMissing(
            "there is no generation %(name)s in %(path)s/: timtin rollback names those that are kept",
            name=name,
            path=root,
        )
    with _locked(root):
        try:
            text = (path / "MANIFEST").read_bytes()
            json.loads(text)
        except OSError as error:
            raise _unreadable(path / "MANIFEST", error) from None
        except ValueError:
            raise IndexDamaged(
                "%(file)s is not as it was written: run timtin rebuild", file=path / "MANIFEST"
            ) from None
        digest = hashlib.sha256(text).hexdigest()
        generation = _open(path, digest, versions, (), whole=True)
        _point_to(root, name, digest)
        return generation


@contextlib.contextmanager
def draft(root: Path, versions: Mapping[str, Any], kept: int) -> Iterator[Draft]:
    """The one writer's place to write: a folder beside the generations, gone if it is not published.

    IndexLocked when another process holds the writer's lock. Leftovers of writers that died are removed
    first; once the new generation is published, all generations but the last `kept`, save the served
    one and those that a reader holds. A writer that fails removes no generation.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root):
        for leftover in root.glob("tmp-g*"):
            shutil.rmtree(leftover, ignore_errors=True)
        number = 1 + max((number for number, _ in _generations(root)), default=0)
        if served := current_name(root):
            number = max(number, 1 + _number(served))
        path = root / f"tmp-g{number:06}-{os.getpid()}"
        path.mkdir()
        try:
            yield Draft(root, path, number, versions, kept)
        finally:
            shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation being written, in the folder `path`."""

    root: Path
    path: Path
    number: int
    versions: Mapping[str, Any]
    kept: int

    def link_files(self, generation: Generation) -> None:
        """Start from a published generation: its files are shared, not copied, where links work."""
        for name in generation.manifest["files"]:
            try:
                os.link(generation.path / name, self.path / name)
            except OSError:
                shutil.copy2(generation.path / name, self.path / name)

    def publish(self, **recorded: Any) -> None:
        """Make the folder the generation that is served from now on."""
        files = {}
        for file in sorted(self.path.iterdir()):
            _sync(file)
            files[file.name] = {"size": file.stat().st_size, "sha256": _sha256(file)}
        built = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"versions": dict(self.versions), "built": built, **recorded, "files": files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        _write_synced(self.path / "MANIFEST", text)
        _sync(self.path)
        target = self.root / f"g{self.number:06}"
        self.path.rename(target)
        _sync(self.root)
        _point_to(self.root, target.name, hashlib.sha256(text).hexdigest())
        _clean(self.root, self.kept)


def _point_to(root: Path, name: str, digest: str) -> None:
    """Make CURRENT name a generation and the hash of its manifest."""
    _write_synced(root / "CURRENT.new", f"{name} {digest}\n".encode())
    (root / "CURRENT.new").replace(root / "CURRENT")
    _sync(root)


def _read_current(root: Path) -> tuple[str, str]:
    try:
        words = (root / "CURRENT").read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise IndexMissing(
            "there is no index at %(path)s/: run timtin rebuild", path=root
        ) from None
    except (OSError, UnicodeDecodeError):
        words = []
    if len(words) != 2 or not _NAME.fullmatch(words[0]):
        raise IndexDamaged(
            "%(file)s does not name a generation: run timtin rebuild", file=root / "CURRENT"
        )
    return words[0], words[1]


def _open(
    path: Path,
    digest: str,
    versions: Mapping[str, Any],
    always_hashed: tuple[str, ...],
    *,
    whole: bool,
) -> Generation:
    file = path / "MANIFEST"
    try:
        text = file.read_bytes()
        read_lock = ReadLock(file)
    except OSError as error:
        raise _unreadable(file, error) from None
    if hashlib.sha256(text).hexdigest() != digest:
        raise IndexDamaged(
            "%(file)s is not the one that was published: run timtin rebuild", file=file
        )
    manifest = json.loads(text)
    for name, version in versions.items():
        found = manifest["versions"].get(name)
        if found != version:
            raise IndexOutdated(
                "%(path)s/ was built by %(name)s %(found)s, this is %(version)s: run timtin rebuild",
                path=path.parent,
                name=name,
                found=found,
                version=version,
            )
    unlisted = {entry.name for entry in path.iterdir()} - {*manifest["files"], "MANIFEST"}
    if unlisted:
        # Whoosh reads the newest table of contents that it finds, whoever put it there.
        raise IndexDamaged(
            "%(file)s is not part of the index: remove it, or run timtin rebuild",
            file=path / min(unlisted),
        )
    size = 0
    for name, expected in manifest["files"].items():
        file = path / name
        try:
            intact = file.stat().st_size == expected["size"]
            hashed = whole or expected["size"] <= SMALL or name.endswith(always_hashed)
            if intact and hashed:
                intact = _sha256(file) == expected["sha256"]
        except OSError as error:
            raise _unreadable(file, error) from None
        if not intact:
            raise IndexDamaged("%(file)s is not as it was written: run timtin rebuild", file=file)
        size += expected["size"]
    return Generation(path, manifest, size, read_lock)


def _unreadable(file: Path, error: OSError) -> IndexDamaged:
    return IndexDamaged(
        "%(file)s cannot be read (%(reason)s): run timtin rebuild",
        file=file,
        reason=error.strerror,
    )


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    with (root / "LOCK").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise IndexLocked(
                "process %(holder)s is writing to %(path)s/: wait for it to end",
                holder=holder,
                path=root,
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def _clean(root: Path, kept: int) -> None:
    served = current_name(root)
    for _, path in sorted(_generations(root), reverse=True)[kept:]:
        if path.name != served and not _is_read(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_read(path: Path) -> bool:
    try:
        with (path / "MANIFEST").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _generations(root: Path) -> list[tuple[int, Path]]:
    return [(_number(path.name), path) for path in root.glob("g*") if _NAME.fullmatch(path.name)]


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    assert match is not None
    return int(match[1])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
