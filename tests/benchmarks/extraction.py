"""How well an article's language, date and places are found, against labels made by reading.

    python tests/benchmarks/extraction.py [--half tune|kept|fresh|late|last|read-dev|read-kept
        |whole-dev|whole-kept|all] [--mistakes] [NEWS.jsonl.xz]

Run it at the root of the project, installed as `pip install -e .` does. The labels and their rules are
in `labels/`. The texts of `news-vi.jsonl`, `dates-vi.jsonl` and `places-vi.jsonl` are not part of the
project: NEWS.jsonl.xz is the file that holds them; without it those labels are left out. The mistakes
of all halves but `last` have been looked at: they show what gets worse, and only `last` measures the
rules without bias.
"""

from __future__ import annotations

import json
import lzma
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any

import click

from search.analysis import normalize
from search.articles import DateSpan, Mention, RawArticle
from search.enrich.dates import find_date
from search.enrich.language import find_language
from search.enrich.places import find_places
from search.gazetteer import load_gazetteer

LABELS = Path(__file__).with_name("labels")
GAZETTEER = load_gazetteer()

FORMER = "VN-X-"
"""Begins the ids of units gone before 2025: a find of one is no mistake, though it is not labelled."""

WITH_MARKS, MARKS_OFF = "Vietnamese with marks", "the same, marks taken off"

HALVES = (
    *("tune", "kept", "fresh", "late", "last", "read-dev", "read-kept", "whole-dev", "whole-kept"),
    "all",
)
HEAD = "dateline or full date in the first 200 characters"
"""The kind of the dates that are measured apart from all others."""

ARTICLE_BYTES = 2_400
ARTICLES_TIMED = 2_000

Record = Mapping[str, Any]
Mistakes = list[str]


@dataclass(frozen=True, slots=True)
class Example:
    """An article and what its label says."""

    id: str
    title: str
    body: str
    label: Record
    marks_off: bool = False

    @property
    def raw(self) -> RawArticle:
        return RawArticle(self.id, self.title or None, self.body, path="")

    @property
    def group(self) -> str:
        """The kind of text that places are measured on."""
        if self.marks_off:
            return MARKS_OFF
        language, text = self.label["language"], self.title + self.body
        if language == "vi" and len(text.encode()) > 1.1 * len(text):
            return WITH_MARKS
        return "no marks or English" if language in ("vi", "en") else "other languages"


# --- reading ---


def records(path: Path, half: str) -> Iterator[Record]:
    """The labels of a half; without a field that says it, the odd lines are `tune`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        if half in ("all", record.get("half", ("tune", "kept")[number % 2])):
            yield record


def texts(news: Path | None) -> dict[str, Record]:
    """The articles of the news file, by id."""
    if news is None:
        return {}
    with lzma.open(news, "rt", encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def examples(half: str, news: Mapping[str, Record]) -> list[Example]:
    """The labelled articles of a half whose texts are at hand."""
    labels = [*records(LABELS / "own.jsonl", half), *records(LABELS / "news-vi.jsonl", half)]
    held = [(label, label if "body" in label else news.get(label["id"])) for label in labels]
    return [
        Example(label["id"], normalize(text["title"] or ""), normalize(text["body"]), label)
        for label, text in held
        if text is not None
    ]


def news_examples(labels: str, half: str, news: Mapping[str, Record]) -> list[Example]:
    """The articles of a half of which only the dates, or only the places, are labelled."""
    held = [(label, news.get(label["id"])) for label in records(LABELS / labels, half)]
    return [
        Example(label["id"], normalize(text["title"]), normalize(text["body"]), label)
        for label, text in held
        if text is not None
    ]


def without_marks(example: Example) -> Example:
    """The same article as it is typed without marks; names of places elsewhere lose theirs too."""
    title, body = (
        "".join(
            letter
            for letter in unicodedata.normalize("NFD", text.translate(str.maketrans("đĐ", "dD")))
            if not unicodedata.combining(letter)
        )
        for text in (example.title, example.body)
    )
    return replace(example, title=title, body=body, marks_off=True)


# --- places ---


def counted(id: str) -> str:
    """The place that a mention counts for: a country, or the unit just below one."""
    country, *below = reversed((id, *GAZETTEER.ancestors(id)))
    return below[0] if below and GAZETTEER[below[0]].tier == 1 else country


@dataclass(slots=True)
class Found:
    """What was found and what is labelled, counted."""

    right: int = 0
    given: int = 0
    labelled: int = 0

    def add(self, given: set[str], labelled: set[str]) -> None:
        given = {id for id in given if id in labelled or not id.startswith(FORMER)}
        self.right += len(given & labelled)
        self.given += len(given)
        self.labelled += len(labelled)

    def __str__(self) -> str:
        precision = self.right / max(1, self.given)
        recall = self.right / max(1, self.labelled)
        f1 = 2 * self.right / max(1, self.given + self.labelled)
        return (
            f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
            f"  ({self.right} right, {self.given} given, {self.labelled} labelled)"
        )


def places(found: Iterable[Example], mistakes: Mistakes) -> Iterator[tuple[str, object]]:
    """Rows of places by level and kind of text, then of main places."""
    rows: dict[str, Found] = {}
    found = list(found)
    found += [without_marks(example) for example in found if example.group == WITH_MARKS]
    for example in found:
        mentions = find_places(example.title, example.body, GAZETTEER)
        everything = given_places(mentions), set(map(counted, example.label["places"]))
        main = (
            given_places(mention for mention in mentions if mention.main),
            set(map(counted, example.label["main"])),
        )
        for level, tier in (("provinces", 1), ("countries", 0)):
            for which, pair in ((level, everything), (f"main {level}", main)):
                given, labelled = ({id for id in ids if GAZETTEER[id].tier == tier} for ids in pair)
                for name in (example.group,) if example.marks_off else ("all", example.group):
                    rows.setdefault(f"{which}, {name}", Found()).add(given, labelled)
                report(mistakes, example, which, given, labelled, mentions)
    yield from sorted(rows.items(), key=lambda row: (row[0].startswith("main"), row[0]))


def digests(found: Iterable[Example], mistakes: Mistakes) -> Iterator[tuple[str, object]]:
    """A row of the main provinces of articles that name many: all that their labels hold."""
    row = Found()
    for example in found:
        mentions = [m for m in find_places(example.title, example.body, GAZETTEER) if m.main]
        given = {id for id in given_places(mentions) if GAZETTEER[id].tier == 1}
        row.add(given, set(example.label["main"]))
        report(mistakes, example, "main provinces", given, set(example.label["main"]), mentions)
    if row.labelled:
        yield "main provinces, digests", row


def given_places(mentions: Iterable[Mention]) -> set[str]:
    return {counted(mention.place) for mention in mentions}


def report(
    mistakes: Mistakes,
    example: Example,
    what: str,
    given: set[str],
    labelled: set[str],
    mentions: Iterable[Mention],
) -> None:
    """Notes what is too much, with its words, and what is missing."""
    article = f"{example.id} without marks" if example.marks_off else example.id
    for id in sorted(given - labelled):
        words = [word for m in mentions if counted(m.place) == id for word in m.words]
        mistakes.append(f"{article}: {what} +{id} {words}")
    mistakes += [f"{article}: {what} -{id}" for id in sorted(labelled - given)]


# --- dates ---


def dates(found: Iterable[Example], mistakes: Mistakes) -> Iterator[tuple[str, object]]:
    """Rows of dates by where the labelled one stands; a date is right if it is the labelled one exactly.

    One of those that the label allows `also` is right if it is given, and not missed if it is not.
    """
    labelled, given, right = Counter[str](), Counter[str](), Counter[str]()
    allowed = 0
    for example in found:
        kind = example.label["date_kind"]
        date = as_label(find_date(example.raw, example.title))
        labelled[kind] += 1
        if date is not None and date in example.label.get("also", ()):
            allowed += 1
            continue
        given[kind] += date is not None
        right[kind] += date == example.label["date"]
        if date != example.label["date"]:
            mistakes.append(f"{example.id}: date {date} for {example.label['date']} ({kind})")
    for kind in sorted(labelled):
        if kind == "none":
            yield f"dates, {kind}", f"invented {given[kind]} of {labelled[kind]}"
        else:
            share = right[kind] / labelled[kind]
            yield (
                f"dates, {kind}",
                f"right {share:.3f}  ({right[kind]} right, {given[kind]} given, {labelled[kind]} labelled)",
            )
    all_given = given.total() - given[HEAD] + allowed
    all_right = right.total() - right[HEAD] - right["none"] + allowed
    yield (
        "dates given without such evidence",
        f"right {all_right / max(1, all_given):.3f}  ({all_right} of {all_given})",
    )


def as_label(span: DateSpan | None) -> Record | None:
    if span is None:
        return None
    return {"first": str(span.first), "last": str(span.last), "precision": span.precision}


# --- languages ---


def languages(
    found: Iterable[Example], titles: Iterable[Record], mistakes: Mistakes
) -> Iterator[tuple[str, object]]:
    """Rows of the language of articles and of bare titles."""
    labelled, right = Counter[str](), Counter[str]()
    asked = [("articles", e.id, e.title, e.body, e.label["language"]) for e in found]
    for record in titles:
        title = normalize(record["title"])
        kind = {"vi": "Vietnamese", "en": "English"}.get(record["language"], "other")
        marks = " without marks" if kind == "Vietnamese" and title.isascii() else ""
        asked.append((f"{kind} titles{marks}", title, title, "", record["language"]))
    for kind, id, title, body, expected in asked:
        language = find_language(title, body)
        labelled[kind] += 1
        right[kind] += language == expected
        if language != expected:
            mistakes.append(f"{id}: language {language} for {expected}")
    for kind, total in labelled.items():
        yield f"language, {kind}", f"right {right[kind] / total:.3f}  ({right[kind]} of {total})"


# --- speed ---


def speed(articles: Iterable[RawArticle]) -> Iterator[tuple[str, object]]:
    """Rows of articles a second of one core, articles repeated or cut to one length."""
    timed = list(islice(cycle([to_length(raw) for raw in articles]), ARTICLES_TIMED))
    steps: dict[str, Callable[[RawArticle], object]] = {
        "language": lambda raw: find_language(raw.title or "", raw.body),
        "date": lambda raw: find_date(raw, raw.title or ""),
        "places": lambda raw: find_places(raw.title or "", raw.body, GAZETTEER),
    }
    total = 0.0
    for name, step in steps.items():
        start = process_time()
        for raw in timed:
            step(raw)
        total += (took := process_time() - start)
        yield f"speed, {name}", f"{len(timed) / took:,.0f} articles/s of CPU"
    yield "speed, all three", f"{len(timed) / total:,.0f} articles/s of CPU"


def to_length(raw: RawArticle) -> RawArticle:
    """The article with its body repeated or cut to `ARTICLE_BYTES` together with its title."""
    body = raw.body.encode() + b"\n"
    length = ARTICLE_BYTES - len((raw.title or "").encode())
    cut = (body * (length // len(body) + 1))[:length].decode(errors="ignore")
    return RawArticle(raw.id, raw.title, cut, raw.path)


@click.command()
@click.option("--half", type=click.Choice(HALVES), default="all")
@click.option("--mistakes", "show", is_flag=True, help="Print each mistake.")
@click.argument("news", required=False, type=click.Path(exists=True, path_type=Path))
def main(half: str, show: bool, news: Path | None) -> None:
    """Prints how well languages, dates and places are found, and how fast."""
    articles = texts(news)
    found = examples(half, articles)
    dated = [*found, *news_examples("dates-vi.jsonl", half, articles)]
    placed = [*found, *news_examples("places-vi.jsonl", half, articles)]
    mistakes: Mistakes = []
    rows = [
        *places(placed, mistakes),
        *digests(news_examples("digests-vi.jsonl", half, articles), mistakes),
        *dates(dated, mistakes),
        *languages(placed, records(LABELS / "titles.jsonl", half), mistakes),
        *speed(
            [
                RawArticle(id, text["title"], normalize(text["body"]), "")
                for id, text in articles.items()
            ]
            or [example.raw for example in found]
        ),
    ]
    click.echo(f"{len(placed)} articles with places, {len(dated)} with dates, half: {half}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        click.echo(f"{name:{width}}  {value}")
    if show:
        click.echo("\n".join(sorted(mistakes)))


if __name__ == "__main__":
    main()
