"""Tokens become postings: one sort of 64-bit numbers a stream, no Python call a token.

A batch of articles holds at most 2^16 documents, so that a term, a document and a position fit into
one integer, and sorting those integers is inverting the batch.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from search.analysis import Stream, stem, terms_of_token, token_texts
from search.engines.whoosh.storage.bigrams import FieldBigrams
from search.engines.whoosh.storage.integers import Array, run_starts
from search.engines.whoosh.storage.postings import FieldPostings

DOCUMENT_BITS = 16
POSITION_BITS = 24
MAX_DOCUMENTS = 1 << DOCUMENT_BITS


class Numbers(dict[str, int]):
    """Strings numbered in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


@dataclass(slots=True)
class Vocabulary:
    """Every token met so far, by number, and the numbers of its terms; -1 where it has none."""

    tokens: Numbers = field(default_factory=Numbers)
    terms: dict[Stream, Numbers] = field(
        default_factory=lambda: {"folded": Numbers(), "accented": Numbers(), "stems": Numbers()}
    )
    _term_of: dict[Stream, array[int]] = field(
        default_factory=lambda: {"folded": array("i"), "accented": array("i"), "stems": array("i")}
    )

    def term_of_token(self, stream: Stream) -> Array:
        """The number of each token's term in a stream (not `bigrams`), by the token's number."""
        self._complete()
        return np.array(self._term_of[stream], dtype=np.int32)

    def _complete(self) -> None:
        known = len(self._term_of["folded"])
        for token in list(self.tokens)[known:]:
            folded, accented = terms_of_token(token)
            self._term_of["folded"].append(self.terms["folded"][folded])
            self._term_of["accented"].append(self.terms["accented"][accented] if accented else -1)
            self._term_of["stems"].append(self.terms["stems"][stem(folded)])


@dataclass(frozen=True, slots=True)
class Inverted:
    """One stream of a text field: its postings, and how many terms each document has in it."""

    postings: FieldPostings | FieldBigrams
    lengths: Array


@dataclass(slots=True)
class Texts:
    """The tokens of one text field of a batch, article after article."""

    tokens: array[int] = field(default_factory=lambda: array("i"))
    lengths: array[int] = field(default_factory=lambda: array("i"))

    def add(self, text: str, numbers: Numbers) -> None:
        """Add the next article's text."""
        found = token_texts(text)[: 1 << POSITION_BITS]
        # The one thing done for every token: in C, from end to end.
        self.tokens.fromlist(list(map(numbers.__getitem__, found)))
        self.lengths.append(len(found))


@dataclass(slots=True)
class Values:
    """The values of one field of a batch: value number `held[i]` stands in article `holders[i]`."""

    numbers: Numbers = field(default_factory=Numbers)
    held: array[int] = field(default_factory=lambda: array("i"))
    holders: array[int] = field(default_factory=lambda: array("i"))

    def add(self, holder: int, values: Iterable[str]) -> None:
        """Add the different values of an article, the one of that number in the batch."""
        for value in values:
            self.held.append(self.numbers[value])
            self.holders.append(holder)


def invert_text(
    texts: Texts, vocabulary: Vocabulary, numbers: Array, english: Array, words: str
) -> dict[Stream, Inverted]:
    """All four streams of texts that become the documents of these `numbers`, from 0.

    `english` says of which documents stems are wanted. `words` is the name of the field that gets the
    folded terms, whose neighbours are the bigrams.
    """
    tokens = np.frombuffer(texts.tokens, dtype=np.int32)
    written = np.frombuffer(texts.lengths, dtype=np.int32)
    count = len(written)
    documents = np.repeat(numbers.astype(np.int32), written)
    positions = np.arange(len(tokens), dtype=np.int32)
    positions -= np.repeat((np.cumsum(written, dtype=np.int64) - written).astype(np.int32), written)
    lengths = np.zeros_like(written)
    lengths[numbers] = written

    def terms_of(stream: Stream) -> tuple[list[str], Array]:
        terms = vocabulary.term_of_token(stream)[tokens]
        return list(vocabulary.terms[stream]), terms

    strings, folded = terms_of("folded")
    sorted_strings, rank = _ranked(strings, folded)
    ranks = rank[folded]
    inverted: dict[Stream, Inverted] = {
        "folded": Inverted(_positional(sorted_strings, ranks, documents, positions), lengths),
        "bigrams": Inverted(_bigrams(words, ranks, documents), np.maximum(lengths - 1, 0)),
    }
    strings, accented = terms_of("accented")
    there = accented >= 0
    sorted_strings, rank = _ranked(strings, accented[there])
    marks = rank[accented[there]]
    folds = np.zeros(len(sorted_strings), dtype=np.int64)
    folds[marks] = ranks[there]
    inverted["accented"] = Inverted(
        replace(
            _positional(sorted_strings, marks, documents[there], positions[there]),
            words=words,
            folds=folds,
        ),
        np.bincount(documents[there], minlength=count),
    )
    strings, stems = terms_of("stems")
    wanted = english[documents]
    inverted["stems"] = Inverted(
        _unpositioned(strings, stems[wanted], documents[wanted]), np.where(english, lengths, 0)
    )
    return inverted


def _positional(
    strings: Sequence[bytes], ranks: Array, documents: Array, positions: Array
) -> FieldPostings:
    """The postings of terms by their ranks among the sorted strings."""
    keys = ranks << (DOCUMENT_BITS + POSITION_BITS)
    keys |= documents.astype(np.int64) << POSITION_BITS
    keys |= positions
    keys.sort()
    postings = keys >> POSITION_BITS
    where = (keys & ((1 << POSITION_BITS) - 1)).astype(np.uint32)
    return _postings(strings, postings, where)


def invert_values(values: Values, numbers: Array) -> FieldPostings:
    """The postings of a field of values, each of which stands once in a document.

    Holder i becomes the document of number `numbers[i]`.
    """
    held, holders = np.array(values.held), np.array(values.holders)
    postings = _unpositioned(list(values.numbers), held, numbers[holders])
    return replace(postings, weights=None)


def _unpositioned(strings: Sequence[str], terms: Array, documents: Array) -> FieldPostings:
    """The postings of terms without positions: `strings[terms[i]]` stands in `documents[i]`."""
    sorted_strings, rank = _ranked(strings, terms)
    keys = rank[terms]
    keys <<= DOCUMENT_BITS
    keys |= documents
    keys.sort()
    return _postings(sorted_strings, keys, None)


def _bigrams(words: str, ranks: Array, documents: Array) -> FieldBigrams:
    """Pairs of neighbours, by the ranks of their terms, and in how many documents each stands."""
    count = int(ranks.max(initial=0)) + 1
    neighbours = documents[:-1] == documents[1:]
    keys = ranks[:-1][neighbours] * count
    keys += ranks[1:][neighbours]
    keys <<= DOCUMENT_BITS
    keys |= documents[:-1][neighbours]
    keys.sort()
    postings = keys[run_starts(keys)] >> DOCUMENT_BITS
    starts = np.flatnonzero(run_starts(postings))
    bigrams = postings[starts]
    return FieldBigrams(
        words, bigrams // count, bigrams % count, np.diff(starts, append=len(postings))
    )


def _ranked(strings: Sequence[str], terms: Array) -> tuple[list[bytes], Array]:
    """The strings that are used, sorted by their bytes, and by number the rank of each among them."""
    used = np.flatnonzero(np.bincount(terms, minlength=len(strings)))
    encoded = [strings[number].encode() for number in used.tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    rank = np.zeros(len(strings), dtype=np.int64)
    rank[used[order]] = np.arange(len(order))
    return [encoded[place] for place in order], rank


def _postings(terms: Sequence[bytes], keys: Array, positions: Array | None) -> FieldPostings:
    """The postings of sorted keys of a term and a document; equal keys are one posting."""
    firsts = np.flatnonzero(run_starts(keys))
    weights = np.diff(firsts, append=len(keys))
    postings = keys[firsts]
    starts = np.flatnonzero(run_starts(postings >> DOCUMENT_BITS))
    return FieldPostings(
        terms=terms,
        counts=np.diff(starts, append=len(postings)),
        ids=(postings & (MAX_DOCUMENTS - 1)).astype(np.uint16),
        weights=weights.astype(np.uint32),
        positions=positions,
    )
