"""How long a text is for its score: the same in every engine, so that they rank alike."""

from __future__ import annotations

from whoosh.util.numeric import byte_to_length, length_to_byte


def rounded_length(tokens: int) -> int:
    """A number of tokens as the Whoosh index keeps it, in a byte: exact up to 10, then within a tenth."""
    return int(byte_to_length(length_to_byte(tokens)))
