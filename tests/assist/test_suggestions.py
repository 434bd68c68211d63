"""What the beginning of a question may mean: places, words that go together, titles."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import Archive, SearchRequest, Settings
from search.analysis import fold

TEXTS = [
    # title, body, how many articles
    ("Kinh tế Quảng Nam", "Tỉnh Quảng Nam hợp tác về kinh tế với Sê Kông.", 12),
    ("Hợp tác biên giới", "Hai bên hợp tác, quản lý biên giới chung.", 8),
    ("Thế giới hôm nay", "Tin thế giới; người dân thể hiện tình cảm.", 6),
    ("Quang Nam province", "Quang Nam province signed a trade agreement.", 5),
    ("Chuyện lạ", "Quả nhiên, quan hệ của các bên khác.", 2),
    ("Tin một huyện", "Huyện Châu Thành, tỉnh Tiền Giang.", 2),
    ("Tin huyện khác", "Huyện Châu Thành, tỉnh Long An.", 2),
    ("Tin công ty", "Vinamilk lươn cũng bán. Mưa rất to.", 3),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("suggest")
    rows = [text[:2] for text in TEXTS for _ in range(text[2])]
    lines = [json.dumps({"id": f"{n}", "title": t, "body": b}) for n, (t, b) in enumerate(rows)]
    (folder / "all.jsonl").write_text("\n".join(lines))
    archive = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    archive.rebuild()
    return archive


def words_for(archive: Archive, text: str, limit: int = 8) -> Sequence[str]:
    return [s.text for s in archive.suggest(text, limit) if s.kind == "words"]


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        # with its marks as articles write it, a capital only where it is no sentence's
        ("hop", ["hợp tác"]),
        ("hợp t", ["hợp tác"]),
        ("hop tac", ["hợp tác"]),
        ("bien gi", ["biên giới"]),
        ("kinh", ["kinh tế"]),
        # the words before the last two stay as they were typed, and the whole finds something
        ("Hop tac, bien g", ["Hop tac, biên giới"]),
        ("trade bien g", []),
        # a name that is no Vietnamese word beside one that is
        ("vinamilk luo", ["vinamilk lươn"]),
        # the keys of Telex and VNI, finished or not
        ("kinh tees", ["kinh tế"]),
        ("hopwj t", ["hợp tác"]),
        ("howjp t", ["hợp tác"]),
        ("bie6n gi", ["biên giới"]),
        # English has no marks
        ("trade a", ["trade agreement"]),
        # a word typed to its end keeps its marks
        ("the g", ["thế giới"]),
        ("thế g", ["thế giới"]),
        ("thể g", []),
        # what is typed already is not suggested
        ("hợp tác", []),
        ("xyzzy", []),
    ],
)
def test_words_that_go_together(archive: Archive, typed: str, suggested: list[str]) -> None:
    assert [text for text in words_for(archive, typed) if text in suggested] == suggested
    if not suggested:
        assert words_for(archive, typed) == []


def test_the_most_telling_come_first(archive: Archive) -> None:
    # of quảng nam (in 17 bodies), quản lý (8), quả nhiên (2) and quan hệ (2)
    assert words_for(archive, "qua")[:1] == ["quản lý"]
    assert "Quảng Nam" in {s.text for s in archive.suggest("qua") if s.kind == "place"}


def test_a_place_is_not_suggested_as_words_too(archive: Archive) -> None:
    found = archive.suggest("quang na")
    assert [(s.kind, s.place) for s in found if fold(s.text) == "quang nam"] == [("place", "VN-27")]


def test_places_of_one_name_are_told_apart_and_the_name_asks_for_all(archive: Archive) -> None:
    found = archive.suggest("chau th")
    assert {(s.text, s.kind, s.place) for s in found} == {
        ("Châu Thành (Tiền Giang)", "place", "VN-46-chau-thanh"),
        ("Châu Thành (Long An)", "place", "VN-41-chau-thanh"),
        ("Châu Thành", "words", None),
    }
    assert archive.search(SearchRequest("Châu Thành")).total == 4


@pytest.mark.parametrize("typed", ["quangr nam", "quang3 nam", "quangr na", "QUANGR NAM"])
def test_places_are_suggested_for_the_keys_of_telex_and_vni(archive: Archive, typed: str) -> None:
    assert archive.suggest(typed)[0].place == "VN-27"


def test_a_title_is_suggested_once(archive: Archive) -> None:
    titles = [s.text for s in archive.suggest("tin") if s.kind == "title"]
    assert sorted(titles) == ["Tin công ty", "Tin huyện khác", "Tin một huyện"]


def test_decomposed_text_is_the_same(archive: Archive) -> None:
    typed = unicodedata.normalize("NFD", "Hợp tác, biên g")
    assert words_for(archive, typed) == ["Hợp tác, biên giới"]


@example(text=TEXTS[0], size=2, limit=1)  # "ti" begins a place and words: no title has room
@given(text=st.sampled_from(TEXTS), size=st.integers(2, 12), limit=st.integers(1, 8))
@settings(max_examples=80, deadline=None)
def test_what_is_suggested_finds_something_and_marks_need_not_be_typed(
    archive: Archive, text: tuple[str, str, int], size: int, limit: int
) -> None:
    for typed in (text[0][:size], text[1][:size], text[1][-size:]):
        found = archive.suggest(fold(typed), limit)
        assert len(found) <= limit
        for suggestion in found:
            if suggestion.kind == "words":
                page = archive.search(SearchRequest(suggestion.text))
                assert page.total
                assert "any word" not in {notice.kind.value for notice in page.notices}
        assert {s.text for s in archive.suggest(typed, 8) if s.kind == "title"} <= {
            title for title, _, _ in TEXTS
        }
