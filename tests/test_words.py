"""Words in texts and in questions, end to end: one number, one day, one source, marks where they belong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search import Archive, QueryError, SearchRequest, Settings

TEXTS = {
    "dots": "Chi phí 1.500 tỷ đồng cho cảng, tăng 2,5 lần.",
    "commas": "It cost 1,500 tỷ đồng, up 2.5 times.",
    "plain": "Chi phí 1500 tỷ đồng.",
    "digits": "Lễ ngày 30/4/1975 tại Dinh Độc Lập.",
    "words": "Lễ ngày 30 tháng 4 năm 1975 tại Dinh Độc Lập.",
    "english": "The war ended on April 30, 1975 in Saigon.",
    "yearless": "Nghỉ lễ 30-4 và 1-5 ba ngày.",
    "lao": "Họ đã rời Lào. Cai quản nơi đó là ông Thảo.",
    "quang": "Con đường ở huyện Quảng.\n\nNam giới đi trước.",
    "broken": "The commit-\ntee looked at the west-\nern dyke and a long-\nterm plan.",
    "tone": "Tòan dân nghe hùynh đệ kể.",
    "hoi-an": "Lễ hội đèn lồng ở Hội An thu hút du khách.",
    "both": "Đoàn Quảng Nam về Hội An dự lễ hội.",
}


def built(folder: Path, rows: list[dict[str, str]]) -> Archive:
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    archive = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    archive.rebuild()
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    rows = [{"id": id, "title": f"Bài {id}", "body": body} for id, body in TEXTS.items()]
    return built(tmp_path_factory.mktemp("words"), rows)


def found(archive: Archive, text: str) -> set[str]:
    page = archive.search(SearchRequest(text, size=20, all_words=True))
    return {result.article.id.rpartition("/")[2] for result in page.results}


def hits(archive: Archive, request: SearchRequest, id: str) -> list[str]:
    (result,) = [r for r in archive.search(request).results if r.article.id.endswith(id)]
    return [part.text for part in result.snippet if part.hit]


NUMBERS, DAYS = {"dots", "commas", "plain"}, {"digits", "words", "english"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        *((text, NUMBERS) for text in ("1500 tỷ", "1.500 tỷ", '"1,500 tỷ đồng"', "=1500 tỷ")),
        *((text, {"dots", "commas"}) for text in ("2,5", "2.5")),
        *(
            (text, DAYS | {"yearless"})
            for text in ("30/4", "30/04", "30 tháng 4", "30 thang tu", "April 30", "30th of April")
        ),
        *((text, DAYS) for text in ("30/4/1975", "30 tháng 4 năm 1975", "1975-04-30", "1975")),
        ('"ngày 30/4"', {"digits", "words"}),
        ('"30 tháng 4 năm 1975 tại dinh"', {"digits", "words"}),
        ('"tháng 4 năm 1975"', {"words"}),
        ("april", {"english"}),
        ("ngày 1 tháng 5", set()),
        ('"Lào Cai"', set()),
        ('"rời Lào"', {"lao"}),
        ('"rời Lào. Cai quản"', {"lao"}),
        ('title:x OR "huyện Quảng Nam"', set()),
        ("committee", {"broken"}),
        ("tee", {"broken"}),
        ('"western dyke"', {"broken"}),
        ('"long-term"', {"broken"}),
        ('="toàn"', {"tone"}),
        ('="huỳnh"', {"tone"}),
        ('="toán"', set()),
    ],
)
def test_what_is_found(archive: Archive, text: str, ids: set[str]) -> None:
    assert found(archive, text) == ids


@pytest.mark.parametrize(
    ("text", "id", "marked"),
    [
        ("1500 tỷ", "dots", ["1.500", "tỷ"]),
        ("30/4", "words", ["30 tháng 4 năm 1975"]),
        ('"ngày 30/4"', "words", ["ngày 30 tháng 4 năm 1975"]),
        ("1975", "digits", ["1975"]),
        ("committee", "broken", ["commit- tee"]),
        ('="toàn"', "tone", ["Tòan"]),
    ],
)
def test_what_is_marked(archive: Archive, text: str, id: str, marked: list[str]) -> None:
    assert hits(archive, SearchRequest(text), id) == marked


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("Quảng Nam"),
        SearchRequest("place:VN-27"),
        SearchRequest(chosen={"place": ("VN-27",)}),
    ],
    ids=["text", "field", "filter"],
)
def test_a_place_inside_the_one_that_is_asked_for_is_marked(
    archive: Archive, request_: SearchRequest
) -> None:
    assert hits(archive, request_, "hoi-an") == ["Hội An"]
    # An article that names the place itself shows that.
    assert hits(archive, request_, "both") == ["Quảng Nam"]


def test_no_other_spelling_of_a_day_is_offered(archive: Archive) -> None:
    for text in ("30 tháng 4", "30 tháng 3", "1 tháng 5 năm 1976"):
        assert archive.search(SearchRequest(text)).spelling is None


def test_a_star_at_the_beginning_is_refused_in_a_sentence(archive: Archive) -> None:
    with pytest.raises(QueryError, match=r"'\*ban' has a \* before its end"):
        archive.search(SearchRequest("*ban"))


SOURCES = ["VnExpress", "vnexpress", "VNEXPRESS.", "VnExpress", "Báo Nhân Dân", "BÁO NHÂN DÂN",
           "Báo Nhân Dân", "bao nhan dan", "Tiền Phong", "Tiên Phong", ""]  # fmt: skip


def of_sources(folder: Path) -> Archive:
    rows = [
        {"id": f"s{i}", "title": f"Bài {i}", "body": f"Tin số {i}.", "source": source,
         "section": source}
        for i, source in enumerate(SOURCES)
    ]  # fmt: skip
    return built(folder, rows)


def test_a_source_and_a_section_are_one_in_any_writing(tmp_path: Path) -> None:
    archive = of_sources(tmp_path)
    counted = {"VnExpress": 4, "Báo Nhân Dân": 4, "Tiền Phong": 1, "Tiên Phong": 1, "unknown": 1}
    page = archive.search(SearchRequest())
    few = archive.search(SearchRequest('"tin số"'))
    for shown in (page, few):
        for facet in ("source", "section"):
            assert {c.value: c.count for c in shown.facets[facet]} == counted
    for text, total in [
        ('source:"bao nhan dan"', 4),
        ("source:VNEXPRESS", 4),
        ("section:vnexpress", 4),
        ('-source:"Báo nhân dân"', 7),
        ('source:"TIỀN PHONG"', 1),
        ('source:"tien phong"', 2),
        ("source:unknown", 1),
        ("source:nowhere", 0),
    ]:
        assert archive.search(SearchRequest(text)).total == total, text
    for typed, meant, total in [
        ("vnexpress", ("VnExpress",), 4),
        ("BAO NHAN DAN", ("Báo Nhân Dân",), 4),
        ("tien phong", ("Tiên Phong", "Tiền Phong"), 2),
        ("nowhere", ("nowhere",), 0),
    ]:
        page = archive.search(SearchRequest(chosen={"source": (typed,)}))
        assert page.total == total
        assert page.request.chosen["source"] == meant
        assert {c.value for c in page.facets["source"] if c.selected} == set(meant)


def test_the_commonest_writing_is_that_of_the_articles_that_are_left(tmp_path: Path) -> None:
    archive = of_sources(tmp_path)
    rows = [
        {"id": f"s{i}", "title": f"Bài {i}", "body": f"Tin số {i}.", "source": source}
        for i, source in enumerate(["VNEXPRESS", "vnexpress", "VNEXPRESS"])
    ]
    (tmp_path / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    archive.update(allow_removals=True)
    page = archive.search(SearchRequest())
    assert {c.value: c.count for c in page.facets["source"]} == {"VNEXPRESS": 3}
    assert archive.search(SearchRequest("source:VnExpress")).total == 3
