"""Field collapsing: of the copies of an article that match, one hit with the others under it."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.searching.docsets import Matches, SparseMatches
from search.engines.whoosh.storage.duplicate_groups import Copies
from search.engines.whoosh.storage.integers import Array, Ids


def with_copies(found: Matches, copies: Copies) -> Ids:
    """Those of the matches that have copies, ascending."""
    if isinstance(found, SparseMatches):
        return found.ids[copies.group_of[found.ids] >= 0]
    ids: Ids = copies.documents[found.mask[copies.documents]].astype(np.intp)
    return ids


class FieldCollapsing:
    """Matches with each group of copies under the best of them; `collapsed` are those under another."""

    def __init__(self, copies: Copies, ids: Ids, keys: Array) -> None:
        """The matches with copies, ascending, and by what they are sorted: the greatest first, equal ones
        as they stand."""
        self._group_of = copies.group_of
        self._ids, self._groups, self._keys = ids, copies.group_of[ids], keys
        best = np.full(copies.count, -np.inf, dtype=np.float32)
        np.maximum.at(best, self._groups, keys)
        leading = np.flatnonzero(keys == best[self._groups])[::-1]
        shown = np.zeros(copies.count, dtype=np.intp)
        # Of those that lead alike the first is assigned last, and stays.
        shown[self._groups[leading]] = leading
        self.collapsed: Ids = ids[shown[self._groups] != np.arange(len(ids))]
        self._sizes = np.bincount(self._groups, minlength=copies.count)

    def count_under(self, document: int) -> int:
        """How many other matches the document's group has."""
        group = self._group_of[document]
        return int(self._sizes[group]) - 1 if group >= 0 else 0

    def under(self, document: int) -> Ids:
        """The other matches of the document's group, best first."""
        group = self._group_of[document]
        if group < 0:
            return self._ids[:0]
        members = np.flatnonzero((self._groups == group) & (self._ids != document))
        return self._ids[members[np.argsort(-self._keys[members], kind="stable")]]
