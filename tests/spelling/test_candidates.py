"""What a typed word may stand for, and at what cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from search.analysis import Stream
from search.query.words import query_words
from search.spelling.candidates import (
    DOUBLE,
    DROP,
    EXTRA,
    FIRST_LETTER,
    MARKS,
    SOUND,
    SWAP,
    WRONG,
    WRONG_NEAR,
    edit_cost,
    word_candidates,
)
from search.spelling.language_model import LanguageModel
from tests.engines.reference import edits

COUNTS: dict[Stream, dict[str, int]] = {
    "folded": {"cho": 300, "tro": 200, "cancel": 1, "cancels": 5, "cancer": 5, "an": 40, "han": 9},
    "accented": {"chợ": 30, "trợ": 80, "trò": 90, "chờ": 60},
    "bigrams": {},
    "stems": {},
}


def costs(typed: str, *, accented: bool = False) -> dict[str, float]:
    def doc_freq(stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
        return tuple(COUNTS[stream].get(term, 0) for term in terms)

    def similar(term: str, distance: int) -> Mapping[str, int]:
        folded = COUNTS["folded"]
        return {w: folded[w] for w in folded if 0 < edits(w, term) <= distance}

    (word,) = query_words(typed)
    model = LanguageModel(10_000, doc_freq, similar)
    found = word_candidates(word, model, accented=accented)
    return {" ".join(form.written for form in c.forms): c.cost for c in found}


def test_what_sounds_alike_costs_no_marks() -> None:
    found = costs("chợ", accented=True)
    assert found["trợ"] == SOUND
    assert found["trò"] == SOUND + MARKS
    assert found["chờ"] == MARKS


def test_an_inflection_is_no_misspelling() -> None:
    assert "cancer" in costs("cancel")
    assert "cancels" not in costs("cancel")
    assert "cancel" in costs("cancle")


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("hagn", "hang", SWAP),
        ("hangg", "hang", DOUBLE),
        ("hanh", "han", EXTRA),
        ("hng", "hang", DROP),
        ("ang", "hang", DROP + FIRST_LETTER),
        ("hsng", "hang", WRONG_NEAR),
        ("hpng", "hang", WRONG),
        ("gang", "hang", WRONG_NEAR + FIRST_LETTER),
        ("hpgn", "hang", 2 * WRONG),
    ],
)
def test_slips_cost_by_their_kind(typed: str, meant: str, cost: float) -> None:
    assert edit_cost(typed, meant) == cost
