"""The interface speaks Vietnamese and English, whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import search
import web
from search import (
    Archive,
    ArticleNotFound,
    BudgetExceeded,
    ClusterUnavailable,
    HostRefused,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreadable,
    QueryError,
    QueryTooCostly,
    Settings,
)
from tests.web.markup import Page
from web.i18n import CATALOG

TEXTS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "ungettext": (1, 2)} | {
    "ugettext": None
}
ERRORS = {
    error.__name__: None
    for error in (
        *(QueryError, QueryTooCostly, ArticleNotFound, HostRefused, BudgetExceeded),
        *(IndexMissing, IndexDamaged, IndexOutdated, IndexUnreadable, IndexLocked),
        ClusterUnavailable,
    )
}
PLACEHOLDER = re.compile(r"%\(\w+\)[rs]|\{\w+\}|<\w+>")


def written() -> list[Any]:
    """The texts of the interface, a string or singular and plural, and the sentences of errors."""
    folder = Path(web.__file__).parent
    found = extract_from_dir(folder / "templates", method_map=[("**.*", "jinja2")], keywords=TEXTS)
    texts = {message for _, _, message, _, _ in found}
    for room, keywords in (
        (folder, TEXTS | ERRORS),
        (Path(search.__file__).parent, TEXTS | ERRORS),
    ):
        found = extract_from_dir(room, method_map=[("**.py", "python")], keywords=keywords)
        texts |= {message for _, _, message, _, _ in found}
    return sorted(texts, key=str)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with CATALOG.open("rb") as file:
        return read_po(file, locale="vi")


def test_there_are_texts() -> None:
    assert len(written()) > 100


@pytest.mark.parametrize("text", written(), ids=str)
def test_each_text_has_its_vietnamese(catalog: Catalog, text: Any) -> None:
    key = text[0] if isinstance(text, tuple) else text
    message = catalog.get(key)
    assert message is not None
    assert not message.fuzzy
    translated = message.string[0] if isinstance(message.string, tuple) else message.string
    assert translated
    assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(key))


def test_nothing_is_translated_that_is_not_written(catalog: Catalog) -> None:
    keys = {text[0] if isinstance(text, tuple) else text for text in written()}
    assert {message.id if isinstance(message.id, str) else message.id[0] for message in catalog} - {
        ""
    } == keys


@pytest.mark.parametrize(
    ("query", "english", "vietnamese"),
    [
        # Numbers are written as each language writes them.
        (
            "q=" + "ab+" * 1000,
            "The query has 2,999 characters, over the length budget of 2,048: shorten it.",
            "Nội dung tìm kiếm có 2.999 ký tự, quá giới hạn 2.048 ký tự: hãy rút ngắn.",
        ),
        (
            "from=31/2/2022",
            "“31/2/2022” is not a date we can read: write 2022, 2022-06 or 2022-06-08.",
            "“31/2/2022” không phải năm, tháng hay ngày có trong lịch: "
            "hãy viết 2022, 2022-06 hoặc 2022-06-08.",
        ),
        # What was typed is no template.
        (
            "page=%25(name)s",
            "The parameter page is a whole number from 1 up, not “%(name)s”.",
            "Tham số page phải là số nguyên từ 1 trở lên, không phải “%(name)s”.",
        ),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_page(
    client: FlaskClient, query: str, english: str, vietnamese: str
) -> None:
    for language, said in (("en", english), ("vi", vietnamese)):
        problem = Page(client.get(f"/?{query}&ui={language}").text).one("p", class_="problem")
        assert problem.text == said
        assert problem.attributes["lang"] == language
        answer = client.get(f"/api/search?{query}&ui={language}").json
        plain = english.replace("“", "'").replace("”", "'")
        assert answer["error"]["message"] == plain[0].lower() + plain[1:-1]


def test_an_index_that_cannot_be_used_is_named_in_the_language_of_the_page(tmp_path: Path) -> None:
    client = web.create_app(Archive(Settings(index=tmp_path / "none"))).test_client()
    problem = Page(client.get("/?ui=vi").text).one("p", class_="problem")
    assert problem.text == "Không có chỉ mục tại none/: hãy chạy timtin rebuild."
    assert problem.attributes["lang"] == "vi"


def test_an_article_that_is_not_there_is_named_in_the_language_of_the_page(
    client: FlaskClient,
) -> None:
    problem = Page(client.get("/article/nope?ui=vi").text).one("p", class_="problem")
    assert problem.text == "Không có bài viết “nope” trong kho."


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", "vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("/", "en-GB,en", "en"),
        ("/", "fr", "en"),
        ("/", "", "en"),
        ("/?ui=vi", "en", "vi"),
        ("/?ui=en", "vi", "en"),
        ("/?ui=xx", "vi", "vi"),
    ],
)
def test_which_language_a_request_gets(
    client: FlaskClient, address: str, accepted: str, language: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": accepted})
    page = Page(answer.text)
    assert page.one("html").attributes["lang"] == language
    assert ("Bài viết mới nhất" in answer.text) == (language == "vi")
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_language_asked_for_is_carried_on(client: FlaskClient) -> None:
    for address in ("/?ui=vi", "/?q=sekong&place=LA&ui=vi", "/help?ui=vi", "/nope?ui=vi"):
        page = Page(client.get(address).text)
        # Addresses for others are without it.
        others = (*page.all("a", class_="copy"), *page.all("a", type="application/atom+xml"))
        assert not any("ui=" in link.attributes["href"] for link in others)
        links = [link.attributes["href"] for link in page.all("a") if link not in others]
        inside = [link for link in links if link.startswith("/") and "ui=en" not in link]
        assert inside
        assert all("ui=vi" in link for link in inside)
        for form in page.all("form"):
            assert form.attributes["action"] == "/?ui=vi" or page.all("input", name="ui")


@pytest.mark.parametrize(
    "address", ["/?q=sekong&place=LA&from=2022", "/help", "/?q=a%26b&place=LA&place=VN"]
)
def test_the_switch_shows_the_same_page_in_the_other_language(
    client: FlaskClient, address: str
) -> None:
    page = Page(client.get(address).text)
    other = page.one("a", hreflang="vi").attributes["href"]
    back = Page(client.get(other).text).one("a", hreflang="en").attributes["href"]
    again = Page(client.get(back).text)
    assert Page(client.get(other).text).one("html").attributes["lang"] == "vi"
    assert again.title == page.title


def test_no_parameter_steers_where_the_switch_leads(client: FlaskClient) -> None:
    hostile = "/?_external=1&_scheme=javascript&_anchor=x&endpoint=y&q=a"
    answer = client.get(hostile)
    assert answer.status_code == 200
    assert Page(answer.text).one("a", hreflang="vi").attributes["href"].startswith("/?ui=vi&")
