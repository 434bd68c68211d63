"""Articles become segments of a Whoosh index in a folder that nobody reads yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex, create_in, open_dir

from search.articles import Article
from search.engines.whoosh.schema import document, whoosh_schema


def write_index(
    folder: Path, articles: Iterable[Article], gone: Iterable[str], *, fresh: bool, megabytes: int
) -> int:
    """Write the articles into the index in the folder, and how many it then holds.

    With `fresh` the folder is empty and the index made new. Of articles with the same id the last
    one stays. `megabytes` of postings are held before they are spilled. An exception while writing
    leaves the folder unusable: it is the caller's to throw away.
    """
    index = create_in(str(folder), whoosh_schema()) if fresh else open_dir(str(folder))
    writer = index.writer(limitmb=megabytes, compound=False, codec=W3Codec())
    superseded: list[int] = []
    newest: dict[str, int] = {}
    try:
        for id in gone:
            writer.delete_by_term("id", id)
        for number, article in enumerate(articles):
            if article.id in newest:
                superseded.append(newest[article.id])
            elif not fresh:
                writer.delete_by_term("id", article.id)
            newest[article.id] = number
            writer.add_document(**document(article))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=not superseded)
    if superseded:
        _drop_superseded(index, superseded)
    for lock in folder.glob("*LOCK"):
        lock.unlink()
    with index.reader() as reader:
        return int(reader.doc_count())


def _drop_superseded(index: FileIndex, numbers: list[int]) -> None:
    """Delete documents by their number in the segment written last.

    They cannot be deleted by id, which would take the later article of that id along, nor while
    their segment is being written.
    """
    writer = index.writer(compound=False, codec=W3Codec())
    base = sum(segment.doc_count_all() for segment in writer.segments[:-1])
    for number in numbers:
        writer.delete_document(base + number)
    writer.commit(merge=False)
