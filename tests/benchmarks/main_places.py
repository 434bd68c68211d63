"""Learns the weights by which main places are weighed, and judges them by cross-validation.

    python -m tests.benchmarks.main_places [--write] NEWS.jsonl.xz

NEWS.jsonl.xz holds the texts of the labelled articles, see `labels/README.md`. Learnt from are the Vietnamese
ones of all halves but `last` and `read-kept`, with marks and without. `--write` writes
`search/enrich/places/weights.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from search import enrich
from search.enrich.places import admitted, read_places
from search.enrich.places.salience import salient_places
from search.enrich.places.scorer import FEATURES, features, is_scored
from tests.benchmarks.extraction import (
    GAZETTEER,
    WITH_MARKS,
    Example,
    Found,
    counted,
    examples,
    news_examples,
    texts,
    without_marks,
)

WEIGHTS = Path(enrich.__file__).parent / "places" / "weights.csv"
HEAD = """\
# The weights of places/scorer.py, learnt by tests/benchmarks/main_places.py.
# feature  what a theme is weighed by; the last row is the constant
# unit     its weight where the theme is a unit below a country
# country  its weight where the theme is a country
feature,unit,country
"""
PENALTY = 5.0
"""Of the squares of the weights of standardized features: half the inverse of scikit-learn's C of 0.1."""

FOLDS, ROUNDS = 8, 4
Matrix = NDArray[np.float64]


class Themes:
    """The themes of one tier: what they are weighed by, whether they are main, and in which article."""

    def __init__(self, tier: int) -> None:
        self.tier = tier
        self.values: list[tuple[float, ...]] = []
        self.labels: list[bool] = []
        self.articles: list[str] = []
        self.ids: list[tuple[tuple[str, bool], str]] = []


def labelled(news: Path) -> Iterator[Example]:
    """The labelled articles to learn from."""
    held = texts(news)
    for half in ("tune", "kept", "fresh", "late"):
        yield from examples(half, held)
    yield from news_examples("places-vi.jsonl", "read-dev", held)


def themes_of(found: Sequence[Example]) -> tuple[Themes, Themes]:
    """The themes of the articles that are countries, and those that are units."""
    tiers = Themes(0), Themes(1)
    for example in found:
        reading = read_places(example.title, example.body, GAZETTEER)
        if reading is None:
            continue
        main = set(map(counted, example.label["main"]))
        for theme, values in features(reading.counts, len(reading.text), GAZETTEER).items():
            themes = tiers[min(1, GAZETTEER[theme].tier)]
            themes.values.append(values)
            themes.labels.append(theme in main)
            themes.articles.append(example.id)
            themes.ids.append(((example.id, example.marks_off), theme))
    return tiers


def learnt(values: Matrix, labels: Matrix) -> Matrix:
    """The weights of a logistic regression, for values as they are; the last one is the constant."""
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    inputs = np.c_[(values - mean) / deviation, np.ones(len(values))]
    penalty = np.diag([2 * PENALTY] * values.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (likely - labels) + penalty @ weights
        curve = inputs.T @ (inputs * (likely * (1 - likely))[:, None]) + penalty
        weights -= np.linalg.solve(curve, slope)
    each = weights[:-1] / deviation
    return np.append(each, weights[-1] - each @ mean)


def scores(values: Matrix, weights: Matrix) -> Matrix:
    """The scores of themes."""
    return np.asarray(1 / (1 + np.exp(-values @ weights[:-1] - weights[-1])))


def ruled(example: Example) -> set[str]:
    """The themes that are main by the rules alone."""
    reading = read_places(example.title, example.body, GAZETTEER)
    if reading is None:
        return set()
    main = salient_places(reading.counts, reading.text, GAZETTEER)
    return set(map(counted, admitted(main, reading, GAZETTEER)))


def judged(themes: Themes, rules: dict[tuple[str, bool], set[str]]) -> Iterator[tuple[str, Found]]:
    """What the rules, the scores and both give, each article scored by weights learnt without it."""
    values, labels = np.array(themes.values), np.array(themes.labels, dtype=float)
    names = sorted(set(themes.articles))
    likely = np.zeros(len(labels))
    for turn in range(ROUNDS):
        fold = dict(
            zip(names, np.random.RandomState(turn).permutation(len(names)) % FOLDS, strict=True)
        )
        folds = np.array([fold[name] for name in themes.articles])
        for number in range(FOLDS):
            rest, tested = folds != number, folds == number
            likely[tested] += scores(values[tested], learnt(values[rest], labels[rest])) / ROUNDS
    by_rules = np.array([theme in rules[key] for key, theme in themes.ids])
    for name, given in (
        ("rules", by_rules),
        ("scores of 0.5", likely > 0.5),
        ("rules, refused below 0.15", by_rules & (likely >= 0.15)),
        ("rules, refused below 0.2", by_rules & (likely >= 0.2)),
        ("the same, and all above 0.75", (by_rules & (likely >= 0.2)) | (likely > 0.75)),
    ):
        right = int(np.sum(given & (labels > 0)))
        yield name, Found(right, int(np.sum(given)), int(np.sum(labels)))


@click.command()
@click.option("--write", is_flag=True, help="Write the weights.")
@click.argument("news", type=click.Path(exists=True, path_type=Path))
def main(write: bool, news: Path) -> None:
    """Prints what rules and scores give, and the weights."""
    found = list(labelled(news))
    found += [without_marks(example) for example in found if example.group == WITH_MARKS]
    found = [example for example in found if is_scored(f"{example.title}\n{example.body}")]
    rules = {(example.id, example.marks_off): ruled(example) for example in found}
    columns = []
    for name, themes in zip(("countries", "units"), themes_of(found), strict=True):
        for row, value in judged(themes, rules):
            click.echo(f"{name}, {row:30} {value}")
        columns.append(learnt(np.array(themes.values), np.array(themes.labels, dtype=float)))
    countries, units = columns
    rows = [
        f"{feature},{unit:.3f},{country:.3f}\n"
        for feature, unit, country in zip((*FEATURES, "constant"), units, countries, strict=True)
    ]
    click.echo("".join(rows))
    if write:
        WEIGHTS.write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
