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

A file is hashed once, when it is first published. Who takes it over into a later generation compares it
and carries its hash on, as Lucene checks the integrity of what it merges: what has rotted is never signed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.errors import (
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreadable,
    IndexUnusable,
)

SMALL = 1 << 15
"""Files up to so many bytes are hashed whenever a generation is opened."""

_PART = 1 << 20
"""Bytes that are hashed at a time."""

Stamp = tuple[int, int, int]

Pause = Callable[[int], None]
"""Called with how many bytes have just been read; what it raises ends the reading."""

_NAME = re.compile(r"g(\d{6,})")


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation, opened: its files were compared with its manifest.

    `manifest` is what its writer recorded, `digest` the SHA-256 of its file. `read_lock` keeps the generation
    from being cleaned away; it is released with the object.
    """

    path: Path
    manifest: Mapping[str, Any]
    digest: str
    size: int
    read_lock: ReadLock

    @property
    def name(self) -> str:
        return self.path.name


class ReadLock:
    """A shared lock on a generation, for as long as the object lives.

    On a file system without locks nobody can write, so none is needed.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        with contextlib.suppress(OSError):
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
    whole: bool = False,
) -> Generation:
    """The generation that CURRENT names, compared with its manifest.

    The sizes of all files are compared, and the hashes of the small ones, so that opening costs about
    the same for any size of index. With `whole` all hashes are.
    `versions` are those this program reads. IndexMissing, IndexDamaged, IndexOutdated or IndexUnreadable
    otherwise.
    """
    while True:
        name, digest = _read_current(root)
        try:
            return _open(root / name, digest, versions, whole=whole)
        except IndexDamaged:
            # A writer may have published and cleaned while the files were read.
            if _read_current(root)[0] == name:
                raise


def open_kept(root: Path, versions: Mapping[str, Any]) -> Generation | None:
    """The newest generation that is whole, without the one that CURRENT names; None if none is.

    Those that were served before that one come first. All their files are compared.
    """
    named = current_name(root)
    last = _number(named) if named else 0
    kept = sorted(_generations(root), key=lambda one: (bool(named) and one[0] > last, -one[0]))
    for _, path in kept:
        if path.name != named:
            with contextlib.suppress(IndexUnusable):
                return _open(path, None, versions, whole=True)
    return None


def compare(generation: Generation, pause: Pause = lambda _: None) -> None:
    """Compare every file of a generation with its manifest; IndexDamaged names the first that differs."""
    for name, expected in generation.manifest["files"].items():
        _compare(generation.path / name, expected, hashed=True, pause=pause)


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
        generation = _open(path, None, versions, whole=True)
        _point_to(root, name, generation.digest)
        return generation


@contextlib.contextmanager
def draft(root: Path, versions: Mapping[str, Any], kept: int) -> Iterator[Draft]:
    """The one writer's place to write: a folder beside the generations, gone if it is not published.

    IndexLocked when another process holds the writer's lock. Leftovers of writers that died are removed
    first; once the new generation is published, all generations but the last `kept`, save the served
    one and those that a reader holds. A writer that fails removes no generation.
    """
    _make_folder(root)
    with _locked(root):
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
    _linked: dict[str, Any] = field(default_factory=dict)

    def link_files(self, generation: Generation, without: tuple[str, ...]) -> None:
        """Start from a published generation: its files are shared, not copied, where links work.

        All but those called `without`, each of which must be whole: their hashes are carried on. They may
        be removed from the folder, never written.
        """
        for name, expected in generation.manifest["files"].items():
            if name in without:
                continue
            try:
                os.link(generation.path / name, self.path / name)
            except OSError:
                shutil.copy2(generation.path / name, self.path / name)
                _compare(self.path / name, expected, hashed=True)
            self._linked[name] = expected

    def publish(self, **recorded: Any) -> None:
        """Make the folder the generation that is served from now on."""
        files = {}
        for file in sorted(self.path.iterdir()):
            _sync(file, read_only=file.name not in self._linked)
            files[file.name] = self._linked.get(file.name) or {
                "size": file.stat().st_size,
                "sha256": _sha256(file),
            }
        built = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"versions": dict(self.versions), "built": built, **recorded, "files": files}
        text = _as_json(manifest | {"self": _digest(manifest)})
        _write_synced(self.path / "MANIFEST", text)
        _sync(self.path)
        target = self.root / f"g{self.number:06}"
        self.path.rename(target)
        try:
            _sync(self.root)
            _point_to(self.root, target.name, hashlib.sha256(text).hexdigest())
        except BaseException:
            if current_name(self.root) != target.name:
                _remove(target)
            raise
        _clean(self.root, self.kept)


def _as_json(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode()


def _digest(manifest: Mapping[str, Any]) -> str:
    """The hash of a manifest without its own: CURRENT has one of the served generation's manifest only."""
    return hashlib.sha256(
        _as_json({key: value for key, value in manifest.items() if key != "self"})
    ).hexdigest()


def _point_to(root: Path, name: str, digest: str) -> None:
    """Make CURRENT name a generation and the hash of its manifest."""
    new = root / "CURRENT.new"
    try:
        _write_synced(new, f"{name} {digest}\n".encode())
        new.replace(root / "CURRENT")
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    _sync(root)


def _read_current(root: Path) -> tuple[str, str]:
    try:
        words = (root / "CURRENT").read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise IndexMissing(
            "there is no index at %(path)s/: run timtin rebuild", path=root
        ) from None
    except OSError as error:
        raise unreadable(root / "CURRENT", error) from None
    except UnicodeDecodeError:
        words = []
    if len(words) != 2 or not _NAME.fullmatch(words[0]):
        raise IndexDamaged(
            "%(file)s does not name a generation: run timtin rebuild", file=root / "CURRENT"
        )
    return words[0], words[1]


def _open(
    path: Path, digest: str | None, versions: Mapping[str, Any], *, whole: bool
) -> Generation:
    """The generation at the path, whose manifest has the hash `digest`, if that is known."""
    file = path / "MANIFEST"
    try:
        text = file.read_bytes()
        read_lock = ReadLock(file)
        there = {entry.name for entry in path.iterdir()}
    except OSError as error:
        raise unreadable(file, error) from None
    found_digest = hashlib.sha256(text).hexdigest()
    if digest not in (None, found_digest):
        raise IndexDamaged(
            "%(file)s is not the one that was published: run timtin rebuild", file=file
        )
    manifest = _parsed(file, text)
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
    unlisted = there - {*manifest["files"], "MANIFEST"}
    if unlisted:
        raise IndexDamaged(
            "%(file)s is not part of the index: remove it, or run timtin rebuild",
            file=path / min(unlisted),
        )
    size = 0
    for name, expected in manifest["files"].items():
        _compare(path / name, expected, hashed=whole or expected["size"] <= SMALL)
        size += expected["size"]
    return Generation(path, manifest, found_digest, size, read_lock)


def _parsed(file: Path, text: bytes) -> Mapping[str, Any]:
    """The manifest of that text, if it has the hash that it says. One of another version may have none."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        manifest = json.loads(text)
        if manifest.get("self", "") in ("", _digest(manifest)) and manifest["versions"]:
            return dict(manifest)
    raise _differs(file)


def _compare(
    file: Path, expected: Mapping[str, Any], *, hashed: bool, pause: Pause = lambda _: None
) -> None:
    """IndexDamaged if a file has another size, or if `hashed` another hash, than its manifest says."""
    try:
        intact = file.stat().st_size == expected["size"]
        if intact and hashed:
            intact = _sha256(file, pause) == expected["sha256"]
    except OSError as error:
        raise unreadable(file, error) from None
    if not intact:
        raise _differs(file)


def _differs(file: Path) -> IndexDamaged:
    return IndexDamaged(
        "%(file)s is not as it was written: run timtin rebuild, or timtin rollback to what is kept",
        file=file,
    )


def unreadable(file: Path, error: OSError) -> IndexUnusable:
    """What an error of the operating system means: a file that is lost, or one that cannot be had now."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return IndexUnreadable(
            "%(file)s cannot be opened (%(reason)s): raise the limit of open files (ulimit -n) or end other "
            "programs; nothing is damaged",
            file=file,
            reason=error.strerror,
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return IndexUnreadable(
            "%(file)s cannot be opened (%(reason)s): let this account read the index",
            file=file,
            reason=error.strerror,
        )
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
        except OSError as error:
            raise IndexLocked(
                "%(path)s/ cannot be locked (%(reason)s): build the index on a disk of this machine and "
                "copy it",
                path=root,
                reason=error.strerror,
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        for leftover in root.glob("tmp-g*"):
            shutil.rmtree(leftover, ignore_errors=True)
        (root / "CURRENT.new").unlink(missing_ok=True)
        yield
        lock.truncate(0)


def _make_folder(root: Path) -> None:
    """Make the folder, and have the names of what was made on disk before anything is in it."""
    made = [path for path in root.parents if not path.exists()]
    root.mkdir(parents=True, exist_ok=True)
    for path in {root, *made}:
        # A folder may be passed through by those who may not list it.
        with contextlib.suppress(PermissionError):
            _sync(path.parent)


def _clean(root: Path, kept: int) -> None:
    served = current_name(root)
    for _, path in sorted(_generations(root), reverse=True)[kept:]:
        if path.name != served and not _is_read(path):
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a generation. Half of one is never called one, and is gone at the next writing."""
    rubbish = path.with_name(f"tmp-{path.name}")
    with contextlib.suppress(OSError):
        path.rename(rubbish)
        shutil.rmtree(rubbish, ignore_errors=True)


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


def _sha256(path: Path, pause: Pause = lambda _: None) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while part := file.read(_PART):
            digest.update(part)
            pause(len(part))
    return digest.hexdigest()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path, *, read_only: bool = False) -> None:
    """Have a file or a folder on disk; `read_only`: and have nobody write into it by mistake."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if read_only:
            os.fchmod(descriptor, os.fstat(descriptor).st_mode & 0o555)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
