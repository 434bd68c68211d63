"""The orthography of Vietnamese syllables."""

from __future__ import annotations

import pytest

from search.analysis import terms_of_token
from search.vietnamese.syllables import ACUTE, DOT, GRAVE, HOOK, LEVEL, spellings, split, write


@pytest.mark.parametrize(
    ("onset", "rime", "tone", "written"),
    [
        ("đ", "iên", DOT, "điện"),
        ("ng", "ươi", GRAVE, "người"),
        ("h", "oa", GRAVE, "hòa"),
        ("h", "oan", GRAVE, "hoàn"),
        ("ng", "oai", GRAVE, "ngoài"),
        ("kh", "uyu", HOOK, "khuỷu"),
        ("qu", "y", ACUTE, "quý"),
        ("m", "ia", HOOK, "mỉa"),
        ("", "an", LEVEL, "an"),
        ("t", "at", GRAVE, None),
        ("t", "ae", LEVEL, None),
        ("w", "an", LEVEL, None),
    ],
)
def test_writing(onset: str, rime: str, tone: str, written: str | None) -> None:
    assert write(onset, rime, tone) == written


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [
        ("nghiêng", ("ngh", "iêng")),
        ("quang", ("qu", "ang")),
        ("gi", ("g", "i")),
        ("gia", ("gi", "a")),
        ("an", ("", "an")),
        ("the", ("th", "e")),
        ("google", None),
        ("", None),
    ],
)
def test_splitting(syllable: str, parts: tuple[str, str] | None) -> None:
    assert split(syllable) == parts


def test_every_spelling_folds_to_its_syllable_and_is_as_the_index_has_it() -> None:
    for folded in ("quang", "duong", "viet", "hoa", "thuy", "gi", "nguoi"):
        found = spellings(folded)
        assert len(found) == len(set(found)) > 1
        assert all(terms_of_token(spelling) == (folded, spelling) for spelling in found)


@pytest.mark.parametrize(
    ("folded", "spelled"),
    [
        ("viet", {"viết", "việt"}),
        ("the", {"thé", "thè", "thẻ", "thẽ", "thẹ", "thê", "thế", "thề", "thể", "thễ", "thệ"}),
        ("border", set()),
    ],
)
def test_spellings(folded: str, spelled: set[str]) -> None:
    assert set(spellings(folded)) == spelled
