"""How texts write words."""

from __future__ import annotations

from search.spelling.surface_forms import AccentedPairs, accents_of, surface_forms, tokenize


def test_words_side_by_side_are_counted_as_they_are_written() -> None:
    texts = tokenize(["Quảng Nam và Quang Nam, quảng nam.", "Nam Quảng Nam", "quang", ""])
    assert surface_forms(["quang", "nam"], texts) == {
        ("Quảng", "Nam"): 2,
        ("Quang", "Nam"): 1,
        ("quảng", "nam"): 1,
    }
    assert surface_forms(["nam"], texts) == {("Nam",): 4, ("nam",): 1}
    assert surface_forms(["nam", "nam"], tokenize(["nam nam nam"])) == {("nam", "nam"): 2}


def test_case_is_not_marks_nor_is_where_the_tone_stands() -> None:
    assert accents_of(["QUẢNG", "Nam"]) == accents_of(["quảng", "nam"]) == ("quảng", "nam")
    assert accents_of(["hoà"]) == accents_of(["Hòa"]) == ("hòa",)


def test_accents_of_a_pair_are_counted_once_a_text() -> None:
    texts = ["Quảng Nam, quảng nam và Quang Nam.", "QUẢNG NAM", "quang nam", "quản nam"]
    assert AccentedPairs(texts).count("quang", "nam") == {("quảng", "nam"): 2, ("quang", "nam"): 1}
    assert AccentedPairs(["ⅷ quảng\u0323 nam"]).count("quang", "nam").total() == 1
    assert AccentedPairs([]).count("quang", "nam") == {}
