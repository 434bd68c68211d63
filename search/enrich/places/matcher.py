"""Finds in a text the words that may name a place.

A name begins with a capital, so only runs of capitalised words are looked at; each is looked up in a
table of spellings, the longest first. The cost does not depend on how many places there are.

A Vietnamese text with marks must carry a name's own marks and capitals: without them "hai năm" is Hải
Nam. In a text without marks, and in an English one, a name counts without them too, but never without
its capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.enrich.language import is_syllable
from search.enrich.places.context import (
    NameContext,
    context_of,
    goes_on,
    is_placed,
)
from search.enrich.places.credits import without_credits
from search.enrich.places.cues import is_listed_as_small
from search.enrich.places.name_forms import CandidateReferent, Spellings, spellings_of, unambiguous
from search.enrich.places.persons import (
    is_aged,
    is_among_performers,
    is_listed_with_persons,
    is_of_person,
    is_part_of_longer,
    is_person_titled,
    is_told_as_relative,
)
from search.enrich.places.runs import (
    RUN,
    SIGN_WITHIN,
    SPACED,
    broken_up,
    end_of,
    names_before,
    starts_of,
)
from search.gazetteer import Gazetteer
from search.vietnamese.cues import accented_share, is_accented, without_marks

_SMALL_WORDS = (" va ", " cua ", " cho ", " cac ", " trong ", " duoc ", " la ", " khong ")
_ENGLISH_SMALL_WORDS = (" the ", " of ", " and ", " in ", " to ", " a ")
_LED_UP = re.compile(r"(?:^|[\s(])[a-z]+ $")
_NAME_NEXT = re.compile(r" [A-Z]")
_LONGEST_SYLLABLE = 5
"""The most letters of a word at which nothing is looked for that the next word was glued to."""


@dataclass(frozen=True, slots=True)
class MentionCandidate:
    """Words at `text[start:end]` that may name the places of `referents`, in their precedence."""

    start: int
    end: int
    words: str
    referents: tuple[CandidateReferent, ...]
    context: NameContext


def find_candidates(text: str, gazetteer: Gazetteer) -> list[MentionCandidate]:
    """The candidates of a normalized text, in order; those in credits and persons' names left out.

    What is once part of a person's full name is a person's throughout, unless a unit word is
    beside it somewhere; or unless, where it is of several words, something is in it or comes from it.
    """
    marked, unmarked = spellings_of(gazetteer)
    text = without_credits(text)
    vietnamese = is_vietnamese(text)
    candidates: list[MentionCandidate] = []
    persons: set[str] = set()
    for start, end, has_marks in _stretches(text):
        spellings = marked if has_marks else unmarked
        bare = vietnamese and not has_marks
        first_words = spellings.longest.keys()
        for run in RUN.finditer(text, start, end):
            written = run[0]
            if written.isalpha():
                if not spellings.referents.get(written):
                    continue
                words, starts = [written], [run.start()]
            elif SIGN_WITHIN.search(written):
                words, starts = broken_up(run, spellings)
            else:
                words = written.split(" ")
                if first_words.isdisjoint(words):
                    continue
                starts = starts_of(run.start(), words)
            found = _candidates_in(text, words, starts, spellings, persons)
            if bare:
                found = [read for each in found if (read := _read_bare(text, each))]
            candidates += found
    if persons:
        persons -= {found.words for found in candidates if found.context.units is not None}
        candidates = [
            found
            for found in candidates
            if found.words not in persons
            or (" " in found.words and is_placed(text, found.start, found.end))
        ]
    return candidates


def is_vietnamese(text: str) -> bool:
    """Whether a text is Vietnamese, with marks or without, rather than English."""
    return is_accented(text) or sum(map(text.count, _SMALL_WORDS)) > sum(
        map(text.count, _ENGLISH_SMALL_WORDS)
    )


def _read_bare(text: str, found: MentionCandidate) -> MentionCandidate | None:
    """The candidate as it is read in Vietnamese without marks, None if it is no place there.

    English adjectives are none (Thai is a people or a person) but for Lao, which is Lào. An ambiguous
    country, My for Mỹ, is meant where a word in small letters leads up to it and no name goes on.
    """
    first, *others = found.referents
    if others or first.place.kind != "country":
        return found
    if first.adjective:
        is_name = found.words.lower() == without_marks(first.place.vi).lower()
        return replace(found, referents=(replace(first, adjective=False),)) if is_name else None
    if first.ambiguous and _LED_UP.search(text, max(0, found.start - 12), found.start):
        clear = not _NAME_NEXT.match(text, found.end)
        return replace(found, referents=(replace(first, ambiguous=False),)) if clear else found
    return found


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """The parts of the text (start, end), and whether each is Vietnamese with marks.

    Of such text a fifth of the letters and more take over a byte of UTF-8, of English hardly any.
    Only a text in between is taken line by line.
    """
    share = accented_share(text)
    if share > 0.15 or share < 0.02:
        yield 0, len(text), share > 0.15
        return
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line), accented_share(line) > 0.1
        start += len(line)


def _candidates_in(
    text: str, words: list[str], starts: list[int], spellings: Spellings, persons: set[str]
) -> list[MentionCandidate]:
    """The candidates of one run of capitalised words; what is part of a person's name goes to `persons`."""
    candidates = []
    first = 0
    while first < len(words):
        if words[first] not in spellings.longest:
            first += 1
            continue
        past, referents = _longest_name(words, first, len(words), spellings)
        if referents:
            start, end = starts[first], end_of(text, starts[past - 1], words[past - 1])
            context = context_of(text, start, end)
            if _is_joint(words[first:past]) and context and _lacks_its_unit(referents, context):
                past, referents = _longest_name(words, first, past - 1, spellings)
                end = starts[past - 1] + len(words[past - 1])
                context = context_of(text, start, end)
            if context is not None:
                before = names_before(text, words, starts, first)
                after = words[past] if past < len(words) and SPACED.match(text, end - 1) else ""
                if context.units is None and (
                    is_of_person(before, text[start:end], after)
                    or (0 < first == len(before) and is_person_titled(text, starts[0]))
                    or is_aged(text, end)
                    or is_listed_with_persons(text, start, end)
                    or is_told_as_relative(text, end)
                    or is_among_performers(text, start)
                ):
                    persons.add(text[start:end])
                elif (
                    _is_small(text, start, referents, context)
                    or (words[first] == "Ba" and after)  # Bà Vi Thanh Hương
                ):
                    pass
                elif goes_on(text, end, after) and is_part_of_longer(text[start:end], after):
                    pass  # Mỹ Lý, Nga Tân
                elif (
                    referents := unambiguous(referents) if goes_on(text, end, after) else referents
                ):
                    candidates.append(
                        MentionCandidate(start, end, text[start:end], referents, context)
                    )
        first = past
    return candidates


def _is_small(
    text: str, start: int, referents: tuple[CandidateReferent, ...], context: NameContext
) -> bool:
    """Whether a name without a unit word is in a list of communes, hamlets or streets."""
    return (
        context.units is None
        and all(referent.place.kind not in ("country", "municipality") for referent in referents)
        and is_listed_as_small(text, start)
    )


def _is_joint(words: list[str]) -> bool:
    """Whether a name may be made of two: Quảng Nam - Đà Nẵng."""
    return len(words) > 3


def _lacks_its_unit(referents: tuple[CandidateReferent, ...], context: NameContext) -> bool:
    """Whether every referent is ambiguous and no unit word of its kind settles it."""
    units = context.units
    return all(referent.ambiguous for referent in referents) and (
        units is None
        or (bool(units) and not any(referent.place.kind in units for referent in referents))
    )


def _longest_name(
    words: list[str], first: int, limit: int, spellings: Spellings
) -> tuple[int, tuple[CandidateReferent, ...]]:
    """Where the longest name that begins with a word ends, and its referents; the next word if none.

    It ends at `words[limit]` at the latest.
    """
    longest = min(first + spellings.longest.get(words[first], 0), limit)
    if longest == first + 1:
        return longest, spellings.referents.get(words[first]) or ()
    for past in range(longest, first, -1):
        referents = spellings.referents.get(" ".join(words[first:past]))
        if referents is not None:
            return past, referents
    for past in range(longest, first + 1, -1):
        last = words[past - 1]
        if len(last) > _LONGEST_SYLLABLE and not is_syllable(last.lower()):
            return _unglued(words, first, past, spellings)
    return first + 1, ()


def _unglued(
    words: list[str], first: int, past: int, spellings: Spellings
) -> tuple[int, tuple[CandidateReferent, ...]]:
    """The name at whose end the next word is written on ("Tiền Giangcó"), which is then cut off."""
    last = words[past - 1]
    name = " ".join(words[first : past - 1])
    for cut in range(len(last) - 1, 2, -1):
        referents = spellings.referents.get(f"{name} {last[:cut]}")
        if referents and is_syllable(last[cut:]):
            words[past - 1] = last[:cut]
            return past, referents
    return first + 1, ()
