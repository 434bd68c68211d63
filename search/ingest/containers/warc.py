"""WARC, the captures of web archives (ISO 28500), through warcio."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

from search.errors import InputError
from search.ingest.containers.member import Member, opened_already
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.files import SourceFile
from search.ingest.kinds import Kind
from search.ingest.libraries import needs

_KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
}
_LONGEST = 300
"""Bytes of an address that stand in an id as they are."""


def read_warc(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[Skipped | Member]:
    """The pages that were answered with a status of 200; all else is counted by what it is.

    When a page was captured says nothing of when its article was published, and is left out.
    """
    with needs("warcio"):
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    record = None
    try:
        # The members of a .warc.gz are unpacked before this, where what comes out is bounded.
        for record in ArchiveIterator(_Pieces(opened)):
            kind = _kind(record)
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
            if kind in _KINDS:
                stream = record.content_stream()
                yield Member(_name(url), 0, opened_already(stream), _KINDS[kind], url)
            elif kind:
                context.counts.ignore(f"captures: {kind}", file.member(_name(url), 0).path)
        if record is not None and record.raw_stream.limit > 0:
            yield file.skip("its last record is cut short")
    except ArchiveLoadFailed as error:
        raise InputError(f"a damaged WARC file ({str(error).strip()[:80]})") from None


class _Pieces:
    """A stream that gives what it has: of a file that is cut short all that is there."""

    def __init__(self, opened: io.BufferedReader) -> None:
        self.read = opened.read1


def _kind(record: Any) -> str:
    """The media type of a page, or what else a record is; "" for those about records."""
    if record.rec_type == "resource":
        said = record.rec_headers.get_header("Content-Type") or ""
    elif record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return f"status {record.http_headers.get_statuscode()}"
        said = record.http_headers.get_header("Content-Type") or ""
    else:
        return "seen before" if record.rec_type == "revisit" else ""
    return said.partition(";")[0].strip().lower() or "no type"


def _name(url: str) -> str:
    """The address as a name; of a long one the beginning and a hash."""
    short = url.encode()[:_LONGEST].decode("utf-8", "ignore")
    if short == url:
        return url
    return f"{short}…{hashlib.blake2b(url.encode(), digest_size=8).hexdigest()}"
