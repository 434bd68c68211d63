"""Syllables that differ by one slip of the fingers, marks apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from search.analysis import fold
from search.vietnamese.syllables import ONSETS, RIMES

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def folded_syllables() -> frozenset[str]:
    """All Vietnamese syllables, without their marks."""
    return frozenset(fold(onset + rime) for onset in ONSETS for rime in RIMES)


@lru_cache(maxsize=1 << 12)
def one_edit_away(folded: str) -> tuple[str, ...]:
    """The syllables one letter dropped, doubled, wrong or too many, or two letters swapped, away."""
    known = folded_syllables()
    return tuple(sorted({other for other in _edits(folded) if other in known and other != folded}))


def _edits(word: str) -> Iterator[str]:
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in LETTERS)
