"""The dictionary of a generation: in how many articles each term is, for what OpenSearch does not list.

It is counted beside the writing of the articles and written when they are all there. What is counted
is held in memory up to `MOST_COUNTED` entries and lies sorted in files beyond that, so that it takes the
same memory for any number of articles.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from typing import IO

from search.engines.opensearch.documents import AnalyzedText, Document, document_id
from search.engines.opensearch.mapping import JSON

MOST_COUNTED = 2_000_000
"""About 400 MB of Python objects."""

Key = tuple[str, str, str]
"""A stream, a term of it, and for a bigram the term after it; "" otherwise."""

Counts = tuple[int, int]
"""In how many bodies, and in how many titles."""


class TermCounts:
    """Counts the terms of documents; a context, whose files are gone when it ends."""

    def __init__(self, most: int = MOST_COUNTED) -> None:
        self._most = most
        self._counts: dict[Key, list[int]] = {}
        self._runs: list[IO[str]] = []
        self._files = ExitStack()

    def __enter__(self) -> TermCounts:
        return self

    def __exit__(self, *raised: object) -> None:
        self._files.close()

    def add(self, document: Document, times: int = 1) -> None:
        """Count the terms of a document; -1 times, where it goes."""
        for place, text in enumerate((document.body, document.title)):
            for key in _keys_of(text):
                self._counts.setdefault(key, [0, 0])[place] += times
        if len(self._counts) > self._most:
            self._spill()

    def counted(self) -> Iterator[tuple[Key, Counts]]:
        """What was counted, sorted; what comes to nothing is left out."""
        runs: list[Iterable[tuple[Key, list[int]]]] = [_read(run) for run in self._runs]
        runs.append(sorted(self._counts.items()))
        for key, same in groupby(heapq.merge(*runs, key=itemgetter(0)), key=itemgetter(0)):
            bodies, titles = map(sum, zip(*(counts for _, counts in same), strict=True))
            if bodies or titles:
                yield key, (bodies, titles)

    def _spill(self) -> None:
        run = self._files.enter_context(
            tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as this
        )
        for item in sorted(self._counts.items()):
            run.write(json.dumps(item) + "\n")
        self._runs.append(run)
        self._counts = {}


def entries(counted: Iterable[tuple[Key, Counts]]) -> Iterator[tuple[str, JSON]]:
    """The documents of the dictionary, with their names, of what was counted in order."""
    for (stream, term), own in groupby(counted, key=lambda item: item[0][:2]):
        if stream == "bigrams":
            yield (
                entry_id(stream, term),
                {
                    "stream": stream,
                    "term": term,
                    "followers": {follower: list(counts) for (_, _, follower), counts in own},
                },
            )
        else:
            ((_, (bodies, titles)),) = own
            yield (
                entry_id(stream, term),
                {"stream": stream, "term": term, "body": bodies, "title": titles},
            )


def changed(entry: JSON, before: JSON | None) -> JSON | None:
    """An entry of what has changed, added to the one that there was; None if nothing is left of it."""
    before = before or {}
    if "followers" in entry:
        held = dict(before.get("followers", {}))
        for follower, change in entry["followers"].items():
            there = held.get(follower, [0, 0])
            held[follower] = [there[0] + change[0], there[1] + change[1]]
        held = {follower: counts for follower, counts in held.items() if any(counts)}
        return entry | {"followers": held} if held else None
    counts = {name: before.get(name, 0) + entry[name] for name in ("body", "title")}
    return entry | counts if any(counts.values()) else None


def entry_id(stream: str, term: str) -> str:
    """What the entry of a term is called: OpenSearch takes names of 512 bytes at most."""
    return f"{stream}:{term}" if len(term) <= 100 else f"{stream}:{document_id(term)}"


def _keys_of(text: AnalyzedText) -> set[Key]:
    keys: set[Key] = {("folded", term, "") for terms in text.folded for term in terms}
    keys |= {("accented", term, "") for terms in text.accented for term in terms}
    keys |= {("stems", term, "") for term in text.stems}
    keys |= {("bigrams", left, right) for left, right in text.bigrams}
    return keys


def _read(run: IO[str]) -> Iterator[tuple[Key, list[int]]]:
    run.seek(0)
    for line in run:
        (stream, term, follower), counts = json.loads(line)
        yield (stream, term, follower), counts
