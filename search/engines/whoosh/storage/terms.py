"""All the terms of a segment, written to its file of arrays and read from there.

An array is named after its field, a slash, and its part of the field: `body/ids`. An empty array
`body_pairs/of/body` says that a field has the bigrams of another, or its terms with their marks.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from search.engines.whoosh.storage.arrays import PathOf, map_arrays, write_arrays
from search.engines.whoosh.storage.bigrams import BigramsReader, FieldBigrams, bigram_arrays
from search.engines.whoosh.storage.integers import Array
from search.engines.whoosh.storage.postings import FieldPostings, PostingsReader, postings_arrays


def write_terms(
    path_of: PathOf, fields: Mapping[str, FieldPostings | FieldBigrams], others: Mapping[str, Array]
) -> None:
    """Write the terms of all the fields of a segment, and `others`, arrays of other names."""
    arrays = dict(others)
    for name, field in fields.items():
        if isinstance(field, FieldPostings):
            words = fields[field.words] if field.words else None
            assert not isinstance(words, FieldBigrams)
            written = postings_arrays(field, words)
        else:
            words = fields[field.words]
            assert isinstance(words, FieldPostings)
            written = bigram_arrays(field, words)
        if field.words:
            arrays[f"{name}/of/{field.words}"] = np.zeros(0, dtype=np.uint8)
        arrays |= {f"{name}/{part}": values for part, values in written.items()}
    write_arrays(path_of, arrays)


class SegmentTerms:
    """All that a segment's file of arrays holds: its fields by name, its bigrams, and other arrays."""

    def __init__(self, path_of: PathOf) -> None:
        parts: dict[str, dict[str, Array]] = {}
        self.others: dict[str, Array] = {}
        words: dict[str, str] = {}
        for name, values in map_arrays(path_of).items():
            field, _, part = name.partition("/")
            if not part:
                self.others[name] = values
            elif part.startswith("of/"):
                words[field] = part.removeprefix("of/")
            else:
                parts.setdefault(field, {})[part] = values
        self.fields = {n: PostingsReader(a) for n, a in parts.items() if n not in words}
        self.bigrams = {}
        for name, of in words.items():
            if "successors" in parts[name]:
                self.bigrams[name] = BigramsReader(self.fields[of], parts[name])
            else:
                self.fields[name] = PostingsReader(parts[name], self.fields[of])
