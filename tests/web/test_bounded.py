"""Pages are bounded in bytes whatever is asked, and what a large one lacks is said."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search import Archive, Settings
from tests.web.markup import Page
from web import create_app
from web.bounded import MOST_BYTES
from web.export import LONGEST_LIST
from web.params import LONGEST_ADDRESS, decode

ARTICLES = 150
PLACES = (
    "Quảng Nam",
    "Đà Nẵng",
    "Sê Kông",
    "Viêng Chăn",
    "Lào Cai",
    "Nghệ An",
    "Hà Nội",
    "Vân Nam",
)
WORDS = [
    *("đường", "về", "phía", "biển", "ở", "xã", "này", "có", "ổ", "gà", "lớn", "và"),
    *("chợ", "mới", "xây", "bên", "sông", "rất", "đông", "vui", "mỗi", "sáng"),
]
PATHS = (
    *(
        "/",
        "/",
        "/timeline",
        "/places",
        "/partners",
        "/partners/LA-XE/VN-27",
        "/article/a7",
        "/list",
    ),
    *("/choices/place", "/choices/date", "/choices/source", "/article/none", "/nowhere"),
)
SAID = {"en": "This search is so long", "vi": "Nội dung tìm kiếm này dài"}
LONG = " ".join(WORDS * 17)

Asked = list[tuple[str, str]]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An archive that has as much to link as a page may: places, years, sources, all words in each."""
    drawn = random.Random(1)
    folder = tmp_path_factory.mktemp("articles")
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        for number in range(ARTICLES):
            places = ", ".join(drawn.sample(PLACES, 6))
            words = " ".join(drawn.choices(WORDS, k=120))
            record = {
                "id": f"a{number}",
                "title": f"{drawn.choice(PLACES)} {' '.join(drawn.choices(WORDS, k=12))}",
                "body": f"{places}. {words}. {places}.",
                "date": f"{1950 + number % 75}-{1 + number % 12:02}-{1 + number % 28:02}",
                "source": f"Báo số {number % 60}",
                "section": f"Mục {number % 60}",
            }
            print(json.dumps(record), file=file)
    index = tmp_path_factory.mktemp("index")
    archive = Archive(Settings(index=index, seeds=folder, request_ms=1 << 20))
    archive.rebuild()
    return create_app(archive).test_client()


def length(asked: Asked) -> int:
    return len(urlencode(asked))


def at_the_limits(drawn: random.Random) -> Iterator[tuple[str, Asked]]:
    """Pages and what they are asked, without end: each as long as an address may be, or almost, or longer."""
    texts = (
        LONG,
        " OR ".join(WORDS * 8),
        " ".join(f'"{one} {other}"' for one in WORDS[:8] for other in WORDS[:12]),
        " ".join(f"{word[:2]}*" for word in WORDS * 4),
        " ".join(f"-{word}" for word in WORDS * 6),
        "Quảng Nam " * 150,
        "đường 'n' <b>&amp;</b> " * 60,
        "ệ" * 600,
        "khôngcó" * 8,
        "",
    )
    while True:
        path = drawn.choice(PATHS)
        asked = [("q", drawn.choice(texts)), ("ui", drawn.choice(("en", "vi")))]
        asked += [("size", "100")] * drawn.randrange(2) + [("list", "compact")] * drawn.randrange(2)
        asked += drawn.choice(([], [("sort", "oldest")], [("page", "2")], [("copies", "all")]))
        asked += [("rows", "all"), ("columns", "all"), ("any_place", "1"), ("hit", "3")]
        asked += [("vs", text[:600]) for text in drawn.sample(texts, drawn.randrange(4))]
        asked += drawn.choice(([], [("from", "1950")], [("from", "1900"), ("to", "1901")]))
        if path == "/list":
            asked = [("id", f"a{n}") for n in range(200)] + asked[1:2]
        filters = [
            *(("place", f"VN-{n}") for n in range(27, 60) if n not in (38, 42, 48)),
            *(("source", f"Báo số {n} ' & \" < {'x' * drawn.randrange(99)}") for n in range(50)),
            *(("date", f"{1950 + n}-{1 + n % 12:02}") for n in range(50)),
            *(("section", f"Mục {n}") for n in range(50)),
        ]
        most = drawn.choice((0, 0, LONGEST_ADDRESS, LONGEST_ADDRESS, LONGEST_ADDRESS, 30_000))
        for filter in drawn.sample(filters, len(filters)):
            if length([*asked, filter]) <= most:
                asked.append(filter)
        yield path, asked


def test_every_page_is_bounded_whatever_is_asked(client: FlaskClient) -> None:
    too_large, brief, statuses = [], 0, set()
    for path, asked in islice(at_the_limits(random.Random(20220608)), 100):
        answer = client.get(f"{path}?{urlencode(asked)}")
        said = any(message in answer.text for message in SAID.values())
        brief += said
        statuses.add(answer.status_code)
        if len(answer.data) > MOST_BYTES:
            too_large.append((len(answer.data), path, asked))
    assert too_large == []
    assert brief > 10
    assert statuses == {200, 400, 404}


@pytest.mark.parametrize("ui", ["en", "vi"])
def test_a_page_in_brief_says_so_and_leads_on(client: FlaskClient, ui: str) -> None:
    asked: Asked = [("q", LONG), ("size", "100"), ("ui", ui)]
    page = Page(client.get(f"/?{urlencode(asked)}").text)
    assert SAID[ui] in page.one("main").text
    links = [urlsplit(a.attributes.get("href", "")) for a in page.all("a")]
    repeating = {url.path for url in links if dict(parse_qsl(url.query)).get("q") == LONG}
    assert repeating >= {"/", "/timeline", "/places", "/partners"}
    following = urlsplit(page.one("a", rel="next").attributes["href"])
    assert dict(parse_qsl(following.query)) == {**dict(asked), "page": "2"}
    assert [url.path for url in links if url.path.startswith("/article/")]


def test_a_page_in_brief_still_gives_its_files(client: FlaskClient) -> None:
    """By buttons of one form, which repeats the search once."""
    elements = Page(client.get("/", query_string={"q": LONG, "size": "100"}).text).elements
    buttons = [each for each in elements if "formaction" in each.attributes]
    files = [button.attributes["formaction"] for button in buttons]
    assert files == [f"/export.{suffix}" for suffix in ("csv", "xlsx", "ris", "bib", "jsonl")]
    form = elements[: elements.index(buttons[0])]
    while any(each.tag == "form" for each in form):
        form = form[[each.tag for each in form].index("form") + 1 :]
    given = {each.attributes["name"]: each.attributes["value"] for each in form}
    assert len(client.get(files[-1], query_string=given).text.splitlines()) == ARTICLES


def test_an_address_may_be_so_long_and_no_longer(client: FlaskClient) -> None:
    def decoded(text: str) -> str:
        return decode(MultiDict({"q": text, "place": "VN-27"})).text

    most = "x" * (LONGEST_ADDRESS - length([("q", ""), ("place", "VN-27")]))
    assert decoded(most) == most
    answer = client.get("/", query_string={"q": most + "x", "place": "VN-27"})
    assert answer.status_code == 400
    assert "an address of 5,001 bytes: at most 5,000 are taken" in answer.text
    assert client.get(f"/list?{'id=x' * LONGEST_LIST}").status_code == 400
