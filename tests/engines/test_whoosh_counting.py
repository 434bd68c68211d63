"""Values counted among the documents of a mask, against sets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engines.whoosh.counting import Bits, ValueTable

SIZE = 640

documents = st.integers(0, SIZE - 1)
stretches = st.tuples(documents, st.integers(1, 300)).map(
    lambda given: set(range(given[0], min(given[0] + given[1], SIZE)))
)
some = st.one_of(
    stretches,
    st.sets(documents, max_size=8),
    st.sets(documents, max_size=200),
    st.tuples(stretches, stretches).map(lambda two: two[0] | two[1]),
)


@given(values=st.lists(some.filter(bool), max_size=12), found=some)
def test_each_value_counts_the_documents_it_shares(values: list[set[int]], found: set[int]) -> None:
    listed = [number for value in values for number in sorted(value)]
    table = ValueTable(
        np.array(listed, dtype=np.intp), np.array([len(v) for v in values], dtype=np.intp), SIZE
    )
    mask = np.zeros(SIZE, dtype=np.bool_)
    mask[list(found)] = True
    assert table.count(Bits.of(mask)).tolist() == [len(value & found) for value in values]
