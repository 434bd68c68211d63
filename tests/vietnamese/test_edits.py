"""Syllables one slip of the fingers away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.vietnamese.edits import folded_syllables, one_edit_away


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngna", "ngan"),  # two letters swapped
        ("nga", "ngan"),  # one dropped
        ("hangg", "hang"),  # one doubled
        ("gang", "hang"),  # one wrong
        ("inh", "tinh"),  # the first dropped
    ],
)
def test_each_kind_of_slip_is_mended(typed: str, meant: str) -> None:
    assert meant in one_edit_away(typed)


@pytest.mark.parametrize("typed", ["", "xyzzy", "government", "12", "điện"])
def test_other_words_have_no_such_neighbours(typed: str) -> None:
    assert [s for s in one_edit_away(typed) if OSA.distance(s, typed) != 1] == []


@given(st.text("aceghimnotuy", max_size=7))
def test_neighbours_are_all_the_syllables_at_distance_one(typed: str) -> None:
    expected = {s for s in folded_syllables() if OSA.distance(s, typed) == 1}
    assert set(one_edit_away(typed)) == expected
