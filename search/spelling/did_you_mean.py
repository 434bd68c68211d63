"""What a request may have meant: "Did you mean" is answered here.

Letters are corrected only if no article holds all the words; marks only where no article has the words
side by side with those typed, and the articles found have others. What stands so in an article is never
corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from search.analysis import fold
from search.articles import Article
from search.query.lexer import clean
from search.query.plan import SearchRequest
from search.query.words import QueryWord, as_cased, query_words, rewritten
from search.results.page import Relaxation
from search.spelling.corrector import corrections
from search.spelling.language_model import Lexicon
from search.spelling.surface_forms import Written, accents_of, read, writings

RARE = 15
"""A word as typed is rare if so many times more articles have it with other marks."""

CLOSE = 0.1
"""A word's neighbour tells what was meant if the word stands beside it in this share of its articles."""

MANY = 20
"""If some article holds all the words as typed, other marks are offered only if so many have them."""

READ = 6
"""How many articles are read to see how they write words."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is asked of the index here.

    `count` tells how many articles hold all that each request asks, `sample` gives some of them;
    `place_named` gives the Vietnamese name of a place one of whose names, folded, is this, or None.
    """

    lexicon: Lexicon
    count: Callable[[Sequence[SearchRequest]], list[int]]
    sample: Callable[[SearchRequest, int], Sequence[Article]]
    place_named: Callable[[str], str | None]


def respelled(request: SearchRequest, index: Index) -> str | None:
    """What the text of a request that finds nothing may have meant; None if it cannot be told."""
    everywhere = _everywhere(request)
    candidates = [
        replace(everywhere, text=corrected)
        for corrected in corrections(clean(request.text), index.lexicon)
    ]
    typed, *totals = index.count([everywhere, *candidates])
    found = next((found for found, total in zip(candidates, totals, strict=True) if total), None)
    if found is None or typed:
        return None
    if name := _place_named(found.text, index):
        return name
    if any(word.accented for word in query_words(found.text)):
        articles = index.sample(found, READ)
        return rewritten(found.text, _Marks(found.text, articles, index, guessed=True).changes())
    return found.text


def steps_to_spelling(request: SearchRequest, text: str) -> tuple[Relaxation, Relaxation]:
    """The request with another text, within its filters and without them, still to be counted."""
    return (
        Relaxation("spelled", replace(request, text=text, page=1), 0),
        Relaxation("spelled", replace(_everywhere(request), text=text), 0),
    )


def remarked(
    request: SearchRequest, articles: Sequence[Article], index: Index
) -> Relaxation | None:
    """The request with the marks that the articles it finds have; None if those typed are in use."""
    text = clean(request.text)
    marks = _Marks(text, articles, index)
    changes = marks.changes()
    if not changes:
        return None
    corrected = replace(request, text=rewritten(text, changes), page=1)
    as_typed, total = index.count([replace(_everywhere(request), exact=True), corrected])
    if not total or (as_typed and marks.least < MANY):
        return None
    return Relaxation("spelled", corrected, total)


def _place_named(text: str, index: Index) -> str | None:
    """The name of a place with its marks, if that is what the text is: all in words that begin with
    capitals, with some mark."""
    words = query_words(text)
    names = all(word.typed[0].isupper() for word in words)
    if len(words) < 2 or not names or not any(word.accented for word in words):
        return None
    name = index.place_named(" ".join(word.folded for word in words))
    return name if name and fold(name) == fold(text) else None


def _everywhere(request: SearchRequest) -> SearchRequest:
    """The request without its filters, in the default order."""
    return SearchRequest(
        text=request.text, exact=request.exact, expand_places=request.expand_places
    )


class _Marks:
    """A text's marks, compared with those that articles have on its words.

    Words are compared by twos, as they stand; one without a neighbour by itself. `least` is in how few
    articles any two corrected words are likely to stand. Marks that are `guessed`, not typed, need not be
    rare to be wrong.
    """

    def __init__(
        self, text: str, articles: Sequence[Article], index: Index, *, guessed: bool = False
    ) -> None:
        self._index = index
        self._guessed = guessed
        self._words = query_words(text)
        accented = any(word.accented for word in self._words)
        self._texts = _read(articles) if accented else []
        self._right: set[QueryWord] = set()
        self.least = 0

    def changes(self) -> list[tuple[int, int, str]]:
        """What to write otherwise, as `rewritten` takes it; nothing if no mark is wrong."""
        slips: list[tuple[tuple[QueryWord, ...], tuple[str, ...], int]] = []
        for run in self._runs():
            typed = tuple(map(_accented, run))
            usual, expected = self._usual(run)
            if usual == typed:
                continue
            if all(self._is_slip(*words, expected) for words in zip(typed, usual, strict=True)):
                slips.append((run, usual, expected))
            else:
                self._right.update(run)
        exact = self._exactly([run for run, _, _ in slips]) if slips else []
        meant: dict[QueryWord, str] = {}
        for (run, usual, expected), as_typed in zip(slips, exact, strict=True):
            if as_typed:
                self._right.update(run)
                continue
            self.least = min(self.least or expected, expected)
            for word, accented in zip(run, usual, strict=True):
                if accented != _accented(word):
                    meant[word] = accented
        return [
            (word.start, word.end, as_cased(accented, word.typed))
            for word, accented in meant.items()
            if word not in self._right
        ]

    def _runs(self) -> list[tuple[QueryWord, ...]]:
        """Each two neighbours, and each word without any, if some word of them is accented."""
        words = self._words
        follows = [*(word.follows for word in words), False]
        runs = [
            words[place : place + 1 + follows[place + 1]]
            for place in range(len(words))
            if follows[place + 1] or not follows[place]
        ]
        return [run for run in runs if any(word.accented for word in run)]

    def _usual(self, run: Sequence[QueryWord]) -> tuple[tuple[str, ...], int]:
        """How the words are usually accented, and in how many articles so; as typed if none tells.

        Of the ways that the articles mark them it is the one nearest to what was typed.
        """
        typed = tuple(map(_accented, run))
        frequency = self._frequency(run)
        ways = _ways(run, self._texts)
        if not ways and frequency >= MANY:
            ways = _ways(run, _read(self._vietnamese(run)))
        if not ways:
            return typed, 0
        usual = min(ways, key=lambda way: (_differences(way, typed), -ways[way]))
        expected = frequency * ways[usual] // sum(ways.values())
        if usual == typed:
            self._right.update(run)
        return usual, expected

    def _vietnamese(self, run: Sequence[QueryWord]) -> Sequence[Article]:
        """Some Vietnamese articles that have the words side by side."""
        phrase = " ".join(word.folded for word in run)
        asked = SearchRequest(text=f'"{phrase}"', chosen={"lang": ("vi",)}, expand_places=False)
        return self._index.sample(asked, READ)

    def _is_slip(self, typed: str, usual: str, expected: int) -> bool:
        """Whether a word may be meant as usual: nowhere as typed, or rare so and usual beside the other."""
        if self._guessed or typed == usual:
            return True
        as_typed, as_usual = self._index.lexicon.counts("accented", [typed, usual])
        if not as_typed:
            return True
        return as_typed * RARE <= as_usual and as_usual * CLOSE <= expected

    def _frequency(self, run: Sequence[QueryWord]) -> int:
        """In how many articles the words stand side by side, with whatever marks."""
        return self._index.lexicon.count(*(word.folded for word in run))

    def _exactly(self, runs: Sequence[Sequence[QueryWord]]) -> list[int]:
        """For each run in how many articles its words stand side by side with the marks typed."""
        phrases = [" ".join(map(_accented, run)) for run in runs]
        return self._index.count(
            [
                SearchRequest(text=f'"{phrase}"', exact=True, expand_places=False)
                for phrase in phrases
            ]
        )


def _ways(run: Sequence[QueryWord], texts: Sequence[Written]) -> dict[tuple[str, ...], int]:
    """In which ways the articles mark the words, and how often.

    A word typed without marks stays so, unless all are as typed; words written without any tell
    nothing of marks.
    """
    typed = tuple(map(_accented, run))
    ways: dict[tuple[str, ...], int] = {}
    for written, times in writings([word.folded for word in run], texts).items():
        accented = accents_of(written)
        way = tuple(
            m if word.accented else word.folded for m, word in zip(accented, run, strict=True)
        )
        told = all(m != word.folded for m, word in zip(way, run, strict=True) if word.accented)
        if told and (way != typed or accented == typed):
            ways[way] = ways.get(way, 0) + times
    return ways


def _read(articles: Sequence[Article]) -> list[Written]:
    return read(text for article in articles[:READ] for text in (article.title, article.body))


def _accented(word: QueryWord) -> str:
    return word.accented or word.folded


def _differences(left: Sequence[str], right: Sequence[str]) -> int:
    """How many letters differ."""
    return sum(OSA.distance(one, other) for one, other in zip(left, right, strict=True))
