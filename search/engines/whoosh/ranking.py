"""The best of many scores, exactly, without sorting them all."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.coding import Array, Ids

_COLUMNS = 1024
"""Scores are looked at in so many columns: the best of each say how much the best in all score."""


def best(keys: Array, count: int) -> Ids:
    """The places of the `count` greatest keys, the greatest first, equal ones in their order.

    At least `count` of the columns' maxima are as great as the one of rank `count` among them, so that
    nothing below that one can be among the best. Fewer places are returned if there are fewer keys.
    """
    candidates: Ids = np.arange(len(keys)) if count >= len(keys) else _candidates(keys, count)
    order = np.argsort(-keys[candidates], kind="stable")[:count]
    return candidates[order]


def _candidates(keys: Array, count: int) -> Ids:
    maxima = keys
    if len(keys) >= 8 * _COLUMNS and count <= _COLUMNS // 4:
        whole = len(keys) // _COLUMNS * _COLUMNS
        maxima = keys[:whole].reshape(-1, _COLUMNS).max(axis=0)
    least = np.partition(maxima, len(maxima) - count)[len(maxima) - count] if count else np.inf
    return np.flatnonzero(keys >= least)
