"""What a question may have meant, and that a right one is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import Archive, SearchRequest, Settings
from search.analysis import fold, token_texts
from search.spelling.corrector import Support
from search.spelling.did_you_mean import Offer, offers

CASES = Path(__file__).resolve().parent.parent / "cases" / "spelling.tsv"


def read_cases() -> tuple[dict[str, int], list[tuple[str, str | None]]]:
    """The bodies of the archive with how many articles have each, and what is offered for what is typed."""
    bodies: dict[str, int] = {}
    cases: list[tuple[str, str | None]] = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("+\t"):
            _, times, body = line.split("\t")
            bodies[body] = int(times)
        elif line and not line.startswith("#"):
            typed, offer = line.split("\t")
            cases.append((typed, None if offer == "-" else offer))
    return bodies, cases


BODIES, OFFERED = read_cases()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("spelling")
    bodies = [body for body, times in BODIES.items() for _ in range(times)]
    rows = [{"id": f"{n}", "title": f"Tin {n}", "body": body} for n, body in enumerate(bodies)]
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)))
    archive = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    archive.rebuild()
    return archive


@pytest.mark.parametrize(("typed", "offer"), OFFERED)
def test_what_is_offered(archive: Archive, typed: str, offer: str | None) -> None:
    spelling = archive.search(SearchRequest(typed)).spelling
    assert (spelling.request.text if spelling else None) == offer
    if spelling:
        assert archive.search(spelling.request).total == spelling.total > 0


@given(body=st.sampled_from(sorted(BODIES)), marks=st.booleans(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_words_that_many_articles_have_side_by_side_are_never_corrected(
    archive: Archive, body: str, marks: bool, data: st.DataObject
) -> None:
    if BODIES[body] < 3:
        return
    words = token_texts(body)
    first = data.draw(st.integers(0, len(words) - 1))
    chosen = words[first : data.draw(st.integers(first + 1, len(words)))]
    text = " ".join(word.lower() if marks else fold(word) for word in chosen[:30])
    assert archive.search(SearchRequest(text)).spelling is None


TYPED = st.lists(
    st.one_of(
        st.sampled_from([word for body in BODIES for word in token_texts(body)]),
        st.text("abcdeghinotuyxâđếọ", min_size=1, max_size=9),
        st.text("'\"()-=:7{a", min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(text=TYPED)
@settings(max_examples=150, deadline=None)
def test_an_offer_differs_and_finds_something_that_has_it_side_by_side(
    archive: Archive, text: str
) -> None:
    request = SearchRequest(text)
    page = archive.search(request)
    articles = [result.article for result in page.results]
    found = offers(request, articles, archive._index(archive._service()))
    for offer in found:
        assert offer.text != text
        assert offer.total > 0
    if page.spelling is not None:
        offer = next(offer for offer in found if offer.is_convincing)
        assert not offer.support.known or offer.support.corrected > offer.support.typed
        assert page.spelling.total > 0


def test_filters_stay_where_something_is_found_with_them(archive: Archive) -> None:
    with_them = archive.search(SearchRequest("quagn nam", chosen={"lang": ("vi",)})).spelling
    assert with_them is not None
    assert (with_them.request, with_them.total) == (
        SearchRequest("quang nam", chosen={"lang": ("vi",)}),
        30,
    )
    without = archive.search(SearchRequest("goverment", chosen={"lang": ("vi",)})).spelling
    assert without is not None
    assert (without.request, without.total) == (SearchRequest("government"), 12)


def test_what_a_filter_hides_is_spelled_right(archive: Archive) -> None:
    assert archive.search(SearchRequest("government")).total
    page = archive.search(SearchRequest("government", chosen={"source": ("nowhere",)}))
    assert (page.total, page.spelling) == (0, None)


def test_marks_that_are_asked_for_are_kept_if_some_article_has_them(archive: Archive) -> None:
    page = archive.search(SearchRequest("quãng nam", exact=True))
    assert (page.total, page.spelling) == (1, None)
    assert archive.search(SearchRequest("quãng nam")).spelling is not None


def test_an_offer_does_not_depend_on_the_order_of_the_results(archive: Archive) -> None:
    for sort in ("relevance", "newest"):
        page = archive.search(SearchRequest("chính phũ", sort=sort))
        assert page.spelling is not None
        assert page.spelling.request.text == "chính phủ"


def test_what_was_meant_is_a_way_out_of_nothing(archive: Archive) -> None:
    page = archive.search(SearchRequest("goverment"))
    assert page.total == 0
    assert page.relaxations[0] == page.spelling


def test_a_small_archive_knows_marks_too(seeds: Path, tmp_path: Path) -> None:
    archive = Archive(Settings(index=tmp_path / "index", seeds=seeds))
    archive.rebuild()
    spelling = archive.search(SearchRequest("Quãng Nam")).spelling
    assert spelling is not None
    assert spelling.request.text == "Quảng Nam"


@pytest.mark.parametrize(
    ("support", "gain", "typed_total", "made"),
    [
        # words that the index has: more articles must have the others side by side
        (Support(typed=0, corrected=300, known=1, unknown=0), 6.0, 9, True),
        (Support(typed=300, corrected=300, known=1, unknown=0), 60.0, 9, False),
        (Support(typed=0, corrected=300, known=1, unknown=0), -2.0, 9, False),
        (Support(typed=0, corrected=300, known=2, unknown=0), 6.0, 9, False),
        # unknown words: likelier by enough, and more so where a title has them
        (Support(typed=0, corrected=0, known=0, unknown=1), 2.1, 0, True),
        (Support(typed=0, corrected=0, known=0, unknown=1), 1.9, 0, False),
        (Support(typed=0, corrected=0, known=0, unknown=1), 11.0, 1, False),
        (Support(typed=0, corrected=0, known=0, unknown=1), 13.0, 1, True),
    ],
)
def test_what_convinces(support: Support, gain: float, typed_total: int, made: bool) -> None:
    offer = Offer("", gain, support, words=3, total=300, typed_total=typed_total)
    assert offer.is_convincing == made
