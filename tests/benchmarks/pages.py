"""How much of an article comes out of a saved web page, beside other extractors.

    python -m tests.benchmarks.pages [--worst 5] [--public DIR] [--only NAME]

The pages and their labels are in `tests/cases/pages`. Of the others those are run that are installed:
trafilatura, readability-lxml, resiliparse, newspaper4k, goose3, boilerpy3. Each page is also read with its
classes and ids replaced by numbers: what an extractor knows of sites by name helps it no more.

DIR is a copy of https://github.com/scrapinghub/article-extraction-benchmark. Its bodies hold no captions, so
Tìm Tin is also measured without those that it keeps. Scores are of shingles of four words, as there.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import logging
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Any

import click

from search.analysis import normalize
from search.articles import RawArticle
from search.enrich.dates import find_date
from search.errors import InputError
from search.ingest.decode import decode_page
from search.ingest.html import read_html
from search.ingest.markup import parse_markup
from search.ingest.page_blocks import find_blocks
from search.ingest.structured_data import letters

PAGES = Path(__file__).parent.parent / "cases/pages"
SHINGLE = 4
_NAMES = re.compile(r"""(\s(?:class|id)=)("[^"]*"|'[^']*'|[^\s>]+)""")

_HEADER = """\
| | lead | captions | precision | recall | F1 | boilerplate | title | date | refused | pages/s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""

Extract = Callable[[bytes, str], RawArticle | None]


@dataclass(frozen=True, slots=True)
class Score:
    """What came out of one page; None where its label asks for nothing of the kind."""

    lead: bool | None
    captions: list[bool]
    precision: float
    recall: float
    boilerplate: int
    words: int
    title: bool
    date: bool


def labels() -> list[dict[str, Any]]:
    """The labels of all pages, in their order."""
    lines = (PAGES / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def scrambled(page: bytes) -> bytes:
    """The page with a number for each class and id."""
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f'{match[1]}"n{numbers.setdefault(match[2], len(numbers))}"'

    return _NAMES.sub(number, page.decode("latin-1")).encode("latin-1")


def score(label: Mapping[str, Any], article: RawArticle | None) -> Score:
    """How an article agrees with a page's label."""
    body = article.body if article else ""
    found = letters(body)
    told = [label["lead"], *label["paragraphs"], *label["also"]]
    wanted, given = _shingles(*told), _shingles(*body.split("\n"))
    allowed = wanted | _shingles(*label["captions"], label["title"])
    right = sum((given & allowed).values())
    kept = sum((given & wanted).values())
    stray = [text for text in label["out"] if letters(text) in found]
    date = find_date(article, "") if article and article.date else None
    return Score(
        lead=letters(label["lead"]) in found,
        captions=[letters(caption) in found for caption in label["captions"]],
        precision=right / max(1, given.total()),
        recall=kept / wanted.total(),
        boilerplate=sum(len(text.split()) for text in stray),
        words=len(body.split()),
        title=article is not None and letters(article.title or "") == letters(label["title"]),
        date=(str(date.first) if date else None) == label["date"],
    )


def _shingles(*texts: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        size = min(SHINGLE, len(words))
        found.update(tuple(words[n : n + size]) for n in range(len(words) - size + 1) if size)
    return found


# --- extractors ---


def timtin(data: bytes, name: str) -> RawArticle | None:
    """The article as an archive reads it."""
    try:
        return read_html(decode_page(data), id=name, path=name)
    except InputError:
        return None


def without_captions(data: bytes, name: str) -> RawArticle | None:
    """The same without the lines that are captions."""
    article = timtin(data, name)
    if article is None:
        return None
    blocks = find_blocks(parse_markup(decode_page(data)))
    captions = {normalize(block.text) for block in blocks if block.kind == "caption"}
    lines = [line for line in article.body.split("\n") if line not in captions]
    return replace(article, body="\n".join(lines))


def _peers() -> Iterator[tuple[str, Extract]]:
    """The other extractors that are installed."""

    def of_text(extract: Callable[[str], Any]) -> Extract:
        def run(data: bytes, name: str) -> RawArticle | None:
            try:
                title, date, body = extract(decode_page(data))
            except Exception:  # What fails on a page has found nothing there.
                return None
            return RawArticle(name, title, body or "", name, date=date) if body or title else None

        return run

    def trafilatura(**options: bool) -> Callable[[str], Any]:
        def extract(page: str) -> Any:
            from trafilatura import bare_extraction

            found = bare_extraction(page, include_comments=False, with_metadata=True, **options)
            return found.title, found.date, found.text

        return extract

    def readability(page: str) -> Any:
        from lxml.html import fromstring
        from readability import Document

        document = Document(page)
        text = "\n".join(fromstring(document.summary()).itertext())
        return document.short_title(), None, re.sub(r"\s*\n\s*", "\n", text)

    def resiliparse(page: str) -> Any:
        from resiliparse.extract.html2text import extract_plain_text

        return None, None, extract_plain_text(page, main_content=True, alt_texts=False, links=False)

    def newspaper(page: str) -> Any:
        from newspaper import Article

        article = Article("https://a.example/b.html", fetch_images=False)
        article.download(input_html=page)
        article.parse()
        day = article.publish_date
        return article.title, day.date().isoformat() if day else None, article.text

    def goose(page: str) -> Any:
        from goose3 import Goose

        found = Goose({"enable_image_fetching": False}).extract(raw_html=page)
        return found.title, found.publish_date, found.cleaned_text

    def boilerpy(page: str) -> Any:
        from boilerpy3.extractors import ArticleExtractor

        found = ArticleExtractor(raise_on_failure=False).get_doc(page)
        return found.title, None, found.content

    for module, name, extract in (
        ("trafilatura", "trafilatura", trafilatura()),
        ("trafilatura", "trafilatura, fast", trafilatura(fast=True)),
        ("trafilatura", "trafilatura, recall", trafilatura(favor_recall=True)),
        ("trafilatura", "trafilatura, no tables", trafilatura(include_tables=False)),
        ("readability", "readability-lxml", readability),
        ("resiliparse", "resiliparse", resiliparse),
        ("newspaper", "newspaper4k", newspaper),
        ("goose3", "goose3", goose),
        ("boilerpy3", "boilerpy3", boilerpy),
    ):
        if importlib.util.find_spec(module):
            yield name, of_text(extract)


# --- tables ---


def measure(
    extract: Extract, change: Callable[[bytes], bytes]
) -> tuple[dict[str, Score], float, int]:
    """The score of each page that holds an article, pages a second, and how many others are refused."""
    scores: dict[str, Score] = {}
    refused, spent, all_labels = 0, 0.0, labels()
    for label in all_labels:
        data = change((PAGES / label["page"]).read_bytes())
        begun = process_time()
        article = extract(data, label["page"])
        spent += process_time() - begun
        if "refused" in label:
            refused += article is None
        else:
            scores[label["page"]] = score(label, article)
    return scores, len(all_labels) / spent, refused


def row(name: str, scores: Mapping[str, Score], speed: float, refused: int) -> str:
    """A line of the table."""
    all_scores = scores.values()
    precision = mean(one.precision for one in all_scores)
    recall = mean(one.recall for one in all_scores)
    captions = [kept for one in all_scores for kept in one.captions]
    words = sum(one.words for one in all_scores)
    cells = [
        f"{mean(bool(one.lead) for one in all_scores):.1%}",
        f"{mean(captions):.1%}",
        f"{precision:.3f}",
        f"{recall:.3f}",
        f"{2 * precision * recall / (precision + recall):.3f}",
        f"{sum(one.boilerplate for one in all_scores) / max(1, words):.1%}",
        f"{mean(one.title for one in all_scores):.1%}",
        f"{mean(one.date for one in all_scores):.1%}",
        f"{refused}",
        f"{speed:.0f}",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def public(folder: Path, extract: Extract) -> str:
    """The scores on the public set."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    precisions, recalls, spent = [], [], 0.0
    for key, label in truth.items():
        data = gzip.decompress((folder / f"html/{key}.html.gz").read_bytes())
        begun = process_time()
        article = extract(data, key)
        spent += process_time() - begun
        wanted = _shingles(label["articleBody"])
        given = _shingles(article.body if article else "")
        both = sum((wanted & given).values())
        if given:
            precisions.append(both / given.total())
        recalls.append(both / wanted.total())
    precision, recall = mean(precisions), mean(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    return f"{precision:.3f} | {recall:.3f} | {f1:.3f} | {len(truth) / spent:.0f}"


@click.command()
@click.option("--worst", default=0, help="Show so many of our worst pages.")
@click.option("--only", help="Measure only the extractors whose name holds this.")
@click.option("--public", "folder", type=click.Path(path_type=Path, exists=True))
def main(worst: int, only: str | None, folder: Path | None) -> None:
    """Print the table."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    chosen = [pair for pair in (("timtin", timtin), *_peers()) if not only or only in pair[0]]
    if folder:
        click.echo("| | precision | recall | F1 | pages/s |\n| --- | --- | --- | --- | --- |")
        for name, extract in (("timtin, without captions", without_captions), *chosen):
            click.echo(f"| {name} | {public(folder, extract)} |")
        return
    click.echo(_HEADER)
    for name, extract in chosen:
        for label, change in (("", bytes), (", names scrambled", scrambled)):
            scores, speed, refused = measure(extract, change)
            click.echo(row(name + label, scores, speed, refused))
            if name == "timtin" and worst:
                _show_worst(scores, worst)


def _show_worst(scores: Mapping[str, Score], count: int) -> None:
    for page in sorted(scores, key=lambda page: scores[page].precision + scores[page].recall)[
        :count
    ]:
        click.echo(f"    {page} {scores[page]}")
    for page, one in scores.items():
        if not (one.lead and all(one.captions) and one.title and one.date) or one.boilerplate:
            click.echo(f"    {page} {one}")


if __name__ == "__main__":
    main()
