"""Vietnamese cues as they stand in texts without marks, too."""

from __future__ import annotations

from search.analysis import fold


def without_marks(text: str) -> str:
    """The text with each Vietnamese letter bare, in its case: a pattern stays one."""
    return "".join(
        letter
        if letter.isascii() or not letter.isalpha()
        else fold(letter).upper()
        if letter.isupper()
        else fold(letter)
        for letter in text
    )


def either(pattern: str) -> str:
    """A pattern for what `pattern` matches, with its marks or all without them."""
    bare = without_marks(pattern)
    return pattern if bare == pattern else rf"(?:{pattern}|{bare})"
