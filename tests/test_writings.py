"""Names in several writings: which are one, and what it is called."""

from __future__ import annotations

import pytest

from search.writings import Writings


@pytest.mark.parametrize(
    ("writings", "name"),
    [
        ({"VnExpress": 5, "vnexpress": 2, "VNEXPRESS": 3}, "VnExpress"),
        ({"VnExpress": 1, "vnexpress": 9}, "vnexpress"),
        ({"Báo Nhân Dân": 3, "BÁO NHÂN DÂN": 2, "bao nhan dan": 1}, "Báo Nhân Dân"),
        ({"bao nhan dan": 7, "Báo Nhân Dân": 3}, "bao nhan dan"),
        ({"Tuổi Trẻ": 2, '"Tuổi Trẻ"': 1, "Tuổi  Trẻ.": 1, "Tuổi Tre\u0309": 1}, "Tuổi Trẻ"),
        # As common: capitals and small letters first, then marks.
        ({"BÁO MỚI": 1, "Báo Mới": 1, "bao moi": 1}, "Báo Mới"),
        ({"Hoà Bình": 2, "Hòa Bình": 1}, "Hoà Bình"),
    ],
)
def test_writings_of_one_name(writings: dict[str, int], name: str) -> None:
    found = Writings(writings)
    assert found.names == (name,)
    assert found.of(name) == tuple(sorted(writings))
    for written in writings:
        assert found.named(written) == (name,)


def test_other_marks_are_another_name() -> None:
    found = Writings({"Tiền Phong": 5, "TIỀN PHONG": 1, "Tiên Phong": 2, "tien phong": 1})
    assert found.names == ("Tiên Phong", "Tiền Phong", "tien phong")
    assert found.of("Tiền Phong") == ("TIỀN PHONG", "Tiền Phong")
    assert found.named("tiền phong") == ("Tiền Phong",)
    assert found.named("Tien Phong") == ("tien phong",)


def test_what_is_typed_without_marks_may_be_any_of_them() -> None:
    found = Writings({"Tiền Phong": 5, "Tiên Phong": 2})
    assert set(found.named("tien phong")) == {"Tiền Phong", "Tiên Phong"}
    assert found.named("tiển phong") == ()
    assert found.named("other") == ()


def test_marks_that_are_typed_find_a_name_without_any() -> None:
    assert Writings({"bao nhan dan": 1}).named("Báo Nhân Dân") == ("bao nhan dan",)


def test_names_of_signs_alone_are_kept() -> None:
    assert Writings({"!!!": 1, "???": 1}).names == ("!!!", "???")
