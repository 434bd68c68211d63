"""How often an article must name a place to be about it: on either side of each threshold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.analysis import normalize
from search.enrich.places import find_places
from search.gazetteer import load_gazetteer

CASES = Path(__file__).parent.parent / "cases" / "main_places.jsonl"
GAZETTEER = load_gazetteer()


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in CASES.read_text("utf-8").splitlines()],
    ids=lambda case: f"{case['threshold']}: {case['why']}",
)
def test_what_is_named_often_enough_is_what_an_article_is_about(case: dict) -> None:
    found = find_places(normalize(case["title"]), normalize(case["body"]), GAZETTEER)
    assert {mention.place: mention.count for mention in found} == case["named"]
    assert {mention.place for mention in found if mention.main} == set(case["main"])
