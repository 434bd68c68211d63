"""Measure engines side by side: the same terms, the same questions, the same work, one process, one thread.

    python -m tests.benchmarks.engines --size 100000 CORPUS.jsonl [--json OUT] [--peers tantivy,fts5]
    python -m tests.benchmarks.engines --size 30000 --real NEWS.jsonl

The corpus has one article a line (title, body, date, source); with `--real` it is repeated until there are
so many, and new words come as in a real archive (`real.py`). Nine classes of questions are drawn from its
own terms with a fixed seed; each question is asked of each engine in turn, five rounds over, and a
class is the median over its questions of the median over the rounds, in milliseconds of CPU; the first
round is given apart, when nothing of a question is in any cache yet. The last column is the geometric
mean of the classes, each against Tantivy's. Articles are enriched once, into a temporary file that
every engine is built from, so that its memory is its own. Before them a session: questions that are all
different, drawn from the beginnings of articles (two to six words that stand together, all of them or
any, a fifth with a place, a fifth with a period, a tenth as a phrase), asked once each of engines that
were just built. Install the peers with
`pip install '.[bench]'`; Lucene is fetched by Maven and takes a JDK 21 or newer, and is left out without.
It is asked questions of its own first, until Java has compiled it, and timed in its one thread.
"""

from __future__ import annotations

import argparse
import gc
import json
import pickle
import random
import resource
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise, tee
from pathlib import Path
from random import Random
from time import process_time

from search.analysis import fold, parts_of_token, token_texts
from search.articles import RawArticle
from search.enrich import enrich
from search.gazetteer import load_gazetteer
from search.ingest import IngestCounts, read_articles
from search.settings import Settings
from tests.benchmarks import peers
from tests.benchmarks.lucene import Lucene
from tests.benchmarks.peers import Ask, Asked, Row, Rows
from tests.benchmarks.real import growth, heaps_law, repeated
from tests.cluster.programs import ClusterUnavailable

QUESTIONS, ROUNDS = 16, 5
FIRST = " (first time)"
ENGINES: dict[str, Callable[[Rows, Path], Ask]] = {
    "timtin": peers.timtin,
    "tantivy": peers.tantivy,
    "fts5": peers.fts5,
    "bm25s": peers.bm25s,
    "whoosh": peers.stock_whoosh,
    "lucene": Lucene,
}
STOCK_WHOOSH_UP_TO = 15_000


def read(corpus: Path) -> Iterator[RawArticle]:
    items = read_articles([corpus], max_bytes=Settings().file_bytes, counts=IngestCounts())
    return (raw for raw in items if isinstance(raw, RawArticle))


def grown(file: Path, size: int) -> Iterator[RawArticle]:
    """Real articles repeated; says how the number of their words grows beside the law of the file."""
    chance = Random(19780101)
    articles = list(read(file))
    chance.shuffle(articles)
    law = heaps_law(articles)
    print(f"Heaps' law of {len(articles):,} real articles: {law.factor:.1f} · n^{law.power:.3f}")
    print("| articles | words | different | by the law |\n| --- | --- | --- | --- |")
    made, counted = tee(repeated(articles, size, law, chance))
    for number, (article, (count, different)) in enumerate(
        zip(made, growth(counted), strict=True), start=1
    ):
        if number in (len(articles), size) or (number & (number - 1) == 0 and number > 500):
            print(f"| {number:,} | {count:,} | {different:,} | {law(count):,.0f} |")
        yield article


def write_rows(articles: Iterator[RawArticle], size: int, file: Path) -> Rows:
    gazetteer = load_gazetteer()
    count = text_bytes = 0
    with file.open("wb") as out:
        for raw in islice(articles, size):
            row = Row.of(enrich(raw, "", gazetteer))
            pickle.dump(row, out)
            count += 1
            text_bytes += len(row.article.body.encode())
    return Rows(file, count, text_bytes)


def draw_questions(rows: Rows, chance: random.Random) -> dict[str, list[Asked]]:
    """Sixteen questions for each of the nine classes, from terms of the frequency each asks for."""
    frequency: Counter[str] = Counter()
    count = len(rows)
    sample = []
    for number, row in enumerate(rows):
        frequency.update(set(row.terms))
        if number % max(1, count // 2000) == 0:
            sample.append(row)

    # Words of days, "tháng" and "May": only we find them in "2 tháng 2 năm 2022".
    of_days = {
        fold(part)
        for row in sample
        for token in token_texts(row.article.body)
        for _, part in parts_of_token(token)
    }

    def terms(low: float, high: float, least: int = 2) -> list[str]:
        floor = max(least, low * count)
        found = (t for t, n in frequency.items() if floor <= n <= high * count and t.isalpha())
        return sorted(term for term in found if term not in of_days)

    rare, mid, common = terms(0.0002, 0.002), terms(0.005, 0.03), terms(0.2, 1)
    pairs = Counter(pair for row in sample for pair in pairwise(row.terms))
    phrases = sorted(
        pair
        for pair, n in pairs.items()
        if n * 50 >= len(sample) and all(map(str.isalpha, pair)) and not of_days & {*pair}
    )
    places = [
        place for place, _ in Counter(p for row in sample for p in row.places).most_common(40)
    ]

    def drawn(make: Callable[[], Asked]) -> list[Asked]:
        return [make() for _ in range(QUESTIONS)]

    def year() -> tuple[date, date]:
        first = chance.randint(2005, 2022)
        return date(first, 1, 1), date(first + chance.randint(0, 3), 12, 31)

    one = chance.choice
    return {
        "rare": drawn(lambda: Asked("and", (one(rare),))),
        "mid": drawn(lambda: Asked("and", (one(mid),))),
        "common": drawn(lambda: Asked("and", (one(common),))),
        "2 AND": drawn(lambda: Asked("and", (one(mid), one(common)))),
        "3 OR": drawn(lambda: Asked("or", (one(mid), one(mid), one(common)))),
        "5 OR": drawn(lambda: Asked("or", tuple(chance.sample(common, 5)))),
        "phrase": drawn(lambda: Asked("phrase", one(phrases))),
        "+ date range": drawn(lambda: Asked("and", (one(common),), period=year())),
        "+ locality": drawn(lambda: Asked("and", (one(common),), place=one(places))),
    }


def draw_session(rows: Rows, amount: int, chance: random.Random) -> list[Asked]:
    """So many different questions as readers ask them."""
    step = max(1, len(rows) // 5000)
    leads = [(row.terms[:60], row.places) for n, row in enumerate(rows) if n % step == 0]
    leads = [(terms, places) for terms, places in leads if len(terms) == 60 and places]
    found: dict[Asked, None] = {}
    while len(found) < amount:
        terms, places = chance.choice(leads)
        size = chance.choice([2, 2, 3, 3, 4, 5, 6])
        start = chance.randrange(len(terms) - size)
        words = tuple(term for term in terms[start : start + size] if term.isalpha())
        if len(words) < size:
            continue
        kind, first = chance.random(), date(chance.randint(2005, 2022), 1, 1)
        asked = Asked("phrase" if kind >= 0.9 else chance.choice(["and", "or"]), words)
        if kind < 0.2:
            asked = replace(asked, place=chance.choice(places))
        elif kind < 0.4:
            asked = replace(asked, period=(first, first.replace(year=first.year + 3)))
        found[asked] = None
    return list(found)


def timed(ask: Ask, question: Asked) -> tuple[int, float]:
    """The total that is answered, and the seconds of CPU that it took."""
    begun = process_time()
    total = ask(question)
    spent = process_time() - begun
    return total, ask.spent if isinstance(ask, Lucene) else spent


def measure_session(engines: dict[str, Ask], session: list[Asked]) -> tuple[dict[str, float], int]:
    """The CPU seconds that each engine takes for all of a session, and of how many questions it is.

    Left out are those with the words of a day ("tháng 2"), which only we find in dates, if they are few.
    """
    spent = dict.fromkeys(engines, 0.0)
    answered = 0
    for question in session:
        totals, times = {}, {}
        for name, ask in engines.items():
            totals[name], times[name] = timed(ask, question)
        if len(set(totals.values())) == 1:
            answered += 1
            for name, seconds in times.items():
                spent[name] += seconds
    if answered < 0.9 * len(session):
        raise SystemExit(f"the engines agree on {answered} of {len(session)} questions only")
    return spent, answered


def measure(
    engines: dict[str, Ask], questions: dict[str, list[Asked]]
) -> dict[str, dict[str, float]]:
    """For each engine and class: the median over its questions, in milliseconds of CPU."""
    times: dict[tuple[str, str, int], list[float]] = {}
    # What building left is nobody's to go through while questions are answered.
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for kind, asked in questions.items():
            for number, question in enumerate(asked):
                totals = {}
                for name, ask in engines.items():
                    try:
                        totals[name], seconds = timed(ask, question)
                    except NotImplementedError:
                        continue
                    times.setdefault((name, kind, number), []).append(seconds)
                if len(set(totals.values())) != 1:
                    raise SystemExit(f"the engines disagree on {question}: {totals}")
    medians: dict[str, dict[str, float]] = {name: {} for name in engines}
    medians |= {name + FIRST: {} for name in engines}
    for name in engines:
        for kind, asked in questions.items():
            found = [times[name, kind, n] for n in range(len(asked)) if (name, kind, n) in times]
            if found:
                medians[name][kind] = 1000 * statistics.median(map(statistics.median, found))
                firsts = [rounds[0] for rounds in found]
                medians[name + FIRST][kind] = 1000 * statistics.median(firsts)
    return medians


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--size", type=int, default=15_000)
    parser.add_argument("--peers", default="tantivy,lucene,fts5,bm25s,whoosh")
    parser.add_argument("--session", type=int, default=2000, help="how many questions it has")
    parser.add_argument("--real", action="store_true", help="repeat the corpus, words growing")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    wanted = ["timtin", *(name for name in given.peers.split(",") if name)]
    engines: dict[str, Ask] = {}
    building = {}
    with tempfile.TemporaryDirectory() as work, ExitStack() as stack:
        articles = grown(given.corpus, given.size) if given.real else read(given.corpus)
        rows = write_rows(articles, given.size, Path(work) / "rows")
        if len(rows) > STOCK_WHOOSH_UP_TO and "whoosh" in wanted:
            wanted.remove("whoosh")
        begun = process_time()
        for _ in rows:
            pass
        # Every engine goes through the rows once; what that costs is not building.
        reading = process_time() - begun
        for name in wanted:
            folder = Path(work) / name
            folder.mkdir()
            before, begun = peak_mb(), process_time()
            try:
                engine = engines[name] = ENGINES[name](rows, folder)
            except ClusterUnavailable as error:
                print(f"left out {name}: {error}")
                continue
            spent = process_time() - begun - reading
            if isinstance(engine, Lucene):
                stack.callback(engine.close)
                spent = engine.building
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            building[name] = {
                "articles per CPU second": len(rows) / spent,
                "size": size / rows.text_bytes,
                "peak_mb": (before, peak_mb()),
            }
            print(f"built {name}: {len(rows) / spent:,.0f} articles per CPU second, "
                  f"{size / rows.text_bytes:.2f} bytes a byte of text, peak memory of the process "
                  f"{before:,.0f} MB before, {peak_mb():,.0f} after", flush=True)  # fmt: skip
        session = draw_session(rows, given.session, random.Random(20220608))
        spent, answered = measure_session(engines, session)
        for name, seconds in spent.items():
            ratio = seconds / spent.get("tantivy", float("nan"))
            print(f"session of {answered:,}: {name} {seconds:.2f} s, {ratio:.2f} of tantivy")
        medians = measure(engines, draw_questions(rows, random.Random(20120611)))
    print_table(medians)
    if given.json:
        result = {
            "session_s": spent,
            "articles": len(rows),
            "medians_ms": medians,
            "building": building,
        }
        given.json.write_text(json.dumps(result, indent=1))


def peak_mb() -> float:
    """The most memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_table(medians: dict[str, dict[str, float]]) -> None:
    kinds = list(medians["timtin"])
    print("| ms of CPU | " + " | ".join(kinds) + " | mean / tantivy |")
    print("| --- " * (len(kinds) + 2) + "|")
    for name, row in medians.items():
        base = medians.get("tantivy" + (FIRST if name.endswith(FIRST) else ""), {})
        shown = [f"{row[kind]:.3g}" if kind in row else "-" for kind in kinds]
        ratios = [row[kind] / base[kind] for kind in kinds if kind in row and kind in base]
        mean = f"{statistics.geometric_mean(ratios):.2f}" if ratios else "-"
        print(f"| {name} | " + " | ".join(shown) + f" | {mean} |")


if __name__ == "__main__":
    main()
