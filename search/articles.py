"""The nouns that every room passes on: an article, when it happened, and where."""

from __future__ import annotations

import calendar
import dataclasses
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Language = Literal["vi", "en", "mixed", "unknown"]
Precision = Literal["day", "month", "year", "range"]
DateEvidence = Literal[
    "dateline",
    "metadata",
    "full date",
    "same-sentence year",
    "near date",
    "month and year",
    "year",
]
Zone = Literal["title", "lead", "body"]

UNDATED = "undated"
UNKNOWN_SOURCE = UNKNOWN_SECTION = "unknown"
"""The values of those facets for articles that have no date, no source or no section."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """When an article's event was, as precisely as the article itself says, and no more.

    `first` and `last` are inclusive days. With precision `day` they are equal; with `range` the event
    lasted from one to the other; with `month` or `year` they bound the month or year whose day is
    not known. `words` are the words of the article (or of its metadata) that were read.
    """

    first: date
    last: date
    precision: Precision
    evidence: DateEvidence
    words: str

    def falls_within(self, first: date | None, last: date | None) -> bool:
        """Whether the event certainly fell in the period of inclusive days; None leaves an end open.

        An event that lasted several days falls in each period it touches. One known only to its
        month or year falls in a period only if the period holds that whole month or year.
        """
        if self.precision in ("month", "year"):
            return (first is None or self.first >= first) and (last is None or self.last <= last)
        return (first is None or self.last >= first) and (last is None or self.first <= last)

    @property
    def buckets(self) -> tuple[str, ...]:
        """The values of the date facet the article counts under: years, months, "month unknown".

        `2024` and `2024-09`; `2024-unknown` beside `2024` for an article known only to the year.
        """
        if self.precision == "year":
            return (f"{self.first.year:04}", f"{self.first.year:04}-unknown")
        years = [f"{year:04}" for year in range(self.first.year, self.last.year + 1)]
        months = [
            f"{index // 12:04}-{index % 12 + 1:02}"
            for index in range(
                self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month
            )
        ]
        return (*years, *months)


def whole_year(year: int) -> tuple[date, date]:
    """The first and the last day of a year; ValueError if it is not from 1 to 9999."""
    return date(year, 1, 1), date(year, 12, 31)


def whole_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month; ValueError if there is no such month."""
    first = date(year, month, 1)
    return first, date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that an article mentions.

    `place` is its gazetteer id, `within` the ids of the places that hold it, nearest first. `count`
    is how often it is mentioned, `zones` in which parts, `words` the spellings as they are written.
    `main` says that the article is about the place; otherwise it is mentioned in passing.
    """

    place: str
    within: tuple[str, ...]
    count: int
    zones: tuple[Zone, ...]
    main: bool
    words: tuple[str, ...]


GIVEN = ("title", "date", "source", "url", "section")
"""The texts that a source may give beside the id and the body, by the field of RawArticle."""

RECORD_FIELDS = ("id", "body", "lead", *GIVEN)
"""What a record may give. A lead of its own goes before a body that does not begin with it."""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """A news item as it was read from a file, before anything is known of it.

    `id` is the path below its root without the suffix, or the record's own id, until an archive gives
    it one that no other article has. `title` is None where none is written. `date` is the text of a
    date given outside the body, None where there is none; `date_evidence` says whether it stood in a
    line of the text or in metadata, and `given_date` is what was understood of it. Texts are
    normalized. `line` is where a record stands in its file; `remarks` are what was not taken as it is
    written, as pairs of a kind and a text.
    """

    id: str
    title: str | None
    body: str
    path: str
    date: str | None = None
    date_evidence: Literal["dateline", "metadata"] = "metadata"
    source: str | None = None
    url: str | None = None
    section: str | None = None
    given_date: DateSpan | None = dataclasses.field(default=None, compare=False)
    line: int | None = dataclasses.field(default=None, compare=False)
    remarks: tuple[tuple[str, str], ...] = dataclasses.field(default=(), compare=False)

    @property
    def digest(self) -> str:
        """BLAKE2b of what it says, however it is called: 32 hexadecimal digits."""
        content = (
            self.title,
            self.body,
            self.date,
            self.date_evidence,
            self.source,
            self.url,
            self.section,
            # Another time zone, or a day that is no longer to come, makes another date of it.
            self.given_date and self.given_date.first.isoformat(),
        )
        return hashlib.blake2b(repr(content).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One news item with what is known of it.

    `title_derived` says that no title is written and the first sentence of the lead stands in.
    `source` and `section`, the paper's own, are "" where none is known. `root` is the folder or file it
    was read from, `path` its file below that, `digest` the hash of what was read: an update compares them.
    """

    id: str
    title: str
    title_derived: bool
    body: str
    language: Language
    date: DateSpan | None
    places: tuple[Mention, ...]
    source: str
    root: str
    path: str
    digest: str
    url: str | None = None
    section: str = ""

    @classmethod
    def of(
        cls,
        raw: RawArticle,
        *,
        root: str,
        title: str,
        language: Language,
        date: DateSpan | None,
        places: tuple[Mention, ...],
    ) -> Article:
        """The article that a raw one is, with what was found out about it."""
        return cls(
            id=raw.id,
            title=title,
            title_derived=raw.title is None,
            body=raw.body,
            language=language,
            date=date,
            places=places,
            source=raw.source or "",
            root=root,
            path=raw.path,
            digest=raw.digest,
            url=raw.url,
            section=raw.section or "",
        )

    @property
    def lead(self) -> str:
        """The first paragraph of the body; "" for an empty body."""
        return self.body.split("\n", 1)[0]


def to_record(article: Article) -> dict[str, Any]:
    """The article as JSON values: dates as ISO text, mentions as objects."""
    # Not dataclasses.asdict, which copies every value deep: it was a fifth of a build.
    record = _fields_of(article)
    if article.date is not None:
        day = _fields_of(article.date)
        record["date"] = day | {"first": str(article.date.first), "last": str(article.date.last)}
    record["places"] = [_fields_of(mention) for mention in article.places]
    return record


def _fields_of(noun: Article | DateSpan | Mention) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__slots__}


def from_record(record: dict[str, Any]) -> Article:
    """The article that `to_record` gave; KeyError, TypeError or ValueError for anything else."""
    day = record["date"]
    if day is not None:
        day = DateSpan(**day | {name: date.fromisoformat(day[name]) for name in ("first", "last")})
    places = tuple(
        Mention(**place | {name: tuple(place[name]) for name in ("within", "zones", "words")})
        for place in record["places"]
    )
    return Article(**record | {"date": day, "places": places})
