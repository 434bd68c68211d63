"""The paragraphs of a document become an article, by the same rules for every format."""

from __future__ import annotations

from collections.abc import Sequence

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.fields import make_article
from search.ingest.files import SourceFile
from search.ingest.lines import over_limit
from search.ingest.text import read_text

_FIRST = 10
"""Among how many paragraphs the title that a document's properties give is looked for."""


def make_document(
    paragraphs: Sequence[str],
    *,
    heading: str | None,
    said: str | None,
    file: SourceFile,
    context: IngestContext,
) -> RawArticle:
    """The article; InputError if nothing is written or it is over the limit.

    `heading` is the paragraph that is set as the title. Without one the title is what the document's
    properties say it is (`said`), if it is written among the first paragraphs too: most properties are
    of a template or another document. Else it is found as in a plain text.
    """
    texts = [text for paragraph in paragraphs if (text := paragraph.strip())]
    if sum(len(text.encode("utf-8", "replace")) for text in texts) > context.max_bytes:
        raise InputError(over_limit(context.max_bytes))
    if len(texts) > 1 and _letters(texts[0]) == _letters(texts[1]):
        # As converters do that write the title of the properties above that of the text.
        del texts[1]
    first = {_letters(text): text for text in texts[:_FIRST]}
    title = heading or first.get(_letters(said or "")) or None
    if title is None:
        return read_text("\n\n".join(texts), id=file.stem, path=file.name)
    body = [text for text in texts[:_FIRST] if _letters(text) != _letters(title)]
    return make_article(
        id=file.stem, path=file.name, title=title, body="\n\n".join((*body, *texts[_FIRST:]))
    )


def join_cells(cells: Sequence[Sequence[str]]) -> list[str]:
    """A row of a table: a line if each cell has at most one, else the paragraphs of its cells in turn.

    Many documents are laid out by a table, letterhead beside motto or the whole text in one cell.
    """
    if all(len(cell) <= 1 for cell in cells):
        return [" | ".join(text for cell in cells for text in cell if text.strip())]
    return [text for cell in cells for text in cell]


def _letters(text: str) -> str:
    return "".join(text.casefold().split())
