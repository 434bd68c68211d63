"""The gazetteer: its data hold together, and places are found by id, by name and by how a name begins."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import pytest

from search.analysis import fold
from search.gazetteer import VERSION, Gazetteer, Kind, Place, load_gazetteer
from search.gazetteer import gazetteer as module

Ui = Literal["vi", "en"]

# Resolution 202/2025/QH15: the 63 provinces, by their ISO 3166-2 id, and the unit that has each since.
PROVINCES = {
    "VN-HN": ("Hà Nội", None),
    "VN-HP": ("Hải Phòng", None),
    "VN-DN": ("Đà Nẵng", None),
    "VN-SG": ("TP. Hồ Chí Minh", None),
    "VN-CT": ("Cần Thơ", None),
    "VN-26": ("Huế", None),
    "VN-01": ("Lai Châu", None),
    "VN-02": ("Lào Cai", None),
    "VN-03": ("Hà Giang", "VN-07"),
    "VN-04": ("Cao Bằng", None),
    "VN-05": ("Sơn La", None),
    "VN-06": ("Yên Bái", "VN-02"),
    "VN-07": ("Tuyên Quang", None),
    "VN-09": ("Lạng Sơn", None),
    "VN-13": ("Quảng Ninh", None),
    "VN-14": ("Hòa Bình", "VN-68"),
    "VN-18": ("Ninh Bình", None),
    "VN-20": ("Thái Bình", "VN-66"),
    "VN-21": ("Thanh Hóa", None),
    "VN-22": ("Nghệ An", None),
    "VN-23": ("Hà Tĩnh", None),
    "VN-24": ("Quảng Bình", "VN-25"),
    "VN-25": ("Quảng Trị", None),
    "VN-27": ("Quảng Nam", "VN-DN"),
    "VN-28": ("Kon Tum", "VN-29"),
    "VN-29": ("Quảng Ngãi", None),
    "VN-30": ("Gia Lai", None),
    "VN-31": ("Bình Định", "VN-30"),
    "VN-32": ("Phú Yên", "VN-33"),
    "VN-33": ("Đắk Lắk", None),
    "VN-34": ("Khánh Hòa", None),
    "VN-35": ("Lâm Đồng", None),
    "VN-36": ("Ninh Thuận", "VN-34"),
    "VN-37": ("Tây Ninh", None),
    "VN-39": ("Đồng Nai", None),
    "VN-40": ("Bình Thuận", "VN-35"),
    "VN-41": ("Long An", "VN-37"),
    "VN-43": ("Bà Rịa - Vũng Tàu", "VN-SG"),
    "VN-44": ("An Giang", None),
    "VN-45": ("Đồng Tháp", None),
    "VN-46": ("Tiền Giang", "VN-45"),
    "VN-47": ("Kiên Giang", "VN-44"),
    "VN-49": ("Vĩnh Long", None),
    "VN-50": ("Bến Tre", "VN-49"),
    "VN-51": ("Trà Vinh", "VN-49"),
    "VN-52": ("Sóc Trăng", "VN-CT"),
    "VN-53": ("Bắc Kạn", "VN-69"),
    "VN-54": ("Bắc Giang", "VN-56"),
    "VN-55": ("Bạc Liêu", "VN-59"),
    "VN-56": ("Bắc Ninh", None),
    "VN-57": ("Bình Dương", "VN-SG"),
    "VN-58": ("Bình Phước", "VN-39"),
    "VN-59": ("Cà Mau", None),
    "VN-61": ("Hải Dương", "VN-HP"),
    "VN-63": ("Hà Nam", "VN-18"),
    "VN-66": ("Hưng Yên", None),
    "VN-67": ("Nam Định", "VN-18"),
    "VN-68": ("Phú Thọ", None),
    "VN-69": ("Thái Nguyên", None),
    "VN-70": ("Vĩnh Phúc", "VN-68"),
    "VN-71": ("Điện Biên", None),
    "VN-72": ("Đắk Nông", "VN-35"),
    "VN-73": ("Hậu Giang", "VN-CT"),
}

# West, south, east and north ends of each country, islands included, in degrees.
BOXES = {
    "VN": (102.1, 6.5, 114.5, 23.5),
    "LA": (100.0, 13.9, 107.8, 22.6),
    "KH": (102.3, 9.5, 107.7, 14.7),
    "TH": (97.3, 5.6, 105.7, 20.5),
    "MM": (92.1, 9.5, 101.2, 28.6),
    "CN": (73.4, 17.5, 135.1, 53.6),
    "MY": (99.6, 0.8, 119.3, 7.4),
    "SG": (103.6, 1.1, 104.1, 1.5),
    "ID": (95.0, -11.1, 141.1, 6.0),
    "PH": (116.9, 4.5, 126.7, 21.2),
    "BN": (114.0, 4.0, 115.4, 5.1),
    "TL": (124.0, -9.6, 127.4, -8.1),
    "KR": (124.6, 33.0, 131.0, 38.7),
    "KP": (124.1, 37.6, 130.8, 43.1),
    "JP": (122.9, 24.0, 146.0, 45.6),
    "IN": (68.1, 6.7, 97.5, 35.6),
    "RU": (27.3, 41.1, 180.0, 77.8),
    "AU": (112.9, -43.7, 153.7, -10.6),
    "US": (-171.8, 18.9, -66.9, 71.4),
}

# Names that districts share, at least without their marks: only the text around can tell them apart.
ALIKE = {
    "An Lão", "Bảo Lâm", "Bình Tân", "Châu Thành", "Chợ Mới", "Hoàng Mai", "Kỳ Sơn", "Phong Điền",
    "Phú Mỹ", "Phú Ninh", "Phú Tân", "Phước Long", "Tam Dương", "Tam Nông", "Tân Châu", "Tân Phú",
    "Tân Thành", "Thanh Trì", "Vĩnh Thạnh",
}  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def places(gazetteer: Gazetteer) -> list[Place]:
    return list(gazetteer.places.values())


def made_place(id: str, name: str, parent: str | None, kind: Kind) -> Place:
    """A place that still stands, called alike in both languages."""
    return Place(id, kind, parent, name, name, None, (), 0.0, 0.0, None, None, None)


# --- the data ---


def test_no_id_stands_twice(gazetteer: Gazetteer) -> None:
    data = Path(module.__file__).with_name("places.csv").read_text(encoding="utf-8")
    rows = [line for line in data.splitlines() if not line.startswith("#")]
    assert len(rows) - len(["the header"]) == len(gazetteer.places)


def test_kinds_are_known_and_a_countrys_is_country(gazetteer: Gazetteer) -> None:
    for place in places(gazetteer):
        assert place.kind in get_args(Kind), place.id
        assert (place.kind == "country") == (place.parent is None), place.id


def test_every_place_lies_in_a_country_that_its_id_names(gazetteer: Gazetteer) -> None:
    for place in places(gazetteer):
        above = (place.id, *gazetteer.ancestors(place.id))
        assert gazetteer[above[-1]].kind == "country", place.id
        assert {id.partition("-")[0] for id in above} == {place.country}, place.id


@pytest.mark.parametrize(("id", "name", "successor"), [(k, *v) for k, v in PROVINCES.items()])
def test_vietnams_63_provinces_and_what_became_of_them(
    gazetteer: Gazetteer, id: str, name: str, successor: str | None
) -> None:
    place = gazetteer[id]
    assert place.vi == name
    assert place.parent == "VN"
    assert place.successor == successor
    assert place.until == (date(2025, 6, 30) if successor else None)


def test_34_units_are_left(gazetteer: Gazetteer) -> None:
    units = [
        p for p in places(gazetteer) if p.parent == "VN" and p.kind in ("province", "municipality")
    ]
    assert sum(unit.until is None for unit in units) == 34
    assert {unit.id for unit in units if not unit.id.startswith("VN-X-")} == set(PROVINCES)


def test_every_unit_that_is_gone_is_succeeded_by_units_that_are_not(gazetteer: Gazetteer) -> None:
    for place in places(gazetteer):
        heirs = (place.successor,) if place.successor else place.divided
        assert bool(heirs) == (place.until is not None), place.id
        assert not (place.successor and place.divided), place.id
        assert all(gazetteer[heir].until is None for heir in heirs), place.id
        if place.since and place.until:
            assert place.since < place.until, place.id


@pytest.mark.parametrize(
    ("id", "last", "today"),
    [
        ("VN-27", date(2025, 6, 30), {"VN-DN"}),
        pytest.param("VN-27-tam-ky", date(2025, 6, 30), {"VN-DN"}, id="in a province that is gone"),
        ("VN-X-nghe-tinh", date(1991, 12, 31), {"VN-22", "VN-23"}),
        ("VN-DN", None, set()),
        ("LA-XE", None, set()),
        ("VN", None, set()),
    ],
)
def test_what_became_of_a_unit(
    gazetteer: Gazetteer, id: str, last: date | None, today: set[str]
) -> None:
    assert gazetteer.last_day(id) == last
    assert set(gazetteer.today(id)) == today


@pytest.mark.parametrize(
    ("id", "joined"),
    [
        ("VN-DN", {"VN-27"}),
        pytest.param("VN-SG", {"VN-43", "VN-57"}, id="two, and none of those gone before"),
        pytest.param("VN-26", set(), id="Huế stayed as it was"),
        pytest.param("VN-27", set(), id="itself gone"),
        pytest.param("LA", set(), id="a country"),
    ],
)
def test_what_a_unit_holds_since_the_merger(
    gazetteer: Gazetteer, id: str, joined: set[str]
) -> None:
    """Resolution 202/2025/QH15, article 1."""
    assert set(gazetteer.joined(id)) == joined


def test_the_merger_made_34_of_63(gazetteer: Gazetteer) -> None:
    joined = [old for id in gazetteer.places for old in gazetteer.joined(id)]
    assert len(joined) == len(set(joined)) == 63 - 34


@pytest.mark.parametrize(
    ("id", "until", "heirs"),
    [
        pytest.param("VN-X-quang-nam-da-nang", 1996, {"VN-DN"}, id="both halves are Đà Nẵng now"),
        pytest.param("VN-X-ha-tay", 2008, {"VN-HN"}, id="taken into Hà Nội"),
        pytest.param("VN-X-nghe-tinh", 1991, {"VN-22", "VN-23"}, id="divided, and still divided"),
        pytest.param("VN-X-ha-bac", 1996, {"VN-56"}, id="divided in 1996, one again since 2025"),
        pytest.param("VN-X-song-be", 1996, {"VN-39", "VN-SG"}, id="its halves went separate ways"),
    ],
)
def test_units_gone_long_ago(gazetteer: Gazetteer, id: str, until: int, heirs: set[str]) -> None:
    place = gazetteer[id]
    assert place.until is not None
    assert place.until.year == until
    assert {place.successor, *place.divided} - {None} == heirs


@pytest.mark.parametrize(
    ("country", "count"),
    [("LA", 18), ("KH", 25), ("TH", 77), ("MM", 15), ("CN", 34)],
)
def test_the_neighbours_are_complete(gazetteer: Gazetteer, country: str, count: int) -> None:
    # ISO 3166-2: first-level units; a place below one has a longer id.
    units = [p for p in places(gazetteer) if p.parent == country and p.id.count("-") == 1]
    assert len(units) == count


def test_coordinates_lie_in_the_country(gazetteer: Gazetteer) -> None:
    assert {place.country for place in places(gazetteer)} == set(BOXES)
    for place in places(gazetteer):
        west, south, east, north = BOXES[place.country]
        assert west <= place.lon <= east, place.id
        assert south <= place.lat <= north, place.id


def test_districts_lie_near_their_province(gazetteer: Gazetteer) -> None:
    # Two degrees are 220 km; no district is so far from the seat of its province, islands apart.
    for place in places(gazetteer):
        if place.kind in ("district", "town", "border gate") and place.country in (
            "VN",
            "LA",
            "KH",
        ):
            parent = gazetteer[place.parent or ""]
            assert abs(place.lat - parent.lat) < 2, place.id
            assert abs(place.lon - parent.lon) < 2, place.id


def test_who_gets_a_shared_name_is_decided_or_known_to_be_open(gazetteer: Gazetteer) -> None:
    claims: defaultdict[str, list[tuple[bool, tuple[bool, bool, int]]]] = defaultdict(list)
    for place in places(gazetteer):
        spellings = {fold(name): name in place.guarded for name in place.names}
        for spelling, guarded in spellings.items():
            claims[spelling].append((guarded, place.precedence))
    still_open = {name for name, ranks in claims.items() if ranks.count(min(ranks)) > 1}
    assert still_open == {fold(name) for name in ALIKE}


def test_no_name_is_empty_or_keeps_a_sign_of_the_file(gazetteer: Gazetteer) -> None:
    for place in places(gazetteer):
        for name in (*place.names, *place.adjectives, *place.guarded):
            assert name == name.strip() != "", place.id
            assert not set(name) & set("~*;,"), place.id
        assert place.guarded <= set(place.names), place.id


# --- what is asked of it ---


@pytest.mark.parametrize(
    ("id", "vi", "en"),
    [
        ("VN-27", "Quảng Nam", "Quảng Nam"),
        ("VN-HN", "Hà Nội", "Hanoi"),
        ("VN-DN", "Đà Nẵng", "Da Nang"),
        ("LA-XE", "Sê Kông", "Sekong"),
        ("LA-SV", "Sa Vẳn Na Khệt", "Savannakhet"),
        ("LA-VT", "Viêng Chăn", "Vientiane"),
        ("CN-YN", "Vân Nam", "Yunnan"),
        ("VN", "Việt Nam", "Vietnam"),
        ("LA", "Lào", "Laos"),
        pytest.param("VN-27-nam-giang", "Nam Giang", "Nam Giang", id="a guarded name"),
        pytest.param("XX-1", "XX-1", "XX-1", id="no such place"),
    ],
)
def test_a_name_that_no_other_place_has_is_its_label(
    gazetteer: Gazetteer, id: str, vi: str, en: str
) -> None:
    assert gazetteer.label(id, "vi") == gazetteer.label_under_parent(id, "vi") == vi
    assert gazetteer.label(id, "en") == gazetteer.label_under_parent(id, "en") == en


@pytest.mark.parametrize(
    ("id", "vi", "en"),
    [
        # Vietnam's before China's, which have another name in English
        ("VN-63", "Hà Nam", "Hà Nam"),
        ("CN-HA", "Hà Nam (Trung Quốc)", "Henan"),
        ("VN-34-truong-sa", "Trường Sa", "Trường Sa"),
        ("CN-HN-changsha", "Trường Sa (Hồ Nam)", "Changsha"),
        # but before one gone in 1996
        ("CN-HE", "Hà Bắc", "Hebei"),
        ("VN-X-ha-bac", "Hà Bắc (Việt Nam)", "Hà Bắc"),
        # a province before a district
        ("VN-13", "Quảng Ninh", "Quảng Ninh"),
        ("VN-24-quang-ninh", "Quảng Ninh (Quảng Bình)", "Quảng Ninh (Quảng Bình)"),
        # none of ten before the others
        ("VN-37-chau-thanh", "Châu Thành (Tây Ninh)", "Châu Thành (Tây Ninh)"),
        ("VN-46-chau-thanh", "Châu Thành (Tiền Giang)", "Châu Thành (Tiền Giang)"),
        # nor of three, two of which are alike
        ("VN-HN-son-tay", "Sơn Tây (Hà Nội)", "Sơn Tây (Hanoi)"),
        ("VN-29-son-tay", "Sơn Tây (Quảng Ngãi)", "Sơn Tây (Quảng Ngãi)"),
        ("CN-SX", "Sơn Tây (Trung Quốc)", "Shanxi"),
        # what holds it is named in the same language
        ("VN-SG-tan-phu", "Tân Phú (TP. Hồ Chí Minh)", "Tân Phú (Ho Chi Minh City)"),
    ],
)
def test_the_label_of_a_place_that_shares_its_name(
    gazetteer: Gazetteer, id: str, vi: str, en: str
) -> None:
    assert gazetteer.label(id, "vi") == vi
    assert gazetteer.label(id, "en") == en


@pytest.mark.parametrize("id", ["VN-37-chau-thanh", "VN-46-chau-thanh"])
def test_under_its_parent_a_place_has_its_bare_name(gazetteer: Gazetteer, id: str) -> None:
    assert gazetteer.label_under_parent(id, "vi") == "Châu Thành"
    assert gazetteer.label_under_parent(id, "en") == "Châu Thành"


@pytest.mark.parametrize("ui", get_args(Ui))
def test_no_two_places_have_the_same_label(gazetteer: Gazetteer, ui: Ui) -> None:
    labels = Counter(gazetteer.label(id, ui) for id in gazetteer.places)
    assert [label for label, places in labels.items() if places > 1] == []


@pytest.mark.parametrize("ui", get_args(Ui))
def test_no_two_places_under_one_parent_have_the_same_name(gazetteer: Gazetteer, ui: Ui) -> None:
    names = Counter((p.parent, gazetteer.label_under_parent(p.id, ui)) for p in places(gazetteer))
    assert [name for name, held in names.items() if held > 1] == []


def test_a_label_goes_as_far_up_as_it_must() -> None:
    # three districts of one name; two of their provinces share theirs
    lines: dict[str, tuple[str, str | None, Kind]] = {
        "A": ("A", None, "country"),
        "B": ("B", None, "country"),
        "A-1": ("Long", "A", "province"),
        "B-1": ("Long", "B", "province"),
        "B-2": ("Phú", "B", "province"),
        "A-1-x": ("Tân", "A-1", "district"),
        "B-1-x": ("Tân", "B-1", "district"),
        "B-2-x": ("Tân", "B-2", "district"),
    }
    made = Gazetteer({id: made_place(id, *line) for id, line in lines.items()})
    assert {id: made.label(id, "en") for id in lines} == {
        "A": "A",
        "B": "B",
        "A-1": "Long (A)",
        "B-1": "Long (B)",
        "B-2": "Phú",
        "A-1-x": "Tân (Long, A)",
        "B-1-x": "Tân (Long, B)",
        "B-2-x": "Tân (Phú)",
    }


def test_ancestors_come_nearest_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.ancestors("VN-27-nam-giang") == ("VN-27", "VN")
    assert gazetteer.ancestors("LA-XE-kaleum") == ("LA-XE", "LA")
    assert gazetteer.ancestors("VN") == ()


def test_an_unknown_id_is_not_in_it(gazetteer: Gazetteer) -> None:
    assert "VN-27" in gazetteer
    assert "VN-99" not in gazetteer
    with pytest.raises(KeyError):
        gazetteer["VN-99"]
    with pytest.raises(KeyError):
        gazetteer.ancestors("VN-99")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Vân Nam", "CN-YN"),
        ("Yunnan", "CN-YN"),
        ("云南", "CN-YN"),
        ("Sê Kông", "LA-XE"),
        ("Sê-kông", "LA-XE"),
        ("Xê Kông", "LA-XE"),
        ("sekong", "LA-XE"),
        ("Luang Prabang", "LA-LP"),
        ("luangprabang", "LA-LP"),
        ("Luông Pha Băng", "LA-LP"),
        ("Sa-vẳn-na-khệt", "LA-SV"),
        ("Attapeu", "LA-AT"),
        ("Hồ Chí Minh City", "VN-SG"),
        ("quang nam", "VN-27"),
        ("quangnam", "VN-27"),
        ("Hanoi", "VN-HN"),
        ("TPHCM", "VN-SG"),
        ("Sài Gòn", "VN-SG"),
        ("Thừa Thiên - Huế", "VN-26"),
        ("Đăk Lăk", "VN-33"),
        ("Lào", "LA"),
        pytest.param("Vientiane", "LA-VT", id="the capital before the province"),
        pytest.param("Hà Nam", "VN-63", id="Vietnam's before Henan"),
        pytest.param("Hậu Giang", "VN-73", id="the later before the one gone in 1991"),
        pytest.param("Trùng Khánh", "CN-CQ", id="a plain name before a guarded one"),
    ],
)
def test_named(gazetteer: Gazetteer, typed: str, first: str) -> None:
    assert gazetteer.named(fold(typed))[0] == first


def test_named_gives_all_who_share_the_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("vientiane") == ("LA-VT", "LA-VI")
    assert gazetteer.named("ha nam") == ("VN-63", "CN-HA")


@pytest.mark.parametrize("folded", ["", "togo", "guangnan", "quang", "vietnamese"])
def test_named_knows_no_other_names(gazetteer: Gazetteer, folded: str) -> None:
    assert gazetteer.named(folded) == ()


def test_complete_gives_countries_and_provinces_first(gazetteer: Gazetteer) -> None:
    assert set(gazetteer.complete("quang n", 3)) == {"VN-13", "VN-27", "VN-29"}
    assert gazetteer.complete("lao", 2)[0] == "LA"
    tiers = [gazetteer[id].tier for id in gazetteer.complete("s", 50)]
    assert tiers == sorted(tiers)


def test_complete_finds_a_place_by_any_of_its_names_once(gazetteer: Gazetteer) -> None:
    assert gazetteer.complete("xeko", 5) == ("LA-XE",)
    assert gazetteer.complete("van na", 5)[:1] == ("CN-YN",)
    assert gazetteer.complete("qqq", 5) == ()
    assert len(gazetteer.complete("", 7)) == 7


def test_the_version_is_that_of_the_data() -> None:
    assert VERSION == VERSION.strip() != ""
    assert load_gazetteer() is load_gazetteer()


def test_the_vietnamese_of_laos_is_in_one_spelling(gazetteer: Gazetteer) -> None:
    """Syllables apart, each with a capital: `Sê Kông`, not `Sê-kông`."""
    lao = [place for place in gazetteer.places.values() if place.country == "LA"]
    named = [place for place in lao if not place.vi.startswith("Tỉnh ")]
    assert len(named) > 50
    for place in named:
        assert all(part.istitle() for part in place.vi.split(" ")), place.vi
        assert "-" not in place.vi
