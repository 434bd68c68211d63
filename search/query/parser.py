"""A query becomes its tree. The notation is in `lexer`.

No text is an error: one whose operators, quotes or brackets do not fit together is read as plain
words, and a part that means nothing here (`date:abc`) is left out and named. Only a request over
one of its budgets is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Literal

from search.analysis import runs
from search.errors import QueryTooCostly
from search.facets import FACETS, PlacesNamed
from search.periods import parse_range
from search.query.lexer import Clause, GrammarError, Operator, clean, lex, plain_words
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Field,
    Fuzzy,
    Most,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)

_DECOMPOSED = 4
"""The most code points that canonical decomposition makes of one (Unicode FAQ, Normalization)."""

_STRICT = frozenset({"AND", "OR", "("})
"""With any of these a text says itself how its words go together: all the words of a group are needed."""

_OPEN_BEFORE_END = re.compile(r"\*[^\W_]")

_MORE_WORDS = 6
"""How many words after the first an unquoted name of a place may have."""

_ONE_EDIT_LETTERS = 5
"""Words up to this long get one edit, longer ones two: Elasticsearch's fuzziness AUTO, save that it
gives words of one or two letters none, where a typed `~` would then do nothing."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """How much one query may ask for.

    `length`: characters of the text. `words`: words, phrases and conditions in it. `depth`:
    brackets in brackets. `token`: characters of one word. `phrase`: words of one phrase. `prefix`:
    the least letters before a `*`. `distance`: the most edits of a `~`.

    The defaults keep out what was measured to stall Whoosh's own parser and matchers: one word of
    40,000 characters (9 s), a phrase of 200 equal words (8 s), 2,000 brackets (RecursionError) and,
    on 20,000 articles, a prefix of 11,000 terms (3 s) and a fuzzy distance of 2 (10 s). Two
    letters make a prefix, since Vietnamese syllables are short: the engine limits its expansions.
    """

    length: int = 512
    words: int = 32
    depth: int = 10
    token: int = 64
    phrase: int = 20
    prefix: int = 2
    distance: int = 2


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text asks for.

    `tree` is None when it asks for nothing. `understood` is False when its operators, quotes or
    brackets did not fit together and it was read as plain words. `ignored` are the parts that mean
    nothing here, as they were typed: `date:abc`, `lang:xx`, a `place:` that names none, a bare `*`, the
    `~3` of `"a b"~3`.
    """

    tree: Node | None
    understood: bool
    ignored: tuple[str, ...]


def _as_typed(text: str) -> tuple[str, ...]:
    return (text.strip(),)


def parse(text: str, budgets: Budgets = Budgets(), places_named: PlacesNamed = _as_typed) -> Parsed:
    """Read any text as a query; QueryTooCostly, which names the budget, is all it raises.

    `places_named` gives the places that a text names, for a field that asks for places.

    Words stay in their order and repeated words are kept, so that neighbours stay neighbours.
    """
    if len(text) <= _DECOMPOSED * budgets.length:
        text = clean(text)
    if len(text) > budgets.length:
        raise QueryTooCostly(
            "the query has %(amount)s characters, over the length budget of %(limit)s: shorten it",
            amount=len(text),
            limit=budgets.length,
        )
    ignored: list[str] = []
    try:
        lexemes = lex(text)
        if places_named is not _as_typed:
            lexemes = _with_whole_names(lexemes, text, places_named)
        items = list(_items(lexemes, budgets, places_named, ignored))
        tree = _group(iter(items), 0, budgets)
    except GrammarError:
        words = [
            _text_leaf(_terms(word, budgets), start=start) for start, word in plain_words(text)
        ]
        _check_words(words, budgets)
        found = [word for word in words if word]
        return Parsed(_most(found, set(map(id, found))), understood=False, ignored=())
    _check_words(items, budgets)
    if isinstance(tree, All) and not _STRICT.intersection(lexemes):
        plain = {part.start for part in lexemes if isinstance(part, Clause) and part.is_plain_word}
        optional = {
            id(child)
            for child in tree.children
            if isinstance(child, Word | Phrase) and child.start in plain
        }
        tree = _most(tree.children, optional)
    return Parsed(tree, understood=True, ignored=tuple(ignored))


def _with_whole_names(
    lexemes: Sequence[Operator | Clause], text: str, places_named: PlacesNamed
) -> tuple[Operator | Clause, ...]:
    """The lexemes, of which a `place:` without quotes takes the words after it that belong to the name.

    The longest name that is a place is meant: `place:Lào Cai festival` is Lào Cai and a word.
    """
    found: list[Operator | Clause] = []
    left = list(lexemes)
    while left:
        first = left.pop(0)
        if (
            isinstance(first, Clause)
            and first.scope == "place"
            and first.written.endswith(first.text)
        ):
            after = takewhile(lambda it: isinstance(it, Clause) and it.is_plain_word, left)
            words = [it for it in islice(after, _MORE_WORDS) if isinstance(it, Clause)]
            for amount in range(len(words), 0, -1):
                end = words[amount - 1].start + len(words[amount - 1].written)
                name = text[first.start + len(first.written) - len(first.text) : end]
                if places_named(name):
                    first = replace(first, text=name, written=text[first.start : end])
                    del left[:amount]
                    break
        found.append(first)
    return tuple(found)


def _most(children: Sequence[Node], optional: set[int]) -> Node | None:
    """All of the children, but only most of the optional ones, which are given by their identity."""
    words = tuple(child for child in children if id(child) in optional)
    others = tuple(child for child in children if id(child) not in optional)
    if len(words) < 2:
        return _joined(All, children)
    return All((Most(words), *others)) if others else Most(words)


def _items(
    lexemes: Iterable[Operator | Clause],
    budgets: Budgets,
    places_named: PlacesNamed,
    ignored: list[str],
) -> Iterator[Operator | Node | None]:
    """The lexemes, parts as leaves or, when ignored, as None; punctuation is left out."""
    for lexeme in lexemes:
        if not isinstance(lexeme, Clause):
            yield lexeme
            continue
        leaf, rest = _leaf(lexeme, budgets, places_named)
        if rest:
            ignored.append(rest)
        if leaf or rest:
            yield leaf


def _group(items: Iterator[Operator | Node | None], depth: int, budgets: Budgets) -> Node | None:
    """The tree of the items up to the bracket that closes the group; at depth 0, of all of them."""
    if depth > budgets.depth:
        raise QueryTooCostly(
            "the query has more brackets in brackets than the depth budget of %(limit)s: take some away",
            limit=budgets.depth,
        )
    alternatives: list[list[Node | None]] = [[]]
    before: Literal["nothing", "operand", "operator"] = "nothing"
    negated = False
    for item in items:
        match item:
            case ")" if depth:
                break
            case ")":
                raise GrammarError("a bracket closes that nothing opened")
            case "AND" | "OR":
                if before != "operand":
                    raise GrammarError(f"{item} has nothing before it")
                if item == "OR":
                    alternatives.append([])
                before = "operator"
            case "NOT":
                negated = not negated
                before = "operator"
            case _:
                node = _group(items, depth + 1, budgets) if item == "(" else item
                alternatives[-1].append(_negation(node) if negated else node)
                negated = False
                before = "operand"
    else:
        if depth:
            raise GrammarError("a bracket is not closed")
    if before == "operator":
        raise GrammarError("an operator has nothing after it")
    return _joined(Any, [_joined(All, nodes) for nodes in alternatives])


def _joined(kind: type[All] | type[Any], nodes: Iterable[Node | None]) -> Node | None:
    """One node for several: the same kind inside is dissolved, a single child stands alone."""
    children: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            children.extend(node.children)
        elif node is not None:
            children.append(node)
    if len(children) > 1:
        return kind(tuple(children))
    return children[0] if children else None


def _negation(node: Node | None) -> Node | None:
    if node is None:
        return None
    return node.child if isinstance(node, Not) else Not(node)


def _leaf(part: Clause, budgets: Budgets, places_named: PlacesNamed) -> tuple[Node | None, str]:
    """What the part asks for, None if nothing; and what of it means nothing here, often ""."""
    terms = _terms(part.text, budgets)
    if not terms:
        punctuation = not any(char.isalpha() or char in "*~" for char in part.written)
        return None, "" if punctuation else part.written
    leaf: Node | None
    match part.scope:
        case "text" | "title":
            if _OPEN_BEFORE_END.search(part.text) and part.is_word:
                raise QueryTooCostly(
                    "%(word)r has a * before its end: write the letters it begins with, as in hop*",
                    word=part.written,
                )
            if len(terms) == len(terms[0]) == 1 and part.suffix and not part.exact:
                return _expanding_leaf(terms[0][0], part, part.scope, budgets), ""
            leaf = _text_leaf(terms, part.scope, part.exact, part.start)
        case facet if FACETS[facet].in_query == "period":
            leaf = _range(part.text)
        case facet:
            values = FACETS[facet].read(part.text, places_named)
            leaf = _joined(Any, [FacetTerm(facet, value) for value in values])
    return leaf, part.suffix if leaf else part.written


def _text_leaf(
    terms: Sequence[tuple[Term, ...]], field: Field = "text", exact: bool = False, start: int = 0
) -> Node | None:
    """The words or phrases of these terms: what a stop parts in no text stands side by side."""
    return _joined(
        All,
        [
            Phrase(run, field, exact, start) if len(run) > 1 else Word(run[0], field, exact, start)
            for run in terms
        ],
    )


def _expanding_leaf(term: Term, part: Clause, field: Field, budgets: Budgets) -> Prefix | Fuzzy:
    """The leaf of a single word with a suffix."""
    if part.suffix.startswith("*"):
        if len(term.folded) < budgets.prefix:
            raise QueryTooCostly(
                "%(word)r is under the prefix budget: write at least %(limit)s letters before the *",
                word=part.written,
                limit=budgets.prefix,
            )
        return Prefix(term.folded, field)
    usual = min(budgets.distance, 1 if len(term.folded) <= _ONE_EDIT_LETTERS else 2)
    distance = int(part.suffix[1:] or usual)
    if distance > budgets.distance:
        raise QueryTooCostly(
            "%(word)r asks for %(amount)s edits, over the distance budget of %(limit)s: ask for fewer",
            word=part.written,
            amount=distance,
            limit=budgets.distance,
        )
    return Fuzzy(term.folded, distance, field)


def _range(text: str) -> Range | None:
    try:
        return Range(*parse_range(text))
    except ValueError:
        return None


def _terms(text: str, budgets: Budgets) -> tuple[tuple[Term, ...], ...]:
    """The terms of a word or a phrase, sentence by sentence: those of one stand next to each other."""
    found = runs(text)
    longest = max((token.end - token.start for run in found for token in run), default=0)
    if longest > budgets.token:
        raise QueryTooCostly(
            "a word has %(amount)s characters, over the token budget of %(limit)s: shorten it",
            amount=longest,
            limit=budgets.token,
        )
    amount = sum(map(len, found))
    if amount > budgets.phrase:
        raise QueryTooCostly(
            "a phrase has %(amount)s words, over the phrase budget of %(limit)s: shorten it",
            amount=amount,
            limit=budgets.phrase,
        )
    return tuple(
        tuple(
            Term(
                token.folded,
                token.accented,
                initials=_is_abbreviated(text[token.start : token.end]),
            )
            for token in run
        )
        for run in found
    )


def _is_abbreviated(word: str) -> bool:
    return "." in word or (len(word) > 1 and word.isupper())


def _check_words(items: Iterable[Operator | Node | None], budgets: Budgets) -> None:
    leaves = sum(item is not None and not isinstance(item, str) for item in items)
    if leaves > budgets.words:
        raise QueryTooCostly(
            "the query has %(amount)s words, over the words budget of %(limit)s: leave some out",
            amount=leaves,
            limit=budgets.words,
        )
