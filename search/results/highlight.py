"""Where in a text the hits of a plan stand: found by the same terms that matched it in the index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from search.analysis import FoldedText, fold_text, has_stop, stem, terms_of_token, tokens
from search.articles import Article, Mention
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Most,
    Node,
    Not,
    Phrase,
    Prefix,
    Term,
    Word,
    leaves,
)
from search.results.page import TextPart

Expansions = Mapping[Prefix | Fuzzy, Sequence[str]]
"""The terms that each prefix and fuzzy leaf stood for."""

_BETWEEN = " -–—.'’"
"""What may part the words of a run that is marked as one."""

_FEW = 8
"""So many words are looked for one by one sooner than all words of a text are."""


LONGEST_TITLE = 300
"""How many characters of a title a list of results shows."""


class HitSpan(NamedTuple):
    """A hit in a text: it stands at `text[start:end]`; `key` tells which part of the request it is."""

    start: int
    end: int
    key: str


class Run(NamedTuple):
    """Terms that must stand next to each other; one with marks asks for them."""

    terms: tuple[Term, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants marked, each with the key of the part that asked for it.

    `words` are folded terms, `stems` those of English articles, `places` gazetteer ids. Words that are
    read as a place have its key: they ask for one thing.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    places: frozenset[str] = frozenset()

    @property
    def keys(self) -> set[str]:
        """The keys of the hits that there may be."""
        return {*self.words.values(), *self.stems.values(), *(run.key for run in self.runs)}


def wanted(tree: Node | None, expansions: Expansions, chosen_places: Iterable[str] = ()) -> Wanted:
    """What the tree and the places chosen beside it want of any article."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    runs: dict[Run, None] = {}
    places = set(chosen_places)
    for leaf, place_of in _leaves(tree) if tree is not None else ():
        match leaf:
            case Word(term=term, exact=True) if term.accented:
                runs[Run((Term(term.folded, term.accented),), term.accented)] = None
            case Word(term=term):
                words.setdefault(term.folded, place_of or term.folded)
                if term.stem:
                    stems.setdefault(term.stem, place_of or term.folded)
            case Phrase(terms=terms, exact=exact):
                plain = tuple(Term(t.folded, t.accented if exact else None) for t in terms)
                runs[Run(plain, place_of or " ".join(term.folded for term in terms))] = None
            case Prefix(folded=folded) | Fuzzy(folded=folded):
                for word in expansions.get(leaf, ()):
                    words.setdefault(word, folded)
            case FacetTerm(facet="place", value=place):
                places.add(place)
    longest_first = sorted(runs, key=lambda run: -len(run.terms))
    return Wanted(words, stems, tuple(longest_first), frozenset(places))


def _leaves(tree: Node) -> Iterator[tuple[Node, str]]:
    """The leaves that are wanted, those read as a place with the place's id, the others with ""."""
    match tree:
        case Any(children=[read, FacetTerm(facet="place", value=place), *_]):
            yield from ((leaf, place) for leaf in leaves(tree) if leaf == read)
            yield from ((leaf, "") for leaf in leaves(tree) if leaf != read)
        case All(children=children) | Most(children=children) | Any(children=children):
            for child in children:
                yield from _leaves(child)
        case Not():
            return
        case _:
            yield tree, ""


def wanted_in(article: Article, wanted: Wanted) -> Wanted:
    """What is wanted of this article: its places as it spells them, and stems if it is English.

    Of a place that it does not name, those that lie in it.
    """
    names = [
        Run(tuple(Term(token.folded, token.accented) for token in tokens(name)), place)
        for mention, place in places_asked(article, wanted.places)
        for name in mention.words
    ]
    runs = sorted((*wanted.runs, *names), key=lambda run: -len(run.terms)) if names else wanted.runs
    stems = wanted.stems if article.language == "en" else {}
    return replace(wanted, runs=tuple(runs), stems=stems, places=frozenset())


def places_asked(article: Article, places: Iterable[str]) -> Iterator[tuple[Mention, str]]:
    """Of these places those that the article names, in its order, each with the place that asks for it.

    Of a place that it does not name, those that lie in it.
    """
    asked = frozenset(places)
    unnamed = asked - {mention.place for mention in article.places}
    for mention in article.places:
        if mention.place in asked:
            yield mention, mention.place
        elif held := next((place for place in mention.within if place in unnamed), None):
            yield mention, held


def find_hits(text: str, wanted: Wanted) -> list[HitSpan]:
    """The hits in a normalized text, in order, none overlapping another."""
    if not (wanted.words or wanted.stems or wanted.runs):
        return []
    laid_out = fold_text(text)
    taken: set[int] = set()
    hits: list[HitSpan] = []
    for run in wanted.runs:
        for spans in _standing(run.terms, laid_out, text):
            free = [span for span in spans if span[0] not in taken]
            taken.update(start for start, _ in free)
            hits.extend(_joined(free, text, run.key))
    for term, key in _words(wanted, laid_out.folded):
        place = laid_out.folded.find(f" {term} ")
        while place >= 0:
            start, end = laid_out.span(place + 1, place + 1 + len(term))
            if start not in taken:
                hits.append(HitSpan(start, _with_full_stop(text, start, end), key))
            place = laid_out.folded.find(f" {term} ", place + 1 + len(term))
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    # A compound and a word in it may both be wanted.
    ends = accumulate((hit.end for hit in hits), max, initial=0)
    return [hit for hit, done in zip(hits, ends, strict=False) if hit.start >= done]


def clipped(title: str) -> str:
    """A title as long as a list of results has room for."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def mark(
    text: str, hits: Sequence[HitSpan], start: int = 0, end: int | None = None
) -> tuple[TextPart, ...]:
    """The text from `start` to `end` as stretches that are hits and stretches that are not."""
    end = len(text) if end is None else end
    segments = []
    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        if start < hit.start:
            segments.append(TextPart(text[start : hit.start], hit=False))
        segments.append(TextPart(text[hit.start : hit.end], hit=True))
        start = hit.end
    if start < end:
        segments.append(TextPart(text[start:end], hit=False))
    return tuple(segments)


def _words(wanted: Wanted, folded: str) -> Iterator[tuple[str, str]]:
    """The wanted words that may stand in a folded text, each once, with their keys."""
    if len(wanted.words) <= _FEW and not wanted.stems:
        yield from wanted.words.items()
        return
    present = set(folded.split())
    for term in wanted.words.keys() & present:
        yield term, wanted.words[term]
    # A stem begins as its word does: to stem every word of an article takes most of a page's time.
    initials = tuple({known[0] for known in wanted.stems})
    for term in present - wanted.words.keys() if initials else ():
        if term.startswith(initials) and (key := wanted.stems.get(stem(term))):
            yield term, key


def _standing(
    terms: Sequence[Term], laid_out: FoldedText, text: str
) -> Iterator[list[tuple[int, int]]]:
    """Where the tokens stand at each place at which the terms stand next to each other."""
    pattern = _pattern(tuple(term.folded for term in terms))
    found = pattern.search(laid_out.folded)
    while found:
        spans = [laid_out.span(*found.span(group)) for group in range(1, len(terms) + 1)]
        if not has_stop(text, spans[0][0], spans[-1][1]) and all(
            term.accented is None or term.accented == terms_of_token(text[start:end])[1]
            for term, (start, end) in zip(terms, spans, strict=True)
        ):
            yield spans
        found = pattern.search(laid_out.folded, found.start() + 1)


@lru_cache(maxsize=1 << 12)
def _pattern(folded: tuple[str, ...]) -> re.Pattern[str]:
    """The terms, a group each, in a text as `fold_text` lays it out."""
    return re.compile(" " + " +".join(f"({_written(term)})" for term in folded) + "(?= )")


def _written(term: str) -> str:
    """A pattern of the term; a day without its year is found with one."""
    return re.escape(term) + ("(?:/[0-9]{4})?" if term.count("/") == 1 else "")


def _joined(spans: Sequence[tuple[int, int]], text: str, key: str) -> Iterator[HitSpan]:
    """The tokens of a run as hits: neighbours with nothing but spaces or dashes between become one."""
    start, end = -1, -1
    for following, its_end in spans:
        if start >= 0 and not text[end:following].strip(_BETWEEN):
            end = its_end
            continue
        if start >= 0:
            yield HitSpan(start, _with_full_stop(text, start, end), key)
        start, end = following, its_end
    if start >= 0:
        yield HitSpan(start, _with_full_stop(text, start, end), key)


def _with_full_stop(text: str, start: int, end: int) -> int:
    """Where a hit ends with the last full stop of an abbreviation: U.S. but Hanoi."""
    dotted = end - start > 2 and text[end - 2 : end - 1] == "."
    return end + 1 if dotted and text.startswith(".", end) else end
