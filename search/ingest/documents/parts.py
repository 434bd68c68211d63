"""The parts of an Office file, which is a ZIP of XML."""

from __future__ import annotations

import zipfile
import zlib

from lxml import etree

from search.errors import InputError
from search.ingest.xml import parse_xml

_PART_BYTES = 50_000_000
"""A novel has about a million; parsed, a part takes some ten times as much."""


def read_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part, None if there is none of that name; InputError if it cannot be read."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 0x1:
        raise InputError("protected by a password")
    try:
        with archive.open(info) as opened:
            data = opened.read(_PART_BYTES + 1)
    except (zlib.error, zipfile.BadZipFile, EOFError) as error:
        raise InputError(f"damaged ({error})") from None
    if len(data) > _PART_BYTES:
        raise InputError(f"over the limit of {_PART_BYTES:,} bytes")
    return parse_xml(data)
