"""A tree evaluated on a snapshot: which documents match, and the score of each.

All and Any add the scores of the children that match, Not scores nothing. A term scores BM25F over the
fields it is asked of, as `bm25` has it; a phrase scores as the sum of its terms where they are adjacent.

Most finds the documents that have enough of its words. A word weighs its idf in hundredths, a whole
number, so that sums are exact and do not depend on their order; a document has enough if the words it
has weigh `minimum_share` of all of them, or if it is among the `minimum_matches` that have most. One or
two words are all needed, unless no document has them all. What has enough is decided on the live
documents that match whatever else the tree asks for, before any filter, so that no filter changes what
is searched for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.analysis import Stream, bigrams_of
from search.engines.bm25 import idf
from search.engines.whoosh.reading.snapshot import StoredFreqs
from search.engines.whoosh.schema import TEXT_FIELDS, field_name
from search.engines.whoosh.searching.bm25 import Statistics
from search.engines.whoosh.searching.boolean import (
    conjunction,
    contained,
    disjunction,
    exclusion,
    filtered,
    merged,
)
from search.engines.whoosh.searching.docsets import (
    FEW,
    NOTHING,
    ConstantScore,
    DenseMatches,
    FieldFreqs,
    Matches,
    SparseMatches,
    TermScores,
    chosen,
    masked,
    saturated,
    unscored,
)
from search.engines.whoosh.storage.integers import Array, Documents, Ids, Mask, mask_of, union
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Field,
    Fuzzy,
    Most,
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
        self.complete: Documents | None = None
        """The documents that have all the words of Most; None if the tree has none."""

    def match(self, node: Node) -> Matches:
        """The documents, deleted ones too, that match a tree; those of a leaf are looked for once."""
        if isinstance(node, All | Any | Most | Not):
            return self._match(node)
        statistics = self.statistics
        statistics.budget.check()

        def make() -> tuple[Matches, int]:
            found = self._match(node)
            return found, found.nbytes

        found: Matches = statistics.evaluated.get(("leaf", node), make)
        return found

    def _match(self, node: Node) -> Matches:
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._phrase(node)
            case Prefix() | Fuzzy():
                terms = self.statistics.expand(node)
                return self._disjunction([self._term(node.field, term) for term in terms])
            case Range():
                return unscored(self._snapshot.days.within(node.first, node.last))
            case FacetTerm():
                return self._facet_term(node)
            case All():
                return self._conjunction(node)
            case Most():
                return self._most(node)
            case Any():
                return self._disjunction([self.match(child) for child in node.children])
            case Not():
                return unscored(self._snapshot.live & ~masked(self.match(node.child), self._size))

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
        return disjunction(found, self._size, self.statistics.budget.check)

    def _all_of(self, found: Sequence[Matches]) -> Matches:
        return conjunction(found, self._size, self.statistics.budget.check)

    def _conjunction(self, node: All) -> Matches:
        refused = [child.child for child in node.children if isinstance(child, Not)]
        most = [child for child in node.children if isinstance(child, Most)]
        wanted = [child for child in node.children if not isinstance(child, Not | Most)]
        if wanted:
            found = self._all_of([self.match(child) for child in wanted])
        else:
            found = unscored(self._snapshot.live)
        for child in refused:
            found = exclusion(found, self.match(child), self._size)
        for words in most:
            found = self._all_of([self._most(words, within=chosen(found)), found])
        return found

    def _most(self, node: Most, within: Documents | None = None) -> Matches:
        """The documents with enough of the words, among those that are `within` if it is given."""
        found = {child: self.match(child) for child in node.children}
        operands = [found[child] for child in node.children]
        live = [self._live(matches) for matches in found.values()]
        settings, size = self.statistics.settings, self._size
        weights = [self._weight(len(matches)) for matches in live]
        if within is not None:
            live = [filtered(matches, within, size) for matches in live]
        if not found:
            return NOTHING
        if len(found) <= settings.all_words:
            every = self._all_of(live)
            self.complete = chosen(every)
            return self._all_of(operands) if len(every) else self._disjunction(operands)
        total = sum(weights)
        ids, held = _held_weights(live, weights, size)
        self.complete = ids[held == total] if all(weights) else ids[:0]
        least = math.ceil(settings.minimum_share * total - 1e-9)
        if np.count_nonzero(held >= least) < settings.minimum_matches:
            nearest = min(settings.minimum_matches, len(held))
            least = int(np.partition(held, -nearest)[-nearest]) if nearest else 0
        return filtered(self._disjunction(operands), ids[held >= least], size)

    def _live(self, matches: Matches) -> Matches:
        if not self._snapshot.has_deletions:
            return matches
        return filtered(matches, self._snapshot.live, self._size)

    def _weight(self, doc_freq: int) -> int:
        """What a word of Most weighs that this many live documents have, 0 for one that none has."""
        size = self._snapshot.live_count
        return max(1, round(100 * idf(size, doc_freq))) if doc_freq else 0

    def _word(self, word: Word) -> Matches:
        term, settings = word.term, self.statistics.settings
        if word.exact and term.accented:
            return self._term(word.field, term.accented, "accented")
        if term.stem:
            power = settings.english_idf_power
            return self._disjunction(
                [
                    self._term(word.field, term.folded, "folded", settings.folded_weight, power),
                    self._term(word.field, term.stem, "stems", settings.stems_weight, power),
                ]
            )
        found = self._term(word.field, term.folded)
        if not term.accented or not settings.marked_weight:
            return found
        accented = self._term(word.field, term.accented, "accented", settings.marked_weight)
        return self._disjunction([found, accented])

    def _facet_term(self, leaf: FacetTerm) -> Matches:
        """Places score by how rare they are, so that an article with another spelling ranks too."""
        documents = self.valued(leaf.facet, leaf.value)
        is_mask = documents.dtype == np.bool_
        doc_freq = int(np.count_nonzero(documents)) if is_mask else len(documents)
        if not doc_freq:
            return NOTHING
        weight = self.statistics.settings.place_weight if leaf.facet == "place" else 0.0
        score = weight * self.statistics.idf(doc_freq)
        if is_mask:
            return ConstantScore(documents, score).to_dense()
        return SparseMatches(documents, np.full(len(documents), score, dtype=np.float32))

    def _term(
        self,
        field: Field,
        term: str,
        stream: Stream = "folded",
        weight: float = 1.0,
        power: float = 1.0,
    ) -> Matches:
        """The documents that have the term, with `weight` times their BM25F, idf to the `power`."""
        self.statistics.budget.check()
        scored = self._scored(field, term, stream, weight, power)
        if not isinstance(scored, TermScores):
            return scored

        def make() -> tuple[DenseMatches, int]:
            found = scored.to_dense()
            return found, found.nbytes

        found: DenseMatches = self._snapshot.cache.get((field, stream, term, weight, power), make)
        return found

    def _scored(
        self, field: Field, term: str, stream: Stream, weight: float = 1.0, power: float = 1.0
    ) -> SparseMatches | TermScores:
        """The scores of a term, without its impacts: all that it takes to score a few documents."""
        names = [field_name(own, stream) for own in _fields(field)]
        snapshot = self._snapshot
        doc_freqs = [snapshot.doc_freq(name, term) for name in names]
        if not any(doc_freqs):
            return NOTHING

        def make() -> tuple[SparseMatches | TermScores, int]:
            limit = weight * self.statistics.idf(max(doc_freqs)) ** power
            k1 = self.statistics.settings.k1
            sparse: list[SparseMatches] = []
            dense: list[FieldFreqs] = []
            is_sparse = sum(doc_freqs) * FEW < self._size
            for own, name, doc_freq in zip(_fields(field), names, doc_freqs, strict=True):
                weights = self.statistics.field_weights(own)
                if doc_freq and (is_sparse or doc_freq * FEW < self._size):
                    ids, term_freqs = snapshot.postings(name, term)
                    sparse.append(SparseMatches(ids, term_freqs * weights[ids]))
                elif doc_freq:
                    dense.append(FieldFreqs(StoredFreqs(snapshot, name, term), weights))
            occurrences = merged(sparse) if sparse else NOTHING
            if not dense:
                scores = saturated(occurrences.scores, k1, limit)
                return _sized(SparseMatches(occurrences.ids, scores))
            return TermScores(tuple(dense), occurrences, k1, limit), occurrences.nbytes

        key = ("scored", field, stream, term, weight, power)
        found: SparseMatches | TermScores = snapshot.cache.get(key, make)
        return found

    def _phrase(self, phrase: Phrase) -> Matches:
        wanted = [_positional(term, phrase.exact) for term in phrase.terms]
        if len(wanted) == 1:
            ((stream, term),) = wanted
            return self._term(phrase.field, term, stream)
        key = ("phrase", phrase.field, tuple(wanted))

        def make() -> tuple[SparseMatches, int]:
            ids = union([self._adjacent(own, wanted) for own in _fields(phrase.field)])
            scores = np.zeros(len(ids), dtype=np.float32)
            for stream, term in wanted:
                scores += self._scored(phrase.field, term, stream).at(ids)
            return _sized(SparseMatches(ids, scores))

        found: SparseMatches = self._snapshot.cache.get(key, make)
        return found

    def _adjacent(self, field: str, wanted: Sequence[tuple[Stream, str]]) -> Ids:
        """The documents where the terms are adjacent in one field."""
        if self._is_nowhere(field, wanted):
            return NOTHING.ids
        words = tuple((field_name(field, stream), term) for stream, term in wanted)
        return self._snapshot.adjacent(words, field_name(field, "bigrams"))

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
    return matches, matches.nbytes


def _held_weights(found: Sequence[Matches], weights: Sequence[int], size: int) -> tuple[Ids, Array]:
    """The documents that have any of the words, ascending, and what the words that each has weigh."""
    kind = np.min_scalar_type(sum(weights))
    sparse = [matches for matches in found if isinstance(matches, SparseMatches)]
    if len(sparse) == len(found) and sum(map(len, sparse)) * FEW < size:
        ids, slots = np.unique(np.concatenate([m.ids for m in sparse]), return_inverse=True)
        own = np.repeat(weights, [len(matches) for matches in sparse])
        return ids, np.bincount(slots, own, minlength=len(ids)).astype(kind)
    held = np.zeros(size, dtype=kind)
    for matches, weight in zip(found, weights, strict=True):
        if isinstance(matches, SparseMatches):
            held[matches.ids] += kind.type(weight)
        else:
            held += matches.mask.view(np.uint8) * kind.type(weight)
    (ids,) = np.nonzero(held)
    return ids, held[ids]
