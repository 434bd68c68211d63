"""Hides the names of places from whoever looks for cues: the "Se" of "Se Kong" is no "sẽ" (will)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from search.enrich.places.name_forms import spellings_of
from search.gazetteer import load_gazetteer
from search.vietnamese.cues import is_accented, without_marks

_LETTER = re.compile(r"[^\W\d_]")


def without_place_names(text: str, cues: frozenset[str]) -> str:
    """A normalized text, the letters of each place name that contains a cue replaced; positions stay.

    `cues` are words in lower case, with their marks. Capitals stay capitals, and letters with marks
    letters with marks, so that the words still look like those of a name and the text like one with or
    without marks. A name of one word stays: without a unit beside it it may well be another word.
    """
    return _names_with(cues, accented=is_accented(text)).sub(_masked, text)


@lru_cache(maxsize=4)
def _names_with(cues: frozenset[str], *, accented: bool) -> re.Pattern[str]:
    """A pattern for the names of several words, or of several parts, of which one is a cue.

    In a text with marks cues without any, as "nam" and "sau", are left out: half of all names contain one.
    """
    held = (
        {cue for cue in cues if not cue.isascii()}
        if accented
        else cues | set(map(without_marks, cues))
    )
    accented_names, names = (spellings.referents for spellings in spellings_of(load_gazetteer()))
    parts = {
        name: re.split("[ -]", name.lower()) for name in (accented_names if accented else names)
    }
    return pattern_of_names(
        name for name, words in parts.items() if len(words) > 1 and not held.isdisjoint(words)
    )


def pattern_of_names(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words that are one of the names, the longest; a tree, since they are many.

    Each branch opens with its first letter, so that the search skips from one such letter to the next.
    """
    tree: _Tree = {}
    for name in names:
        branch = tree
        for letter in name:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    ways = (
        rf"{re.escape(first)}(?<!\w{re.escape(first)}){_pattern(rest)}"
        for first, rest in tree.items()
    )
    return re.compile(rf"(?:{'|'.join(ways) or '(?!)'})(?!\w)")


_Tree = dict[str, "_Tree"]


def _pattern(tree: _Tree) -> str:
    """A pattern for what a branch of the tree goes on with."""
    ways = [re.escape(letter) + _pattern(rest) for letter, rest in tree.items() if letter]
    if not ways:
        return ""
    if len(ways) == 1 and "" not in tree:
        return ways[0]
    return f"(?:{'|'.join(ways)}){'?' if '' in tree else ''}"


def _masked(name: re.Match[str]) -> str:
    return _LETTER.sub(_mask, name[0])


def _mask(letter: re.Match[str]) -> str:
    mask = "x" if letter[0].isascii() else "ẍ"
    return mask.upper() if letter[0].isupper() else mask
