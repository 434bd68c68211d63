"""Whatever is asked is answered, or refused by a typed error of one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings

from search import Archive, QueryError, SearchRequest, Settings
from tests.questions import questions


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Archive:
    """The five seeds, indexed."""
    built = Archive(Settings(index=tmp_path_factory.mktemp("index"), seeds=seeds))
    built.rebuild()
    return built


@settings(max_examples=300, deadline=None)
@given(questions)
@example(SearchRequest("(" * 3_000))
@example(SearchRequest("a" * 50_000))
@example(SearchRequest("\x00\ud800 \u202e"))
def test_whatever_is_asked_is_answered_or_refused(
    archive: Archive, question: SearchRequest
) -> None:
    try:
        page = archive.search(question)
    except QueryError as refusal:
        said = str(refusal)
        assert said
        assert "\n" not in said
        return
    assert len(page.results) <= question.size
    assert len(page.results) <= page.total
