"""Spellings that a text may have meant, from a lexicon written down here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from search.analysis import Stream
from search.query.words import query_words
from search.spelling.corrector import corrections, doubtful_words, typed_query
from search.spelling.language_model import LanguageModel
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
    """What the likeliest other spellings are that are likelier than the text itself, folded."""
    model = LanguageModel(ARTICLES, frequencies, similar)
    query = typed_query(query_words(text))
    found = corrections(query, doubtful_words(query, model), model)
    return [
        " ".join(form.written for candidate in path.candidates for form in candidate.forms)
        for path, gain in found
        if gain > 0
    ]


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
        ("Dieejn Bieen", "diện biên"),
        ("Điênn biên", "điện biên"),
        # r is a tone in Telex (tỉnh), but within a word it may have changed its place
        ("chuong tirnh", "chuong trinh"),
        ("chuong tinhr", "chuong tinh"),
    ],
)
def test_the_likeliest_comes_first(typed: str, meant: str) -> None:
    assert spelled(typed)[:1] == [meant]


@pytest.mark.parametrize(
    "typed",
    [
        "quang nam",
        "viet nam hop tac",
        "trade quang",
        "12345",
        "-quagn",
        "quagn*",
        "",
    ],
)
def test_nothing_is_likelier_than_what_is_right_or_unknown(typed: str) -> None:
    assert spelled(typed) == []


def test_words_that_support_each_other_are_not_doubted() -> None:
    model = LanguageModel(ARTICLES, frequencies, similar)
    for text, doubted in [
        ("viet nam hop tac", []),
        ("quang nam", []),
        ("hop xong", [0, 1]),
        ("hop song", []),
        ("quagn nam", [0, 1]),
        ("xong", []),
        ("quagn", [0]),
        ("quangnam", [0]),
    ]:
        query = typed_query(query_words(text))
        assert doubtful_words(query, model) == doubted, text
