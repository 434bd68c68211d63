"""Measure the OpenSearch engine beside the Whoosh engine: the same index, the same questions, one run.

    python -m tests.benchmarks.cluster INDEX [--nodes 1] [--shards 1] [--replicas 0] [--heap 2g]

An index of the Whoosh engine is copied into a cluster that is started for it on this machine, and both are
asked the same in turn: pages of results with their facets, suggestions to the words of a query letter by
letter, and articles. Times are by the wall, since the work is done in other processes; `requests` are those
of the cluster. The first round is of an engine that knows nothing yet, the second asks the same again.
Questions are drawn with a fixed seed from the titles of the index: one to six words that stand together, a
fifth with a place, a fifth with a period, a tenth as a phrase.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from search import Archive, SearchRequest, Settings
from search.engines.opensearch import OpenSearchEngine
from tests.cluster.nodes import run_cluster

Time = tuple[float, int]
"""Milliseconds, and requests of the cluster."""


def draw_questions(archive: Archive, count: int, chance: random.Random) -> list[SearchRequest]:
    """Questions from the titles of every nth article."""
    total = archive.summary().articles
    step = max(1, total // 2000)
    everything = archive.scan(SearchRequest(sort="newest", all_copies=True))
    titles = [
        words
        for number, result in enumerate(everything)
        if number % step == 0 and len(words := result.article.title.split()) > 6
    ]
    countries = archive.search(SearchRequest(size=1)).facets["place"]
    places = [place.value for country in countries[:3] for place in country.children[:3]]
    years = sorted(v.value for v in archive.search(SearchRequest(size=1)).facets["date"])[:-1]
    questions = []
    for _ in range(count):
        words, size = chance.choice(titles), chance.choice([1, 2, 2, 3, 4, 6])
        start = chance.randrange(len(words) - size)
        text = " ".join(words[start : start + size])
        kind = chance.random()
        asked = SearchRequest(f'"{text}"' if kind >= 0.9 else text)
        if kind < 0.2:
            asked = replace(asked, chosen={"place": (chance.choice(places),)})
        elif kind < 0.4:
            asked = replace(asked, first=chance.choice(years))
        questions.append(asked)
    return questions


def timed(ask: Callable[[], object], engine: object) -> Time:
    before = engine.cluster.requests if isinstance(engine, OpenSearchEngine) else 0
    begun = perf_counter()
    ask()
    took = 1000 * (perf_counter() - begun)
    asked = engine.cluster.requests - before if isinstance(engine, OpenSearchEngine) else 0
    return took, asked


def row(name: str, times: Sequence[Time]) -> str:
    took = sorted(time for time, _ in times)
    requests = [asked for _, asked in times]
    middle, last = took[len(took) // 2], took[min(len(took) - 1, int(0.99 * len(took)))]
    return f"{name:34}{middle:8.1f}{last:8.1f}{statistics.median(requests):10.0f}{max(requests):6}"


def measure(archive: Archive, engine: object, questions: Sequence[SearchRequest]) -> None:
    words = sorted({word for asked in questions for word in asked.text.strip('"').split()})[:20]
    beginnings = [word[:size] for word in words for size in range(2, len(word) + 1)][:60]
    print(f"{'':34}{'p50 ms':>8}{'p99 ms':>8}{'requests':>10}{'most':>6}")
    for number in ("first", "again"):
        name = type(engine).__name__.removesuffix("Engine")
        times = [timed(lambda asked=asked: archive.search(asked), engine) for asked in questions]
        print(row(f"{name}: page, {number}", times))
        times = [timed(lambda text=text: archive.suggest(text), engine) for text in beginnings]
        print(row(f"{name}: suggestions, {number}", times))
        read = []
        for asked in questions[:30]:
            for result in archive.search(asked).results[:1]:
                id = result.article.id
                read.append(timed(lambda id=id, a=asked: archive.read(id, a, 1), engine))
        print(row(f"{name}: article, {number}", read))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--heap", default="2g")
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    with run_cluster(args.nodes, heap=args.heap) as nodes:
        settings = Settings(
            index=args.index,
            opensearch_hosts=tuple(nodes.addresses),
            opensearch_shards=args.shards,
            opensearch_replicas=args.replicas,
        )
        whoosh = Archive(settings)
        begun = perf_counter()
        copied = whoosh.copy_to("opensearch")
        took = perf_counter() - begun
        print(
            f"{copied.articles:,} articles in {took:.0f} s: {copied.articles / took:,.0f}/s; "
            f"{copied.size:,} bytes, of Whoosh {whoosh.summary().size:,}"
        )
        questions = draw_questions(whoosh, args.questions, random.Random(20120611))
        for engine in ("whoosh", "opensearch"):
            archive = Archive(replace(settings, engine=engine))
            measure(archive, archive._engine, questions)


if __name__ == "__main__":
    main()
