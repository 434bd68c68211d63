"""Pairs of values counted among the documents of a mask, against sets."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.whoosh.reading import co_occurrences
from search.engines.whoosh.reading.co_occurrences import co_occurrences_of

SIZE = 24


@pytest.mark.parametrize("values", [9, 300])
@given(
    held=st.lists(st.sets(st.integers(0, 11), max_size=9), min_size=SIZE, max_size=SIZE),
    sides=st.lists(st.integers(0, 3), min_size=9, max_size=9),
    found=st.sets(st.integers(0, SIZE - 1)),
    chunk=st.sampled_from([1, 7, 1 << 18]),
)
def test_each_pair_counts_the_documents_that_have_both(
    values: int, held: list[set[int]], sides: list[int], found: set[int], chunk: int
) -> None:
    """Of the 12 numbers that documents have, 9 are those of values, the least and the greatest."""
    number_of = [values - 1 - n if n % 2 else n for n in range(9)] + [values, values + 1, 700]
    documents = [{number_of[n] for n in numbers} for numbers in held]
    side_of = dict(zip(number_of[:9], sides, strict=True))
    is_row, is_column = (
        np.array([bool(side_of.get(n, 0) & side) for n in range(values)]) for side in (1, 2)
    )
    names = [f"v{n}" for n in range(values)]
    numbers = np.array([n for own in documents for n in own], dtype=np.uint16)
    starts = np.array([*accumulate(map(len, documents), initial=0)])
    table = co_occurrences_of(names, is_row, is_column, numbers, starts)
    mask = np.zeros(SIZE, dtype=np.bool_)
    mask[list(found)] = True
    expected = {
        (f"v{row}", f"v{column}"): count
        for row in np.flatnonzero(is_row).tolist()
        for column in np.flatnonzero(is_column).tolist()
        if (count := sum({row, column} <= documents[n] for n in found))
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(co_occurrences, "_CHUNK", chunk)
        assert table.count(mask) == expected
