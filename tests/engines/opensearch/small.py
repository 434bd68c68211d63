"""A cluster in a few lines: what OpenSearch's documentation says of each kind of query and aggregation that
the engine uses, in loops over the documents. Scores are no part of it, but for those of `constant_score`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import OSA

from search.analysis import GAP
from search.articles import Article
from search.engines.opensearch.dictionary import TermCounts, entries
from search.engines.opensearch.documents import document_id, documents_of
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.lexicon import blocks

JSON = dict[str, Any]


class SmallCluster:
    """Holds one generation, of these articles."""

    def __init__(self, articles: Sequence[Article], *, with_lexicon: bool) -> None:
        self.documents: dict[str, JSON] = {}
        tokens = Counter(title=0, body=0)
        with TermCounts() as counts:
            for number, document in enumerate(documents_of(list(articles))):
                counts.add(document)
                tokens += Counter(title=document.title.tokens, body=document.body.tokens)
                source = document.source | {"number": number}
                self.documents[document_id(document.id)] = source
            terms = dict(entries(counts.counted()))
        if with_lexicon:
            held = {
                (entry["stream"], entry["term"]): (entry["body"], entry["title"])
                for entry in terms.values()
                if entry["stream"] != "bigrams"
            }
            terms |= dict(blocks(held))
        facts = {
            "articles": len(articles),
            "terms": len(terms),
            "blocks": sum(entry["stream"] == "lexicon" for entry in terms.values()),
            "tokens": tokens,
            "left_out": {},
        }
        self.generation = Generation("small-000001", facts)
        self._held = {self.generation.index: self.documents, self.generation.terms_index: terms}

    def multi_search(
        self, searches: Sequence[tuple[str, JSON]], *, patient: bool = False
    ) -> list[JSON]:
        return [self._search(self._held[index], json.loads(json.dumps(b))) for index, b in searches]

    def _search(self, documents: dict[str, JSON], body: JSON) -> JSON:
        query = body.get("query", {"match_all": {}})
        scores = {id: score(id, source, query) for id, source in documents.items()}
        found = [id for id in documents if scores[id] is not None]
        after = body.get("post_filter", {"match_all": {}})
        hits = [id for id in found if score(id, documents[id], after) is not None]
        order = [next(iter(key.items())) for key in body.get("sort", [{"_score": "desc"}])]

        def keys(id: str) -> list[Any]:
            values = documents[id] | {"_score": scores[id]}
            return [values.get(name) for name, _ in order]

        for place, (_, how) in reversed(list(enumerate(order))):
            direction = how["order"] if isinstance(how, dict) else how
            there = [id for id in hits if keys(id)[place] is not None]
            there.sort(key=lambda id: _sortable(keys(id)[place]), reverse=direction == "desc")
            hits = there + [id for id in hits if keys(id)[place] is None]
        start = body.get("search_after")
        first = 0 if start is None else [keys(id) for id in hits].index(list(start)) + 1
        page = hits[first : first + body.get("size", 10)]
        return {
            "hits": {
                "total": {"value": len(hits)},
                "hits": [
                    {"_id": id, "_score": scores[id], "sort": keys(id), "_source": documents[id]}
                    for id in page
                ],
            },
            "aggregations": counted([documents[id] for id in found], body.get("aggs", {})),
        }


def _sortable(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def counted(sources: Sequence[JSON], wanted: JSON) -> JSON:
    """The aggregations of some documents."""
    answers = {}
    for name, one in wanted.items():
        (kind,) = one.keys() - {"aggs"}
        asked = one[kind]
        if kind == "filter":
            own = [source for source in sources if score("", source, asked) is not None]
            answers[name] = {"doc_count": len(own)} | counted(own, one.get("aggs", {}))
            continue
        if kind == "histogram":
            bounds = asked["hard_bounds"]
            days = range(bounds["min"], bounds["max"] + 1)
            spans = _spans(sources, asked["field"])
            values = [(day, s) for span, s in spans for day in days if day in span]
        else:
            values = [(v, s) for s in sources for v in set(_values(s, asked["field"]))]
        if kind == "cardinality":
            answers[name] = {"value": len({value for value, _ in values})}
            continue
        assert kind in ("terms", "histogram"), kind
        values = [(v, s) for v, s in values if v in asked.get("include", [v])]
        amounts = Counter(value for value, _ in values).most_common(asked.get("size"))
        answers[name] = {
            "buckets": [
                {"key": key, "doc_count": amount}
                | counted([s for value, s in values if value == key], one.get("aggs", {}))
                for key, amount in amounts
            ]
        }
    return answers


def _spans(sources: Sequence[JSON], field: str) -> list[tuple[range, JSON]]:
    return [(range(s[field]["gte"], s[field]["lte"] + 1), s) for s in sources if field in s]


def score(id: str, source: JSON, query: JSON) -> float | None:
    """What a document scores for a query; None if it does not match."""
    ((kind, asked),) = query.items()
    if kind == "bool":
        return _score_of_bool(id, source, asked)
    if kind == "constant_score":
        return None if score(id, source, asked["filter"]) is None else asked["boost"]
    if kind == "script_score":
        found = score(id, source, asked["query"])
        return None if found is None or found < asked.get("min_score", found) else found
    return 0.0 if matches(id, source, kind, asked) else None


def _score_of_bool(id: str, source: JSON, asked: JSON) -> float | None:
    def scores(name: str) -> list[float | None]:
        return [score(id, source, query) for query in asked.get(name, [])]

    should = [one for one in scores("should") if one is not None]
    needed = asked.get("minimum_should_match")
    if needed is None:
        needed = int("should" in asked and not asked.keys() & {"must", "filter"})
    must = scores("must")
    refused = any(one is not None for one in scores("must_not"))
    if refused or None in must or None in scores("filter") or len(should) < needed:
        return None
    return sum(one for one in must if one is not None) + sum(should)


def matches(id: str, source: JSON, kind: str, asked: JSON) -> bool:
    """Whether a document matches a query of one kind."""
    if kind in ("match_all", "match_none"):
        return kind == "match_all"
    if kind == "ids":
        return id in asked["values"]
    if kind == "exists":
        return bool(_values(source, asked["field"]))
    if kind in ("span_term", "span_near", "span_first", "field_masking_span"):
        return bool(spans(source, {kind: asked}))
    ((field, given),) = ((name, value) for name, value in asked.items() if name != "boost")
    held = _values(source, field)
    if kind == "term":
        return (given["value"] if isinstance(given, dict) else given) in held
    if kind == "terms":
        return not set(given).isdisjoint(held)
    if kind == "prefix":
        return any(value.startswith(given) for value in held)
    if kind == "fuzzy":
        return any(OSA.distance(value, given["value"]) <= given["fuzziness"] for value in held)
    if kind == "range":
        if isinstance(source.get(field), dict):
            low, high = source[field]["gte"], source[field]["lte"]
            return low <= given["lte"] and high >= given["gte"]
        low, high = given.get("gte", float("-inf")), given.get("lte", float("inf"))
        return any(low <= value <= high for value in held)
    assert kind == "match_phrase", kind
    clauses = [{"span_term": {field: term}} for term in given["query"].split(" ")]
    return bool(spans(source, {"span_near": {"clauses": clauses}}))


def spans(source: JSON, query: JSON) -> set[tuple[int, int]]:
    """The stretches of positions that match a span query: where each begins and ends."""
    ((kind, asked),) = query.items()
    if kind == "field_masking_span":
        return spans(source, asked["query"])
    if kind == "span_first":
        return {span for span in spans(source, asked["match"]) if span[1] <= asked["end"]}
    if kind == "span_term":
        ((field, term),) = asked.items()
        positions = enumerate(source.get(field, "").split(" "))
        return {
            (at, at + 1) for at, stack in positions if term in stack.split("|") and stack != GAP
        }
    assert len({field_of(clause) for clause in asked["clauses"]}) == 1, "they must be of one field"
    found, *clauses = (spans(source, clause) for clause in asked["clauses"])
    for clause in clauses:
        found = {(first[0], then[1]) for first in found for then in clause if first[1] == then[0]}
    return found


def field_of(query: JSON) -> str:
    """The field that a span query passes for one of."""
    ((kind, asked),) = query.items()
    if kind == "span_term":
        return str(next(iter(asked)))
    return str(asked["field"]) if kind == "field_masking_span" else field_of(asked["match"])


TEXTS = ("title", "body", "title_accented", "body_accented", "title_stems", "body_stems")


def _values(source: JSON, field: str) -> list[Any]:
    value = source.get(field)
    if field in TEXTS and isinstance(value, str):
        return [term for stack in value.split(" ") for term in stack.split("|") if term != GAP]
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
