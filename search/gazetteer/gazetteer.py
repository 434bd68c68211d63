"""The gazetteer: every place that an article is sorted by, with its names, its parent and its dates.

The data stand beside this module in `places.csv`, whose head says what each column holds.
"""

from __future__ import annotations

import csv
import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from search.analysis import Token, fold, normalize, tokens
from search.gazetteer.units import DATA as _UNITS
from search.gazetteer.units import Kind, Typed, Unit, without_unit

_TIERS: dict[Kind, int] = {
    "country": 0,
    "province": 1, "municipality": 1, "region": 1, "state": 1, "islands": 1,
    "prefecture": 2, "city": 2,
    "town": 3, "district": 3,
    "border gate": 4,
}  # fmt: skip
_DATA = Path(__file__).with_name("places.csv")
MERGER = date(2025, 7, 1)
"""The day on which Vietnam's 63 provinces became 34 (Resolution 202/2025/QH15)."""

_GUARD = "~"
_ADJECTIVE = "*"
_SHORT = 4
"""A name of one word of at most so many letters, without marks, is a place only if nothing else is typed:
"lao" is labour (lao động) more often than Laos. An abbreviation in capitals may be as short."""

_TOWNS: frozenset[str] = frozenset({"city", "town", "district"})
_SEATS: frozenset[str] = frozenset({"municipality", "city", "town"})
_SIGN_WITHIN = re.compile(r"\w['’-]\w")
_APOSTROPHE = re.compile("['’]")

VERSION = hashlib.sha256(_DATA.read_bytes() + _UNITS.read_bytes()).hexdigest()[:12]
"""Changes with the data; an index built with another version is refused."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `parent` is the id of the place that holds it, None for a country.

    `lat` and `lon` are degrees; those of a province are its seat's. `since` and `until` are the first
    and the last day of the unit, None where it is not known or still there. `successor` is the one
    unit that has all its land today; `divided` are the units that have it where there are several.
    `guarded` are the names that mean something else as well, so that a text must say more than the
    bare name; `adjectives` are those of a country ("Vietnamese"), which are not names.
    """

    id: str
    kind: Kind
    parent: str | None
    vi: str
    en: str
    native: str | None
    aliases: tuple[str, ...]
    lat: float
    lon: float
    since: date | None
    until: date | None
    successor: str | None
    divided: tuple[str, ...] = ()
    guarded: frozenset[str] = frozenset()
    adjectives: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, each once: Vietnamese, English, native, aliases."""
        native = (self.native,) if self.native else ()
        return tuple(dict.fromkeys((self.vi, self.en, *native, *self.aliases)))

    @property
    def country(self) -> str:
        """The id of the country it lies in; its own for a country."""
        return self.id.partition("-")[0]

    @property
    def tier(self) -> int:
        """How high it stands: 0 a country, 1 a province and its like, 2 a city, 3 a district, 4 a gate."""
        return _TIERS[self.kind]

    @property
    def precedence(self) -> tuple[bool, bool, int]:
        """Sorts places of one name: those gone before 2025 last, then Vietnam's first, then the higher."""
        gone = self.until is not None and self.until.year < 2025
        return (gone, self.country != "VN", self.tier)


class PlacesMeant(NamedTuple):
    """The ids of the places that typed words mean, in order of precedence.

    `writings` are the folded words in which such a name may be written otherwise: Ea Hleo, Ea H leo.
    `is_word` says that what was typed is another word as well wherever it is not in capitals: US.
    """

    ids: tuple[str, ...]
    writings: tuple[tuple[str, ...], ...]
    is_word: bool = False


class _Name(NamedTuple):
    """A name of a place, and the words of which it is made where each sign in it parts two."""

    id: str
    name: str
    guarded: bool
    words: tuple[Token, ...]

    @property
    def writings(self) -> tuple[tuple[str, ...], ...]:
        """Its folded words with an apostrophe in them as nothing and as a space; and all in one."""
        apart = tuple(word.folded for word in self.words)
        return (tuple(fold(self.name).split()), apart, ("".join(apart),))

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is written in capitals alone: US, PRC."""
        return self.name.isupper() and self.name.isascii()

    @property
    def is_word(self) -> bool:
        """Whether it is so short an abbreviation that in small letters it is a word."""
        return self.is_abbreviation and len(self.name) == 2

    def is_typed(self, typed: Sequence[Typed]) -> bool:
        """Whether the words are the name, as it is parted or joined, with its marks if with any."""
        words = iter(self.words)
        for word in typed:
            letters = written = ""
            while len(letters) < len(word.folded):
                part = next(words, None)
                if part is None:
                    return False
                letters += part.folded
                written += part.accented or part.folded
            if letters != word.folded or word.accented not in (None, written):
                return False
        return next(words, None) is None


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All the places, by id."""

    places: Mapping[str, Place]

    def __contains__(self, id: str) -> bool:
        return id in self.places

    def __getitem__(self, id: str) -> Place:
        """The place; KeyError if there is none of that id."""
        return self.places[id]

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The ids of the places that hold it, nearest first; KeyError if there is none of that id."""
        return self._ancestors[id]

    def parent(self, id: str) -> str | None:
        """The id of the place that holds it; None at the top, or if there is no place of that id."""
        return next(iter(self._ancestors.get(id, ())), None)

    def last_day(self, id: str) -> date | None:
        """The last day of the unit, or of one that held it; None if it still stands or never was one."""
        gone = self._gone(id)
        return gone.until if gone else None

    def today(self, id: str) -> tuple[str, ...]:
        """The units that have its land today; empty for one that still stands."""
        gone = self._gone(id)
        if gone is None:
            return ()
        return (gone.successor,) if gone.successor else gone.divided

    def joined(self, id: str) -> tuple[str, ...]:
        """The units that became part of it in the merger."""
        return self._joined.get(id, ())

    def label(self, id: str, ui: Literal["vi", "en"]) -> str:
        """The name to show in that language where a place stands alone: it tells it from all others.

        Of places that share a name the one that comes before all the others by precedence has it bare,
        the others with what holds them: "Hà Nam (Trung Quốc)". The id itself if there is no such place.
        """
        return self._labels[ui].get(id, id)

    def label_under_parent(self, id: str, ui: Literal["vi", "en"]) -> str:
        """The bare name in that language, for where a place stands under the one that holds it.

        Several places may share it. The id itself if there is no such place.
        """
        if id not in self.places:
            return id
        place = self.places[id]
        return place.vi if ui == "vi" else place.en

    def named(self, folded: str) -> tuple[str, ...]:
        """The ids of the places that this, folded, means alone, as `meant` has it."""
        return self.meant([Token(0, 0, word, None) for word in folded.split()]).ids

    def meant(
        self, typed: Sequence[Typed], *, alone: bool = True, initials: bool = True
    ) -> PlacesMeant:
        """The places of which the words are a name.

        Spaces, hyphens and apostrophes may stand for each other or be left out ("Ea Hleo", "EaH'leo"); words
        with marks must have the name's own. A unit word of the place's kind belongs to the name ("tỉnh Cà
        Mau") and settles what a guarded or short one means, which else counts only `alone`. Unless typed
        as `initials`, in capitals or with full stops, a name of two capitals does not count: us is a word.
        Of places that share the name those come first of which it is not a guarded one, then by precedence.
        """
        named = [
            held
            for held in self._names_of("".join(word.folded for word in typed))
            if held.is_typed(typed) and _counts(held, typed, alone=alone, initials=initials)
        ]
        if not named:
            return PlacesMeant(self._sorted(self._named_with_unit(typed)), ())
        found: dict[str, bool] = {}
        for held in named:
            found[held.id] = held.guarded and found.get(held.id, True)
        ways = (way for held in named if _SIGN_WITHIN.search(held.name) for way in held.writings)
        is_word = all(held.is_word for held in named)
        return PlacesMeant(self._sorted(found), tuple(dict.fromkeys(ways)), is_word)

    def complete(self, folded_prefix: str, limit: int) -> tuple[str, ...]:
        """The ids of at most `limit` places some name of which starts so, the highest first.

        A unit word may be before the name, or, after it, be begun.
        """
        found = dict.fromkeys(self._beginning(folded_prefix))
        typed = [Token(0, 0, word, None) for word in folded_prefix.split()]
        for words, unit in without_unit(typed, begun=True):
            rest = " ".join(word.folded for word in words)
            ids = self._beginning(rest) if unit.side == "before" else self.named(rest)
            found |= dict.fromkeys(self._of_unit(ids, unit))
        by_height = sorted(found, key=lambda id: (self.places[id].tier, self.places[id].precedence))
        return tuple(by_height[:limit])

    def _beginning(self, folded_prefix: str) -> Iterator[str]:
        """The ids of the places some name of which starts so."""
        names = self._sorted_writings
        start = bisect_left(names, (folded_prefix, ""))
        stop = bisect_left(names, (folded_prefix + "\U0010ffff", ""))
        return (id for _, id in names[start:stop])

    def _named_with_unit(self, typed: Sequence[Typed]) -> dict[str, bool]:
        """The places that the words name with a unit word; none of them by a guarded name then."""
        for words, unit in without_unit(typed):
            names = self._names_of("".join(word.folded for word in words))
            ids = [held.id for held in names if held.is_typed(words)]
            if of_unit := self._of_unit(ids, unit):
                return dict.fromkeys(of_unit, False)
        return {}

    def _of_unit(self, ids: Iterable[str], unit: Unit) -> list[str]:
        """Those of the places that the unit stands for, or else may once have stood for.

        A Vietnamese province's seat has its name; towns become cities, and provinces municipalities.
        """
        places = [self.places[id] for id in ids]
        of_kind = [
            place.id
            for place in places
            if place.kind in unit.kinds
            or (place.kind == "province" and place.country == "VN" and unit.kinds & _SEATS)
        ]
        return of_kind or [
            place.id
            for place in places
            if (place.tier == 1 and unit.kinds & {"province", *_SEATS})
            or (place.kind in _TOWNS and unit.kinds & _TOWNS)
        ]

    def _sorted(self, guarded: Mapping[str, bool]) -> tuple[str, ...]:
        """The ids by whether their name is guarded, then by precedence."""
        return tuple(sorted(guarded, key=lambda id: (guarded[id], self.places[id].precedence, id)))

    def _names_of(self, letters: str) -> Sequence[_Name]:
        """The names that have these letters, folded."""
        return self._names.get(letters, ())

    def _gone(self, id: str) -> Place | None:
        """The unit, or else the nearest that holds it, that is gone; None if all still stand."""
        units = (self.places[held] for held in (id, *self.ancestors(id)))
        return next((unit for unit in units if unit.until), None)

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        return {"vi": self._told_apart("vi"), "en": self._told_apart("en")}

    def _told_apart(self, ui: Literal["vi", "en"]) -> dict[str, str]:
        """The label of each place, by id."""
        sharing: defaultdict[str, list[Place]] = defaultdict(list)
        for place in self.places.values():
            sharing[self.label_under_parent(place.id, ui)].append(place)
        found = {}
        for name, places in sharing.items():
            first, *others = sorted(places, key=lambda place: place.precedence)
            if others and others[0].precedence == first.precedence:
                others.insert(0, first)
            else:
                found[first.id] = name
            above = [
                [self.label_under_parent(id, ui) for id in self.ancestors(p.id)] for p in others
            ]
            for place, line in zip(others, above, strict=True):
                held = ", ".join(_shortest_apart(line, above))
                found[place.id] = f"{name} ({held})" if held else name
        return found

    @cached_property
    def _joined(self) -> dict[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for place in self.places.values():
            if place.until == MERGER - timedelta(1) and place.successor:
                found[place.successor].append(place.id)
        return {id: tuple(held) for id, held in found.items()}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for id, place in self.places.items():
            held = []
            while place.parent is not None:
                held.append(place.parent)
                place = self.places[place.parent]
            found[id] = tuple(held)
        return found

    @cached_property
    def _names(self) -> dict[str, list[_Name]]:
        """All names by their letters, folded."""
        found: defaultdict[str, list[_Name]] = defaultdict(list)
        for place in self.places.values():
            for name in place.names:
                words = tuple(tokens(_APOSTROPHE.sub(" ", normalize(name))))
                held = _Name(place.id, name, name in place.guarded, words)
                found["".join(word.folded for word in words)].append(held)
        return dict(found)

    @cached_property
    def _sorted_writings(self) -> list[tuple[str, str]]:
        """Every writing of every name, and the id of its place."""
        return sorted(
            {
                (" ".join(writing), held.id)
                for names in self._names.values()
                for held in names
                for writing in held.writings
            }
        )


def _counts(held: _Name, typed: Sequence[Typed], *, alone: bool, initials: bool) -> bool:
    """Whether a name is a place's where it is typed, or may be another word as well."""
    if held.is_word and not initials:
        return False
    if alone:
        return True
    short = len(typed) == 1 and len(typed[0].folded) <= _SHORT and typed[0].accented is None
    return not held.guarded and (not short or (held.is_abbreviation and initials))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer that comes with Tìm Tin; read once."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return Gazetteer({place.id: place for place in map(_place, rows)})


def _place(row: dict[str, str]) -> Place:
    vi = row["vi"]
    written = [vi, row["en"] or vi, *_split(row["aliases"])]
    names = [name.removeprefix(_GUARD) for name in written]
    successors = tuple(row["successor"].split())
    return Place(
        id=row["id"],
        kind=row["kind"],  # type: ignore[arg-type]  # a test holds the file to the kinds
        parent=row["parent"] or None,
        vi=names[0],
        en=names[1],
        native=row["native"] or None,
        aliases=tuple(name for name in names[2:] if not name.startswith(_ADJECTIVE)),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        since=_day(row["since"], "-01-01"),
        until=_day(row["until"], "-12-31"),
        successor=successors[0] if len(successors) == 1 else None,
        divided=successors if len(successors) > 1 else (),
        guarded=frozenset(name.removeprefix(_GUARD) for name in written if name.startswith(_GUARD)),
        adjectives=tuple(
            name.removeprefix(_ADJECTIVE) for name in names[2:] if name.startswith(_ADJECTIVE)
        ),
    )


def _shortest_apart(line: list[str], lines: list[list[str]]) -> list[str]:
    """The shortest beginning of a line, of one item at least, that no other line has; all if none is."""
    beginnings = (line[:size] for size in range(1, len(line)))
    return next((b for b in beginnings if [o[: len(b)] for o in lines].count(b) == 1), line)


def _split(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split(";") if part.strip())


def _day(cell: str, completion: str) -> date | None:
    """A day as written; a bare year stands for its first or its last day."""
    if not cell:
        return None
    return date.fromisoformat(cell + completion if len(cell) == 4 else cell)
