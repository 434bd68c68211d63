"""The dictionary of a generation: in how many articles each term is, for what OpenSearch does not list.

It is counted beside the writing of the articles and written when they are all there. What is counted
is held in memory up to `MOST_COUNTED` entries and lies sorted in files beyond that, so that it takes the
same memory for any number of articles.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from typing import IO

from search.analysis import STREAMS, Stream
from search.engines.opensearch.documents import Document, document_id
from search.engines.opensearch.mapping import JSON

MOST_COUNTED = 2_000_000
"""About 400 MB of Python objects."""

Key = tuple[Stream, str]
"""A stream and a term of it; a bigram has a space between its two."""

Counts = tuple[int, int]
"""In how many bodies, and in how many titles."""

NOWHERE: Counts = (0, 0)


class TermCounts:
    """Counts the terms of documents; a context, whose files are gone when it ends."""

    def __init__(self, most: int = MOST_COUNTED) -> None:
        self._most = most
        self._counts = self._nothing()
        self._runs: list[IO[str]] = []
        self._files = ExitStack()

    @staticmethod
    def _nothing() -> dict[Stream, tuple[Counter[str], Counter[str]]]:
        return {stream: (Counter(), Counter()) for stream in STREAMS}

    def __enter__(self) -> TermCounts:
        return self

    def __exit__(self, *raised: object) -> None:
        self._files.close()

    def add(self, document: Document) -> None:
        """Count the terms of a document."""
        self._count(document, Counter.update)

    def take_back(self, document: Document) -> None:
        """Count the terms of a document that goes once less."""
        self._count(document, Counter.subtract)

    def _count(
        self, document: Document, count: Callable[[Counter[str], Iterable[str]], None]
    ) -> None:
        for stream, (bodies, titles) in self._counts.items():
            count(bodies, document.body.terms(stream))
            count(titles, document.title.terms(stream))
        if sum(len(one) for both in self._counts.values() for one in both) > self._most:
            self._spill()

    def counted(self) -> Iterator[tuple[Key, Counts]]:
        """What was counted, sorted; what comes to nothing is left out."""
        runs = [*map(_read, self._runs), self._sorted()]
        for key, same in groupby(heapq.merge(*runs, key=itemgetter(0)), key=itemgetter(0)):
            bodies, titles = map(sum, zip(*(counts for _, counts in same), strict=True))
            if bodies or titles:
                yield key, (bodies, titles)

    def _sorted(self) -> Iterator[tuple[Key, Counts]]:
        for stream in sorted(self._counts):
            bodies, titles = self._counts[stream]
            for term in sorted(bodies.keys() | titles.keys()):
                yield (stream, term), (bodies[term], titles[term])

    def _spill(self) -> None:
        run = self._files.enter_context(
            tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as this
        )
        for item in self._sorted():
            run.write(json.dumps(item) + "\n")
        self._runs.append(run)
        self._counts = self._nothing()


def entries(counted: Iterable[tuple[Key, Counts]]) -> Iterator[tuple[str, JSON]]:
    """The documents of the dictionary, with their names, of what was counted in order."""
    for (stream, term), own in groupby(counted, key=_entry_of):
        if stream == "bigrams":
            held: JSON = {"followers": {key[1].partition(" ")[2]: list(c) for key, c in own}}
        else:
            ((_, (bodies, titles)),) = own
            held = {"body": bodies, "title": titles}
        yield entry_id(stream, term), {"stream": stream, "term": term, **held}


def _entry_of(counted: tuple[Key, Counts]) -> Key:
    """The entry that a count belongs to; all that begin with one term stand together."""
    (stream, term), _ = counted
    return stream, term.partition(" ")[0]


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


def _read(run: IO[str]) -> Iterator[tuple[Key, Counts]]:
    run.seek(0)
    for line in run:
        (stream, term), (bodies, titles) = json.loads(line)
        yield (stream, term), (bodies, titles)
