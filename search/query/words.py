"""The words of a query where they are in its text, so that some can be written otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import tokens
from search.query.lexer import Clause, GrammarError, Operator, lex


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word that articles are asked for: `typed` stands at `text[start:end]` of the cleaned text.

    `folded` and `accented` as in Term; `follows` tells whether the word before it stands next to it, with no
    operator, quote or field between.
    """

    start: int
    end: int
    typed: str
    folded: str
    accented: str | None
    follows: bool


def query_words(text: str) -> tuple[QueryWord, ...]:
    """The words and the words of phrases that a cleaned text asks of titles and bodies, in order.

    What is negated, asked with its marks, or ends in `*` or `~` is not among them. A text whose
    operators do not fit together is all plain words, as `syntax.parse` has it.
    """
    try:
        lexemes = lex(text)
    except GrammarError:
        return _words(text, 0, follows=False)
    found: list[QueryWord] = []
    before: Operator | Clause | None = None
    negated = 0
    for lexeme in lexemes:
        if before == "NOT" or negated:
            before = None
            negated += {"(": 1, ")": -1}.get(str(lexeme), 0)
            continue
        if isinstance(lexeme, Clause) and _is_wanted(lexeme):
            start = lexeme.start + lexeme.written.rindex(lexeme.text)
            plain = isinstance(before, Clause) and _is_plain(before) and _is_plain(lexeme)
            # Before the first word may be signs, which are plain but no words.
            found.extend(_words(lexeme.text, start, follows=plain and bool(found)))
        before = lexeme
    return tuple(found)


def only_words(text: str) -> bool:
    """Whether a cleaned text is words and nothing more: no operator, quote, bracket, field, `=`, `*` or `~`.

    A sign that means nothing where it stands is punctuation. A text with a quote that nothing closes
    is more than words.
    """
    try:
        return all(isinstance(lexeme, Clause) and _is_plain(lexeme) for lexeme in lex(text))
    except GrammarError:
        return False


def rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with what stands from `start` to `end` written otherwise, for each change."""
    for start, end, instead in sorted(changes, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def as_cased(word: str, typed: str) -> str:
    """The word in the case in which another was typed: capitals, a capital first, or as it is."""
    letters = [char for char in typed if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word


def _words(text: str, start: int, *, follows: bool) -> tuple[QueryWord, ...]:
    return tuple(
        QueryWord(
            start + token.start,
            start + token.end,
            text[token.start : token.end],
            token.folded,
            token.accented,
            follows or number > 0,
        )
        for number, token in enumerate(tokens(text))
    )


def _is_wanted(part: Clause) -> bool:
    return part.scope in ("text", "title") and not part.exact and not part.suffix


def _is_plain(part: Clause) -> bool:
    return _is_wanted(part) and part.scope == "text" and part.written == part.text
