"""Numbers, days and broken words: each is one token with one term, however it is written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import GAP, fold, fold_text, normalize, parts_of_token, token_texts, tokens

ONE_NUMBER = [
    ("1500", "1.500 1,500 1500"),
    ("1500000", "1.500.000 1,500,000 1500000"),
    ("2,5", "2,5 2.5"),
    ("1234,5", "1.234,5 1,234.5 1234,5 1234.5"),
    ("2,5km", "2,5km 2.5km"),
    ("0,125", "0.125 0,125"),
    ("4,0", "4.0 4,0"),
]
ONE_DAY = [
    (
        "30/4",
        "30/4|30/04|30 tháng 4|30 thang 4|30 tháng Tư|April 30|30 April|30th of April|APRIL 30TH|Apr. 30"
        "|30-4|4/30",
    ),
    (
        "30/4/1975",
        "30/4/1975|30-04-1975|30.4.1975|1975-04-30|30 tháng 4 năm 1975|30 tháng tư, 1975|30 tháng 4/1975"
        "|April 30, 1975|30 April 1975|30th of April, 1975",
    ),
    ("5/11", "5 tháng mười một|05/11|November 5|Nov 5th"),
]
APART = [
    ("COVID-19, 14D, QL1A, A/H5N1", "covid 19 14d ql1a a h5n1"),
    ("2023-2025", "2023 2025"),
    ("3.14.2", "3 14 2"),
    ("192.168.1.1", "192 168 1 1"),
    ("0912.345.678", "0912 345 678"),
    ("15/2020/NĐ-CP 12/5/NQ-CP", "15 2020 nd cp 12 5 nq cp"),
    ("2-3 ngày", "2 3 ngay"),
    ("tỷ số 2-1", "ty so 2 1"),
    ("50/50", "50 50"),
    ("31 tháng 13", "31 thang 13"),
    ("tháng 4 năm 2024, May 2024", "thang 4 nam 2024 may 2024"),
    ("Thừa Thiên-\nHuế, Viet Nam-\nLaos", "thua thien hue viet nam laos"),
    ("kinh tế-\nxã hội", "kinh te xa hoi"),
]


@pytest.mark.parametrize(("term", "written"), ONE_NUMBER)
def test_a_number_is_one_token_in_either_writing(term: str, written: str) -> None:
    for one in written.split():
        assert fold(one) == term
        assert fold(f"giá {one}, tăng") == f"gia {term} tang"


@pytest.mark.parametrize(("term", "written"), ONE_DAY)
def test_a_day_is_one_token_in_either_writing_and_language(term: str, written: str) -> None:
    for one in written.split("|"):
        assert fold(one) == term, one
        assert fold(f"ngày {one} tại") == f"ngay {term} tai", one


@pytest.mark.parametrize(("text", "folded"), APART)
def test_what_is_no_number_and_no_day_stays_apart(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("30/4-1/5", "30/4 1/5"),
        ("1/1/2024-31/12/2024", "1/1/2024 31/12/2024"),
        ("1.500-2.000", "1500 2000"),
        # A cue makes a day of what is a range, or a number, elsewhere.
        ("ngày 2-9, ngày 30.4", "ngay 2/9 ngay 30/4"),
        ("30.4", "30,4"),
    ],
)
def test_ranges_and_cues(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a commit-\ntee", "a committee"),
        ("west-\nern dyke", "western dyke"),
        ("west- \n  ern dyke", "western dyke"),
        ("com\u00ad\nmittee, com\u00admittee", "committee committee"),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_offsets_of_a_compound_are_those_of_all_its_words() -> None:
    text = "ngày 30 tháng 4 năm 1975 tại west-\nern"
    assert [text[t.start : t.end] for t in tokens(text)] == [
        "ngày",
        "30 tháng 4 năm 1975",
        "tại",
        "west-\nern",
    ]
    laid_out = fold_text(text)
    for word, written in [("30/4/1975", "30 tháng 4 năm 1975"), ("1975", "1975"), ("ern", "ern")]:
        place = laid_out.folded.index(f" {word} ") + 1
        assert text[slice(*laid_out.span(place, place + len(word)))] == written


def test_the_words_of_a_compound_follow_it() -> None:
    assert parts_of_token("30 tháng 4 năm 1975") == (
        (0, "30/4"),
        (0, "30"),
        (1, "tháng"),
        (2, "4"),
        (3, "năm"),
        (4, "1975"),
    )
    assert parts_of_token("west-\nern") == ((0, "west"), (1, "ern"))
    assert parts_of_token("1.500") == ()
    assert parts_of_token("Huế") == ()


figures = st.text("0123456789.,/- \nthángTwestApril", max_size=30).map(normalize)


@given(figures)
def test_offsets_are_in_order_and_folding_has_the_same_tokens(text: str) -> None:
    found = tokens(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert [t.folded for t in found] == fold(text).split()
    assert len([token for token in token_texts(text) if token != GAP]) == len(found)
