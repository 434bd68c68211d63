"""Snippets and marks: the hits a reader sees are the hits that were found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import normalize, tokens
from search.query.tree import (
    All,
    Any,
    Fuzzy,
    Labelled,
    Node,
    Not,
    Phrase,
    Prefix,
    Term,
    Word,
)
from search.results.highlight import HitSpan, Wanted, find_hits, mark, wanted
from search.results.page import Segment
from search.results.snippets import LENGTH, snippet
from tests.conftest import article, mention


def words(text: str, *, exact: bool = False) -> tuple[Word, ...]:
    return tuple(Word(Term(t.folded, t.marked), exact=exact) for t in tokens(text))


def marked(text: str, tree: Node, **expansions: tuple[str, ...]) -> str:
    """The text with its hits in brackets."""
    found = article("a", "", text, language="en", places=(mention("LA-XE", "LA"),))
    leaves = {
        Prefix("hop"): expansions.get("prefix", ()),
        Fuzzy("sekng", 1): expansions.get("fuzzy", ()),
    }
    hits = find_hits(text, wanted(tree, leaves, found))
    return "".join(f"[{s.text}]" if s.hit else s.text for s in mark(text, hits))


SEKONG = Any((Word(Term("sekong")), Labelled("place", "LA-XE")))
QUANG_NAM = Any((Phrase((Term("quang"), Term("nam"))), Labelled("place", "VN-27")))


@pytest.mark.parametrize(
    ("text", "tree", "shown"),
    [
        # What folds to it is a hit, marks kept.
        ("Hợp tác và hop TAC", All(words("hop tac")), "[Hợp] [tác] và [hop] [TAC]"),
        ("Hợp tác và hop", Word(Term("hop", "hợp"), exact=True), "[Hợp] tác và hop"),
        # A phrase marks only its words side by side, as one.
        ("hợp tác, tác hợp", Phrase((Term("hop"), Term("tac"))), "[hợp tác], tác hợp"),
        ("hợp, tác", Phrase((Term("hop"), Term("tac"))), "[hợp], [tác]"),
        # What is refused is not marked.
        ("hợp tác thể", All((*words("hop"), Not(Word(Term("the"))))), "[hợp] tác thể"),
        # Stems, in English articles.
        ("two provinces", Word(Term("province", stem="provinc")), "two [provinces]"),
        # Words read as a place mark the name, not its syllables.
        ("Quảng Nam, Việt Nam", QUANG_NAM, "[Quảng Nam], Việt Nam"),
        ("Laos’s Sekong", Word(Term("laos")), "[Laos]’s Sekong"),
    ],
)
def test_marks(text: str, tree: Node, shown: str) -> None:
    assert marked(text, tree) == shown


def test_expanded_words_are_marked() -> None:
    assert marked("hợp đồng hòa", Prefix("hop"), prefix=("hop", "hopdong")) == "[hợp] đồng hòa"
    assert marked("Sekong", Fuzzy("sekng", 1), fuzzy=("sekong",)) == "[Sekong]"


def test_another_spelling_of_a_place_is_marked() -> None:
    place = replace(mention("LA-XE", "LA"), words=("Sê Kông",))
    found = article("a", "", "tỉnh Sê Kông, sê kong", places=(place,))
    hits = find_hits(found.body, wanted(SEKONG, {}, found))
    assert [found.body[hit.start : hit.end] for hit in hits] == ["Sê Kông"]


LONG = " ".join(
    f"Câu thứ {number} nói về chuyện khác hẳn, không có gì đáng tìm." for number in range(40)
)


def shown(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)


def test_the_passage_has_the_most_varied_hits() -> None:
    body = f"hợp hợp hợp hợp. {LONG} Hai tỉnh hợp tác với Sekong. {LONG}"
    tree = All(words("hop tac sekong"))
    passage = snippet(body, find_hits(body, wanted(tree, {}, article("a"))))
    assert "Hai tỉnh hợp tác với Sekong." in shown(passage)
    assert [s.text for s in passage if s.hit] == ["hợp", "tác", "Sekong"]
    # It starts at a sentence, so that nothing stands for what was left out before it.
    assert not shown(passage).startswith("…")


def test_without_hits_it_is_the_beginning() -> None:
    passage = shown(snippet(LONG, []))
    assert passage.startswith("Câu thứ 0 nói")
    assert passage.endswith("đáng tìm.")


def test_a_hit_deep_in_a_long_sentence_is_shown() -> None:
    body = "chữ " * 400 + "Sekong " + "chữ " * 400
    passage = snippet(body, find_hits(body, wanted(Word(Term("sekong")), {}, article("a"))))
    assert [s.text for s in passage if s.hit] == ["Sekong"]
    assert shown(passage).startswith("…")
    assert shown(passage).endswith("…")


def test_an_empty_body_has_no_passage() -> None:
    assert snippet("", []) == ()


bodies = st.lists(
    st.sampled_from(["hợp", "tác", "Sekong", "chữ", "dài" * 60, ",", ".", "\n", "Nam.", "a;"]),
    max_size=150,
).map(" ".join)


@given(bodies)
def test_a_passage_is_text_of_the_body_with_its_hits(body: str) -> None:
    body = normalize(body)
    looked_for = wanted(All(words("hop tac sekong")), {}, article("a"))
    hits = find_hits(body, looked_for)
    passage = snippet(body, hits)
    text = shown(passage)
    assert len(text) <= LENGTH + 2
    assert text.strip("…") in body.replace("\n", " ")
    assert bool([s for s in passage if s.hit]) == bool(hits)
    assert all(find_hits(s.text, looked_for) for s in passage if s.hit)


@given(bodies)
def test_marking_keeps_the_text(body: str) -> None:
    hits = find_hits(body, Wanted(folded=frozenset(["hop", "nam"])))
    assert shown(mark(body, hits)) == body
    assert [s.text for s in mark(body, hits) if s.hit] == [body[h.start : h.end] for h in hits]


def test_marks_stand_where_they_are_told() -> None:
    assert mark("abcd", [HitSpan(1, 2, "b")], 0, 4) == (
        Segment("a", hit=False),
        Segment("b", hit=True),
        Segment("cd", hit=False),
    )
