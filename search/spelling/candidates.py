"""What typed words may stand for, and what it costs to have typed them like this instead."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search.analysis import fold, stem
from search.query.words import QueryWord
from search.spelling.language_model import Form, LanguageModel
from search.vietnamese.edits import LETTERS, folded_syllables, one_edit_away
from search.vietnamese.input_methods import decode
from search.vietnamese.sounds import sounding_like
from search.vietnamese.syllables import spellings

KEYS = 1.5
"""The input method was off. Costs are about -ln of how often a slip happens."""
LONE_KEY = 4.0
"""It may have been off: a lone tone within a word is as well a letter in the wrong position."""
MARKS = 2.0
"""Other marks on the same letters."""
SOUND = 2.5
"""Written by ear."""
SWAP, DOUBLE, DROP, WRONG, EXTRA = 3.5, 3.0, 4.0, 4.5, 4.5
"""Two letters swapped, one doubled, dropped, wrong, or too many."""
WRONG_NEAR = 4.0
"""A wrong letter whose key is beside that of the right one."""
SPACE, MORE_SPACES = 3.5, 1.0
"""A space wrong, and each more in the same word."""
BESIDE = 6.0
"""What words gain that were typed as one: they need not have been side by side elsewhere."""
FIRST_LETTER = 0.3
"""The first letter is wrong: that happens less often."""

CANDIDATES = 10
"""How many candidates of a word are followed."""

ACCENTED = 16
"""Of how many candidates all the ways to accent them are weighed."""

SIMILAR = 12
"""How many words with similar letters are considered, the most frequent."""

RARE_WORD = 0.0005
"""A known word that is no Vietnamese syllable is doubted only if no larger share of the articles has it."""

LEAST_JOINED, JOINED_RARER = 5, 5
"""A known word of so many letters may be two syllables run together if they are so many times as frequent."""

LONE_LETTER = 2.0
LONE_LETTERS = frozenset("aoy")
"""Letters that are words, and what it costs to take one for a word in a run-together word."""

LONGEST_JOINED, LONGEST_PIECE = 24, 13
"""The most letters of a run-together word that is taken apart, and of each part."""

_INNER_TONE = re.compile("(?i)[sfrxj](?=[a-z]*[^sfrxj]$)")
_KEY_ROWS = "qwertyuiop", "asdfghjkl", "zxcvbnm"
_KEYS = {
    letter: (row, column)
    for row, keys in enumerate(_KEY_ROWS)
    for column, letter in enumerate(keys)
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one or two typed words may stand for.

    `forms` are the words meant, `size` is how many typed words they replace; `cost` is 0 for what
    was typed.
    """

    forms: tuple[Form, ...]
    cost: float
    size: int = 1
    changed: bool = True

    @property
    def folded(self) -> tuple[str, ...]:
        return tuple(form.folded for form in self.forms)


def as_typed(word: QueryWord, *, accented: bool) -> Candidate:
    """The word itself; its marks are meant if the query is `accented`."""
    form = Form(word.folded, word.accented, any_marks=not accented)
    return Candidate((form,), 0.0, changed=False)


def word_candidates(word: QueryWord, model: LanguageModel, *, accented: bool) -> list[Candidate]:
    """What the word may stand for by itself, without what was typed; unordered."""
    best: dict[tuple[Form, ...], float] = {}
    for candidate in _all(word, model, accented=accented):
        cost = best.get(candidate.forms)
        if cost is None or candidate.cost < cost:
            best[candidate.forms] = candidate.cost
    return [Candidate(forms, cost) for forms, cost in best.items()]


def joined(left: QueryWord, right: QueryWord, model: LanguageModel) -> Candidate | None:
    """Two typed words as one."""
    folded = left.folded + right.folded
    if len(folded) > LONGEST_JOINED or not model.count(folded):
        return None
    return Candidate((Form(folded),), SPACE, size=2)


def _all(word: QueryWord, model: LanguageModel, *, accented: bool) -> Iterator[Candidate]:
    if not any(map(str.isalpha, word.folded)):
        return
    meant = decode(word.typed)
    if meant and model.count(fold(meant)):
        keys = len(word.typed) - len(meant)
        lone = keys == 1 and _INNER_TONE.search(word.typed) is not None
        yield Candidate((Form(fold(meant), meant, any_marks=False),), LONE_KEY if lone else KEYS)
    if len(word.folded) < 2:
        return
    known = model.count(word.folded)
    alike = {fold(other): other for other in sounding_like(word.accented or word.folded)}
    sounds = dict.fromkeys(alike, SOUND)
    near = {other: edit_cost(word.folded, other) for other in one_edit_away(word.folded)}
    costs = near | sounds
    if word.folded not in folded_syllables():
        if not known:
            costs = _unknown(word.folded, model) | costs
            yield from _taken_apart(word, model)
        elif known <= RARE_WORD * model.articles:
            costs = _similar(word.folded, 1, model) | costs
        if known and run_together(word, model):
            yield from _taken_apart(word, model)
    counts = dict(zip(costs, model.counts("folded", costs), strict=True))
    # An inflection is no misspelling; English is searched by its stems.
    found = [other for other in costs if counts[other] and stem(other) != stem(word.folded)]
    if accented:
        chosen = sorted(found, key=lambda other: costs[other] - math.log(counts[other]))
        yield from _accented(word, [word.folded, *chosen[:ACCENTED]], costs, alike, model)
    else:
        yield from (Candidate((Form(other),), costs[other]) for other in found)


def _accented(
    word: QueryWord,
    others: Sequence[str],
    costs: Mapping[str, float],
    alike: Mapping[str, str],
    model: LanguageModel,
) -> Iterator[Candidate]:
    """The folded words with each of their marks, which cost more the less they are like those typed.

    `alike` are accented words of the same sound as the typed one.
    """
    typed = word.accented or word.folded
    forms: list[tuple[Form, float]] = []
    for other in others:
        like = alike.get(other, typed)
        kept = int(other != word.folded and like == typed)
        for way in (other, *spellings(other)):
            form = Form(other, way if way != other else None, any_marks=False)
            slips = max(0, OSA.distance(like, way) - kept)
            forms.append((form, costs.get(other, 0.0) + MARKS * slips))
    model.counts("accented", [form.accented for form, _ in forms if form.accented])
    for form, cost in forms:
        if form.written != typed and model.form_count(form):
            yield Candidate((form,), cost)


def _unknown(word: str, model: LanguageModel) -> dict[str, float]:
    """Words of the index with letters similar to those of an unknown word."""
    firsts = (letter + rest for rest in (word, word[1:]) for letter in LETTERS)
    found = {other: edit_cost(word, other) for other in firsts if other != word}
    return found | _similar(word, 1 if len(word) < 6 else 2, model)


def _similar(word: str, distance: int, model: LanguageModel) -> dict[str, float]:
    similar = list(model.similar_terms(word, distance))
    close = [other for other in similar if OSA.distance(word, other) == 1][:SIMILAR]
    far = [other for other in similar if OSA.distance(word, other) > 1][:SIMILAR]
    return {other: edit_cost(word, other) for other in (*close, *far)}


def edit_cost(typed: str, meant: str) -> float:
    """What it costs to have typed one word where the other was meant, by the kind of slip."""
    distance = OSA.distance(typed, meant)
    first = FIRST_LETTER if typed[:1] != meant[:1] else 0.0
    if distance != 1:
        return distance * WRONG + first
    if len(typed) > len(meant):
        i = next((i for i, letter in enumerate(meant) if letter != typed[i]), len(meant))
        return DOUBLE if i and typed[i] == typed[i - 1] else EXTRA + first
    if len(typed) < len(meant):
        return DROP + first
    differ = [i for i, letter in enumerate(typed) if letter != meant[i]]
    if len(differ) == 2:
        return SWAP
    return (WRONG_NEAR if _are_neighbours(typed[differ[0]], meant[differ[0]]) else WRONG) + first


def _are_neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, column), (other_row, other_column) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def run_together(word: QueryWord, model: LanguageModel) -> bool:
    """Whether a known word is much rarer than two syllables side by side that it is made of."""
    letters, syllables = word.folded, folded_syllables()
    if word.accented or letters in syllables or len(letters) < LEAST_JOINED:
        return False
    halves = [(letters[:i], letters[i:]) for i in range(2, len(letters) - 1)]
    halves = [(left, right) for left, right in halves if left in syllables and right in syllables]
    model.look_up_bigrams(halves)
    most = max((model.bigram_count(left, right) for left, right in halves), default=0)
    return most > JOINED_RARER * model.count(letters)


def _taken_apart(word: QueryWord, model: LanguageModel) -> Iterable[Candidate]:
    """The word as several: the likeliest, by dynamic programming over its letters."""
    letters = word.folded
    if not 4 <= len(letters) <= LONGEST_JOINED or word.accented:
        return
    spans = [
        (start, end)
        for end in range(1, len(letters) + 1)
        for start in range(max(0, end - LONGEST_PIECE), end)
        if end - start > 1 or letters[start:end] in LONE_LETTERS
    ]
    model.counts("folded", {letters[start:end] for start, end in spans} - {letters})
    best: list[tuple[float, tuple[Form, ...]] | None] = [(0.0, ())] + [None] * len(letters)
    for start, end in spans:
        before, piece = best[start], letters[start:end]
        if before is None or piece == letters or not model.count(piece):
            continue
        cost, forms = before
        cost -= model.log_probability(forms[-1] if forms else None, Form(piece))
        cost += LONE_LETTER if len(piece) == 1 else 0.0
        rival = best[end]
        if rival is None or cost < rival[0]:
            best[end] = cost, (*forms, Form(piece))
    found = best[-1]
    if found is not None and len(found[1]) > 1:
        spaces = len(found[1]) - 1
        yield Candidate(found[1], SPACE + MORE_SPACES * (spaces - 1) - BESIDE * spaces)
