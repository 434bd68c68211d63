"""How texts write words."""

from __future__ import annotations

from search.spelling.surface_forms import accents_of, read, writings


def test_words_side_by_side_are_counted_as_they_are_written() -> None:
    texts = read(["Quảng Nam và Quang Nam, quảng nam.", "Nam Quảng Nam", "quang", ""])
    assert writings(["quang", "nam"], texts) == {
        ("Quảng", "Nam"): 2,
        ("Quang", "Nam"): 1,
        ("quảng", "nam"): 1,
    }
    assert writings(["nam"], texts) == {("Nam",): 4, ("nam",): 1}
    assert writings(["nam", "nam"], read(["nam nam nam"])) == {("nam", "nam"): 2}


def test_case_is_not_marks_nor_is_where_the_tone_stands() -> None:
    assert accents_of(["QUẢNG", "Nam"]) == accents_of(["quảng", "nam"]) == ("quảng", "nam")
    assert accents_of(["hoà"]) == accents_of(["Hòa"]) == ("hòa",)
