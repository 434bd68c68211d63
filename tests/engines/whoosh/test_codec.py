"""The index is a Whoosh index: Whoosh's own readers, matchers and writers work on its files."""

from __future__ import annotations

import gc
import math
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.collectors import TopCollector
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, create_in, open_dir
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from search import Settings
from search.engines.whoosh import WhooshEngine
from search.engines.whoosh.codec import ArrayCodec
from search.engines.whoosh.schema import INDEX_NAME, whoosh_schema
from search.engines.whoosh.segment_infos import read_segment_infos
from search.query.plan import Plan
from search.query.tree import All, Any, Node, Phrase, Term, Word
from tests.conftest import article
from tests.engines.drawn import archives

# Whoosh leaves files to the garbage collector, which warns of each.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def collect() -> Iterator[None]:
    yield
    gc.collect()


WORDS = ["hop", "tac", "quang", "nam", "lao", "provinces", "province", "14d", "none"]
titles = st.sampled_from(WORDS).map(lambda word: Word(Term(word), field="title"))
phrases = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
    lambda words: Phrase(tuple(map(Term, words)), field="title")
)
trees = st.recursive(
    st.one_of(titles, phrases),
    lambda nodes: st.one_of(
        st.builds(All, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
        st.builds(Any, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)


def whoosh_query(node: Node) -> query.Query:
    """The same question of Whoosh: one field, so that its scores are those of the tree."""
    match node:
        case Word(term=term):
            return query.Term("title", term.folded)
        case Phrase(terms=terms):
            return query.Phrase("title", [term.folded for term in terms])
        case All(children=children):
            return query.And([whoosh_query(child) for child in children])
        case Any(children=children):
            return query.Or([whoosh_query(child) for child in children])
    raise AssertionError(node)


class LuceneBM25(BM25F):
    """Whoosh's BM25 with Lucene's idf, and without the constant factor of k1 + 1."""

    def __init__(self) -> None:
        super().__init__(B=0.65, K1=2.0)

    def idf(self, searcher: Searcher, field: str, text: bytes) -> float:
        size, holding = searcher.doc_count_all(), searcher.doc_frequency(field, text)
        return math.log(1 + (size - holding + 0.5) / (holding + 0.5)) / 3.0


def opened(engine: WhooshEngine, below: Path) -> FileIndex:
    """The index as Whoosh opens it: with the table of contents that it asks for, in a copy."""
    folder = Path(tempfile.mkdtemp(dir=below))
    shutil.copytree(engine._snapshot().generation.path, folder, dirs_exist_ok=True)
    toc = TOC(whoosh_schema(), read_segment_infos(folder), 1)
    toc.write(FileStorage(str(folder)), INDEX_NAME)
    return open_dir(str(folder), INDEX_NAME, readonly=True)


@given(articles=archives(), tree=trees)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whooshs_own_matchers_give_the_same_documents_and_scores(
    tmp_path: Path, articles: list, tree: Node
) -> None:
    engine = WhooshEngine(Settings(index=tmp_path / "index", title_weight=1.0, k1=2.0, b=0.65), {})
    # Titles alone are asked for: those of the archive are short.
    engine.write([replace(a, title=a.body) for a in articles], (), replace_all=True)
    ours = {hit.id: hit.score for hit in engine.searcher().search(Plan(tree, size=50)).hits}
    with opened(engine, tmp_path).searcher(weighting=LuceneBM25()) as searcher:
        # Without replacing matchers, which drops results in Whoosh.
        collector = TopCollector(50, usequality=False)
        collector.replace = 0
        searcher.search_with_collector(whoosh_query(tree), collector)
        theirs = {}
        for hit in collector.results():
            theirs[engine._snapshot().id_of(hit.docnum)] = hit.score
    assert ours == pytest.approx(theirs, abs=1e-4)


def test_whooshs_own_writer_writes_segments_that_are_read_as_arrays(tmp_path: Path) -> None:
    index = create_in(str(tmp_path), whoosh_schema())
    for batch in (["hop tac", "tac"], ["quang nam hop tac", "hop"]):
        writer = index.writer(codec=ArrayCodec())
        for number, text in enumerate(batch):
            writer.add_document(id=f"{text}-{number}", title=text, place="VN\x1fVN-27")
        writer.commit(merge=False)
    with index.searcher() as searcher:
        assert searcher.doc_count() == 4
        found = searcher.search(query.Phrase("title", ["hop", "tac"]))
        assert len(found) == 2
        assert len(searcher.search(query.Term("place", "VN-27"))) == 4
        assert len(searcher.search(query.Prefix("title", "qu"))) == 1
    # And a merge by Whoosh keeps them.
    writer = index.writer(codec=ArrayCodec())
    writer.commit(optimize=True)
    with index.searcher() as searcher:
        assert len(list(searcher.reader().leaf_readers())) == 1
        assert len(searcher.search(query.Phrase("title", ["hop", "tac"]))) == 2


def test_every_term_is_there_in_order(tmp_path: Path) -> None:
    engine = WhooshEngine(Settings(index=tmp_path / "index"), {})
    text = "Đắk Lắk a1 a b 广 tỉnh ab a_b"
    engine.write([article("x", text, text), article("y", "a", "a b")], (), replace_all=True)
    with opened(engine, tmp_path).reader() as reader:
        terms = list(reader.all_terms())
        assert terms == sorted(terms)
        assert {t.decode() for f, t in terms if f == "body_pairs"} == {
            "dak_lak", "lak_a1", "a1_a", "a_b", "b_广", "广_tinh", "tinh_ab", "ab_a",
        }  # fmt: skip
        for field, term in terms:
            assert reader.doc_frequency(field, term) == len(
                list(reader.postings(field, term).all_ids())
            )
            assert (field, term) in reader
