"""What spreadsheets, reference managers and scripts get, as their formats are specified."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import EXPORT_FORMATS
from search.articles import Article, DateSpan, Mention, whole_month, whole_year
from search.results.page import Result, TextPart

ARTICLE = Article(
    id="tin-1",
    title="Đê biển Cà Mau",
    title_derived=False,
    body="",
    language="vi",
    date=DateSpan(date(2022, 6, 8), date(2022, 6, 8), "day", "full date", "8/6/2022"),
    places=tuple(Mention(place, (), 1, ("title",), True, ()) for place in ("VN-59", "VN")),
    source="Báo Cà Mau",
    root="/home/someone",
    path="2022/tin-1.txt",
    digest="",
    url="https://example.vn/tin?a=1&b=2",
)
NAMES = {"VN-59": "Cà Mau", "VN": "Việt Nam"}
WHOLE = replace(
    ARTICLE,
    date=DateSpan(*whole_year(2022), "year", "year", "năm 2022"),
    source="",
    language="mixed",
)
MONTH = replace(ARTICLE, date=DateSpan(*whole_month(2022, 6), "month", "month and year", ""))
DAYS = replace(
    ARTICLE, date=DateSpan(date(2022, 6, 30), date(2022, 7, 2), "range", "full date", "")
)


def export(form: str, *articles: Article, snippet: str = "Sóng lớn.") -> str:
    parts = (TextPart(snippet, hit=False), TextPart("", hit=True))
    results = [
        Result(rank, article, (), parts, 2.5, (), 3) for rank, article in enumerate(articles, 1)
    ]
    return b"".join(EXPORT_FORMATS[form].pieces(results, NAMES.__getitem__, None)).decode()


def cells(*articles: Article) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export("csv", *articles), newline="")))


def test_a_row_of_csv() -> None:
    assert cells(ARTICLE) == [
        {
            "id": "tin-1",
            "title": "Đê biển Cà Mau",
            "language": "vi",
            "first": "2022-06-08",
            "last": "2022-06-08",
            "precision": "day",
            "places": "Cà Mau; Việt Nam",
            "source": "Báo Cà Mau",
            "score": "2.5000",
            "copies": "3",
            "url": "https://example.vn/tin?a=1&b=2",
            "path": "2022/tin-1.txt",
            "snippet": "Sóng lớn.",
        }
    ]
    assert export("csv").count("\n") == 1


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(sign: str) -> None:
    """OWASP, "CSV Injection": an apostrophe goes before what begins with one of these."""
    text = f'{sign}HYPERLINK("http://a","b")'
    (row,) = cells(replace(ARTICLE, id=text, title=text, source=text, url=text, path=text))
    for column in ("id", "title", "source", "url", "path"):
        assert row[column] == f"'{text}"


@given(title=st.text(), id=st.text(min_size=1))
def test_csv_loses_nothing(title: str, id: str) -> None:
    (row,) = cells(replace(ARTICLE, id=id, title=title))
    assert row["title"].removeprefix("'") == title.removeprefix("'")
    assert row["id"].removeprefix("'") == id.removeprefix("'")
    assert not row["title"].startswith(("=", "+", "-", "@"))


@given(title=st.text())
def test_a_line_of_json_for_each(title: str) -> None:
    text = export("jsonl", replace(ARTICLE, title=title), WHOLE)
    first, second = map(json.loads, text.split("\n")[:-1])
    assert first["title"] == title
    assert first["places"][0] == {"id": "VN-59", "name": "Cà Mau", "main": True}
    assert (first["copies_total"], "copies" in first, "root" in first) == (3, False, False)
    assert second["date"] == {"first": "2022-01-01", "last": "2022-12-31", "precision": "year"}


def ris(*articles: Article, snippet: str = "Sóng lớn.") -> list[list[tuple[str, str]]]:
    """The records, each line of which is a tag of two signs, two spaces, a dash, a space, a value."""
    records: list[list[tuple[str, str]]] = []
    for line in export("ris", *articles, snippet=snippet).split("\r\n"):
        if not line:
            continue
        found = re.fullmatch("([A-Z][A-Z0-9])  - ([^\r\n]*)", line)
        assert found is not None, line
        if found[1] == "TY":
            records.append([])
        records[-1].append((found[1], found[2]))
    return records


def test_a_reference_in_ris() -> None:
    (record,) = ris(ARTICLE)
    assert record[0] == ("TY", "NEWS")
    assert record[-1] == ("ER", "")
    assert sorted(record[1:-1]) == [
        ("AB", "Sóng lớn."),
        ("AV", "2022/tin-1.txt"),
        ("DA", "2022/06/08/"),
        ("ID", "tin-1"),
        ("JO", "Báo Cà Mau"),
        ("KW", "Cà Mau"),
        ("KW", "Việt Nam"),
        ("LA", "vi"),
        ("PY", "2022"),
        ("T2", "Báo Cà Mau"),
        ("TI", "Đê biển Cà Mau"),
        ("UR", "https://example.vn/tin?a=1&b=2"),
    ]


def test_a_date_says_what_is_known_of_it() -> None:
    """RIS: YYYY/MM/DD/other, the slashes are there where the parts are not."""
    dates = [
        dict(record).get("DA") for record in ris(WHOLE, MONTH, DAYS, replace(ARTICLE, date=None))
    ]
    assert dates == ["2022///", "2022/06//", "2022/06/30/", None]
    assert "LA" not in dict(ris(WHOLE)[0])


@given(text=st.text())
def test_a_value_never_becomes_another_line(text: str) -> None:
    assert len(ris(replace(ARTICLE, title=text), ARTICLE, snippet=text)) == 2


def fields(entry: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry as BibTeX reads them: it counts braces, whatever stands before one."""
    depth = start = 0
    for at, sign in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= (0 if at == len(entry) - 1 else 1) or at < entry.index("{")
        if sign == "," and depth == 1:
            name, is_field, value = entry[start:at].partition(" = ")
            if is_field:
                yield name.strip(), value
            start = at + 1
    assert depth == 0


def bibtex(*articles: Article) -> list[tuple[str, str, dict[str, str]]]:
    entries = export("bibtex", *articles).split("\n\n")[:-1]
    found = []
    for entry in entries:
        head = re.match(r"@(\w+)\{([^,]+),\n", entry)
        assert head is not None, entry
        found.append((head[1], head[2], dict(fields(entry))))
    return found


def test_an_entry_of_bibtex() -> None:
    assert bibtex(ARTICLE) == [
        (
            "article",
            "tin-1",
            {
                "title": "{{Đê biển Cà Mau}}",
                "journal": "{Báo Cà Mau}",
                "year": "{2022}",
                "month": "jun",
                "date": "{2022-06-08}",
                "url": "{https://example.vn/tin?a=1&b=2}",
                "langid": "{vietnamese}",
                "language": "{vietnamese}",
                "keywords": "{Cà Mau, Việt Nam}",
                "abstract": "{Sóng lớn.}",
                "path": "{2022/tin-1.txt}",
            },
        )
    ]


def test_its_date_says_what_is_known_of_it() -> None:
    found = bibtex(WHOLE, MONTH, DAYS, replace(ARTICLE, date=None))
    assert [entry[0] for entry in found] == ["misc", "article", "article", "article"]
    told = [(f.get("year"), f.get("month"), f.get("date")) for _, _, f in found]
    assert told == [
        ("{2022}", None, "{2022}"),
        ("{2022}", "jun", "{2022-06}"),
        ("{2022}", "jun", "{2022-06-30/2022-07-02}"),
        (None, None, None),
    ]


def test_signs_of_tex_are_shown_and_not_obeyed() -> None:
    title = r"50% & $5 #1 a_b {x \input{/etc/passwd} ~ ^"
    ((_, _, found),) = bibtex(replace(ARTICLE, title=title, url="https://a.vn/{a}\\ b%20c_d"))
    assert found["title"] == (
        r"{{50\% \& \$5 \#1 a\_b {\textbraceleft}x {\textbackslash}input{\textbraceleft}/etc/passwd"
        r"{\textbraceright} {\textasciitilde} {\textasciicircum}}}"
    )
    # An address is taken as it stands, so that what TeX would trip over is percent-encoded.
    assert found["url"] == "{https://a.vn/%7Ba%7D%5C%20b%20c_d}"


@given(text=st.text())
def test_no_text_leaves_its_field(text: str) -> None:
    ((_, _, found),) = bibtex(
        replace(ARTICLE, title=text, source=f"{text}.", path=f"{text}.", url=f"a:{text}")
    )
    assert set(found) <= {
        *("title", "journal", "year", "month", "date", "url", "langid", "language"),
        *("keywords", "abstract", "path"),
    }


@given(st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_keys_are_ascii_and_each_is_of_one_entry(ids: list[str]) -> None:
    keys = [key for _, key, _ in bibtex(*(replace(ARTICLE, id=id) for id in ids))]
    assert all(re.fullmatch("[a-z0-9._:-]+", key) for key in keys)
    assert len(set(keys)) == len(ids)


def test_keys_that_differ_in_case_or_marks_differ() -> None:
    ids = ["VNA", "vna", "Vna", "tin-đê", "tin-de", "tin đê", "a/b", "a-b", "!", "?"]
    keys = [key for _, key, _ in bibtex(*(replace(ARTICLE, id=id) for id in ids))]
    assert len({key.casefold() for key in keys}) == len(ids)
    assert keys[1] == "vna"
    assert keys[3].startswith("tin-de-")


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.results.export.SHEET_ROWS", 3)
    articles = [replace(ARTICLE, id=f"tin-{n}") for n in range(5)]
    results = [Result(n, article, (), (), 0, (), 0) for n, article in enumerate(articles, 1)]
    data = b"".join(EXPORT_FORMATS["xlsx"].pieces(results, NAMES.__getitem__, None))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = sorted(name for name in book.namelist() if "worksheets/sheet" in name)
        texts = [book.read(name).decode() for name in sheets]
    assert [re.findall("tin-[0-9](?=<)", text) for text in texts] == [
        ["tin-0", "tin-1"],
        ["tin-2", "tin-3"],
        ["tin-4"],
    ]
    assert all(">title<" in text for text in texts)
    assert len(b"".join(EXPORT_FORMATS["xlsx"].pieces([], NAMES.__getitem__, None))) > 0
