"""Which module reads which kind of file, and how what is inside another is reached."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.compressed import unpacked
from search.ingest.containers.feed import read_feed
from search.ingest.containers.mail import read_mail, read_mhtml, split_mbox
from search.ingest.containers.member import Budget, Member, Unbounded, as_stream
from search.ingest.containers.tar import read_tar
from search.ingest.containers.warc import read_warc
from search.ingest.containers.zip import read_zip
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.csv import read_csv
from search.ingest.decode import decode, decode_page
from search.ingest.documents.odt import read_fodt
from search.ingest.documents.pdf import read_pdf
from search.ingest.documents.rtf import read_rtf
from search.ingest.fields import finish_article
from search.ingest.files import NO_KIND, SourceFile, cannot_read, ignored_kind
from search.ingest.html import read_html
from search.ingest.json import read_json
from search.ingest.jsonl import read_jsonl
from search.ingest.kinds import COMPRESSED, EXPECTED, HEAD, Kind, kind_of, suffix_of
from search.ingest.lines import over_limit
from search.ingest.text import read_text

Reader = Callable[
    [io.BufferedReader, SourceFile, IngestContext], Iterator[RawArticle | Skipped | Member]
]
"""Reads what an opened file holds: its articles, what of it cannot be taken, and files inside."""

MOST_NESTED = 5
"""Files within files, compression included: a page in a gzip in a ZIP in a mail is at the fourth."""

_OLD_OFFICE = {
    ".docx": "protected by a password",
    ".xls": "a spreadsheet of before 2007: save it as CSV",
    ".ppt": "a presentation of before 2007: save it as PDF",
    ".msg": "an Outlook message: save it as EML",
}


@dataclass(slots=True)
class Nesting:
    """How deep inside a file the pass is, and what may still come out of it.

    `begin` is told of each member of the outermost file and says whether to read it.
    """

    budget: Budget
    begin: Callable[[SourceFile], bool] = lambda member: True
    depth: int = 0


def read_opened(
    opened: io.BufferedReader,
    file: SourceFile,
    context: IngestContext,
    nesting: Nesting,
    kind: Kind | None = None,
) -> Iterator[RawArticle | Skipped]:
    """The articles of an opened file and of all inside it, and what cannot be taken.

    `kind` is what a container says the file is; its bytes and its name tell otherwise.
    """
    try:
        kind = kind or kind_of(opened.peek(HEAD)[:HEAD], file.name)
        if kind in COMPRESSED:
            kind, opened = _unpack(opened, file, kind, nesting)
        if not opened.peek(1) and (kind is not None or file.asked):
            raise InputError("empty")
        if kind is None:
            yield from _unknown(file, context)
            return
        for item in _READERS[kind](opened, file, context):
            if isinstance(item, Member):
                yield from _read_member(item, file, context, nesting)
            elif isinstance(item, RawArticle):
                yield finish_article(item, file, context)
            else:
                yield item
    except Unbounded as error:
        if nesting.depth:
            raise
        yield file.skip(str(error))
    except InputError as error:
        yield file.skip(str(error))
    except OSError as error:
        yield file.skip(cannot_read(error))
    except Exception as error:  # Whatever a file does to a library, the next one must be read.
        yield file.skip(f"damaged, or not what it seems ({type(error).__name__})")


def is_read_here(opened: io.BufferedReader, file: SourceFile) -> bool:
    """Whether a file is of lines that our own bounded code reads, not a library that it may break.

    A compressed one has been read on afterwards.
    """
    try:
        kind = kind_of(opened.peek(HEAD)[:HEAD], file.name)
        if kind in COMPRESSED:
            kind, _ = _unpack(opened, file, kind, Nesting(Budget(file.size)))
    except Exception:
        return False
    return kind is None or kind in _OF_LINES


def _unpack(
    opened: io.BufferedReader, file: SourceFile, kind: Kind | None, nesting: Nesting
) -> tuple[Kind | None, io.BufferedReader]:
    """What is inside one compression or several."""
    depth = nesting.depth
    while kind is not None and kind in COMPRESSED:
        depth += 1
        if depth > MOST_NESTED:
            raise Unbounded(f"packs files over {MOST_NESTED} deep")
        opened = unpacked(opened, kind, nesting.budget)
        kind = kind_of(opened.peek(HEAD)[:HEAD], file.name)
    return kind, opened


def _read_member(
    member: Member, container: SourceFile, context: IngestContext, nesting: Nesting
) -> Iterator[RawArticle | Skipped]:
    file = container.member(member.name, member.size)
    ignored = ignored_kind(member.name.rpartition("/")[2]) if member.kind is None else None
    if ignored:
        context.counts.ignore(ignored, file.path)
        return
    if nesting.depth == 0 and not nesting.begin(file):
        return
    if nesting.depth >= MOST_NESTED:
        raise Unbounded(f"packs files over {MOST_NESTED} deep")
    try:
        stream = as_stream(member.open(), nesting.budget)
    except InputError as error:
        yield file.skip(str(error))
        return
    nesting.depth += 1
    try:
        for item in read_opened(stream, file, context, nesting, member.kind):
            if isinstance(item, RawArticle) and member.url and not item.url:
                item = replace(item, url=member.url)
            yield item
    finally:
        nesting.depth -= 1


def _unknown(file: SourceFile, context: IngestContext) -> Iterator[Skipped]:
    """A file of no kind: named if it was given itself or its name says that it should be of one."""
    suffix = suffix_of(file.name)
    if suffix in EXPECTED:
        yield file.skip(f"damaged: not what its suffix {suffix} says")
    elif file.asked:
        yield file.skip(NO_KIND)
    else:
        context.counts.ignore(suffix or "no suffix", file.path)


def _read_plain_text(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    text = decode(_read_bounded(opened, context))
    yield read_text(text, id=file.stem, path=file.name, names=context.names)


def _read_page(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    yield read_html(decode_page(_read_bounded(opened, context)), id=file.stem, path=file.name)


def _read_bounded(opened: io.BufferedReader, context: IngestContext) -> bytes:
    """The bytes of a file that is one article."""
    data = opened.read(context.max_bytes + 1)
    if len(data) > context.max_bytes:
        raise InputError(over_limit(context.max_bytes))
    return data


def _read_old_office(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[Skipped]:
    suffix = suffix_of(file.name)
    yield file.skip(
        _OLD_OFFICE.get(suffix, "an Office document of before 2007: save it as DOCX or PDF")
    )


def _read_other_archive(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[Skipped]:
    yield file.skip("a RAR or 7-Zip archive: unpack it first")


_OF_LINES: Mapping[Kind, Reader] = {
    "text": _read_plain_text,
    "jsonl": read_jsonl,
    "json": read_json,
    "csv": read_csv,
}
_READERS: Mapping[Kind, Reader] = {
    **_OF_LINES,
    "html": _read_page,
    "pdf": read_pdf,
    "rtf": read_rtf,
    "fodt": read_fodt,
    "ole": _read_old_office,
    "eml": read_mail,
    "mhtml": read_mhtml,
    "mbox": split_mbox,
    "feed": read_feed,
    "zip": read_zip,
    "tar": read_tar,
    "warc": read_warc,
    "unread archive": _read_other_archive,
}
"""How a file of each kind is read; DOCX, ODT and WACZ are ZIP."""
