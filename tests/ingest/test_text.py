"""What the first lines of text files and Markdown are."""

from __future__ import annotations

import pytest

from search.errors import InputError
from search.ingest.text import read_text

LEAD = "A meeting took place virtually on April 27."


@pytest.mark.parametrize(
    ("text", "title", "date", "body"),
    [
        pytest.param(
            f" date 2022-04-27 Ties grow\n{LEAD}", "Ties grow", "2022-04-27", LEAD, id="dated"
        ),
        pytest.param(
            f"date 2022-04 Ties\n{LEAD}", "Ties", "2022-04", LEAD, id="dated to the month"
        ),
        pytest.param(f"date: 27/4/2022 Ties\n{LEAD}", "Ties", "27/4/2022", LEAD, id="day first"),
        pytest.param(f" date 2022-04-27\n{LEAD}", None, "2022-04-27", LEAD, id="dated, no title"),
        pytest.param(f"Ties grow\n-----\n{LEAD}", "Ties grow", None, LEAD, id="dashes"),
        pytest.param(f"Ties grow\n=========\n\n{LEAD}", "Ties grow", None, LEAD, id="equals signs"),
        pytest.param(
            f"It was. So?\n---\n{LEAD}", "It was. So?", None, LEAD, id="underline decides"
        ),
        pytest.param(f"# Ties grow\n\n{LEAD}", "Ties grow", None, LEAD, id="Markdown"),
        pytest.param(f"Ties grow\n\n{LEAD}", "Ties grow", None, LEAD, id="alone, then empty line"),
        pytest.param(f"\n\nTies grow\n \t\n{LEAD}\n", "Ties grow", None, LEAD, id="blank lines"),
        pytest.param(f"Ties “grow”\n\n{LEAD}", "Ties “grow”", None, LEAD, id="quoted word last"),
        pytest.param(LEAD, None, None, LEAD, id="a lead only"),
        pytest.param(f"{LEAD}\n\n{LEAD}", None, None, f"{LEAD}\n\n{LEAD}", id="sentence first"),
        pytest.param(f"Ties grow\n{LEAD}", None, None, f"Ties grow\n{LEAD}", id="no empty line"),
        pytest.param("Ties grow\n\n", None, None, "Ties grow", id="nothing below"),
        pytest.param(
            f"“Ties grow.”\n\n{LEAD}",
            None,
            None,
            f"“Ties grow.”\n\n{LEAD}",
            id="full stop in quotes",
        ),
        pytest.param(
            f"The envoys (Photo: VNA)\n\n{LEAD}",
            None,
            None,
            f"The envoys (Photo: VNA)\n\n{LEAD}",
            id="a caption",
        ),
        pytest.param(
            f"(QNO) - Ties grow\n\n{LEAD}",
            None,
            None,
            f"(QNO) - Ties grow\n\n{LEAD}",
            id="dateline",
        ),
        pytest.param(f"2022\n\n{LEAD}", None, None, f"2022\n\n{LEAD}", id="a number"),
        pytest.param(
            f"{'ties grow ' * 16}on\n\n{LEAD}",
            None,
            None,
            f"{'ties grow ' * 16}on\n\n{LEAD}",
            id="162 characters",
        ),
        pytest.param("a\n--\nb", None, None, "a\n--\nb", id="two dashes are no underline"),
        pytest.param("#tag first\nb", None, None, "#tag first\nb", id="a tag is no heading"),
    ],
)
def test_first_lines(text: str, title: str | None, date: str | None, body: str) -> None:
    article = read_text(text, id="x", path="x.txt")
    assert (article.title, article.date, article.body) == (title, date, body)


def test_a_date_in_the_first_line_is_a_dateline() -> None:
    article = read_text(" date 2022-04-27 Ties grow", id="x", path="x.txt")
    assert article.date_evidence == "dateline"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_newlines(newline: str) -> None:
    text = f"Ties grow\n---\n{LEAD}\nAnd on.".replace("\n", newline)
    article = read_text(text, id="x", path="x.txt")
    assert (article.title, article.body) == ("Ties grow", f"{LEAD}\nAnd on.")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("It ends (July 18, 1977)./.", "It ends (July 18, 1977)"),
        ("It ends./.\r\n\r\n", "It ends"),
        ("One./.\nTwo.", "One./.\nTwo."),
        ("See http://example.org/.", "See http://example.org/."),
    ],
)
def test_only_a_closing_mark_is_dropped(written: str, kept: str) -> None:
    assert read_text(written, id="x", path="x.txt").body == kept


def test_front_matter() -> None:
    text = (
        '---\nTitle: "Ties: how they grow"\ndate: 2022-04-27\nsource: VNA\ntags:\n  - laos\n'
        "url: https://example.org/a\n---\n\nFirst line\n\nSecond."
    )
    article = read_text(text, id="x", path="x.md")
    assert article.title == "Ties: how they grow"
    assert (article.date, article.date_evidence) == ("2022-04-27", "metadata")
    assert (article.source, article.url) == ("VNA", "https://example.org/a")
    assert article.body == "First line\n\nSecond."


@pytest.mark.parametrize("key", ["section", "category"])
def test_the_section_in_front_matter(key: str) -> None:
    article = read_text(f"---\n{key}: Thời sự\n---\n# A\nB", id="x", path="x.md")
    assert article.section == "Thời sự"


def test_front_matter_without_a_title_leaves_the_heading() -> None:
    article = read_text("---\ndate: 2022-04-27\n---\n# Ties grow\nBody.", id="x", path="x.md")
    assert (article.title, article.date, article.body) == ("Ties grow", "2022-04-27", "Body.")


def test_a_rule_that_opens_no_front_matter_stays() -> None:
    text = "---\nIt was late, he said.\n---\nThey went on."
    article = read_text(text, id="x", path="x.md")
    assert article.title is None
    assert article.body == "It was late, he said.\n---\nThey went on."


BODY = "Tỉnh họp."


@pytest.mark.parametrize(
    "matter",
    [
        pytest.param("---\ntitle: >-\n  Đê biển\n  Cà Mau\ndate: 2023-08-14\n---\n", id="folded"),
        pytest.param(
            "---\n# ghi chú\ntitle: Đê biển Cà Mau\ndate: 2023-08-14\n---\n", id="comment"
        ),
        pytest.param('+++\ntitle = "Đê biển Cà Mau"\ndate = 2023-08-14\n+++\n', id="TOML"),
        pytest.param("---\ntitle: Đê biển Cà Mau\ndate: 2023-08-14\n...\n", id="dots"),
        pytest.param(
            "---\ntiêu đề: Đê biển Cà Mau\nNgày đăng: 2023-08-14\n---  \n", id="Vietnamese"
        ),
        pytest.param("Tiêu đề: Đê biển Cà Mau\nNgày đăng: 2023-08-14\n\n", id="no fence"),
        pytest.param(
            "Tiêu đề: Đê biển Cà Mau\nNgày đăng: 2023-08-14\nNội dung: ", id="the body has its name"
        ),
        pytest.param("Title: Đê biển\n  Cà Mau\nDate: 2023-08-14\nTo: all\n\n", id="like a letter"),
        pytest.param("---\ntitle: Đê biển Cà Mau\ndate: 2023-08-14\n\n", id="no second fence"),
    ],
)
def test_front_matter_in_its_dialects(matter: str) -> None:
    article = read_text(matter + BODY, id="x", path="x.md")
    assert (article.title, article.date, article.body) == ("Đê biển Cà Mau", "2023-08-14", BODY)
    assert article.remarks == ()


@pytest.mark.parametrize(
    ("written", "read"), [("no", "no"), ("12:30", "12:30"), ("007", "007"), ("[Một, Hai]", "Một")]
)
def test_yaml_guesses_no_types(written: str, read: str) -> None:
    assert read_text(f"---\ntitle: {written}\n---\nA", id="x", path="x.md").title == read


@pytest.mark.parametrize(
    "matter",
    ["---\ntitle: Đê: biển: họp\n---\n", "+++\ntitle = Đê: biển: họp\n+++\n"],
)
def test_front_matter_that_is_not_valid_is_remarked_on_and_read_by_lines(matter: str) -> None:
    article = read_text(matter + BODY, id="x", path="x.md")
    assert (article.title, article.body) == ("Đê: biển: họp", BODY)
    assert [kind for kind, _ in article.remarks] == ["front matter not understood"]


@pytest.mark.parametrize("fence", ["---", "+++", "-----"])
def test_a_fence_is_never_a_title(fence: str) -> None:
    article = read_text(f"{fence}\nMột câu chuyện\n{fence}\nHai.", id="x", path="x.md")
    assert article.title is None
    assert article.body.startswith("Một câu")


def test_aliases_of_yaml_do_not_grow() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(20)
    )
    article = read_text(f"---\n{bomb}body: *u\n---\n{BODY}", id="x", path="x.md")
    assert article.body.endswith(BODY)


def test_a_heading_that_repeats_the_title_of_front_matter_is_no_text() -> None:
    article = read_text("---\ntitle: Đê biển\n---\n# Đê biển\n\nTỉnh họp.", id="x", path="x.md")
    assert (article.title, article.body) == ("Đê biển", "Tỉnh họp.")


def test_one_line_with_a_colon_is_text() -> None:
    article = read_text("Nguồn: VOV\n\nTỉnh họp.", id="x", path="x.md")
    assert (article.source, article.title) == (None, "Nguồn: VOV")


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "\ufeff\u200b", "---\ndate: 2022-04-27\n---\n", "./."]
)
def test_nothing_written(text: str) -> None:
    with pytest.raises(InputError, match="neither a title nor a body"):
        read_text(text, id="x", path="x.txt")
