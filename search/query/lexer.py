"""A query becomes lexemes: operators, brackets, and the parts that ask for something.

    Huế  "Quảng Nam"     a word, a phrase; any of " “ ” „ « » opens and closes one
    COVID-19  A/H5N1     a word of several tokens is a phrase too: words end at spaces and commas
    1.500   30 tháng 4   a number and a day are one word, however they are written
    a b                  both; of three words and more, most of them
    +a                   this word is needed, whatever else is found
    a AND b              both; AND, OR and NOT count in upper case only, and not in a text that is
                         all in capitals, where they look like words
    a OR b   a | b       either
    NOT a   -a           not this; the hyphen stands after a space and touches what it negates
    ( )                  a group; NOT binds tighter than AND, and AND tighter than OR
    hop*                 words that begin so
    sekng~   sekng~2     words spelt nearly so, within that many edits
    =Huế   ="Điện Biên"  with the marks as typed
    title:   place:      title, or the name of any facet:
                         what touches the colon, a word, a phrase or a group, is asked of that field

What is none of these is punctuation. Nothing here knows how much a request may cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from search.analysis import normalize
from search.compounds import find_compounds
from search.facets import FACETS, FacetName
from search.query.tree import Field

Operator = Literal["AND", "OR", "NOT", "(", ")"]
Scope = Field | FacetName

# The full-width tilde stays out: it is how Chinese writes "from ... to".
_KEYS = {ord("！") + key: ord("!") + key for key in range(ord("}") - ord("!") + 1)} | {
    ord(quote): '"' for quote in "“”„«»"
}
_OPERATORS: dict[str, Operator] = {"|": "OR", "-": "NOT", ")": ")"}
_KEYWORDS = ("AND", "OR", "NOT")
_SHOUTED_WORDS = 3
_WORD = r'(?:[^\s"()|,;]|(?<=[0-9]),(?=[0-9]))+'
_LEXEME = re.compile(
    rf"""
      (?P<gap> [\s,;]+ )
    | (?P<keyword> (?:{"|".join(_KEYWORDS)})(?![^\s()|"]) )
    | (?P<sign> \)|\|+|(?<![^\s(|,;])-(?![\s)|,;-]|\Z) )
    | (?: (?P<required> \+ )(?=[^\s+]) )?
      (?: (?P<field> (?i:{"|".join(("title", *FACETS))}) ): )?
      (?: (?P<open> \( )
      |   (?P<exact> = )?
          (?: "(?P<phrase>[^"]*)"(?P<suffix>\*+|~[0-9]{{0,2}})? | (?P<word> {_WORD} ) )
      )
    | (?P<odd> " )
    """,
    re.VERBOSE,
)
_WORD_SUFFIX = re.compile(r"(?<=[^*~])(?:\*+|~[0-9]?)\Z")


class GrammarError(Exception):
    """The text cannot be read as a query with operators; it never leaves `parser.parse`."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or a phrase of the query, and how it is asked for.

    `scope` is the field it is asked of, its own or its group's; `text` has no quotes; `suffix` is
    what follows it of `*`, `~` and `~2`; `required` says that a + is before it; `written` is the whole
    part as it was typed, which is at `start` in the query.
    """

    scope: Scope
    text: str
    exact: bool
    suffix: str
    written: str
    start: int
    required: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a word, not a phrase in quotes."""
        return not self.written.endswith('"' + self.suffix)

    @property
    def is_plain_word(self) -> bool:
        """Whether it is a word without any sign of the grammar."""
        return self.scope == "text" and self.written == self.text


def clean(text: str) -> str:
    """The normalized text, full-width characters and typographic quotes as a keyboard has them."""
    return normalize(text.translate(_KEYS))


@lru_cache(maxsize=64)
def lex(text: str) -> tuple[Operator | Clause, ...]:
    """The lexemes of a clean text, in order; GrammarError for a quote that nothing closes.

    Parser, spelling and offers all ask for those of the text at hand: it is read once.
    """
    return tuple(_lexemes(text))


def _lexemes(text: str) -> Iterator[Operator | Clause]:
    scopes: list[Scope] = ["text"]
    shouted = _is_shouted(text)
    for match in _LEXEME.finditer(_compounds_joined(text)):
        if match["odd"]:
            raise GrammarError("a quote is not closed")
        if match["gap"]:
            continue
        if match["keyword"]:
            keyword = match["keyword"]
            plain = Clause(scopes[-1], keyword, False, "", written=keyword, start=match.start())
            yield plain if shouted else cast(Operator, keyword)
            continue
        if sign := match["sign"]:
            if sign == ")" and len(scopes) > 1:
                scopes.pop()
            yield _OPERATORS[sign[0]]
            continue
        scope = cast(Scope, match["field"].lower()) if match["field"] else scopes[-1]
        if match["open"]:
            scopes.append(scope)
            yield "("
        else:
            yield _clause(match, scope, text)


def _is_shouted(text: str) -> bool:
    """Whether the text is a sentence or a headline all in capitals, without a sign of the grammar.

    "SEKONG OR ATTAPEU" is not: so few words in capitals are as well names or abbreviations.
    """
    if any(char.islower() or char in '"()' for char in text):
        return False
    words = [word for _, word in plain_words(text) if word not in _KEYWORDS]
    return sum(any(char.isupper() for char in word) for word in words) >= _SHOUTED_WORDS


def plain_words(text: str) -> list[tuple[int, str]]:
    """The words of a clean text when no sign in it means anything, each with its start."""
    words = re.finditer(_WORD, _compounds_joined(text))
    return [(word.start(), text[slice(*word.span())]) for word in words]


def _compounds_joined(text: str) -> str:
    """The text with spaces and commas within a day replaced: "30 tháng 4" is one word."""
    for compound in find_compounds(text):
        start, end, _ = compound
        text = text[:start] + re.sub(r"[\s,]", "_", text[start:end]) + text[end:]
    return text


def _clause(match: re.Match[str], scope: Scope, written: str) -> Clause:
    if match["word"] is None:
        text, suffix = written[slice(*match.span("phrase"))], match["suffix"] or ""
    else:
        text = written[slice(*match.span("word"))]
        found = _WORD_SUFFIX.search(text)
        suffix = found[0] if found else ""
        text = text.removesuffix(suffix)
    return Clause(
        scope,
        text,
        match["exact"] is not None,
        suffix,
        written[slice(*match.span())],
        match.start(),
        required=match["required"] is not None,
    )
