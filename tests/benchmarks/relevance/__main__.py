"""Measure ranking: how high do the relevant documents come, on many sets, beside other engines?

    python -m tests.benchmarks.relevance [FILE...] [--data DIR] [--sets xquad*] [--peers tantivy,fts5]
        [--setting b=0.75,k1=1.2]... [--json OUT]

`sets` says which shapes of files are read and which sets are derived from them, `peers` what is asked beside
Tìm Tin (`pip install '.[bench]'`). A table for each of nDCG@10, MRR@10 and recall@10: in each cell the whole
set, then its two halves, which questions fall into by a hash of their ids. Choose by one half, confirm by
the other. Below stand each engine's mean over the sets it was asked, and the most by which the best rival is
ahead of it in one set. Each `--setting` adds a column, Tìm Tin with one or more of its settings changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Any

from search.settings import Settings, load_settings
from tests.benchmarks.relevance.measures import (
    MEASURES,
    Score,
    Table,
    engines_of,
    means,
    worst_losses,
)
from tests.benchmarks.relevance.peers import ENGLISH_PEERS, PEERS, Rank, timtin
from tests.benchmarks.relevance.sets import Pool, QuerySet, find_files, read_sets

OWN = "timtin"


@dataclass(frozen=True)
class Run:
    """What one engine found for each question of a set."""

    held: QuerySet
    engine: str
    found: Mapping[str, Sequence[str]]

    def values(self, measure: str) -> dict[str, float]:
        function = MEASURES[measure]
        return {q.id: function(self.found[q.id], q.relevant) for q in self.held.queries}


def run_all(
    sets: Sequence[QuerySet], tried: Mapping[str, Settings], peers: Sequence[str]
) -> Iterator[Run]:
    """All sets asked of all engines, pool by pool; an engine's index is thrown away after its pool."""
    missing: set[str] = set()
    for name, group in groupby(sets, key=lambda held: held.pool.name):
        asked = list(group)
        pool = asked[0].pool
        print(f"{name}: {len(pool.documents):,} documents", file=sys.stderr, flush=True)
        for engine in (OWN, *peers):
            own = [held for held in asked if engine not in ENGLISH_PEERS or held.language == "en"]
            if not own or engine in missing:
                continue
            try:
                yield from _run(engine, pool, own, tried)
            except ImportError as error:
                missing.add(engine)
                print(f"{engine} is left out: {error}", file=sys.stderr)


def _run(
    engine: str, pool: Pool, sets: Sequence[QuerySet], tried: Mapping[str, Settings]
) -> Iterator[Run]:
    folder = Path(tempfile.mkdtemp())
    try:
        ranks: dict[str, Rank]
        if engine == OWN:
            ranks = timtin(pool.documents, folder, tried)
        else:
            ranks = {engine: PEERS[engine](pool.documents, folder)}
        for name, rank in ranks.items():
            for held in sets:
                yield Run(held, name, {query.id: rank(query.text) for query in held.queries})
    finally:
        shutil.rmtree(folder)


def tables(runs: Sequence[Run]) -> dict[str, Table]:
    """For each measure the score of each engine in each set."""
    found: dict[str, dict[str, dict[str, Score]]] = {measure: {} for measure in MEASURES}
    for measure, table in found.items():
        for run in runs:
            row = table.setdefault(run.held.name, {})
            row[run.engine] = Score.of(run.values(measure))
    return dict(found)


def as_markdown(measure: str, table: Table, own: frozenset[str]) -> str:
    engines = engines_of(table)
    lines = [f"| {measure} | " + " | ".join(engines) + " |", "| --- " * (len(engines) + 1) + "|"]
    for name, row in table.items():
        cells = [_cell(row[engine]) if engine in row else "-" for engine in engines]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    mean, worst = means(table), worst_losses(table, own)
    lines.append("| mean of its sets | " + " | ".join(_short(mean[e]) for e in engines) + " |")
    losses = [f"{_short(worst[e][0])} ({worst[e][1]})" if e in worst else "-" for e in engines]
    lines.append("| worst loss | " + " | ".join(losses) + " |")
    return "\n".join(lines)


def _cell(score: Score) -> str:
    halves = "/".join("-" if part is None else _short(part) for part in score.halves)
    return f"{_short(score.whole)} ({halves})"


def _short(value: float) -> str:
    shown = f"{round(value, 3) + 0.0:.3f}"
    return shown.replace("0.", ".", 1) if abs(value) < 1 else shown


def as_json(runs: Sequence[Run], measured: Mapping[str, Table]) -> dict[str, Any]:
    """The scores, and for every question what each engine found."""
    return {
        "scores": {
            measure: {
                name: {engine: [s.whole, *s.halves] for engine, s in row.items()}
                for name, row in table.items()
            }
            for measure, table in measured.items()
        },
        "found": [
            {"set": run.held.name, "engine": run.engine, "found": dict(run.found)} for run in runs
        ],
    }


def read_settings(given: Sequence[str]) -> dict[str, Settings]:
    """Tìm Tin as it is, and with the settings of each argument changed."""
    tried = {OWN: Settings()}
    for argument in given:
        changed = dict(part.split("=", 1) for part in argument.split(","))
        tried[argument] = load_settings(Path(os.devnull), {}, changed)
    return tried


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--data", type=Path, help="a folder that files are looked for in")
    parser.add_argument("--sets", help="names of sets, * for anything, joined by commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="names of peers, joined by commas")
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE[,NAME=VALUE]")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    peers = [name for name in given.peers.split(",") if name]
    if unknown := set(peers) - PEERS.keys():
        parser.error(f"there is no peer {', '.join(sorted(unknown))}: choose of {', '.join(PEERS)}")
    sets = read_sets([*given.files, *(find_files(given.data) if given.data else ())])
    if given.sets:
        wanted = given.sets.split(",")
        sets = [held for held in sets if any(fnmatch(held.name, one) for one in wanted)]
    if not sets:
        parser.error("there is no set: name files, or a folder with --data")
    tried = read_settings(given.setting)
    runs = list(run_all(sets, tried, peers))
    measured = tables(runs)
    for measure, table in measured.items():
        print(as_markdown(measure, table, frozenset(tried)), end="\n\n")
    if given.json:
        given.json.write_text(json.dumps(as_json(runs, measured), ensure_ascii=False))


if __name__ == "__main__":
    main()
