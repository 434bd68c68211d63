"""DOCX, WordprocessingML (ECMA-376, part 1, 17).

python-docx is made to write documents; what it reads of a paragraph leaves out insertions, text boxes
and footnotes. So the few elements that hold text are read here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.documents.paragraphs import join_cells, make_document
from search.ingest.documents.parts import read_part
from search.ingest.files import SourceFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "txbxContent"}
)
"""What is deleted or moved away, codes of fields, and the second writing of a drawing's text. Text boxes
are paragraphs of their own."""
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADINGS = ("title", "heading 1")
_FIRST = 10


def read_docx(archive: zipfile.ZipFile, file: SourceFile, context: IngestContext) -> RawArticle:
    """The article of a document, with tracked changes accepted and notes at its end."""
    root = read_part(archive, "word/document.xml")
    body = (
        next((node for node in root if _name(node) == "body"), None) if root is not None else None
    )
    if body is None:
        raise InputError("a Word document without a body")
    styles = _style_names(archive)
    paragraphs = list(_paragraphs(body))
    heading = _find_heading(body, styles)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = read_part(archive, part)
        if notes is not None:
            paragraphs += _paragraphs(notes)
    properties = read_part(archive, "docProps/core.xml")
    said = properties.findtext(_TITLE) if properties is not None else None
    return make_document(paragraphs, heading=heading, said=said, file=file, context=context)


def _paragraphs(node: etree._Element) -> Iterator[str]:
    for child in node:
        name = _name(child)
        if name == "p":
            yield _text(child)
            for box in child.iter(f"{_W}txbxContent", f"{_STRICT}txbxContent"):
                if not any(_name(above) == "Fallback" for above in box.iterancestors()):
                    yield from _paragraphs(box)
        elif name == "tr":
            yield from join_cells(
                [[text for text in _paragraphs(cell) if text.strip()] for cell in _cells(child)]
            )
        elif name not in ("del", "moveFrom"):
            yield from _paragraphs(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if _name(child) == "tc":
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins"):
            yield from _cells(child)


def _text(node: etree._Element) -> str:
    pieces = []
    for child in node:
        name = _name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name not in _LEFT_OUT and not (name == "r" and _is_hidden(child)):
            pieces.append(_text(child))
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    return any(
        _name(mark) == "vanish" and _value(mark) not in ("0", "false")
        for properties in run
        if _name(properties) == "rPr"
        for mark in properties
    )


def _find_heading(body: etree._Element, styles: dict[str, str]) -> str | None:
    """The paragraph near the beginning that is set as the title, or else as a heading."""
    found: dict[str, str] = {}
    for paragraph in [node for node in body if _name(node) == "p"][:_FIRST]:
        for mark in paragraph.iter(f"{_W}pStyle", f"{_STRICT}pStyle"):
            style = _value(mark)
            text = " ".join(_text(paragraph).split())
            if text:
                found.setdefault(styles.get(style, style.lower()), text)
    return next((found[name] for name in _HEADINGS if name in found), None)


def _style_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the styles by their id: those of Word's own are English in every language."""
    root = read_part(archive, "word/styles.xml")
    names = {}
    for style in root if root is not None else ():
        for child in style:
            if _name(child) == "name":
                identifier = next((v for k, v in style.items() if k.endswith("styleId")), "")
                names[identifier] = _value(child).lower()
    return names


def _value(node: etree._Element) -> str:
    return next((value for key, value in node.items() if key.endswith("}val")), "")


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
