"""What a build did: counted while it goes on, summed up at its end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.articles import Article
from search.engines.base import Origin, Summary
from search.ingest import IngestCounts, Skipped, total_bytes

SHOWN = 20
"""How many skipped files and repeated ids are named before they are only counted."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: bytes of the sources read, of how many, and articles taken."""

    bytes_read: int
    bytes_total: int
    articles: int


@dataclass(slots=True)
class BuildReport:
    """One rebuild or update.

    Of the articles taken in, `languages` counts each, `dated` and `placed` those with a date and with a
    place. `skipped` is what could not be taken and why; `repeated` the ids that came more than
    once, the last of which stays. `unchanged` and `removed` are an update's. `index` is what was
    published.
    """

    sources: tuple[Path, ...]
    bytes_total: int
    started: float
    counts: IngestCounts = field(default_factory=IngestCounts)
    languages: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    placed: int = 0
    taken: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    seconds: float = 0.0
    index: Summary | None = None
    _seen: dict[str, Origin] = field(default_factory=dict)

    @classmethod
    def begin(cls, sources: Sequence[Path]) -> BuildReport:
        """A report on these folders and files; InputError for one where there is nothing."""
        return cls(tuple(sources), total_bytes(sources), time.monotonic())

    def count_skipped(self, skipped: Skipped) -> None:
        """Count what could not be taken."""
        self.skipped.append(skipped)

    def count_read(self, id: str, origin: Origin, known: Mapping[str, Origin]) -> bool:
        """Count an article that was read; whether the index does not hold it as it is."""
        if id in self._seen:
            self.repeated.append(id)
        first = id not in self._seen
        self._seen[id] = origin
        if first and known.get(id) == origin:
            self.unchanged += 1
            return False
        return True

    def count_indexed(self, article: Article) -> None:
        """Count an article that goes into the index."""
        self.taken += 1
        self.languages[article.language] += 1
        self.dated += article.date is not None
        self.placed += bool(article.places)

    def gone(self, known: Mapping[str, Origin]) -> list[str]:
        """The known ids whose files are below the sources and hold them no more.

        What is in a file of which something was skipped is not gone: it may only be unreadable.
        """
        unread = {item.path for item in self.skipped}
        gone = [
            id
            for id, origin in known.items()
            if id not in self._seen
            and (file := Path(origin.root) / origin.path)
            and any(source == file or source in file.parents for source in self.sources)
            and not any(str(path) in unread for path in (file, *file.parents))
        ]
        self.removed = len(gone)
        return gone

    def progress(self) -> Progress:
        """How far the build has come."""
        return Progress(self.counts.bytes_read, self.bytes_total, self.taken + self.unchanged)

    def lines(self) -> Iterator[str]:
        """The report in words, for a terminal."""
        languages = ", ".join(f"{name} {count:,}" for name, count in sorted(self.languages.items()))
        yield f"articles   {self.taken:,}" + (f" ({languages})" if languages else "")
        yield f"dated      {self.dated:,}, undated {self.taken - self.dated:,}"
        yield f"places     {self.placed:,} articles name one"
        if self.unchanged or self.removed:
            yield f"unchanged  {self.unchanged:,}, removed {self.removed:,}"
        skipped = [
            f"{item.path}{f', line {item.line}' if item.line else ''}: {item.reason}"
            for item in self.skipped
        ]
        yield from _listed("skipped", "", skipped)
        if self.repeated:
            yield from _listed("repeated", " ids came again, the last stays", self.repeated)
        for said, counted in (
            ("not read", self.counts.ignored),
            ("left out", self.counts.unknown_keys),
        ):
            if counted:
                kinds = ", ".join(f"{kind} {count:,}" for kind, count in counted.most_common())
                yield f"{said:<10} {kinds}"
        if self.index is not None:
            index = self.index
            yield f"index      {index.generation}: {index.articles:,} articles, {index.size:,} bytes"
        yield f"time       {self.seconds:.1f} s"

    def end(self, index: Summary) -> BuildReport:
        """The report, complete."""
        self.seconds = time.monotonic() - self.started
        self.index = index
        return self


def _listed(said: str, of_what: str, items: Sequence[str]) -> Iterator[str]:
    yield f"{said:<10} {len(items):,}{of_what}"
    yield from (f"           {item}" for item in items[:SHOWN])
    if len(items) > SHOWN:
        yield f"           and {len(items) - SHOWN:,} more"
