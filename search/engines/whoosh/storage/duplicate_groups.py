"""Copies in an index: found when a generation is published, put together when it is searched.

| file | holds |
| --- | --- |
| `.sketches.npy` | of a segment: the sketch of each document's body |
| `copies.npy` | of a generation: the documents with copies, ascending over all segments, and their groups |

Groups are found over all segments anew at each writing, so that a copy that comes later, or one that
goes, is told as in an index built at once; nothing of it is left to opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from search.engines.whoosh.storage.arrays import PathOf
from search.engines.whoosh.storage.integers import Array, Ids, doc_slots
from search.near_duplicates import Sketches, group_copies

FILE = "copies.npy"
_SKETCHES = ".sketches.npy"


def write_sketches(path_of: PathOf, sketches: Sketches) -> None:
    """Write the sketches of a segment's documents."""
    with open(path_of(_SKETCHES), "wb") as file:
        np.save(file, sketches, allow_pickle=False)


def write_groups(folder: Path, segments: Sequence[tuple[PathOf, Iterable[int]]]) -> None:
    """Write the groups of a generation, of whose segments the files and the deleted documents are given."""
    parts, documents, base = [], [], 0
    for path_of, deleted in segments:
        sketches = np.load(path_of(_SKETCHES), mmap_mode="r", allow_pickle=False)
        live = np.delete(np.arange(base, base + len(sketches)), list(deleted))
        parts.append(sketches[live - base])
        documents.append(live)
        base += doc_slots(len(sketches))
    groups = group_copies(np.concatenate(parts)) if parts else np.empty(0, dtype=np.intp)
    there = np.flatnonzero(groups >= 0)
    numbers = np.concatenate([np.empty(0, dtype=np.intp), *documents])
    np.save(folder / FILE, np.array([numbers[there], groups[there]], dtype=np.int32))


class Copies:
    """The groups of a generation whose documents are numbered below `max_doc`."""

    def __init__(self, folder: Path, max_doc: int) -> None:
        self.documents, self._groups = np.load(folder / FILE, allow_pickle=False)
        self.count = int(self._groups.max(initial=-1)) + 1
        self.group_of: Array = np.full(max_doc, -1, dtype=np.int32)
        self.group_of[self.documents] = self._groups

    def of(self, document: int) -> Ids:
        """The other documents of its group, ascending."""
        group = self.group_of[document]
        others: Ids = self.documents[(self._groups == group) & (self.documents != document)]
        return others
