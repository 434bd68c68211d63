"""Other spellings of a query that are likelier than what was typed: a noisy channel over the index's words.

A candidate costs how unlikely it is to be typed as it was, plus how unlikely its words are one after another
(Kernighan, Church and Gale 1990; Mays, Damerau and Mercer 1991). Nearly every Vietnamese syllable is a
word: its neighbours decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.query.words import QueryWord
from search.spelling.candidates import (
    CANDIDATES,
    Candidate,
    as_typed,
    joined,
    run_together,
    word_candidates,
)
from search.spelling.language_model import Form, LanguageModel

BEAM = 10
"""How many beginnings of the query are followed."""

LONGEST = 14
"""Longer queries are taken to mean what they say; this bounds the cost."""

SUPPORTED, SUPPORTED_SHARE = 3, 0.01
"""Neighbours support each other if so many articles have them side by side, and so large a share of those
that have the rarer of them."""


@dataclass(frozen=True, slots=True)
class Path:
    """Candidates for the first words of a query, and how much they cost together."""

    candidates: tuple[Candidate, ...] = ()
    cost: float = 0.0

    @property
    def changed(self) -> bool:
        return any(candidate.changed for candidate in self.candidates)


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """The words of a query as typed; `accented` if some of them carry marks, so that the others mean none."""

    words: tuple[QueryWord, ...]
    accented: bool

    @property
    def forms(self) -> list[Form]:
        return [as_typed(word, accented=self.accented).forms[0] for word in self.words]

    def pairs(self) -> list[int]:
        """Where the second word of each two neighbours is."""
        return [i for i, word in enumerate(self.words) if i and word.follows]


def typed_query(words: Sequence[QueryWord]) -> TypedQuery:
    return TypedQuery(tuple(words), any(word.accented for word in words))


def doubtful_words(query: TypedQuery, model: LanguageModel) -> list[int]:
    """The words that may be misspelt: unknown ones, and those that a neighbour does not support."""
    forms = query.forms
    pairs = query.pairs()
    model.counts("folded", [form.folded for form in forms])
    model.look_up_bigrams((forms[i - 1].folded, forms[i].folded) for i in pairs)
    doubtful = {
        i
        for i, word in enumerate(query.words)
        if not model.count(word.folded) or run_together(word, model)
    }
    for i in pairs:
        left, right = forms[i - 1], forms[i]
        rarer = min(model.count(left.folded), model.count(right.folded))
        if model.pair_count(left, right) < max(SUPPORTED, SUPPORTED_SHARE * rarer):
            doubtful |= {i - 1, i}
    return sorted(doubtful)


def corrections(
    query: TypedQuery, doubtful: Sequence[int], model: LanguageModel
) -> list[tuple[Path, float]]:
    """Paths with some word changed, likeliest first, and by how much each is likelier than what was typed."""
    options = _options(query, doubtful, model)
    typed = Path()
    for i in range(len(query.words)):
        typed = _extended(typed, options[i][0], i, query, model)
    best = _best_paths(query, options, model)
    return [(path, typed.cost - path.cost) for path in best if path.changed]


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for the words that a path changes.

    In how many articles they are side by side with their neighbours (`corrected`), and the words `typed` in
    their place. Words without any neighbour count by themselves. `known` and `unknown` are how many
    typed words are changed that the index has, and has not.
    """

    typed: float
    corrected: float
    known: int
    unknown: int


def support(path: Path, query: TypedQuery, model: LanguageModel) -> Support:
    """How well the words that a path changes go with their neighbours."""
    forms, i = query.forms, 0
    changed: list[int] = []
    for candidate in path.candidates:
        if candidate.changed:
            changed.extend(range(i, i + candidate.size))
        i += candidate.size
    pairs = neighbours(path, query)
    if pairs:
        corrected = sum(model.pair_count(left, right) for left, right, new in pairs if new)
        typed = sum(
            model.pair_count(forms[i - 1], forms[i])
            for i in query.pairs()
            if i in changed or i - 1 in changed
        )
    else:
        meant = [form for candidate in path.candidates for form in candidate.forms]
        corrected = min(map(model.form_count, meant))
        typed = min(map(model.form_count, forms))
    unknown = sum(not model.count(forms[i].folded) for i in changed)
    return Support(typed, corrected, len(changed) - unknown, unknown)


def neighbours(path: Path, query: TypedQuery) -> list[tuple[Form, Form, bool]]:
    """Each two neighbours of the path, and whether one of them is changed."""
    found = []
    i = 0
    before: tuple[Form, bool] | None = None
    for candidate in path.candidates:
        if not query.words[i].follows:
            before = None
        for form in candidate.forms:
            if before is not None:
                found.append((before[0], form, before[1] or candidate.changed))
            before = form, candidate.changed
        i += candidate.size
    return found


def weighed_again(
    paths: Sequence[Path], query: TypedQuery, model: LanguageModel
) -> list[tuple[Path, float]]:
    """The paths by what the model knows by now, as `corrections` has them."""
    typed = Path()
    for i, word in enumerate(query.words):
        typed = _extended(typed, as_typed(word, accented=query.accented), i, query, model)
    found = []
    for path in paths:
        again, i = Path(), 0
        for candidate in path.candidates:
            again = _extended(again, candidate, i, query, model)
            i += candidate.size
        found.append((again, typed.cost - again.cost))
    return sorted(found, key=lambda pair: -pair[1])


def _options(
    query: TypedQuery, doubtful: Sequence[int], model: LanguageModel
) -> list[list[Candidate]]:
    """The candidates followed for each word, as typed first: those that fit their neighbours best."""
    words = query.words
    options = [[as_typed(word, accented=query.accented)] for word in words]
    found = {i: word_candidates(words[i], model, accented=query.accented) for i in doubtful}
    kept: dict[int, list[Candidate]] = {}
    for i, candidates in found.items():
        candidates.sort(key=lambda c: c.cost - sum(model.log_probability(None, f) for f in c.forms))
        kept[i] = candidates[: 3 * CANDIDATES]
    model.look_up_bigrams(
        pair
        for i, candidates in kept.items()
        for candidate in candidates
        for pair in _pairs_with_typed(i, candidate, words)
    )
    for i, candidates in kept.items():
        left = options[i - 1][0].forms[-1] if words[i].follows else None
        right = options[i + 1][0].forms[0] if _is_followed(i, words) else None
        candidates.sort(key=lambda c: _local_cost(c, left, right, model))
        alone = sorted(
            candidates, key=lambda c: c.cost - sum(model.log_probability(None, f) for f in c.forms)
        )
        chosen = dict.fromkeys([*candidates[:CANDIDATES], *alone[: CANDIDATES // 2]])
        options[i] += chosen
    for i in doubtful:
        for first in (i - 1, i):
            if first >= 0 and _is_followed(first, words):
                both = joined(words[first], words[first + 1], model)
                if both and both not in options[first]:
                    options[first].append(both)
    return options


def _is_followed(i: int, words: Sequence[QueryWord]) -> bool:
    return i + 1 < len(words) and words[i + 1].follows


def _pairs_with_typed(
    i: int, candidate: Candidate, words: Sequence[QueryWord]
) -> Iterator[tuple[str, str]]:
    if words[i].follows:
        yield words[i - 1].folded, candidate.folded[0]
    if _is_followed(i, words):
        yield candidate.folded[-1], words[i + 1].folded


def _local_cost(
    candidate: Candidate, left: Form | None, right: Form | None, model: LanguageModel
) -> float:
    cost = candidate.cost
    before = left
    for form in candidate.forms:
        cost -= model.log_probability(before, form)
        before = form
    return cost - (model.log_probability(before, right) if right else 0.0)


def _best_paths(
    query: TypedQuery, options: Sequence[Sequence[Candidate]], model: LanguageModel
) -> list[Path]:
    """The best paths through all the words, best first."""
    size = len(query.words)
    beams: list[list[Path]] = [[] for _ in range(size + 1)]
    beams[0] = [Path()]
    for i in range(size):
        best = sorted(beams[i], key=lambda path: path.cost)[:BEAM]
        if query.words[i].follows:
            model.look_up_bigrams(
                (path.candidates[-1].folded[-1], candidate.folded[0])
                for path in best
                for candidate in options[i]
            )
        for candidate in options[i]:
            beams[i + candidate.size] += [
                _extended(path, candidate, i, query, model) for path in best
            ]
    return sorted(beams[-1], key=lambda path: path.cost)[: 2 * BEAM]


def _extended(
    path: Path, candidate: Candidate, i: int, query: TypedQuery, model: LanguageModel
) -> Path:
    """The path with a candidate for the word at i."""
    follows = path.candidates and query.words[i].follows
    before = path.candidates[-1].forms[-1] if follows else None
    cost = path.cost + candidate.cost
    for form in candidate.forms:
        cost -= model.log_probability(before, form)
        before = form
    return Path((*path.candidates, candidate), cost)
