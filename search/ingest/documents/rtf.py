"""RTF, through striprtf."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.containers.member import whole
from search.ingest.context import IngestContext
from search.ingest.documents.paragraphs import make_document
from search.ingest.files import SourceFile
from search.ingest.libraries import needs

_DELETED = re.compile(r"\\deleted(?![a-z0])")
# The library leaves footnotes out. So they stand where they are referred to.
_FOOTNOTE = re.compile(r"{(?:\\\*)?\\footnote\b")
_TITLE = re.compile(r"{\\title (?P<title>(?:[^{}\\]|\\[^{}])*)}")


def read_rtf(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle]:
    """The article of a document."""
    with needs("striprtf"):
        from striprtf.striprtf import rtf_to_text
    source = whole(opened).decode("latin-1")
    try:
        text = rtf_to_text(_FOOTNOTE.sub("{ ", _without_deleted(source)), errors="replace")
        match = _TITLE.search(source)
        said = rtf_to_text(match["title"], errors="replace") if match else None
    except Exception as error:  # Whatever a file does to the library, the next one must be read.
        raise InputError(f"not RTF that can be read ({type(error).__name__})") from error
    lines = [
        # The library ends each cell with a bar.
        line.strip("|").replace("|", " | ") if line.endswith("|") else line
        for line in text.split("\n")
    ]
    yield make_document(lines, heading=None, said=said, file=file, context=context)


def _without_deleted(source: str) -> str:
    """The source without the groups of what tracked changes delete, which the library does not know."""
    while match := _DELETED.search(source):
        begin = source.rfind("{", 0, match.start())
        depth, end = 1, match.end()
        while depth and end < len(source):
            depth += {"{": 1, "}": -1}.get(source[end], 0)
            end += 2 if source[end] == "\\" else 1
        source = source[: max(begin, 0)] + source[end:]
    return source
