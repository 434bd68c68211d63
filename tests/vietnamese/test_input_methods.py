"""Vietnamese typed with the input method off."""

from __future__ import annotations

import pytest

from search.vietnamese.input_methods import decode


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Telex: the marks' keys where the letter is, or at the end
        ("Ddieejn", "điện"),
        ("Ddieenj", "điện"),
        ("ddienej", "điện"),
        ("tieengs", "tiếng"),
        ("vieejt", "việt"),
        ("Quangr", "quảng"),
        ("nguwowif", "người"),
        ("nguowif", "người"),
        ("dduwowngf", "đường"),
        ("giuwax", "giữa"),
        ("quyeets", "quyết"),
        ("quys", "quý"),
        ("gif", "gì"),
        ("ngoaif", "ngoài"),
        ("khuyur", "khuỷu"),
        ("thuowr", "thuở"),
        # the tone stands as in the index: on the first of oa, oe, uy
        ("hoaf", "hòa"),
        ("thuys", "thúy"),
        ("hoanf", "hoàn"),
        ("lawsk", "lắk"),
        # VNI
        ("Quang3", "quảng"),
        ("Ha2", "hà"),
        ("No65i", "nội"),
        ("D9ie65n", "điện"),
        ("d9u7o7ng2", "đường"),
        ("d9uo7ng2", "đường"),
        ("na8m", "năm"),
        # nothing of the kind
        ("nam", None),
        ("quang", None),
        ("google", None),
        ("hanoi", None),
        ("covid19", None),
        ("u23", None),
        ("14d", None),
        ("2022", None),
        ("h1n1", None),
        # a stop takes no such tone: "cặp", but never "cằp"
        ("cawjp", "cặp"),
        ("cawfp", None),
        ("", None),
        ("điện", None),
    ],
)
def test_decoding(typed: str, meant: str | None) -> None:
    assert decode(typed) == meant
