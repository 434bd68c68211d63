"""The rules that every format shares: ids, types of values, normalization."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import IngestCounts
from search.ingest.field_names import FieldNames
from search.ingest.fields import make_article, read_record


def test_texts_are_normalized_and_all_but_the_body_one_line() -> None:
    article = make_article(
        id=" a\u0301 1\n",
        path="a.jsonl",
        title="Qua\u0309ng\u00a0Nam\r\n vui ",
        body=" Mo\u0323\u0302t\r\n\r\nHai\u200b  ba ",
        date=" 2022-06-08 ",
        source="\tVNA",
        url=" https://example.org/a ",
    )
    assert article.id == "á 1"
    assert article.title == "Quảng Nam vui"
    assert article.body == "Một\n\nHai   ba"
    assert (article.date, article.source) == ("2022-06-08", "VNA")
    assert article.url == "https://example.org/a"


def test_a_given_source_comes_before_the_dateline() -> None:
    body = "Quang Nam (VNA) – A body."
    assert make_article(id="a", path="a", title=None, body=body, source="KPL").source == "KPL"
    assert make_article(id="a", path="a", title=None, body=body, source=" ").source == "VNA"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/news/1", "ftp://example.org/a", ""])
def test_an_address_that_is_not_of_the_web_is_left_out(url: str) -> None:
    assert make_article(id="a", path="a", title="A", body=None, url=url).url is None


@pytest.mark.parametrize(
    ("id", "said"),
    [("", "id is empty"), (" \u200b\n", "id is empty"), ("ớ" * 171, "over 512 bytes")],
)
def test_ids_that_cannot_be_kept(id: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        make_article(id=id, path="a", title="A", body="B")


def test_the_longest_id() -> None:
    id = "ớ" * 170 + "ab"  # 3 bytes each
    assert make_article(id=id, path="a", title="A", body="B").id == id


def read(
    record: Mapping[str, object], *given: tuple[str, str], counts: IngestCounts | None = None
) -> RawArticle:
    context = IngestContext(10_000, counts or IngestCounts(), FieldNames(given))
    return read_record(record, path="b/a.jsonl", line=7, context=context)


def test_a_record_without_an_id_is_known_by_its_line() -> None:
    article = read({"title": "A"})
    assert (article.id, article.path, article.line) == ("b/a.jsonl#7", "b/a.jsonl", 7)


def test_null_and_empty_values_are_absent() -> None:
    article = read({"id": "a", "title": None, "body": "B", "date": "", "source": "NaN", "url": " "})
    assert (article.title, article.date, article.source, article.url) == (None, None, None, None)


FIELDS = {
    "title": "title headline Title TITLE tieu_de tiêu_đề tieuDe article_title og:title post_title webTitle",
    "body": "body content text maintext main_text articleBody article_body body_text noi_dung Nội-dung"
    " NOI_DUNG post_content content:encoded",
    "date": "date publish_date date_publish pubDate published_at published datetime datePublished"
    " ngay_dang ngày_đăng NgayDang",
    "source": "source publisher source_name nguon Nguồn site_name",
    "url": "url link href canonical_url permalink",
    "section": "section category chuyên_mục chuyenmuc articleSection",
    "id": "id _id guid ID uuid",
}
VALUES = {
    "title": "Đê biển",
    "body": "Tỉnh họp bàn gia cố đê.",
    "date": "14/8/2023",
    "source": "VOV",
    "url": "https://example.org/1",
    "section": "Thời sự",
    "id": "k1",
}


@given(
    st.fixed_dictionaries(
        {
            field: st.tuples(
                st.sampled_from(names.split()),
                st.sampled_from([str, str.upper, str.lower]),
                st.sampled_from("_- "),
            )
            for field, names in FIELDS.items()
        }
    )
)
def test_however_its_names_are_written_a_record_is_the_same_article(
    spelt: dict[str, tuple[str, Callable[[str], str], str]],
) -> None:
    record = {
        case(name.replace("_", separator)): VALUES[field]
        for field, (name, case, separator) in spelt.items()
    }
    expected = RawArticle(path="b/a.jsonl", **VALUES)
    assert read(record) == expected


@pytest.mark.parametrize(
    ("record", "title", "body", "other"),
    [
        pytest.param(
            {"_index": "x", "_id": "7", "_source": {"title": "A", "content": "B"}},
            "A",
            "B",
            {"id": "7"},
            id="Elasticsearch",
        ),
        pytest.param(
            {
                "title": {"rendered": "A"},
                "content": {"rendered": "B", "protected": True},
                "link": "https://e.org/",
            },
            "A",
            "B",
            {"url": "https://e.org/"},
            id="WordPress",
        ),
        pytest.param(
            {
                "source": {"id": None, "name": "VOV"},
                "title": "A",
                "content": "B",
                "publishedAt": "2023-08-14T00:00:00Z",
            },
            "A",
            "B",
            {"source": "VOV", "date": "2023-08-14T00:00:00Z"},
            id="NewsAPI",
        ),
        pytest.param(
            {
                "title": "A",
                "maintext": "B",
                "text": None,
                "date_publish": "2023-08-14 07:30:00",
                "date_download": "2024-01-01",
                "source_domain": "vov.vn",
            },
            "A",
            "B",
            {"date": "2023-08-14 07:30:00", "source": "vov.vn"},
            id="news-please",
        ),
        pytest.param(
            {
                "_id": {"$oid": "f1"},
                "title": "A",
                "text": "B",
                "date": {"$date": {"$numberLong": "1691994600000"}},
            },
            "A",
            "B",
            {"id": "f1", "date": "1691994600000"},
            id="MongoDB",
        ),
        pytest.param(
            {"id": "world/1", "webTitle": "A", "fields": {"bodyText": "B"}},
            "A",
            "B",
            {"id": "world/1"},
            id="Guardian",
        ),
        pytest.param(
            {"data": {"article": {"title": "A", "body": "B"}}}, "A", "B", {}, id="wrapped twice"
        ),
        pytest.param(
            {"title": ["A"], "body": ["B", "C"], "source": ["VOV"]},
            "A",
            "B\nC",
            {"source": "VOV"},
            id="lists",
        ),
        pytest.param(
            {"title": "A", "body": {"blocks": [{"data": {"text": "B"}}]}}, "A", "B", {}, id="blocks"
        ),
        pytest.param(
            {"title": "A", "body": "B", "related": {"title": "C", "body": "D"}},
            "A",
            "B",
            {},
            id="related",
        ),
        pytest.param(
            {"name": "X", "title": "A", "text": "T", "content": "B"},
            "A",
            "B",
            {},
            id="believed first",
        ),
        pytest.param(
            {"title": "A", "content": "", "text": "B"}, "A", "B", {}, id="the one that holds a text"
        ),
        pytest.param(
            {"title": "A", "body": "B", "id": "1.50"}, "A", "B", {"id": "1.50"}, id="number"
        ),
    ],
)
def test_records_of_the_usual_programs(
    record: dict[str, object], title: str, body: str, other: dict[str, str]
) -> None:
    article = read(record)
    assert (article.title, article.body) == (title, body)
    assert {field: getattr(article, field) for field in other} == other


@pytest.mark.parametrize(
    ("lead", "body", "expected"),
    [
        ("Lũ về sớm.", "Nông dân gặt lúa.", "Lũ về sớm.\nNông dân gặt lúa."),
        (
            "Lũ về sớm.",
            "(VOV) - Lũ về  sớm. Nông dân gặt lúa.",
            "(VOV) - Lũ về  sớm. Nông dân gặt lúa.",
        ),
        ("Lũ về […]", "Lũ về sớm.", "Lũ về sớm."),
        ("Lũ về sớm.", "", "Lũ về sớm."),
    ],
)
@pytest.mark.parametrize("name", ["lead", "sapo", "description", "summary", "abstract", "Mô tả"])
def test_a_lead_of_its_own_goes_before_the_body(
    name: str, lead: str, body: str, expected: str
) -> None:
    assert read({"title": "A", name: lead, "body": body}).body == expected


@pytest.mark.parametrize("field", ["id", "date", "source", "url", "section"])
@pytest.mark.parametrize(
    ("value", "said"), [([True], "a list"), ({"a": 1}, "an object"), (True, "true or false")]
)
def test_a_value_that_is_no_text_costs_itself_alone(field: str, value: object, said: str) -> None:
    article = read({"title": "A", "body": "B", field: value})
    assert (article.title, article.body) == ("A", "B")
    assert getattr(article, field) == ("b/a.jsonl#7" if field == "id" else None)
    assert article.remarks == (("value not understood", f'"{field}" is {said}, not a text'),)


TEXT = "UBND tỉnh họp bàn gia cố."


@pytest.mark.parametrize("beside", [{}, {"title": "Đê biển"}, {"summary": "Tin ngắn."}])
def test_a_record_whose_text_has_an_unknown_name_is_refused_with_the_way_out(
    beside: dict[str, str],
) -> None:
    record = beside | {"phần chữ": TEXT, "author": "Một hai ba bốn năm sáu"}
    with pytest.raises(InputError, match=r'it has "phần chữ"; .* --field "body=phần chữ"'):
        read(record)
    assert TEXT in read(record, ("body", "phan_chu")).body


def test_a_given_name_comes_before_the_usual_ones() -> None:
    record = {"title": "A", "tit_khac": "B", "body": "C", "text": "D"}
    article = read(record, ("title", "tit khac"), ("body", "text"), ("source", "body"))
    assert (article.title, article.body, article.source) == ("B", "D", "C")


def test_unknown_keys_are_counted() -> None:
    counts = IngestCounts()
    for _ in (1, 2):
        read({"title": "A", "author": "B", "tags": [], "headline": "C"}, counts=counts)
    assert counts.unknown_keys == {"author": 2, "tags": 2, "headline": 2}


def test_a_hundred_unknown_keys_are_told_apart() -> None:
    counts = IngestCounts()
    for number in range(1000):
        counts.count_unknown_key(f"key {number}")
    assert len(counts.unknown_keys) == 101
    assert counts.unknown_keys["others"] == 900
