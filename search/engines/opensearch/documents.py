"""Articles become documents: their texts analyzed, so that OpenSearch folds nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from search.analysis import (
    GAP,
    Stream,
    parts_of_token,
    stem,
    terms_of_token,
    token_texts,
    words_of_token,
)
from search.articles import Article, to_record
from search.engines.bm25 import rounded_length
from search.engines.opensearch.mapping import JSON, LONGEST_TERM, STACKED
from search.facets import FACETS
from search.near_duplicates import LANES, Sketches, bands_of, hash_terms, sketch_texts


class _Token(NamedTuple):
    """What a token is worth: its terms, "" where it has none."""

    folded: str
    accented: str


class _Tokens(dict[str, _Token]):
    """Tokens that were met, so that each is looked into once."""

    def __missing__(self, token: str) -> _Token:
        if len(self) >= REMEMBERED:
            self.clear()
        folded, accented = terms_of_token(token)
        self[token] = found = _Token(folded[:LONGEST_TERM], (accented or "")[:LONGEST_TERM])
        return found


REMEMBERED = 1 << 18


class _Hashes(dict[str, int]):
    """The hashes of terms that were met."""

    def __missing__(self, term: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[term] = found = int(hash_terms([term])[0])
        return found


_tokens, _hashes = _Tokens(), _Hashes()


@dataclass(frozen=True, slots=True)
class AnalyzedText:
    """A text's terms, position by position: `folded` and `accented` have what stands there, the different
    terms at one position joined by `STACKED`, "" for none.

    `stems` are those of an English text, one for each time it stands there. `tokens` is how many tokens
    the text has, a compound as one; `words` has the folded term of each, as often as it is words.
    """

    folded: list[str]
    accented: list[str]
    stems: list[str]
    tokens: int
    words: list[str]

    def terms(self, stream: Stream) -> set[str]:
        """The different terms of a stream; of `bigrams` with a space between the two."""
        if stream == "stems":
            return set(self.stems)
        if stream == "bigrams":
            # No stack in either, which is all but a few.
            pairs = set(map(" ".join, zip(self.folded, self.folded[1:], strict=False)))
            stacked = [pair for pair in pairs if STACKED in pair]
            pairs.difference_update(stacked)
            pairs.update(
                f"{first} {second}"
                for left, right in (pair.split(" ") for pair in stacked)
                for first in left.split(STACKED)
                for second in right.split(STACKED)
            )
            return {pair for pair in pairs if pair[0] != " " and pair[-1] != " "}
        terms = set(self.folded if stream == "folded" else self.accented)
        terms.discard("")
        stacked = [term for term in terms if STACKED in term]
        terms.difference_update(stacked)
        return terms.union(*(stack.split(STACKED) for stack in stacked))


def analyze_text(text: str, *, stems: bool = False) -> AnalyzedText:
    """The terms of a text, those of the parts of compounds among them."""
    tokens = token_texts(text)
    found = list(map(_tokens.__getitem__, tokens))
    folded, accented = [one.folded for one in found], [one.accented for one in found]
    words = own = [term for term in folded if term]
    compounds = [place for place, token in enumerate(tokens) if not token.isalnum()]
    compounds = [place for place in compounds if tokens[place] != GAP]
    parts = [
        (place + shift, _tokens[part])
        for place in compounds
        for shift, part in parts_of_token(tokens[place])
    ]
    if compounds:
        # A compound counts as many words as it is.
        more = {place: words_of_token(tokens[place]) for place in compounds}
        words = []
        done = 0
        for place, times in more.items():
            words += [term for term in folded[done:place] if term] + [folded[place]] * times
            done = place + 1
        words += [term for term in folded[done:] if term]
    count = len(own)
    if parts:
        own = own + [term.folded for _, term in parts]
        missing = max(place for place, _ in parts) + 1 - len(folded)
        folded += [""] * missing
        accented += [""] * missing
        for place, term in parts:
            folded[place] = _stacked(folded[place], term.folded)
            accented[place] = _stacked(accented[place], term.accented)
    return AnalyzedText(folded, accented, list(map(stem, own)) if stems else [], count, words)


def _stacked(stack: str, term: str) -> str:
    """A term on those that are at its position already."""
    if not stack or not term:
        return stack or term
    return stack if term in stack.split(STACKED) else f"{stack}{STACKED}{term}"


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
    return np.frombuffer(given or bytes(LANES), dtype=np.uint8).reshape(1, -1)


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


def _joined(positions: list[str]) -> str:
    return " ".join([terms or GAP for terms in positions])


def _sketched(texts: list[AnalyzedText]) -> Sketches:
    words = [word for text in texts for word in text.words]
    hashes = np.array(list(map(_hashes.__getitem__, words)), dtype=np.uint64)
    lengths = np.array([len(text.words) for text in texts], dtype=np.int32)
    return sketch_texts(hashes, np.arange(len(hashes), dtype=np.int32), lengths)
