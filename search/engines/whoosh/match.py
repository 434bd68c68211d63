"""A tree evaluated on one segment: for each of its documents, whether it matches, and its score.

All and Any add the scores of the children that match, Not scores nothing. A term scores, in a field,

    weight · idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / average length))
    idf = ln(N / (n + 1)) + 1

which is BM25 (Robertson and Zaragoza 2009) with the idf that Whoosh's `BM25F` uses, so that its own
matchers give the same scores. A phrase scores as the sum of its terms where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from whoosh.reading import IndexReader

from search.analysis import Stream
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.snapshot import Mask, Segment, Snapshot, read_positions, read_postings
from search.errors import QuestionTooCostly
from search.query.tree import (
    All,
    Any,
    Field,
    Fuzzy,
    Labelled,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)
from search.settings import Settings

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matches:
    """Of a segment's documents, which match, and the score of each; 0 where none does."""

    mask: Mask
    scores: Scores


class Statistics:
    """What one evaluation needs of the whole index: how rare terms are, and what leaves expand to."""

    def __init__(self, snapshot: Snapshot, settings: Settings) -> None:
        self.settings = settings
        self.expansions: dict[Prefix | Fuzzy, tuple[str, ...]] = {}
        self._snapshot = snapshot
        self._reader = snapshot.reader()

    def idf(self, field: str, term: str) -> float:
        frequency = self._reader.doc_frequency(field, term)
        return math.log(self._reader.doc_count_all() / (frequency + 1)) + 1

    def average_length(self, field: str) -> float:
        return (self._reader.field_length(field) / self._reader.doc_count_all()) or 1.0

    def expand(self, leaf: Prefix | Fuzzy) -> tuple[str, ...]:
        """The folded terms of the index that the leaf stands for; QuestionTooCostly if too many."""
        if leaf not in self.expansions:
            if isinstance(leaf, Prefix):
                terms = tuple(self._snapshot.starting_with(leaf.folded))
            else:
                terms = tuple(
                    term
                    for term in self._snapshot.starting_with(leaf.folded[0])
                    if OSA.distance(leaf.folded, term, score_cutoff=leaf.distance) <= leaf.distance
                )
            most = self.settings.expansions
            if len(terms) > most:
                sign = "*" if isinstance(leaf, Prefix) else "~"
                raise QuestionTooCostly(
                    f"{leaf.folded}{sign} stands for {len(terms)} words of the index, "
                    f"the limit is {most}: write more of the word"
                )
            self.expansions[leaf] = terms
        return self.expansions[leaf]


class SegmentMatcher:
    """One segment while one plan is evaluated on it."""

    def __init__(self, segment: Segment, reader: IndexReader, statistics: Statistics) -> None:
        self._segment = segment
        self._reader = reader
        self._statistics = statistics

    def live(self) -> Mask:
        return self._segment.live

    def everything(self) -> Matches:
        return Matches(self._segment.live, np.zeros(self._segment.size))

    def match(self, node: Node) -> Matches:
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._either(self._phrase(node, f) for f in _fields(node.field))
            case Prefix() | Fuzzy():
                terms = self._statistics.expand(node)
                return self._either(
                    self._term(f, term) for term in terms for f in _fields(node.field)
                )
            case Range():
                mask = self._segment.live & self.within(node.first, node.last)
                return Matches(mask, np.zeros(self._segment.size))
            case Labelled():
                return self._labelled(node)
            case All():
                found = [self.match(child) for child in node.children]
                mask = np.logical_and.reduce([matches.mask for matches in found])
                return Matches(mask, np.where(mask, sum(m.scores for m in found), 0.0))
            case Any():
                return self._either(self.match(child) for child in node.children)
            case Not():
                mask = self._segment.live & ~self.match(node.child).mask
                return Matches(mask, np.zeros(self._segment.size))

    def stream(self, stream: Stream, term: str, weight: float = 1.0) -> Matches:
        """The term in that stream of the title or the body."""
        return self._either(self._term(f, term, stream, weight) for f in TEXT_FIELDS)

    def within(self, first: date | None, last: date | None) -> Mask:
        """As DateSpan.falls_within: month and year spans wholly, days and ranges in part."""
        segment = self._segment
        if first is None and last is None:
            return np.ones(segment.size, dtype=np.bool_)
        low = first.toordinal() if first else 1
        high = last.toordinal() if last else date.max.toordinal()
        wholly = (segment.first >= low) & (segment.last <= high)
        partly = (segment.last >= low) & (segment.first <= high)
        return np.where(segment.coarse, wholly, partly) & (segment.first > 0)

    def any_of(self, field: str, values: Iterable[str]) -> Mask:
        """The documents under any of the values; all documents when there are none."""
        masks = [self._valued(field, value) for value in values]
        if not masks:
            return np.ones(self._segment.size, np.bool_)
        mask: Mask = np.logical_or.reduce(masks)
        return mask

    def all_of(self, field: str, values: Iterable[str]) -> Mask:
        """The documents under all of the values."""
        mask = np.ones(self._segment.size, np.bool_)
        for value in values:
            mask &= self._valued(field, value)
        return mask

    def _valued(self, field: str, value: str) -> Mask:
        mask = np.zeros(self._segment.size, dtype=np.bool_)
        mask[read_postings(self._reader, field, value).ids] = True
        return mask

    def _either(self, found: Iterable[Matches]) -> Matches:
        mask = np.zeros(self._segment.size, dtype=np.bool_)
        scores = np.zeros(self._segment.size)
        for matches in found:
            mask |= matches.mask
            scores += matches.scores
        return Matches(mask, scores)

    def _word(self, word: Word) -> Matches:
        term = word.term
        fields = _fields(word.field)
        if word.exact and term.marked:
            return self._either(self._term(f, term.marked, "marked") for f in fields)
        found = [self._term(f, term.folded) for f in fields]
        if term.stem:
            weight = self._statistics.settings.stems_weight
            found += [self._term(f, term.stem, "stems", weight) for f in fields]
        return self._either(found)

    def _labelled(self, leaf: Labelled) -> Matches:
        """Places score by how rare they are, so that an article with another spelling ranks too."""
        mask = self._valued(leaf.facet, leaf.value)
        weight = self._statistics.settings.place_weight if leaf.facet == "place" else 0.0
        idf = self._statistics.idf(leaf.facet, leaf.value)
        return Matches(mask, np.where(mask, weight * idf, 0.0))

    def _term(
        self, field: str, term: str, stream: Stream = "folded", weight: float = 1.0
    ) -> Matches:
        settings = self._statistics.settings
        name = field_name(field, stream)
        postings = read_postings(self._reader, name, term)
        mask = np.zeros(self._segment.size, dtype=np.bool_)
        scores = np.zeros(self._segment.size)
        mask[postings.ids] = True
        tf = postings.weights
        relative = self._segment.lengths(self._reader, name)[
            postings.ids
        ] / self._statistics.average_length(name)
        if field == "title":
            weight *= settings.title_weight
        norm = settings.k1 * (1 - settings.b + settings.b * relative)
        idf = self._statistics.idf(name, term)
        scores[postings.ids] = weight * idf * tf * (settings.k1 + 1) / (tf + norm)
        return Matches(mask, scores)

    def _phrase(self, phrase: Phrase, field: str) -> Matches:
        wanted = [_positional(term, phrase.exact) for term in phrase.terms]
        found = [self._term(field, term, stream) for stream, term in wanted]
        mask = np.logical_and.reduce([matches.mask for matches in found])
        candidates = np.flatnonzero(mask)
        if not candidates.size:
            return Matches(mask, np.zeros(self._segment.size))
        positions = [
            read_positions(self._reader, field_name(field, stream), term, candidates)
            for stream, term in wanted
        ]
        for row, number in enumerate(candidates):
            starts = set(positions[0][row])
            for shift, column in enumerate(positions[1:], start=1):
                starts &= {position - shift for position in column[row]}
            mask[number] = bool(starts)
        return Matches(mask, np.where(mask, sum(m.scores for m in found), 0.0))


def _fields(field: Field) -> tuple[str, ...]:
    return TEXT_FIELDS if field == "text" else ("title",)


def _positional(term: Term, exact: bool) -> tuple[Stream, str]:
    """The stream with positions in which a phrase looks for the term."""
    return ("marked", term.marked) if exact and term.marked else ("folded", term.folded)
