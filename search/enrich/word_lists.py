"""Word lists: what the rules of this room know of words, as tables that can be mended without Python.

A list is a CSV file beside the module that uses it. Lines that begin with # say what its columns mean.
Words are written with their marks, in NFC, and the tone mark on the first vowel (hòa, thủy).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from search.vietnamese.cues import never_bare

_ROOM = Path(__file__).parent

Row = Mapping[str, str]


def read_list(name: str) -> list[Row]:
    """The rows of a list, by column; `name` is its path in this room, as "places/cues/teams.csv".

    ValueError for a row with more or fewer cells than the head has.
    """
    with (_ROOM / name).open(encoding="utf-8", newline="") as file:
        reader = csv.reader((line for line in file if not line.startswith("#")), strict=True)
        head = next(reader)
        rows: list[Row] = []
        for cells in reader:
            if len(cells) != len(head):
                raise ValueError(f"{name}: {cells!r} has {len(cells)} cells of {len(head)}")
            rows.append(dict(zip(head, cells, strict=True)))
    return rows


def words_of(rows: Iterable[Row], column: str, *values: str) -> list[str]:
    """The words, in the first column, of the rows that have one of the values in a column."""
    return [next(iter(row.values())) for row in rows if row[column] in values]


def pattern_of(rows: Iterable[Row]) -> str:
    """A pattern for any of the words of some rows, alternatives without brackets around them.

    A * in a word matches any letters or none. The columns `not_before` and `not_after`, where a list
    has them, are words, joined by ";", beside which a row does not count; `exact` is "yes" where the
    capitals must be those of the row whatever the flags of the pattern are; `bare` is "no" where the word
    is no cue without its marks.
    """
    return "|".join(map(_pattern, rows))


def _pattern(row: Row) -> str:
    pattern = _escaped(next(iter(row.values())))
    if row.get("bare") == "no":
        pattern = never_bare(pattern)
    if row.get("exact") == "yes":
        pattern = f"(?-i:{pattern})"
    for word in filter(None, row.get("not_after", "").split(";")):
        pattern = rf"(?<!{_escaped(word)} ){pattern}"
    if words := row.get("not_before"):
        pattern += rf"(?! (?:{'|'.join(map(_escaped, words.split(';')))}))"
    return pattern


def _escaped(words: str) -> str:
    return re.escape(words).replace(r"\ ", " ").replace(r"\*", r"\w*")
