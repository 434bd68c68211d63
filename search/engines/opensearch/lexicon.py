"""The dictionary but for its bigrams, in the memory of who asks, while it is small enough.

What spelling and suggestions ask is answered without a request then: of one word typed wrongly they look
up some hundred others. It lies in the dictionary in blocks, which one request brings.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import Stream
from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.dictionary import NOWHERE, Counts, Key
from search.engines.opensearch.generations import Generation
from search.engines.opensearch.mapping import JSON

MOST = 500_000
"""Entries of a dictionary that is kept in memory: about 100 MB; that of some hundred thousand articles."""

_BLOCK = 50_000
_LAST = chr(0x10FFFF)


class Lexicon:
    """The terms of `folded`, `accented` and `stems`, each with its Counts."""

    def __init__(self, counts: Mapping[Key, Counts]) -> None:
        self._counts = dict(counts)
        self._folded = sorted(term for stream, term in counts if stream == "folded")

    def counts(self, stream: Stream, term: str) -> Counts:
        """In how many bodies and titles a term is."""
        return self._counts.get((stream, term), NOWHERE)

    def starting_with(self, prefix: str) -> list[str]:
        """The folded terms with a prefix, ascending."""
        first = bisect.bisect_left(self._folded, prefix)
        return self._folded[first : bisect.bisect_left(self._folded, prefix + _LAST)]

    def near(self, term: str, first_letters: Iterable[str], distance: int) -> list[str]:
        """The folded terms that begin with one of the letters and are at most so many edits away."""
        return [
            found
            for letter in sorted(set(first_letters))
            for found, *_ in process.extract(
                term,
                self.starting_with(letter),
                scorer=OSA.distance,
                score_cutoff=distance,
                limit=None,
            )
        ]


def blocks(counts: Mapping[Key, Counts]) -> Iterator[tuple[str, JSON]]:
    """The documents in which a lexicon lies in the dictionary, with their names."""
    keys = sorted(counts)
    for number, start in enumerate(range(0, len(keys), _BLOCK)):
        part = keys[start : start + _BLOCK]
        block = {
            "streams": [stream for stream, _ in part],
            "terms": [term for _, term in part],
            "bodies": [counts[key][0] for key in part],
            "titles": [counts[key][1] for key in part],
        }
        yield block_id(number), {"stream": "lexicon", "term": f"{number:09}", "block": block}


def block_id(number: int) -> str:
    """What the document of a block is called."""
    return f"lexicon:{number}"


def read_lexicon(cluster: Cluster, generation: Generation) -> dict[Key, Counts] | None:
    """The counts of a generation's lexicon; None where it has none."""
    count = generation.facts["blocks"]
    if not count and generation.facts["terms"]:
        return None
    if not count:
        return {}
    wanted = [(generation.terms_index, _blocks_query(count))]
    (answer,) = cluster.multi_search(wanted, patient=True)
    return _read_blocks([hit["_source"] for hit in answer["hits"]["hits"]])


def _read_blocks(documents: Sequence[JSON]) -> dict[Key, Counts]:
    """The counts that lie in the sources of blocks."""
    found: dict[Key, Counts] = {}
    for document in documents:
        block = document["block"]
        keys = zip(block["streams"], block["terms"], strict=True)
        counts = zip(block["bodies"], block["titles"], strict=True)
        found.update(zip(keys, counts, strict=True))
    return found


def _blocks_query(count: int) -> JSON:
    """The request for all the blocks of a dictionary that has so many."""
    return {"size": count, "query": {"term": {"stream": "lexicon"}}, "sort": [{"term": "asc"}]}
