"""A tree evaluated on one segment: which of its documents match, ascending, and the score of each.

All and Any add the scores of the children that match, Not scores nothing. A term scores BM25 in each
field, as `scoring` has it; a phrase scores as the sum of its terms where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from search.analysis import Stream, pairs_of
from search.engines.whoosh.arrays import Array
from search.engines.whoosh.facets import Ids, runs
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.scoring import Scores, Statistics
from search.engines.whoosh.segment import Mask, Segment
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


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents of a segment that match, ascending, and the score of each."""

    ids: Ids
    scores: Scores


NOTHING = Matches(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))


class SegmentMatcher:
    """One segment, the `number`th of its snapshot, while one plan is evaluated on it."""

    def __init__(self, number: int, statistics: Statistics) -> None:
        self._number = number
        self._statistics = statistics
        self._segment: Segment = statistics.snapshot.segments[number]

    def match(self, node: Node) -> Matches:
        """The live documents that match a tree."""
        found = self._match(node)
        if not self._segment.has_deletions:
            return found
        alive = self._segment.live_mask[found.ids]
        return Matches(found.ids[alive], found.scores[alive])

    def boosted(self, found: Matches, stream: Stream, term: str, weight: float) -> Matches:
        """The same documents, those with the term in that stream with its score added."""
        scores = found.scores
        for field in TEXT_FIELDS:
            scores = scores + _scores_at(found.ids, self._term(field, term, stream, weight))
        return Matches(found.ids, scores)

    def within(self, first: date | None, last: date | None) -> Mask:
        """As DateSpan.falls_within: month and year spans wholly, days and ranges in part."""
        segment = self._segment
        low = first.toordinal() if first else 1
        high = last.toordinal() if last else date.max.toordinal()
        wholly = (segment.first >= low) & (segment.last <= high)
        partly = (segment.last >= low) & (segment.first <= high)
        return np.where(segment.coarse, wholly, partly) & (segment.first > 0)

    def valued(self, field: str, values: Iterable[str], *, every: bool = False) -> Mask:
        """The documents under any of the values of a field, or under every one."""
        masks = [self._mask(self._postings(field, value)) for value in values]
        combine = np.logical_and if every else np.logical_or
        mask: Mask = combine.reduce(masks)
        return mask

    def _match(self, node: Node) -> Matches:
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._either([self._phrase(node, field) for field in _fields(node.field)])
            case Prefix() | Fuzzy():
                terms = self._statistics.expand(node)
                fields = _fields(node.field)
                return self._either([self._term(f, term) for term in terms for f in fields])
            case Range():
                if node.first is None and node.last is None:
                    return _unscored(np.flatnonzero(self._segment.first > 0))
                return _unscored(np.flatnonzero(self.within(node.first, node.last)))
            case Labelled():
                return self._labelled(node)
            case All():
                return self._both(node)
            case Any():
                return self._either([self._match(child) for child in node.children])
            case Not():
                mask = ~self._mask(self._match(node.child).ids)
                return _unscored(np.flatnonzero(mask))

    def _both(self, node: All) -> Matches:
        wanted = [self._match(child) for child in node.children if not isinstance(child, Not)]
        ids = self._common([matches.ids for matches in wanted])
        for child in node.children:
            if isinstance(child, Not):
                ids = ids[~self._contains(self._match(child.child).ids, ids)]
        return _scored(ids, wanted)

    def _common(self, lists: Sequence[Ids]) -> Ids:
        """The documents that all the lists have; every document if there is no list."""
        first, *others = sorted(lists, key=len) or [np.arange(self._segment.size)]
        ids: Ids = first
        for other in others:
            ids = ids[self._contains(other, ids)]
        return ids

    def _either(self, found: Sequence[Matches]) -> Matches:
        found = [matches for matches in found if len(matches.ids)]
        if not found:
            return NOTHING
        if len(found) == 1:
            return found[0]
        mask = np.zeros(self._segment.size, dtype=np.bool_)
        scores = np.zeros(self._segment.size, dtype=np.float32)
        for matches in found:
            mask[matches.ids] = True
            np.add.at(scores, matches.ids, matches.scores)
        ids = np.flatnonzero(mask)
        return Matches(ids, scores[ids])

    def _contains(self, there: Ids, ids: Ids) -> Mask:
        """Which of the ids are there; both ascend."""
        if len(ids) * 16 < len(there):
            places = np.searchsorted(there, ids)
            places[places == len(there)] = 0
            found: Mask = there[places] == ids
            return found
        return self._mask(there)[ids]

    def _mask(self, ids: Ids) -> Mask:
        mask = np.zeros(self._segment.size, dtype=np.bool_)
        mask[ids] = True
        return mask

    def _word(self, word: Word) -> Matches:
        term = word.term
        fields = _fields(word.field)
        if word.exact and term.marked:
            return self._either([self._term(f, term.marked, "marked") for f in fields])
        found = [self._term(f, term.folded) for f in fields]
        if term.stem:
            weight = self._statistics.settings.stems_weight
            found += [self._term(f, term.stem, "stems", weight) for f in fields]
        return self._either(found)

    def _labelled(self, leaf: Labelled) -> Matches:
        """Places score by how rare they are, so that an article with another spelling ranks too."""
        ids = self._postings(leaf.facet, leaf.value)
        weight = self._statistics.settings.place_weight if leaf.facet == "place" else 0.0
        frequency = self._statistics.snapshot.find(leaf.facet, leaf.value)[1]
        score = weight * self._statistics.idf(frequency)
        return Matches(ids, np.full(len(ids), score, dtype=np.float32))

    def _postings(self, field: str, value: str) -> Ids:
        number = self._statistics.snapshot.find(field, value)[0][self._number]
        if number < 0:
            return NOTHING.ids
        ids: Ids = self._segment.postings.ids[self._segment.postings.extent(number)].astype(np.intp)
        return ids

    def _term(
        self, field: str, term: str, stream: Stream = "folded", weight: float = 1.0
    ) -> Matches:
        snapshot, settings = self._statistics.snapshot, self._statistics.settings
        name = field_name(field, stream)
        numbers, frequency = snapshot.find(name, term)
        number = numbers[self._number]
        if number < 0:
            return NOTHING
        kept = snapshot.scores.get(self._number, number)
        if kept is None:
            extent = self._segment.postings.extent(number)
            # NumPy scatters and gathers twice as fast by indices of its own width.
            ids = self._segment.postings.ids[extent].astype(np.intp)
            scores = self._statistics.bm25(
                self._segment.postings.weights[extent],
                self._segment.lengths[name][ids] / np.float32(snapshot.average_length(name)),
                frequency,
            )
            snapshot.scores.put(self._number, number, ids, scores)
        else:
            ids, scores = kept
        if field == "title":
            weight *= settings.title_weight
        return Matches(ids, scores if weight == 1.0 else scores * np.float32(weight))

    def _phrase(self, phrase: Phrase, field: str) -> Matches:
        wanted = [_positional(term, phrase.exact) for term in phrase.terms]
        found = [self._term(field, term, stream) for stream, term in wanted]
        ids = self._candidates(field, wanted, found)
        if len(ids) and not _is_pair(wanted):
            ids = self._adjacent(field, wanted, ids)
        return _scored(ids, found)

    def _candidates(
        self, field: str, wanted: Sequence[tuple[Stream, str]], found: Sequence[Matches]
    ) -> Ids:
        """The documents with all the terms, and with those neighbours that the pairs tell of."""
        lists = [matches.ids for matches in found]
        for (left, first), (right, second) in pairwise(wanted):
            if left == right == "folded":
                (pair,) = pairs_of([first, second])
                lists.append(self._postings(field_name(field, "pairs"), pair))
        return self._common(lists)

    def _adjacent(self, field: str, wanted: Sequence[tuple[Stream, str]], ids: Ids) -> Ids:
        """Those of the documents, all of which have all the terms, that have them side by side."""
        starts: Array | None = None
        for shift, (stream, term) in enumerate(wanted):
            owners, positions = self._positions(field_name(field, stream), term, ids)
            # A document and a position in one number, which says where the phrase would start.
            keys = (owners << 32) + (positions.astype(np.int64) - shift)
            starts = keys if starts is None else starts[np.isin(starts, keys, assume_unique=True)]
        assert starts is not None
        return ids[np.unique(starts >> 32)]

    def _positions(self, name: str, term: str, ids: Ids) -> tuple[Array, Array]:
        """Where the term stands in the documents: for each position, which of `ids`, and where."""
        postings = self._segment.postings
        number = self._statistics.snapshot.find(name, term)[0][self._number]
        extent = postings.extent(number)
        weights = postings.weights[extent].astype(np.int64)
        ends = np.cumsum(weights) + postings.places(number).start
        wanted = np.searchsorted(postings.ids[extent], ids)
        counts = weights[wanted]
        places = runs(ends[wanted] - counts, ends[wanted])
        return np.repeat(np.arange(len(ids)), counts), postings.positions[places]


def _unscored(ids: Ids) -> Matches:
    return Matches(ids, np.zeros(len(ids), dtype=np.float32))


def _scored(ids: Ids, found: Sequence[Matches]) -> Matches:
    """The documents with the sum of what each of the matches scores there."""
    scores = np.zeros(len(ids), dtype=np.float32)
    for matches in found:
        scores += _scores_at(ids, matches)
    return Matches(ids, scores)


def _scores_at(ids: Ids, matches: Matches) -> Scores:
    """The scores of the ids in the matches, 0 where they are not; both ascend."""
    if not len(matches.ids):
        return np.zeros(len(ids), dtype=np.float32)
    if len(ids) == len(matches.ids) and np.array_equal(ids, matches.ids):
        return matches.scores
    places = np.searchsorted(matches.ids, ids)
    places[places == len(matches.ids)] = 0
    found: Scores = np.where(matches.ids[places] == ids, matches.scores[places], np.float32(0))
    return found


def _fields(field: Field) -> tuple[str, ...]:
    return TEXT_FIELDS if field == "text" else ("title",)


def _positional(term: Term, exact: bool) -> tuple[Stream, str]:
    """The stream with positions in which a phrase looks for the term."""
    return ("marked", term.marked) if exact and term.marked else ("folded", term.folded)


def _is_pair(wanted: Sequence[tuple[Stream, str]]) -> bool:
    """Whether the pairs stream alone tells where the phrase stands."""
    return len(wanted) <= 2 and all(stream == "folded" for stream, _ in wanted)
