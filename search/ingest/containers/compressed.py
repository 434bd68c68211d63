"""Compressed files: gzip, Zstandard, bzip2 and xz, unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct

import zstandard

from search.errors import InputError
from search.ingest.containers.member import Budget, Source, as_stream
from search.ingest.kinds import Kind

_WINDOW = 1 << 27
"""Bytes: what `zstd --long` needs, and the most that a frame may make us hold."""
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"
_DICTIONARY_BYTES = 1 << 24


def unpacked(opened: io.BufferedReader, kind: Kind, budget: Budget) -> io.BufferedReader:
    """What a compressed file of this kind holds; reading it raises OSError where it is damaged."""
    return as_stream(_source(opened, kind), budget)


def _source(opened: io.BufferedReader, kind: Kind) -> Source:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=opened, mode="rb")
    if kind == "bzip2":
        return bz2.BZ2File(opened)
    if kind == "xz":
        return lzma.LZMAFile(opened)
    decompressor = zstandard.ZstdDecompressor(_dictionary(opened), max_window_size=_WINDOW)
    return decompressor.stream_reader(opened, read_across_frames=True)


def _dictionary(opened: io.BufferedReader) -> zstandard.ZstdCompressionDict | None:
    """What a `.warc.zst` begins with: a dictionary in a frame that others skip."""
    if not opened.peek(4).startswith(_DICTIONARY_FRAME):
        return None
    head = opened.read(8)
    if len(head) < 8:
        raise InputError("its compressed data are cut short")
    data = opened.read(min(struct.unpack("<4xI", head)[0], _DICTIONARY_BYTES))
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_DICTIONARY_BYTES)
    return zstandard.ZstdCompressionDict(data)
