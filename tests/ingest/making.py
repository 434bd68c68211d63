"""Files for the tests of what is read, and the reading of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

from search.articles import RawArticle
from search.ingest import IngestCounts, Skipped, read_articles

DOCUMENTS = Path(__file__).resolve().parent.parent / "cases" / "documents"
LIMIT = 4_000_000


def read(*paths: Path, counts: IngestCounts | None = None) -> list[RawArticle | Skipped]:
    """All that is in the files, what cannot be taken included."""
    return list(read_articles(paths, max_bytes=LIMIT, counts=counts or IngestCounts()))


def article(path: Path) -> RawArticle:
    """The only article of a file."""
    [item] = read(path)
    assert isinstance(item, RawArticle), item
    return item


def reason(path: Path) -> str:
    """Why the only thing in a file cannot be taken."""
    [item] = read(path)
    assert isinstance(item, Skipped), item
    assert item.path == str(path)
    return item.reason


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def page(title: str, text: str) -> str:
    """A web page."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><p>{text}</p></body></html>"
    )


def mail(subject: str, text: str, sender: str = "Sở Y tế <so@example.vn>") -> EmailMessage:
    """A mail of 14 August 2023."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "toasoan@example.vn"
    message["Subject"] = subject
    message["Date"] = "Mon, 14 Aug 2023 07:30:00 +0700"
    message["Message-ID"] = "<1@example.vn>"
    message.set_content(text)
    return message


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, before: str = "") -> bytes:
    """A Word document of these elements."""
    return zipped(
        {"word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"}
    )


def overlapping_zip(count: int, kernel: bytes) -> bytes:
    """A ZIP whose members lie in one another: each is the next one's header and all that it holds.

    David Fifield, "A better zip bomb" (WOOT 2019): a deflated kernel is in all members, and every local
    header is quoted by a stored block of the member before.
    """
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data, content = packed.compress(kernel) + packed.flush(), kernel
    locals_: list[bytes] = []
    entries: list[tuple[bytes, bytes, int]] = []
    for number in reversed(range(count)):
        name = b"%05d.txt" % number
        sizes = zlib.crc32(content), len(data), len(content), len(name), 0
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, *sizes)
        local = b"PK\x03\x04" + fields + name
        entries.append((name, fields, len(local) + 5))
        locals_.append(local)
        quoted = b"\0" + struct.pack("<HH", len(local), len(local) ^ 0xFFFF) + local
        first, data, content = local + data, quoted + data, local + content
    directory, offset = b"", 0
    for name, fields, size in reversed(entries):
        directory += b"PK\x01\x02\x14\0" + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
        offset += size
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(first), 0)
    return first + directory + b"PK\x05\x06" + end
