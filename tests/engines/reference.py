"""The slow, obvious evaluator that engines are compared with: Python lists and dicts, a loop for all.

It shares with the engines only the analyser, whose terms are tested by themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, combinations, pairwise, product

from search.analysis import GAP, analyze, parts_of_token, stem, terms_of_token, token_texts
from search.articles import Article
from search.query.plan import Plan
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Most,
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
    complete: int | None
    counts: dict[str, Counter[str]]
    expansions: dict[Prefix | Fuzzy, tuple[str, ...]]


class Reference:
    def __init__(self, articles: list[Article], settings: Settings) -> None:
        self.articles = articles
        self.settings = settings
        self.texts = [self._streams(article) for article in articles]

    @staticmethod
    def _streams(article: Article) -> dict[tuple[str, str], list[list[str]]]:
        written = "" if article.title_derived else article.title
        return {
            (field, stream): terms
            for field, text in (("title", written), ("body", article.body))
            for stream, terms in terms_at(text, stems=article.language == "en").items()
        }

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
        complete = None
        if (most := self.most_of(plan.tree)) is not None:
            every = self.with_all(most)
            complete = len(every.intersection(chosen))
        expansions = self.expansions(plan.tree)
        return Answer(page, dict(ranked), len(chosen), complete, counts, expansions)

    def co_occurrences(
        self, plan: Plan, rows: Iterable[str], columns: Iterable[str]
    ) -> Counter[tuple[str, str]]:
        """How many of the articles found stand under both a row and a column, for each of either."""
        return Counter(
            pair
            for places in (
                values(article, main=plan.filters.main_places)["place"]
                for article in self.found(plan)
            )
            for pair in product(set(rows), set(columns))
            if places.issuperset(pair)
        )

    def days(self, plan: Plan, first: date, last: date) -> Counter[date]:
        """How many of the articles found fall on each day."""
        days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
        return Counter(
            day
            for span in (article.date for article in self.found(plan))
            if span and span.precision in ("day", "range")
            for day in days
            if span.first <= day <= span.last
        )

    def found(self, plan: Plan) -> list[Article]:
        """The articles that a plan finds, on whatever page."""
        scores = self.answer(plan).scores
        return [article for article in self.articles if article.id in scores]

    def matching(self, tree, language: str | None = None) -> list[str]:
        """The ids of the articles that match a tree."""
        return [
            a.id
            for number, a in enumerate(self.articles)
            if self.score(tree, number) is not None and language in (None, a.language)
        ]

    def rescore(self, plan: Plan, found: dict[int, float], chosen: list[int]) -> None:
        """Add what only the best articles are looked at for, and those as good as the last."""
        if not (plan.proximity_terms or plan.bigrams):
            return
        scores = sorted((found[number] for number in chosen), reverse=True)
        least = scores[: self.settings.rescored][-1] if scores else 0.0
        # Sums in another order differ in their last digits.
        window = [number for number in chosen if found[number] >= least * (1 - 1e-6)]
        is_english = plan.language == "en"
        for number in window:
            found[number] += self.of_bigrams(plan, number)
            if not is_english:
                found[number] += self.of_lead_and_title(plan, number)
            if self.articles[number].language == plan.language:
                found[number] *= self.settings.language_weight
        if not is_english:
            best = sorted(window, key=lambda number: (-found[number], number))
            for number in best[: self.settings.passage_candidates]:
                found[number] += self.passage(number, plan.proximity_terms)

    def of_bigrams(self, plan: Plan, number: int) -> float:
        settings = self.settings
        weight = settings.english_pairs_weight if plan.language == "en" else settings.pairs_weight
        return sum(
            weight * self.bm25f(number, ("title", "body"), "bigrams", f"{left}_{right}", 1, "pair")
            for left, right in plan.bigrams
        )

    def of_lead_and_title(self, plan: Plan, number: int) -> float:
        settings, text = self.settings, self.texts[number]
        title = set(chain(*text["title", "folded"]))
        lead = text["body", "folded"][: settings.lead_words]
        pairs = {(a, b) for left, right in pairwise(lead) for a in left for b in right}
        in_title = min(1.0, settings.title_words / max(1, len(set(plan.proximity_terms))))
        added = 0.0
        for word in plan.proximity_terms:
            idf = self.idf(self.most_holding(("title", "body"), "folded", word))
            added += settings.lead_weight * idf * (word in chain(*lead))
            added += in_title * idf * (word in title)
        for bigram in plan.bigrams:
            idf = self.idf(self.most_holding(("title", "body"), "bigrams", "_".join(bigram)))
            added += settings.lead_pairs_weight * idf * (bigram in pairs)
        return added

    def passage(self, number: int, terms: tuple[str, ...]) -> float:
        """What the best passage of an article adds: every one is tried."""
        body = self.texts[number]["body", "folded"]
        length = self.settings.passage_words
        worths = [0.0]
        for start in range(len(body)):
            worth = 0.0
            for word in set(terms) & set(chain(*body[start : start + length])):
                holding = self.holding("body", "folded", word)
                if holding <= len(self.articles) / 2:
                    worth += self.idf(holding)
            worths.append(worth)
        return self.settings.passage_weight * max(worths)

    def idf(self, holding: int) -> float:
        if not holding:
            return 0.0
        return math.log(1 + (len(self.articles) - holding + 0.5) / (holding + 0.5))

    def most_of(self, node) -> Most | None:
        """The Most of a tree, at its top or in an All there."""
        if isinstance(node, Most):
            return node
        found = [child for child in getattr(node, "children", ()) if isinstance(child, Most)]
        return found[0] if isinstance(node, All) and found else None

    def with_all(self, most: Most) -> set[int]:
        """The articles with all the words."""
        numbers = range(len(self.articles))
        return {n for n in numbers if all(self.score(c, n) is not None for c in most.children)}

    def with_enough(self, most: Most, within: frozenset[int]) -> set[int]:
        """The articles with enough of the words, of those that match all else."""
        children = list(dict.fromkeys(most.children))
        having = {
            child: {n for n in range(len(self.articles)) if self.score(child, n) is not None}
            for child in children
        }
        if len(children) <= self.settings.all_words:
            every = set(within).intersection(*having.values())
            return every or {n for n in within if any(n in found for found in having.values())}
        weights = {
            child: max(1, round(100 * self.idf(len(found)))) if found else 0
            for child, found in having.items()
        }
        held = {n: sum(weights[c] for c in children if n in having[c]) for n in within}
        least = math.ceil(self.settings.minimum_share * sum(weights.values()) - 1e-9)
        enough = {n for n, weight in held.items() if weight and weight >= least}
        if len(enough) >= self.settings.minimum_matches:
            return enough
        some = sorted((weight for weight in held.values() if weight), reverse=True)
        nearest = some[: self.settings.minimum_matches]
        return {n for n, weight in held.items() if nearest and weight >= nearest[-1]}

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
            case All(children=children) if self.most_of(node):
                others = [child for child in children if not isinstance(child, Most)]
                (most,) = (child for child in children if isinstance(child, Most))
                within = self.matching_all(tuple(others))
                if number not in self.enough(most, within):
                    return None
                return sum(self.score(child, number) for child in others) + self.score(
                    Any(most.children), number
                )
            case Most(children=children):
                everyone = frozenset(range(len(self.articles)))
                if number not in self.enough(node, everyone):
                    return None
                return self.score(Any(children), number)
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
                return weight * self.idf(holding)
            case Word(term=term, field=field, exact=exact):
                settings = self.settings
                asked = [("folded", term.folded, 1.0, 1.0)]
                if exact and term.accented:
                    asked = [("accented", term.accented, 1.0, 1.0)]
                elif term.stem:
                    power = settings.english_idf_power
                    asked = [
                        ("folded", term.folded, settings.folded_weight, power),
                        ("stems", term.stem, settings.stems_weight, power),
                    ]
                elif term.accented:
                    asked.append(("accented", term.accented, settings.marked_weight, 1.0))
                return self.sum_of(self.term(number, field, *one) for one in asked)
            case Prefix(field=field) | Fuzzy(field=field):
                return self.sum_of(
                    self.term(number, field, "folded", text, 1.0, 1.0)
                    for text in self.expanded(node)
                )
            case Phrase():
                return self.phrase(number, node)

    @cache  # noqa: B019
    def expanded(self, leaf: Prefix | Fuzzy) -> tuple[str, ...]:
        """The folded terms of titles and bodies that a leaf stands for."""
        lexicon = {
            t for text in self.texts for f in ("title", "body") for t in chain(*text[f, "folded"])
        }
        if isinstance(leaf, Prefix):
            return tuple(sorted(t for t in lexicon if t.startswith(leaf.folded)))
        first = leaf.folded[0]
        return tuple(
            sorted(t for t in lexicon if t[0] == first and edits(t, leaf.folded) <= leaf.distance)
        )

    def expansions(self, node) -> dict[Prefix | Fuzzy, tuple[str, ...]]:
        match node:
            case All(children=children) | Most(children=children) | Any(children=children):
                below = children
            case Not(child=child):
                below = (child,)
            case Prefix() | Fuzzy():
                return {node: self.expanded(node)}
            case _:
                below = ()
        return {leaf: terms for child in below for leaf, terms in self.expansions(child).items()}

    @cache  # noqa: B019
    def matching_all(self, nodes: tuple) -> frozenset[int]:
        numbers = range(len(self.articles))
        return frozenset(n for n in numbers if all(self.score(c, n) is not None for c in nodes))

    @cache  # noqa: B019
    def enough(self, most: Most, within: frozenset[int]) -> set[int]:
        return self.with_enough(most, within)

    def phrase(self, number: int, phrase: Phrase) -> float | None:
        asked = [
            ("accented", t.accented) if phrase.exact and t.accented else ("folded", t.folded)
            for t in phrase.terms
        ]
        text = self.texts[number]
        for field in fields(phrase.field):
            for start in range(len(text[field, "folded"]) - len(asked) + 1):
                if all(word in text[field, s][start + i] for i, (s, word) in enumerate(asked)):
                    return sum(
                        self.bm25f(number, fields(phrase.field), s, word, 1) for s, word in asked
                    )
        return None

    def term(self, number, field, stream, term, weight, power) -> float | None:
        if not any(term in self.lists(own, stream)[number] for own in fields(field)):
            return None
        return weight * self.bm25f(number, fields(field), stream, term, power)

    def bm25f(self, number, own_fields, stream, term, power, kind="term") -> float:
        """BM25F, the length of a field in folded terms, whatever the stream."""
        settings = self.settings
        x = 0.0
        for field in own_fields:
            lengths = self.lengths(field)
            average = sum(lengths) / len(lengths) or 1.0
            norm = max(0.05, 1 - settings.b + settings.b * lengths[number] / average)
            weight = settings.title_weight if field == "title" else 1.0
            x += weight * self.lists(field, stream)[number].count(term) / norm
        k1 = settings.bigram_k1 if kind == "pair" else settings.k1
        return self.idf(self.most_holding(own_fields, stream, term)) ** power * x / (x + k1)

    def most_holding(self, own_fields, stream: str, term: str) -> int:
        """In how many articles the term is, in the field where most have it."""
        return max(self.holding(field, stream, term) for field in own_fields)

    @cache  # noqa: B019 - a reference lives for one test
    def lists(self, field: str, stream: str) -> list[list[str]]:
        return [list(chain(*text[field, stream])) for text in self.texts]

    @cache  # noqa: B019
    def lengths(self, field: str) -> list[int]:
        if field == "body":
            return [length_of(article.body) for article in self.articles]
        return [0 if a.title_derived else length_of(a.title) for a in self.articles]

    @cache  # noqa: B019
    def holding(self, field: str, stream: str, term: str) -> int:
        return sum(term in words for words in self.lists(field, stream))

    @staticmethod
    def sum_of(scores) -> float | None:
        matched = [score for score in scores if score is not None]
        return sum(matched) if matched else None


def terms_at(text: str, stems: bool) -> dict[str, list[list[str]]]:
    """Of each stream the terms at each position: those of a token, and those of the parts of compounds."""
    held: list[list[str]] = []
    for position, token in enumerate(token_texts(text)):
        for shift, part in ((0, token), *parts_of_token(token)):
            held += [[] for _ in range(position + shift + 1 - len(held))]
            if part != GAP:
                held[position + shift].append(part)
    folded = [list({terms_of_token(t)[0]: None for t in at}) for at in held]
    accented = [list({terms_of_token(t)[1]: None for t in at} | {None: None}) for at in held]
    return {
        "folded": folded,
        "bigrams": [[f"{a}_{b}" for a in left for b in right] for left, right in pairwise(folded)],
        "accented": [[term for term in at if term] for at in accented],
        "stems": [[stem(terms_of_token(t)[0]) for t in at] for at in held] if stems else [],
    }


def terms_in(text: str, stream: str) -> set[str]:
    """The terms of a text in a stream."""
    return set(chain(*terms_at(text, stems=True)[stream]))


def length_of(text: str) -> int:
    """How many tokens a text has, compounds each as one."""
    return sum(token != GAP for token in token_texts(text))


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
        words = [term for term in analyze(article.body).folded if term != GAP]
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
