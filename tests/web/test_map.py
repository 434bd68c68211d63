"""The geometry of the map, and the places of a search's results."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search.gazetteer import load_gazetteer
from tests.web.markup import Page
from tests.web.test_pages import total
from web.map import EAST, LARGEST, MARGIN, NORTH, SMALLEST, SOUTH, WEST, project, view
from web.static_files import FOLDER

SVG = "{http://www.w3.org/2000/svg}"
spots = st.tuples(st.floats(-30, 70), st.floats(60, 160))


def test_the_corners_of_the_drawing_are_its_corners() -> None:
    drawing = ElementTree.parse(FOLDER / "region.svg").getroot()
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    assert project(NORTH, WEST) == pytest.approx((0, 0))
    assert project(SOUTH, EAST) == pytest.approx((width, height), abs=0.1)


def test_places_on_land_stand_on_land() -> None:
    """Seats of inland provinces must lie inside one of the outlines; the open sea in none."""
    outlines = [
        ring
        for path in ElementTree.parse(FOLDER / "region.svg").getroot().iter(f"{SVG}path")
        for ring in rings(path.attrib["d"])
    ]
    gazetteer = load_gazetteer()
    for id in ("LA-XE", "LA-VT", "VN-02", "VN-30", "CN-YN", "CN-SC", "KH-16", "TH-50"):
        if id in gazetteer:
            at = project(gazetteer[id].lat, gazetteer[id].lon)
            assert any(holds(ring, *at) for ring in outlines), id
    assert not any(holds(ring, *project(12.0, 113.0)) for ring in outlines)


def rings(d: str) -> list[list[tuple[float, float]]]:
    """The outlines of a path of the forms `M x y l dx dy … z`."""
    found = []
    for part in d.split("z")[:-1]:
        start, _, rest = part.removeprefix("M").partition("l")
        number = r"-?(?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+)"
        x, y = map(float, re.findall(number, start))
        ring = [(x, y)]
        steps = [float(step) for step in re.findall(number, rest)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(ring)
    return found


def holds(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@given(st.lists(st.tuples(spots, st.integers(0, 10**6)), max_size=30))
def test_discs_are_as_their_counts(drawn: list[tuple[tuple[float, float], int]]) -> None:
    places = [(f"p{n}", f"Name {n}", c, lat, lon) for n, ((lat, lon), c) in enumerate(drawn)]
    shown = view(places)
    inside = {
        id: c for id, _, c, lat, lon in places if c and WEST < lon < EAST and SOUTH < lat < NORTH
    }
    if not inside:
        assert shown is None
        return
    assert shown is not None
    assert {disc.place: disc.count for disc in shown.discs} == inside
    assert [disc.count for disc in shown.discs] == sorted(inside.values(), reverse=True)
    most = max(inside.values())
    for disc in shown.discs:
        share = math.sqrt(disc.count / most) * LARGEST
        assert disc.radius == pytest.approx(shown.side * max(SMALLEST, share), abs=0.02)
    first = shown.discs[0]
    assert shown.x + MARGIN - 0.2 <= first.x <= shown.x + shown.side - MARGIN + 0.2
    assert first.name_x is not None


def test_a_few_far_away_do_not_make_the_rest_small() -> None:
    near = [(f"n{n}", "N", 100, 15 + n / 10, 107.0) for n in range(10)]
    shown = view([*near, ("far", "Far", 1, 50.0, 80.0)])
    assert shown is not None
    alone = view(near)
    assert alone is not None
    assert shown.side == alone.side
    assert "far" in {disc.place for disc in shown.discs}


def test_names_never_stand_on_each_other() -> None:
    shown = view([("a", "Hà Nam", 5, 20.5, 105.9), ("b", "Hà Nội", 4, 20.5, 105.91)])
    assert shown is not None
    assert [disc.name_x is not None for disc in shown.discs] == [True, False]


def test_a_name_is_not_cut_at_the_edge() -> None:
    name = "A name of some length"
    shown = view([("a", name, 5, 20.5, 105.9), ("b", name, 5, 12.0, 109.0)])
    assert shown is not None
    half = shown.letter * len(name) / 4
    for disc in shown.discs:
        assert disc.name_x is not None
        assert shown.x <= disc.name_x - half
        assert disc.name_x + half <= shown.x + shown.side


@pytest.mark.parametrize("query", ["", "q=sekong", "place=LA", "place=VN&lang=vi", "place=VN-27"])
def test_the_list_and_the_map_say_the_same(client: FlaskClient, query: str) -> None:
    page = Page(client.get(f"/places?{query}&ui=en").text)
    assert page.faults == []
    listed = [
        link for link in page.all("a", class_="choice") if "aria-current" not in link.attributes
    ]
    for link in listed:
        number = int(link.text.split()[-1])
        assert total(Page(client.get(link.attributes["href"]).text)) == number
    discs = [link.attributes["href"] for link in page.all("a", tabindex="-1")]
    assert set(discs) <= {link.attributes["href"] for link in page.all("a", class_="choice")}
    assert len(discs) == sum(": " in circle.text for circle in page.all("circle"))


def test_the_picture_stands_alone(client: FlaskClient) -> None:
    answer = client.get("/places.svg?q=sekong")
    assert answer.mimetype == "image/svg+xml"
    picture = ElementTree.fromstring(answer.text)
    assert not list(picture.iter(f"{SVG}a"))
    assert not list(picture.iter(f"{SVG}image"))
    assert len(list(picture.iter(f"{SVG}path"))) > 10
    assert len(list(picture.iter(f"{SVG}circle"))) >= 2


def test_nothing_found_is_said(client: FlaskClient) -> None:
    assert "No locality is named" in client.get("/places?q=zzzqqq&ui=en").text
