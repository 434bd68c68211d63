"""What a request may have meant: "Did you mean" is answered here.

A correction is offered where its words are much likelier one after another than those typed, and where
it finds more articles, accented as they are in the query. It is never applied by itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from search.analysis import fold
from search.articles import Article, Language
from search.query.lexer import clean
from search.query.plan import SearchRequest
from search.query.tree import Node, Phrase, Term
from search.query.words import QueryWord, as_cased, query_words, rewritten
from search.results.page import Relaxation
from search.spelling.corrector import (
    LONGEST,
    Path,
    Support,
    TypedQuery,
    corrections,
    doubtful_words,
    neighbours,
    support,
    typed_query,
    weighed_again,
)
from search.spelling.language_model import Form, LanguageModel
from search.spelling.surface_forms import AccentedPairs
from search.vietnamese.syllables import spellings

WEIGHTS = {
    "bias": 6.43, "gain": 0.52, "ratio": 0.31, "support": 0.47, "nothing": 0.12, "known": -9.39,
    "words": -0.41,
}  # fmt: skip
"""Of `Offer.features`, by logistic regression: `tests/benchmarks/spelling.py --learn` fits them."""

THRESHOLD = 0.1
"""An offer that changes words the index has is made if its features, weighed and summed, come to more."""

GAIN, GAIN_FOUND = 2.0, 12.0
"""One that changes only words which no body has must be so much likelier, in nats: if no article has all the
words typed, and if some has them, so in its title."""

LEAST_GAIN = -2.5
"""Corrections that are less likely than this, in nats, are not looked into."""

OFFERS = 3
"""How many corrections are counted."""

READ = 20_000
"""How many characters of an article are read to see how it accents words: five times a usual one."""

SAMPLED, SAMPLED_PAIRS = 6, 4
"""How many articles are read to see how they accent a bigram, and for how many bigrams."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is asked of the index here.

    `count` tells how many articles have all that each request asks, `sample` reads some that match each tree;
    `place_named` gives the Vietnamese name of a place one of whose names, folded, is this, or None.
    """

    model: LanguageModel
    count: Callable[[Sequence[SearchRequest]], list[int]]
    sample: Callable[[Sequence[Node], Language | None, int], tuple[tuple[Article, ...], ...]]
    place_named: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A corrected text, and what speaks for it.

    `gain` is how much likelier it is than what was typed, in nats; `support` as the corrector has it;
    `words` are how many were typed; `total` articles have all the words, `typed_total` those typed.
    """

    text: str
    gain: float
    support: Support
    words: int
    total: int
    typed_total: int

    @property
    def features(self) -> dict[str, float]:
        corrected = math.log(self.support.corrected + 0.5)
        return {
            "bias": 1.0,
            "gain": self.gain,
            "ratio": corrected - math.log(self.support.typed + 0.5),
            "support": corrected,
            "nothing": float(not self.typed_total),
            "known": float(self.support.known),
            "words": float(self.words),
        }

    @property
    def score(self) -> float:
        return sum(WEIGHTS[name] * value for name, value in self.features.items())

    @property
    def is_convincing(self) -> bool:
        """Whether it is to be made: words that the index has are changed only for words that more
        articles have side by side."""
        if not self.support.known:
            return self.gain > (GAIN_FOUND if self.typed_total else GAIN)
        return self.support.corrected > self.support.typed and self.score > THRESHOLD


def correct_spelling(
    request: SearchRequest, articles: Sequence[Article], index: Index
) -> str | None:
    """What the text of a request may have meant; None if it is right, or that cannot be told.

    `articles` are those of the request's page, if it has any.
    """
    for offer in offers(request, articles, index):
        if offer.is_convincing:
            return _place_named(offer.text, index) or offer.text
    return None


def offers(request: SearchRequest, articles: Sequence[Article], index: Index) -> list[Offer]:
    """Other spellings of a request that find something, likeliest first, good enough to offer or not."""
    text = clean(request.text)
    words = query_words(text)
    if not 0 < len(words) <= LONGEST:
        return []
    query, model = typed_query(words), index.model
    if query.accented:
        _observe(query, articles, model)
    doubtful = doubtful_words(query, model)
    if not doubtful:
        return []
    found = _likely(corrections(query, doubtful, model))
    if query.accented and _sample([path for path, _ in found], query, index):
        found = _likely(weighed_again([path for path, _ in found], query, model))
    by_text: dict[str, tuple[Path, float]] = {}
    for path, gain in found:
        by_text.setdefault(_rewritten(path, query, text, model), (path, gain))
    by_text.pop(text, None)
    chosen = list(by_text.items())[:OFFERS]
    if not chosen:
        return []
    everywhere = SearchRequest(text, exact=request.exact, expand_places=request.expand_places)
    asked = [everywhere, *(replace(everywhere, text=corrected) for corrected, _ in chosen)]
    typed_total, *totals = index.count(asked)
    if request.exact and typed_total:
        return []
    return [
        Offer(
            text=corrected,
            gain=gain,
            support=support(path, query, model),
            words=len(words),
            total=total,
            typed_total=typed_total,
        )
        for (corrected, (path, gain)), total in zip(chosen, totals, strict=True)
        if total
    ]


def _likely(found: Sequence[tuple[Path, float]]) -> list[tuple[Path, float]]:
    return [(path, gain) for path, gain in found if gain >= LEAST_GAIN][: 2 * OFFERS]


def steps_to_spelling(request: SearchRequest, text: str) -> tuple[Relaxation, Relaxation]:
    """The request with another text, within its filters and without them, still to be counted."""
    everywhere = SearchRequest(text=text, exact=request.exact, expand_places=request.expand_places)
    return (
        Relaxation("spelled", replace(request, text=text, page=1), 0),
        Relaxation("spelled", everywhere, 0),
    )


def _place_named(text: str, index: Index) -> str | None:
    """The name of a place with its marks, if that is what the text is: all in words that begin with
    capitals, with some mark."""
    words = query_words(text)
    names = all(word.typed[0].isupper() for word in words)
    if len(words) < 2 or not names or not any(word.accented for word in words):
        return None
    name = index.place_named(" ".join(word.folded for word in words))
    return name if name and fold(name) == fold(text) else None


# --- how articles accent words ---


def _observe(query: TypedQuery, articles: Sequence[Article], model: LanguageModel) -> None:
    """Tell the model how the page's articles accent the words typed."""
    vietnamese = [article for article in articles if article.language == "vi"]
    pairs = AccentedPairs(text[:READ] for a in vietnamese for text in (a.title, a.body))
    forms = query.forms
    for i in query.pairs():
        left, right = forms[i - 1].folded, forms[i].folded
        model.observe(left, right, pairs.count(left, right))


def _sample(paths: Sequence[Path], query: TypedQuery, index: Index) -> bool:
    """Read some articles to see how they accent the words of the paths; whether there was any need."""
    model = index.model
    wanted: dict[tuple[str, str], None] = {}
    for path in paths:
        for left, right, changed in neighbours(path, query):
            pair = left.folded, right.folded
            if changed and model.bigram_count(*pair) and not model.observed(*pair).total():
                wanted[pair] = None
    pairs = list(wanted)[:SAMPLED_PAIRS]
    if not pairs:
        return False
    trees = [Phrase((Term(left), Term(right))) for left, right in pairs]
    for pair, articles in zip(pairs, index.sample(trees, "vi", SAMPLED), strict=True):
        texts = AccentedPairs(article.body[:READ] for article in articles)
        model.observe(*pair, texts.count(*pair))
    return True


def _rewritten(path: Path, query: TypedQuery, text: str, model: LanguageModel) -> str:
    """The text with what the path means in place of what was typed."""
    changes = []
    i = 0
    sizes = [candidate.size for candidate in path.candidates]
    for slot, candidate in enumerate(path.candidates):
        first, last = query.words[i], query.words[i + sizes[slot] - 1]
        if candidate.changed:
            left = path.candidates[slot - 1].forms[-1] if slot and first.follows else None
            after = i + candidate.size
            follows = after < len(query.words) and query.words[after].follows
            right = path.candidates[slot + 1].forms[0] if follows else None
            written = _written(candidate.forms, first, left, right, query, model)
            changes.append((first.start, last.end, written))
        i += candidate.size
    return rewritten(text, changes)


def _written(
    forms: Sequence[Form],
    word: QueryWord,
    left: Form | None,
    right: Form | None,
    query: TypedQuery,
    model: LanguageModel,
) -> str:
    written = []
    for k, form in enumerate(forms):
        before = forms[k - 1] if k else left
        after = forms[k + 1] if k + 1 < len(forms) else right
        if query.accented and form.any_marks:
            meant = _accented(form, word.accented or word.folded, before, after, model)
        else:
            meant = form.written
        written.append(as_cased(meant, word.typed))
    return " ".join(written)


def _accented(
    form: Form, typed: str, left: Form | None, right: Form | None, model: LanguageModel
) -> str:
    """How the articles accent the word beside its neighbours, or else by itself."""
    votes: Counter[str] = Counter()
    for pair, slot in (((left, form), 1), ((form, right), 0)):
        one, other = pair
        if one is None or other is None:
            continue
        neighbour = pair[1 - slot]
        assert neighbour is not None
        seen = model.observed(one.folded, other.folded)
        for accents, times in seen.items():
            agrees = neighbour.any_marks or accents[1 - slot] == neighbour.written
            votes[accents[slot]] += times if agrees else 0
    if votes.total():
        return max(
            votes,
            key=lambda way: (math.log(votes[way] + 0.05) - 1.5 * OSA.distance(typed, way), way),
        )
    ways = spellings(form.folded)
    counts = dict(zip(ways, model.counts("accented", ways), strict=True))
    return min(
        (way for way in ways if counts[way]),
        key=lambda way: (OSA.distance(typed, way), -counts[way]),
        default=form.folded,
    )
