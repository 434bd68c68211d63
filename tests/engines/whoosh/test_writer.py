"""Segments: merged as updates come, so that an index stays about as small as a fresh one."""

from __future__ import annotations

import random
from pathlib import Path

from search import Settings
from search.articles import Article
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan
from search.query.tree import Term, Word
from tests.conftest import article, day

WORDS = ["quảng", "nam", "hợp", "tác", "sê", "kông", "lào", "cai", "vân", "biên", "giới", "tỉnh"]


def made(number: int, chance: random.Random) -> Article:
    return article(f"a{number}", f"tin {number}", " ".join(chance.choices(WORDS, k=80)))


def open_at(root: Path) -> WhooshEngine:
    return WhooshEngine(Settings(index=root), {})


def size_of(engine: WhooshEngine) -> int:
    return engine.searcher().summary().size


def test_after_many_small_updates_an_index_is_about_as_small_as_a_fresh_one(tmp_path: Path) -> None:
    chance = random.Random(7)
    engine = open_at(tmp_path / "updated")
    articles = {f"a{n}": made(n, chance) for n in range(600)}
    engine.write(articles.values(), (), replace_all=True)
    for turn in range(200):
        changed = [made(chance.randrange(700), chance) for _ in range(2)]
        gone = [] if turn % 4 else [chance.choice(sorted(articles))]
        gone = [id for id in gone if id not in {a.id for a in changed}]
        engine.write(changed, gone, replace_all=False)
        articles |= {a.id: a for a in changed}
        for id in gone:
            del articles[id]
    fresh = open_at(tmp_path / "fresh")
    fresh.write(articles.values(), (), replace_all=True)
    assert {h.id for h in engine.searcher().search(Plan(None, size=1000)).hits} == set(articles)
    assert (
        engine.searcher().search(Plan(Word(Term("quang")))).total
        == fresh.searcher().search(Plan(Word(Term("quang")))).total
    )
    assert size_of(engine) <= 1.3 * size_of(fresh)


def test_an_update_shares_the_files_that_it_does_not_write(tmp_path: Path) -> None:
    chance = random.Random(7)
    engine = open_at(tmp_path / "index")
    engine.write([made(n, chance) for n in range(300)], (), replace_all=True)
    before = {file.stat().st_ino for file in engine._snapshot().generation.path.iterdir()}
    engine.write([made(1000, chance)], (), replace_all=False)
    after = {file.stat().st_ino for file in engine._snapshot().generation.path.iterdir()}
    assert len(before & after) >= len(before) - 3, (
        "only the table of segments, the groups of copies and the manifest differ"
    )


def test_an_update_leaves_the_generation_before_it_as_it_was(tmp_path: Path) -> None:
    """Its files are shared by links: what is written must be another file, copies' groups too."""
    engine = open_at(tmp_path / "index")
    story = " ".join(f"w{number}" for number in range(200))
    engine.write([article("a", "một", story), article("b", "hai", story)], (), replace_all=True)
    folder = engine._snapshot().generation.path
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    engine.write([article("c", "ba", story)], (), replace_all=False)
    assert set(engine.searcher().duplicates_of("c")) == {"a", "b"}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_scores_follow_what_is_left_after_a_merge(tmp_path: Path) -> None:
    chance = random.Random(7)
    engine, fresh = open_at(tmp_path / "updated"), open_at(tmp_path / "fresh")
    engine.write([made(n, chance) for n in range(40)], (), replace_all=True)
    kept = [made(n, chance) for n in range(100, 140)]
    engine.write(kept, [f"a{n}" for n in range(40)], replace_all=False)
    fresh.write(kept, (), replace_all=True)
    plan = Plan(Word(Term("quang")), size=100)
    assert engine.searcher().search(plan).hits == fresh.searcher().search(plan).hits


def test_a_segment_is_closed_by_its_articles_or_by_its_words(tmp_path: Path) -> None:
    chance = random.Random(7)
    articles = [made(n, chance) for n in range(10)]  # of 80 words each
    for limits, sizes in (
        ({"segment_articles": 4}, [4, 4, 2]),
        ({"segment_words": 200}, [3, 3, 3, 1]),
    ):
        engine = WhooshEngine(Settings(index=tmp_path / str(limits), **limits), {})
        engine.write(articles, (), replace_all=True)
        assert [segment.size for segment in engine._snapshot().segments] == sizes


def test_what_is_as_good_comes_newest_first(tmp_path: Path) -> None:
    days = {"b": "2012-06-11", "d": None, "a": "2022-06-08", "c": "2012-06-10", "e": "2012-06-11"}
    engine = open_at(tmp_path)
    engine.write(
        [article(id, "", "hợp tác", date=when and day(when)) for id, when in days.items()],
        (),
        replace_all=True,
    )
    hits = engine.searcher().search(Plan(Word(Term("hop")))).hits
    assert [hit.id for hit in hits] == ["a", "b", "e", "c", "d"]


def test_the_last_of_one_id_stays_wherever_its_day_puts_it(tmp_path: Path) -> None:
    written = [("a", "2012-06-11"), ("b", "2014-01-01"), ("a", "2022-06-08"), ("c", "2015-01-01"),
               ("a", "2013-03-03"), ("b", "2010-01-01")]  # fmt: skip
    for most in (2, 3, 100):
        engine = WhooshEngine(Settings(index=tmp_path / str(most), segment_articles=most), {})
        engine.write(
            [article(id, "", "tin", date=day(when)) for id, when in written], (), replace_all=True
        )
        newest = engine.searcher().search(Plan(None, sort="newest", facets=("date",)))
        assert [hit.id for hit in newest.hits] == ["c", "a", "b"], most
        assert newest.counts["date"] == dict.fromkeys(
            ("2015", "2015-01", "2013", "2013-03", "2010", "2010-01"), 1
        )
