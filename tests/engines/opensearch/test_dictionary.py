"""The dictionary counts what is there, in memory or in files, at once or change by change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search.articles import Article
from search.engines.opensearch.dictionary import TermCounts, changed, entries, entry_id
from search.engines.opensearch.documents import documents_of
from tests.conftest import article
from tests.engines.drawn import WORDS
from tests.engines.reference import terms_in

texts = st.lists(st.sampled_from([*WORDS, "km/h", "U-23"]), max_size=8).map(" ".join)
archives = st.lists(
    st.tuples(texts, texts, st.sampled_from(["vi", "en"])), min_size=1, max_size=6
).map(
    lambda drawn: [
        article(f"a{i}", title, body, language=language)
        for i, (title, body, language) in enumerate(drawn)
    ]
)


def written(counts: TermCounts) -> dict[str, Any]:
    return dict(entries(counts.counted()))


def counted(articles: list[Article], most: int = 1 << 20) -> dict[str, Any]:
    with TermCounts(most) as counts:
        for document in documents_of(articles):
            counts.add(document)
        return written(counts)


@given(articles=archives)
def test_each_term_is_in_as_many_bodies_and_titles_as_have_it(articles: list[Article]) -> None:
    expected: dict[tuple[str, str], dict[str, int]] = {}
    followers: dict[str, dict[str, list[int]]] = {}
    for place, field in enumerate(("body", "title")):
        for one in articles:
            text = getattr(one, field)
            for stream in ("folded", "accented", *(["stems"] if one.language == "en" else [])):
                for term in terms_in(text, stream):
                    entry = expected.setdefault((stream, term), {"body": 0, "title": 0})
                    entry[field] += 1
            for pair in terms_in(text, "bigrams"):
                left, _, right = pair.partition("_")
                followers.setdefault(left, {}).setdefault(right, [0, 0])[place] += 1
    found = list(counted(articles).values())
    terms = {
        (e["stream"], e["term"]): {"body": e["body"], "title": e["title"]}
        for e in found
        if e["stream"] != "bigrams"
    }
    assert terms == expected
    assert {e["term"]: e["followers"] for e in found if e["stream"] == "bigrams"} == followers


@given(articles=archives, most=st.integers(0, 20))
def test_what_lies_in_files_is_counted_as_what_is_held(articles: list[Article], most: int) -> None:
    assert counted(articles, most) == counted(articles)


@given(before=archives, data=st.data(), most=st.sampled_from([3, 1 << 20]))
def test_changes_upon_a_dictionary_make_that_of_a_rebuild(
    before: list[Article], data: st.DataObject, most: int
) -> None:
    there = counted(before)
    gone = data.draw(st.sets(st.sampled_from([a.id for a in before])))
    new = data.draw(archives)
    kept = [a for a in before if a.id not in gone]
    with TermCounts(most) as counts:
        for document in documents_of(new):
            counts.add(document)
        for document in documents_of([a for a in before if a.id in gone]):
            counts.take_back(document)
        for id, entry in written(counts).items():
            now = changed(entry, there.get(id))
            if now is None:
                there.pop(id, None)
            else:
                there[id] = now
    assert there == counted([*kept, *new])


@given(articles=archives)
def test_entries_come_in_order_and_each_has_a_name_of_its_own(articles: list[Article]) -> None:
    with TermCounts(2) as counts:
        for document in documents_of(articles):
            counts.add(document)
        names = [name for name, _ in entries(counts.counted())]
    assert Counter(names).most_common(1)[0][1] == 1 if names else True


def test_names_of_entries_are_short_enough_and_different() -> None:
    long = "nghiêng" * 100
    names = [entry_id(s, t) for s in ("folded", "bigrams") for t in ("a", long, f"{long}a")]
    assert len(set(names)) == 6
    assert all(len(name.encode()) <= 512 for name in names)
