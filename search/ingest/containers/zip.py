"""ZIP, as archives of files and as what DOCX, ODT and WACZ are made of."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import Member, Source, whole
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.decode import decode
from search.ingest.documents.docx import read_docx
from search.ingest.documents.odt import read_odt
from search.ingest.files import SourceFile, is_of_saved_page

_UTF8 = 0x800
_ENCRYPTED = 0x1
_EPUB_TYPE = "mimetype"
"""A book is an archive of pages; this member of it says so (EPUB 3.3, OCF, 4.2.3)."""
_OFFICE = {
    "xl/workbook.xml": "a spreadsheet: save it as CSV",
    "ppt/presentation.xml": "a presentation: save it as PDF",
}
"""What an Office file of another kind is known by (ECMA-376, part 1, 12 and 13)."""


def read_zip(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped | Member]:
    """The document that it is, or its members in the order of their names."""
    # Members are found from the end of the file; one inside another can only be read forwards.
    source = opened if opened.seekable() else io.BytesIO(whole(opened))
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
            read = _document(archive, names)
            if read is not None:
                yield read(archive, file, context)
            else:
                yield from _members(archive, file, context)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise InputError(f"a damaged ZIP file ({error})") from None


def _document(
    archive: zipfile.ZipFile, names: set[str]
) -> Callable[[zipfile.ZipFile, SourceFile, IngestContext], RawArticle] | None:
    """What reads the document that it is, None if it is an archive of files."""
    if "word/document.xml" in names:
        return read_docx
    for name, reason in _OFFICE.items():
        if name in names:
            raise InputError(reason)
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as opened:
            said = opened.read(200)
        if b"opendocument.text" in said:
            return read_odt
        raise InputError("an OpenDocument file that is no text: save it as CSV or PDF")
    return None


def _members(
    archive: zipfile.ZipFile, file: SourceFile, context: IngestContext
) -> Iterator[Skipped | Member]:
    infos = [(_name(info), info) for info in archive.infolist() if not info.is_dir()]
    folders: dict[str, set[str]] = {}
    for name, _ in infos:
        folder, base = posixpath.split(name)
        folders.setdefault(folder, set()).add(base)
    for name, info in sorted(infos, key=lambda pair: pair[0]):
        if name == _EPUB_TYPE:
            continue
        if _is_of_page(name, folders):
            context.counts.ignore("files of a saved page", file.member(name, 0).path)
        elif info.flag_bits & _ENCRYPTED:
            yield file.member(name, info.file_size).skip("protected by a password")
        else:
            yield Member(name, info.file_size, _opener(archive, info))


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], Source]:
    def open_member() -> Source:
        try:
            return archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise InputError(f"damaged in its ZIP file ({error})") from None

    return open_member


def _name(info: zipfile.ZipInfo) -> str:
    """The name with `/`, of what is above and before its folder nothing.

    Names are in UTF-8 if a flag says so (APPNOTE, appendix D), else in the code page of the system that
    wrote them; macOS writes UTF-8 without the flag.
    """
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = decode(name.encode("cp437"))
        except (InputError, UnicodeEncodeError):
            name = info.filename
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _is_of_page(name: str, folders: dict[str, set[str]]) -> bool:
    """Whether one of the folders that a member is in belongs to a saved page beside it."""
    folder = posixpath.dirname(name)
    while folder:
        above, base = posixpath.split(folder)
        if is_of_saved_page(base, folders.get(above, ())):
            return True
        folder = above
    return False
