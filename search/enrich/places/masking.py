"""Hides the names of places from whoever looks for cues: the "Se" of "Se Kong" is no "sẽ" (will)."""

from __future__ import annotations

import re

from search.enrich.places.name_forms import spellings_of
from search.enrich.places.runs import HYPHEN, longest_name, runs_with_names
from search.gazetteer import load_gazetteer
from search.vietnamese.cues import is_accented

_LETTER = re.compile(r"[^\W\d_]")


def without_place_names(text: str) -> str:
    """A normalized text, each letter of a place's name of two words or more replaced; nothing moves.

    Capitals stay capitals, and letters with marks letters with marks, so that the words still look like
    those of a name and the text like one with or without marks. A name of one word stays: without a unit
    beside it it may well be another word.
    """
    accented, unaccented = spellings_of(load_gazetteer())
    spellings = accented if is_accented(text) else unaccented
    parts, done = [], 0
    for words, starts in runs_with_names(text, 0, len(text), spellings):
        first = 0
        while first < len(words):
            past, claims = longest_name(words, first, len(words), spellings)
            if past - first > 1 or (claims and HYPHEN.search(words[first])):
                start, end = starts[first], starts[past - 1] + len(words[past - 1])
                parts += [text[done:start], _LETTER.sub(_mask, text[start:end])]
                done = end
            first = past
    return "".join([*parts, text[done:]])


def _mask(letter: re.Match[str]) -> str:
    mask = "x" if letter[0].isascii() else "ẍ"
    return mask.upper() if letter[0].isupper() else mask
