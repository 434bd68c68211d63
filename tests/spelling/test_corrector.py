"""Spellings that a text may have meant, from a lexicon written down here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from search.analysis import Stream
from search.spelling.corrector import LONGEST, corrections
from search.spelling.language_model import Lexicon
from tests.engines.reference import edits

ARTICLES = 1000
COUNTS: dict[Stream, dict[str, int]] = {
    "folded": {"quang": 300, "nam": 600, "man": 80, "hop": 200, "tac": 200, "dien": 250, "bien": 200,
               "viet": 400, "trade": 60, "border": 40, "order": 60, "nma": 1, "cooperation": 90,
               "tam": 500,
               "xong": 1, "song": 900, "chuong": 100, "trinh": 100, "tinh": 300},
    "bigrams": {"quang_nam": 250, "hop_tac": 150, "dien_bien": 100, "viet_nam": 380, "nam_hop": 10,
              "border_trade": 20, "trade_order": 1,
              "hop_xong": 1, "hop_song": 150, "chuong_trinh": 80, "chuong_tinh": 2},
    "accented": {"điện": 100, "diễn": 100, "diện": 50, "biên": 120, "quảng": 250},
}  # fmt: skip


def frequencies(stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
    return tuple(COUNTS[stream].get(term, 0) for term in terms)


def similar(term: str, distance: int) -> Mapping[str, int]:
    near = (word for word in COUNTS["folded"] if 0 < edits(word, term) <= distance)
    found = {word: COUNTS["folded"][word] for word in near if word[0] in term[:2]}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def spelled(text: str) -> list[str]:
    return list(corrections(text, Lexicon(ARTICLES, frequencies, similar)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quagn nam", "quang nam"),
        ("boder trade", "border trade"),
        # the neighbour decides: alone "tam" is the more frequent
        ("tan", "tam"),
        ("hop tan", "hop tac"),
        # "nma" is a word, if a rare one; beside "quang" it is not meant
        ("quang nma", "quang nam"),
        ("quangnam", "quang nam"),
        ("quangnamhoptac", "quang nam hop tac"),
        ("bor der", "border"),
        ("Dieejn Bieen", "Diện Biên"),
        ("Điênn biên", "Điện biên"),
        # r is a tone in Telex (tỉnh), but within a word it may have changed its place
        ("chuong tirnh", "chuong trinh"),
        ("chuong tinhr", "chuong tỉnh"),
        ("QUAGN nam OR xyz", "QUANG nam OR xyz"),
    ],
)
def test_the_likeliest_comes_first(typed: str, meant: str) -> None:
    assert spelled(typed)[:1] == [meant]


@pytest.mark.parametrize(
    "typed",
    [
        "quang nam",
        "viet nam hop tac",
        # known words that never stood side by side, and nothing better
        "trade quang",
        "nma",
        "nma trade",
        # "song" is far more frequent, but nothing beside the word speaks for it
        "xong",
        "xong trade",
        # it stands so somewhere, though "hop song" does so more often
        "hop xong",
        # "trade order" stands somewhere, but is not likelier
        "trade border",
        "xyzzy",
        "12345",
        "-quagn",
        "quagn*",
        "",
        " ".join(["quagn"] * (LONGEST + 1)),
    ],
)
def test_nothing_is_likelier_than_what_is_right_or_unknown(typed: str) -> None:
    assert spelled(typed) == []


def test_no_more_than_asked_for_and_each_once() -> None:
    found = list(corrections("tan", Lexicon(ARTICLES, frequencies, similar), limit=1))
    assert found == ["tam"]
    assert len(set(spelled("boder trade"))) == len(spelled("boder trade")) <= 3
