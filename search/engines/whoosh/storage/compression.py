"""Many small records of one kind, each compressed by itself, by what they have in common.

Zstandard with a dictionary of 512 KiB trained on the first articles: 0.30-0.32 bytes a byte of text at
40-70 µs an article, where deflate without a dictionary takes 0.50-0.70 at 70-90 µs (news in Vietnamese
and English of 2-4 kB each).
"""

from __future__ import annotations

from collections.abc import Sequence

import zstandard

LEARNED = 2_000
"""From so many records a dictionary is made."""

_DICTIONARY_BYTES = 512 << 10
_SHARE = 16
"""A dictionary is at most this part of what it is made from, so that a small segment stays small."""
_LEVEL = 6
_COVER = {"k": 200, "d": 8, "f": 20, "accel": 4}
"""How the dictionary is trained (`ZDICT_fastCover_params_t`): pieces of 200 bytes, looked for in a fourth of
the text. Left to try sizes by itself, Zstandard takes nine times as long and is no better."""


def learn(records: Sequence[bytes]) -> bytes:
    """A dictionary of what the records have in common; empty if they are too few to tell."""
    size = min(_DICTIONARY_BYTES, sum(map(len, records)) // _SHARE)
    try:
        trained = zstandard.train_dictionary(size, list(records), **_COVER)
        return trained.as_bytes()
    except (zstandard.ZstdError, ValueError):
        return b""


class Compression:
    """Compresses and decompresses with one dictionary. Threads may share it."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        self._data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None

    def compressor(self) -> zstandard.ZstdCompressor:
        """One thread's compressor."""
        return zstandard.ZstdCompressor(_LEVEL, dict_data=self._data, write_dict_id=False)

    def decompress(self, blob: bytes) -> bytes:
        """The record; ValueError if the bytes are not one."""
        try:
            return zstandard.ZstdDecompressor(dict_data=self._data).decompress(blob)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None
