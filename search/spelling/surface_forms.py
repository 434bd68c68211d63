"""How articles write words: with which marks, and in which case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis import FoldedText, fold_text, terms_of_token, token_texts


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """The tokens of a text, as they are written and folded."""

    tokens: list[str]
    folded: list[str]


def tokenize(texts: Iterable[str]) -> list[TokenizedText]:
    """The texts token by token."""
    found = []
    for text in texts:
        tokens = token_texts(text)
        found.append(TokenizedText(tokens, [terms_of_token(token)[0] for token in tokens]))
    return found


def surface_forms(
    folded: Sequence[str], texts: Iterable[TokenizedText]
) -> Counter[tuple[str, ...]]:
    """How often the words are side by side in the texts, by how they are written there."""
    first, *rest = folded
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        i = -1
        for _ in range(text.folded.count(first)):
            i = text.folded.index(first, i + 1)
            if text.folded[i + 1 : i + len(folded)] == rest:
                found[tuple(text.tokens[i : i + len(folded)])] += 1
    return found


def accents_of(words: Sequence[str]) -> tuple[str, ...]:
    """The words in lower case with their marks: a surface form without its case."""
    terms = map(terms_of_token, words)
    return tuple(accented or folded for folded, accented in terms)


class AccentedPairs:
    """Texts in which the accents of bigrams are looked up; each text is folded once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: list[tuple[str, FoldedText]] = [(text, fold_text(text)) for text in texts]

    def count(self, left: str, right: str) -> Counter[tuple[str, ...]]:
        """In how many texts the folded words are side by side, by how they are accented there.

        Only texts that have some marks: others tell nothing of them.
        """
        found: Counter[tuple[str, ...]] = Counter()
        for text, folded in self._texts:
            if not text.isascii():
                found.update(set(_accented_pairs(left, right, text, folded)))
        return found


def _accented_pairs(
    left: str, right: str, text: str, folded: FoldedText
) -> Iterable[tuple[str, ...]]:
    wanted = f" {left} {right} "
    i = folded.folded.find(wanted)
    while i >= 0:
        middle = i + 1 + len(left)
        first = folded.span(i + 1, middle)
        second = folded.span(middle + 1, middle + 1 + len(right))
        yield accents_of([text[slice(*first)], text[slice(*second)]])
        i = folded.folded.find(wanted, i + 1)
