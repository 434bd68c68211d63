"""Mail: EML (RFC 5322), MBOX (RFC 4155) and MHTML (RFC 2557), the pages that browsers save as mail."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Iterator
from dataclasses import replace
from email.message import MIMEPart
from email.utils import parseaddr

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import WHOLE_BYTES, Member, opened_already, whole
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.decode import decode, decode_page
from search.ingest.fields import make_article
from search.ingest.files import SourceFile
from search.ingest.html import read_html
from search.ingest.lines import over_limit

_MOST_PARTS = 1_000
_SEPARATOR = b"From "


def read_mail(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped | Member]:
    """The article of a mail, and its attachments.

    The subject is the title and the sender's name the source; a plain text goes before HTML, as both
    say the same. A mail that only carries attachments is no article.
    """
    message = _parse(opened)
    attachments = list(message.iter_attachments()) if message.is_multipart() else []
    try:
        article = _article(message, file, context)
    except InputError as error:
        if not attachments:
            raise
        if str(error) != _NO_TEXT:
            yield file.skip(str(error))
    else:
        yield article
    for number, part in enumerate(attachments[:_MOST_PARTS], start=1):
        if isinstance(part, MIMEPart):
            name = _header(part, "filename") or f"part {number}"
            yield Member(name.replace("/", "_"), 0, opened_already(io.BytesIO(_bytes_of(part))))


_NO_TEXT = "a mail without a text"


def read_mhtml(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    """The article of a page that a browser saved with all it shows; frames and pictures are left out."""
    message = _parse(opened)
    wanted = str(message.get_param("start") or "")
    parts = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not parts:
        raise InputError("an MHTML file without a page")
    root = next((part for part in parts if wanted and part["Content-ID"] == wanted), parts[0])
    url = _header(message, "Snapshot-Content-Location") or _header(root, "Content-Location")
    article = read_html(_text_of(root, context), id=file.stem, path=file.name)
    yield _with_url(article, url)


def split_mbox(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[Member]:
    """The mails of a mailbox, named by their numbers."""
    number = 0
    lines: list[bytes] = []
    size = 0
    blank = True
    while line := opened.readline(1 << 20):
        if blank and line.startswith(_SEPARATOR):
            if lines:
                yield _mail(lines, number)
            number += 1
            lines, size = [], 0
        elif size <= WHOLE_BYTES:
            # What is too long shows as such to whoever reads it.
            lines.append(line)
            size += len(line)
        blank = not line.strip(b"\r\n")
    if lines:
        yield _mail(lines, number)


def _mail(lines: list[bytes], number: int) -> Member:
    data = b"".join(lines)
    return Member(f"{number}.eml", len(data), opened_already(io.BytesIO(data)), "eml")


def _parse(opened: io.BufferedReader) -> MIMEPart:
    try:
        message = email.message_from_bytes(whole(opened), policy=email.policy.default)
        count = sum(1 for _ in message.walk())
    except RecursionError:
        raise InputError("a mail whose parts are nested too deeply") from None
    if count > _MOST_PARTS:
        raise InputError(f"a mail of over {_MOST_PARTS:,} parts")
    return message


def _article(message: MIMEPart, file: SourceFile, context: IngestContext) -> RawArticle:
    body = message.get_body(("plain", "html"))
    text = _text_of(body, context) if body is not None else ""
    if body is None or not text.strip():
        raise InputError(_NO_TEXT)
    if body.get_content_type() == "text/html":
        text = read_html(text, id=file.stem, path=file.name).body
    elif body.get_param("format") == "flowed":
        text = _unflowed(text)
    sender = _header(message, "From")
    return make_article(
        id=file.stem,
        path=file.name,
        title=_header(message, "Subject"),
        body=text.replace("\r\n", "\n"),
        date=_header(message, "Date"),
        source=parseaddr(sender)[0] if sender else None,
    )


def _with_url(article: RawArticle, url: str | None) -> RawArticle:
    is_web = (url or "").lower().startswith(("http://", "https://"))
    return article if article.url or not is_web else replace(article, url=url)


def _text_of(part: MIMEPart, context: IngestContext) -> str:
    """The text of a part; in the encoding that it says it is in where that is possible."""
    data = _bytes_of(part)
    if len(data) > context.max_bytes:
        raise InputError(over_limit(context.max_bytes))
    said = part.get_content_charset()
    try:
        return data.decode(said or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode_page(data) if part.get_content_subtype() == "html" else decode(data)


def _bytes_of(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, MIMEPart) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: MIMEPart, name: str) -> str | None:
    """A header's text; the library raises many errors for headers that break the rules."""
    try:
        value = message.get_filename() if name == "filename" else message[name]
        return str(value) if value else None
    except Exception:
        return None


def _unflowed(text: str) -> str:
    """Lines joined that a sender broke to fit a screen: format=flowed (RFC 3676, 4.1)."""
    joined = ""
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        # The signature's mark ends in a space, and is no line to join.
        joined += bare if bare.endswith(" ") and bare != "-- " else f"{bare}\n"
    return joined
