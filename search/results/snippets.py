"""The passage of an article that shows best why it was found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from search.analysis import sentences
from search.results.highlight import HitSpan, Wanted, find_hits, mark
from search.results.page import TextPart

LENGTH = 280
"""The most characters of a snippet."""

HALF = LENGTH // 2
"""The most characters of each of two passages."""

_CLAUSE = re.compile(r"[,;:–—]\s+")
_WORD = re.compile(r"\s+")
_GAP = re.compile(r"[\s,;:–—]*")
_ELLIPSIS = TextPart("…", hit=False)
_BETWEEN = TextPart(" … ", hit=False)


READ = 20_000
"""So many characters of a body are read first, then twice as many: most articles are shorter."""

MOST_READ = 80_000
"""No more of a body is read for a snippet."""


class _Passage(NamedTuple):
    """`body[start:end]`, and the hits that are whole in it."""

    start: int
    end: int
    hits: Sequence[HitSpan]

    @property
    def keys(self) -> set[str]:
        return {hit.key for hit in self.hits}


def snippet_of(body: str, wanted: Wanted) -> tuple[TextPart, ...]:
    """The snippet of a body for what is wanted of it, from no more of it than has all of that."""
    end = READ
    while True:
        read = body[:end]
        if end < len(body):
            cut = max(read.rfind(" "), read.rfind("\n"))
            read = read[:cut] if cut > 0 else read
        hits = find_hits(read, wanted)
        if len(read) == len(body) or end >= MOST_READ or wanted.keys <= {hit.key for hit in hits}:
            return snippet(read, hits)
        end *= 2


def snippet(body: str, hits: Sequence[HitSpan]) -> tuple[TextPart, ...]:
    """The passage with the most varied hits, then the most, then the earliest.

    Two shorter ones where those show more of what was asked. A passage starts at a sentence or, in a long
    sentence, at a clause; it ends at a sentence, a clause or at least a word. Without hits it is the
    beginning of the body. Line breaks within become spaces.
    """
    spans = sentences(body)
    if not spans:
        return ()
    chosen = _passages(body, spans, hits)
    parts: list[TextPart] = []
    for passage in chosen:
        if parts:
            parts.append(_BETWEEN)
        elif passage.start not in {first for first, _ in spans}:
            parts.append(_ELLIPSIS)
        for part in mark(body, passage.hits, passage.start, passage.end):
            parts.append(TextPart(part.text.replace("\n", " "), part.hit))
    closed = chosen[-1].end in {last for _, last in spans}
    return (*parts, *([] if closed else [_ELLIPSIS]))


def _passages(
    body: str, spans: Sequence[tuple[int, int]], hits: Sequence[HitSpan]
) -> Sequence[_Passage]:
    one = _best(body, spans, hits, LENGTH)
    asked = {hit.key for hit in hits}
    if one.keys == asked:
        return [one]
    first = _best(body, spans, hits, HALF)
    others = [hit for hit in hits if hit.key not in first.keys]
    sides = [
        _best(
            body,
            spans,
            [hit for hit in others if low <= hit.start and hit.end <= high],
            HALF,
            low,
            high,
        )
        for low, high in ((0, first.start), (first.end, len(body)))
    ]
    second = max(sides, key=lambda passage: len(passage.keys))
    if len(first.keys | second.keys) <= len(one.keys):
        return [one]
    # What is marked in a passage is all that was asked, not only what the other lacks.
    second = second._replace(hits=_within(hits, second.start, second.end))
    return sorted([first, second])


def _within(hits: Sequence[HitSpan], start: int, end: int) -> Sequence[HitSpan]:
    return [hit for hit in hits if start <= hit.start and hit.end <= end]


def _best(
    body: str,
    spans: Sequence[tuple[int, int]],
    hits: Sequence[HitSpan],
    length: int,
    low: int = 0,
    high: int | None = None,
) -> _Passage:
    """The best passage of so many characters in `body[low:high]`, the first if there are no hits."""
    high = len(body) if high is None else high
    firsts = [hit.start for hit in hits]
    lasts = [hit.end for hit in hits]
    best, chosen, inside = (0, 0), spans[0][0], hits[:0]
    for start in _starts(body, spans, hits, length, low) if hits else ():
        limit = min(start + length, high)
        within = hits[bisect_left(firsts, start) : bisect_right(lasts, limit)]
        if len(within) < best[0]:
            continue
        value = (len({hit.key for hit in within}), len(within))
        if value > best:
            best, chosen, inside = value, start, within
    return _Passage(chosen, _end(body, spans, inside, chosen, min(chosen + length, high)), inside)


def _starts(
    body: str, spans: Sequence[tuple[int, int]], hits: Sequence[HitSpan], length: int, low: int
) -> list[int]:
    """Where a passage may start: at sentences, and at the clauses and words before far hits."""
    starts = {start for start, _ in spans if start >= low}
    if low and (gap := _GAP.match(body, low)):
        starts.add(gap.end())
    for start, end in spans:
        if end - start <= length:
            continue
        starts.update(match.end() for match in _CLAUSE.finditer(body, max(start, low), end))
    ordered = sorted(starts)
    covered = 0
    for hit in hits:
        while covered + 1 < len(ordered) and ordered[covered + 1] <= hit.start:
            covered += 1
        if hit.end > ordered[covered] + length:
            near = max(low, hit.start - length // 3)
            spaces = [m.end() for m in _WORD.finditer(body, near, hit.start)]
            starts.add(spaces[0] if spaces else hit.start)
    return sorted(starts)


def _end(
    body: str, spans: Sequence[tuple[int, int]], inside: Sequence[HitSpan], start: int, limit: int
) -> int:
    """Where a passage from `start` with these hits ends before `limit`, none of them cut off."""
    least = inside[-1].end if inside else start
    half = max(least, (start + limit) // 2)
    sentence_ends = [end for _, end in spans if start < end <= limit and end >= least]
    if sentence_ends and (sentence_ends[-1] >= half or sentence_ends[-1] == spans[-1][1]):
        return sentence_ends[-1]
    for boundary in (_CLAUSE, _WORD):
        ends = [match.start() for match in boundary.finditer(body, half, limit)]
        if ends:
            return ends[-1]
    return max(least, min(limit, len(body)))
