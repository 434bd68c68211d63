"""What one pass over the files hands to every reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from search.ingest.counts import IngestCounts
from search.ingest.field_names import FieldNames, field_names


@dataclass(frozen=True, slots=True)
class IngestContext:
    """What a pass is bounded by, counts and goes by.

    `max_bytes` bounds a file of one article, and each record of a file of many. `names` says which
    field of an article a key of a record means. Times fall on days in `zone`.
    """

    max_bytes: int
    counts: IngestCounts
    names: FieldNames = field(default_factory=field_names)
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", datetime.now(self.zone).date())
