"""What a ranking is worth: nDCG@10, MRR@10 and recall@10, of whole sets and of both their halves."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

DEPTH = 10
"""How many of the best documents every engine is asked for."""


def ndcg(found: Sequence[str], relevant: Set[str]) -> float:
    """The gain of the relevant among the best, less the further down, over the most it could be."""
    gain = sum(1 / math.log2(rank + 1) for rank, id in _ranked(found) if id in relevant)
    most = sum(1 / math.log2(rank + 1) for rank in range(1, min(DEPTH, len(relevant)) + 1))
    return gain / most if most else 0.0


def mrr(found: Sequence[str], relevant: Set[str]) -> float:
    """One over the rank of the first that is relevant."""
    return next((1 / rank for rank, id in _ranked(found) if id in relevant), 0.0)


def recall(found: Sequence[str], relevant: Set[str]) -> float:
    """The share of the relevant that is among the best."""
    return len(relevant.intersection(found[:DEPTH])) / len(relevant) if relevant else 0.0


MEASURES: Mapping[str, Callable[[Sequence[str], Set[str]], float]] = {
    "nDCG@10": ndcg,
    "MRR@10": mrr,
    "recall@10": recall,
}


def _ranked(found: Sequence[str]) -> Iterable[tuple[int, str]]:
    return enumerate(found[:DEPTH], start=1)


def half(query: str) -> int:
    """The half, 0 or 1, of a question by its id up to a colon: the same for all ways to type it."""
    return zlib.crc32(query.partition(":")[0].encode()) & 1


@dataclass(frozen=True)
class Score:
    """The mean of a measure over a set's questions, and over each half; None for an empty half."""

    whole: float
    halves: tuple[float | None, float | None]

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Score:
        """Of the value of each question, by its id; ValueError if there is none."""
        split: tuple[list[float], list[float]] = [], []
        for query, value in values.items():
            split[half(query)].append(value)
        if not values:
            raise ValueError("a set without questions has no score")
        first, second = (sum(part) / len(part) if part else None for part in split)
        return cls(sum(values.values()) / len(values), (first, second))


Table = Mapping[str, Mapping[str, Score]]
"""The score of each engine that took part, for each set."""


def means(table: Table) -> dict[str, float]:
    """The mean of each engine over the sets in which it took part."""
    return {
        engine: sum(held) / len(held)
        for engine in engines_of(table)
        if (held := [row[engine].whole for row in table.values() if engine in row])
    }


def worst_losses(table: Table, own: Set[str] = frozenset()) -> dict[str, tuple[float, str]]:
    """For each engine the most that any set's best rival is ahead of it, and the name of that set.

    The engines of `own` are one engine with several settings, so no rivals of each other.
    """
    worst: dict[str, tuple[float, str]] = {}
    for name, row in table.items():
        for engine, score in row.items():
            rivals = [
                other.whole
                for rival, other in row.items()
                if rival != engine and not {rival, engine} <= own
            ]
            if rivals:
                loss = max(rivals) - score.whole
                worst[engine] = max(worst.get(engine, (loss, name)), (loss, name))
    return worst


def engines_of(table: Table) -> list[str]:
    """The engines of a table, in the order in which they come first."""
    return list(dict.fromkeys(engine for row in table.values() for engine in row))
