"""The word lists are well formed, and each says what its words mean."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from search.analysis import fold
from search.enrich import word_lists
from search.enrich.dates.cues import cues_of
from search.enrich.language import is_syllable
from search.enrich.word_lists import Row, pattern_of, read_list, words_of
from search.gazetteer import load_gazetteer, load_units
from search.vietnamese.cues import Cue

ROOM = Path(word_lists.__file__).parent
LISTS = sorted(path.relative_to(ROOM).as_posix() for path in ROOM.rglob("*.csv"))
KINDS = {place.kind for place in load_gazetteer().places.values()}
YES_NO = {"yes", "no"}
VALUES = {
    "places/cues/beside_names.csv": {"side": {"before", "after"}, "bare": YES_NO | {""}},
    "places/cues/titles.csv": {
        "language": {"vi", "en"},
        "alone": YES_NO,
        "bare": YES_NO | {""},
    },
    "places/cues/persons.csv": {
        "is": {
            *("surname", "also a place", "given name", "opening", "in a list", "kin"),
            "performer",
        }
    },
    "places/cues/teams.csv": {
        "language": {"vi", "en"},
        "where": {"anywhere", "start", "whole"},
        "first": {"yes", ""},
    },
    "places/cues/organisations.csv": {
        "list": {
            *("university", "company", "of a country", "after a place", "after a country"),
            *("before of", "never inside"),
        },
        "bare": YES_NO | {""},
    },
    "places/cues/credits.csv": {"is": {"piece", "source"}},
    "other_languages.csv": {"is": {"word", "syllable", "ending", "letters", "english"}},
    "dates/cues.csv": {"exact": {"yes", ""}, "bare": {"no", ""}},
}
"""What a column may hold, where that is not any words."""


def test_every_list_is_read_and_shipped() -> None:
    assert len(LISTS) == 13
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    data = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    for name in LISTS:
        package = ".".join(("search", "enrich", *Path(name).parent.parts))
        assert "*.csv" in data[package]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_well_formed(name: str) -> None:
    text = (ROOM / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows = read_list(name)
    assert rows
    for column in rows[0]:
        assert any(re.match(rf"# {column}\b", line) for line in head), f"no word on {column}"
    for row in rows:
        first, *_ = row.values()
        assert first
        assert all(cell == " ".join(cell.split()) for cell in row.values()), row
        for column, allowed in VALUES.get(name, {}).items():
            assert row[column] in allowed, row
    # The same word may be in several lists of a file.
    kinds = [(*list(row.values())[:2], row.get("list")) for row in rows]
    assert [kind for kind, count in Counter(kinds).items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_bare_is_said_of_words_with_marks_only(name: str) -> None:
    for row in read_list(name):
        word = next(iter(row.values()))
        if row.get("bare") in YES_NO and name.startswith("places/cues/beside"):
            assert not word.isascii(), word


def test_cues_beside_names_say_kinds_or_one_of_seven_things() -> None:
    others = {"any place", "not a place", "road", "person", "passing", "attribute", "feature"}
    for row in read_list("places/cues/beside_names.csv"):
        assert row["says"] in others or set(row["says"].split(";")) <= KINDS, row
        assert row["cue"] == row["cue"].lower()
        assert row["why"]


def test_signs_of_other_languages_say_something() -> None:
    rows = read_list("other_languages.csv")
    assert all(is_syllable(word) for word in words_of(rows, "is", "syllable"))
    assert not any(is_syllable(word) for word in words_of(rows, "is", "word"))
    ends = tuple(words_of(rows, "is", "ending"))
    letters = words_of(rows, "is", "letters")
    for word in words_of(rows, "is", "english"):
        assert word.endswith(ends) or any(part in word for part in letters), word


def test_a_title_stands_in_one_list() -> None:
    titles = {row["title"] for row in read_list("places/cues/titles.csv")}
    assert not titles & {row["cue"] for row in read_list("places/cues/beside_names.csv")}
    assert all(title == title.lower() for title in titles)


def test_two_words_that_are_no_cue_end_in_one() -> None:
    cues = {fold(row["cue"]) for row in read_list("places/cues/beside_names.csv")}
    cues |= {fold(row["title"]) for row in read_list("places/cues/titles.csv")}
    cues |= {fold(unit.words) for unit in load_units()}
    for row in read_list("places/cues/not_cues.csv"):
        _, second = row["words"].split()
        assert fold(second) in cues or second == "ảnh", row


def test_longer_names_hold_a_place() -> None:
    names = {fold(name) for place in load_gazetteer().places.values() for name in place.names}
    names |= {fold(name) for p in load_gazetteer().places.values() for name in p.adjectives}
    names |= {"long an", "bo y", "phap"}
    for row in read_list("places/cues/not_places.csv"):
        folded = fold(row["name"]).replace("longan", "long an")
        assert any(f" {name} " in f" {folded} " for name in names), row


def test_every_list_of_date_cues_is_used_and_known() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOM / "dates").glob("*.py"))
    for name in {row["list"] for row in read_list("dates/cues.csv")}:
        assert f"cues_of('{name}')" in source or f'cues_of("{name}")' in source, name
    with pytest.raises(ValueError, match="no list"):
        cues_of("nothing")


ROWS: list[Row] = [
    {"word": "sẽ", "not_before": "sont;pas", "not_after": "", "exact": "", "bare": ""},
    {"word": "mong", "not_before": "", "not_after": "", "exact": "yes", "bare": ""},
    {"word": "không", "not_before": "", "not_after": "hàng", "exact": "", "bare": ""},
    {"word": "ĐH*", "not_before": "", "not_after": "", "exact": "", "bare": "no"},
    {"word": "Co.op", "not_before": "", "not_after": "", "exact": "", "bare": ""},
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no se toi", "se"),
        ("ils se sont", None),
        ("toi mong", "mong"),
        ("nguoi Mong", None),
        ("khong co", "khong"),
        ("hang khong", None),
        ("hãng không", "không"),
        ("hàng không", None),
        ("ĐHQG", "ĐHQG"),
        ("DHQG", None),
        ("Co.op", "Co.op"),
        ("Cobop", None),
    ],
)
def test_a_pattern_of_rows(text: str, found: str | None) -> None:
    match = Cue(rf"(?<!\w)(?:{pattern_of(ROWS)})(?!\w)", re.IGNORECASE).search(text)
    assert (match and match[0]) == found


def test_words_of_rows() -> None:
    assert words_of(ROWS, "exact", "yes") == ["mong"]
    assert words_of(ROWS, "bare", "no", "yes") == ["ĐH*"]


def test_a_row_of_another_length_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.csv").write_text("# word  a word\nword,why\nmột,số\nhai\n", encoding="utf-8")
    monkeypatch.setattr(word_lists, "_ROOM", tmp_path)
    with pytest.raises(ValueError, match=r"list\.csv"):
        read_list("list.csv")
