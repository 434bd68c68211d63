"""How articles write words: with which marks, and in which case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis import terms_of_token, token_texts


@dataclass(frozen=True, slots=True)
class Written:
    """A text word by word, as it is written and folded."""

    words: list[str]
    folded: list[str]


def read(texts: Iterable[str]) -> list[Written]:
    """The texts word by word."""
    found = []
    for text in texts:
        words = token_texts(text)
        found.append(Written(words, [terms_of_token(word)[0] for word in words]))
    return found


def writings(folded: Sequence[str], texts: Iterable[Written]) -> Counter[tuple[str, ...]]:
    """How often the words stand side by side in the texts, by how they are written there."""
    first, *rest = folded
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        place = -1
        for _ in range(text.folded.count(first)):
            place = text.folded.index(first, place + 1)
            if text.folded[place + 1 : place + len(folded)] == rest:
                found[tuple(text.words[place : place + len(folded)])] += 1
    return found


def accents_of(words: Sequence[str]) -> tuple[str, ...]:
    """The words in lower case with their marks: what of a writing is not its case."""
    terms = map(terms_of_token, words)
    return tuple(accented or folded for folded, accented in terms)
