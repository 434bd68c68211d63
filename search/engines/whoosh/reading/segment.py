"""One segment, opened for reading: its terms, its columns, its articles."""

from __future__ import annotations

import os
from array import array
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage

from search.articles import Article
from search.engines.base import Origin
from search.engines.whoosh.codec import ArraySegment, path_maker
from search.engines.whoosh.schema import RECORDS, article_of, origin_of
from search.engines.whoosh.storage.compression import Compression
from search.engines.whoosh.storage.integers import Array
from search.engines.whoosh.storage.terms import SegmentTerms

LONG = 64 << 10
"""Bytes of a record, compressed, from which it is long: usual ones take one or two thousand."""


class Segment:
    """One segment: `size` documents, those deleted among them, its `terms`, its columns.

    `field_lengths` has how many tokens each field has in all.
    """

    def __init__(self, storage: FileStorage, segment: ArraySegment, schema: Any) -> None:
        self.size = int(segment.doc_count_all())
        self.deleted = sorted(segment.deleted_docs())
        self.field_lengths: dict[str, int] = dict(segment._fieldlengths)
        self._path_of = path_maker(storage, segment)
        self._schema = schema
        self.terms = SegmentTerms(self._path_of)
        self._ids = self.terms.fields["id"]
        # Single numbers come out of a memoryview several times faster than out of an array.
        self._id_numbers = self.terms.others["id_numbers"].data

    def documents_of(self, id: str) -> list[int]:
        """The documents that were written for the article of that id, deleted ones too."""
        number = self._ids.find(id.encode(errors="surrogatepass"))
        return self._ids.ids(number).tolist() if number >= 0 else []

    def id_of(self, number: int) -> str:
        """The id of the article of a document."""
        return self._ids.term(self._id_numbers[number]).decode()

    def is_long(self, number: int) -> bool:
        """Whether to read the article of a document takes as long as a page of usual ones."""
        return len(self._columns["article"][number]) > LONG

    def article(self, number: int) -> Article:
        """The article of a document."""
        return article_of(self._record("article", number), self._record("origin", number))

    def origin(self, number: int) -> tuple[str, Origin]:
        """The id of the article of a document, and where it was read from."""
        return origin_of(self._record("origin", number))

    def numbers(self, name: str, kind: str) -> Array:
        """A numeric column of Whoosh's, of that NumPy type; it leaves out zeros at its end."""
        numbers = np.zeros(self.size, dtype=np.dtype(kind).newbyteorder("="))
        path = self._path_of(f".{name}.col")
        if os.path.exists(path):
            found = np.fromfile(path, dtype=kind)
            numbers[: len(found)] = found
        return numbers

    def _record(self, name: str, number: int) -> bytes:
        return self._compression.decompress(self._columns[name][number])

    @cached_property
    def _compression(self) -> Compression:
        return Compression(Path(self._path_of(".dictionary")).read_bytes())

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {name: self._blobs(name) for name in RECORDS}

    def _blobs(self, name: str) -> Any:
        file = _File(self._path_of(f".{name}.col"))
        return self._schema[name].column_type.reader(file, 0, file.size, self.size)


class _File:
    """As much of Whoosh's StructFile as its columns read, without a position.

    It is read, not mapped: that costs an article nothing, and a file that is cut off under the process
    is an error here, where a map ends the process.
    """

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.size = os.fstat(self._descriptor).st_size

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def get(self, position: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, position)

    def get_byte(self, position: int) -> int:
        return self.get(position, 1)[0]

    def get_array(self, position: int, typecode: str, length: int) -> array[Any]:
        numbers = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        numbers.byteswap()
        return numbers
