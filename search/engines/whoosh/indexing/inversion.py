"""Tokens become postings: one sort of 64-bit numbers a stream, no Python call a token.

A batch of articles holds at most 2^16 documents, so that a term, a document and a position fit into
one integer, and sorting those integers is inverting the batch.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from search.analysis import (
    Stream,
    parts_of_token,
    stem,
    terms_of_token,
    token_texts,
    words_of_token,
)
from search.engines.whoosh.storage.bigrams import FieldBigrams
from search.engines.whoosh.storage.integers import Array, expand_ranges, run_starts
from search.engines.whoosh.storage.postings import FieldPostings

DOCUMENT_BITS = 16
POSITION_BITS = 24
MAX_DOCUMENTS = 1 << DOCUMENT_BITS

LISTED = 64
"""Of a bigram that one document in so many holds, and more than one, the documents are listed."""


class Numbers(dict[str, int]):
    """Strings numbered in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


@dataclass(slots=True)
class Vocabulary:
    """Every token met so far, by number, and the numbers of its terms; -1 where it has none.

    `parts` has the numbers of the tokens that a compound token is made of, and how far behind it they are.
    """

    tokens: Numbers = field(default_factory=Numbers)
    terms: dict[Stream, Numbers] = field(
        default_factory=lambda: {"folded": Numbers(), "accented": Numbers(), "stems": Numbers()}
    )
    parts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _words: array[int] = field(default_factory=lambda: array("i"))
    _term_of: dict[Stream, array[int]] = field(
        default_factory=lambda: {"folded": array("i"), "accented": array("i"), "stems": array("i")}
    )

    def term_of_token(self, stream: Stream) -> Array:
        """The number of each token's term in a stream (not `bigrams`), by the token's number."""
        self._complete()
        return np.array(self._term_of[stream], dtype=np.int32)

    def words(self) -> Array:
        """How many words each token is, by its number."""
        self._complete()
        return np.array(self._words, dtype=np.int32)

    def _complete(self) -> None:
        known = len(self._term_of["folded"])
        # The parts of a compound are tokens of their own, which may be new, and compounds as well: the
        # day of a date with its year stands in a later text by itself.
        looked_at = known
        while new := list(self.tokens)[looked_at:]:
            for number, token in enumerate(new, start=looked_at):
                if parts := parts_of_token(token):
                    self.parts[number] = [(shift, self.tokens[part]) for shift, part in parts]
            looked_at += len(new)
        for token in list(self.tokens)[known:]:
            folded, accented = terms_of_token(token)
            self._words.append(words_of_token(token))
            self._term_of["folded"].append(self.terms["folded"][folded] if folded else -1)
            self._term_of["accented"].append(self.terms["accented"][accented] if accented else -1)
            self._term_of["stems"].append(self.terms["stems"][stem(folded)] if folded else -1)


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
    documents = np.repeat(numbers.astype(np.int32), written)
    positions = np.arange(len(tokens), dtype=np.int32)
    positions -= np.repeat((np.cumsum(written, dtype=np.int64) - written).astype(np.int32), written)
    is_term = vocabulary.term_of_token("folded")[tokens] >= 0
    parts = _parts(tokens, vocabulary)
    beside = _beside_parts(parts, is_term, written)
    tokens = np.concatenate([tokens[is_term], parts.tokens])
    positions = np.concatenate([positions[is_term], positions[parts.places] + parts.shifts])
    of_parts = documents[parts.places]
    documents = documents[is_term]
    lengths = np.bincount(documents, minlength=len(written))
    neighbours = np.flatnonzero(
        (documents[:-1] == documents[1:])
        & (positions[: len(documents) - 1] + 1 == positions[1 : len(documents)])
    )
    pairs = np.bincount(documents[neighbours], minlength=len(written))
    lefts = np.concatenate([neighbours, beside[0]])
    rights = np.concatenate([neighbours + 1, beside[1]])
    documents = np.concatenate([documents, of_parts])

    def terms_of(stream: Stream) -> tuple[list[str], Array]:
        terms = vocabulary.term_of_token(stream)[tokens]
        return list(vocabulary.terms[stream]), terms

    strings, folded = terms_of("folded")
    sorted_strings, rank = _ranked(strings, folded)
    ranks = rank[folded]
    inverted: dict[Stream, Inverted] = {
        "folded": Inverted(_positional(sorted_strings, ranks, documents, positions), lengths),
        "bigrams": Inverted(
            _bigrams(words, ranks[lefts], ranks[rights], documents[lefts], len(written)), pairs
        ),
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
        np.bincount(documents[there], minlength=len(written)),
    )
    strings, stems = terms_of("stems")
    wanted = english[documents]
    inverted["stems"] = Inverted(
        _unpositioned(strings, stems[wanted], documents[wanted]), np.where(english, lengths, 0)
    )
    return inverted


@dataclass(frozen=True, slots=True)
class _Parts:
    """Parts of compounds: their tokens, the place of each one's compound among all tokens, how far behind."""

    tokens: Array
    places: Array
    shifts: Array


def _parts(tokens: Array, vocabulary: Vocabulary) -> _Parts:
    is_compound = np.zeros(len(vocabulary.tokens), dtype=np.bool_)
    is_compound[list(vocabulary.parts)] = True
    places = np.flatnonzero(is_compound[tokens])
    parts, counts, shifts = array("i"), array("i"), array("i")
    for number in tokens[places].tolist():
        held = vocabulary.parts[number]
        counts.append(len(held))
        for shift, part in held:
            parts.append(part)
            shifts.append(shift)
    return _Parts(
        np.array(parts, dtype=np.int32),
        np.repeat(places, np.array(counts, dtype=np.intp)),
        np.array(shifts, dtype=np.int32),
    )


def _beside_parts(parts: _Parts, is_term: Array, written: Array) -> tuple[Array, Array]:
    """The pairs of neighbours of which one is a part, the left and the right ones.

    They are numbered as the tokens that are terms, and behind those the parts.
    """
    ends = np.cumsum(written, dtype=np.int64)
    texts = np.searchsorted(ends, parts.places, side="right")
    at = parts.places + parts.shifts
    numbers = np.cumsum(is_term) - 1
    own = np.arange(len(at)) + np.count_nonzero(is_term)

    def tokens_at(places: Array) -> tuple[Array, Array]:
        there = (places >= (ends - written)[texts]) & (places < ends[texts])
        there[there] = is_term[places[there]]
        return own[there], numbers[places[there]]

    lefts, after = tokens_at(at + 1)
    rights, before = tokens_at(at - 1)
    # A part may be behind the end of its text, where another text begins.
    keys = (texts.astype(np.int64) << POSITION_BITS) + at - (ends - written)[texts]
    order = np.argsort(keys, kind="stable")
    firsts, lasts = (
        np.searchsorted(keys[order], keys + 1, side=side) for side in ("left", "right")
    )
    left_parts = np.repeat(own, lasts - firsts)
    right_parts = own[order[expand_ranges(firsts, lasts)]]
    return (
        np.concatenate([lefts, before, left_parts]),
        np.concatenate([after, rights, right_parts]),
    )


def _positional(
    strings: Sequence[bytes], ranks: Array, documents: Array, positions: Array
) -> FieldPostings:
    """The postings of terms by their ranks among the sorted strings."""
    keys = ranks << (DOCUMENT_BITS + POSITION_BITS)
    keys |= documents.astype(np.int64) << POSITION_BITS
    keys |= positions
    keys.sort()
    # The parts of two compounds may be one word at one position.
    keys = keys[run_starts(keys)]
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


def _bigrams(words: str, lefts: Array, rights: Array, documents: Array, size: int) -> FieldBigrams:
    """Pairs of neighbours, by the ranks of their terms, and in how many of `size` documents each stands."""
    count = int(max(lefts.max(initial=0), rights.max(initial=0))) + 1
    keys = lefts * count
    keys += rights
    keys <<= DOCUMENT_BITS
    keys |= documents
    keys.sort()
    keys = keys[run_starts(keys)]
    postings = keys >> DOCUMENT_BITS
    starts = np.flatnonzero(run_starts(postings))
    bigrams = postings[starts]
    counts = np.diff(starts, append=len(postings))
    listed = np.flatnonzero((counts > 1) & (counts * LISTED >= size))
    wanted = expand_ranges(starts[listed], starts[listed] + counts[listed])
    ids = (keys[wanted] & (MAX_DOCUMENTS - 1)).astype(np.uint16)
    return FieldBigrams(words, bigrams // count, bigrams % count, counts, listed, ids)


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
