"""What one pass over the files hands to every reader."""

from __future__ import annotations

from dataclasses import dataclass

from search.ingest.counts import IngestCounts


@dataclass(frozen=True, slots=True)
class IngestContext:
    """The bounds and the counts of a pass.

    `max_bytes` bounds a file of one article, and each record of a file of many.
    """

    max_bytes: int
    counts: IngestCounts
