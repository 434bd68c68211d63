"""Both engines rank alike also what the contract's short texts do not show: long articles, whole pages."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from search import Archive, SearchRequest, Settings
from search.analysis import sentences
from tests.cluster.fixtures import delete_indices
from tests.cluster.nodes import Cluster


@pytest.fixture
def archives(cluster: Cluster, seeds: Path, tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """The seeds and 120 articles of 40 to 1,500 words made of their sentences; in a folder, and copied."""
    folder = Archive(Settings(index=tmp_path / "seeds", seeds=seeds))
    folder.rebuild()
    found = [result.article for result in folder.search(SearchRequest()).results]
    said = [a.body[start:end] for a in found for start, end in sentences(a.body)]
    chance = random.Random(20120611)
    with (tmp_path / "news.jsonl").open("w", encoding="utf-8") as file:
        for number in range(120):
            body = chance.choices(said, k=chance.randint(2, 60))
            title = " ".join(chance.choice(said).split()[: chance.randint(3, 12)])
            day = f"2022-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            record = {"id": f"n{number}", "title": title, "body": "\n".join(body), "date": day}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    settings = Settings(
        index=tmp_path / "index",
        opensearch_hosts=tuple(cluster.addresses),
        opensearch_index=f"alike-{uuid4().hex}",
        opensearch_grace=0,
    )
    whoosh = Archive(settings)
    whoosh.rebuild([tmp_path / "news.jsonl", seeds])
    whoosh.copy_to("opensearch")
    yield whoosh, Archive(replace(settings, engine="opensearch"))
    delete_indices(cluster, settings.opensearch_index)


def test_pages_are_the_same(archives: tuple[Archive, Archive]) -> None:
    whoosh, opensearch = archives
    chance = random.Random(20220608)
    titles = [r.article.title.split() for r in whoosh.search(SearchRequest(size=100)).results]
    for _ in range(60):
        words = chance.choice(titles)
        start = chance.randrange(len(words))
        text = " ".join(words[start : start + chance.randint(1, 6)])
        asked = SearchRequest(
            f'"{text}"' if chance.random() < 0.2 else text,
            chosen={"place": ("VN-27",)} if chance.random() < 0.3 else {},
            first="2022-03" if chance.random() < 0.3 else "",
            sort=chance.choice(["relevance", "relevance", "newest", "oldest"]),
            page=chance.choice([1, 1, 2]),
            all_copies=chance.random() < 0.5,
        )
        expected, found = whoosh.search(asked), opensearch.search(asked)
        assert found.total == expected.total, asked
        assert found.facets == expected.facets, asked
        assert found.relaxations == expected.relaxations, asked
        scores = {result.article.id: result.score for result in expected.results}
        # Of equal scores either may come first: the last digits of sums in another order decide.
        assert [r.score for r in found.results] == pytest.approx([*scores.values()], rel=1e-5)
        for result in found.results:
            if result.article.id in scores:
                assert result.score == pytest.approx(scores[result.article.id], rel=1e-5)
