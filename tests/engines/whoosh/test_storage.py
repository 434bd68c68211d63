"""What postings are made of: numbers as bytes, the best of many, sets of documents in their two forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.whoosh.searching.boolean import conjunction, disjunction, exclusion
from search.engines.whoosh.searching.docsets import (
    NOTHING,
    QUANTUM,
    ConstantScore,
    DenseMatches,
    FieldFreqs,
    Matches,
    SparseMatches,
    TermScores,
    to_sparse,
)
from search.engines.whoosh.searching.top_k import best, best_matches
from search.engines.whoosh.storage.arrays import downcast, map_arrays, write_arrays
from search.engines.whoosh.storage.compression import Compression, learn
from search.engines.whoosh.storage.integers import (
    Array,
    Ids,
    Mask,
    decode_gaps,
    decode_ids,
    decode_weights,
    encode_gaps,
    encode_ids,
    encode_weights,
    gap_starts,
    intersection,
    places_of,
    weights_at,
)
from search.engines.whoosh.storage.postings import (
    TERMS_BLOCK,
    FieldPostings,
    PostingsReader,
    postings_arrays,
)

SIZE = 700
# Lists both of many neighbours and of a few documents far apart.
document_lists = st.one_of(
    st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=12),
    st.builds(
        lambda start, stop, gone: set(range(start, max(start + 1, stop))) - gone or {start},
        st.integers(0, SIZE - 1),
        st.integers(1, SIZE),
        st.sets(st.integers(0, SIZE - 1), max_size=9),
    ),
).map(sorted)


@given(lists=st.lists(document_lists, min_size=1, max_size=6))
def test_documents_come_back_from_their_bytes(lists: list[list[int]]) -> None:
    counts = np.array([len(ids) for ids in lists])
    codes, ends = encode_ids(np.concatenate(lists), counts, SIZE)
    for place, ids in enumerate(lists):
        own = codes[ends[place] : ends[place + 1]]
        assert decode_ids(own, len(ids), SIZE).tolist() == ids
        assert len(own) <= min(2 * len(ids), -(-SIZE // 8))


@given(ids=document_lists, asked=st.sets(st.integers(0, SIZE + 70), max_size=60).map(sorted))
def test_documents_are_found_in_their_bytes(ids: list[int], asked: list[int]) -> None:
    codes, _ = encode_ids(np.array(ids), np.array([len(ids)]), SIZE)
    there, places = places_of(codes, len(ids), SIZE, np.array(asked, dtype=np.intp))
    assert there.tolist() == [id in ids for id in asked]
    assert places.tolist() == [ids.index(id) for id in asked if id in ids]


def test_documents_of_a_segment_that_needs_more_than_two_bytes() -> None:
    ids = np.array([3, 70_000, 99_999])
    codes, _ = encode_ids(ids, np.array([3]), 100_000)
    assert decode_ids(codes, 3, 100_000).tolist() == ids.tolist()


@given(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=9), min_size=1, max_size=5))
def test_weights_come_back_from_their_bits(lists: list[list[int]]) -> None:
    counts = np.array([len(weights) for weights in lists])
    more, more_ends, above, above_ends = encode_weights(np.concatenate(lists), counts)
    for place, weights in enumerate(lists):
        assert (
            decode_weights(
                more[more_ends[place] : more_ends[place + 1]],
                above[above_ends[place] : above_ends[place + 1]],
                len(weights),
            ).tolist()
            == weights
        )


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans()), min_size=1, max_size=40))
def test_weights_of_some_documents_and_of_all_before_them(drawn: list[tuple[int, bool]]) -> None:
    weights = [weight for weight, _ in drawn]
    places = [place for place, (_, wanted) in enumerate(drawn) if wanted]
    more, _, above, _ = encode_weights(np.array(weights), np.array([len(weights)]))
    own, before = weights_at(more, above, np.array(places, dtype=np.intp))
    assert own.tolist() == [weights[place] for place in places]
    assert before.tolist() == [sum(weights[:place]) for place in places]


@given(st.lists(st.tuples(st.integers(1, 900), st.booleans()), min_size=1, max_size=30))
def test_where_gaps_begin(drawn: list[tuple[int, bool]]) -> None:
    numbers = np.cumsum([gap for gap, _ in drawn])
    places = [place for place, (_, wanted) in enumerate(drawn) if wanted]
    codes, before = encode_gaps(numbers, np.array([0]))
    assert gap_starts(codes, np.array(places, dtype=np.intp)).tolist() == before[places].tolist()


@given(
    st.sets(st.integers(0, 90)), st.sets(st.integers(0, 90)), st.sampled_from([1, 1000, 1 << 40])
)
def test_what_two_lists_have_in_common(left: set[int], right: set[int], stride: int) -> None:
    lists = [np.array(sorted(own), dtype=np.int64) * stride for own in (left, right)]
    assert intersection(*lists).tolist() == [stride * number for number in sorted(left & right)]


@given(st.sets(st.integers(0, 5000), min_size=1, max_size=30).map(sorted))
def test_gaps_come_back(numbers: list[int]) -> None:
    codes, before = encode_gaps(np.array(numbers), np.array([0]))
    assert decode_gaps(codes).tolist() == numbers
    assert before[-1] == len(codes)


def test_arrays_come_back_from_their_file(tmp_path: Path) -> None:
    written = {
        "none": np.empty(0, dtype=np.uint8),
        "one": np.array([70_000], dtype=np.uint32),
        "odd": np.arange(7, dtype=np.uint8),
        "wide": np.array([1 << 40, 5]),
    }
    write_arrays(lambda ending: str(tmp_path / f"x{ending}"), written)
    read = map_arrays(lambda ending: str(tmp_path / f"x{ending}"))
    assert {n: (a.tolist(), a.dtype) for n, a in read.items()} == {
        n: (a.tolist(), a.dtype) for n, a in written.items()
    }


def test_numbers_are_narrowed_to_what_holds_them() -> None:
    assert downcast(np.array([0, 255])).dtype == np.uint8
    assert downcast(np.array([0, 256])).dtype == np.uint16
    assert downcast(np.array([], dtype=np.int64)).dtype == np.uint8


@given(
    seed=st.integers(0, 1 << 30),
    length=st.sampled_from([0, 1, 50, 9000, 20_000]),
    different=st.sampled_from([1, 3, 10_000]),
    count=st.integers(0, 400),
)
@settings(max_examples=60, deadline=None)
def test_the_best_are_those_of_a_whole_sort(
    seed: int, length: int, different: int, count: int
) -> None:
    keys = np.random.default_rng(seed).integers(0, different, length).astype(np.float32)
    expected = sorted(range(length), key=lambda place: (-keys[place], place))[:count]
    assert best(keys, count).tolist() == expected


class Known:
    """How often a term occurs, in memory."""

    def __init__(self, times: Array) -> None:
        self._times = times

    def whole(self) -> Array:
        return self._times

    def some(self, ids: Ids) -> Array:
        times: Array = self._times[ids]
        return times

    def mask(self) -> Mask:
        return self._times > 0


def spread_out(scores: dict[int, float], size: int) -> Matches:
    """The documents of these scores, spread over all."""
    ids = np.array(sorted(scores), dtype=np.intp)
    values = np.array([scores[id] for id in sorted(scores)], dtype=np.float32)
    # limit · x / (1 + x) is the value where x is value / (limit - value).
    limit = 1 + float(values.max(initial=0))
    times, weights = np.zeros(size, dtype=np.float32), np.ones(size, dtype=np.float32)
    times[ids], weights[ids] = 1, values / (limit - values)
    return TermScores((FieldFreqs(Known(times), weights),), NOTHING, 1.0, limit).to_dense()


@given(
    seed=st.integers(0, 1 << 30),
    size=st.sampled_from([1, 70, 9000, 20_000]),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    greatest=st.sampled_from([0.01, 3, 60, 2000]),
    count=st.sampled_from([1, 10, 300]),
)
@settings(max_examples=60, deadline=None)
def test_the_best_matches_are_those_of_a_whole_sort(
    seed: int, size: int, shares: list[float], greatest: float, count: int
) -> None:
    chance = np.random.default_rng(seed)
    scores: dict[int, float] = {}
    found = []
    for share in shares:
        ids = np.flatnonzero(chance.random(size) < share)
        own = (1 - chance.random(len(ids))) * greatest
        part = dict(zip(ids.tolist(), own.tolist(), strict=True))
        found.append(spread_out(part, size))
        scores |= {id: scores.get(id, 0) + score for id, score in part.items()}
    expected = sorted(scores.values(), reverse=True)[:count]
    best = best_matches(disjunction(found, size), count)
    assert best.scores.tolist() == pytest.approx(expected, rel=1e-6)
    assert [scores[id] for id in best.ids.tolist()] == pytest.approx(expected, rel=1e-6)
    assert len(set(best.ids.tolist())) == len(expected)


@pytest.mark.parametrize("most", [1 << 8, 1 << 16])
def test_a_score_rounded_up_overflows_no_impact(most: int) -> None:
    # Where k1 is next to nothing a score is the limit, which 32 bits round up.
    limit = (most - 1) * QUANTUM * (1 - 1e-9)
    times = np.arange(1, 1 << 17)
    field = FieldFreqs(Known(times), np.ones(len(times), dtype=np.float32))
    term = TermScores((field,), NOTHING, 1e-38, limit)
    scores = term.at(np.arange(len(times)))
    assert float(scores.max()) > limit
    assert np.all(term.to_dense().impacts >= scores / QUANTUM)


def test_the_best_of_few_begin_the_best_of_many_where_scores_are_rounded() -> None:
    # Next to 2^24 one is too little to be added: the impacts of the first document add up to more.
    great = ConstantScore(np.array([True, False]), 2.0**24).to_dense()
    ones = [ConstantScore(np.array([True, False]), 1.0).to_dense() for _ in range(3)]
    greater = ConstantScore(np.array([False, True]), 2.0**24 + 2).to_dense()
    found = disjunction([great, *ones, greater], 2)
    assert best_matches(found, 2).ids.tolist() == [1, 0]
    assert best_matches(found, 1).ids.tolist() == [1]


# Scores that add up without rounding.
found = st.dictionaries(st.integers(0, 99), st.integers(1, 9).map(float), max_size=40)


@given(
    found=st.lists(st.tuples(found, st.integers(0, 2)), min_size=1, max_size=12),
    refused=st.tuples(found, st.integers(0, 2)),
)
def test_all_forms_of_matches_are_combined_alike(
    found: list[tuple[dict[int, float], int]], refused: tuple[dict[int, float], int]
) -> None:
    def form(scores: dict[int, float], kind: int) -> Matches:
        if kind == 1:
            return spread_out(scores, 100)
        ids = np.array(sorted(scores), dtype=np.intp)
        if kind == 2:
            # All the same: what the test expects follows.
            scores.update(dict.fromkeys(scores, 7.0))
            return ConstantScore(np.isin(np.arange(100), ids), 7.0).to_dense()
        values = np.array([scores[id] for id in sorted(scores)], dtype=np.float32)
        return SparseMatches(ids, values)

    def plain(matches: Matches) -> dict[int, float]:
        flat = to_sparse(matches)
        return dict(zip(flat.ids.tolist(), flat.scores.tolist(), strict=True))

    matches = [form(*each) for each in found]
    found_scores = [scores for scores, _ in found]
    anywhere = set().union(*found_scores)
    everywhere = set(found_scores[0]).intersection(*found_scores[1:])
    assert plain(disjunction(matches, 100)) == pytest.approx(
        {id: sum(scores.get(id, 0.0) for scores in found_scores) for id in anywhere}
    )
    assert plain(conjunction(matches, 100)) == pytest.approx(
        {id: sum(scores[id] for scores in found_scores) for id in everywhere}
    )
    assert plain(exclusion(matches[0], form(*refused), 100)) == pytest.approx(
        {id: score for id, score in found_scores[0].items() if id not in refused[0]}
    )


@pytest.mark.parametrize("combined", [disjunction, conjunction])
def test_work_on_many_words_may_be_ended_before_each(combined: Callable[..., Matches]) -> None:
    words = [spread_out(dict.fromkeys([i, *range(50, 100)], 1.0), 100) for i in range(20)]
    refused = spread_out({99: 1.0}, 100)
    checked = 0

    def check() -> None:
        nonlocal checked
        checked += 1

    found = combined(words, 100, check)
    for kept in (found, exclusion(found, refused, 100)):
        assert isinstance(kept, DenseMatches)
        checked = 0
        assert kept.impacts[50] > 0
        assert kept is not found or checked == len(words)
        checked = 0
        assert kept.at(np.array([50])).tolist() == [20.0]
        assert checked >= len(words)


def test_records_come_back_with_and_without_a_dictionary() -> None:
    records = [f"Hội đàm lần thứ {n} giữa hai tỉnh".encode() for n in range(300)]
    for dictionary in (b"", learn(records)):
        compression = Compression(dictionary)
        compressor = compression.compressor()
        assert [compression.decompress(compressor.compress(r)) for r in records] == records
    assert learn(records[:1]) == b""


@given(
    terms=st.sets(st.binary(min_size=1, max_size=3), max_size=4 * TERMS_BLOCK),
    more=st.integers(0, 2 * TERMS_BLOCK + 1),
    asked=st.lists(st.binary(max_size=4), max_size=20),
)
def test_a_term_is_found_where_it_stands(terms: set[bytes], more: int, asked: list[bytes]) -> None:
    """Also at the borders of blocks, before the first of all and after the last."""
    held = sorted(terms | {b"n%04d" % number for number in range(more)} | {b"t"})
    one_each = np.ones(len(held), dtype=np.int64)
    reader = PostingsReader(
        postings_arrays(FieldPostings(held, one_each, np.zeros(len(held), dtype=np.int64)), None)
    )
    for number, term in enumerate(held):
        assert (reader.find(term), reader.first_from(term)) == (number, number)
    for term in asked:
        before = sum(other < term for other in held)
        assert reader.first_from(term) == before
        assert reader.find(term) == (before if term in held else -1)
