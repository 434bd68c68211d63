"""Articles become documents: their texts analyzed, so that OpenSearch folds nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from search.analysis import (
    GAP,
    parts_of_token,
    stem,
    terms_of_token,
    token_texts,
    words_of_token,
)
from search.articles import Article, to_record
from search.engines.lengths import rounded_length
from search.engines.opensearch.mapping import JSON, LONGEST_TERM, STACKED
from search.facets import FACETS
from search.near_duplicates import Sketches, bands_of, hash_terms, sketch_texts


@dataclass(frozen=True, slots=True)
class AnalyzedText:
    """A text's terms by position: `folded` and `accented`, each a list of the different ones there.

    `stems` are those of an English text, one for each time it stands there. `tokens` is how many tokens
    the text has, a compound as one; `words` has the folded term of each, as often as it is words.
    """

    folded: list[list[str]]
    accented: list[list[str]]
    stems: list[str]
    tokens: int
    words: list[str]

    @property
    def bigrams(self) -> set[tuple[str, str]]:
        """The pairs of folded terms that stand side by side."""
        return {
            (first, second)
            for left, right in pairwise(self.folded)
            for first in left
            for second in right
        }


def analyze_text(text: str, *, stems: bool = False) -> AnalyzedText:
    """The terms of a text, those of the parts of compounds among them."""
    tokens = token_texts(text)
    terms = [terms_of_token(token) for token in tokens]
    folded = [[term[0][:LONGEST_TERM]] if term[0] else [] for term in terms]
    accented = [[term[1][:LONGEST_TERM]] if term[1] else [] for term in terms]
    own = [term[0] for term in terms if term[0]]
    for position, token in enumerate(tokens):
        for shift, part in parts_of_token(token):
            place = position + shift
            while place >= len(folded):
                folded.append([])
                accented.append([])
            fold, mark = terms_of_token(part)
            own.append(fold)
            if fold not in folded[place]:
                folded[place].append(fold)
            if mark and mark not in accented[place]:
                accented[place].append(mark)
    count = sum(token != GAP for token in tokens)
    # A compound counts as many words as it is: a stop none, a day three or four.
    words = [
        term[0]
        for token, term in zip(tokens, terms, strict=True)
        for _ in range(words_of_token(token))
    ]
    return AnalyzedText(
        folded, accented, [stem(term) for term in own] if stems else [], count, words
    )


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it is indexed: its `source` but for its number and group, and its analyzed texts."""

    id: str
    source: JSON
    title: AnalyzedText
    body: AnalyzedText
    sketch: Sketches
    """One row."""


def document_id(id: str) -> str:
    """What the document of an article is called: OpenSearch takes names of 512 bytes at most."""
    return hashlib.sha256(id.encode(errors="surrogatepass")).hexdigest()


def documents_of(articles: list[Article]) -> Iterator[Document]:
    """The documents of some articles; their sketches are made at once."""
    # A derived title is words of the lead: as a title they would weigh without any reason.
    titles = [
        analyze_text("" if a.title_derived else a.title, stems=a.language == "en") for a in articles
    ]
    bodies = [analyze_text(a.body, stems=a.language == "en") for a in articles]
    sketches = _sketched(bodies)
    bands = bands_of(sketches)
    for number, (article, title, body) in enumerate(zip(articles, titles, bodies, strict=True)):
        sketch = sketches[number : number + 1]
        source = _source(article, title, body)
        if bands[number]:
            source |= {"band": bands[number], "sketch": base64.b64encode(sketch.tobytes()).decode()}
        yield Document(article.id, source, title, body, sketch)


def sketch_of(source: JSON) -> Sketches:
    """The sketch of an indexed article, in one row; an empty one of a text too short for copies."""
    given = base64.b64decode(source.get("sketch", ""))
    return np.frombuffer(given or bytes(128), dtype=np.uint8).reshape(1, -1)


def _source(article: Article, title: AnalyzedText, body: AnalyzedText) -> JSON:
    source: JSON = {"id": article.id, "article": to_record(article)}
    for field, text in (("title", title), ("body", body)):
        source |= {
            field: _joined(text.folded),
            f"{field}_accented": _joined(text.accented),
            f"{field}_stems": " ".join(text.stems),
            f"{field}_tokens": text.tokens,
            f"{field}_length": rounded_length(text.tokens),
        }
    for facet in FACETS.values():
        source[facet.name] = facet.values(article)
        if facet.main_field and facet.main_values:
            source[facet.main_field] = facet.main_values(article)
    if article.date is not None:
        days = {"first": article.date.first.toordinal(), "last": article.date.last.toordinal()}
        coarse = article.date.precision in ("month", "year")
        source |= days | {"coarse": coarse}
        if not coarse:
            source["days"] = {"gte": days["first"], "lte": days["last"]}
    return source


def _joined(positions: list[list[str]]) -> str:
    return " ".join(STACKED.join(terms) or GAP for terms in positions)


def _sketched(texts: list[AnalyzedText]) -> Sketches:
    terms = list(dict.fromkeys(word for text in texts for word in text.words))
    number_of = {term: number for number, term in enumerate(terms)}
    numbers = np.array([number_of[word] for text in texts for word in text.words], dtype=np.int32)
    lengths = np.array([len(text.words) for text in texts], dtype=np.int32)
    return sketch_texts(hash_terms(terms), numbers, lengths)
