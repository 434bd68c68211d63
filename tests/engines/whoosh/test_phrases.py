"""Phrases and frequencies in segments large enough for each way of finding them."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from search import Settings
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan
from search.query.tree import Phrase, Term
from tests.conftest import article

WORDS = ["quang", "nam", "hop", "tac", "lao", "cai", "van", "bien"]
ARTICLES = 400


@pytest.fixture(scope="module")
def bodies() -> list[list[str]]:
    """Bodies of words that are the rarer, the later they are in `WORDS`."""
    chance = random.Random(20120611)
    weights = [2.0 ** -(2 * place) for place in range(len(WORDS))]
    return [chance.choices(WORDS, weights, k=chance.randint(5, 60)) for _ in range(ARTICLES)]


@pytest.fixture(scope="module")
def engine(bodies: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    engine = WhooshEngine(
        Settings(index=tmp_path_factory.mktemp("index"), segment_articles=150), {}
    )
    named = (article(f"a{n}", "", " ".join(body)) for n, body in enumerate(bodies))
    engine.write(named, (), replace_all=True)
    return engine


@pytest.mark.parametrize("length", [2, 3])
def test_a_phrase_is_found_where_its_words_stand_side_by_side(
    engine: WhooshEngine, bodies: list[list[str]], length: int
) -> None:
    searcher = engine.searcher()
    for words in product(WORDS[:6], repeat=length):
        expected = {
            f"a{n}"
            for n, body in enumerate(bodies)
            if any(tuple(body[i : i + length]) == words for i in range(len(body)))
        }
        found = searcher.search(Plan(Phrase(tuple(map(Term, words))), size=ARTICLES))
        assert {hit.id for hit in found.hits} == expected, words


def test_bigrams_are_listed_if_many_documents_hold_them(engine: WhooshEngine) -> None:
    listed = unlisted = 0
    for segment in engine._snapshot().segments:
        bigrams = segment.terms.bigrams["body_pairs"]
        for first, second in bigrams:
            documents = bigrams.documents(first, second)
            if documents is None:
                count = bigrams.count(first, second)
                assert count == 1 or count * 64 < segment.size
                unlisted += 1
            else:
                assert documents.tolist() == bigrams.ids_and_weights(first, second)[0].tolist()
                listed += 1
    assert listed
    assert unlisted


def test_how_often_a_word_stands_in_some_documents(
    engine: WhooshEngine, bodies: list[list[str]]
) -> None:
    for word, few in product(WORDS[:4], (2, 5, 300)):
        # Of a snapshot that was not asked before.
        snapshot = WhooshEngine(engine._settings, {})._snapshot()
        documents = np.flatnonzero(snapshot.live)[:: max(1, ARTICLES // few)]
        expected = [bodies[int(snapshot.id_of(int(n))[1:])].count(word) for n in documents]
        for _ in range(2):
            assert snapshot.term_freqs_at("body", word, documents).tolist() == expected
        assert snapshot.mask("body", word)[documents].tolist() == [n > 0 for n in expected]
