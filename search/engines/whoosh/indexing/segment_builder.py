"""The articles of one segment, until they are inverted and written at once."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import length_to_byte

from search.articles import Article
from search.engines.whoosh.codec import ArrayCodec, ArraySegment, path_maker
from search.engines.whoosh.indexing.inversion import (
    Texts,
    Values,
    Vocabulary,
    invert_text,
    invert_values,
)
from search.engines.whoosh.schema import (
    FACET_FIELDS,
    FACET_GROUPS,
    INDEX_NAME,
    NUMERIC_COLUMNS,
    RECORDS,
    TEXT_FIELDS,
    facet_values,
    field_name,
    numbers_of,
    records_of,
)
from search.engines.whoosh.storage.bigrams import FieldBigrams
from search.engines.whoosh.storage.compression import LEARNED, Compression, learn
from search.engines.whoosh.storage.duplicate_groups import write_sketches
from search.engines.whoosh.storage.facet_postings import (
    facet_arrays,
    facet_postings_of,
    values_by_document,
)
from search.engines.whoosh.storage.integers import Array
from search.engines.whoosh.storage.postings import FieldPostings
from search.engines.whoosh.storage.terms import write_terms
from search.near_duplicates import hash_terms, sketch_texts


class Batch:
    """Takes the articles of one segment; `segment` is the one, `size` how many it has taken.

    They become documents in the order of their dates, the newest first and the undated last, so that
    those of a month or of any period stand side by side.
    """

    def __init__(
        self,
        storage: FileStorage,
        schema: Any,
        vocabulary: Vocabulary,
        compression: Compression | None,
    ) -> None:
        codec = ArrayCodec()
        self.segment: ArraySegment = codec.new_segment(storage, INDEX_NAME)
        self.size = 0
        self._path_of = path_maker(storage, self.segment)
        self._schema = schema
        self._vocabulary = vocabulary
        self._documents = codec.per_document_writer(storage, self.segment)
        self._texts = {field: Texts() for field in TEXT_FIELDS}
        self._english = array("b")
        self._values = {field: Values() for field in (*FACET_FIELDS, "id")}
        self._numbers = {column: array("i") for column in NUMERIC_COLUMNS}
        self._records = _Records(compression)

    @property
    def compression(self) -> Compression | None:
        """What the articles' records are compressed with, once that was learned."""
        return self._records.compression

    @property
    def words(self) -> int:
        """How many words its bodies have."""
        return len(self._texts["body"].tokens)

    def add(self, article: Article) -> None:
        """Take the next article."""
        # A derived title is words of the lead: as a title they would weigh without any reason.
        written = "" if article.title_derived else article.title
        self._texts["title"].add(written, self._vocabulary.tokens)
        self._texts["body"].add(article.body, self._vocabulary.tokens)
        self._english.append(article.language == "en")
        for field, values in (facet_values(article) | {"id": [article.id]}).items():
            self._values[field].add(self.size, values)
        for column, number in numbers_of(article).items():
            self._numbers[column].append(number)
        self._records.add(records_of(article))
        self.size += 1

    def write(self) -> Array:
        """Write the segment. Returns which document each article became, in the order they came in."""
        order = np.argsort(-np.array(self._numbers["first"]), kind="stable")
        places = np.empty(self.size, dtype=np.int64)
        places[order] = np.arange(self.size)
        fields = self._write_texts(order, places)
        values = {field: invert_values(held, places) for field, held in self._values.items()}
        others: dict[str, Array] = {}
        for group, facets in FACET_GROUPS.items():
            codes, ends = values_by_document([values[facet] for facet in facets], self.size)
            others |= {f"{group}_codes": codes, f"{group}_ends": ends}
        for facet in FACET_FIELDS:
            others |= facet_arrays(facet, facet_postings_of(values[facet], self.size))
        others["id_numbers"], _ = values_by_document([values["id"]], self.size)
        write_terms(self._path_of, fields | values, others)
        self._write_sketches(order)
        for column, numbers in self._numbers.items():
            self._write_column(column, np.array(numbers)[order].tolist())
        for column, records in self._records.finish(self._path_of(".dictionary")).items():
            self._write_column(column, map(records.__getitem__, order.tolist()))
        for number in range(self.size):
            self._documents.start_doc(number)
            self._documents.finish_doc()
        self._documents.close()
        self.segment.set_doc_count(self.size)
        return places

    def cancel(self) -> None:
        """Let go of the segment's files."""
        with contextlib.suppress(Exception):
            self._documents.close()

    def _write_texts(self, order: Array, places: Array) -> dict[str, FieldPostings | FieldBigrams]:
        """Write the lengths of the texts; returns what is to be written of their terms."""
        english = np.frombuffer(self._english, dtype=np.bool_)[order]
        fields: dict[str, FieldPostings | FieldBigrams] = {}
        for text_field, texts in self._texts.items():
            words = field_name(text_field, "folded")
            streams = invert_text(texts, self._vocabulary, places, english, words)
            for stream, inverted in streams.items():
                name = field_name(text_field, stream)
                fields[name] = inverted.postings
                # Rounded as Whoosh rounds them.
                rounded = map(length_to_byte, inverted.lengths.tolist())
                self._write_column(f"_{name}_len", rounded, LENGTHS_COLUMN)
                self._documents._fieldlengths[name] = int(inverted.lengths.sum())
        return fields

    def _write_sketches(self, order: Array) -> None:
        body = self._texts["body"]
        tokens = np.frombuffer(body.tokens, dtype=np.int32)
        ends = np.cumsum(np.frombuffer(body.lengths, dtype=np.int32))
        # Each token counts as many words as it is: a stop none, a day three or four.
        words = self._vocabulary.words()[tokens]
        before = np.concatenate([[0], np.cumsum(words)])
        terms = np.repeat(self._vocabulary.term_of_token("folded")[tokens], words)
        hashes = hash_terms(self._vocabulary.terms["folded"])
        sketches = sketch_texts(hashes, terms, np.diff(before[ends], prepend=0).astype(np.int32))
        write_sketches(self._path_of, sketches[order])

    def _write_column(self, name: str, values: Iterable[Any], kind: Any = None) -> None:
        """Write a column of Whoosh's, a value a document; of the schema's kind if none is given."""
        self._documents._create_column(name, kind or self._schema[name].column_type)
        writer = self._documents._get_column(name)
        for number, value in enumerate(values):
            writer.add(number, value)


class _Records:
    """The records of a batch, compressed. The first wait until a dictionary is made of them."""

    def __init__(self, compression: Compression | None) -> None:
        self.compression = compression
        self._compressor = compression.compressor() if compression else None
        self._waiting: list[dict[str, bytes]] = []
        self._compressed: dict[str, list[bytes]] = {name: [] for name in RECORDS}

    def add(self, records: dict[str, bytes]) -> None:
        """Take the records of the next article, by the columns they belong to."""
        if self._compressor:
            self._compress(self._compressor, records)
            return
        self._waiting.append(records)
        if len(self._waiting) == LEARNED:
            self._learn()

    def finish(self, dictionary: str) -> dict[str, list[bytes]]:
        """Write the dictionary to a file of that path; returns all the records, by column."""
        if self.compression is None:
            self._learn()
        assert self.compression is not None
        Path(dictionary).write_bytes(self.compression.dictionary)
        return self._compressed

    def _learn(self) -> None:
        samples = [record for records in self._waiting for record in records.values()]
        self.compression = Compression(learn(samples))
        self._compressor = self.compression.compressor()
        for records in self._waiting:
            self._compress(self._compressor, records)
        self._waiting = []

    def _compress(self, compressor: Any, records: dict[str, bytes]) -> None:
        for name, record in records.items():
            self._compressed[name].append(compressor.compress(record))
