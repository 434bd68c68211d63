"""What tests share: the seeds, and articles made in a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from search import Article, DateSpan, Mention
from tests.cluster.fixtures import cluster, mark, three_nodes

__all__ = ["cluster", "three_nodes"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

# Hypothesis times examples by the clock on the wall, and on a busy machine one may wait for half a second.
settings.register_profile("timtin", deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timtin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five articles that the project was made for."""
    return SEEDS


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """Make an article of what a test cares about."""
    return article


def article(
    id: str,
    title: str = "",
    body: str = "",
    *,
    language: str = "vi",
    date: DateSpan | None = None,
    places: tuple[Mention, ...] = (),
    source: str = "",
    section: str = "",
) -> Article:
    return Article(
        id=id,
        title=title,
        title_derived=False,
        body=body,
        language=language,
        date=date,
        places=places,
        source=source,
        root="/archive",
        path=f"{id}.txt",
        digest=f"digest of {id} {title} {body}",
        section=section,
    )


def mention(place: str, *within: str, main: bool = True) -> Mention:
    return Mention(place, within, 1, ("body",), main, (place,))


def day(text: str) -> DateSpan:
    found = date.fromisoformat(text)
    return DateSpan(found, found, "day", "metadata", text)
