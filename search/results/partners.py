"""Who is mentioned with whom: localities by localities, and how many articles are about both."""

from __future__ import annotations

from dataclasses import dataclass

from search.query.plan import SearchRequest


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A locality: how many articles it has, how many together with each column, and in which years.

    `years` counts the articles that it has together with any place of the columns' country.
    """

    place: str
    total: int
    counts: tuple[int, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Partners:
    """A table of localities by localities, over the results of a search.

    `rows_of` and `columns_of` are the countries whose localities stand in rows and columns, None for
    those of all countries. Those with most articles together come first; of each `rows_left` and
    `columns_left` with articles together are not shown. `countries` are those with results.
    `years` is the year in which each row's `years` begin and end, None where nothing is dated.
    """

    request: SearchRequest
    rows_of: str | None
    columns_of: str | None
    rows: tuple[PartnerRow, ...]
    columns: tuple[tuple[str, int], ...]
    rows_left: int
    columns_left: int
    countries: tuple[str, ...]
    years: tuple[int, int] | None
