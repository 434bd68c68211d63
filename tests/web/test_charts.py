"""The histogram's geometry."""

from __future__ import annotations

from search import FacetValue
from web.charts import HEIGHT, MAX_BARS, WIDTH, histogram


def value(name: str, count: int, *children: FacetValue, selected: bool = False) -> FacetValue:
    return FacetValue(name, count, selected, children)


def test_years_stand_on_an_even_axis_gaps_included() -> None:
    chart = histogram([value("2024", 4), value("2023", 0), value("2021", 1), value("undated", 9)])
    assert chart is not None
    assert (chart.first, chart.last) == ("2021", "2024")
    quarter = WIDTH / 4
    middles = {bar.value: bar.x + bar.width / 2 for bar in chart.bars}
    assert middles == {"2021": quarter / 2, "2023": 2.5 * quarter, "2024": 3.5 * quarter}
    assert all(bar.width < quarter for bar in chart.bars)


def test_heights_are_as_the_counts_and_end_on_the_ground() -> None:
    chart = histogram([value("2022", 8), value("2021", 2, selected=True), value("2020", 0)])
    assert chart is not None
    none, low, high = chart.bars
    assert (high.height, low.height, none.height) == (HEIGHT, HEIGHT / 4, 0)
    assert all(bar.y + bar.height == HEIGHT for bar in chart.bars)
    assert [bar.selected for bar in chart.bars] == [False, True, False]


def test_a_path_draws_each_bar_from_its_corner_and_back() -> None:
    chart = histogram([value("2022", 8), value("2021", 2, selected=True)])
    assert chart is not None
    low, high = chart.bars
    assert chart.path == f"M{high.x:g} {high.y:g}h{high.width:g}v{high.height:g}h-{high.width:g}z"
    assert chart.selected_path.startswith(f"M{low.x:g} {low.y:g}h")


def test_one_article_among_many_can_be_seen() -> None:
    chart = histogram([value("2022", 100_000), value("2021", 1)])
    assert chart is not None
    assert chart.bars[0].height >= 1


def test_a_single_year_is_drawn_by_its_months() -> None:
    months = (value("2022-06", 2), value("2022-04", 1), value("2022-unknown", 3))
    chart = histogram([value("2022", 6, *months), value("undated", 1)])
    assert chart is not None
    assert (chart.first, chart.last) == ("2022-01", "2022-12")
    assert [bar.value for bar in chart.bars] == ["2022-04", "2022-06"]
    april = chart.bars[0]
    assert april.x + april.width / 2 == WIDTH / 12 * 3.5


def test_nothing_is_drawn_where_nothing_can_be_compared() -> None:
    assert histogram([]) is None
    assert histogram([value("undated", 3)]) is None
    assert histogram([value("2022", 1, value("2022-06", 1))]) is None


def test_a_stray_early_year_does_not_flatten_the_rest() -> None:
    chart = histogram([value("2024", 5), value("2023", 5), value("0938", 1)])
    assert chart is not None
    assert (chart.first, chart.last) == (str(2024 - MAX_BARS + 1), "2024")
    assert [bar.value for bar in chart.bars] == ["2023", "2024"]
