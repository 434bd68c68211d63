"""The articles of one segment, until they are inverted and written at once."""

from __future__ import annotations

import contextlib
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import length_to_byte

from search.articles import Article
from search.engines.copies import hash_terms, sketch_texts
from search.engines.whoosh.codec import ArrayCodec, ArraySegment, path_maker
from search.engines.whoosh.coding import Array
from search.engines.whoosh.compression import LEARNED, Compression, learn
from search.engines.whoosh.copies import write_sketches
from search.engines.whoosh.facets import values_by_document
from search.engines.whoosh.invert import (
    Texts,
    Values,
    Vocabulary,
    invert_text,
    invert_values,
)
from search.engines.whoosh.pairs import FieldPairs
from search.engines.whoosh.postings import FieldPostings
from search.engines.whoosh.schema import (
    FACET_FIELDS,
    INDEX_NAME,
    TEXT_FIELDS,
    columns_of,
    facet_values,
    field_name,
    records_of,
)
from search.engines.whoosh.terms import write_terms


class Batch:
    """Takes the articles of one segment; `segment` is the one, `size` how many it has taken."""

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
        self._records = _Records(self._documents, schema, compression)

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
        self._documents.start_doc(self.size)
        for field, value in columns_of(article).items():
            self._documents.add_column_value(field, self._schema[field].column_type, value)
        self._documents.finish_doc()
        self._records.add(self.size, records_of(article))
        self.size += 1

    def write(self) -> ArraySegment:
        """Write the segment."""
        english = np.frombuffer(self._english, dtype=np.bool_)
        fields: dict[str, FieldPostings | FieldPairs] = {}
        for text_field, texts in self._texts.items():
            words = field_name(text_field, "folded")
            for stream, inverted in invert_text(texts, self._vocabulary, english, words).items():
                name = field_name(text_field, stream)
                fields[name] = inverted.postings
                self._write_lengths(name, inverted.lengths)
        inverted_values = {name: invert_values(held) for name, held in self._values.items()}
        fields |= inverted_values
        facets = [inverted_values[field] for field in FACET_FIELDS]
        codes, ends = values_by_document(facets, self.size)
        id_numbers, _ = values_by_document([inverted_values["id"]], self.size)
        others = {"facet_codes": codes, "facet_ends": ends, "id_numbers": id_numbers}
        write_terms(self._path_of, fields, others)
        self._write_sketches()
        self._records.finish(self._path_of(".dictionary"))
        self._documents.close()
        self.segment.set_doc_count(self.size)
        return self.segment

    def cancel(self) -> None:
        """Let go of the segment's files."""
        with contextlib.suppress(Exception):
            self._documents.close()

    def _write_sketches(self) -> None:
        body = self._texts["body"]
        folded = self._vocabulary.term_of_token("folded")
        sketches = sketch_texts(
            hash_terms(self._vocabulary.terms["folded"])[folded],
            np.frombuffer(body.tokens, dtype=np.int32),
            np.frombuffer(body.lengths, dtype=np.int32),
        )
        write_sketches(self._path_of, sketches)

    def _write_lengths(self, name: str, lengths: Array) -> None:
        """The column of a field's lengths, rounded as Whoosh rounds them."""
        column = f"_{name}_len"
        self._documents._create_column(column, LENGTHS_COLUMN)
        writer = self._documents._get_column(column)
        for number, length in enumerate(lengths.tolist()):
            writer.add(number, length_to_byte(length))
        self._documents._fieldlengths[name] = int(lengths.sum())


class _Records:
    """The compressed columns of a batch. Its first records wait until a dictionary is made of them."""

    def __init__(self, documents: Any, schema: Any, compression: Compression | None) -> None:
        self.compression = compression
        self._compressor = compression.compressor() if compression else None
        self._waiting: list[tuple[int, dict[str, bytes]]] = []
        self._columns = {}
        for field in ("article", "origin"):
            documents._create_column(field, schema[field].column_type)
            self._columns[field] = documents._get_column(field)

    def add(self, number: int, records: dict[str, bytes]) -> None:
        if self._compressor:
            self._write(self._compressor, number, records)
            return
        self._waiting.append((number, records))
        if len(self._waiting) == LEARNED:
            self._learn()

    def finish(self, dictionary: str) -> None:
        """Write what waits, and the dictionary to a file of that path."""
        if self.compression is None:
            self._learn()
        assert self.compression is not None
        Path(dictionary).write_bytes(self.compression.dictionary)

    def _learn(self) -> None:
        samples = [record for _, records in self._waiting for record in records.values()]
        self.compression = Compression(learn(samples))
        self._compressor = self.compression.compressor()
        for number, records in self._waiting:
            self._write(self._compressor, number, records)
        self._waiting = []

    def _write(self, compressor: Any, number: int, records: dict[str, bytes]) -> None:
        for field, record in records.items():
            self._columns[field].add(number, compressor.compress(record))
