"""Words that go together, from an index written down here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from search.assist.collocations import following

WORDS = {"cua": 900, "cac": 800, "cung": 300, "cuoc": 200, "song": 250, "nhu": 600, "cuop": 3}
PAIRS = {"cua_cac": 130, "cuoc_song": 120, "cung_nhu": 90, "cuop_song": 2}


def engine_with(pairs: dict[str, int]) -> Any:
    def terms_with_prefix(stream: str, prefix: str, limit: int) -> dict[str, int]:
        assert stream == "bigrams"
        return {pair: count for pair, count in pairs.items() if pair.startswith(prefix)}

    return SimpleNamespace(
        terms_with_prefix=terms_with_prefix,
        doc_freq=lambda stream, words: tuple(WORDS[word] for word in words),
        summary=lambda: SimpleNamespace(articles=1000),
    )


def test_those_come_first_that_say_most() -> None:
    # by chance "cua cac" would stand in a fifth of the 720 articles that hold both by chance: 144
    assert following(["cu"], engine_with(PAIRS)) == [("cuoc", "song"), ("cung", "nhu")]
    assert following(["cung", "n"], engine_with(PAIRS)) == [("cung", "nhu")]
    assert following(["xy"], engine_with(PAIRS)) == []


def test_a_pair_much_rarer_than_the_most_frequent_one_is_left_out() -> None:
    assert following(["cuo"], engine_with(PAIRS)) == [("cuoc", "song")]
    assert following(["cuop"], engine_with(PAIRS)) == [("cuop", "song")]
