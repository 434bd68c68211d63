"""Words that go together, from an index written down here."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from search.assist.collocations import following

CASES = Path(__file__).parent.parent / "cases" / "collocations.jsonl"
WORDS = {"cua": 900, "cac": 800, "cung": 300, "cuoc": 200, "song": 250, "nhu": 600, "cuop": 3}
PAIRS = {"cua_cac": 130, "cuoc_song": 120, "cung_nhu": 90, "cuop_song": 2}


def engine_with(pairs: dict[str, int], words: dict[str, int] = WORDS, articles: int = 1000) -> Any:
    def terms_with_prefix(stream: str, prefix: str, limit: int) -> dict[str, int]:
        assert stream == "bigrams"
        return {pair: count for pair, count in pairs.items() if pair.startswith(prefix)}

    return SimpleNamespace(
        terms_with_prefix=terms_with_prefix,
        doc_freq=lambda stream, asked: tuple(words[word] for word in asked),
        summary=lambda: SimpleNamespace(articles=articles),
    )


def test_those_come_first_that_say_most() -> None:
    # by chance "cua cac" would stand in a fifth of the 720 articles that hold both by chance: 144
    assert following(["cu"], engine_with(PAIRS)) == [("cuoc", "song"), ("cung", "nhu")]
    assert following(["cung", "n"], engine_with(PAIRS)) == [("cung", "nhu")]
    assert following(["xy"], engine_with(PAIRS)) == []


def test_a_pair_much_rarer_than_the_most_frequent_one_is_left_out() -> None:
    assert following(["cuo"], engine_with(PAIRS)) == [("cuoc", "song")]
    assert following(["cuop"], engine_with(PAIRS)) == [("cuop", "song")]


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in CASES.read_text("utf-8").splitlines()],
    ids=lambda case: case["why"],
)
def test_on_either_side_of_what_goes_together(case: dict) -> None:
    engine = engine_with(case["pairs"], case["words"], case["articles"])
    assert [" ".join(pair) for pair in following([case["asked"]], engine)] == case["found"]
