"""Ask whatever may be typed, and report what is slow and what is not refused by a typed error.

    python -m tests.benchmarks.fuzz 100000 [CORPUS.jsonl]

Questions are drawn by `tests.questions`, with a fixed seed. They are asked of an index of the corpus,
or of the seeds. Times are milliseconds of CPU of one question, its page of ten results made.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time

from hypothesis import HealthCheck, Phase, given, seed, settings

from search import Archive, SearchRequest, Settings, TimTinError
from tests.questions import questions

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ROUND, MOST_SHOWN = 2_000, 5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("count", type=int, help="how many questions to ask")
    arguments.add_argument("corpus", type=Path, nargs="?", default=SEEDS)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Settings(index=Path(folder), seeds=chosen.corpus))
        archive.rebuild()
        ask_all(archive, chosen.count)


def ask_all(archive: Archive, count: int) -> None:
    """Ask so many questions and print what came of them."""
    outcomes: Counter[str] = Counter()
    slowest: dict[str, list[tuple[float, str]]] = {"answered": [], "refused": []}
    untyped: dict[str, str] = {}

    def ask(question: SearchRequest) -> None:
        began = process_time()
        try:
            archive.search(question)
            kind, outcome = "answered", "answered"
        except TimTinError as error:
            kind, outcome = "refused", type(error).__name__
        except Exception as error:
            kind, outcome = "", f"UNTYPED {type(error).__name__}"
            untyped.setdefault(f"{outcome}: {error}", repr(question)[:300])
        spent = process_time() - began
        outcomes[outcome] += 1
        if kind:
            times = slowest[kind]
            times.append((spent * 1e3, f"{question.text[:100]!r}"))
            times.sort(reverse=True)
            del times[MOST_SHOWN:]

    # What Hypothesis remembers of a run grows, and collecting it would count as asking.
    gc.disable()
    for first in range(0, count, ROUND):
        drawn = settings(
            max_examples=min(ROUND, count - first),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(first)(drawn(given(questions)(ask)))()
        gc.collect()
    print(f"{outcomes.total():,} questions:", dict(outcomes.most_common()))
    for kind, times in slowest.items():
        print(f"slowest {kind}:")
        for spent, asked in times:
            print(f"  {spent:7.1f} ms  {asked}")
    for what, asked in untyped.items():
        print(what, asked)


if __name__ == "__main__":
    main()
