"""Values counted among the documents of a mask, against sets, however the index was cut into segments."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engines.whoosh.reading.facet_counts import Bits, ValueTable
from search.engines.whoosh.storage.facet_postings import (
    FacetPostings,
    facet_arrays,
    facet_postings_of,
    join_facet_postings,
    read_facet_postings,
)
from search.engines.whoosh.storage.postings import FieldPostings

SIZE = 640

documents = st.integers(0, SIZE - 1)
runs = st.tuples(documents, st.integers(1, 300)).map(
    lambda given: set(range(given[0], min(given[0] + given[1], SIZE)))
)
some = st.one_of(
    runs,
    st.sets(documents, max_size=8),
    st.sets(documents, max_size=200),
    st.tuples(runs, runs).map(lambda two: two[0] | two[1]),
)


def written(values: list[set[int]], first: int, stop: int) -> tuple[FacetPostings, np.ndarray, int]:
    """The postings of a segment of these documents, read back from arrays, as they are joined."""
    own = [sorted(n - first for n in value if first <= n < stop) for value in values]
    numbers = [number for number, held in enumerate(own) if held]
    field = FieldPostings(
        terms=[b""] * len(numbers),
        counts=np.array([len(own[number]) for number in numbers], dtype=np.int64),
        ids=np.array([n for number in numbers for n in own[number]], dtype=np.uint16),
    )
    arrays = facet_arrays("place", facet_postings_of(field, stop - first))
    return read_facet_postings("place", arrays), np.array(numbers, dtype=np.intp), first


@given(
    values=st.lists(some.filter(bool), max_size=12),
    found=some,
    cuts=st.sets(st.integers(1, SIZE // 64 - 1).map(lambda words: words * 64), max_size=3),
)
def test_each_value_counts_the_documents_it_shares(
    values: list[set[int]], found: set[int], cuts: set[int]
) -> None:
    ends = [0, *sorted(cuts), SIZE]
    parts = [written(values, *extent) for extent in pairwise(ends)]
    table = ValueTable(join_facet_postings(parts, len(values), SIZE), len(values))
    mask = np.zeros(SIZE, dtype=np.bool_)
    mask[list(found)] = True
    assert table.count(Bits.of(mask)).tolist() == [len(value & found) for value in values]


def test_values_are_rows_by_the_whole_index_however_small_its_last_segment() -> None:
    often, once = set(range(0, 576, 3)), {5, 580}
    parts = [written([often, once], 0, 576), written([often, once], 576, 586)]
    joined = join_facet_postings(parts, 2, SIZE)
    assert joined.bitmap_values.tolist() == [0]
    assert joined.array_values.tolist() == [1, 1]
    assert joined.members.tolist() == [5, 580]
