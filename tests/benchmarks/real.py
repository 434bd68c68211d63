"""Real articles repeated until there are many, with as many different words as real archives have.

The number of different words of a text of n is about K · n^β (Heaps 1978, "Information Retrieval:
Computational and Theoretical Aspects"). Plain repetition adds no word, and recombined sentences hardly
any, so that dictionaries stay small. Here the rare words of each copy are drawn from the tail of the real
file, and so many of them are new, put together from the halves of two, that the whole grows by its law.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from search.articles import RawArticle

_WORD = re.compile(r"[^\W\d_]+")
_TAIL = 2
"""A word of the tail stands so often in the real file, or less often."""

_SETTLED = 16
"""The law is fitted to all but the first of so many parts: the beginning of a text is steeper."""


@dataclass(frozen=True, slots=True)
class Heaps:
    """The law of a text: about `factor` · n^`power` different words among n."""

    factor: float
    power: float

    def __call__(self, words: float) -> float:
        """How many different words there are among so many."""
        return float(self.factor * words**self.power)


def words_of(article: RawArticle) -> list[str]:
    """The words of an article's title and body, in small letters."""
    return _WORD.findall(f"{article.title or ''}\n{article.body}".lower())


def growth(articles: Iterator[RawArticle] | Sequence[RawArticle]) -> Iterator[tuple[int, int]]:
    """After each article, how many words there were and how many different ones."""
    seen: set[str] = set()
    count = 0
    for article in articles:
        words = words_of(article)
        count += len(words)
        seen.update(words)
        yield count, len(seen)


def heaps_law(articles: Sequence[RawArticle]) -> Heaps:
    """The law that the articles follow, by least squares of the logarithms."""
    points = np.log([point for point in growth(articles) if point[0]])
    settled = points[len(points) // _SETTLED :]
    power, factor = np.polyfit(settled[:, 0], settled[:, 1], 1)
    return Heaps(float(np.exp(factor)), float(power))


def repeated(
    articles: Sequence[RawArticle], size: int, law: Heaps, chance: Random
) -> Iterator[RawArticle]:
    """So many articles: the given ones as they are, then copies whose rare words are drawn."""
    counts = Counter(word for article in articles for word in words_of(article))
    tail = sorted(word for word, n in counts.items() if n <= _TAIL and len(word) > 1)
    is_rare, known = frozenset(tail), set(counts)
    count = counts.total()

    def drawn(written: re.Match[str]) -> str:
        word = written[0].lower()
        if word not in is_rare:
            return written[0]
        first, second = chance.choice(tail), chance.choice(tail)
        if len(known) < law(count):
            first = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
            if first not in known:
                known.add(first)
                tail.append(first)
        return first.capitalize() if written[0][0].isupper() else first

    for number in range(size):
        article = articles[number % len(articles)]
        if number >= len(articles):
            count += len(words_of(article))
            title = _WORD.sub(drawn, article.title or "")
            body = _WORD.sub(drawn, article.body)
            article = replace(article, title=title, body=body)
        yield replace(article, id=str(number))
