"""Measure how long it takes to count pairs of places and days, in milliseconds of CPU.

    timtin rebuild --index INDEX CORPUS.jsonl
    python -m tests.benchmarks.tables INDEX [--times 10]

In all articles, in those with a word that many have and in those with some rare ones, the places are
counted that articles mention and those that they are about: the 63 provinces of Vietnam that most have
by those of Laos, the 150 provinces that most have by each other, and the days of a year. Each cell is the
first time, when nothing is kept, and the median of the next `ROUNDS`. With `--times` the segments are
read as many times over, as if the archive were so much larger; nothing is built for it.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import accumulate
from pathlib import Path
from time import process_time

from search.engines.whoosh import WhooshEngine
from search.engines.whoosh.reading.snapshot import Snapshot
from search.engines.whoosh.searcher import WhooshSearcher
from search.engines.whoosh.storage.integers import doc_slots
from search.enrich import VERSION as ENRICHMENT_VERSION
from search.gazetteer import VERSION as GAZETTEER_VERSION
from search.gazetteer import load_gazetteer
from search.query.plan import Filters, Plan
from search.query.tree import All, Node, Term, Word
from search.settings import Settings

ROUNDS = 7
RESULTS: dict[str, Node | None] = {
    "all articles": None,
    "a frequent word": Word(Term("hop")),
    "three words": All((Word(Term("bao")), Word(Term("lu")), Word(Term("hop")))),
}
YEAR = date(2012, 1, 1), date(2012, 12, 31)


def opened(index: Path, times: int) -> WhooshSearcher:
    """A searcher on an index, each segment of which stands there several times."""
    settings = Settings(index=index)
    versions: dict[str, str | int] = {
        "enrichment": ENRICHMENT_VERSION,
        "gazetteer": GAZETTEER_VERSION,
    }
    snapshot: Snapshot = WhooshEngine(settings, versions).searcher()._snapshot
    snapshot.segments *= times
    snapshot.size *= times
    *snapshot.bases, snapshot.max_doc = accumulate(
        (doc_slots(segment.size) for segment in snapshot.segments), initial=0
    )
    return WhooshSearcher(snapshot, settings, "")


def milliseconds(call: Callable[[], object]) -> str:
    """The first time, and the median of the next."""
    times = []
    for _ in range(1 + ROUNDS):
        begun = process_time()
        call()
        times.append(1000 * (process_time() - begun))
    return f"{times[0]:.1f}, {statistics.median(times[1:]):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    searcher = opened(given.index, given.times)
    provinces = [place.id for place in load_gazetteer().places.values() if place.tier == 1]
    print("| ms of CPU | articles | 63 by Laos | 150 by 150 | days of a year |")
    print("| --- | --- | --- | --- | --- |")
    for main_places in (False, True):
        filters = Filters(main_places=main_places)
        plan = Plan(None, filters=filters, facets=("place",), size=0)
        counts = searcher.search(plan).counts["place"]
        most = sorted(provinces, key=lambda id, counts=counts: (-counts.get(id, 0), id))
        vietnam = [id for id in most if id.startswith("VN-")][:63]
        laos = [id for id in most if id.startswith("LA-")]
        for name, tree in RESULTS.items():
            plan = Plan(tree, filters=filters)
            cells = (
                milliseconds(partial(searcher.co_occurrences, plan, vietnam, laos)),
                milliseconds(partial(searcher.co_occurrences, plan, most[:150], most[:150])),
                milliseconds(partial(searcher.count_days, plan, *YEAR)),
            )
            which = "about" if main_places else "mentioned"
            (total,) = searcher.count([plan])
            print(f"| {name}, {which} | {total:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
