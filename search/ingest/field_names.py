"""Which field of an article a name in a record, a table or front matter means."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.analysis import fold

_TABLE = Path(__file__).with_name("field_names.csv")
_NO_FIELDS = ("aside", "list", "prefix")
_MOST_KEYS = 10_000
"""How many keys are remembered. Records of one source have a few dozen between them."""
_LONGEST_KEY = 200


class FieldName(NamedTuple):
    """The field that a name means, and its rank among the names of that field: the lowest is believed."""

    field: str
    rank: int


class FieldNames:
    """What names mean: those that are given, before those of `field_names.csv`."""

    def __init__(self, given: Sequence[tuple[str, str]] = ()) -> None:
        """`given` are pairs of a field and a name for it, those to be believed most first."""
        self.given = tuple(given)
        named = {
            fold_name(name): FieldName(field, rank - len(self.given))
            for rank, (field, name) in reversed(tuple(enumerate(self.given)))
        }
        self._named = _table() | named
        self._known: dict[str, FieldName | None] = {}

    def __reduce__(self) -> tuple[object, ...]:
        # The table is where it is unpickled too: workers get these names with every file.
        return field_names, (self.given,)

    def find(self, key: str) -> FieldName | None:
        """The field that a key means, None if it means none."""
        try:
            return self._known[key]
        except KeyError:
            found = self._named.get(fold_name(key)) if len(key) <= _LONGEST_KEY else None
            if len(self._known) < _MOST_KEYS:
                self._known[key] = found
            return found


@cache
def field_names(given: tuple[tuple[str, str], ...] = ()) -> FieldNames:
    """What names mean where these are given."""
    return FieldNames(given)


def fold_name(name: str) -> str:
    """The form in which names are compared: no case, no diacritics, no separators."""
    return "".join(char for char in fold(name) if char.isalnum())


@cache
def names_of(kind: str) -> frozenset[str]:
    """The folded names of a kind that is no field: `aside`, `list` or `prefix`."""
    return frozenset(fold_name(name) for name, of in _rows() if of == kind)


@cache
def _table() -> dict[str, FieldName]:
    fields = [(fold_name(name), of) for name, of in _rows() if of not in _NO_FIELDS]
    named: dict[str, FieldName] = {}
    # A name as it stands comes before the same with a prefix.
    for prefix in ("", *names_of("prefix")):
        for rank, (name, field) in enumerate(fields):
            named.setdefault(prefix + name, FieldName(field, rank))
    return named


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), strict=True)
        next(rows)
        return tuple((name, field) for name, field in rows)
