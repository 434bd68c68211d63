"""A file inside another, and how much may come out of one file."""

from __future__ import annotations

import errno
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import zstandard

from search.ingest.kinds import Kind

WHOLE_BYTES = 256 << 20
"""The most bytes of a file that is read as a whole though it is no text: a PDF, a mail, an archive in
an archive. It leaves as much for what is made of it within the memory a worker may take."""

_PIECE = 1 << 16
_FREE_BYTES = 100_000_000
_RATIO = 100
"""Up to a hundred times its size may come out of a file, a hundred million bytes of any. Records
compress to a tenth, drafts of one page over and over to a fiftieth; a bomb has a thousandfold and more."""


class Source(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another.

    `name` is its path in there, `size` its bytes if they are known. `open` begins to read it, and raises
    InputError with the reason if it cannot. `kind` is given where the container says it, else the bytes
    and the name tell. `url` is where a page was found, for an article that says none itself.
    """

    name: str
    size: int
    open: Callable[[], Source]
    kind: Kind | None = None
    url: str | None = None


class Unbounded(Exception):
    """A file is packed so deep, or so much comes out of it, that it is left as a whole."""


class Budget:
    """How many bytes may still come out of a file of `size` bytes, over all that is inside."""

    def __init__(self, size: int) -> None:
        self.limit = max(_FREE_BYTES, _RATIO * size)
        self._left = self.limit

    def take(self, size: int) -> None:
        """Count bytes that came out; Unbounded if there were too many."""
        self._left -= size
        if self._left < 0:
            raise Unbounded(f"unpacks to over {self.limit:,} bytes")


class BoundedStream(io.RawIOBase):
    """What is unpacked from a source, within a budget.

    Damage raises OSError, too much Unbounded, but not before all that was read up to there has been given.
    """

    def __init__(self, source: Source, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._error: OSError | Unbounded | None = None

    def readable(self) -> bool:
        """True: it is only read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, save at the end."""
        filled = 0
        while filled < len(buffer) and self._error is None:
            data = self._read(len(buffer) - filled)
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if not filled and self._error is not None:
            raise self._error
        return filled

    def _read(self, size: int) -> bytes:
        try:
            data = self._source.read(size)
            self._budget.take(len(data))
        except EOFError:
            self._error = OSError(errno.EIO, "its compressed data are cut short")
        except (zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile):
            self._error = OSError(errno.EIO, "its compressed data are damaged")
        except Unbounded as error:
            self._error = error
        except OSError as error:
            said = error.strerror or "its compressed data are damaged"
            self._error = OSError(error.errno or errno.EIO, said)
        else:
            return data
        return b""


def opened_already(source: Source) -> Callable[[], Source]:
    """The `open` of a member that lies where its container has come to, or in memory."""
    return lambda: source


def as_stream(source: Source, budget: Budget) -> io.BufferedReader:
    """A stream that a reader can look ahead in."""
    return io.BufferedReader(BoundedStream(source, budget))


def whole(opened: io.BufferedReader) -> bytes:
    """All bytes of a file; OSError if there are too many to hold."""
    # In pieces, since some sources set aside as much as they are asked for.
    pieces: list[bytes] = []
    left = WHOLE_BYTES
    while piece := opened.read(_PIECE):
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            raise OSError(errno.EFBIG, f"over the limit of {WHOLE_BYTES:,} bytes")
    return b"".join(pieces)
