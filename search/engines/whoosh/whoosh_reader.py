"""How Whoosh itself reads a segment's arrays: its terms, its postings, a cursor over a field.

Only for Whoosh's own searchers, writers and merges, so that the index stays an ordinary Whoosh index; a
search of ours never comes here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from search.analysis import BIGRAM_JOINER
from search.engines.whoosh.storage.bigrams import BigramsReader
from search.engines.whoosh.storage.integers import Ids
from search.engines.whoosh.storage.postings import PostingsReader, TermFreqs
from search.engines.whoosh.storage.terms import SegmentTerms

_LONGEST = 1 << 20
"""Lengths are not kept by term: no bound that Whoosh derives from this one is too low."""


class ArrayTermsReader(base.TermsReader):
    """What Whoosh asks of a segment's terms, answered from the arrays."""

    def __init__(self, terms: SegmentTerms) -> None:
        self._fields: dict[str, _Field | _Bigrams] = {
            name: _Field(reader) for name, reader in terms.fields.items()
        }
        self._fields |= {name: _Bigrams(reader) for name, reader in terms.bigrams.items()}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._fields[field].documents(text) is not None

    def indexed_field_names(self) -> Iterable[str]:
        return sorted(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, term) for field in sorted(self._fields) for term in self._names(field))

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        names = self._names(field)
        yield from ((field, names[n]) for n in range(bisect_left(names, prefix), len(names)))
        for name in sorted(self._fields):
            if name > field:
                yield from ((name, term) for term in self._names(name))

    def items(self) -> Iterator[tuple[tuple[str, bytes], W3TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, field: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], W3TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def cursor(self, field: str, fieldobj: Any) -> ArrayCursor:
        return ArrayCursor(self, self._names(field), field, fieldobj)

    def term_info(self, field: str, term: bytes) -> W3TermInfo:
        ids, weights = self._documents(field, term)
        info = W3TermInfo()
        info._weight = float(weights.sum())
        info._df = len(ids)
        info._maxweight = float(weights.max())
        info._minlength, info._maxlength = 1, _LONGEST
        info._minid, info._maxid = int(ids[0]), int(ids[-1])
        return info

    def frequency(self, field: str, term: bytes) -> float:
        return self.term_info(field, term)._weight if (field, term) in self else 0.0

    def doc_frequency(self, field: str, term: bytes) -> int:
        return len(self._documents(field, term)[0]) if (field, term) in self else 0

    def matcher(self, field: str, term: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        ids, weights = self._documents(field, term)
        return ListMatcher(
            ids.tolist(),
            weights.astype(np.float64).tolist(),
            self._fields[field].values(term, format_) or [b""] * len(ids),
            format_,
            scorer=scorer,
            term=(field, term),
            terminfo=self.term_info(field, term),
        )

    def _names(self, field: str) -> Sequence[bytes]:
        return self._fields[field].names if field in self._fields else ()

    def _documents(self, field: str, term: bytes) -> tuple[Ids, TermFreqs]:
        found = self._fields[field].documents(term) if field in self._fields else None
        if found is None:
            raise TermNotFound(f"No term {field}:{term!r}")
        return found

    def close(self) -> None:
        """The maps go with the last array that looks at them."""


class _Field:
    """A field's postings, by the bytes of its terms."""

    def __init__(self, reader: PostingsReader) -> None:
        self._reader = reader

    @cached_property
    def names(self) -> list[bytes]:
        return [self._reader.term(number) for number in range(len(self._reader))]

    def documents(self, term: bytes) -> tuple[Ids, TermFreqs] | None:
        number = self._reader.find(term)
        return (self._reader.ids(number), self._reader.weights(number)) if number >= 0 else None

    def values(self, term: bytes, format_: Any) -> list[bytes]:
        """The positions in each document, as Whoosh encodes them."""
        if not self._reader.has_positions:
            return []
        counts, positions = self._reader.positions(self._reader.find(term))
        parts = np.split(positions, np.cumsum(counts)[:-1])
        return [format_.encode(part.tolist()) for part in parts]


class _Bigrams:
    """A field of bigrams, whose postings follow from the positions of their words."""

    def __init__(self, reader: BigramsReader) -> None:
        self._reader = reader

    @cached_property
    def names(self) -> list[bytes]:
        term, joiner = self._reader.words.term, BIGRAM_JOINER.encode()
        return sorted(term(first) + joiner + term(second) for first, second in self._reader)

    def documents(self, term: bytes) -> tuple[Ids, TermFreqs] | None:
        first, second = self._reader.find(term)
        if first < 0 or not self._reader.count(first, second):
            return None
        return self._reader.ids_and_weights(first, second)

    def values(self, term: bytes, format_: Any) -> list[bytes]:
        """None: where bigrams stand is not asked."""
        return []


class ArrayCursor(base.FieldCursor):
    """Walks the terms of one field, as Whoosh's fuzzy matchers do."""

    def __init__(
        self, reader: ArrayTermsReader, names: Sequence[bytes], field: str, fieldobj: Any
    ) -> None:
        self._reader = reader
        self._names = names
        self._field = field
        self._fieldobj = fieldobj
        self._place = 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._place = bisect_left(self._names, wanted)
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._names[self._place])
        return text

    def term_info(self) -> W3TermInfo | None:
        if not self.is_valid():
            return None
        return self._reader.term_info(self._field, self._names[self._place])

    def is_valid(self) -> bool:
        return self._place < len(self._names)
