"""What a build did: counted while it goes on, summed up at its end, each thing left out named."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search.articles import Article
from search.engines.base import Summary
from search.ingest import IngestCounts, Remark, Skipped, total_bytes
from search.ingest.files import readable

SHOWN = 20
"""How many skipped files, remarks and repeated ids a report names; a listener hears of all."""

NOT_READ = "not read"
"""The kind of remark that names an entry of a folder which is no article."""

Listener = Callable[[Skipped | Remark], None]
"""Called with everything that a build left out or changed, when it is met."""


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
    place, and `added` those whose ids are new to the index. `skipped_total` counts what could not be
    taken, `skipped` has the first of it and why; `repeated_total` and `repeated` are the same for
    articles that came again as they are; `remarks` are the first of what `counts.remarks` counts.
    `unread` are the paths of which something was skipped. `removed` is how many articles the index held
    before and does not now. `index` is what was published.
    """

    sources: tuple[Path, ...]
    bytes_total: int
    started: float
    listener: Listener | None = None
    counts: IngestCounts = field(default_factory=IngestCounts)
    languages: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    placed: int = 0
    taken: int = 0
    added: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped_total: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    repeated_total: int = 0
    repeated: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    seconds: float = 0.0
    index: Summary | None = None

    @classmethod
    def begin(cls, sources: Sequence[Path], listener: Listener | None = None) -> BuildReport:
        """A report on these folders and files; InputError for one where there is nothing."""
        report = cls(tuple(sources), total_bytes(sources), time.monotonic(), listener)
        report.counts.on_remark = report._hear
        return report

    @property
    def read(self) -> int:
        """How many articles were read: those taken, and those that the index has as they are."""
        return self.taken + self.unchanged

    @property
    def is_of_nothing(self) -> bool:
        """Whether nothing was found to take in, and nothing was to be removed."""
        return not (self.read or self.repeated_total or self.removed)

    def count_skipped(self, skipped: Skipped) -> None:
        """Count what could not be taken."""
        self.skipped_total += 1
        self.unread.add(skipped.path)
        if len(self.skipped) < SHOWN:
            self.skipped.append(skipped)
        if self.listener is not None:
            self.listener(skipped)

    def count_repeated(self, id: str, path: str) -> None:
        """Count an article that is there already, with the same id and the same content."""
        self.repeated_total += 1
        if len(self.repeated) < SHOWN:
            self.repeated.append(id)
        if self.listener is not None:
            self.listener(Remark(path, None, "repeated", id))

    def left_out(self) -> dict[str, int]:
        """How much was not taken in, by kind; nothing of a kind that did not occur."""
        counted = {
            "skipped": self.skipped_total,
            "repeated": self.repeated_total,
            "not read": self.counts.ignored.total(),
        }
        return {kind: number for kind, number in counted.items() if number}

    def count_indexed(self, article: Article) -> None:
        """Count an article that goes into the index."""
        self.taken += 1
        self.languages[article.language] += 1
        self.dated += article.date is not None
        self.placed += bool(article.places)

    def progress(self) -> Progress:
        """How far the build has come."""
        return Progress(self.counts.bytes_read, self.bytes_total, self.read)

    def lines(self) -> Iterator[str]:
        """The report in words, for a terminal."""
        languages = ", ".join(f"{name} {count:,}" for name, count in sorted(self.languages.items()))
        yield f"articles   {self.taken:,}" + (f" ({languages})" if languages else "")
        yield f"dated      {self.dated:,}, undated {self.taken - self.dated:,}"
        yield f"places     {self.placed:,} articles name one"
        if self.unchanged:
            yield f"unchanged  {self.unchanged:,}, removed {self.removed:,}"
        elif self.removed:
            yield f"removed    {self.removed:,}"
        skipped = [f"{_where(item)}: {printable(item.reason)}" for item in self.skipped]
        yield from _listed("skipped", "", skipped, self.skipped_total)
        if self.counts.remarks:
            kinds = f" ({_counted(self.counts.remarks)})"
            named = [f"{_where(it)}: {it.kind}: {printable(it.text)}" for it in self.remarks]
            yield from _listed("remarks", kinds, named, self.counts.remarks.total())
        if self.repeated_total:
            named = [printable(id) for id in self.repeated]
            yield from _listed("repeated", " came again as they are", named, self.repeated_total)
        for said, counted in (
            (NOT_READ, self.counts.ignored),
            ("left out", self.counts.unknown_keys),
        ):
            if counted:
                yield f"{said:<10} {_counted(counted)}"
        if self.index is not None:
            index = self.index
            yield f"index      {index.generation}: {index.articles:,} articles, {index.size:,} bytes"
        yield f"time       {self.seconds:.1f} s"

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values."""
        index = self.index
        return {
            "sources": [readable(source) for source in self.sources],
            "taken": self.taken,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "languages": dict(sorted(self.languages.items())),
            "dated": self.dated,
            "with_places": self.placed,
            "skipped": self.skipped_total,
            "repeated": self.repeated_total,
            "remarks": dict(self.counts.remarks.most_common()),
            "not_read": dict(self.counts.ignored.most_common()),
            "left_out": dict(self.counts.unknown_keys.most_common()),
            "first_skipped": [event_as_dict(item) for item in self.skipped],
            "first_remarks": [event_as_dict(item) for item in self.remarks],
            "first_repeated": list(self.repeated),
            "index": None
            if index is None
            else {
                "generation": index.generation,
                "articles": index.articles,
                "bytes": index.size,
            },
            "seconds": round(self.seconds, 3),
        }

    def summed_up(self) -> Iterator[Remark]:
        """What is counted and not named one by one: the keys of records that are left out."""
        for key, count in self.counts.unknown_keys.most_common():
            yield Remark("", None, "left out", f"{key}: {count:,}")

    def end(self, index: Summary | None) -> BuildReport:
        """The report, complete."""
        self.seconds = time.monotonic() - self.started
        self.index = index
        return self

    def _hear(self, remark: Remark) -> None:
        if remark.kind != NOT_READ and len(self.remarks) < SHOWN:
            self.remarks.append(remark)
        if self.listener is not None:
            self.listener(remark)


def event_as_dict(event: Skipped | Remark) -> dict[str, Any]:
    """What was left out or changed, as JSON values: all have the same keys."""
    return {
        "kind": "skipped" if isinstance(event, Skipped) else event.kind,
        "path": event.path,
        "line": event.line,
        "reason": event.reason if isinstance(event, Skipped) else "",
        "text": "" if isinstance(event, Skipped) else event.text,
    }


def printable(text: str) -> str:
    """The text as it can be shown in a terminal: control characters of names are escaped."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _where(event: Skipped | Remark) -> str:
    return printable(event.path) + (f", line {event.line}" if event.line else "")


def _counted(counted: Counter[str]) -> str:
    return ", ".join(f"{printable(kind)} {count:,}" for kind, count in counted.most_common())


def _listed(said: str, of_what: str, items: Sequence[str], total: int) -> Iterator[str]:
    yield f"{said:<10} {total:,}{of_what}"
    yield from (f"           {item}" for item in items)
    if total > len(items):
        yield f"           and {total - len(items):,} more (--report FILE names all)"
