"""Articles are analyzed as the analyzer's reference has it, position by position."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from search import DateSpan
from search.analysis import GAP
from search.engines.opensearch.documents import analyze_text, document_id, documents_of, sketch_of
from search.near_duplicates import bands_of
from tests.conftest import article, day, mention
from tests.engines.drawn import WORDS
from tests.engines.reference import length_of, terms_at, terms_in

texts = st.lists(
    st.sampled_from(
        [*WORDS, "QH15/2024", "km/h", "e-mail", "U-23", "14/6/2022", "đồng,", "“Nhà", "3.000"]
    )
    | st.text(max_size=6),
    max_size=12,
).map(" ".join)


def positions(field: str) -> list[list[str]]:
    """The terms at each position of an indexed text, as OpenSearch's analyzer takes it apart."""
    stacks = field.split(" ") if field else []
    return [[] if stack == GAP else sorted(stack.split("|")) for stack in stacks]


@given(text=texts, english=st.booleans())
def test_terms_stand_at_the_positions_of_the_reference(text: str, english: bool) -> None:
    given_article = article("a", text, text, language="en" if english else "vi")
    (document,) = documents_of([given_article])
    expected = terms_at(text, stems=english)
    for field in ("title", "body"):
        for stream, name in (("folded", field), ("accented", f"{field}_accented")):
            found = positions(document.source[name])
            assert found == [sorted(terms) for terms in expected[stream]]
        stems = sorted(stem for terms in expected["stems"] for stem in terms)
        assert sorted(document.source[f"{field}_stems"].split()) == stems
        assert document.source[f"{field}_tokens"] == length_of(text)


@given(text=texts, english=st.booleans())
def test_the_dictionary_counts_each_term_of_a_text_once(text: str, english: bool) -> None:
    analyzed = analyze_text(text, stems=english)
    for stream in ("folded", "accented"):
        assert analyzed.terms(stream) == terms_in(text, stream)
    assert analyzed.terms("stems") == (terms_in(text, "stems") if english else set())
    bigrams = {pair.replace("_", " ") for pair in terms_in(text, "bigrams") if "_" in pair}
    if "_" not in text:
        assert analyzed.terms("bigrams") == bigrams


def test_a_derived_title_is_not_indexed() -> None:
    made = article("a", "Hợp tác", "Hợp tác ở Lào")
    (document,) = documents_of([type(made)(**{**_fields(made), "title_derived": True})])
    assert document.source["title"] == ""
    assert document.source["title_tokens"] == 0


def _fields(made: object) -> dict[str, object]:
    return {name: getattr(made, name) for name in made.__dataclass_fields__}  # type: ignore[attr-defined]


def test_facets_and_days_are_the_articles_own() -> None:
    places = (mention("VN-27", "VN"), mention("LA-XE", "LA", main=False))
    span = DateSpan(date(2024, 9, 28), date(2024, 10, 2), "range", "full date", "28/9 - 2/10/2024")
    month = DateSpan(date(2024, 9, 1), date(2024, 9, 30), "month", "month and year", "9/2024")
    dated, coarse, undated = documents_of(
        [
            article("a", places=places, date=span, source="VNA"),
            article("b", date=month),
            article("c"),
        ]
    )
    first, last = date(2024, 9, 28).toordinal(), date(2024, 10, 2).toordinal()
    assert set(dated.source["place"]) == {"VN-27", "VN", "LA-XE", "LA"}
    assert set(dated.source["main_place"]) == {"VN-27", "VN"}
    assert (dated.source["first"], dated.source["last"]) == (first, last)
    assert dated.source["days"] == {"gte": first, "lte": last}
    assert list(dated.source["source"]) == ["VNA"]
    assert coarse.source["coarse"] is True
    assert "days" not in coarse.source
    assert undated.source.keys().isdisjoint({"first", "last", "coarse", "days"})
    assert day("2024-09-28").first.toordinal() == first


def test_a_sketch_comes_back_as_it_was_and_short_texts_have_none() -> None:
    long = " ".join(f"từ{i}" for i in range(60))
    copied, short = documents_of([article("a", body=long), article("b", body="từ")])
    assert (sketch_of(copied.source) == copied.sketch).all()
    assert copied.source["band"] == bands_of(copied.sketch)[0]
    assert short.source.keys().isdisjoint({"band", "sketch"})
    assert not bands_of(sketch_of(short.source))[0]


@given(ids=st.lists(st.text(st.characters(), max_size=600), max_size=5, unique=True))
def test_documents_have_names_that_opensearch_takes(ids: list[str]) -> None:
    names = [document_id(id) for id in ids]
    assert len(set(names)) == len(ids)
    assert all(0 < len(name.encode()) <= 512 for name in names)
    assert document_id("\ud800") != document_id("\udfff")
