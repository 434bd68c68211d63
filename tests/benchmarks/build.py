"""What building an index costs, step by step, and how long a whole rebuild takes.

    python -m tests.benchmarks.build [ARTICLES.jsonl | FOLDER] [--most 20000] [--workers 2]

Each step by itself in one process, in articles and megabytes of text a second of CPU: reading the files,
enriching (language, date, places), inverting (tokens and postings), writing (records, facets, arrays,
columns) and publishing (hashes, syncing, the swap). Then `timtin rebuild` of the same in a process of its
own: seconds by the wall, of CPU, and the most memory that it and its workers hold together.

Without a source the articles that come with the project are repeated: few words, often the same, so that
inverting looks cheaper than it is. What counts is real text.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from search.articles import Article, RawArticle
from search.engines.generations import Draft
from search.engines.whoosh import WhooshEngine
from search.engines.whoosh.indexing import segment_builder
from search.engines.whoosh.indexing.inversion import Texts
from search.enrich import enrich
from search.gazetteer import load_gazetteer
from search.ingest import IngestCounts, read_articles
from search.settings import Settings

SEEDS = Path(__file__).parents[2] / "seeds"
REPEATED = 2_000
"""How many articles the seeds are made."""

STEPS = ("read", "enrich", "invert", "write", "publish")


class Clock:
    """Seconds of CPU by step; what a step does within another one is that step's alone."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.process_time()

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time put to a step."""

        def call(*args: Any, **options: Any) -> Any:
            self._turn()
            self._running.append(step)
            try:
                return function(*args, **options)
            finally:
                self._turn()
                self._running.pop()

        return call

    def _turn(self) -> None:
        now = time.process_time()
        if self._running:
            self.spent[self._running[-1]] += now - self._since
        self._since = now


def measure_steps(source: Path, most: int, folder: Path) -> tuple[dict[str, float], int, int]:
    """Seconds of CPU by step, the number of articles, and how many bytes of text they have."""
    clock, gazetteer = Clock(), load_gazetteer()

    def read() -> list[RawArticle]:
        items = read_articles([source], max_bytes=Settings().file_bytes, counts=IngestCounts())
        return list(islice((item for item in items if isinstance(item, RawArticle)), most))

    def enriched(raws: list[RawArticle]) -> list[Article]:
        return [enrich(raw, "", gazetteer) for raw in raws]

    raws = clock.timed("read", read)()
    articles = clock.timed("enrich", enriched)(raws)
    named = list({article.id: article for article in articles}.values())
    engine = WhooshEngine(Settings(index=folder), {})
    with ExitStack() as patches:
        for owner, name, step in (
            (Texts, "add", "invert"),
            (segment_builder, "invert_text", "invert"),
            (segment_builder, "invert_values", "invert"),
            (Draft, "publish", "publish"),
        ):
            timed = clock.timed(step, getattr(owner, name))
            patches.enter_context(patch.object(owner, name, timed))
        clock.timed("write", engine.write)(named, (), replace_all=True)
    return clock.spent, len(named), sum(len(article.body.encode()) for article in named)


def rebuild(source: Path, folder: Path, workers: int) -> tuple[float, float, float]:
    """A whole rebuild: seconds by the wall and of CPU, and megabytes at most."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # Two cores, however many there are.
    process = subprocess.Popen(
        [sys.executable, "-m", "search", "rebuild", str(source), "--index", str(folder), "--quiet"],
        env=os.environ | {"TIMTIN_WORKERS": str(workers)},
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2]),
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_resident, _family(process.pid))))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"the rebuild has ended with {process.returncode}")
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, most / 1e6


def _family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def repeated_seeds(file: Path) -> None:
    """Write the articles that come with the project over and over, each under an id of its own."""
    items = read_articles([SEEDS], max_bytes=Settings().file_bytes, counts=IngestCounts())
    raws = [item for item in items if isinstance(item, RawArticle)]
    with file.open("w", encoding="utf-8") as out:
        for number in range(REPEATED):
            raw = raws[number % len(raws)]
            record = {"id": str(number), "title": raw.title, "body": raw.body, "date": raw.date}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("source", type=Path, nargs="?", help="without one, the seeds repeated")
    parser.add_argument("--most", type=int, default=20_000, help="articles measured by step")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        source = given.source or Path(work) / "seeds.jsonl"
        if not given.source:
            repeated_seeds(source)
        spent, count, size = measure_steps(source, given.most, Path(work) / "steps")
        shutil.rmtree(Path(work) / "steps")
        print(f"{count:,} articles, {size / 1e6:.1f} MB of text\n")
        print(
            "| step | ms an article | articles/s of CPU | MB/s of CPU |\n| --- | --- | --- | --- |"
        )
        for step, seconds in [*((s, spent[s]) for s in STEPS), ("all", sum(spent.values()))]:
            row = f"{1000 * seconds / count:.3f} | {count / seconds:,.0f} | {size / 1e6 / seconds:.1f}"
            print(f"| {step} | {row} |")
        wall, cpu, most = rebuild(source, Path(work) / "whole", given.workers)
        print(
            f"\ntimtin rebuild, two cores, the whole source: {wall:.1f} s by the wall, {cpu:.1f} s of "
            f"CPU, {most:,.0f} MB at most"
        )


if __name__ == "__main__":
    main()
