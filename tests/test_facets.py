"""The table of facets, and what is chosen of them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from search import FACETS, Archive, Facet, FacetName, SearchRequest, Selection, Settings
from search.gazetteer import load_gazetteer
from search.query.place_names import resolve
from tests.conftest import article, day, mention

GAZETTEER = load_gazetteer()


def test_each_name_has_its_entry() -> None:
    assert tuple(FACETS) == get_args(FacetName)
    assert all(name == facet.name for name, facet in FACETS.items())


@pytest.mark.parametrize("facet", FACETS.values(), ids=lambda facet: facet.name)
def test_each_value_of_an_article_can_be_asked_for(facet: Facet) -> None:
    bare = article("a")
    full = article(
        "b",
        date=day("2022-06-08"),
        places=(mention("VN-27", "VN"),),
        source="VNA",
        section="Thời sự",
    )
    for values in filter(None, (facet.values, facet.main_values)):
        for value in {*values(bare), *values(full)}:
            read = facet.read(value, lambda text: resolve(text, GAZETTEER))
            assert read == (value,)
            assert facet.label(value, "en", lambda place: GAZETTEER.label(place, "en"))


def test_a_value_lies_in_its_ancestors() -> None:
    hoi_an = list(FACETS["place"].ancestors("VN-27-hoi-an", GAZETTEER.parent))
    assert hoi_an == ["VN-27", "VN"]
    assert list(FACETS["date"].ancestors("2022-06", GAZETTEER.parent)) == ["2022"]
    assert list(FACETS["source"].ancestors("VNA", GAZETTEER.parent)) == []


def test_what_is_chosen_is_a_mapping_of_the_facets_with_values() -> None:
    chosen = Selection({"source": ["VNA"], "lang": (), "place": ("LA", "VN")})
    assert list(chosen.items()) == [("place", ("LA", "VN")), ("source", ("VNA",))]
    assert chosen["lang"] == ()
    assert "lang" not in chosen
    assert chosen == {"place": ("LA", "VN"), "source": ("VNA",)}
    assert hash(chosen) == hash(chosen.choosing("lang", ["vi"]).choosing("lang", ()))
    assert chosen.choosing("place", ["LA"])["place"] == ("LA",)
    with pytest.raises(ValueError, match="no facet 'places'"):
        Selection({"places": ("LA",)})  # type: ignore[dict-item]


def test_requests_are_equal_that_choose_the_same() -> None:
    one = SearchRequest("a", chosen={"place": ("LA",), "lang": ()})
    assert one == SearchRequest("a", chosen=Selection({"place": ["LA"]}))
    assert hash(one) == hash(SearchRequest("a", chosen={"place": ("LA",)}))


def test_a_value_is_understood_and_the_request_then_names_it(tmp_path: Path, seeds: Path) -> None:
    archive = Archive(Settings(index=tmp_path / "index", seeds=seeds))
    archive.rebuild()
    page = archive.search(SearchRequest(chosen={"place": ("sekong", "LA-XE"), "lang": ("VI",)}))
    assert page.request.chosen == {"place": ("LA-XE",), "lang": ("vi",)}
    assert [c.value for c in page.facets["lang"] if c.selected] == ["vi"]
