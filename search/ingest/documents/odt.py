"""ODT, OpenDocument texts, in a ZIP or flat (OASIS OpenDocument 1.3, part 3, 5 and 6)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import whole
from search.ingest.context import IngestContext
from search.ingest.documents.paragraphs import join_cells, make_document
from search.ingest.documents.parts import read_part
from search.ingest.files import SourceFile
from search.ingest.xml import parse_xml

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LEFT_OUT = frozenset({
    f"{_TEXT}tracked-changes",
    f"{_OFFICE}annotation",
    f"{_TEXT}note",
    f"{_TEXT}sequence-decls",
    f"{_OFFICE}forms",
})  # fmt: skip
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read_odt(archive: zipfile.ZipFile, file: SourceFile, context: IngestContext) -> RawArticle:
    """The article of a document, with tracked changes accepted and notes at its end."""
    content = read_part(archive, "content.xml")
    if content is None:
        raise InputError("an OpenDocument file without a content")
    meta = read_part(archive, "meta.xml")
    said = next((node.text for node in meta.iter(_TITLE)), None) if meta is not None else None
    return _read(content, said, file, context)


def read_fodt(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    """The article of a flat document."""
    root = parse_xml(whole(opened))
    yield _read(root, next((node.text for node in root.iter(_TITLE)), None), file, context)


def _read(
    root: etree._Element, said: str | None, file: SourceFile, context: IngestContext
) -> RawArticle:
    body = next(root.iter(f"{_OFFICE}text"), None)
    if body is None:
        raise InputError("an OpenDocument file without a text")
    notes = [text for note in body.iter(f"{_TEXT}note-body") for text in _paragraphs(note)]
    paragraphs = [*_paragraphs(body), *notes]
    return make_document(
        paragraphs, heading=_find_heading(root, body), said=said, file=file, context=context
    )


def _paragraphs(node: etree._Element) -> Iterator[str]:
    for child in node:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _text(child)
            # Text boxes are anchored in paragraphs.
            for box in child:
                if box.tag not in _LEFT_OUT:
                    yield from _paragraphs(box)
        elif child.tag == f"{_TABLE}table-row":
            cells = [cell for cell in child if cell.tag == f"{_TABLE}table-cell"]
            yield from join_cells(
                [[text for text in _paragraphs(cell) if text.strip()] for cell in cells]
            )
        elif child.tag not in _LEFT_OUT:
            yield from _paragraphs(child)


def _text(node: etree._Element) -> str:
    pieces = [node.text or ""]
    for child in node:
        if child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag not in _LEFT_OUT and not _is_box(child):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _is_box(node: etree._Element) -> bool:
    return next(node.iter(f"{_TEXT}p", f"{_TEXT}h"), None) is not None


def _find_heading(root: etree._Element, body: etree._Element) -> str | None:
    """The first paragraph that is set as the title, or else the first heading of the first level."""
    titles = {"Title"}
    for style in root.iter(f"{_STYLE}style"):
        if style.get(f"{_STYLE}parent-style-name") == "Title":
            titles.add(style.get(f"{_STYLE}name") or "Title")
    heading = None
    for node in body.iter(f"{_TEXT}p", f"{_TEXT}h"):
        text = " ".join(_text(node).split())
        if text and node.get(f"{_TEXT}style-name") in titles:
            return text
        if heading is None and text and node.get(f"{_TEXT}outline-level") == "1":
            heading = text
    return heading
