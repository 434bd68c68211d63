"""What became of a place: merged, divided, or grown by others; and what that means for a date.

Nothing is read or found differently: an article of 2022 about Quảng Nam stays one about Quảng Nam.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from search.gazetteer.gazetteer import MERGER, Gazetteer

Fate = Literal["part of", "gone", "holds"]
Mentioned = Literal["today part of", "today divided", "part of", "holds", "without"]


@dataclass(frozen=True, slots=True)
class History:
    """What became of a place, since `day`, and which `others` that concerns.

    `fate`: `part of` (it is part of the others since the merger of that day), `gone` (that day was its
    last, or that of the unit it lay in; its land is in the others today), `holds` (the others are part of
    it since that day).
    """

    fate: Fate
    day: date
    others: tuple[str, ...]

    def at(self, first: date | None, last: date | None) -> Mentioned:
        """How the place and the others go together in an article of these inclusive days.

        None for an article without a date: it is read as one from before the merger.
        """
        if self.fate == "holds":
            return "without" if last is not None and last < self.day else "holds"
        if self.fate == "part of" and first is not None and first >= self.day:
            return "part of"
        return "today divided" if len(self.others) > 1 else "today part of"

    @property
    def last_day(self) -> date:
        """The last day before the place was part of the others."""
        return self.day - timedelta(1) if self.fate == "part of" else self.day


def history_of(id: str, gazetteer: Gazetteer) -> History | None:
    """What became of a place; None if it is as it was, or is no place of the gazetteer."""
    if id not in gazetteer:
        return None
    last, today = gazetteer.last_day(id), gazetteer.today(id)
    if last is not None:
        merged = last + timedelta(1) == MERGER
        return History("part of", MERGER, today) if merged else History("gone", last, today)
    others = gazetteer.joined(id)
    return History("holds", MERGER, others) if others else None
