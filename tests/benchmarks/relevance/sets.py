"""The sets of questions: read from files of three shapes, or derived from them with fixed seeds.

- `NAME.json.xz`: `{name, lang, docs: [[id, title, body]], queries: [[id, text, [relevant ids]]]}`;
- `NAME.json`: shaped as SQuAD, in Vietnamese or in English; all such files make one pool of paragraphs;
- `NAME.jsonl.xz`: articles of a newspaper, an object a line with `id`, `title` and `body`.

A question asked of several pools, or typed in several ways, keeps its id.

Of the articles of a newspaper these are derived, each of which one article answers: its title, as it is;
its title when only bodies are indexed, and every title is taken out of its own body, as typed, without marks,
with one word dropped and with two neighbours swapped; and 2 to 5 telling words of its title, those with the
highest idf of those that another article has too.

The large pool holds the articles, the documents of all other files and `DISTRACTORS` articles more, each
made of others' sentences: a title drawn from one, and 8 to 24 sentences drawn from all the articles, or all
the Vietnamese documents of one file. Nothing is drawn from a document that any question asks for, nor from
the article of any title asked: a pool with their sentences scattered over it would have other right answers.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from search.articles import RawArticle
from search.ingest import IngestCounts, read_articles

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = ROOT / "tests" / "cases" / "questions.jsonl"
SEEDS = ROOT / "seeds"

TITLES = 400
DISTRACTORS = 6000
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")
_SENTENCE_LENGTH = 30


@dataclass(frozen=True)
class Document:
    """What is found; `title` is "" where there is none."""

    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Query:
    """A question, and the ids of all documents that answer it."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass
class Pool:
    """The documents that questions are asked of, made when they are first needed."""

    name: str
    make: Callable[[], Iterable[Document]] = field(repr=False)

    @cached_property
    def documents(self) -> list[Document]:
        return list(self.make())


@dataclass(frozen=True)
class QuerySet:
    """Questions of one kind over one pool."""

    name: str
    language: str
    pool: Pool
    queries: Sequence[Query]


@dataclass(frozen=True)
class Collection:
    """A file of documents with questions."""

    name: str
    language: str
    documents: Sequence[Document]
    queries: Sequence[Query]


def read_sets(files: Sequence[Path]) -> list[QuerySet]:
    """All sets that the files give, those of the same pool one after the other."""
    collections = [read_collection(path) for path in files if path.name.endswith(".json.xz")]
    squads = [read_squad(path) for path in files if path.suffix == ".json"]
    articles = [
        article for path in files if path.name.endswith(".jsonl.xz") for article in read_news(path)
    ]
    sets: list[QuerySet] = []
    for collection in collections:
        pool = _pool(collection.name, collection.documents)
        sets.append(QuerySet(collection.name, collection.language, pool, collection.queries))
    sets.extend(_squad_sets(squads))
    if articles:
        sets.extend(_news_sets(articles, collections, squads))
    return sets


def find_files(folder: Path) -> list[Path]:
    """The files below a folder that sets may be read from; JSON of another shape is passed over."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".json.xz", ".jsonl.xz")):
            found.append(path)
        elif path.suffix == ".json":
            data = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(data, dict) and "data" in data:
                found.append(path)
    return found


def read_collection(path: Path) -> Collection:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        data = json.load(file)
    return Collection(
        data["name"],
        data["lang"],
        [Document(id, title or "", body) for id, title, body in data["docs"]],
        [Query(id, text, frozenset(relevant)) for id, text, relevant in data["queries"]],
    )


def read_squad(path: Path) -> Collection:
    """The paragraphs of a file and its questions, in the language that most of them are in."""
    documents, queries = [], []
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in data for paragraph in article["paragraphs"]]
    for number, paragraph in enumerate(paragraphs):
        id = f"{path.name}/{number}"
        documents.append(Document(id, "", paragraph["context"]))
        for qa in paragraph["qas"]:
            queries.append(Query(f"{id}/{len(queries)}", qa["question"], frozenset([id])))
    marked = sum(query.text != without_marks(query.text) for query in queries)
    language = "vi" if 2 * marked > len(queries) else "en"
    return Collection(path.name, language, documents, queries)


def read_news(path: Path) -> list[Document]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Document(row["id"], row["title"], row["body"]) for row in rows]


def read_seeds() -> list[Document]:
    """The five articles that the project was made for."""
    found = read_articles([SEEDS], max_bytes=1 << 20, counts=IngestCounts())
    return [
        Document(item.id, item.title or "", item.body)
        for item in found
        if isinstance(item, RawArticle)
    ]


def read_questions(known: Iterable[str]) -> list[Query]:
    """The questions judged by reading, as far as the known documents answer them."""
    ids = set(known)
    queries = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        relevant = ids.intersection(row["relevant"])
        if relevant:
            queries.append(Query(row["id"], row["text"], frozenset(relevant)))
    return queries


def without_marks(text: str) -> str:
    stripped = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in stripped if not unicodedata.combining(char))


def folded_words(text: str) -> list[str]:
    return re.findall(r"\w+", without_marks(unicodedata.normalize("NFC", text)).lower())


def without_title(document: Document) -> Document:
    """The document with neither a title nor its title in the body."""
    if not document.title:
        return document
    return replace(document, title="", body=document.body.replace(document.title, ""))


def typed(queries: Iterable[Query], how: Callable[[str], str]) -> list[Query]:
    return [replace(query, text=how(query.text)) for query in queries]


def word_dropped(chance: random.Random) -> Callable[[str], str]:
    def dropped(text: str) -> str:
        words = text.split()
        if len(words) > 1:
            words.pop(chance.randrange(len(words)))
        return " ".join(words)

    return dropped


def words_swapped(chance: random.Random) -> Callable[[str], str]:
    def swapped(text: str) -> str:
        words = text.split()
        if len(words) > 1:
            place = chance.randrange(len(words) - 1)
            words[place : place + 2] = reversed(words[place : place + 2])
        return " ".join(words)

    return swapped


def telling_words(documents: Sequence[Document], chance: random.Random) -> Callable[[str], str]:
    """Leaves of a text 2 to 5 words, in their order: those that fewest documents have, but two at least."""
    doc_freqs: Counter[str] = Counter()
    for document in documents:
        doc_freqs.update(set(folded_words(f"{document.title} {document.body}")))

    def idf(word: str) -> float:
        of = min(doc_freqs[part] for part in folded_words(word))
        return math.log(len(documents) / of) if of > 1 else 0.0

    def told(text: str) -> str:
        words = [word.strip("\"'“”‘’()[]:;,.?!…") for word in text.split()]
        words = [word for word in words if folded_words(word)]
        wanted = chance.randint(2, 5)
        best = sorted(range(len(words)), key=lambda place: -idf(words[place]))[:wanted]
        return " ".join(words[place] for place in sorted(best))

    return told


def distractors(sources: Sequence[Sequence[Document]], count: int) -> Iterator[Document]:
    """Articles made of others' sentences: each a title of one and 8 to 24 sentences of one source."""
    chance = random.Random(1975)
    sources = [source for source in sources if source]
    sentences = [
        [
            sentence
            for document in source
            for sentence in _SENTENCE_END.split(document.body)
            if len(sentence) >= _SENTENCE_LENGTH
        ]
        for source in sources
    ]
    weights = [len(held) for held in sentences]
    for number in range(count):
        (which,) = chance.choices(range(len(sources)), weights)
        title = chance.choice(sources[which]).title
        wanted = min(chance.randint(8, 24), len(sentences[which]))
        body = "\n".join(chance.sample(sentences[which], wanted))
        yield Document(f"distractor/{number}", title, body)


def _pool(name: str, documents: Sequence[Document]) -> Pool:
    return Pool(name, lambda: documents)


def _squad_sets(squads: Sequence[Collection]) -> list[QuerySet]:
    if not squads:
        return []
    pool = _pool("squad", [document for squad in squads for document in squad.documents])
    asked: dict[str, list[Query]] = {"vi": [], "en": []}
    for squad in squads:
        asked[squad.language].extend(squad.queries)
    vi, en = asked["vi"], asked["en"]
    ways = [
        ("xquad vi", "vi", vi),
        ("xquad vi without marks", "vi", typed(vi, without_marks)),
        ("xquad vi decomposed", "vi", typed(vi, lambda t: unicodedata.normalize("NFD", t))),
        ("xquad en", "en", en),
        ("xquad en capitals", "en", typed(en, str.upper)),
    ]
    return [QuerySet(name, language, pool, queries) for name, language, queries in ways if queries]


def _news_sets(
    articles: Sequence[Document],
    collections: Sequence[Collection],
    squads: Sequence[Collection],
) -> list[QuerySet]:
    by_title: dict[str, set[str]] = {}
    for article in articles:
        by_title.setdefault(article.title.casefold(), set()).add(article.id)
    drawn = random.Random(20120611).sample(articles, min(TITLES, len(articles)))
    titles = [
        Query(article.id, article.title, frozenset(by_title[article.title.casefold()]))
        for article in drawn
    ]
    asked_for = {id for query in titles for id in query.relevant}

    def large() -> Iterator[Document]:
        yield from articles
        for collection in (*collections, *squads):
            for document in collection.documents:
                yield replace(document, id=f"{collection.name}/{document.id}")
        unasked = [article for article in articles if article.id not in asked_for]
        sources = [unasked]
        for collection in collections:
            if collection.language == "vi":
                wanted = {id for query in collection.queries for id in query.relevant}
                sources.append([d for d in collection.documents if d.id not in wanted])
        yield from distractors(sources, DISTRACTORS)

    news = Pool("news", lambda: [*articles, *read_seeds()])
    bodies = Pool("news, bodies", lambda: map(without_title, articles))
    everything = Pool("large", large)
    untitled = Pool("large, bodies", lambda: map(without_title, everything.documents))
    words = typed(titles, telling_words(articles, random.Random(25)))
    sets = [
        QuerySet(
            "questions", "vi", news, read_questions(document.id for document in news.documents)
        ),
        QuerySet("titles", "vi", news, titles),
        QuerySet("words of titles", "vi", news, words),
        QuerySet("titles of bodies", "vi", bodies, titles),
        QuerySet("titles of bodies without marks", "vi", bodies, typed(titles, without_marks)),
        QuerySet(
            "titles of bodies a word dropped",
            "vi",
            bodies,
            typed(titles, word_dropped(random.Random(1))),
        ),
        QuerySet(
            "titles of bodies two swapped",
            "vi",
            bodies,
            typed(titles, words_swapped(random.Random(2))),
        ),
        QuerySet("words of titles of bodies", "vi", bodies, words),
    ]
    for collection in collections:
        if collection.language == "vi":
            prefixed = [
                replace(
                    query, relevant=frozenset(f"{collection.name}/{id}" for id in query.relevant)
                )
                for query in collection.queries
            ]
            sets.append(QuerySet(f"{collection.name} in large pool", "vi", everything, prefixed))
    sets.append(QuerySet("titles of bodies in large pool", "vi", untitled, titles))
    return [held for held in sets if held.queries]
