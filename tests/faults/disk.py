"""A disk that forgets: what a log of file operations leaves behind when the power goes at some point.

Kept for certain is what was synced: a file's bytes by a sync of the file, the names in a folder by a sync of
the folder. Of what came after, each seed keeps, drops, zeroes or cuts off each write, and keeps or drops
each change of a name, one whatever became of the other: that is less than any journalling file system
promises. A rename is whole or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Operation:
    """One record of the shim's log: what was done, to which path, with which bytes."""

    kind: str
    offset: int
    data: bytes
    path: str
    other: str


def read_log(log: Path) -> list[Operation]:
    """The operations of a log, in order."""
    operations = []
    with log.open("rb") as file:
        while line := file.readline():
            kind, offset, length, path, other = line.decode().rstrip("\n").split("\t")
            data = file.read(int(length))
            operations.append(Operation(kind, int(offset), data, path, other))
    return operations


@dataclass(eq=False)
class File:
    """What is synced of a file, and the writes since: where, and what; None for where it was cut off."""

    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def written(self) -> bytes:
        return _applied(self.synced, self.pending)

    def sync(self) -> None:
        self.synced, self.pending = self.written(), []

    def survive(self, chance: random.Random) -> bytes:
        kept: list[tuple[int, bytes | None]] = []
        for offset, data in self.pending:
            fate = chance.randrange(5)
            if data is None or fate == 0:
                kept.append((offset, data))
            elif fate == 1:
                kept.append((offset, bytes(len(data))))
            elif fate == 2:
                kept.append((offset, data[: chance.randrange(len(data) + 1)]))
            elif fate == 3:
                kept.insert(0, (offset, data))
        return _applied(self.synced, kept)


@dataclass(eq=False)
class Folder:
    """The names that are synced, and the changes since: each a few names at once, None for gone."""

    synced: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def names(self) -> dict[str, File | Folder]:
        return _named(self.synced, self.pending)

    def sync(self) -> None:
        self.synced, self.pending = self.names(), []

    def survive(self, chance: random.Random) -> dict[str, File | Folder]:
        return _named(self.synced, [change for change in self.pending if chance.random() < 0.6])


def _applied(start: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    content = bytearray(start)
    for offset, data in writes:
        if data is None:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
        else:
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data
    return bytes(content)


def _named(
    start: dict[str, File | Folder], changes: list[dict[str, File | Folder | None]]
) -> dict[str, File | Folder]:
    names = dict(start)
    for change in changes:
        for name, node in change.items():
            if node is None:
                names.pop(name, None)
            else:
                names[name] = node
    return names


class Disk:
    """The folder at `root`, empty and synced, and what is done below it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.tree = Folder()

    def do(self, operation: Operation) -> None:
        """Do one operation of a log."""
        folder, name = self._place(operation.path)
        match operation.kind:
            case "C":
                folder.pending.append({name: File()})
            case "M":
                folder.pending.append({name: Folder()})
            case "U" | "D":
                folder.pending.append({name: None})
            case "W":
                self._file(operation.path).pending.append((operation.offset, operation.data))
            case "T":
                self._file(operation.path).pending.append((operation.offset, None))
            case "S":
                self._node(operation.path).sync()
            case "L":
                target, other = self._place(operation.other)
                target.pending.append({other: folder.names()[name]})
            case "R":
                target, other = self._place(operation.other)
                assert target is folder, "nothing is moved from folder to folder"
                folder.pending.append({name: None, other: folder.names()[name]})

    def write(self, target: Path) -> None:
        """Write the tree as it is without a power cut."""
        _write(target, self.tree, lambda folder: folder.names(), lambda file: file.written())

    def write_after_a_cut(self, target: Path, chance: random.Random) -> None:
        """Write what is left of the tree when the power goes now."""
        left: dict[int, bytes] = {}

        def content(file: File) -> bytes:
            # A file of two names has one content.
            if id(file) not in left:
                left[id(file)] = file.survive(chance)
            return left[id(file)]

        _write(target, self.tree, lambda folder: folder.survive(chance), content)

    def _node(self, path: str) -> File | Folder:
        node: File | Folder = self.tree
        for name in Path(path).relative_to(self._root).parts:
            assert isinstance(node, Folder)
            node = node.names()[name]
        return node

    def _file(self, path: str) -> File:
        node = self._node(path)
        assert isinstance(node, File)
        return node

    def _place(self, path: str) -> tuple[Folder, str]:
        if path == self._root:
            return self.tree, ""
        folder = self._node(str(Path(path).parent))
        assert isinstance(folder, Folder)
        return folder, Path(path).name


def _write(
    target: Path,
    tree: Folder,
    names: Callable[[Folder], dict[str, File | Folder]],
    content: Callable[[File], bytes],
) -> None:
    target.mkdir()
    for name, node in names(tree).items():
        if isinstance(node, Folder):
            _write(target / name, node, names, content)
        else:
            (target / name).write_bytes(content(node))


def trees(root: Path) -> Iterator[tuple[str, bytes | None]]:
    """Every path below a folder, and the bytes of each file, to compare with another."""
    for path in sorted(root.rglob("*")):
        yield str(path.relative_to(root)), None if path.is_dir() else path.read_bytes()
