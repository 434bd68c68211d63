"""What a request that finds nothing may have meant: a noisy channel over the index's own words.

A candidate costs how unlikely it is to be typed as it was, plus how unlikely its words are where they stand
(Kernighan, Church and Gale 1990; Mays, Damerau and Mercer 1991). Nearly every Vietnamese syllable is a
word: it is the neighbours that decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search.query.words import QueryWord, as_cased, query_words, rewritten
from search.spelling.candidates import Reading, as_typed, readings
from search.spelling.language_model import Lexicon
from search.vietnamese.syllables import spellings

MARGIN = 2.0
"""A candidate must cost so much less than what was typed."""

BEAM = 8
"""How many beginnings of the request are followed."""

LONGEST = 12
"""Questions of more words are taken to mean what they say; so bounds the cost."""


@dataclass(frozen=True, slots=True)
class Path:
    """Readings of the first words of a request, and their cost."""

    readings: tuple[Reading, ...]
    cost: float

    @property
    def changed(self) -> bool:
        return any(reading.changed for reading in self.readings)


def corrections(text: str, lexicon: Lexicon, limit: int = 3) -> Iterator[str]:
    """Other spellings of a cleaned text, at most `limit`, the likeliest first.

    Only such as are likelier than the text itself. Whether they find anything is not asked here.
    """
    words = query_words(text)
    if not 0 < len(words) <= LONGEST:
        return
    most = _as_typed(words, lexicon).cost - MARGIN
    paths = (path for path in _paths(words, lexicon) if path.cost <= most and path.changed)
    supported = [path for path in paths if _is_supported(path, words, lexicon)]
    for path in supported[:limit]:
        yield _written(path, words, text, lexicon)


def _as_typed(words: Sequence[QueryWord], lexicon: Lexicon) -> Path:
    path = Path((), 0.0)
    for word in words:
        path = _extended(path, as_typed(word), word, lexicon)
    return path


def _paths(words: Sequence[QueryWord], lexicon: Lexicon) -> list[Path]:
    """The best paths through all the words, best first."""
    beams: list[list[Path]] = [[] for _ in range(len(words) + 1)]
    beams[0] = [Path((), 0.0)]
    for place, word in enumerate(words):
        best = sorted(beams[place], key=lambda path: path.cost)[:BEAM]
        for reading in readings(words, place, lexicon) if best else ():
            beams[place + reading.takes] += [
                _extended(path, reading, word, lexicon) for path in best
            ]
    return sorted(beams[-1], key=lambda path: path.cost)[: 2 * BEAM]


def _extended(path: Path, reading: Reading, word: QueryWord, lexicon: Lexicon) -> Path:
    """The path with a reading that begins with that word."""
    before = path.readings[-1].folded[-1] if path.readings and word.follows else None
    cost = path.cost + reading.cost
    for folded in reading.folded:
        cost += lexicon.cost(before, folded)
        before = folded
    return Path((*path.readings, reading), cost)


def _is_supported(path: Path, words: Sequence[QueryWord], lexicon: Lexicon) -> bool:
    """Whether each word that stands for another known word stands beside a neighbour somewhere."""
    place = 0
    for number, reading in enumerate(path.readings):
        first, place = place, place + reading.takes
        if not reading.bold:
            continue
        left = number > 0 and words[first].follows
        right = place < len(words) and words[place].follows
        together = left and lexicon.count(path.readings[number - 1].folded[-1], reading.folded[0])
        if not together and right:
            together = lexicon.count(reading.folded[-1], path.readings[number + 1].folded[0])
        if not together:
            return False
    return True


def _written(path: Path, words: Sequence[QueryWord], text: str, lexicon: Lexicon) -> str:
    """The text with what the readings mean in the place of what was typed."""
    changes = []
    place = 0
    for reading in path.readings:
        first, last = words[place], words[place + reading.takes - 1]
        if reading.changed:
            changes.append((first.start, last.end, _shown(reading, first, lexicon)))
        place += reading.takes
    return rewritten(text, changes)


def _shown(reading: Reading, word: QueryWord, lexicon: Lexicon) -> str:
    """How the words meant are written in the typed word's stead."""
    meant = reading.folded
    if reading.accented:
        meant = (reading.accented,)
    elif word.accented and len(meant) == 1:
        meant = (_nearest(word.accented, meant[0], lexicon),)
    return " ".join(as_cased(written, word.typed) for written in meant)


def _nearest(accented: str, folded: str, lexicon: Lexicon) -> str:
    """The folded word with marks that it has somewhere, those likest to the typed ones."""
    spelled = spellings(folded)
    counts = dict(zip(spelled, lexicon.counts("accented", spelled), strict=True))
    return min(
        (spelling for spelling in spelled if counts[spelling]),
        key=lambda spelling: (OSA.distance(accented, spelling), -counts[spelling]),
        default=folded,
    )
