"""One segment, opened for reading: its terms, its columns, its articles."""

from __future__ import annotations

import json
import mmap
import os
from array import array
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import byte_to_length

from search.analysis import STREAMS
from search.articles import Article, from_record
from search.engines.base import Origin
from search.engines.whoosh.arrays import Array, PostingArrays
from search.engines.whoosh.codec import ArraySegment, path_maker
from search.engines.whoosh.facets import Ids
from search.engines.whoosh.schema import TEXT_FIELDS, field_name

Mask = NDArray[np.bool_]

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


class Segment:
    """One segment: its terms, its columns and its facets.

    By document: `live_mask`, whether it is not deleted; `first` and `last`, the days of its article as
    proleptic ordinals, 0 if it is undated; `coarse`, whether they are known only to the month or
    year; `lengths[field]`, the length of a field in tokens, as Whoosh rounds it. `live` are the
    documents that are not deleted, ascending.
    """

    def __init__(self, storage: FileStorage, segment: ArraySegment, schema: Any) -> None:
        self.size = int(segment.doc_count_all())
        self._path_of = path_maker(storage, segment)
        self.postings = PostingArrays(self._path_of)
        self.field_lengths: dict[str, int] = dict(segment._fieldlengths)
        self.live_mask: Mask = np.ones(self.size, dtype=np.bool_)
        self.live_mask[list(segment.deleted_docs())] = False
        self.live: Ids = np.flatnonzero(self.live_mask)
        self.has_deletions = len(self.live) < self.size
        self.first = self._numbers("first", ">i4")
        self.last = self._numbers("last", ">i4")
        self.coarse: Mask = self._numbers("coarse", "u1").astype(np.bool_)
        self.lengths = {
            name: _LENGTHS[self._numbers(f"_{name}_len", "u1")]
            for name in (field_name(field, stream) for field in TEXT_FIELDS for stream in STREAMS)
        }
        self._articles = self._blobs("article", schema)
        self._origins = self._blobs("origin", schema)

    def id_of(self, number: int) -> str:
        """The id of the article of a document."""
        return self.postings.term(int(self._id_terms[number])).decode()

    @cached_property
    def _id_terms(self) -> Array:
        terms, documents = self.postings.owners("id")
        return terms[np.argsort(documents)]

    def article(self, number: int) -> Article:
        """The article of a document."""
        return from_record(json.loads(self._articles[number]))

    def origin(self, number: int) -> tuple[str, Origin]:
        """The id of the article of a document, and where it was read from."""
        id, digest, root, path = json.loads(self._origins[number])
        return id, Origin(root, path, digest)

    def _numbers(self, name: str, kind: str) -> Array:
        """A numeric column of Whoosh's; it leaves out zeros at its end."""
        numbers = np.zeros(self.size, dtype=np.dtype(kind).newbyteorder("="))
        path = self._path_of(f".{name}.col")
        if os.path.exists(path):
            found = np.fromfile(path, dtype=kind)
            numbers[: len(found)] = found
        return numbers

    def _blobs(self, name: str, schema: Any) -> Any:
        file = _MappedFile(self._path_of(f".{name}.col"))
        return schema[name].column_type.reader(file, 0, file.size, self.size)


class _MappedFile:
    """As much of Whoosh's StructFile as its columns read, without a position and without a copy."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self.size = os.fstat(file.fileno()).st_size
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def get(self, position: int, length: int) -> bytes:
        return self._map[position : position + length]

    def get_byte(self, position: int) -> int:
        return self._map[position]

    def get_array(self, position: int, typecode: str, length: int) -> array[Any]:
        numbers = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        numbers.byteswap()
        return numbers
