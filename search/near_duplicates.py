"""Copies of an article: bodies so alike that one story was printed several times.

A body is the set of its shingles, each three folded words that stand together (Broder 1997, "On the
resemblance and containment of documents"); what changes between papers, title and date, is left
out. Two bodies are alike by the Jaccard index of their sets, which is estimated from sketches by
one-permutation hashing (Li, Owen, Zhang 2012, "One Permutation Hashing"): a shingle's hash names a lane
and a value in it, and a sketch keeps the least value of each lane, of which eight bits are enough
(Li and König 2010, "b-Bit Minwise Hashing"). A text of a few hundred words leaves lanes empty; two
sketches are compared over the lanes that either fills.

Sketches that share a band of four lanes are compared (Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", 3.4), and those alike enough belong together; groups are the connected components. Which they
are depends on the bodies alone, not on their order or on how they came into the index.

What is found by this, and what is not, is measured in tests/benchmarks/RESULTS.md.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Sketches = NDArray[np.uint8]
"""A row a text, a column a lane; 0 for an empty lane."""
Numbers = NDArray[np.intp]

LANES = 128
"""The Jaccard index is estimated with a standard error of 0.04 at most."""

ALIKE = 0.7
"""The least Jaccard index of copies: about one word in 16 changed, or three tenths of the text gone."""

LONG, SHORTEST = 70, 32
"""How many lanes a text fills from which two need not be equal (about 100 words), and with fewer than
which it has no copies (about 37 words): in a short notice one other figure is other news."""

_LEAST_IN_BAND = 3
"""A band of four lanes with more empty ones than one says too little: too many short texts would share it."""

_REACH = 8
"""With how many of the next texts in its band a text is compared; more only chain the same together."""

_CHUNK = 1 << 18
"""Shingles worked on at once, so that their arrays stay in the processor's cache."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xD6E8FEB86659FD93)
_EMPTY = np.uint32(0xFFFFFFFF)


def hash_terms(terms: Iterable[str]) -> Hashes:
    """A hash of each term, the same in every process and build."""
    return np.fromiter((zlib.crc32(term.encode()) for term in terms), dtype=np.uint64)


def sketch_texts(hashes: Hashes, tokens: NDArray[np.int32], lengths: NDArray[np.int32]) -> Sketches:
    """The sketches of texts that stand one after another.

    `hashes[tokens[i]]` is the hash of the i-th term of them all, `lengths` how many are in each.
    """
    sketches = np.zeros((len(lengths), LANES), dtype=np.uint8)
    ends = np.cumsum(lengths, dtype=np.int64)
    # A chunk ends with the text in which its last shingle stands.
    cuts = np.searchsorted(ends, np.arange(0, int(lengths.sum()) + _CHUNK, _CHUNK), side="left")
    for first, last in pairwise(np.unique([0, *cuts, len(lengths)]).tolist()):
        begin = int(ends[first - 1]) if first else 0
        terms = hashes[tokens[begin : ends[last - 1]]]
        sketches[first:last] = _sketched(terms, lengths[first:last])
    return sketches


def _sketched(terms: Hashes, lengths: NDArray[np.int32]) -> Sketches:
    least = np.full(len(lengths) * LANES, _EMPTY)
    texts = np.repeat(np.arange(len(lengths)), lengths)
    whole = texts[:-2] == texts[2:]
    shingles = terms[:-2] * _MULTIPLIER
    shingles += terms[1:-1]
    shingles *= _MULTIPLIER
    shingles += terms[2:]
    shingles ^= shingles >> np.uint64(32)
    shingles *= _MIXER
    shingles ^= shingles >> np.uint64(29)
    lanes = (shingles >> np.uint64(57)).astype(np.intp)
    lanes += texts[:-2] * LANES
    np.minimum.at(least, lanes[whole], shingles.astype(np.uint32)[whole])
    values = (least % np.uint32(255)).astype(np.uint8) + np.uint8(1)
    return np.where(least == _EMPTY, np.uint8(0), values).reshape(-1, LANES)


def likeness(left: Sketches, right: Sketches) -> NDArray[np.float64]:
    """The estimated Jaccard index of each two texts, row by row; 0 where both are empty."""
    either = (left > 0) | (right > 0)
    both = (left == right) & either
    share: NDArray[np.float64] = both.sum(axis=1) / np.maximum(either.sum(axis=1), 1)
    return share


def bands_of(sketches: Sketches) -> list[list[str]]:
    """For each text the names of its bands that tell: two texts that share none are not compared.

    None for a text too short to have copies.
    """
    filled = _filled_by_band(sketches)
    telling = (filled >= _LEAST_IN_BAND) & (filled.sum(axis=1, keepdims=True) >= SHORTEST)
    bands = sketches.view(np.uint32)
    return [
        [f"{number}:{bands[text, number]:x}" for number in np.flatnonzero(telling[text]).tolist()]
        for text in range(len(sketches))
    ]


def group_copies(sketches: Sketches) -> Numbers:
    """For each text the number of its group, -1 for one without copies; groups count from 0."""
    filled = _filled_by_band(sketches).sum(axis=1)
    order = np.flatnonzero(filled >= SHORTEST)
    content = _content(sketches[order])
    by_content = np.argsort(content, kind="stable")
    order = order[by_content]
    ordered, filled = sketches[order], filled[order]
    left, right = _pairs(ordered, content[by_content])
    needed = np.where(np.minimum(filled[left], filled[right]) < LONG, 1.0, ALIKE)
    alike = np.zeros(len(left), dtype=np.bool_)
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        alike[part] = likeness(ordered[left[part]], ordered[right[part]]) >= needed[part]
    return _components(len(sketches), order[left[alike]], order[right[alike]])


def _filled_by_band(sketches: Sketches) -> NDArray[np.uint32]:
    """How many lanes of each band are filled, a row a text."""
    # Four bytes of 0 or 1 in one number: multiplied so, their sum comes to stand in its highest byte.
    return ((sketches > 0).view(np.uint32) * np.uint32(0x01010101)) >> np.uint32(24)


def _content(sketches: Sketches) -> Hashes:
    """One hash of each whole sketch."""
    content = np.zeros(len(sketches), dtype=np.uint64)
    for column in sketches.view(np.uint64).T:
        content = (content ^ column) * _MIXER
        content ^= content >> np.uint64(32)
    return content


def _pairs(sketches: Sketches, content: Hashes) -> tuple[Numbers, Numbers]:
    """The lesser and the greater numbers of the texts to compare, each pair once; `content` ascends."""
    equal = np.flatnonzero(content[:-1] == content[1:])
    found = [(equal << 32) | (equal + 1)]
    telling = _filled_by_band(sketches) >= _LEAST_IN_BAND
    for number, band in enumerate(sketches.view(np.uint32).T):
        texts = np.flatnonzero(telling[:, number])
        # The band and the text in one number: sorted, they stand band by band in the order of content.
        keys = (band[texts].astype(np.uint64) << np.uint64(32)) | texts.astype(np.uint64)
        keys.sort()
        bands, texts = keys >> np.uint64(32), (keys & np.uint64(0xFFFFFFFF)).astype(np.intp)
        for step in range(1, _REACH + 1):
            shared = np.flatnonzero(bands[:-step] == bands[step:])
            if not len(shared):
                break
            found.append((texts[shared] << 32) | texts[shared + step])
    pairs = np.unique(np.concatenate(found))
    return pairs >> 32, pairs & 0xFFFFFFFF


def _components(size: int, left: Numbers, right: Numbers) -> Numbers:
    """The connected components of a graph of `size` nodes, numbered; -1 for a node without an edge."""
    least = np.arange(size)
    while True:
        before = least.copy()
        lower = np.minimum(least[left], least[right])
        np.minimum.at(least, left, lower)
        np.minimum.at(least, right, lower)
        least = least[least]
        if np.array_equal(least, before):
            break
    groups = np.full(size, -1)
    joined = np.unique(np.concatenate([left, right]))
    groups[joined] = np.unique(least[joined], return_inverse=True)[1]
    return groups
