"""Articles become segments of an index in a folder that nobody reads yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from search.articles import Article
from search.engines.whoosh.codec import ArraySegment, path_maker
from search.engines.whoosh.indexing.inversion import Vocabulary
from search.engines.whoosh.indexing.segment_builder import Batch
from search.engines.whoosh.reading.segment import Segment
from search.engines.whoosh.schema import INDEX_NAME, whoosh_schema
from search.engines.whoosh.segment_infos import FILE as SEGMENT_INFOS
from search.engines.whoosh.segment_infos import read_segment_infos, write_segment_infos
from search.engines.whoosh.storage.compression import LEARNED, Compression
from search.engines.whoosh.storage.duplicate_groups import FILE as GROUPS
from search.engines.whoosh.storage.duplicate_groups import write_groups

WRITTEN_ANEW = (SEGMENT_INFOS, GROUPS)
"""The files of an index that are not a segment's: each writing makes its own."""

WORST = 0.2
"""A segment is written again when more than this share of its articles is deleted."""


def write_index(
    folder: Path,
    articles: Iterable[Article],
    deleted_ids: Iterable[str],
    *,
    before: Path | None,
    most: int,
    most_words: int,
) -> int | None:
    """Write the articles into the index in the folder, and how many it then holds.

    None if nothing is added or deleted. `deleted_ids` are asked for when all articles have been taken.
    `before` is the folder of the index that this one follows: the folder has all its files but those of
    `WRITTEN_ANEW`. Without it the folder is empty and the index made new. Of articles with the same id
    the last one stays. A segment takes at most `most` articles (up to 65,536) and is closed by the one with
    which it has `most_words` words, which bounds the memory. An exception while writing leaves the
    folder unusable: it is the caller's to throw away.
    """
    storage = FileStorage(str(folder))
    schema = whoosh_schema()
    old = read_segment_infos(before) if before else []
    opened = [Segment(storage, segment, schema) for segment in old]

    def forget(id: str) -> None:
        for segment, reader in zip(old, opened, strict=True):
            for number in reader.documents_of(id):
                segment.delete_document(number)

    writer = _SegmentWriter(storage, schema, most, most_words)
    try:
        for article in articles:
            forget(article.id)
            writer.add(article)
        deleted = list(deleted_ids)
        for id in deleted:
            forget(id)
        if before and not (writer.size or deleted):
            return None
        merged = _to_merge(old, writer.size, most)
        for segment, reader in zip(old, opened, strict=True):
            if segment in merged:
                for number in range(reader.size):
                    if not segment.is_deleted(number):
                        writer.add(reader.article(number))
        written = writer.finish()
    except BaseException:
        writer.cancel()
        raise
    segments = [segment for segment in old if segment not in merged] + written
    write_groups(folder, [(path_maker(storage, s), s.deleted_docs()) for s in segments])
    write_segment_infos(folder, segments)
    for segment in merged:
        for name in segment.list_files(storage):
            storage.delete_file(name)
    shutil.rmtree(folder / f"{INDEX_NAME}.tmp", ignore_errors=True)
    return sum(int(segment.doc_count()) for segment in segments)


def _to_merge(segments: Sequence[ArraySegment], added: int, most: int) -> list[ArraySegment]:
    """The segments to write again with what is added.

    Those with too many deleted articles; and, from the smallest up, those that are no larger than all
    before them together, so that n updates leave about log n segments and write an article about
    log n times.
    """
    chosen = [s for s in segments if s.deleted_count() > WORST * s.doc_count_all()]
    total = added + sum(segment.doc_count() for segment in chosen)
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        if segment in chosen:
            continue
        if segment.doc_count() > total or total + segment.doc_count() > most:
            break
        chosen.append(segment)
        total += segment.doc_count()
    return chosen


class _SegmentWriter:
    """Writes articles into as many segments as they need."""

    def __init__(self, storage: FileStorage, schema: Any, most: int, most_words: int) -> None:
        self._storage = storage
        self._schema = schema
        self._most = most
        self._most_words = most_words
        self._vocabulary = Vocabulary()
        self._compression: Compression | None = None
        self._segments: list[ArraySegment] = []
        self._written: dict[str, tuple[ArraySegment, int]] = {}
        self._batch: Batch | None = None
        # Numbers of articles in the batch: which documents they become is known once it is written.
        self._batched: dict[str, int] = {}
        self._replaced: list[int] = []
        self.size = 0

    def add(self, article: Article) -> None:
        """Add an article; one of the same id that was added before is deleted."""
        if article.id in self._batched:
            self._replaced.append(self._batched[article.id])
        elif article.id in self._written:
            segment, document = self._written[article.id]
            segment.delete_document(document)
        if self._batch is None:
            self._batch = Batch(self._storage, self._schema, self._vocabulary, self._compression)
        self._batched[article.id] = self._batch.size
        self._batch.add(article)
        self.size += 1
        if self._batch.size >= self._most or self._batch.words >= self._most_words:
            self._close_batch()

    def finish(self) -> list[ArraySegment]:
        """The segments that were written."""
        self._close_batch()
        return self._segments

    def cancel(self) -> None:
        """Let go of the files of what is not finished."""
        if self._batch is not None:
            self._batch.cancel()

    def _close_batch(self) -> None:
        if self._batch is None:
            return
        documents = self._batch.write().tolist()
        segment = self._batch.segment
        for number in self._replaced:
            segment.delete_document(documents[number])
        for id, number in self._batched.items():
            self._written[id] = segment, documents[number]
        self._segments.append(segment)
        if self._batch.size >= LEARNED:
            self._compression = self._batch.compression
        self._batch, self._batched, self._replaced = None, {}, []
