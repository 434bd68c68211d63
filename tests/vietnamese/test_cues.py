"""A cue is read with its own marks, or without any where the text has none, never with other marks."""

from __future__ import annotations

import re
import unicodedata

import pytest

from search.vietnamese.cues import (
    Cue,
    CueTable,
    is_accented,
    never_bare,
    spellings_of_cue,
    with_old_tone,
    without_marks,
)

HOMOGRAPHS = [
    "đầu dầu dâu đâu đau",
    "năm nam nằm nạm",
    "tháng thang thắng tháng thẳng",
    "ngày ngay ngáy",
    "từ tu tư tử tự",
    "đến den đền đèn đen",
    "sáng sang sảng sàng",
    "tới toi tối tôi tỏi",
    "trước truoc",
    "quá qua quà quả",
    "sẽ se sẻ sê",
    "giải giai giãi",
    "mùa mua múa",
    "vòng vong võng",
    "kỳ ky ký kỹ",
    "cùng cung cứng",
    "ký ky kỳ",
    "lễ le lẽ lê",
    "đang dang đăng dâng",
    "hòa hóa họa",
]
"""A cue, and other words that are the same without marks, or nearly."""


def accented(word: str) -> str:
    """A word in a text with marks."""
    return f"Hội nghị đã kết thúc {word} rồi, các đại biểu đều vui."


@pytest.mark.parametrize("words", HOMOGRAPHS)
def test_in_a_text_with_marks_a_cue_is_no_other_word(words: str) -> None:
    cue, *others = words.split()
    pattern = Cue(rf"(?<!\w)thúc {cue}(?!\w)", re.IGNORECASE)
    assert pattern.search(accented(cue))
    assert pattern.search(accented(cue.upper()))
    assert not [word for word in others if word != cue and pattern.search(accented(word))]


@pytest.mark.parametrize("words", HOMOGRAPHS)
def test_in_a_text_without_marks_a_cue_matches_without_them(words: str) -> None:
    cue = words.split()[0]
    pattern = Cue(rf"(?<!\w){cue}(?!\w)", re.IGNORECASE)
    text = without_marks(accented(cue))
    assert text.isascii()
    assert pattern.search(text)
    assert pattern.search(text.upper())


def test_other_marks_do_not_match_in_a_text_with_hardly_any_marks_either() -> None:
    text = "They met in Quang Nam; the word dầu means oil, and dâu means mulberry in this land."
    assert not is_accented(text)
    assert not Cue("đầu").search(text)
    assert Cue("đầu").search(text.replace("dầu", "dau"))


def test_each_word_of_a_cue_has_all_its_marks_or_none() -> None:
    cue = Cue("đầu tháng")
    assert cue.search("dau thang 6")
    assert cue.search("đầu tháng 6")
    assert not cue.search("In June, đâu thang 6, they met in the capital")
    assert not cue.search("In June, dau thảng 6, they met in the capital")


@pytest.mark.parametrize(
    ("new", "old"),
    [("hòa", "hoà"), ("HÒA", "HOÀ"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("Tòa", "Toà")],
)
def test_both_placements_of_a_tone_count(new: str, old: str) -> None:
    assert with_old_tone(new) == old
    assert Cue(new).search(accented(old))
    assert Cue(new).search(accented(new))


@pytest.mark.parametrize("word", ["quý", "hoàn", "thuý", "nam", ""])
def test_other_words_have_one_placement(word: str) -> None:
    assert with_old_tone(word) == word


def test_what_is_in_square_brackets_stays_as_it_is() -> None:
    assert not Cue("n[ă]m").search("nam 2012")
    assert Cue("n[ă]m|nam").search("nam 2012")
    assert never_bare("năm|to") == "n[ă]m|to"
    assert Cue(r"[^đ]\wầu").search("xxau")  # the escape before a word is none of its letters


def test_a_pattern_keeps_its_groups_and_what_looks_around() -> None:
    cue = Cue(r"(?P<since>(?<!thứ\s)từ)\s", re.IGNORECASE)
    found = cue.search("hop tu 8/6")
    assert found is not None
    assert found.lastgroup == "since"
    assert not cue.search("hop thu tu 8/6")


def test_a_quantifier_of_one_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="quantifier"):
        Cue("ngày?").search("ngay")


def test_another_pattern_for_other_texts() -> None:
    cue = Cue("có", otherwise="cua")
    assert cue.search(accented("có"))
    assert not cue.search("nha co")
    assert cue.search("nha cua")


def test_positions_are_those_of_the_text() -> None:
    cue, text = Cue("năm"), accented("năm")
    at = text.index("năm")
    assert cue.match(text, at)
    assert cue.fullmatch(text, at, at + 3)
    assert not cue.search(text, at + 1)
    assert not cue.search(text, 0, at + 2)
    assert [found.start() for found in cue.finditer(text)] == [at]
    assert cue.sub("X", text) == text.replace("năm", "X")


def test_a_table_says_what_each_cue_does() -> None:
    table = CueTable({"tỉnh": "province", "bà": "person", "city": "city", "tòa": "court"})
    some = CueTable({"tỉnh": 1, "bà": 2, "city": 3}, clear=frozenset({"tỉnh"}))
    with_marks = accented("tỉnh")
    assert table.for_text(with_marks).get("toà") == "court"
    assert "tinh" not in table.for_text(with_marks)
    assert table.for_text("hop o tinh").get("tinh") == "province"
    assert set(some.for_text("hop o tinh")) == {"tỉnh", "tinh", "bà", "city"}


def test_a_spelling_with_its_own_marks_comes_before_one_without() -> None:
    table = CueTable({"nước": "country", "nuoc": "no word"})
    assert table.for_text("hop").get("nuoc") == "no word"
    assert spellings_of_cue("hòa", bare=True) == ("hòa", "hoà", "hoa")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hai tỉnh họp bàn về hợp tác.", True),
        ("Hai tinh hop ban ve hop tac.", False),
        ("The People's Committee of Quảng Nam met.", False),
        ("", False),
        ("Hai tỉnh họp bàn về hợp tác. " * 20, True),
        ("Hai tinh hop ban ve hop tac. " * 20, False),
    ],
)
def test_a_text_with_marks(text: str, *, expected: bool) -> None:
    assert is_accented(unicodedata.normalize("NFC", text)) is expected
