"""The words of a question as they stand in its text."""

from __future__ import annotations

import pytest

from search.query.lexer import clean
from search.query.words import as_cased, only_words, query_words, rewritten


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quảng Nam", ["Quảng", "+Nam"]),
        ("quang, nam", ["quang", "+nam"]),
        # an operator, a quote, a field or a bracket stands between
        ("quang OR nam", ["quang", "nam"]),
        ('lao "quang nam" cai', ["lao", "quang", "+nam", "cai"]),
        ("a title:b c", ["a", "b", "c"]),
        ("a (b c) d", ["a", "b", "+c", "d"]),
        ("COVID-19 lao", ["COVID", "+19", "+lao"]),
        # not asked for, or asked as it is
        ("a -b c", ["a", "c"]),
        ("a NOT b c", ["a", "c"]),
        ("a -(b (c) d) e f", ["a", "e", "+f"]),
        ('hop* sekng~ ="Điện Biên" =Huế lao', ["lao"]),
        ("place:lao date:2022 lang:vi source:VNA lao", ["lao"]),
        # read as plain words when nothing closes
        ('"quang nam', ["quang", "+nam"]),
        ("title:title", ["title"]),
        ("a OR R", ["a", "R"]),
        ("", []),
    ],
)
def test_asked_words(text: str, words: list[str]) -> None:
    found = query_words(clean(text))
    assert [("+" if word.follows else "") + word.typed for word in found] == words
    assert all(clean(text)[word.start : word.end] == word.typed for word in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quảng Nam, du lịch!",
        "COVID-19 14/6 14:30",
        # signs and keywords that mean nothing where they stand
        "Quảng Nam - Đà Nẵng",
        "huế: du lịch = *x ~ y",
        "and or not ANDES",
        "ASEAN AND CHINA SIGN PACT",
    ],
)
def test_words_and_nothing_more(text: str) -> None:
    assert only_words(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "a AND b", "a OR b", "a | b", "NOT a", "b -a", "a (b)",
        '"a"', "“a”", "«a»", '"a', "hop*", "sekng~", "sekng~2", "=Huế", '="Điện Biên"',
        "title:a", "place:huế", "date:2022", "lang:vi", "source:VNA",
        # full-width, as a keyboard for Chinese has them
        "（a）", "place：huế",
    ],
)  # fmt: skip
def test_more_than_words(text: str) -> None:
    assert not only_words(clean(f"quang nam {text}"))


def test_rewriting() -> None:
    text = 'quangnam OR "hop tac"'
    first, second, third = query_words(text)
    changes = [(third.start, third.end, "tác"), (first.start, first.end, "quang nam")]
    assert rewritten(text, changes) == 'quang nam OR "hop tác"'
    assert second.typed == "hop"


@pytest.mark.parametrize(
    ("typed", "cased"),
    [
        ("nam", "quảng"),
        ("Nam", "Quảng"),
        ("NAM", "QUẢNG"),
        ("N", "Quảng"),
        ("Quang3", "Quảng"),
        ("HA2", "QUẢNG"),
    ],
)
def test_the_case_typed_is_kept(typed: str, cased: str) -> None:
    assert as_cased("quảng", typed) == cased


def test_the_first_word_follows_none() -> None:
    assert [word.follows for word in query_words("' hop tac")] == [False, True]
