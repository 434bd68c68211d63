"""A tree becomes a query of OpenSearch's: which documents match, and the score of each.

The ranking is the one of the house (`engines/whoosh/searching/matcher.py` and `bm25.py` say it), so that an
archive that moves into a cluster keeps its order. OpenSearch finds documents and tells how often a term
is in each field; the rest, idf and lengths and how the two fields are combined, is said with the query:
so a score does not depend on the shard that a document lies in.

How often a term is in the title and in the body comes as one score, `title + PACK * body`: both are
whole and below `PACK`, and a 32-bit float is exact up to `PACK` squared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.analysis import Stream
from search.engines.base import too_many_expansions
from search.engines.bm25 import idf
from search.engines.opensearch.dictionary import Counts
from search.engines.opensearch.facts import Facts
from search.engines.opensearch.mapping import (
    JSON,
    LONGEST_TERM,
    TEXT_FIELDS,
    field_name,
)
from search.facets import FacetName, facet_field
from search.query.plan import Filters, Plan
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
from search.settings import Settings
from search.writings import Writings

PACK = 4096

EVERYTHING: JSON = {"match_all": {}}
NOTHING: JSON = {"match_none": {}}

_BM25F = """
int packed = (int) _score;
int title = packed % params.pack, body = packed / params.pack;
double x = 0;
if (title > 0) {
    x += params.title_weight * title
        / Math.max(0.05, params.shortest + params.title_slope * doc['title_length'].value);
}
if (body > 0) { x += body / Math.max(0.05, params.shortest + params.body_slope * doc['body_length'].value); }
return params.limit * x / (params.k1 + x);
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a generation holds as a whole: how many articles, the mean lengths of titles and bodies, the
    articles under each value of each facet, and how names are written."""

    articles: int
    average_lengths: Mapping[str, float]
    values: Mapping[FacetName, Mapping[str, int]]
    writings: Mapping[FacetName, Writings]

    def idf(self, doc_freq: int) -> float:
        """Lucene's idf of what so many articles have; 0 for none."""
        if not doc_freq:
            return 0.0
        return idf(self.articles, doc_freq)

    def writings_of(self, facet: FacetName, value: str) -> tuple[str, ...]:
        """How the articles write a value of a facet."""
        return self.writings[facet].of(value) if facet in self.writings else (value,)


class QueryBuilder:
    """Makes the queries of one plan.

    `expansions` has the terms of the prefix and fuzzy leaves that were met; `complete` is the query for what
    has all the words of Most, None if the tree has none.
    """

    def __init__(self, settings: Settings, held: Held, facts: Facts) -> None:
        self.settings = settings
        self.held = held
        self.facts = facts
        self.expansions: dict[Prefix | Fuzzy, tuple[str, ...]] = {}
        self.complete: JSON | None = None

    # --- which documents ---

    def matching(self, node: Node) -> JSON:
        """The documents that match a tree, whatever they score."""
        match node:
            case Word(term=term, field=field, exact=exact):
                if exact and term.accented:
                    return _any([_term(f, "accented", term.accented) for f in fields(field)])
                streams: list[tuple[Stream, str]] = [("folded", term.folded)]
                if term.stem:
                    streams.append(("stems", term.stem))
                return _any([_term(f, *one) for f in fields(field) for one in streams])
            case Phrase():
                return _any([adjacent(f, _positional(node)) for f in fields(node.field)])
            case Prefix(field=field) | Fuzzy(field=field):
                terms = list(self._expanded(node))
                return _any([{"terms": {f: terms}} for f in fields(field)]) if terms else NOTHING
            case Range():
                return within(node.first, node.last)
            case FacetTerm():
                return self._valued(node.facet, node.value)
            case All():
                return self._all(node, score=False)
            case Most():
                return self._enough(node, within=EVERYTHING)
            case Any():
                return _any([self.matching(child) for child in node.children])
            case Not():
                return {"bool": {"must_not": [self.matching(node.child)]}}

    def filtering(self, filters: Filters, facets: Sequence[FacetName]) -> list[JSON]:
        """What passes the filters of some facets."""
        wanted: list[JSON] = []
        for facet in facets:
            queries = [
                self._valued(facet, value, main=filters.main_places)
                for value in filters.chosen[facet]
            ]
            wanted += queries if filters.asks_for_all(facet) else [_any(queries)]
        return wanted

    def _valued(self, facet: FacetName, value: str, *, main: bool = False) -> JSON:
        field = facet_field(facet, main=main)
        return {"terms": {field: list(self.held.writings_of(facet, value))}}

    def _enough(self, node: Most, within: JSON) -> JSON:
        """The documents, of those within, with enough of the words of Most."""
        children = list(dict.fromkeys(node.children))
        queries = [self.matching(child) for child in children]
        if not children:
            return NOTHING
        counts = [self.facts.count(query) for query in queries]
        every = _all([within, *queries])
        settings = self.settings
        if len(children) <= settings.all_words:
            self.complete = _all(queries)
            return _all(queries) if self.facts.count(every) else _any(queries)
        self.complete = _all(queries) if all(counts) else NOTHING
        weights = [max(1, round(100 * self.held.idf(count))) if count else 0 for count in counts]
        weighed = [
            {"constant_score": {"filter": query, "boost": weight}}
            for query, weight in zip(queries, weights, strict=True)
            if weight
        ]
        if not weighed:
            return NOTHING
        among: JSON = {"bool": {"should": weighed, "minimum_should_match": 1}}
        if within != EVERYTHING:
            among["bool"]["filter"] = [within]
        least: float = math.ceil(settings.minimum_share * sum(weights) - 1e-9)
        nearest = self.facts.best(among, settings.minimum_matches)
        if nearest and (len(nearest) < settings.minimum_matches or nearest[-1] < least):
            least = min(least, nearest[-1])
        return {
            "script_score": {
                "query": {"bool": {"should": weighed, "minimum_should_match": 1}},
                "script": {"source": "_score"},
                "min_score": least,
            }
        }

    # --- what they score ---

    def scoring(self, node: Node) -> JSON:
        """The documents that match a tree, with their scores."""
        match node:
            case Word():
                return self._word(node)
            case Phrase(field=field):
                wanted = _positional(node)
                scored = [self._leaf(field, term, stream) for stream, term in wanted]
                if len(wanted) == 1:
                    return scored[0]
                return {"bool": {"filter": [self.matching(node)], "should": scored}}
            case Prefix(field=field) | Fuzzy(field=field):
                found = self._expanded(node).items()
                return _any([self._counted(field, t, "folded", counts) for t, counts in found])
            case FacetTerm(facet=facet, value=value):
                doc_freq = self.held.values[facet].get(value, 0)
                weight = self.settings.place_weight if facet == "place" else 0.0
                query = self._valued(facet, value)
                return _constant(query, weight * self.held.idf(doc_freq)) if doc_freq else NOTHING
            case All():
                return self._all(node, score=True)
            case Most():
                return self._most(node, within=EVERYTHING)
            case Any():
                return _any([self.scoring(child) for child in node.children])
            case Not() | Range():
                return unscored(self.matching(node))

    def _all(self, node: All, *, score: bool) -> JSON:
        rest = [child for child in node.children if not isinstance(child, Not | Most)]
        refused = [self.matching(child.child) for child in node.children if isinstance(child, Not)]
        most = [child for child in node.children if isinstance(child, Most)]
        matched: JSON = {"bool": {"filter": [*map(self.matching, rest)], "must_not": refused}}
        if not score:
            matched["bool"]["filter"] += [self._enough(words, matched) for words in most]
            return matched
        found: list[JSON] = [self.scoring(child) for child in rest]
        found += [self._most(words, within=matched) for words in most]
        return {"bool": {"must": found or [unscored(EVERYTHING)], "must_not": refused}}

    def _most(self, node: Most, within: JSON) -> JSON:
        scored = [self.scoring(child) for child in node.children]
        enough = self._enough(node, within)
        return {"bool": {"filter": [enough], "should": scored, "minimum_should_match": 0}}

    def _word(self, word: Word) -> JSON:
        term, settings = word.term, self.settings
        if word.exact and term.accented:
            return self._leaf(word.field, term.accented, "accented")
        if term.stem:
            power = settings.english_idf_power
            folded = self._leaf(word.field, term.folded, "folded", settings.folded_weight, power)
            stem = self._leaf(word.field, term.stem, "stems", settings.stems_weight, power)
            return _any([folded, stem])
        found = self._leaf(word.field, term.folded, "folded")
        if not term.accented or not settings.marked_weight:
            return found
        marked = self._leaf(word.field, term.accented, "accented", settings.marked_weight)
        return _any([found, marked])

    def _leaf(
        self, field: Field, term: str, stream: Stream, weight: float = 1.0, power: float = 1.0
    ) -> JSON:
        return self._counted(field, term, stream, self.facts.term(stream, term), weight, power)

    def _counted(
        self,
        field: Field,
        term: str,
        stream: Stream,
        counts: Counts,
        weight: float = 1.0,
        power: float = 1.0,
    ) -> JSON:
        """The documents with a term of which it is known in how many it is, with their BM25F."""
        found = dict(zip(("body", "title"), counts, strict=True))
        held = [f for f in fields(field) if found[f]]
        if not held:
            return NOTHING
        queries = {f: _term(f, stream, term) for f in held}
        limit = weight * self.held.idf(max(found[f] for f in held)) ** power
        return self.bm25f(queries, limit, self.settings.k1)

    def bm25f(
        self, queries: Mapping[str, JSON], limit: float, k1: float, *, terms: int = 1
    ) -> JSON:
        """What matches in the title or in the body, scored by how often it does: phrases of so many terms."""
        settings, average = self.settings, self.held.average_lengths
        # A scripted similarity scores a phrase once for each of its terms.
        boosts = {"title": 1 / terms, "body": PACK / terms}
        packed = [_boosted(query, boosts[field]) for field, query in queries.items()]
        return {
            "script_score": {
                "query": _any(packed),
                "script": {
                    "source": _BM25F,
                    "params": {
                        "pack": PACK,
                        "title_weight": settings.title_weight,
                        "shortest": 1 - settings.b,
                        "title_slope": settings.b / average["title"],
                        "body_slope": settings.b / average["body"],
                        "limit": limit,
                        "k1": k1,
                    },
                },
            }
        }

    def _expanded(self, leaf: Prefix | Fuzzy) -> Mapping[str, Counts]:
        most = self.settings.expansions
        terms, amount = self.facts.expansion(leaf, most)
        if amount > most:
            raise too_many_expansions(leaf, amount, most)
        self.expansions[leaf] = tuple(terms)
        return terms


# --- the second stage ---


def added(plan: Plan, builder: QueryBuilder) -> JSON | None:
    """What bigrams, lead and title add to the scores of the best; None if nothing does.

    As `engines/whoosh/searching/rerank.py` has it, without the language and the passages.
    """
    settings, held, facts = builder.settings, builder.held, builder.facts
    is_english = plan.language == "en"
    found: list[JSON] = []
    for left, right in plan.bigrams:
        doc_freq = max(facts.bigram(left, right))
        if doc_freq:
            weight = settings.english_pairs_weight if is_english else settings.pairs_weight
            queries = {f: adjacent(f, (("folded", left), ("folded", right))) for f in TEXT_FIELDS}
            limit = weight * held.idf(doc_freq)
            found.append(builder.bm25f(queries, limit, settings.bigram_k1, terms=2))
    if is_english:
        return _any(found) if found else None
    words = list(plan.proximity_terms)
    in_title = min(1.0, settings.title_words / len(set(words))) if words else 0.0
    for word in words:
        idf = held.idf(max(facts.term("folded", word)))
        lead = _first(_span("body", "folded", word), settings.lead_words)
        found += _worth(lead, settings.lead_weight * idf)
        found += _worth(_term("title", "folded", word), in_title * idf)
    for left, right in plan.bigrams:
        doc_freq = max(facts.bigram(left, right))
        pair = _adjacent_spans("body", (("folded", left), ("folded", right)))
        lead = _first(pair, settings.lead_words)
        found += _worth(lead, settings.lead_pairs_weight * held.idf(doc_freq))
    return _any(found) if found else None


# --- queries of OpenSearch's ---


def within(first: date | None, last: date | None) -> JSON:
    """What certainly fell within these inclusive days."""
    low = {"gte": first.toordinal()} if first else {}
    high = {"lte": last.toordinal()} if last else {}
    fine = _all([{"range": {"last": low}}, {"range": {"first": high}}, _is_coarse(False)])
    whole = _all([{"range": {"first": low}}, {"range": {"last": high}}, _is_coarse(True)])
    return _any([fine, whole])


def adjacent(field: str, wanted: Sequence[tuple[Stream, str]]) -> JSON:
    """What has terms of streams one right after another in a field."""
    if len(wanted) == 1:
        ((stream, term),) = wanted
        return _term(field, stream, term)
    streams = {stream for stream, _ in wanted}
    if len(streams) == 1:
        name = field_name(field, streams.pop())
        text = " ".join(_cut(term) for _, term in wanted)
        return {"match_phrase": {name: {"query": text, "analyzer": "whitespace"}}}
    return _adjacent_spans(field, wanted)


def unscored(query: JSON) -> JSON:
    """The same documents, each with a score of 0."""
    return {"bool": {"filter": [query]}}


def fields(field: Field) -> tuple[str, ...]:
    """The fields in which a leaf looks."""
    return TEXT_FIELDS if field == "text" else ("title",)


def _positional(phrase: Phrase) -> tuple[tuple[Stream, str], ...]:
    """The streams with positions in which the terms of a phrase are looked for."""

    def one(term: Term) -> tuple[Stream, str]:
        if phrase.exact and term.accented:
            return "accented", term.accented
        return "folded", term.folded

    return tuple(map(one, phrase.terms))


def _cut(term: str) -> str:
    return term[:LONGEST_TERM]


def _term(field: str, stream: Stream, term: str) -> JSON:
    return {"term": {field_name(field, stream): {"value": _cut(term)}}}


def _span(field: str, stream: Stream, term: str) -> JSON:
    span: JSON = {"span_term": {field_name(field, stream): _cut(term)}}
    if stream == "folded":
        return span
    return {"field_masking_span": {"query": span, "field": field}}


def _adjacent_spans(field: str, wanted: Sequence[tuple[Stream, str]]) -> JSON:
    spans = [_span(field, stream, term) for stream, term in wanted]
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}


def _first(span: JSON, words: int) -> JSON:
    return {"span_first": {"match": span, "end": words}}


def _is_coarse(coarse: bool) -> JSON:
    return {"term": {"coarse": coarse}}


def _worth(query: JSON, score: float) -> list[JSON]:
    return [_constant(query, score)] if score > 0 else []


def _constant(query: JSON, score: float) -> JSON:
    return {"constant_score": {"filter": query, "boost": score}}


def _boosted(query: JSON, boost: float) -> JSON:
    ((kind, of_field),) = query.items()
    ((field, given),) = of_field.items()
    return {kind: {field: given | {"boost": boost}}}


def _any(queries: Sequence[JSON]) -> JSON:
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NOTHING


def _all(queries: Sequence[JSON]) -> JSON:
    return {"bool": {"filter": list(queries)}}
