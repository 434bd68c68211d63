"""What a card says of its article beside title and snippet: its places, and what of it was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.articles import Article
from search.facets import FACETS, FacetName
from search.query.plan import SearchRequest
from search.results.highlight import places_asked

MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class PlaceChip:
    """A place of an article by its gazetteer id, and whether it is why a chosen place holds."""

    place: str
    chosen: bool


def place_chips(article: Article, chosen: Sequence[str]) -> tuple[tuple[PlaceChip, ...], int]:
    """The places that a card shows, four if not more are chosen, and how many main places more there are.

    Those chosen stand first, in the order of the choice, also where the article names them in passing; of a
    chosen place that it does not name, what it names of what lies in it, main places before others.
    """
    asked = list(places_asked(article, chosen))
    asked.sort(key=lambda pair: (chosen.index(pair[1]), not pair[0].main))
    # Of each chosen place one is enough to say why, before others of it.
    reasons = {place: mention.place for mention, place in reversed(asked)}
    main = [mention.place for mention in article.places if mention.main]
    more = [mention.place for mention, _ in asked if mention.main]
    why = [reasons[place] for place in chosen if place in reasons]
    places = list(dict.fromkeys([*why, *more, *main]))
    is_asked = {mention.place for mention, _ in asked}
    chips = tuple(
        PlaceChip(place, place in is_asked) for place in places[: max(MOST_PLACES, len(why))]
    )
    return chips, len(places) - len(chips)


def is_asked(article: Article, facet: FacetName, request: SearchRequest) -> bool:
    """Whether a value of the facet that the article counts under, or a period of its date, is chosen."""
    if facet == "date" and article.date and (request.first or request.last):
        return True
    chosen = request.chosen[facet]
    return bool(chosen) and not set(chosen).isdisjoint(FACETS[facet].values(article))
