"""Which articles are like another: those that share its words, the more so where they are adjacent."""

from __future__ import annotations

from pathlib import Path

from search import Settings
from search.articles import Article
from search.assist.more_like_this import more_like_this
from search.engines.base import Searcher
from search.engines.whoosh import WhooshEngine
from tests.conftest import article, mention

OTHERS = [article(f"o{n}", "", f"khac {n} mua lon o ben kia") for n in range(20)]


def searcher_of(articles: list[Article], index: Path) -> Searcher:
    engine = WhooshEngine(Settings(index=index), {"gazetteer": "test"})
    engine.write([*articles, *OTHERS], (), replace_all=True)
    return engine.searcher()


def test_adjacent_words_tell_more_than_words(tmp_path: Path) -> None:
    own = article("own", "", "cua khau nam giang mo lai")
    apart = article("apart", "", "mo giang khau lai cua nam")
    adjacent = article("near", "", "nam giang mo cua khau lai")
    searcher = searcher_of([own, apart, adjacent], tmp_path / "index")
    assert [other.id for other in more_like_this(own, searcher)] == ["near", "apart"]
    assert [other.id for other in more_like_this(own, searcher, limit=1)] == ["near"]
    left = more_like_this(own, searcher, without=[adjacent])
    assert [other.id for other in left] == ["apart"]


def test_places_are_shared_where_no_word_is(tmp_path: Path) -> None:
    own = article("own", "", "mot", places=(mention("VN-27", "VN"),))
    there = article("there", "", "hai", places=(mention("VN-27", "VN"),))
    nothing = article("nothing", "", "muoi")
    searcher = searcher_of([own, there, nothing], tmp_path / "index")
    assert more_like_this(own, searcher) == (there,)
    assert more_like_this(nothing, searcher) == ()
