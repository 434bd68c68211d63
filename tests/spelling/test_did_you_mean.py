"""What a question may have meant, and that a right one is left alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import Archive, SearchRequest, Settings
from search.analysis import fold, token_texts

TEXTS = {
    # body: how many articles have it
    "Lãnh đạo tỉnh Quảng Nam và tỉnh Sê Kông bàn về hợp tác biên giới.": 30,
    "Thành phố Điện Biên Phủ là tỉnh lỵ của Điện Biên.": 20,
    "Diễn biến dịch bệnh còn phức tạp.": 20,
    "Thủ đô Hà Nội đón Thủ tướng Chính phủ; trường dạy tiếng Việt và kỹ thuật.": 18,
    "The government signed a cooperation agreement on border trade with Quang Nam.": 12,
    "Hội nghị ở Sơn La, Trung Quốc nói về nông nghiệp; bunpimay là Tết của người Lào.": 6,
    "Ông Quảng kể chuyện.": 240,
    "Bà Quảng dài lời.": 21,
    # what is rare, but right
    "Người dân đi một quãng đường dài về phía nam.": 1,
    "Họ dùng chung một giếng.": 1,
    "Chiếc nôi ở Hà Giang.": 1,
    "Một cái hộp bị tật.": 1,
    "Nhà văn nam ấy đoạt giải.": 30,
    "Báo in là biên giời.": 1,
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("spelling")
    bodies = [text for text, times in TEXTS.items() for _ in range(times)]
    rows = [{"id": f"{n}", "title": f"Tin {n}", "body": body} for n, body in enumerate(bodies)]
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)))
    archive = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    archive.rebuild()
    return archive


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        # typed with the input method off: Telex
        ("Dieejn Bieen", "Điện Biên"),
        ("Ddieejn Bieen", "Điện Biên"),
        ("tieengs vieejt", "tiếng việt"),
        ("hopwj tacs", "hợp tác"),
        # as other words are written here, but a name
        ("Vaan Nam", "Vân Nam"),
        # and VNI
        ("Quang3 Nam", "Quảng Nam"),
        ("Ha2 No65i", "Hà Nội"),
        # letters: one wrong, one too few, two in each other's place
        ("goverment", "government"),
        ("goverment coperation", "government cooperation"),
        ("quagn nam", "quang nam"),
        ("boder trade", "border trade"),
        ("Hợp tác biêng giới", "Hợp tác biên giới"),
        # by ear: s for x, ch for tr, l for n
        ("xơn la", "sơn la"),
        ("lông nghiệp", "nông nghiệp"),
        # i for y
        ("kĩ thuật", "kỹ thuật"),
        # words run together, and split
        ("hoptac", "hop tac"),
        ("hoptac biengioi", "hop tac bien gioi"),
        ("HOPTAC", "HOP TAC"),
        ("co operation", "cooperation"),
        # a known word that never stands beside its neighbour
        ("Chung Quốc", "Trung Quốc"),
        # within operators and quotes, which stay
        ('"quagn nam" -xyz', '"quang nam" -xyz'),
        # marks: the articles write them otherwise
        ("Quãng Nam", "Quảng Nam"),
        ("thủ đô Hà Nôi", "thủ đô Hà Nội"),
        ("Đỉện Biên", "Điện Biên"),
        ("chính phũ", "chính phủ"),
        ("thủ tướng chính phũ", "thủ tướng chính phủ"),
    ],
)
def test_what_was_meant(archive: Archive, asked: str, meant: str) -> None:
    spelling = archive.search(SearchRequest(asked)).spelling
    assert spelling is not None
    assert spelling.request.text == meant
    assert archive.search(spelling.request).total == spelling.total > 0


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "hop tac",
        "Quảng Nam",
        "quảng nam",
        "dien bien",
        "điện biên",
        "diễn biến",
        # rare but right, and right but never together
        "bunpimay",
        "bunpimay government",
        "quãng đường",
        # words of one article apart, one of them rare: those that stand side by side are few
        "Hà nôi",
        # or they are many, but the word is seldom beside that neighbour
        "quãng dài",
        # both are frequent, and no slips
        "diễn biên",
        # nothing like it is known
        "xyzzy",
        "xyzzy plugh",
        "2031",
        "-quagn",
        "hop* tacx~",
        # asked with these marks
        '="Quãng Nam"',
    ],
)
def test_what_is_right_or_unknown_is_left_alone(archive: Archive, asked: str) -> None:
    assert archive.search(SearchRequest(asked)).spelling is None


@given(body=st.sampled_from(sorted(TEXTS)), marks=st.booleans(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_words_of_one_article_are_never_corrected(
    archive: Archive, body: str, marks: bool, data: st.DataObject
) -> None:
    """Any of its words, in any order, without marks; or with them, as they stand side by side."""
    words = token_texts(body)
    if marks:
        first = data.draw(st.integers(0, len(words) - 1))
        chosen: Sequence[str] = words[first : data.draw(st.integers(first + 1, len(words)))]
    else:
        chosen = [fold(word) for word in data.draw(st.lists(st.sampled_from(words), min_size=1))]
    text = " ".join(word.lower() for word in chosen[:30])
    assert archive.search(SearchRequest(text)).spelling is None


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


@pytest.mark.parametrize("asked", ["government", "hop tat"])
def test_what_a_filter_hides_is_spelled_right(archive: Archive, asked: str) -> None:
    assert archive.search(SearchRequest(asked)).total
    page = archive.search(SearchRequest(asked, chosen={"source": ("nowhere",)}))
    assert (page.total, page.spelling) == (0, None)


def test_what_some_article_says_is_right_wherever_it_stands_among_the_results(
    archive: Archive,
) -> None:
    for sort in ("relevance", "newest"):
        page = archive.search(SearchRequest("biên giời", sort=sort))
        assert (page.total, page.spelling) == (31, None)


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
