"""Which documents fall into a period, of an index whose segments stand in the order of their days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from search.engines.whoosh.storage.integers import Array, Documents, Ids, Mask


class Days:
    """The days of the documents of an index: `first` and `last`, as proleptic ordinals, 0 if undated.

    `coarse` says whose articles are dated only to the month or year. In each of the `extents` of numbers
    `first` never rises.
    """

    def __init__(
        self, first: Array, last: Array, coarse: Mask, extents: Sequence[tuple[int, int]]
    ) -> None:
        self.first = first
        self._last = last
        self._coarse = coarse
        self._extents = extents
        # Single numbers come out of a memoryview several times faster than out of an array.
        self._ascending = (-first).data

    def within(self, first: date | None, last: date | None) -> Mask:
        """Which documents fall into a period, None where it is open, as DateSpan.falls_within has it:
        month and year spans wholly, days and ranges in part."""
        low, high = _ordinals(first, last)
        inside = np.zeros(len(self.first), dtype=np.bool_)
        for start, stop in self._extents:
            begin = bisect_left(self._ascending, -high, start, stop)
            inside[begin : bisect_right(self._ascending, -low, begin, stop)] = True
        if len(self._longer):
            inside[self._longer] = self.among(self._longer, first, last)
        return inside

    def among(self, ids: Ids, first: date | None, last: date | None) -> Mask:
        """Which of these documents do."""
        low, high = _ordinals(first, last)
        begins, ends = self.first[ids], self._last[ids]
        wholly = (begins >= low) & (ends <= high)
        # The undated are at 0, before every day.
        partly = (begins <= high) & (ends >= low)
        inside: Mask = np.where(self._coarse[ids], wholly, partly)
        return inside

    def count(self, found: Documents, first: date, last: date) -> dict[date, int]:
        """How many of some documents fall on each day from `first` to `last`, for days that any does.

        One of several days falls on each of them, a coarse or undated one on none.
        """
        if first > last:
            return {}
        low, high = first.toordinal(), last.toordinal()
        # The undated are at 0, before every day.
        dated = (self.first <= high) & (self._last >= low) & ~self._coarse
        among = np.flatnonzero(dated & found) if found.dtype == np.bool_ else found[dated[found]]
        begins = np.maximum(self.first[among], low) - low
        ends = np.minimum(self._last[among], high) + 1 - low
        days = high + 2 - low
        changes = np.bincount(begins, minlength=days) - np.bincount(ends, minlength=days)
        counts = np.cumsum(changes)
        (there,) = counts.nonzero()
        amounts = counts[there].tolist()
        return {
            date.fromordinal(low + day): amount
            for day, amount in zip(there.tolist(), amounts, strict=True)
        }

    @cached_property
    def _longer(self) -> Ids:
        """The documents of more than one day, and the coarse ones."""
        return np.flatnonzero((self.first != self._last) | self._coarse)


def _ordinals(first: date | None, last: date | None) -> tuple[int, int]:
    return first.toordinal() if first else 1, (last or date.max).toordinal()
