"""Every way in which the name of a place may be written, and which places each spelling may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import fold
from search.enrich.word_lists import read_list
from search.gazetteer import Gazetteer, Place
from search.vietnamese.cues import with_old_tone

_UPPER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
DOTTED = rf"[{_UPPER}](?>\.[{_UPPER}](?!\w))++\.?+"
"""A pattern for an abbreviation with full stops: U.S., P.R.C."""

WORD = rf"(?:{DOTTED}|[{_UPPER}]\w*+(?>['’](?!s\b)\w++)*+(?>-[^\W\d_{_UPPER}]\w*+)*+(?!\$))"
"""A pattern for a capitalised word: Pu'er, U.S. and Cam-pu-chia are one, Laos's and Nam-Đà not.

US$ is none."""

_WORD = re.compile(WORD)
_PARTS = re.compile(r"[^\s–-]+")

NOT_PLACES = frozenset(row["name"] for row in read_list("places/cues/not_places.csv"))
"""Longer names, and words, that contain the name of a place and are not places."""


@dataclass(frozen=True, slots=True)
class CandidateReferent:
    """A place that a spelling may mean; `ambiguous` if it may mean something else as well."""

    place: Place
    ambiguous: bool = False
    adjective: bool = False


@dataclass(frozen=True, slots=True)
class Spellings:
    """The referents of each spelling (words joined by spaces), and the most words of one by its first.

    `hyphened` are the words with a hyphen in any of them: U-đon, Tha-ni.
    Claims come in their places' precedence; a spelling without referents is no place's name.
    """

    referents: dict[str, tuple[CandidateReferent, ...]]
    longest: dict[str, int]
    hyphened: frozenset[str]


def unambiguous(referents: Sequence[CandidateReferent]) -> tuple[CandidateReferent, ...]:
    """The referents of which the name is not ambiguous."""
    return tuple(referent for referent in referents if not referent.ambiguous)


@lru_cache(maxsize=4)
def spellings_of(gazetteer: Gazetteer) -> tuple[Spellings, Spellings]:
    """The spellings for Vietnamese text with marks, and those for any other text."""
    marked: defaultdict[str, dict[str, CandidateReferent]] = defaultdict(dict)
    unmarked: defaultdict[str, dict[str, CandidateReferent]] = defaultdict(dict)
    for place in gazetteer.places.values():
        for name in place.names:
            referent = CandidateReferent(place, ambiguous=name in place.guarded)
            joined = not referent.ambiguous and (place.country != "VN" or place.tier < 2)
            with_marks, without_marks = _ways(name, place, joined=joined)
            for spelling in with_marks:
                _add(marked[spelling], referent)
            for spelling in with_marks | without_marks:
                _add(unmarked[spelling], referent)
        for name in place.adjectives:
            for spelling in (name, name.upper()):
                _add(unmarked[spelling], CandidateReferent(place, adjective=True))
    for name in NOT_PLACES:
        words = name.split()
        if words[-1].islower():
            continue  # a word that only begins like a name, no run of capitalised ones
        for spelling in _both_cases([words, _without_marks(words)]):
            marked[spelling] = unmarked[spelling] = {}
    return _indexed(marked), _indexed(unmarked)


def _add(referents: dict[str, CandidateReferent], referent: CandidateReferent) -> None:
    if referent.place.id not in referents or referents[referent.place.id].ambiguous:
        referents[referent.place.id] = referent


def _indexed(referents: dict[str, dict[str, CandidateReferent]]) -> Spellings:
    longest: dict[str, int] = {}
    for spelling in referents:
        first, *rest = spelling.split(" ")
        longest[first] = max(longest.get(first, 0), 1 + len(rest))
    in_order = {
        spelling: tuple(sorted(held.values(), key=lambda referent: referent.place.precedence))
        for spelling, held in referents.items()
    }
    hyphened = {word for spelling in referents for word in spelling.split(" ") if "-" in word}
    return Spellings(in_order, longest, frozenset(hyphened))


def _ways(name: str, place: Place, *, joined: bool) -> tuple[set[str], set[str]]:
    """The spellings of a name that count in any text, and those that count only in unmarked text.

    Names of other countries are spelled in one word, with hyphens or apart, and often without marks:
    with hyphens, whatever their marks, they are nothing else.
    Vietnam's are always apart in Vietnamese, without marks only where they have none; elsewhere only its
    provinces come in one word (Samson is not Sầm Sơn). The English name of a country is in a Vietnamese
    text only part of another name (China Daily).
    """
    words = [part[0].upper() + part[1:] for part in _PARTS.findall(name.replace(".", ""))]
    if not all(_WORD.fullmatch(word) for word in words):
        return set(), set()
    plain = _without_marks(words)
    otherwise = [*_apostrophes_otherwise(words)]
    several = len(words) > 1
    one_word = [[_joined(plain)]] if joined and several else []
    as_written = name.replace(".", "").split()
    if place.kind == "country" and name == place.en != place.vi:
        anywhere, unmarked = [], [words]
    elif place.country != "VN":
        hyphened = ["-".join(ways).capitalize() for ways in (words, plain)]
        anywhere = [words, [_joined(words)], *([way] for way in hyphened)] if several else [words]
        unmarked = [plain, *one_word] if several else []
        if several and all(_WORD.fullmatch(word) for word in as_written):  # U-đon Tha-ni
            anywhere += [as_written, _without_marks(as_written)]
    elif name.isascii() and _joined(plain) in _stripped(place):
        anywhere, unmarked = [], [words, *one_word]
    else:
        anywhere = [words, [with_old_tone(word) for word in words]]
        unmarked = [plain, *one_word] if several else []
    anywhere += otherwise
    unmarked += map(_without_marks, otherwise)
    return set(_both_cases(anywhere)), set(_both_cases(unmarked))


def _apostrophes_otherwise(words: list[str]) -> Iterator[list[str]]:
    """The words with their apostrophe as it may also be typed: H'Leo, Hleo, HLeo, H Leo; EaH'leo."""
    for i, word in enumerate(words):
        before, apostrophe, after = word.partition("'")
        if apostrophe:
            for rest in (after, after[0].lower() + after[1:], after[0].upper() + after[1:]):
                for joint in ("'", ""):
                    ways = [*words[:i], f"{before}{joint}{rest}", *words[i + 1 :]]
                    yield from (ways, ["".join(ways)])
            yield [*words[:i], before, after[0].upper() + after[1:], *words[i + 1 :]]


def _stripped(place: Place) -> set[str]:
    """The names of a place that have marks, joined without them."""
    return {
        _joined(_without_marks(_PARTS.findall(name))) for name in place.names if not name.isascii()
    }


def _both_cases(ways: Iterable[list[str]]) -> Iterator[str]:
    for words in ways:
        spelling = " ".join(words)
        yield spelling
        yield spelling.upper()


def _joined(words: list[str]) -> str:
    return "".join(words).capitalize()


def _without_marks(words: list[str]) -> list[str]:
    return ["'".join(map(bare, word.split("'"))) for word in words]


@lru_cache(maxsize=1 << 13)
def bare(word: str) -> str:
    """A capitalised word without its marks."""
    folded = "-".join(map(fold, word.split("-")))
    return folded.capitalize() if word[:1].isupper() else folded
