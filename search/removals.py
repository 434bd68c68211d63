"""Whether a build may take away what it would: a folder that is emptied, unmounted or cut is no wish."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from search.engines.base import Origin
from search.errors import BuildRefused

SHARE = 0.5
"""Of the articles of a source, of a folder or of a file of records: more are not removed unasked."""

_LARGE = 100
_LARGE_SHARE = 0.1
"""Folders and files within a source count by themselves from so many articles or such a share of it."""


def check_empty(before: int, after: int) -> None:
    """BuildRefused if an index of `before` articles would be one of none."""
    if before and not after:
        raise BuildRefused(
            "nothing was taken in, and the index has %(before)s articles: it stays as it was; "
            "give --allow-empty to empty it",
            before=before,
        )


def check_shrinking(before: int, after: int) -> None:
    """BuildRefused if an index would lose over half of its articles."""
    if after < (1 - SHARE) * before:
        raise BuildRefused(
            "the index has %(before)s articles and would have %(after)s: it stays as it was; "
            "give --allow-removals if that is right",
            before=before,
            after=after,
        )


def check_removals(gone: Iterable[str], known: Mapping[str, Origin]) -> None:
    """BuildRefused if over half of a source, of a larger folder in it or of a file would be removed."""
    lost = Counter(holder for id in gone for holder in _holders(known[id]))
    if not lost:
        return
    held = Counter(
        holder for origin in known.values() for holder in _holders(origin) if holder in lost
    )
    for (root, path), missing in sorted(lost.items(), key=lambda item: (len(item[0][1]), item[0])):
        all_of_it = held[root, path]
        counts = not path or all_of_it >= max(2, min(_LARGE, _LARGE_SHARE * held[root, ""]))
        if counts and missing > SHARE * all_of_it:
            raise BuildRefused(
                "%(missing)s of the %(all_of_it)s articles of %(place)s are not there any more: the "
                "index stays as it was; give --allow-removals if that is right",
                missing=missing,
                all_of_it=all_of_it,
                place=os.path.join(root, path) if path else root,
            )


def _holders(origin: Origin) -> Iterator[tuple[str, str]]:
    """The root of an article, the folders below it and the file that hold it."""
    yield origin.root, ""
    end = origin.path.find("/")
    while end >= 0:
        yield origin.root, origin.path[:end]
        end = origin.path.find("/", end + 1)
    yield origin.root, origin.path
