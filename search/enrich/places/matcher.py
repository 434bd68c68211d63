"""Spots in a text the words that may name a place.

A name begins with a capital, so only runs of capitalised words are looked at; each is looked up in a
table of spellings, the longest first. The cost does not depend on how many places there are.

A Vietnamese text with marks must carry a name's own marks and capitals: without them "hai năm" is Hải
Nam. In a text without marks, and in an English one, a name counts without them too, but never without
its capitals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.enrich.places.context import Reading, goes_on, is_placed, read
from search.enrich.places.credits import without_credits
from search.enrich.places.cues import is_listed_as_small
from search.enrich.places.name_forms import Claim, Spellings, spellings_of, unguarded
from search.enrich.places.persons import is_aged, is_given_name, is_of_person, is_person_titled
from search.enrich.places.runs import SPACED, longest_name, names_before, runs_with_names
from search.gazetteer import Gazetteer
from search.vietnamese.cues import accented_share


@dataclass(frozen=True, slots=True)
class Spot:
    """Words at `text[start:end]` that may name the places of `claims`, in their precedence."""

    start: int
    end: int
    words: str
    claims: tuple[Claim, ...]
    reading: Reading


def spot(text: str, gazetteer: Gazetteer) -> list[Spot]:
    """The spots of a normalized text, in order; those in credits and persons' names left out.

    What is once part of a person's full name is a person's throughout, unless a unit word stands
    beside it somewhere; or unless, where it is of several words, something is in it or comes from it.
    """
    marked, unmarked = spellings_of(gazetteer)
    text = without_credits(text)
    spots: list[Spot] = []
    persons: set[str] = set()
    for start, end, has_marks in _stretches(text):
        spellings = marked if has_marks else unmarked
        for words, starts in runs_with_names(text, start, end, spellings):
            spots += _spots_in(text, words, starts, spellings, persons)
    if persons:
        persons -= {found.words for found in spots if found.reading.units is not None}
        spots = [
            found
            for found in spots
            if found.words not in persons
            or (" " in found.words and is_placed(text, found.start, found.end))
        ]
    return spots


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """The text in stretches (start, end), and whether each is Vietnamese with marks.

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


def _spots_in(
    text: str, words: list[str], starts: list[int], spellings: Spellings, persons: set[str]
) -> list[Spot]:
    """The spots of one run of capitalised words; what is part of a person's name goes to `persons`."""
    spots = []
    first = 0
    while first < len(words):
        if words[first] not in spellings.longest:
            first += 1
            continue
        past, claims = longest_name(words, first, len(words), spellings)
        if claims:
            start, end = starts[first], starts[past - 1] + len(words[past - 1])
            reading = read(text, start, end)
            if _is_joint(words[first:past]) and reading and _lacks_its_unit(claims, reading):
                past, claims = longest_name(words, first, past - 1, spellings)
                end = starts[past - 1] + len(words[past - 1])
                reading = read(text, start, end)
            if reading is not None:
                before = names_before(text, words, starts, first)
                after = words[past] if past < len(words) and SPACED.match(text, end - 1) else ""
                if reading.units is None and (
                    is_of_person(before, text[start:end], after)
                    or (0 < first == len(before) and is_person_titled(text, starts[0]))
                    or is_aged(text, end)
                ):
                    persons.add(text[start:end])
                elif (
                    _is_small(text, start, claims, reading)
                    or is_given_name(before, text[start:end])
                    or (words[first] == "Ba" and after)  # Bà Vi Thanh Hương
                ):
                    pass
                elif claims := unguarded(claims) if goes_on(text, end, after) else claims:
                    spots.append(Spot(start, end, text[start:end], claims, reading))
        first = past
    return spots


def _is_small(text: str, start: int, claims: tuple[Claim, ...], reading: Reading) -> bool:
    """Whether a name that no unit word stands beside is one of a list of communes, hamlets or streets."""
    return (
        reading.units is None
        and all(claim.place.kind not in ("country", "municipality") for claim in claims)
        and is_listed_as_small(text, start)
    )


def _is_joint(words: list[str]) -> bool:
    """Whether a name may be made of two: Quảng Nam - Đà Nẵng."""
    return len(words) > 3


def _lacks_its_unit(claims: tuple[Claim, ...], reading: Reading) -> bool:
    """Whether every claim is guarded and no unit word of its kind lifts the guard."""
    units = reading.units
    return all(claim.guarded for claim in claims) and (
        units is None or (bool(units) and not any(claim.place.kind in units for claim in claims))
    )
