"""What a pass over the files leaves out, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from search.analysis import normalize

_NAMES = 100
_NAME_LENGTH = 80
_TEXT_LENGTH = 200
OTHERS = "others"
_NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or a record that cannot be taken.

    `path` is the file as it can be opened from here, `line` the record's first line in it, from 1;
    None where the whole file is meant. `reason` is a phrase that reads on after them.
    """

    path: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in an article that was taken which was not taken as it is written.

    `path` and `line` are as in Skipped. `kind` is a phrase in plain words, one of few, which reports
    count by, such as `date not understood`, `encoding repaired` or `body cut`; `text` is what is
    written there, at most 200 characters of it.
    """

    path: str
    line: int | None
    kind: str
    text: str


@dataclass(slots=True)
class IngestCounts:
    """Filled in while a pass goes on; read it at any time.

    `bytes_read` counts what is dealt with, skipped files included: at the end it is `total_bytes`.
    `ignored` counts the entries of folders that are no articles, by kind: a suffix such as `.pdf`,
    `hidden`, `no suffix`, `link to a folder`. `unknown_keys` counts the values that records hold
    under other keys than an article has, by key. Both tell at most a hundred names apart and count
    the rest together under `others`. `remarks` counts remarks by kind; each is given to `on_remark`
    as it is made and then forgotten, so that memory does not grow with their number.
    """

    bytes_read: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    on_remark: Callable[[Remark], None] | None = None

    def repeat(self, remark: Remark) -> None:
        """Count and name a remark that another process made."""
        if remark.kind == _NOT_READ:
            self.ignore(remark.text, remark.path)
        else:
            self.remark(remark.path, remark.line, remark.kind, remark.text)

    def ignore(self, kind: str, path: str) -> None:
        """Count and name an entry of a folder that is not read."""
        _count(self.ignored, kind)
        if self.on_remark is not None:
            self.on_remark(Remark(path, None, _NOT_READ, kind))

    def count_unknown_key(self, key: str) -> None:
        """Count a record's value under a key that no article has."""
        _count(self.unknown_keys, key)

    def remark(self, path: str, line: int | None, kind: str, text: str) -> None:
        """Count and name what was not taken as it is written."""
        self.remarks[kind] += 1
        if self.on_remark is not None:
            self.on_remark(Remark(path, line, kind, text[:_TEXT_LENGTH]))


def _count(counter: Counter[str], name: str) -> None:
    if name not in counter:
        name = normalize(name[:_NAME_LENGTH])
    counter[name if name in counter or len(counter) < _NAMES else OTHERS] += 1
