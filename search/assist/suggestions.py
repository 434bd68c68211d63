"""What may be meant by the beginning of a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.analysis import Token, fold, normalize, tokens
from search.assist.collocations import following, may_be_vietnamese, usual_form
from search.engines.base import Searcher
from search.errors import QueryTooCostly
from search.gazetteer import Gazetteer
from search.query.plan import Plan
from search.query.tree import All, Field, Node, Phrase, Prefix, Term, Word
from search.query.words import rewritten
from search.results.page import Suggestion
from search.vietnamese.input_methods import decode

SHORTEST = 2
"""The fewest letters that anything is suggested for."""

LONGEST = 100
"""The most characters of a beginning that are read."""

READ = 4
"""How many articles are read to see how they write a pair."""


def suggest(
    text: str, limit: int, searcher: Searcher, gazetteer: Gazetteer
) -> tuple[Suggestion, ...]:
    """Places that articles mention, words that go together, titles with all the words.

    The last word may be unfinished. Marks need not be typed, but words typed with marks keep them; the
    keys of Telex or VNI are read where as typed they begin no place and no words. The bare name of places
    that are told apart by what holds them is suggested as words: it asks for all.
    """
    text = normalize(text[:LONGEST])
    found = _suggested(text, text, limit, searcher, gazetteer)
    if not any(suggestion.kind != "title" for suggestion in found):
        meant = _decoded(text)
        if meant != text:
            found = (*_suggested(meant, text, limit, searcher, gazetteer), *found)
    return found[:limit]


def _decoded(text: str) -> str:
    """The text with the keys of Telex or VNI read: "quangr nam" as "quảng nam"."""
    read = [
        (token.start, token.end, decode(text[token.start : token.end])) for token in tokens(text)
    ]
    return rewritten(text, [(start, end, word) for start, end, word in read if word])


def _suggested(
    text: str, as_typed: str, limit: int, searcher: Searcher, gazetteer: Gazetteer
) -> tuple[Suggestion, ...]:
    """What the text may begin; of words not those that are typed already."""
    typed = tokens(text)
    folded = " ".join(token.folded for token in typed)
    if len(folded) < SHORTEST:
        return ()
    share = max(1, limit * 3 // 8)
    places = _places(folded, share, searcher, gazetteer)
    named = {fold(place.text) for place in places}
    words = [
        words
        for words in _words(text, typed, share, searcher)
        if fold(words.text) not in named and words.text.lower() != as_typed.strip().lower()
    ]
    rest = max(0, limit - len(places) - len(words))
    return (*places, *words, *_titles(folded, rest, searcher))[:limit]


def _places(
    folded: str, limit: int, searcher: Searcher, gazetteer: Gazetteer
) -> tuple[Suggestion, ...]:
    ids = tuple(gazetteer.complete(folded, 4 * limit))
    mentioned = [
        id for id, count in zip(ids, searcher.doc_freq("place", ids), strict=True) if count
    ]
    return tuple(
        Suggestion(gazetteer.label(id, "vi"), "place", place=id) for id in mentioned[:limit]
    )


def _words(text: str, typed: list[Token], limit: int, searcher: Searcher) -> tuple[Suggestion, ...]:
    """The text with its last words completed, or followed, by those that often stand there."""
    *before, last = typed[-2:]
    context = [token.folded for token in typed[:-2]]
    start = text[: typed[-len(before) - 1].start]
    found: dict[str, Suggestion] = {}
    pairs = following([*(token.folded for token in before), last.folded], searcher)
    for first in range(0, len(pairs), limit):
        for form in _forms(pairs[first : first + limit], context, searcher):
            whole = start + form
            if _agrees(typed, whole):
                found.setdefault(fold(whole), Suggestion(whole, "words"))
        if len(found) >= limit:
            break
    return tuple(found.values())[:limit]


def _forms(
    pairs: Sequence[tuple[str, str]], context: Sequence[str], searcher: Searcher
) -> Iterator[str]:
    """The pairs as articles write them; those that no article holds beside the context are left out."""
    words = tuple(Word(Term(word)) for word in context)

    def beside(pair: tuple[str, str], field: Field) -> Node:
        phrase = Phrase(tuple(map(Term, pair)), field)
        return All((*words, phrase)) if words else phrase

    forms: dict[tuple[str, str], str] = {}
    wanted = [pair for pair in pairs if may_be_vietnamese(pair)]
    # In titles a phrase is found in a tenth of the time that bodies take.
    fields: tuple[Field, ...] = ("title", "text")
    for field in fields:
        wanted = [pair for pair in wanted if pair not in forms]
        if wanted:
            sampled = searcher.sample([beside(pair, field) for pair in wanted], "vi", READ)
            for pair, articles in zip(wanted, sampled, strict=True):
                if form := usual_form(pair, articles):
                    forms[pair] = form
    others = [pair for pair in pairs if pair not in forms]
    if context and others:
        held = searcher.sample([beside(pair, "text") for pair in others], None, 1)
        others = [pair for pair, articles in zip(others, held, strict=True) if articles]
    for pair in pairs:
        form = forms.get(pair)
        if form or pair in others:
            yield form or " ".join(pair)


def _agrees(typed: list[Token], whole: str) -> bool:
    """Whether the words keep the marks of those that were typed to their end."""
    pairs = zip(typed, tokens(normalize(whole)), strict=False)
    return all(
        token.accented in (None, word.accented)
        for token, word in pairs
        if token.folded == word.folded
    )


def _titles(folded: str, limit: int, searcher: Searcher) -> tuple[Suggestion, ...]:
    """Titles with all the words, each once though several articles have it."""
    *whole, last = folded.split()
    words: list[Node] = [Word(Term(word), field="title") for word in whole]
    words.append(Prefix(last, field="title"))
    plan = Plan(tree=All(tuple(words)), facets=(), size=2 * limit, group_copies=True)
    try:
        hits = searcher.search(plan).hits
    except QueryTooCostly:
        # So few letters begin too many words to say anything of titles yet.
        return ()
    found: dict[str, Suggestion] = {}
    for article in searcher.fetch([hit.id for hit in hits]):
        suggestion = Suggestion(article.title, "title", article=article.id)
        found.setdefault(fold(article.title), suggestion)
    return tuple(found.values())[:limit]
