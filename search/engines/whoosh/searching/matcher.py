"""A tree evaluated on a snapshot: which documents match, and the score of each.

All and Any add the scores of the children that match, Not scores nothing. A term scores BM25 in each
field, as `scoring` has it; a phrase scores as the sum of its terms where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.analysis import BIGRAM_JOINER, Stream, bigrams_of
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.boolean import conjunction, contained, disjunction, exclusion
from search.engines.whoosh.searching.docsets import (
    FEW,
    NOTHING,
    ConstantScore,
    Matches,
    Scores,
    SparseMatches,
    TermScores,
    masked,
    unscored,
    weighted,
)
from search.engines.whoosh.searching.rerank import Window
from search.engines.whoosh.storage.integers import Documents, Ids, Mask, mask_of
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Field,
    Fuzzy,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)


class Matcher:
    """A snapshot, while one plan is evaluated on it."""

    def __init__(self, statistics: Statistics) -> None:
        self.statistics = statistics
        self._snapshot = statistics.snapshot
        self._size = self._snapshot.max_doc

    def match(self, node: Node) -> Matches:
        """The documents, deleted ones too, that match a tree."""
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._disjunction(
                    [self._phrase(node, field) for field in _fields(node.field)]
                )
            case Prefix() | Fuzzy():
                terms = self.statistics.expand(node)
                fields = _fields(node.field)
                return self._disjunction(
                    [self._weighted(f, term) for term in terms for f in fields]
                )
            case Range():
                return unscored(self._snapshot.days.within(node.first, node.last))
            case FacetTerm():
                return self._facet_term(node)
            case All():
                return self._conjunction(node)
            case Any():
                return self._disjunction([self.match(child) for child in node.children])
            case Not():
                return unscored(self._snapshot.live & ~masked(self.match(node.child), self._size))

    def boost(self, window: Window, stream: Stream, term: str, weight: float) -> Scores:
        """What a term of a stream adds to the scores of the documents of a window."""
        added = np.zeros(len(window.ids), dtype=np.float32)
        for field in TEXT_FIELDS:
            bigrams = stream == "bigrams"
            found = (
                self._bigram(field, term, window) if bigrams else self._term(field, term, stream)
            )
            added += np.float32(weight * self._field_weight(field)) * found.at(window.ids)
        return added

    def valued(self, field: str, value: str) -> Documents:
        """The documents under a value of a facet field."""

        def make() -> tuple[Documents, int]:
            documents = self._snapshot.documents(field, value)
            if len(documents) * FEW < self._size:
                return documents, documents.nbytes
            mask = mask_of(documents, self._size)
            return mask, mask.nbytes

        found: Documents = self._snapshot.cache.get(("value", field, value), make)
        return found

    def among(self, field: str, value: str, ids: Ids) -> Mask:
        """Which of these documents stand under a value of a facet field."""
        return contained(ids, self.valued(field, value))

    def _disjunction(self, found: Sequence[Matches]) -> Matches:
        return disjunction(found, self._size)

    def _conjunction(self, node: All) -> Matches:
        refused = [child.child for child in node.children if isinstance(child, Not)]
        wanted = [child for child in node.children if not isinstance(child, Not)]
        if wanted:
            found = conjunction([self.match(child) for child in wanted], self._size)
        else:
            found = unscored(self._snapshot.live)
        for child in refused:
            found = exclusion(found, self.match(child), self._size)
        return found

    def _word(self, word: Word) -> Matches:
        term = word.term
        fields = _fields(word.field)
        if word.exact and term.accented:
            return self._disjunction([self._weighted(f, term.accented, "accented") for f in fields])
        found = [self._weighted(f, term.folded) for f in fields]
        if term.stem:
            found += [self._weighted(f, term.stem, "stems") for f in fields]
        return self._disjunction(found)

    def _facet_term(self, leaf: FacetTerm) -> Matches:
        """Places score by how rare they are, so that an article with another spelling ranks too."""
        doc_freq = self._snapshot.doc_freq(leaf.facet, leaf.value)
        if not doc_freq:
            return NOTHING
        weight = self.statistics.settings.place_weight if leaf.facet == "place" else 0.0
        score = weight * self.statistics.idf(doc_freq)
        documents = self.valued(leaf.facet, leaf.value)
        if documents.dtype == np.bool_:
            return ConstantScore(documents, score).to_dense()
        return SparseMatches(documents, np.full(len(documents), score, dtype=np.float32))

    def _weighted(self, field: str, term: str, stream: Stream = "folded") -> Matches:
        weight = self._field_weight(field)
        if stream == "stems":
            weight *= self.statistics.settings.stems_weight
        return self._term(field, term, stream, weight)

    def _field_weight(self, field: str) -> float:
        return self.statistics.settings.title_weight if field == "title" else 1.0

    def _term(
        self, field: str, term: str, stream: Stream = "folded", weight: float = 1.0
    ) -> Matches:
        """The documents that hold the term, with their BM25, multiplied by a weight."""
        name = field_name(field, stream)
        snapshot = self._snapshot
        doc_freq = snapshot.doc_freq(name, term)
        if not doc_freq:
            return NOTHING

        def make() -> tuple[Matches, int]:
            if doc_freq * FEW < self._size:
                ids, tf = snapshot.postings(name, term)
                scores = self.statistics.bm25(name, doc_freq, ids, tf)
                return _sized(weighted(SparseMatches(ids, scores), weight))
            term_freqs = snapshot.term_freqs(name, term)
            saturation_limit = self.statistics.saturation_limit(doc_freq) * weight
            found = TermScores(term_freqs, self.statistics.norms(name), saturation_limit).to_dense()
            return found, term_freqs.nbytes + found.impacts.nbytes

        found: Matches = snapshot.cache.get((name, term, weight), make)
        return found

    def _bigram(self, field: str, bigram: str, window: Window) -> Matches:
        """Those documents of the window that hold the bigram, with their BM25."""
        name = field_name(field, "bigrams")
        doc_freq = self._snapshot.doc_freq(name, bigram)
        if not doc_freq:
            return NOTHING
        left, _, right = bigram.partition(BIGRAM_JOINER)
        words = field_name(field, "folded")
        holding, tf = window.documents(window.phrase(words, left, right))
        return SparseMatches(holding, self.statistics.bm25(name, doc_freq, holding, tf))

    def _phrase(self, phrase: Phrase, field: str) -> Matches:
        wanted = [_positional(term, phrase.exact) for term in phrase.terms]
        words = tuple((field_name(field, stream), term) for stream, term in wanted)

        def make() -> tuple[SparseMatches, int]:
            if self._is_nowhere(field, wanted):
                return _sized(NOTHING)
            ids = self._snapshot.adjacent(words)
            scores = np.zeros(len(ids), dtype=np.float32)
            for stream, term in wanted:
                scores += self._term(field, term, stream).at(ids)
            return _sized(SparseMatches(ids, scores))

        if len(wanted) == 1:
            ((stream, term),) = wanted
            return self._weighted(field, term, stream)
        found: SparseMatches = self._snapshot.cache.get(words, make)
        return weighted(found, self._field_weight(field))

    def _is_nowhere(self, field: str, wanted: Sequence[tuple[Stream, str]]) -> bool:
        """Whether the counts of bigrams alone say that a phrase stands nowhere."""
        name = field_name(field, "bigrams")
        return any(
            not self._snapshot.doc_freq(name, bigrams_of([first, second])[0])
            for (left, first), (right, second) in pairwise(wanted)
            if left == right == "folded"
        )


def _fields(field: Field) -> tuple[str, ...]:
    return TEXT_FIELDS if field == "text" else ("title",)


def _positional(term: Term, exact: bool) -> tuple[Stream, str]:
    """The stream with positions in which a phrase looks for the term."""
    return ("accented", term.accented) if exact and term.accented else ("folded", term.folded)


def _sized(matches: SparseMatches) -> tuple[SparseMatches, int]:
    """The matches, and how many bytes they take."""
    return matches, matches.ids.nbytes + matches.scores.nbytes
