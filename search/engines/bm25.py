"""What BM25 is made of in every engine, so that they rank alike: how rare a term is, how long a text."""

from __future__ import annotations

import math

from whoosh.util.numeric import byte_to_length, length_to_byte


def idf(size: int, doc_freq: int) -> float:
    """Lucene's idf of a term that `doc_freq` of `size` documents have; above 0."""
    return math.log(1 + (size - doc_freq + 0.5) / (doc_freq + 0.5))


def rounded_length(tokens: int) -> int:
    """A number of tokens as the Whoosh index keeps it, in a byte: exact up to 10, then within a tenth."""
    return int(byte_to_length(length_to_byte(tokens)))
