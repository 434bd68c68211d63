"""A Whoosh codec on posting arrays: Whoosh's own readers, writers and matchers work on `arrays`.

Everything else of a segment, its columns above all, is as Whoosh's third codec writes it.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage

from search.engines.whoosh.storage.arrays import PathOf
from search.engines.whoosh.storage.postings import FieldPostings
from search.engines.whoosh.storage.terms import SegmentTerms, write_terms
from search.engines.whoosh.whoosh_reader import ArrayTermsReader


class ArrayCodec(W3Codec):
    """Whoosh's third codec with its term index and its postings replaced by arrays."""

    def field_writer(self, storage: FileStorage, segment: W3Segment) -> ArrayFieldWriter:
        return ArrayFieldWriter(storage, segment)

    def terms_reader(self, storage: FileStorage, segment: W3Segment) -> ArrayTermsReader:
        return ArrayTermsReader(SegmentTerms(path_maker(storage, segment)))

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        return ArraySegment(self, indexname)


class ArraySegment(W3Segment):
    """A segment whose files stay apart, so that each can be mapped."""

    def should_assemble(self) -> bool:
        return False


def path_maker(storage: FileStorage, segment: W3Segment) -> PathOf:
    """Gives the paths of the segment's files by their endings."""
    return lambda ending: os.path.join(storage.folder, segment.make_filename(ending))


class ArrayFieldWriter(base.FieldWriter):
    """Takes postings one by one from Whoosh's own writers, and writes the arrays at its end."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        self._path_of = path_maker(storage, segment)
        self._fields: dict[str, FieldPostings] = {}
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._name = fieldname
        self._format = fieldobj.format
        self._terms: list[bytes] = []
        self._counts: list[int] = []
        self._ids: list[int] = []
        self._weights: list[int] = []
        self._positions: list[int] = []

    def start_term(self, btext: bytes) -> None:
        self._terms.append(btext)
        self._counts.append(0)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._counts[-1] += 1
        self._ids.append(docnum)
        self._weights.append(int(weight))
        if self._format.supports("positions"):
            self._positions.extend(self._format.decode_positions(vbytes))

    def finish_term(self) -> None:
        """Nothing is left to do for a term."""

    def finish_field(self) -> None:
        has_positions = self._format.supports("positions")
        self._fields[self._name] = FieldPostings(
            self._terms,
            np.array(self._counts, dtype=np.int64),
            np.array(self._ids, dtype=np.int64),
            np.array(self._weights, dtype=np.int64),
            np.array(self._positions, dtype=np.int64) if has_positions else None,
        )

    def close(self) -> None:
        write_terms(self._path_of, self._fields, {})
        self.is_closed = True
