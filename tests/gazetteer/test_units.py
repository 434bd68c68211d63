"""The words for units, and the official forms of names that are made with them."""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, normalize, tokens
from search.gazetteer import Kind, Place, load_gazetteer, load_units

GAZETTEER = load_gazetteer()
PLACES = list(GAZETTEER.places.values())


def meant(typed: str, *, alone: bool = True, initials: bool = True) -> tuple[str, ...]:
    return GAZETTEER.meant(tokens(normalize(typed)), alone=alone, initials=initials).ids


def test_the_list_is_well_formed() -> None:
    units = load_units()
    assert len({(unit.words, unit.side) for unit in units}) == len(units)
    for unit in units:
        assert unit.side in ("before", "after")
        assert unit.kinds, unit
        assert unit.kinds <= set(get_args(Kind)), unit
        assert unit.words == unit.words.lower() == unicodedata.normalize("NFC", unit.words)
        assert unit.bare or not unit.words.isascii(), unit


@pytest.mark.parametrize(
    ("id", "forms"),
    [
        (
            "VN-SG",
            "Thành phố Hồ Chí Minh|thanh pho ho chi minh|TP. Hồ Chí Minh|TP Hồ Chí Minh|Tp.Hồ Chí Minh"
            "|T.P. Hồ Chí Minh|TP.HCM|TP. HCM|Tp HCM|T.P.HCM|TPHCM|tphcm|Ho Chi Minh City|City of Ho Chi Minh"
            "|HCM City|THÀNH PHỐ HỒ CHÍ MINH|Thành phố Sài Gòn",
        ),
        (
            "VN-59",
            "tỉnh Cà Mau|Tỉnh Cà Mau|tinh ca mau|t. Cà Mau|T.Cà Mau|Ca Mau province|Cà Mau Province"
            "|Province of Cà Mau",
        ),
        ("VN-CT", "TP. Cần Thơ|TP Cần Thơ|thành phố Cần Thơ|Can Tho City|City of Can Tho"),
        (
            "VN-26",
            "tỉnh Thừa Thiên - Huế|Thua Thien-Hue province|thành phố Huế|tỉnh Thừa Thiên Huế",
        ),
        ("VN-43", "tỉnh Bà Rịa-Vũng Tàu|Ba Ria - Vung Tau Province|t. Bà Rịa – Vũng Tàu"),
        ("VN-HN-ba-dinh", "quận Ba Đình|Q. Ba Đình|Q.Ba Đình|Ba Dinh District|district of Ba Dinh"),
        ("VN-HN-son-tay", "thị xã Sơn Tây|TX. Sơn Tây|TX Sơn Tây|Son Tay town"),
        ("VN-33-ea-hleo", "huyện Ea H'leo|H. Ea H’leo|huyen ea hleo|Ea H'leo district|h. EaH'leo"),
        ("LA-XE", "tỉnh Sê Kông|Sekong Province|sekong province|tỉnh Xê-kông|Province of Se Kong"),
        ("CN-YN", "tỉnh Vân Nam|Yunnan Province|tinh van nam"),
        ("CN-GX", "khu tự trị Quảng Tây|Guangxi Autonomous Region|tỉnh Quảng Tây"),
        ("LA-VT", "thủ đô Viêng Chăn|Vientiane Capital"),
        ("LA", "nước Lào|CHDCND Lào"),
        ("US", "US|U.S.|U.S.A.|USA|United States|Hoa Kỳ|nước Mỹ"),
        ("CN", "P.R.C.|PRC|Trung Quốc"),
    ],
)
def test_the_official_form_of_a_name(id: str, forms: str) -> None:
    for form in forms.split("|"):
        assert meant(form)[:1] == (id,), form


def test_a_unit_tells_places_of_one_name_apart() -> None:
    assert meant("tỉnh Quảng Ninh") == ("VN-13",)
    assert meant("huyện Quảng Ninh") == ("VN-24-quang-ninh",)
    # The seat of a Vietnamese province has its name; Taiyuan is a city too.
    assert meant("tỉnh Thái Nguyên") == ("VN-69",)
    assert meant("TP Thái Nguyên")[0] == "VN-69"


def test_a_unit_settles_what_a_guarded_name_means_among_other_words() -> None:
    assert meant("Hồ Chí Minh", alone=False) == ()
    assert meant("Thành phố Hồ Chí Minh", alone=False) == ("VN-SG",)
    assert meant("Ea H'leo", alone=False) == ()
    assert meant("huyện Ea H'leo", alone=False) == ("VN-33-ea-hleo",)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("tính Cà Mau", id="calculate, not a province"),
        pytest.param("tỉnh Cá Mau", id="other marks"),
        pytest.param("đao Phú Quốc", id="not an island"),
        pytest.param("dao phu quoc", id="an island only with its marks"),
        pytest.param("tỉnh Lào", id="a country is no province"),
        pytest.param("nước Cà Mau", id="nor a province a country"),
        pytest.param("huyện Cà Mau", id="nor a district"),
        pytest.param("thành phố", id="a unit alone"),
        pytest.param("cửa khẩu Hà Nội", id="no gate"),
        pytest.param("xã Cà Mau", id="no unit of the gazetteer"),
    ],
)
def test_what_is_no_official_form(typed: str) -> None:
    assert meant(typed) == ()


@pytest.mark.parametrize(
    ("typed", "initials", "country"),
    [("US", True, "US"), ("us", False, None), ("usa", False, "US"), ("prc", False, "CN")],
)
def test_two_capitals_count_in_capitals_only(
    typed: str, initials: bool, country: str | None
) -> None:
    assert meant(typed, initials=initials) == ((country,) if country else ())


def test_a_short_name_counts_among_other_words_in_capitals_or_with_its_marks() -> None:
    assert meant("US", alone=False, initials=True) == ("US",)
    assert meant("USA", alone=False, initials=False) == ()
    assert meant("lao", alone=False, initials=False) == ()
    assert meant("LAO", alone=False, initials=True) == ()
    assert meant("Lào", alone=False, initials=False) == ("LA",)


NAMES = [(place, name) for place in PLACES for name in place.names]
PARTED = [(place, name) for place, name in NAMES if set(name) & set("-'")]


def written_otherwise(name: str) -> st.SearchStrategy[str]:
    """The name, each sign in it, with the spaces around, another one; or none where it parts nothing."""
    dashes = st.sampled_from(["-", " - ", "–", " – ", "—", " — ", "‑", " -", "- ", " "])
    apostrophes = st.sampled_from(["'", "’", "ʼ", "‘", "`", "´", "′", " ", ""])
    parts = name.replace(" - ", "-").replace("-", "|-|").replace("'", "|'|").split("|")
    return st.tuples(
        *(
            dashes if part == "-" else apostrophes if part == "'" else st.just(part)
            for part in parts
        )
    ).map("".join)


@given(st.data())
def test_a_name_is_the_place_s_however_it_is_parted(data: st.DataObject) -> None:
    place, name = data.draw(st.sampled_from(PARTED))
    typed = data.draw(written_otherwise(name))
    case = data.draw(st.sampled_from([str, str.lower, str.upper, fold]))
    assert place.id in meant(case(typed)), typed


@given(st.sampled_from(PLACES))
def test_a_name_is_the_place_s_with_all_its_signs_and_spaces_left_out(place: Place) -> None:
    joined = "".join(fold(place.vi).split())
    assert place.id in meant(joined)


@pytest.mark.parametrize(
    "typed", ["la o", "h anoi", "hue hue", "quang n am", "ea hle o", "thuat hien hue"]
)
def test_a_name_is_not_parted_where_it_has_no_sign(typed: str) -> None:
    assert meant(typed) == ()


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("thanh pho ho", "VN-SG"),
        ("tp ho chi", "VN-SG"),
        ("tp hc", "VN-SG"),
        ("ho chi minh c", "VN-SG"),
        ("tinh ca", "VN-59"),
        ("ca mau p", "VN-59"),
        ("ca mau provin", "VN-59"),
        ("province of ca", "VN-59"),
        ("huyen ea h", "VN-33-ea-hleo"),
        ("ea hl", "VN-33-ea-hleo"),
        ("ea h le", "VN-33-ea-hleo"),
        ("eahl", "VN-33-ea-hleo"),
        ("ba ria vung", "VN-43"),
    ],
)
def test_any_form_of_a_name_is_completed(typed: str, id: str) -> None:
    assert id in GAZETTEER.complete(typed, 5)


def test_a_unit_completes_places_of_its_kind_only() -> None:
    kinds = {GAZETTEER[id].kind for id in GAZETTEER.complete("huyen quang", 50)}
    assert kinds == {"district"}
