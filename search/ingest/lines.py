"""The lines of a file of records, one at a time, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Literal, Self

from search.errors import InputError
from search.ingest.decode import decode, utf16_codec

_HEAD = 1 << 12
_PIECE = 1 << 16


class Lines:
    """An iterator over a file's lines, line ends kept, which an error does not end.

    `next` raises InputError for a line that is not text or is over `max_bytes`; the `next` after
    that gives the following line. `number` is that of the last line, from 1, and `size` the bytes
    of all lines so far, in UTF-8. A line ends with LF, or with CR where the file begins without LF. In
    UTF-16, whose lines cannot be told apart in bytes, damage shows
    as U+FFFD instead. The file stays open; as a context manager it gives it back at the end.
    """

    def __init__(self, file: io.BufferedReader, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.number = 0
        self.size = 0
        self._readline: Callable[[int], bytes] = file.readline
        self._give_back: Callable[[], object] = lambda: None
        head = file.peek(_HEAD)
        codec = utf16_codec(head[:_HEAD])
        if codec is not None:
            text = io.TextIOWrapper(file, codec, errors="replace", newline=_newline_of(head))
            self._readline = lambda size: text.readline(size).encode()
            self._give_back = text.detach
        elif _newline_of(head) == "\r":
            bytewise = io.TextIOWrapper(file, "latin-1", newline="\r")
            self._readline = lambda size: bytewise.readline(size).encode("latin-1")
            self._give_back = bytewise.detach

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._give_back()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._readline(self.max_bytes + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if len(line) > self.max_bytes:
            while line and not line.endswith((b"\n", b"\r")):
                line = self._readline(_PIECE)
            raise InputError(over_limit(self.max_bytes))
        return decode(line)


def _newline_of(head: bytes) -> Literal["\n", "\r"]:
    """What ends the lines of a file that begins so: CR alone was that of old Macs."""
    return "\r" if b"\r" in head and b"\n" not in head else "\n"


def over_limit(max_bytes: int) -> str:
    """The reason to skip an article that is too long."""
    return f"over the limit of {max_bytes:,} bytes"
