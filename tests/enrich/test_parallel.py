"""Enrichment on several cores gives what one gives, in the same order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.articles import Article, RawArticle
from search.enrich import parallel
from search.enrich.parallel import BATCH, LONG, OverBudget, enrich_all


def found(count: int) -> Iterator[tuple[RawArticle, str]]:
    for number in range(count):
        body = f"Tỉnh Quảng Nam họp với Sê Kông ngày {number % 28 + 1}/6/2022."
        yield RawArticle(str(number), None, body, f"{number}.txt"), "/root"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started during a test."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def remembered(*args: Any, **given: Any) -> subprocess.Popen[bytes]:
        started.append(start(*args, **given))
        return started[-1]

    monkeypatch.setattr("subprocess.Popen", remembered)
    return started


Started = list[subprocess.Popen[bytes]]


def test_workers_give_what_one_process_gives(started: Started) -> None:
    count = 3 * BATCH + 7
    alone = list(enrich_all(found(count), 0))
    assert [article.id for article in alone] == [str(number) for number in range(count)]
    assert list(enrich_all(found(count), 2)) == alone
    assert [process.poll() for process in started] == [0, 0]


def test_nothing_is_read_far_ahead(started: Started) -> None:
    read = 0

    def counted() -> Iterator[tuple[RawArticle, str]]:
        nonlocal read
        for item in found(50 * BATCH):
            read += 1
            yield item

    articles = enrich_all(counted(), 1)
    next(articles)
    assert read <= 4 * BATCH
    articles.close()
    assert [process.poll() for process in started] == [0]


def test_an_error_while_reading_ends_the_workers(started: Started) -> None:
    def broken() -> Iterator[tuple[RawArticle, str]]:
        yield from found(3 * BATCH)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk is gone"):
        list(enrich_all(broken(), 1))
    assert [process.poll() for process in started] == [0]


def test_a_worker_that_ends_is_an_error_that_says_so(started: Started) -> None:
    articles = enrich_all(found(50 * BATCH), 1)
    next(articles)
    started[0].kill()
    with pytest.raises(ChildProcessError, match="enough memory"):
        list(articles)


@pytest.mark.parametrize("workers", [0, 2])
def test_an_article_that_takes_too_long_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(parallel, "SECONDS", 0.5)
    before, after = found(2)
    hostile = RawArticle("x", "Tin", '"12/3/2020 ' * 100_000, "x.txt"), "/root"
    first, named, last = enrich_all([before, hostile, after], workers)
    assert named == OverBudget("x", "x.txt", "/root", "took over 0.5 s")
    assert [first, last] == list(enrich_all(found(2), 0))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit of memory")
@pytest.mark.parametrize("characters", [4_000_000, 40_000_000])
@pytest.mark.parametrize("workers", [0, 2])
def test_an_article_that_takes_too_much_memory_is_named(
    monkeypatch: pytest.MonkeyPatch, workers: int, characters: int
) -> None:
    monkeypatch.setattr(parallel, "MEGABYTES", 60)
    hostile = RawArticle("x", "Tin", "họp " * (characters // 4), "x.txt"), "/root"
    before, after = found(2)
    first, named, last = enrich_all([before, hostile, after], workers)
    assert isinstance(named, OverBudget)
    assert named.reason.startswith("took over 60 MB")
    assert [first, last] == list(enrich_all(found(2), 0))


def test_a_long_article_is_read_as_a_short_one_is(started: Started) -> None:
    (raw, root), *_ = found(1)
    long = replace(raw, body=raw.body + "\n" + "a " * LONG)
    (article,) = enrich_all([(long, root)], 0)
    assert isinstance(article, Article)
    assert article.body == long.body
    assert article.places
    assert [process.poll() for process in started] == [0]


def test_workers_end_with_a_parent_that_is_killed() -> None:
    code = """
import os, signal
from search.enrich import parallel
from tests.enrich.test_parallel import found
articles = parallel.enrich_all(found(10**9), 2)
next(articles)
os.kill(os.getpid(), signal.SIGKILL)
"""
    read, write = os.pipe()
    root = Path(__file__).resolve().parents[2]
    # Who holds the other end of the pipe is alive: its reader waits until nobody does.
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stderr=write, stdout=subprocess.DEVNULL
    ):
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            pipe.read()


SCRIPT = """
from pathlib import Path
from search import Archive, Settings
import search.building

search.building.PARALLEL_BYTES = 0
archive = Archive(Settings(index=Path("index"), workers=2))
print(archive.rebuild([Path("rows.jsonl")]).taken)
"""


def test_a_script_without_a_guard_may_build_a_large_archive(tmp_path: Path) -> None:
    rows = (json.dumps({"id": str(n), "body": "Tỉnh Quảng Nam họp."}) for n in range(2 * BATCH))
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    (tmp_path / "build.py").write_text(SCRIPT)
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "build.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{2 * BATCH}\n", "")
