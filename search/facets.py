"""The facets: what results are counted and narrowed by. A facet is one entry of `FACETS`.

All else follows from the table by loops: the fields of the index, the filters of a request, the fields of
the query language, the parameters of addresses, the options of the command line, labels, JSON, and the
headings and the help of the page. A new facet is one entry here, and its values in `Article` if they are new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from search.analysis import normalize
from search.articles import UNDATED, UNKNOWN_SECTION, UNKNOWN_SOURCE, Article, Language, Mention
from search.labels import Ui, language_label, no_source_label, period_label

FacetName = Literal["place", "date", "lang", "source", "section"]
"""What a facet is called in addresses, in JSON, in the query language and in the index."""

LANGUAGES: tuple[str, ...] = get_args(Language)

ParentOfPlace = Callable[[str], str | None]
"""The gazetteer id of the place that holds a place; None at the top."""

PlaceLabel = Callable[[str], str]
"""The name of a gazetteer id in the language of the interface: `Gazetteer.label` where the value stands
alone, `Gazetteer.label_under_parent` in the facet's tree."""

PlacesNamed = Callable[[str], Sequence[str]]
"""The gazetteer ids of the places that a text names; none if it names none."""


@dataclass(frozen=True, slots=True)
class Example:
    """Queries that ask for values of a facet, and what they find, as the page of help says it."""

    queries: tuple[str, ...]
    finds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet. Texts for the page are in English and are translated by the page's catalogue."""

    name: FacetName
    heading: str
    """Over its choices on the page."""

    values: Callable[[Article], list[str]]
    """The values under which an article counts, one at least if `unknown` is one; the index field `name`."""

    main_values: Callable[[Article], list[str]] | None = None
    """The values that an article is about, if it may also have others in passing; a field of their own."""

    read: Callable[[str, PlacesNamed], Sequence[str]]
    """The values that a text asks for, in a filter or in a query; none if it means nothing."""

    refusal: str
    """The error for a filter that means nothing, with `%(value)r` and, if it likes, `%(choices)s`."""

    choices: tuple[str, ...] = ()
    """All values there can be, where they are few."""

    label: Callable[[str, Ui, PlaceLabel], str]
    """What a value is called; the value itself where it means nothing."""

    parent: Callable[[str, ParentOfPlace], str | None] | None = None
    """The value under which a value is shown, for a facet whose values form a tree."""

    order: Callable[[str, int], tuple[object, ...]]
    """The sort key of a choice of that value and count."""

    all_of_them: bool = False
    """Whether of several chosen values all must hold, unless a request says any; otherwise any does."""

    in_query: Literal["value", "period"] = "value"
    """What follows the name and a colon in a query."""

    option_help: str
    """Of the command line's option."""

    examples: tuple[Example, ...]

    in_any_writing: bool = False
    """Whether values are names that articles write in several ways, which are one (`writings`)."""

    unknown: str = ""
    """The value under which articles without any count, if they do."""

    optional: bool = False
    """Whether it is left out where every article of the index counts under `unknown`."""

    since: int = 0
    """The version of the index that first had its field."""

    @property
    def main_field(self) -> str | None:
        """The index field of `main_values`."""
        return f"main_{self.name}" if self.main_values else None

    def ancestors(self, value: str, parent_of_place: ParentOfPlace) -> Iterator[str]:
        """The values that hold a value, nearest first."""
        held: str | None = value
        while self.parent and held is not None:
            held = self.parent(held, parent_of_place)
            if held is not None:
                yield held


def _(text: str) -> str:
    """Marks a text of the page, for which its catalogue must have a translation."""
    return text


# --- places ---


def _with_holders(mentions: Iterable[Mention]) -> list[str]:
    """The places, and all that hold them."""
    return sorted({id for mention in mentions for id in (mention.place, *mention.within)})


# --- dates ---

_DATE_VALUE = re.compile(rf"\d{{4}}(?:-(?:0[1-9]|1[0-2]|unknown))?|{UNDATED}")


def _read_date(text: str, places_named: PlacesNamed) -> Sequence[str]:
    return (text,) if _DATE_VALUE.fullmatch(text) else ()


def _year_of_month(value: str, parent_of_place: ParentOfPlace) -> str | None:
    return None if value == UNDATED or "-" not in value else value.split("-", 1)[0]


def _latest_first(value: str, count: int) -> tuple[object, ...]:
    """Years and months from the latest; "month unknown" after its months, the undated at the end."""
    year, _, month = value.partition("-")
    return (
        value == UNDATED,
        0 if value == UNDATED else -int(year),
        -int(month) if month.isdigit() else 1,
    )


# --- languages ---


def _read_language(text: str, places_named: PlacesNamed) -> Sequence[str]:
    code = text.strip().lower()
    return (code,) if code in LANGUAGES else ()


# --- any text ---


def _read_text(text: str, places_named: PlacesNamed) -> Sequence[str]:
    return (normalize(text).strip(),)


def _most_first(value: str, count: int) -> tuple[object, ...]:
    return (-count, value)


_NO_SECTION: dict[Ui, str] = {"vi": "Không rõ chuyên mục", "en": "No section given"}

_ENTRIES = (
    Facet(
        name="place",
        heading=_("Locality"),
        values=lambda article: _with_holders(article.places),
        main_values=lambda article: _with_holders(m for m in article.places if m.main),
        read=lambda text, places_named: places_named(text),
        refusal=_(
            "there is no place %(value)r: choose one of the list, or give an id such as VN-27"
        ),
        label=lambda value, ui, place_label: place_label(value),
        parent=lambda value, parent_of_place: parent_of_place(value),
        order=_most_first,
        all_of_them=True,
        option_help="Id or name of a place; may be repeated.",
        examples=(
            Example(
                ("place:VN-27", 'place:"quảng nam"'),
                _("a place or what lies in it, by its id or any of its names"),
            ),
        ),
    ),
    Facet(
        name="date",
        heading=_("Date"),
        values=lambda article: list(article.date.buckets) if article.date else [UNDATED],
        unknown=UNDATED,
        read=_read_date,
        refusal=_("%(value)r is not a year or month: write 2024, 2024-09, 2024-unknown or undated"),
        label=lambda value, ui, place_label: period_label(value, ui),
        parent=_year_of_month,
        order=_latest_first,
        in_query="period",
        option_help="2022, 2022-06, 2022-unknown or undated.",
        examples=(
            Example(("date:2012", "date:2022-06-08"), _("a year, a month or a day")),
            Example(("date:2022-01..2022-06",), _("a period; either end may be left out")),
        ),
    ),
    Facet(
        name="lang",
        heading=_("Language"),
        values=lambda article: [article.language],
        choices=LANGUAGES,
        read=_read_language,
        refusal=_("%(value)r is not a language: choose one of %(choices)s"),
        label=lambda value, ui, place_label: language_label(value, ui),
        order=_most_first,
        option_help="vi, en, mixed or unknown.",
        examples=(Example(("lang:vi", "lang:en"), _("articles in Vietnamese, in English")),),
    ),
    Facet(
        name="source",
        in_any_writing=True,
        heading=_("Source"),
        values=lambda article: [article.source or UNKNOWN_SOURCE],
        unknown=UNKNOWN_SOURCE,
        read=_read_text,
        refusal="",
        label=lambda value, ui, place_label: (
            no_source_label(ui) if value == UNKNOWN_SOURCE else value
        ),
        order=_most_first,
        option_help="Such as VNA.",
        examples=(Example(("source:VNA",), _("articles of a source")),),
    ),
    Facet(
        name="section",
        in_any_writing=True,
        heading=_("Section"),
        values=lambda article: [article.section or UNKNOWN_SECTION],
        unknown=UNKNOWN_SECTION,
        optional=True,
        since=6,
        read=_read_text,
        refusal="",
        label=lambda value, ui, place_label: _NO_SECTION[ui] if value == UNKNOWN_SECTION else value,
        order=_most_first,
        option_help="The paper's own section, such as Politics.",
        examples=(
            Example(
                ("section:politics", 'section:"thời sự"'), _("articles of a section of the paper")
            ),
        ),
    ),
)

FACETS: Mapping[FacetName, Facet] = MappingProxyType({facet.name: facet for facet in _ENTRIES})
"""Every facet by its name, in the order of the page."""


def facet_label(facet: FacetName, value: str, ui: Ui, place_label: PlaceLabel) -> str:
    """A value of a facet in the words of the interface; the value itself where it means nothing."""
    return FACETS[facet].label(value, ui, place_label)


class Selection(Mapping[FacetName, tuple[str, ...]]):
    """The chosen values of each facet, `()` where none is chosen. It never changes, and can be hashed.

    It is equal to any mapping of the same values; facets without one are not among its keys.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[FacetName, Iterable[str]] = MappingProxyType({})) -> None:
        """ValueError for a name that is no facet's."""
        for name in values:
            if name not in FACETS:
                raise ValueError(f"there is no facet {name!r}: there are {', '.join(FACETS)}")
        chosen = {name: tuple(values[name]) for name in FACETS if name in values}
        self._values = {name: of_facet for name, of_facet in chosen.items() if of_facet}

    def choosing(self, facet: FacetName, values: Iterable[str]) -> Selection:
        """The same, but with these values of a facet."""
        return Selection({**self._values, facet: values})

    def __getitem__(self, facet: FacetName) -> tuple[str, ...]:
        return self._values.get(facet, ())

    def __contains__(self, facet: object) -> bool:
        return facet in self._values

    def __iter__(self) -> Iterator[FacetName]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return f"Selection({self._values!r})"


def facet_field(facet: FacetName, *, main: bool) -> str:
    """The index field of a facet's values: those that articles are about, if `main` and there are any."""
    return (main and FACETS[facet].main_field) or facet
