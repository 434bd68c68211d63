"""The same story in the other language, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from search import Archive, SearchRequest, Settings
from search.vietnamese.cues import without_marks

STORIES = Path(__file__).parent.parent / "cases" / "stories.jsonl"
CASES = STORIES.parent / "translations.jsonl"
TOLD_TWICE = ["border-trade", "landslide", "airport", "smart-gate", "fireworks"]
"""In the file each is there in both languages, among others of the same places, days and officials."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    built = Archive(Settings(index=tmp_path_factory.mktemp("index"), seeds=STORIES))
    built.rebuild()
    return built


def of(archive: Archive, id: str) -> list[str]:
    return [article.id for article in archive.read(id, SearchRequest()).translations]


def records() -> list[dict[str, str]]:
    return [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]


def archive_of(rows: list[dict[str, str]], folder: Path) -> Archive:
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    built = Archive(Settings(index=folder / "index", seeds=folder / "all.jsonl"))
    built.rebuild()
    return built


@pytest.mark.parametrize("story", TOLD_TWICE)
def test_a_story_is_found_in_the_other_language(archive: Archive, story: str) -> None:
    assert of(archive, f"{story}-vi") == [f"{story}-en"]
    assert of(archive, f"{story}-en") == [f"{story}-vi"]


@pytest.mark.parametrize(
    "id", [r["id"] for r in records() if r["id"].rsplit("-", 1)[0] not in TOLD_TWICE]
)
def test_another_story_of_the_same_place_day_and_officials_is_none(
    archive: Archive, id: str
) -> None:
    assert of(archive, id) == []


def test_the_seeds_tell_five_stories(seeds: Path, tmp_path: Path) -> None:
    archive = Archive(Settings(index=tmp_path, seeds=seeds))
    archive.rebuild()
    for path in seeds.iterdir():
        assert of(archive, path.stem) == []


@pytest.mark.parametrize(
    ("date", "found"),
    [("2023-12-27", True), ("2023-12-28", False), ("2023-12-21", True), ("2023-12-20", False)],
)
def test_within_a_few_days(tmp_path: Path, date: str, found: bool) -> None:
    rows = {row["id"]: row for row in records()}
    told = [rows["airport-vi"], rows["airport-en"] | {"date": date}]
    archive = archive_of(told, tmp_path)
    assert of(archive, "airport-vi") == (["airport-en"] if found else [])


def test_of_other_figures_it_is_another_story(tmp_path: Path) -> None:
    rows = {row["id"]: row for row in records()}
    body = rows["smart-gate-en"]["body"]
    for old, new in (("1119-1120", "1088-1089"), ("1,600", "1,250"), ("4,000", "2,100")):
        body = body.replace(old, new)
    archive = archive_of([rows["smart-gate-vi"], rows["smart-gate-en"] | {"body": body}], tmp_path)
    assert of(archive, "smart-gate-vi") == []


def test_a_copy_of_it_is_not_named_beside_it(tmp_path: Path) -> None:
    rows = {row["id"]: row for row in records()}
    english = rows["airport-en"]
    copy = english | {"id": "copy", "body": english["body"].replace("(VNA)", "(NDO)")}
    archive = archive_of([rows["airport-vi"], english, copy], tmp_path)
    assert len(of(archive, "airport-vi")) == 1


def weight(figures: list[str]) -> float:
    return sum(0.5 if len(figure) == 2 else 1 for figure in figures)


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in CASES.read_text("utf-8").splitlines()],
    ids=lambda case: case["why"],
)
def test_on_either_side_of_what_is_certain(tmp_path: Path, case: dict) -> None:
    """A case lists the figures and names of its two texts, and whether they tell one story."""
    bodies = {language: case[language]["body"] for language in ("vi", "en")}
    for language, body in bodies.items():
        figures = case["shared_figures"] + case[f"only_{language}"]
        assert set(re.findall(r"\d+", re.sub("[.,]", "", body))) == set(figures)
        assert all(name in without_marks(body) for name in case["shared_names"])
    figures = weight(case["shared_figures"])
    shared = figures + len(case["shared_names"])
    fewer = shared + min(weight(case["only_vi"]), weight(case["only_en"]))
    certain = shared >= 3.5 and figures >= 1 and shared >= fewer / 2
    assert case["same"] == certain, f"{figures} of figures, {shared} of {fewer} in all"
    rows = [case[language] | {"id": language, "date": "2023-03-14"} for language in bodies]
    archive = archive_of(rows, tmp_path)
    assert of(archive, "vi") == (["en"] if case["same"] else [])
    assert of(archive, "en") == (["vi"] if case["same"] else [])
