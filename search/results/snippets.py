"""The passage of an article that shows best why it was found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from search.analysis import sentences
from search.results.highlight import HitSpan, mark
from search.results.page import TextPart

LENGTH = 280
"""The most characters of a passage."""

_CLAUSE = re.compile(r"[,;:–—]\s+")
_WORD = re.compile(r"\s+")
_ELLIPSIS = TextPart("…", hit=False)


def snippet(body: str, hits: Sequence[HitSpan]) -> tuple[TextPart, ...]:
    """The passage with the most varied hits, then the most, then the earliest.

    It starts at a sentence or, in a long sentence, at a clause; it ends at a sentence, a clause or at
    least a word. Without hits it is the beginning of the body. Line breaks within become spaces.
    """
    spans = sentences(body)
    if not spans:
        return ()
    start, inside = _best(body, spans, hits) if hits else (spans[0][0], ())
    end = _end(body, spans, inside, start)
    passage = [
        TextPart(segment.text.replace("\n", " "), segment.hit)
        for segment in mark(body, inside, start, end)
    ]
    opened = start not in {first for first, _ in spans}
    closed = end in {last for _, last in spans}
    return (*([_ELLIPSIS] if opened else []), *passage, *([] if closed else [_ELLIPSIS]))


def _best(
    body: str, spans: Sequence[tuple[int, int]], hits: Sequence[HitSpan]
) -> tuple[int, Sequence[HitSpan]]:
    """Where the best passage starts, and the hits that are whole in it."""
    firsts = [hit.start for hit in hits]
    lasts = [hit.end for hit in hits]
    best, chosen, inside = (0, 0), spans[0][0], hits[:0]
    for start in _starts(body, spans, hits):
        within = hits[bisect_left(firsts, start) : bisect_right(lasts, start + LENGTH)]
        if len(within) < best[0]:
            continue
        value = (len({hit.key for hit in within}), len(within))
        if value > best:
            best, chosen, inside = value, start, within
    return chosen, inside


def _starts(body: str, spans: Sequence[tuple[int, int]], hits: Sequence[HitSpan]) -> list[int]:
    """Where a passage may start: at sentences, and at the clauses and words before far hits."""
    starts = {start for start, _ in spans}
    for start, end in spans:
        if end - start <= LENGTH:
            continue
        starts.update(match.end() for match in _CLAUSE.finditer(body, start, end))
    ordered = sorted(starts)
    covered = 0
    for hit in hits:
        while covered + 1 < len(ordered) and ordered[covered + 1] <= hit.start:
            covered += 1
        if hit.end > ordered[covered] + LENGTH:
            spaces = [m.end() for m in _WORD.finditer(body, hit.start - LENGTH // 3, hit.start)]
            starts.add(spaces[0] if spaces else hit.start)
    return sorted(starts)


def _end(body: str, spans: Sequence[tuple[int, int]], inside: Sequence[HitSpan], start: int) -> int:
    """Where a passage from `start` with these hits ends, none of them cut off."""
    limit = start + LENGTH
    least = inside[-1].end if inside else start
    half = max(least, start + LENGTH // 2)
    sentence_ends = [end for _, end in spans if start < end <= limit and end >= least]
    if sentence_ends and (sentence_ends[-1] >= half or sentence_ends[-1] == spans[-1][1]):
        return sentence_ends[-1]
    for boundary in (_CLAUSE, _WORD):
        ends = [match.start() for match in boundary.finditer(body, half, limit)]
        if ends:
            return ends[-1]
    return max(least, min(limit, len(body)))
