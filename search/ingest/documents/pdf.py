"""PDF with a text layer, through PDFium, which gives it in the order in which it is read."""

from __future__ import annotations

import ctypes
import io
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import whole
from search.ingest.context import IngestContext
from search.ingest.documents.paragraphs import make_document
from search.ingest.files import SourceFile
from search.ingest.libraries import needs
from search.ingest.lines import over_limit

_PASSWORD = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""
_EDGE_LINES = 2
_FEWEST_PAGES = 2
_LARGER = 1.15
_OF_ANOTHER_SIZE = 1.1
_GAP = 1.25
_INDENT = 0.5
_LONGEST_TITLE = 300
_ENDS = tuple(".!?…:;”\"'»)")
_ITEM = re.compile(r"(?:[-–•*+▪]|\d{1,2}[.)])\s")
_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen and the end of its line, where it takes it for one that breaks a word."""
_BROKEN = re.compile("(?<=\\w)[-\u00ad\u2010]$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with where it begins, in points from the lower left corner, and the size of its letters."""

    text: str
    page: int
    size: float
    x: float
    y: float


def read_pdf(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    """The article of a document, several items in one stay one."""
    with needs("pypdfium2"):
        import pypdfium2
    try:
        document = pypdfium2.PdfDocument(whole(opened))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise InputError("protected by a password") from None
        raise InputError("a damaged PDF file") from None
    try:
        lines: list[_Line] = []
        size = 0
        for number in range(len(document)):
            found = _page_lines(document, number)
            lines += found
            size += sum(len(line.text.encode()) for line in found)
            if size > context.max_bytes:
                raise InputError(over_limit(context.max_bytes))
        said = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise InputError(f"a damaged PDF file ({error})") from None
    finally:
        document.close()
    if not any(char.isalpha() for line in lines for char in line.text):
        raise InputError("a scan without text: make its text readable first, as ocrmypdf does")
    lines = _without_running_heads(lines)
    paragraphs = list(_paragraphs(lines))
    yield make_document(
        paragraphs, heading=_find_title(lines), said=said, file=file, context=context
    )


def _page_lines(document: Any, number: int) -> list[_Line]:
    from pypdfium2 import raw

    page = document[number]
    text_page = page.get_textpage()
    found = []
    x, y = ctypes.c_double(), ctypes.c_double()
    at = 0
    for piece, end in re.findall(f"([^\n{_HYPHEN}]*)([\n{_HYPHEN}]?)", text_page.get_text_range()):
        begin = at + len(piece) - len(piece.lstrip())
        at += len(piece) + 1
        if piece.strip():
            raw.FPDFText_GetCharOrigin(text_page.raw, begin, x, y)
            size = raw.FPDFText_GetFontSize(text_page.raw, begin)
            text = piece.strip() + ("-" if end == _HYPHEN else "")
            found.append(_Line(text, number, size, x.value, y.value))
    text_page.close()
    page.close()
    return found


def _without_running_heads(lines: Sequence[_Line]) -> list[_Line]:
    """The lines without those that are alike, but for numbers, above or below most pages."""
    pages: dict[int, list[_Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    if len(pages) < _FEWEST_PAGES:
        return list(lines)
    edges: list[_Line] = []
    for there in pages.values():
        ordered = sorted(there, key=lambda line: -line.y)
        edges += {*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]}
    counted = Counter(_pattern(line) for line in edges)
    least = max(_FEWEST_PAGES, len(pages) / 2)
    dropped = {line for line in edges if counted[_pattern(line)] >= least}
    return [line for line in lines if line not in dropped]


def _pattern(line: _Line) -> tuple[str, int]:
    # Heads stand at the same height on every page, the last lines of columns of figures do not say so much.
    return re.sub(r"\d+", "0", line.text), round(line.y / 5)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    """The lines joined into paragraphs."""
    if not lines:
        return
    gaps = [
        above.y - line.y
        for above, line in pairwise(lines)
        if above.page == line.page and above.y > line.y and above.size == line.size
    ]
    pitch = statistics.median_low(gaps) if gaps else 0.0
    text = lines[0].text
    for above, line in pairwise(lines):
        if _begins_paragraph(above, line, pitch):
            yield text
            text = line.text
        else:
            text = _joined(text, line.text)
    yield text


def _begins_paragraph(above: _Line, line: _Line, pitch: float) -> bool:
    larger, smaller = max(above.size, line.size), min(above.size, line.size)
    if larger > _OF_ANOTHER_SIZE * smaller or _ITEM.match(line.text):
        return True
    ended = above.text.endswith(_ENDS)
    if above.page != line.page or line.y >= above.y:
        # On the next page or in the next column a sentence goes on.
        return ended
    if above.y - line.y > _GAP * max(pitch, line.size):
        return True
    return ended and line.x - above.x > _INDENT * line.size


def _joined(text: str, line: str) -> str:
    if not _BROKEN.search(text):
        return f"{text} {line}"
    word, after = text[:-1].split()[-1], line.split()[0]
    if word.isascii() and after[0].isascii() and after[0].islower():
        return text[:-1] + line
    # A hyphen that is always written: Vietnamese breaks lines between its syllables.
    return f"{text[:-1]}-{line}"


def _find_title(lines: Sequence[_Line]) -> str | None:
    """The first lines of the first page that are set in its largest letters, if they are larger than most."""
    first = [line for line in lines if line.page == lines[0].page]
    letters = Counter[float]()
    for line in lines:
        letters[line.size] += len(line.text)
    usual = letters.most_common(1)[0][0]
    largest = max(line.size for line in first)
    if largest < _LARGER * usual:
        return None
    begin = next(index for index, line in enumerate(first) if line.size == largest)
    title = first[begin].text
    for line in first[begin + 1 :]:
        if line.size != largest:
            break
        title = _joined(title, line.text)
    return title if len(title) <= _LONGEST_TITLE else None
