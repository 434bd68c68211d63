"""The unit words of a name's official form: "tỉnh Cà Mau" and "Can Tho City" are Cà Mau and Cần Thơ.

The data stand beside this module in `units.csv`, whose head says what each column holds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from search.analysis import Token, normalize, tokens

Kind = Literal[
    "country", "province", "municipality", "region", "state", "islands",
    "prefecture", "city", "town", "district", "border gate",
]  # fmt: skip

DATA = Path(__file__).with_name("units.csv")


class Typed(Protocol):
    """A word as it was typed: folded, and with its marks if it has any."""

    @property
    def folded(self) -> str: ...

    @property
    def accented(self) -> str | None: ...


_Word = TypeVar("_Word", bound=Typed)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word, of one word or more, and the kinds of places that it stands for.

    `bare` if it is the unit without its marks too, or has none.
    """

    words: str
    side: Literal["before", "after"]
    kinds: frozenset[Kind]
    bare: bool

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its words as they are compared."""
        return tuple(tokens(normalize(self.words)))


@lru_cache(maxsize=1)
def load_units() -> tuple[Unit, ...]:
    """The units that come with Tìm Tin, the longest first; read once."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        units = [
            Unit(
                row["unit"],
                row["side"],  # type: ignore[arg-type]  # a test holds the file to the sides
                frozenset(row["kinds"].split(";")),  # type: ignore[arg-type]  # to the kinds too
                bare=row["bare"] != "no",
            )
            for row in rows
        ]
    return tuple(sorted(units, key=lambda unit: -len(unit.tokens)))


def without_unit(
    typed: Sequence[_Word], *, begun: bool = False
) -> Iterator[tuple[Sequence[_Word], Unit]]:
    """What is left of the words without a unit at their beginning or end, for each that they have.

    With `begun` only the beginning of the unit's last word need be typed.
    """
    if len(typed) < 2:
        return
    for unit, spotted in _units_by_tokens() if begun else _units_beside(typed):
        size = len(spotted)
        if len(typed) <= size:
            continue
        if unit.side == "before":
            beside, rest = typed[:size], typed[size:]
        else:
            beside, rest = typed[-size:], typed[:-size]
        *firsts, last = zip(beside, spotted, strict=True)
        if all(_is(word, token, unit) for word, token in firsts) and (
            _is(*last, unit)
            or (begun and unit.side == "after" and last[1].folded.startswith(last[0].folded))
        ):
            yield rest, unit


def _is(word: Typed, token: Token, unit: Unit) -> bool:
    """Whether the word is that of the unit, with its marks unless it is clear without them."""
    return word.folded == token.folded and (
        word.accented == token.accented or (word.accented is None and unit.bare)
    )


def _units_beside(typed: Sequence[Typed]) -> list[tuple[Unit, tuple[Token, ...]]]:
    """The units whose outermost word is the first or the last of the words."""
    before, after = _units_by_edge()
    first, last = before.get(typed[0].folded, ()), after.get(typed[-1].folded, ())
    return [_units_by_tokens()[i] for i in sorted((*first, *last))]


@lru_cache(maxsize=1)
def _units_by_edge() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Where the units of each side stand in `_units_by_tokens`, by their outermost word."""
    before: dict[str, list[int]] = {}
    after: dict[str, list[int]] = {}
    for i, (unit, spotted) in enumerate(_units_by_tokens()):
        if unit.side == "before":
            before.setdefault(spotted[0].folded, []).append(i)
        else:
            after.setdefault(spotted[-1].folded, []).append(i)
    return before, after


@lru_cache(maxsize=1)
def _units_by_tokens() -> tuple[tuple[Unit, tuple[Token, ...]], ...]:
    """The units that differ as they are compared: "tp" and "TP." are one."""
    found = {
        (unit.side, tuple((t.folded, t.accented) for t in unit.tokens)): unit
        for unit in reversed(load_units())
    }
    return tuple((unit, unit.tokens) for unit in reversed(found.values()))
