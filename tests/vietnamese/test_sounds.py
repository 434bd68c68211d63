"""Syllables that sound alike."""

from __future__ import annotations

import pytest

from search.vietnamese.sounds import sounding_like


@pytest.mark.parametrize(
    ("syllable", "others"),
    [
        ("xơn", {"sơn", "xơng"}),
        ("chung", {"trung", "chun"}),
        ("nào", {"lào"}),
        ("gia", {"da", "ra", "va"}),
        ("rét", {"dét", "giét", "vét", "réc"}),
        ("bắt", {"bắc"}),
        ("lạng", {"nạng", "lạn"}),
        ("mĩ", {"mỹ"}),
        ("mỹ", {"mĩ"}),
        ("quý", {"quí"}),
        # nh and ch are other sounds than n and c; ai, uy and oi are not written with the other
        ("hành", set()),
        ("hai", set()),
        ("thuy", set()),
        ("đỏ", set()),
        ("", set()),
    ],
)
def test_sounding_like(syllable: str, others: set[str]) -> None:
    assert set(sounding_like(syllable)) == others
