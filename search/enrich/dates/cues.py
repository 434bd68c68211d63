"""The lists of cues that say what a date is: `cues.csv`, whose head says what each of them is for."""

from __future__ import annotations

from functools import cache

from search.enrich.word_lists import Row, pattern_of, read_list


@cache
def _rows() -> list[Row]:
    return read_list("dates/cues.csv")


def cues_of(name: str) -> str:
    """A pattern for the cues of a list, alternatives without brackets around them; ValueError for none."""
    if not (rows := [row for row in _rows() if row["list"] == name]):
        raise ValueError(f"no list {name} of cues")
    return pattern_of(rows)
