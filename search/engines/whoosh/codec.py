"""A Whoosh codec on posting arrays: Whoosh's own readers, writers and matchers work on `arrays`.

Everything else of a segment, its columns above all, is as Whoosh's third codec writes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from search.engines.whoosh.arrays import FieldPostings, PathOf, PostingArrays, write_postings

_LONGEST = 1 << 20
"""Lengths are not kept by term: no bound that Whoosh derives from this one is too low."""


class ArrayCodec(W3Codec):
    """Whoosh's third codec with its term index and its postings replaced by arrays."""

    def field_writer(self, storage: FileStorage, segment: W3Segment) -> ArrayFieldWriter:
        return ArrayFieldWriter(storage, segment)

    def terms_reader(self, storage: FileStorage, segment: W3Segment) -> ArrayTermsReader:
        return ArrayTermsReader(PostingArrays(path_maker(storage, segment)))

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        return ArraySegment(self, indexname)


class ArraySegment(W3Segment):
    """A segment whose files stay apart, so that each can be mapped."""

    def should_assemble(self) -> bool:
        return False


def path_maker(storage: FileStorage, segment: W3Segment) -> PathOf:
    """Gives the paths of the segment's files by their endings."""
    return lambda ending: os.path.join(storage.folder, segment.make_filename(ending))


class ArrayTermsReader(base.TermsReader):
    """What Whoosh asks of a segment's terms, answered from the arrays."""

    def __init__(self, arrays: PostingArrays) -> None:
        self._arrays = arrays

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._arrays.find(*term) >= 0

    def indexed_field_names(self) -> Iterable[str]:
        return self._arrays.fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self._arrays.fields:
            for number in self._arrays.numbers(field):
                yield field, self._arrays.term(number)

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for number in range(
            self._arrays.first_from(field, prefix), self._arrays.numbers(field).stop
        ):
            yield field, self._arrays.term(number)
        for name in self._arrays.fields:
            if name > field:
                yield from self.terms_from(name, b"")

    def items(self) -> Iterator[tuple[tuple[str, bytes], W3TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, field: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], W3TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def cursor(self, field: str, fieldobj: Any) -> ArrayCursor:
        return ArrayCursor(self, self._arrays, field, fieldobj)

    def term_info(self, field: str, term: bytes) -> W3TermInfo:
        extent = self._arrays.extent(self._found(field, term))
        ids, weights = self._arrays.ids[extent], self._arrays.weights[extent]
        info = W3TermInfo()
        info._weight = float(weights.sum())
        info._df = len(ids)
        info._maxweight = float(weights.max())
        info._minlength, info._maxlength = 1, _LONGEST
        info._minid, info._maxid = int(ids[0]), int(ids[-1])
        return info

    def frequency(self, field: str, term: bytes) -> float:
        number = self._arrays.find(field, term)
        return float(self._arrays.weights[self._arrays.extent(number)].sum()) if number >= 0 else 0

    def doc_frequency(self, field: str, term: bytes) -> int:
        return len(self._arrays.documents(field, term))

    def matcher(self, field: str, term: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        number = self._found(field, term)
        extent = self._arrays.extent(number)
        weights = self._arrays.weights[extent]
        values = [b""] * len(weights)
        if self._arrays.has_positions(field):
            positions = self._arrays.positions[self._arrays.places(number)]
            parts = np.split(positions, np.cumsum(weights[:-1], dtype=np.int64))
            values = [format_.encode(part.tolist()) for part in parts]
        return ListMatcher(
            self._arrays.ids[extent].tolist(),
            weights.astype(np.float64).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(field, term),
            terminfo=self.term_info(field, term),
        )

    def _found(self, field: str, term: bytes) -> int:
        number = self._arrays.find(field, term)
        if number < 0:
            raise TermNotFound(f"No term {field}:{term!r}")
        return number

    def close(self) -> None:
        """The maps go with the last array that looks at them."""


class ArrayCursor(base.FieldCursor):
    """Walks the terms of one field, as Whoosh's fuzzy matchers do."""

    def __init__(
        self, reader: ArrayTermsReader, arrays: PostingArrays, field: str, fieldobj: Any
    ) -> None:
        self._reader = reader
        self._arrays = arrays
        self._field = field
        self._fieldobj = fieldobj
        self._place = arrays.numbers(field).start

    def first(self) -> str | None:
        self._place = self._arrays.numbers(self._field).start
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._place = self._arrays.first_from(self._field, wanted)
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._arrays.term(self._place))
        return text

    def term_info(self) -> W3TermInfo | None:
        if not self.is_valid():
            return None
        return self._reader.term_info(self._field, self._arrays.term(self._place))

    def is_valid(self) -> bool:
        return self._place in self._arrays.numbers(self._field)


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
        write_postings(self._path_of, self._fields)
        self.is_closed = True
