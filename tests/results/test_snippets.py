"""Snippets and marks: the hits a reader sees are the hits that were found."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, normalize, sentences, stem, tokens
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Fuzzy,
    Node,
    Not,
    Phrase,
    Prefix,
    Term,
    Word,
)
from search.results import snippets
from search.results.highlight import HitSpan, Run, Wanted, find_hits, mark, wanted, wanted_in
from search.results.page import TextPart
from search.results.snippets import LENGTH, MOST_READ, READ, snippet, snippet_of
from tests.conftest import article, mention


def words(text: str, *, exact: bool = False) -> tuple[Word, ...]:
    return tuple(Word(Term(t.folded, t.accented), exact=exact) for t in tokens(text))


def marked(text: str, tree: Node, **expansions: tuple[str, ...]) -> str:
    """The text with its hits in brackets."""
    found = article("a", "", text, language="en", places=(mention("LA-XE", "LA"),))
    leaves = {
        Prefix("hop"): expansions.get("prefix", ()),
        Fuzzy("sekng", 1): expansions.get("fuzzy", ()),
    }
    hits = find_hits(text, wanted_in(found, wanted(tree, leaves)))
    return "".join(f"[{s.text}]" if s.hit else s.text for s in mark(text, hits))


DIEN = Term("dien", "điện")
SEKONG = Any((Word(Term("sekong")), FacetTerm("place", "LA-XE")))
QUANG_NAM = Any((Phrase((Term("quang"), Term("nam"))), FacetTerm("place", "VN-27")))


@pytest.mark.parametrize(
    ("text", "tree", "shown"),
    [
        # What folds to it is a hit, marks kept.
        ("Hợp tác và hop TAC", All(words("hop tac")), "[Hợp] [tác] và [hop] [TAC]"),
        ("Hợp tác và hop", Word(Term("hop", "hợp"), exact=True), "[Hợp] tác và hop"),
        # A phrase marks only its words side by side, as one.
        ("hợp tác, tác hợp", Phrase((Term("hop"), Term("tac"))), "[hợp tác], tác hợp"),
        ("hợp, tác", Phrase((Term("hop"), Term("tac"))), "[hợp], [tác]"),
        ("hợp-tác hợp  tác", Phrase((Term("hop"), Term("tac"))), "[hợp-tác] [hợp  tác]"),
        ("TP.HCM, Tp. HCM", Phrase((Term("tp"), Term("hcm"))), "[TP.HCM], [Tp. HCM]"),
        # An apostrophe and full stops are inside a word, also the last one.
        ("H'leo, H’leo: A.B. và A.B?", All(words("hleo ab")), "[H'leo], [H’leo]: [A.B.] và [A.B]?"),
        ("don't a.m. hop", All(words("hop am dont")), "[don't] [a.m.] [hop]"),
        # With its marks, where it is asked for with them.
        ("Bien Điện Biên", Phrase((DIEN, Term("bien")), exact=True), "Bien [Điện Biên]"),
        ("dien bien", Phrase((DIEN, Term("bien")), exact=True), "dien bien"),
        # What is refused is not marked.
        ("hợp tác thể", All((*words("hop"), Not(Word(Term("the"))))), "[hợp] tác thể"),
        # Stems, in English articles.
        ("two provinces", Word(Term("province", stem="provinc")), "two [provinces]"),
        # Words read as a place mark the name, not its syllables.
        ("Quảng Nam, Việt Nam", QUANG_NAM, "[Quảng Nam], Việt Nam"),
        ("Laos’s Sekong", Word(Term("laos")), "[Laos]’s Sekong"),
        # The s of a possessive is no word.
        ("Laos's s", Word(Term("s")), "Laos's [s]"),
        # What folds to several letters, and what is never folded.
        ("Đại lộ Straße, STRASSE", Word(Term("strasse")), "Đại lộ [Straße], [STRASSE]"),
        ("广南 Quảng Nam 😀 南", Word(Term("南")), "广[南] Quảng Nam 😀 [南]"),
    ],
)
def test_marks(text: str, tree: Node, shown: str) -> None:
    assert marked(text, tree) == shown


def test_expanded_words_are_marked() -> None:
    assert marked("hợp đồng hòa", Prefix("hop"), prefix=("hop", "hopdong")) == "[hợp] đồng hòa"
    assert marked("Sekong", Fuzzy("sekng", 1), fuzzy=("sekong",)) == "[Sekong]"


def test_stems_are_marked_in_english_articles_alone() -> None:
    tree = Word(Term("province", stem="provinc"))
    for language, shown in (("en", ["provinces"]), ("vi", [])):
        found = article("a", "", "two provinces", language=language)
        hits = find_hits(found.body, wanted_in(found, wanted(tree, {})))
        assert [found.body[hit.start : hit.end] for hit in hits] == shown


def test_another_spelling_of_a_place_is_marked() -> None:
    place = replace(mention("LA-XE", "LA"), words=("Sê Kông",))
    found = article("a", "", "tỉnh Sê Kông, sê kong", places=(place,))
    hits = find_hits(found.body, wanted_in(found, wanted(SEKONG, {})))
    assert [found.body[hit.start : hit.end] for hit in hits] == ["Sê Kông"]


def reference_hits(text: str, wanted: Wanted) -> list[HitSpan]:
    """The hits, by looking at every token in turn: runs first, then words."""
    spotted = tokens(text)
    hits: list[HitSpan] = []
    taken: set[int] = set()
    for run in wanted.runs:
        for first in range(len(spotted) - len(run.terms) + 1):
            places = range(first, first + len(run.terms))
            if not all(
                spotted[place].folded == term.folded
                and (term.accented is None or spotted[place].accented == term.accented)
                for place, term in zip(places, run.terms, strict=True)
            ):
                continue
            last = None
            for place in places:
                if place in taken:
                    continue
                start, end = spotted[place].start, spotted[place].end
                if last is not None and set(text[last:start]) <= set(" -–"):
                    start = hits.pop().start
                hits.append(HitSpan(start, end, run.key))
                last = end
            taken.update(places)
    for place, token in enumerate(spotted):
        key = wanted.words.get(token.folded) or wanted.stems.get(stem(token.folded))
        if key and place not in taken:
            hits.append(HitSpan(token.start, token.end, key))
    return sorted(hits)


PIECES = [
    *("hợp", "tác", "Hop", "a", "A", "s", "ệ", "e\u0323\u0302", "x\u0301", "m²", "½", "İ"),
    *("ß", "œ", "œa", "ŉ", "ƒ", "е", "广", "南", "😀", "provinces", "Province", "dying"),
    *(" ", " ", " ", "-", "–", ", ", ". ", "\n", "_", "'s", "’S", "'", "\ud800"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda some: normalize("".join(some)))
TERMS = st.sampled_from(
    [Term(t.folded, m) for t in tokens("hợp tác a s ss ß oe oea 广 南 ệ x provinces dying 12 m2 i е")
     for m in {None, t.accented}]
)  # fmt: skip
RUNS = st.lists(st.builds(Run, st.lists(TERMS, min_size=1, max_size=3).map(tuple), st.just("run")))
WORDS = st.dictionaries(TERMS.map(lambda term: term.folded), st.just("word"), max_size=12)
STEMS = st.dictionaries(st.sampled_from(["provinc", "die", "a"]), st.just("stem"))


@given(TEXTS, st.builds(Wanted, WORDS, STEMS, RUNS.map(tuple)))
def test_hits_are_those_of_every_token_looked_at(text: str, looked_for: Wanted) -> None:
    assert find_hits(text, looked_for) == reference_hits(text, looked_for)


LONG = " ".join(
    f"Câu thứ {number} nói về chuyện khác hẳn, không có gì đáng tìm." for number in range(40)
)


def shown(segments: tuple[TextPart, ...]) -> str:
    return "".join(segment.text for segment in segments)


def test_the_passage_has_the_most_varied_hits() -> None:
    body = f"hợp hợp hợp hợp. {LONG} Hai tỉnh hợp tác với Sekong. {LONG}"
    tree = All(words("hop tac sekong"))
    passage = snippet(body, find_hits(body, wanted(tree, {})))
    assert "Hai tỉnh hợp tác với Sekong." in shown(passage)
    assert [s.text for s in passage if s.hit] == ["hợp", "tác", "Sekong"]
    # It starts at a sentence, so that nothing stands for what was left out before it.
    assert not shown(passage).startswith("…")


def test_different_words_count_more_than_many() -> None:
    body = f"Tỉnh hop hop hop hop hop. {LONG} Tỉnh hop nói với Sekong. {LONG} Sekong Sekong."
    passage = snippet(body, find_hits(body, wanted(All(words("hop sekong")), {})))
    assert "Tỉnh hop nói với Sekong." in shown(passage)


def test_forms_of_one_word_are_no_variety() -> None:
    body = f"hop hopdong hopphap. {LONG} hop sekong. {LONG}"
    prefix = Prefix("hop")
    asked = wanted(All((prefix, *words("sekong"))), {prefix: ("hop", "hopdong", "hopphap")})
    assert "hop sekong." in shown(snippet(body, find_hits(body, asked)))


def test_what_one_passage_cannot_hold_two_show() -> None:
    body = f"{LONG} Vinamilk mở nhà máy. {LONG} Đoàn đến Sekong. {LONG}"
    passage = snippet(body, find_hits(body, wanted(All(words("vinamilk sekong")), {})))
    assert [s.text for s in passage if s.hit] == ["Vinamilk", "Sekong"]
    assert [part.count("…") for part in re.split(r"Vinamilk|Sekong", shown(passage))] == [0, 1, 0]
    assert " … " in shown(passage)


def test_a_second_passage_in_the_same_sentence_begins_after_the_first() -> None:
    body = "Sekong " + "chữ " * 100 + "Vinamilk " + "chữ " * 100
    passage = snippet(body, find_hits(body, wanted(All(words("vinamilk sekong")), {})))
    assert [s.text for s in passage if s.hit] == ["Sekong", "Vinamilk"]


def test_a_long_body_is_read_until_all_that_is_asked_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = wanted(All(words("vinamilk sekong")), {})
    read: list[int] = []

    def reading(text: str, looked_for: Wanted) -> list[HitSpan]:
        read.append(len(text))
        return find_hits(text, looked_for)

    monkeypatch.setattr(snippets, "find_hits", reading)

    def hits(body: str) -> list[str]:
        read.clear()
        return [part.text for part in snippet_of(body, asked) if part.hit]

    filler = "chữ " * (READ // 4)
    assert hits(f"Vinamilk và Sekong. {filler * 9}") == ["Vinamilk", "Sekong"]
    assert read == [READ - 1]
    assert hits(f"Vinamilk. {filler} Sekong. {filler * 9}") == ["Vinamilk", "Sekong"]
    assert hits(f"Vinamilk. {filler * 9} Sekong.") == ["Vinamilk"]
    assert max(read) <= MOST_READ
    assert hits("x" * 9 * READ) == []


def test_spellings_of_one_place_are_not_two_things_asked() -> None:
    place = replace(mention("LA-XE", "LA"), words=("Xê Kông", "Sekong"))
    body = f"Đoàn đến Sekong. {LONG} Đoàn đến Xê Kông. {LONG}"
    asked = wanted_in(article("a", "", body, places=(place,)), wanted(SEKONG, {}))
    assert " … " not in shown(snippet(body, find_hits(body, asked)))


def test_a_chosen_place_marks_what_lies_in_it_where_it_is_not_named_itself() -> None:
    within = [
        replace(mention("LA-XE", "LA"), words=("Sekong",)),
        replace(mention("LA-AT", "LA"), words=("Attapeu",)),
    ]
    body = "Sekong and Attapeu"
    for places, shown_as in (
        (within, ["Sekong", "Attapeu"]),
        ([*within, replace(mention("LA"), words=("Lào",))], []),
    ):
        found = article("a", "", body, places=tuple(places))
        hits = find_hits(body, wanted_in(found, wanted(None, {}, ["LA"])))
        assert [body[hit.start : hit.end] for hit in hits] == shown_as
        assert {hit.key for hit in hits} <= {"LA"}


def test_without_hits_it_is_the_beginning() -> None:
    passage = shown(snippet(LONG, []))
    assert passage.startswith("Câu thứ 0 nói")
    assert passage.endswith("đáng tìm.")


def test_a_hit_deep_in_a_long_sentence_is_shown() -> None:
    body = "chữ " * 400 + "Sekong " + "chữ " * 400
    passage = snippet(body, find_hits(body, wanted(Word(Term("sekong")), {})))
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
    looked_for = wanted(All(words("hop tac sekong")), {})
    hits = find_hits(body, looked_for)
    passage = snippet(body, hits)
    text = shown(passage)
    assert len(text) <= LENGTH + len("… … …")
    at = 0
    for fragment in text.strip("…").split(" … "):
        at = body.replace("\n", " ").index(fragment, at) + len(fragment)
    assert bool([s for s in passage if s.hit]) == bool(hits)
    assert all(find_hits(s.text, looked_for) for s in passage if s.hit)


@given(bodies)
def test_no_sentence_begins_a_passage_with_more_different_hits(body: str) -> None:
    body = normalize(body)
    hits = find_hits(body, wanted(All(words("hop tac sekong")), {}))
    shown_here = {fold(segment.text) for segment in snippet(body, hits) if segment.hit}
    for start, _ in sentences(body):
        inside = {hit.key for hit in hits if start <= hit.start and hit.end <= start + LENGTH}
        assert len(inside) <= len(shown_here)


@given(bodies)
def test_marking_keeps_the_text(body: str) -> None:
    hits = find_hits(body, Wanted(words={"hop": "hop", "nam": "nam"}))
    assert shown(mark(body, hits)) == body
    assert [s.text for s in mark(body, hits) if s.hit] == [body[h.start : h.end] for h in hits]


def test_marks_stand_where_they_are_told() -> None:
    assert mark("abcd", [HitSpan(1, 2, "b")], 0, 4) == (
        TextPart("a", hit=False),
        TextPart("b", hit=True),
        TextPart("cd", hit=False),
    )
