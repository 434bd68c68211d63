"""What a typed word may stand for, and how unlikely it is that it was then typed so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from search.analysis import fold
from search.query.words import QueryWord
from search.spelling.language_model import Lexicon
from search.vietnamese.input_methods import decode
from search.vietnamese.sounds import sounding_like

KEYS, SLIP, SOUND, EDIT, SPACE, MORE_SPACES = 1.5, 4.0, 3.0, 5.0, 3.5, 1.0
"""What it costs to have typed with the input method off, perhaps so, by ear, one letter wrong, one space
wrong, and one more space wrong in the same word: about -ln of how often it happens."""

CANDIDATES = 6
"""How many readings of a word are followed."""

SIMILAR = 12
"""How many words of similar letters are thought of, the most frequent."""

LONGEST_JOINED, LONGEST_PIECE = 24, 13
"""The most letters of a run-together word that is taken apart, and of each part."""


_INNER_TONE = re.compile("(?i)[sfrxj](?=[a-z]*[^sfrxj]$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one or two typed words may stand for.

    `folded` are the words meant; `accented` how the one is written if its marks are known; `takes` how many
    typed words they stand for; `bold` that the typed word is a word itself, and only its
    neighbours can correct it.
    """

    folded: tuple[str, ...]
    cost: float
    accented: str | None = None
    takes: int = 1
    changed: bool = True
    bold: bool = False


def as_typed(word: QueryWord) -> Reading:
    """The word itself."""
    return Reading((word.folded,), 0.0, changed=False)


def readings(words: Sequence[QueryWord], place: int, lexicon: Lexicon) -> list[Reading]:
    """What the word at that place may stand for, itself first, alone or with the next word.

    A word that stands beside its neighbours somewhere is right.
    """
    word = words[place]
    known = lexicon.count(word.folded) > 0
    if known and _is_at_home(words, place, lexicon):
        return [as_typed(word)]
    others = [*_keyed(word, lexicon), *_alike(word, lexicon), *_edited(word, lexicon, known=known)]
    if known:
        others = [replace(reading, bold=True) for reading in others]
    else:
        others.extend(_taken_apart(word, lexicon))
    best: dict[tuple[str, ...], Reading] = {}
    for reading in others:
        best.setdefault(reading.folded, reading)
    ranked = sorted(
        best.values(),
        key=lambda reading: reading.cost + sum(lexicon.cost(None, w) for w in reading.folded),
    )
    joined = _joined(words, place, lexicon, known=known)
    return [as_typed(word), *ranked[:CANDIDATES], *joined]


def _is_at_home(words: Sequence[QueryWord], place: int, lexicon: Lexicon) -> bool:
    """Whether the word has neighbours, and stands beside each of them somewhere."""
    rights = [right for right in (place, place + 1) if right < len(words) and words[right].follows]
    return bool(rights) and all(
        lexicon.count(words[right - 1].folded, words[right].folded) for right in rights
    )


def _keyed(word: QueryWord, lexicon: Lexicon) -> Iterator[Reading]:
    meant = decode(word.typed)
    if meant and lexicon.count(fold(meant)):
        # A lone tone within a word may as well be a letter in the wrong place: tirnh, trinh.
        keys = len(word.typed) - len(meant)
        lone = keys == 1 and _INNER_TONE.search(word.typed) is not None
        yield Reading((fold(meant),), SLIP if lone else KEYS, meant)


def _alike(word: QueryWord, lexicon: Lexicon) -> Iterator[Reading]:
    for other in sounding_like(word.accented or word.folded):
        if lexicon.count(fold(other)):
            yield Reading((fold(other),), SOUND, other)


def _edited(word: QueryWord, lexicon: Lexicon, *, known: bool) -> Iterator[Reading]:
    length = len(word.folded)
    if length < 2 or word.folded.isdigit():
        return
    distance = 1 if known or length < 5 else 2
    for other, count in list(lexicon.similar(word.folded, distance).items())[:SIMILAR]:
        if count:
            yield Reading((other,), EDIT * OSA.distance(word.folded, other))


def _joined(
    words: Sequence[QueryWord], place: int, lexicon: Lexicon, *, known: bool
) -> Iterator[Reading]:
    """The word and the one after it as one."""
    if place + 1 < len(words) and words[place + 1].follows:
        left, right = words[place].folded, words[place + 1].folded
        if lexicon.count(left + right):
            bold = known and lexicon.count(right) > 0
            yield Reading((left + right,), SPACE, takes=2, bold=bold)


def _taken_apart(word: QueryWord, lexicon: Lexicon) -> Iterator[Reading]:
    """The word as several: the likeliest."""
    letters = word.folded
    if not 4 <= len(letters) <= LONGEST_JOINED or word.accented:
        return
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(letters)
    for end in range(2, len(letters) + 1):
        for start in range(max(0, end - LONGEST_PIECE), end - 1):
            before, piece = best[start], letters[start:end]
            if before is None or not lexicon.count(piece):
                continue
            cost, pieces = before
            cost += (
                lexicon.cost(pieces[-1], piece) + MORE_SPACES
                if pieces
                else lexicon.cost(None, piece)
            )
            rival = best[end]
            if rival is None or cost < rival[0]:
                best[end] = cost, (*pieces, piece)
    found = best[-1]
    if found is not None and len(found[1]) > 1:
        pieces = found[1]
        yield Reading(pieces, SPACE + MORE_SPACES * (len(pieces) - 2))
