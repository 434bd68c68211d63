"""Which localities articles are about together, counted in one pass of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from search.gazetteer import Gazetteer
from search.query.filters import choosing
from search.query.plan import SearchRequest
from search.results.partners import PartnerRow, Partners
from search.searching import SearchService


def find_partners(
    request: SearchRequest,
    rows_of: str | None,
    columns_of: str | None,
    most: tuple[int, int],
    service: SearchService,
    *,
    with_years: bool,
) -> Partners:
    """The localities of a country by those of another, in the results of a request.

    None stands for those of all countries. `most` are how many rows and columns are wanted; the years of
    a row, each a search, are counted only `with_years`.
    """
    gazetteer = service.gazetteer
    response = service.search(request, facets=("place", "date"), window=(0, 0))
    counts = response.hits.counts["place"]
    countries = [id for id in counts if id in gazetteer and gazetteer.parent(id) is None]
    countries.sort(key=lambda id: (-counts[id], id))
    rows = _localities(counts, rows_of, gazetteer)
    columns = _localities(counts, columns_of, gazetteer)
    pairs = service.searcher.co_occurrences(response.plan, rows, columns)
    together = {
        pair: count
        for pair, count in pairs.items()
        if pair[0] != pair[1] and not _holds(*pair, gazetteer)
    }
    rows = _most_together(rows, [(a, count) for (a, _), count in together.items()])
    columns = _most_together(columns, [(b, count) for (_, b), count in together.items()])
    shown_rows, shown_columns = rows[: most[0]], columns[: most[1]]
    years = [int(value) for value in response.hits.counts["date"] if len(value) == 4]
    span = (min(years), max(years)) if years else None
    asked = replace(request, chosen=response.plan.filters.chosen)
    return Partners(
        request=asked,
        rows_of=rows_of,
        columns_of=columns_of,
        rows=tuple(
            PartnerRow(
                place,
                counts[place],
                tuple(together.get((place, other), 0) for other in shown_columns),
                _years(asked, place, columns_of, span, service) if with_years else (),
            )
            for place in shown_rows
        ),
        columns=tuple((id, counts[id]) for id in shown_columns),
        rows_left=len(rows) - len(shown_rows),
        columns_left=len(columns) - len(shown_columns),
        countries=tuple(countries),
        years=span,
    )


def _localities(counts: Mapping[str, int], country: str | None, gazetteer: Gazetteer) -> list[str]:
    """The places directly below a country, or below any, that have articles."""
    return [
        id
        for id, count in counts.items()
        if count
        and id in gazetteer
        and (parent := gazetteer.parent(id)) is not None
        and (parent == country if country else gazetteer.parent(parent) is None)
    ]


def _most_together(places: Sequence[str], counted: Iterable[tuple[str, int]]) -> list[str]:
    """Those of the places with a count, in the order of the sums of their counts."""
    sums: Counter[str] = Counter()
    for place, count in counted:
        sums[place] += count
    return sorted((id for id in places if sums[id]), key=lambda id: (-sums[id], id))


def _holds(a: str, b: str, gazetteer: Gazetteer) -> bool:
    return a in gazetteer.ancestors(b) or b in gazetteer.ancestors(a)


def _years(
    request: SearchRequest,
    place: str,
    country: str | None,
    span: tuple[int, int] | None,
    service: SearchService,
) -> tuple[int, ...]:
    """How many articles a place has with a country in each year of the span; with none, how many it has."""
    if span is None:
        return ()
    chosen = dict.fromkeys((*request.chosen["place"], place, *([country] if country else ())))
    both = replace(choosing(request, "place", tuple(chosen)), any_place=False)
    counts = service.search(both, facets=("date",), window=(0, 0)).hits.counts["date"]
    return tuple(counts.get(f"{year:04}", 0) for year in range(span[0], span[1] + 1))
