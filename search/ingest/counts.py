"""What a pass over the files leaves out, and how far it has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from search.analysis import normalize

_NAMES = 100
_NAME_LENGTH = 80
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or a record that cannot be taken.

    `path` is the file as it can be opened from here, `line` the record's first line in it, from 1;
    None where the whole file is meant. `reason` is a phrase that reads on after them.
    """

    path: str
    reason: str
    line: int | None = None


@dataclass(slots=True)
class IngestCounts:
    """Filled in while a pass goes on; read it at any time.

    `bytes_read` counts what is dealt with, skipped files included: at the end it is `total_bytes`.
    `ignored` counts the entries of folders that are no articles, by kind: a suffix such as `.pdf`,
    `hidden`, `no suffix`, `link to a folder`. `unknown_keys` counts the values that records hold
    under other keys than an article has, by key. Both tell at most a hundred names apart and count
    the rest together under `others`.
    """

    bytes_read: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    unknown_keys: Counter[str] = field(default_factory=Counter)

    def ignore(self, kind: str) -> None:
        """Count an entry of a folder that is not read."""
        _count(self.ignored, kind)

    def count_unknown_key(self, key: str) -> None:
        """Count a record's value under a key that no article has."""
        _count(self.unknown_keys, key)


def _count(counter: Counter[str], name: str) -> None:
    name = normalize(name[:_NAME_LENGTH])
    counter[name if name in counter or len(counter) < _NAMES else OTHERS] += 1
