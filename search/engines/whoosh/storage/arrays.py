"""Many arrays in one file, which is mapped: opening it costs the same whatever it holds.

The arrays stand one after another at multiples of eight bytes; a JSON file beside them says of which type
each is, where, and how long. One of a single number, or of none, stands in that file itself, so that
opening waits for no page of the other. Nothing of it is unpickled.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from search.engines.whoosh.storage.integers import Array

PathOf = Callable[[str], str]
"""Gives the path of a segment's file with an ending."""

_ALIGNMENT = 8


def write_arrays(path_of: PathOf, arrays: Mapping[str, Array]) -> None:
    """Write the arrays of a segment, of one dimension each, by their names."""
    directory: dict[str, tuple[Any, ...]] = {}
    with open(path_of(".arrays"), "wb") as file:
        for name, values in arrays.items():
            if len(values) <= 1:
                directory[name] = values.dtype.str, values.tolist()
                continue
            directory[name] = values.dtype.str, file.tell(), len(values)
            file.write(np.ascontiguousarray(values).data)
            file.write(bytes(-file.tell() % _ALIGNMENT))
        # What is empty cannot be mapped.
        file.write(bytes(_ALIGNMENT))
    with open(path_of(".arrays.json"), "w", encoding="utf-8") as text:
        json.dump(directory, text)


def map_arrays(path_of: PathOf) -> dict[str, Array]:
    """The arrays of a segment, read from disk as they are looked at."""
    with open(path_of(".arrays.json"), encoding="utf-8") as text:
        directory = json.load(text)
    with open(path_of(".arrays"), "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    # Terms and documents are looked up here and there: what is read ahead would be read in vain.
    mapped.madvise(mmap.MADV_RANDOM)
    arrays = {}
    for name, (kind, *where) in directory.items():
        match where:
            case [values]:
                arrays[name] = np.array(values, dtype=kind)
            case [place, count]:
                arrays[name] = np.frombuffer(mapped, dtype=kind, count=count, offset=place)
    return arrays


def prefetch(values: Array) -> None:
    """Have the part of a file that an array is mapped from read at once, instead of page by page."""
    whole = values
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    mapped = whole.base.obj if isinstance(whole.base, memoryview) else None
    if isinstance(mapped, mmap.mmap) and len(values):
        (first, _), (start, stop) = (
            byte_bounds(np.frombuffer(mapped, np.uint8)),
            byte_bounds(values),
        )
        start -= (start - first) % mmap.PAGESIZE
        mapped.madvise(mmap.MADV_WILLNEED, start - first, stop - start)


def downcast(values: Array) -> Array:
    """The values in the narrowest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
