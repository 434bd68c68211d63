"""The engines that are asked, each given titles and bodies, and whole questions.

The peers find documents with any of the words. A peer makes a `Rank` of a pool's documents in an empty
folder; ImportError if its library is missing.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from search import SearchRequest, Settings
from search.analysis import normalize
from search.articles import RawArticle
from search.engines.whoosh import WhooshEngine
from search.enrich import enrich
from search.gazetteer import load_gazetteer
from search.searching import SearchService
from tests.benchmarks.relevance.measures import DEPTH
from tests.benchmarks.relevance.sets import Document, folded_words

Rank = Callable[[str], Sequence[str]]
"""The ids of the best documents for a question."""
Peer = Callable[[Sequence[Document], Path], Rank]

_SIGNS = re.compile(r"[\"“”„«»()|*~=]|(?<!\S)[-+]+|(?i:\b(?:title|place|date|lang|source)):")


def plain(text: str) -> str:
    """What was typed, without the signs that the grammar gives a meaning."""
    return " ".join(_SIGNS.sub(" ", text).split())


def timtin(
    documents: Sequence[Document], folder: Path, tried: Mapping[str, Settings]
) -> dict[str, Rank]:
    """Tìm Tin by name of its settings, all over one index.

    Copies of an article are asked for one by one, as the peers give them: the order is judged here,
    not the page. Questions may be as long as they are.
    """
    gazetteer = load_gazetteer()
    raw = (RawArticle(d.id, normalize(d.title) or None, normalize(d.body), "") for d in documents)
    WhooshEngine(Settings(index=folder), {}).write(
        (enrich(article, "", gazetteer) for article in raw), (), replace_all=True
    )

    def ranked(settings: Settings) -> Rank:
        settings = replace(
            settings, index=folder, cache_mb=64, question_length=1 << 16, question_words=1024
        )
        service = SearchService(WhooshEngine(settings, {}).searcher(), gazetteer, settings)

        def rank(text: str) -> list[str]:
            request = SearchRequest(plain(text), size=DEPTH, all_copies=True)
            return [hit.id for hit in service.search(request, facets=()).hits.hits]

        return rank

    return {name: ranked(settings) for name, settings in tried.items()}


def tantivy(documents: Sequence[Document], folder: Path) -> Rank:
    return _tantivy(documents, folder, stems=False)


def tantivy_stems(documents: Sequence[Document], folder: Path) -> Rank:
    return _tantivy(documents, folder, stems=True)


def _tantivy(documents: Sequence[Document], folder: Path, *, stems: bool) -> Rank:
    import tantivy as tv

    builder = tv.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "text"):
        builder.add_text_field(field, tokenizer_name="folded")
    schema = builder.build()
    index = tv.Index(schema, path=str(folder))
    analyzing = (
        tv.TextAnalyzerBuilder(tv.Tokenizer.simple())
        .filter(tv.Filter.lowercase())
        .filter(tv.Filter.ascii_fold())
    )
    if stems:
        analyzing = analyzing.filter(tv.Filter.stemmer("english"))
    analyzer = analyzing.build()
    index.register_tokenizer("folded", analyzer)
    writer = index.writer(num_threads=1)
    for document in documents:
        writer.add_document(
            tv.Document(
                id=document.id, title=composed(document.title), text=composed(document.body)
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        parts = [
            (tv.Occur.Should, tv.Query.term_query(schema, field, word))
            for word in analyzer.analyze(composed(text))
            for field in ("title", "text")
        ]
        found = searcher.search(tv.Query.boolean_query(parts), limit=DEPTH)
        return [searcher.doc(address)["id"][0] for _, address in found.hits]

    return rank


def fts5(documents: Sequence[Document], folder: Path) -> Rank:
    base = sqlite3.connect(folder / "fts5.sqlite")
    base.execute(
        "create virtual table pool using fts5(id unindexed, title, text, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    rows = [(d.id, composed(d.title), composed(d.body)) for d in documents]
    base.executemany("insert into pool values(?, ?, ?)", rows)

    def rank(text: str) -> list[str]:
        words = [f'"{word}"' for word in re.findall(r"\w+", composed(text))]
        found = base.execute(
            f"select id from pool where pool match ? order by rank limit {DEPTH}",
            (" OR ".join(words),),
        )
        return [id for (id,) in found]

    return rank


def bm25s(documents: Sequence[Document], folder: Path) -> Rank:
    return _bm25s(documents, folded_words)


def bm25s_bigrams(documents: Sequence[Document], folder: Path) -> Rank:
    def terms(text: str) -> list[str]:
        words = folded_words(text)
        return words + ["_".join(pair) for pair in pairwise(words)]

    return _bm25s(documents, terms)


def _bm25s(documents: Sequence[Document], terms: Callable[[str], list[str]]) -> Rank:
    import bm25s as bm

    ids = [document.id for document in documents]
    retriever = bm.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index([terms(f"{d.title} {d.body}") for d in documents], show_progress=False)
    most = min(DEPTH, len(ids))

    def rank(text: str) -> list[str]:
        found, scores = retriever.retrieve([terms(text)], k=most, show_progress=False)
        best = zip(found[0], scores[0], strict=True)
        return [ids[number] for number, score in best if score > 0]

    return rank


def composed(text: str) -> str:
    """The text as peers are given it: they do not compose letters and marks themselves."""
    return unicodedata.normalize("NFC", text)


PEERS: dict[str, Peer] = {
    "tantivy": tantivy,
    "tantivy-stems": tantivy_stems,
    "fts5": fts5,
    "bm25s": bm25s,
    "bm25s-bigrams": bm25s_bigrams,
}
ENGLISH_PEERS = frozenset(["tantivy-stems"])
"""Those that are asked English sets only."""
