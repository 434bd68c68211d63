"""Memory that is kept: what was made of postings, and what arrays leave behind."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

_KEPT_BLOCK = 31 << 20
"""Just below 32 MB, the largest block by which glibc's malloc adapts."""


def keep_freed_memory() -> None:
    """Make malloc keep the memory that arrays leave behind.

    glibc gives a block back to the system when it is freed, and has the next one cleared page by page,
    unless it has seen a larger one freed before: see M_MMAP_THRESHOLD in mallopt(3). With the arrays
    of a megabyte that a phrase makes, this took a quarter of its time.
    """
    np.empty(_KEPT_BLOCK, dtype=np.uint8)


class Cache:
    """What was made of postings, the latest used, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], tuple[Any, int]]) -> Any:
        """What is kept under the key, made now if nothing is; `make` says how many bytes it takes."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept[0]
        made, size = make()
        with self._lock:
            if key not in self._kept and size <= self._most:
                self._kept[key] = made, size
                self._held += size
                while self._held > self._most:
                    self._held -= self._kept.popitem(last=False)[1][1]
        return made
