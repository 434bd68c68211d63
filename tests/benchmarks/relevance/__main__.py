"""Measure ranking: does the paragraph that a question was asked of come first, however it is typed?

    python -m tests.benchmarks.relevance DATA.json... [--news NEWS.jsonl.xz]

The files are SQuAD-shaped, each in Vietnamese or in English. All their paragraphs are one pool; each
question must find its own. MRR@10 and recall@1 for questions typed in several ways, beside Tantivy with its
ASCII folding, SQLite FTS5 with its removal of diacritics and bm25s on folded words, all asked for any of
the words. With `--news`, titles are questions for their own articles: as written, without marks, one
word dropped, two words swapped; once as they are, and once with only the bodies indexed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sqlite3
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from search import Archive, SearchRequest, Settings

Rank = Callable[[str], Sequence[str]]
"""The ids of the ten best paragraphs for a question."""
SIZE = 10


@dataclass(frozen=True)
class Case:
    """A question, and the id of the paragraph that answers it."""

    text: str
    wanted: str


def read_squad(path: Path) -> tuple[str, dict[str, str], list[Case]]:
    """The language of a file, most of whose questions are in it, its paragraphs, its questions."""
    pool, cases = {}, []
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in data for paragraph in article["paragraphs"]]
    for number, paragraph in enumerate(paragraphs):
        id = f"{path.name}-{number}"
        pool[id] = paragraph["context"]
        cases.extend(Case(qa["question"], id) for qa in paragraph["qas"])
    accented = sum(case.text != without_marks(case.text) for case in cases)
    return "vi" if 2 * accented > len(cases) else "en", pool, cases


def without_marks(text: str) -> str:
    stripped = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in stripped if not unicodedata.combining(char))


def timtin(pool: dict[str, str], titles: dict[str, str], folder: Path) -> Rank:
    source = folder / "pool.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for id, text in pool.items():
            record = {"id": id, "title": titles.get(id), "body": text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    archive = Archive(Settings(index=folder / "index", seeds=source))
    archive.rebuild()

    def rank(text: str) -> list[str]:
        # What a reader types is text, not a query: signs of the grammar are taken out.
        words = re.sub(r"[^\w\s\u0300-\u036f]|_", " ", text)
        page = archive.search(SearchRequest(" ".join(words.split()[:32]), size=SIZE))
        return [result.article.id for result in page.results]

    return rank


def tantivy(pool: dict[str, str], titles: dict[str, str], folder: Path) -> Rank:
    import tantivy as tv

    builder = tv.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "text"):
        builder.add_text_field(field, tokenizer_name="folded")
    schema = builder.build()
    index = tv.Index(schema, path=str(folder))
    analyzer = (
        tv.TextAnalyzerBuilder(tv.Tokenizer.simple())
        .filter(tv.Filter.lowercase())
        .filter(tv.Filter.ascii_fold())
        .build()
    )
    index.register_tokenizer("folded", analyzer)
    writer = index.writer(num_threads=1)
    for id, text in pool.items():
        writer.add_document(tv.Document(id=id, title=titles.get(id, ""), text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> list[str]:
        # Peers are given composed text, which they do not make themselves.
        parts = []
        for word in analyzer.analyze(unicodedata.normalize("NFC", text)):
            for field in ("title", "text"):
                parts.append((tv.Occur.Should, tv.Query.term_query(schema, field, word)))
        found = searcher.search(tv.Query.boolean_query(parts), limit=SIZE)
        return [searcher.doc(address)["id"][0] for _, address in found.hits]

    return rank


def fts5(pool: dict[str, str], titles: dict[str, str], folder: Path) -> Rank:
    base = sqlite3.connect(folder / "fts5.sqlite")
    base.execute(
        "create virtual table pool using fts5(id unindexed, title, text, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    rows = [(id, titles.get(id, ""), text) for id, text in pool.items()]
    base.executemany("insert into pool values(?, ?, ?)", rows)

    def rank(text: str) -> list[str]:
        words = [f'"{word}"' for word in re.findall(r"\w+", unicodedata.normalize("NFC", text))]
        found = base.execute(
            f"select id from pool where pool match ? order by rank limit {SIZE}",
            (" OR ".join(words),),
        )
        return [id for (id,) in found]

    return rank


def bm25s(pool: dict[str, str], titles: dict[str, str], folder: Path) -> Rank:
    import bm25s as bm

    def folded(text: str) -> list[str]:
        return re.findall(r"\w+", without_marks(unicodedata.normalize("NFC", text)).lower())

    ids = list(pool)
    retriever = bm.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index([folded(f"{titles.get(id, '')} {pool[id]}") for id in ids], show_progress=False)

    def rank(text: str) -> list[str]:
        found, _ = retriever.retrieve([folded(text)], k=SIZE, show_progress=False)
        return [ids[number] for number in found[0]]

    return rank


def measure(rank: Rank, cases: Sequence[Case]) -> tuple[float, float]:
    """MRR@10 and recall@1."""
    reciprocal = first = 0.0
    for case in cases:
        found = rank(case.text)
        if case.wanted in found:
            place = found.index(case.wanted) + 1
            reciprocal += 1 / place
            first += place == 1
    return reciprocal / len(cases), first / len(cases)


def typed(cases: Sequence[Case], how: Callable[[str], str]) -> list[Case]:
    return [Case(how(case.text), case.wanted) for case in cases]


def news_cases(path: Path) -> tuple[dict[str, str], dict[str, str], dict[str, list[Case]]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    chance = random.Random(20120611)
    # A title that is the beginning of its own body would find itself by that.
    pool = {row["id"]: row["body"].replace(row["title"], "") for row in rows}
    titles = {row["id"]: row["title"] for row in rows}
    sample = [Case(row["title"], row["id"]) for row in chance.sample(rows, 400)]

    def dropped(text: str) -> str:
        words = text.split()
        words.pop(chance.randrange(len(words)))
        return " ".join(words) or text

    def swapped(text: str) -> str:
        words = text.split()
        if len(words) > 1:
            place = chance.randrange(len(words) - 1)
            words[place : place + 2] = reversed(words[place : place + 2])
        return " ".join(words)

    return pool, titles, {
        "titles": sample,
        "titles without marks": typed(sample, without_marks),
        "titles, one word dropped": typed(sample, dropped),
        "titles, two words swapped": typed(sample, swapped),
    }  # fmt: skip


def report(pool: dict[str, str], titles: dict[str, str], sets: dict[str, list[Case]]) -> None:
    with tempfile.TemporaryDirectory() as work:
        ranks: dict[str, Rank] = {}
        for engine in (timtin, tantivy, fts5, bm25s):
            folder = Path(work) / engine.__name__
            folder.mkdir()
            ranks[engine.__name__] = engine(pool, titles, folder)
        print("| MRR@10 (recall@1) | " + " | ".join(ranks) + " |")
        print("| --- " * (len(ranks) + 1) + "|")
        for name, cases in sets.items():
            measured = [measure(rank, cases) for rank in ranks.values()]
            shown = " | ".join(f"{mrr:.3f} ({first:.3f})" for mrr, first in measured)
            print(f"| {name} | {shown} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--news", type=Path)
    given = parser.parse_args()
    pool: dict[str, str] = {}
    asked: dict[str, list[Case]] = {"vi": [], "en": []}
    for path in given.data:
        language, paragraphs, cases = read_squad(path)
        pool |= paragraphs
        asked[language].extend(cases)
    vi, en = asked["vi"], asked["en"]
    report(
        pool,
        {},
        {
            "Vietnamese": vi,
            "Vietnamese without marks": typed(vi, without_marks),
            "Vietnamese decomposed": typed(vi, lambda t: unicodedata.normalize("NFD", t)),
            "English": en,
            "English in capitals": typed(en, str.upper),
        },
    )
    if given.news:
        bodies, titles, cases = news_cases(given.news)
        report(bodies, titles, cases)
        report(bodies, {}, cases)


if __name__ == "__main__":
    main()
