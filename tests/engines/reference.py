"""The slow, obvious evaluator that engines are compared with: Python lists and dicts, a loop for all.

It shares with the engines only the analyser, whose terms are tested by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, product

from search.analysis import analyze
from search.articles import Article
from search.query.plan import Plan
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Not,
    Phrase,
    Prefix,
    Range,
    Word,
)
from search.settings import Settings

STREAMS = ("folded", "bigrams", "accented", "stems")


@dataclass
class Answer:
    """The page asked for, and of all articles found their scores."""

    ranked: list[tuple[str, float]]
    scores: dict[str, float]
    total: int
    counts: dict[str, Counter[str]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]


class Reference:
    def __init__(self, articles: list[Article], settings: Settings) -> None:
        self.articles = articles
        self.settings = settings
        self.texts = [self._streams(article) for article in articles]

    @staticmethod
    def _streams(article: Article) -> dict[tuple[str, str], list[str | None]]:
        streams = {}
        written = "" if article.title_derived else article.title
        for field, text in (("title", written), ("body", article.body)):
            terms = analyze(text, stems=article.language == "en")
            for stream in STREAMS:
                streams[field, stream] = getattr(terms, stream)
        return streams

    def answer(self, plan: Plan) -> Answer:
        found = {}
        for number in range(len(self.articles)):
            score = self.score(plan.tree, number) if plan.tree else 0.0
            if score is not None:
                found[number] = score
        chosen = [number for number in found if self.passes(plan, number, without=None)]
        if plan.sort == "relevance":
            self.rescore(plan, found, chosen)
        counts = {}
        for facet in plan.facets:
            without = facet if facet != "place" or plan.filters.any_place else None
            counts[facet] = Counter(
                value
                for number in found
                if self.passes(plan, number, without)
                for value in values(self.articles[number], main=plan.filters.main_places)[facet]
            )

        def key(number: int) -> tuple[float, ...]:
            day = self.articles[number].date
            if plan.sort == "relevance":
                return (-found[number], number)
            if day is None:
                return (1, 0, number)
            ordinal = day.first.toordinal()
            return (0, -ordinal if plan.sort == "newest" else ordinal, number)

        ranked = [(self.articles[n].id, found[n]) for n in sorted(chosen, key=key)]
        page = ranked[plan.offset : plan.offset + plan.size]
        return Answer(page, dict(ranked), len(chosen), counts, self.expansions(plan.tree))

    def matching(self, tree, language: str | None = None) -> list[str]:
        """The ids of the articles that match a tree."""
        return [
            a.id
            for number, a in enumerate(self.articles)
            if self.score(tree, number) is not None and language in (None, a.language)
        ]

    def rescore(self, plan: Plan, found: dict[int, float], chosen: list[int]) -> None:
        """Add the boosts to the scores of the best articles, and of those as good as the last."""
        scores = sorted((found[number] for number in chosen), reverse=True)
        least = scores[: self.settings.rescored][-1] if scores else 0.0
        for number in chosen:
            # Sums in another order differ in their last digits.
            if found[number] >= least * (1 - 1e-6):
                for boost in plan.boosts:
                    for field in ("title", "body"):
                        found[number] += boost.weight * self.bm25(
                            number, field, boost.stream, boost.term
                        )
                if self.articles[number].language == plan.language:
                    found[number] *= self.settings.language_weight
        best = sorted(chosen, key=lambda number: (-found[number], number))
        for number in best[: self.settings.passage_candidates]:
            if found[number] >= least * (1 - 1e-6):
                found[number] += self.passage(number, plan.near)

    def passage(self, number: int, near: tuple[str, ...]) -> float:
        """What the best passage of an article adds: every one is tried."""
        body = self.texts[number]["body", "folded"]
        length = self.settings.passage_words
        asked = {(word,): 1.0 for word in near}
        asked |= dict.fromkeys(pairwise(near), self.settings.pairs_weight)
        worths = [0.0]
        for start in range(len(body)):
            worth = 0.0
            for words, weight in asked.items():
                # A pair is in the passage that its first word is in.
                inside = any(
                    tuple(body[place : place + len(words)]) == words
                    for place in range(start, min(start + length, len(body)))
                )
                stream = "folded" if len(words) == 1 else "bigrams"
                holding = self.holding("body", stream, "_".join(words))
                if inside and holding <= len(self.articles) / 2:
                    worth += weight * self.weight(holding)
            worths.append(worth)
        return self.settings.passage_weight * max(worths)

    def weight(self, holding: int) -> float:
        idf = math.log(len(self.articles) / (holding + 1)) + 1
        return idf**self.settings.idf_power

    def passes(self, plan: Plan, number: int, without: str | None) -> bool:
        filters, article = plan.filters, self.articles[number]
        if filters.first or filters.last:
            if article.date is None:
                return False
            if not article.date.falls_within(filters.first, filters.last):
                return False
        for facet, wanted in filters.chosen.items():
            if facet == without:
                continue
            held_by = values(article, main=filters.main_places)[facet]
            held = [value in held_by for value in wanted]
            everyone = facet == "place" and not filters.any_place
            if not (all(held) if everyone else any(held)):
                return False
        return True

    def score(self, node, number: int) -> float | None:
        """The score of an article for a node; None when it does not match."""
        match node:
            case All(children=children):
                scores = [self.score(child, number) for child in children]
                return None if None in scores else sum(scores)
            case Any(children=children):
                scores = [self.score(child, number) for child in children]
                return self.sum_of(scores)
            case Not(child=child):
                return 0.0 if self.score(child, number) is None else None
            case Range(first=first, last=last):
                day = self.articles[number].date
                return 0.0 if day and day.falls_within(first, last) else None
            case FacetTerm(facet=facet, value=value):
                if value not in values(self.articles[number])[facet]:
                    return None
                holding = sum(value in values(a)[facet] for a in self.articles)
                weight = self.settings.place_weight if facet == "place" else 0.0
                return weight * self.weight(holding)
            case Word(term=term, field=field, exact=exact):
                asked = [("folded", term.folded, 1.0)]
                if exact and term.accented:
                    asked = [("accented", term.accented, 1.0)]
                elif term.stem:
                    asked.append(("stems", term.stem, self.settings.stems_weight))
                return self.sum_of(
                    self.term(number, f, stream, text, weight)
                    for f, (stream, text, weight) in product(fields(field), asked)
                )
            case Prefix(field=field) | Fuzzy(field=field):
                return self.sum_of(
                    self.term(number, f, "folded", text, 1.0)
                    for f, text in product(fields(field), self.expanded(node))
                )
            case Phrase(terms=terms, field=field, exact=exact):
                return self.sum_of(self.phrase(number, f, terms, exact) for f in fields(field))

    @cache  # noqa: B019
    def expanded(self, leaf: Prefix | Fuzzy) -> tuple[str, ...]:
        """The folded terms of titles and bodies that a leaf stands for."""
        lexicon = {t for text in self.texts for f in ("title", "body") for t in text[f, "folded"]}
        if isinstance(leaf, Prefix):
            return tuple(sorted(t for t in lexicon if t.startswith(leaf.folded)))
        first = leaf.folded[0]
        return tuple(
            sorted(t for t in lexicon if t[0] == first and edits(t, leaf.folded) <= leaf.distance)
        )

    def expansions(self, node) -> dict[Prefix | Fuzzy, tuple[str, ...]]:
        match node:
            case All(children=children) | Any(children=children):
                below = children
            case Not(child=child):
                below = (child,)
            case Prefix() | Fuzzy():
                return {node: self.expanded(node)}
            case _:
                below = ()
        return {leaf: terms for child in below for leaf, terms in self.expansions(child).items()}

    def phrase(self, number, field, terms, exact) -> float | None:
        asked = [
            ("accented", t.accented) if exact and t.accented else ("folded", t.folded)
            for t in terms
        ]
        text = self.texts[number]
        length = len(text[field, "folded"])
        for start in range(length - len(asked) + 1):
            if all(text[field, s][start + i] == word for i, (s, word) in enumerate(asked)):
                return sum(self.bm25(number, field, s, word) for s, word in asked)
        return None

    def term(self, number, field, stream, term, weight) -> float | None:
        if term not in self.texts[number][field, stream]:
            return None
        return weight * self.bm25(number, field, stream, term)

    def bm25(self, number: int, field: str, stream: str, term: str) -> float:
        lists = self.lists(field, stream)
        tf = lists[number].count(term)
        if not tf:
            return 0.0
        idf = self.weight(self.holding(field, stream, term))
        average = self.average(field, stream)
        k1, b = self.settings.k1, self.settings.b
        norm = k1 * (1 - b + b * len(lists[number]) / average)
        weight = self.settings.title_weight if field == "title" else 1.0
        return weight * idf * tf * (k1 + 1) / (tf + norm)

    @cache  # noqa: B019 - a reference lives for one test
    def lists(self, field: str, stream: str) -> list[list[str]]:
        return [[t for t in text[field, stream] if t is not None] for text in self.texts]

    @cache  # noqa: B019
    def average(self, field: str, stream: str) -> float:
        return sum(map(len, self.lists(field, stream))) / len(self.texts)

    @cache  # noqa: B019
    def holding(self, field: str, stream: str, term: str) -> int:
        return sum(term in words for words in self.lists(field, stream))

    @staticmethod
    def sum_of(scores) -> float | None:
        matched = [score for score in scores if score is not None]
        return sum(matched) if matched else None


def fields(field: str) -> tuple[str, ...]:
    return ("title", "body") if field == "text" else ("title",)


def values(article: Article, main: bool = False) -> dict[str, set[str]]:
    """Under which values of each facet an article stands; only main places if `main`."""
    mentions = [m for m in article.places if m.main or not main]
    return {
        "place": {id for m in mentions for id in (m.place, *m.within)},
        "date": set(article.date.buckets) if article.date else {"undated"},
        "lang": {article.language},
        "source": {article.source or "unknown"},
        "section": {article.section or "unknown"},
    }


def groups_of_copies(articles: list[Article]) -> dict[str, frozenset[str]]:
    """By id the ids of an article and its copies: bodies of 40 words or more, 0.7 alike by Jaccard."""
    shingles = {}
    for article in articles:
        words = analyze(article.body).folded
        if len(words) >= 40:
            shingles[article.id] = set(zip(words, words[1:], words[2:], strict=False))
    groups = {article.id: frozenset([article.id]) for article in articles}
    for left, right in combinations(shingles, 2):
        shared = len(shingles[left] & shingles[right])
        if shared / len(shingles[left] | shingles[right]) >= 0.7:
            joined = groups[left] | groups[right]
            groups.update(dict.fromkeys(joined, joined))
    return groups


def edits(left: str, right: str) -> int:
    """Optimal string alignment distance, by its recurrence."""
    rows = {(i, 0): i for i in range(len(left) + 1)} | {(0, j): j for j in range(len(right) + 1)}
    for i in range(1, len(left) + 1):
        for j in range(1, len(right) + 1):
            cost = left[i - 1] != right[j - 1]
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + cost)
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(left), len(right)]
