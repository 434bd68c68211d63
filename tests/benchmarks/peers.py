"""The engines that are measured side by side, each doing the same work on the same folded terms.

One question: the ten best articles by BM25, the exact number of all that match, and for those the
counts by place, by month and by language.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from search.analysis import analyze, normalize
from search.articles import Article
from search.engines.whoosh import WhooshEngine
from search.query.plan import Filters, Plan
from search.query.tree import All, Node, Phrase, Term, Word
from search.query.tree import Any as AnyOf
from search.settings import Settings

FACETS = ("place", "date", "lang")


@dataclass(frozen=True)
class Asked:
    """One question: its words joined by `kind`, within a period or at a place if one is given."""

    kind: Literal["and", "or", "phrase"]
    words: tuple[str, ...]
    period: tuple[date, date] | None = None
    place: str | None = None


@dataclass(frozen=True)
class Row:
    """An article as every engine gets it: folded terms, and what it is counted under."""

    article: Article
    terms: list[str]
    day: int
    month: str
    places: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> Row:
        whole = normalize(f"{article.title}\n{article.body}")
        assert article.date is not None
        return cls(
            # One field for all: what stands in the title is asked in the body.
            article=replace(article, title="", body=whole),
            terms=analyze(whole).folded,
            day=article.date.first.toordinal(),
            month=f"{article.date.first:%Y-%m}",
            places=tuple(sorted({p for m in article.places for p in (m.place, *m.within)})),
        )


@dataclass(frozen=True)
class Rows:
    """Articles in a file of pickles, read anew each time they are gone through."""

    file: Path
    count: int
    text_bytes: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        with self.file.open("rb") as pickles:
            for _ in range(self.count):
                yield pickle.load(pickles)


Ask = Callable[[Asked], int]
"""Answers a question whole, and gives the total, by which the engines are compared."""


def timtin(rows: Rows, folder: Path) -> Ask:
    engine = WhooshEngine(Settings(index=folder), {})
    engine.write((row.article for row in rows), (), replace_all=True)

    def ask(asked: Asked) -> int:
        terms = tuple(Term(word) for word in asked.words)
        words = tuple(Word(term) for term in terms)
        tree: Node
        if asked.kind == "phrase":
            tree = Phrase(terms)
        elif len(words) == 1:
            tree = words[0]
        else:
            tree = All(words) if asked.kind == "and" else AnyOf(words)
        first, last = asked.period or (None, None)
        filters = Filters(
            first=first, last=last, chosen={"place": (asked.place,) if asked.place else ()}
        )
        return engine.searcher().search(Plan(tree, filters=filters, facets=FACETS, size=10)).total

    return ask


def tantivy(rows: Rows, folder: Path) -> Ask:
    import tantivy as tv

    builder = tv.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("day", indexed=True, fast=True)
    for facet in ("month", "lang", "place"):
        builder.add_text_field(facet, tokenizer_name="raw", fast=True)
    schema = builder.build()
    index = tv.Index(schema, path=str(folder))
    index.register_tokenizer(
        "whitespace", tv.TextAnalyzerBuilder(tv.Tokenizer.whitespace()).build()
    )
    writer = index.writer(heap_size=500_000_000, num_threads=1)
    for row in rows:
        document = tv.Document(
            text=" ".join(row.terms), day=row.day, month=row.month, lang=row.article.language
        )
        for place in row.places:
            document.add_text("place", place)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    counts = {
        facet: {"terms": {"field": facet, "size": 2000}} for facet in ("place", "month", "lang")
    }

    def ask(asked: Asked) -> int:
        words = [tv.Query.term_query(schema, "text", word) for word in asked.words]
        if asked.kind == "phrase":
            query = tv.Query.phrase_query(schema, "text", list(asked.words))
        elif len(words) == 1:
            (query,) = words
        else:
            occur = tv.Occur.Must if asked.kind == "and" else tv.Occur.Should
            query = tv.Query.boolean_query([(occur, word) for word in words])
        if asked.period:
            first, last = (day.toordinal() for day in asked.period)
            within = tv.Query.range_query(schema, "day", tv.FieldType.Integer, first, last)
            query = _filtered(tv, query, within)
        if asked.place:
            query = _filtered(tv, query, tv.Query.term_query(schema, "place", asked.place))
        found = searcher.search(query, limit=10, count=True)
        searcher.aggregate(query, counts)
        return int(found.count or 0)

    return ask


def _filtered(tv: Any, query: Any, narrower: Any) -> Any:
    narrower = tv.Query.const_score_query(narrower, 0.0)
    return tv.Query.boolean_query([(tv.Occur.Must, query), (tv.Occur.Must, narrower)])


def fts5(rows: Rows, folder: Path) -> Ask:
    base = sqlite3.connect(folder / "fts5.sqlite")
    base.executescript(
        "create virtual table texts using fts5(text, content='', tokenize='ascii');"
        "create table facts(id integer primary key, day int, month text, lang text);"
        "create table places(id int, place text);"
    )
    for number, row in enumerate(rows, start=1):
        base.execute("insert into texts(rowid, text) values(?, ?)", (number, " ".join(row.terms)))
        facts = (number, row.day, row.month, row.article.language)
        base.execute("insert into facts values(?, ?, ?, ?)", facts)
        base.executemany("insert into places values(?, ?)", [(number, p) for p in row.places])
    base.execute("create index place_of on places(id)")
    base.execute("create index at_place on places(place, id)")
    base.commit()

    def ask(asked: Asked) -> int:
        quoted = [f'"{word}"' for word in asked.words]
        joined = {"and": " AND ", "or": " OR ", "phrase": " + "}[asked.kind].join(quoted)
        where, given = "texts match ?", [joined]
        if asked.period:
            first, last = (day.toordinal() for day in asked.period)
            where += f" and rowid in (select id from facts where day between {first} and {last})"
        if asked.place:
            where += " and rowid in (select id from places where place = ?)"
            given.append(asked.place)
        base.execute("drop table if exists temp.found")
        base.execute(
            f"create temp table found as select rowid as id, rank as score from texts where {where}",
            given,
        )
        base.execute("select id from temp.found order by score limit 10").fetchall()
        (total,) = base.execute("select count(*) from temp.found").fetchone()
        for table, column in (("places", "place"), ("facts", "month"), ("facts", "lang")):
            base.execute(
                f"select {column}, count(*) from temp.found join {table} using(id) group by 1"
            ).fetchall()
        return int(total)

    return ask


def bm25s(rows: Rows, folder: Path) -> Ask:
    import bm25s as bm

    index = bm.BM25(method="lucene", k1=1.2, b=0.75)
    held_rows = list(rows)
    index.index([row.terms for row in held_rows], show_progress=False)
    days = np.array([row.day for row in held_rows])
    codes, owners = {}, {}
    for facet in ("place", "month", "lang"):
        held = [
            row.places
            if facet == "place"
            else (row.month if facet == "month" else row.article.language,)
            for row in held_rows
        ]
        values = {value: n for n, value in enumerate(sorted({v for vs in held for v in vs}))}
        codes[facet] = np.array([values[v] for vs in held for v in vs])
        owners[facet] = np.repeat(np.arange(len(rows)), [len(vs) for vs in held])
    at_place = {
        place: np.array([place in row.places for row in held_rows])
        for place in {p for row in held_rows[:2000] for p in row.places}
    }

    def ask(asked: Asked) -> int:
        if asked.kind == "phrase":
            raise NotImplementedError
        scores = index.get_scores(list(asked.words))
        mask = scores > 0
        if asked.kind == "and":
            for word in asked.words if len(asked.words) > 1 else ():
                mask &= index.get_scores([word]) > 0
        if asked.period:
            first, last = (day.toordinal() for day in asked.period)
            mask &= (days >= first) & (days <= last)
        if asked.place:
            mask &= at_place[asked.place]
        best = np.where(mask, scores, 0)
        np.argpartition(best, -10)[-10:]
        for facet in codes:
            np.bincount(codes[facet][mask[owners[facet]]])
        return int(mask.sum())

    return ask


def stock_whoosh(rows: Rows, folder: Path) -> Ask:
    from whoosh import fields, query, sorting
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.index import create_in

    words = SpaceSeparatedTokenizer()
    schema = fields.Schema(
        text=fields.TEXT(analyzer=words),
        day=fields.NUMERIC(int, sortable=True),
        month=fields.ID(sortable=True),
        lang=fields.ID(sortable=True),
        place=fields.KEYWORD(stored=True),
    )
    index = create_in(str(folder), schema)
    writer = index.writer(limitmb=1000)
    for row in rows:
        writer.add_document(
            text=" ".join(row.terms),
            day=row.day,
            month=row.month,
            lang=row.article.language,
            place=" ".join(row.places),
        )
    writer.commit()
    searcher = index.searcher()

    def ask(asked: Asked) -> int:
        terms = [query.Term("text", word) for word in asked.words]
        joined: Any = {
            "and": query.And(terms),
            "or": query.Or(terms),
            "phrase": query.Phrase("text", list(asked.words)),
        }[asked.kind]
        narrower: list[Any] = []
        if asked.period:
            first, last = (day.toordinal() for day in asked.period)
            narrower.append(query.NumericRange("day", first, last))
        if asked.place:
            narrower.append(query.Term("place", asked.place))
        facets = sorting.Facets()
        facets.add_facet("month", sorting.FieldFacet("month", maptype=sorting.Count))
        facets.add_facet("lang", sorting.FieldFacet("lang", maptype=sorting.Count))
        facets.add_facet(
            "place", sorting.FieldFacet("place", allow_overlap=True, maptype=sorting.Count)
        )
        found = searcher.search(
            joined, limit=10, groupedby=facets, filter=query.And(narrower) if narrower else None
        )
        for facet in ("month", "lang", "place"):
            found.groups(facet)
        return len(found)

    return ask
