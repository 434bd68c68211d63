"""Cues: Vietnamese words that say something of the words beside them, with or without their marks.

A cue is written once, with its marks. In a text that is written with marks it matches only so: *dầu* (oil)
is not *đầu* (the beginning), and *sang* (over to) is not *sáng* (the morning). In any other text each word
of it matches with all its marks or with none. Both placements of a tone mark count (hòa, hoà).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from search.analysis import fold

_T = TypeVar("_T")

_ACCENTED_SHARE = 0.15
"""The least share of bytes beyond one a letter in a Vietnamese text with marks.

Such a text has at least 0.2, English hardly any, and English with a few Vietnamese names about 0.05.
"""

_SHORT = 200
"""The most characters of a text that is looked at anew each time."""

_PATTERN_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\W\d_]+")
_ALONE = re.compile(r"(?<![^(|):?])([^\W\d_]+)(?=[()|]|\\s\+|$)")
_QUANTIFIERS = frozenset("?*+{")
_OLD_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


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


def never_bare(pattern: str) -> str:
    """The pattern of a `Cue` with its words in marks never read without them."""
    return re.sub(
        r"\[[^]]*\]|[^\x00-\x7f]", lambda m: m[0] if m[0][0] == "[" else f"[{m[0]}]", pattern
    )


def with_old_tone(word: str) -> str:
    """The word with its tone mark placed the old way: hòa -> hoà. Unchanged if there is no such way."""
    ending = _OLD_TONES.get(word[-2:].lower(), word[-2:])
    return word[:-2] + (ending.upper() if word[-1:].isupper() else ending)


def is_accented(text: str) -> bool:
    """Whether a normalized text is written with Vietnamese marks throughout."""
    if len(text) > _SHORT:
        return _is_accented(text)
    # Digits and signs may be a good part of a short text.
    return len(text.encode("utf-8", "replace")) - len(text) > _ACCENTED_SHARE * sum(
        map(str.isalpha, text)
    )


def accented_share(text: str) -> float:
    """How many bytes of UTF-8 a text takes beyond one a character, as a share of its characters."""
    return len(text.encode("utf-8", "surrogatepass")) / max(1, len(text)) - 1


@lru_cache(maxsize=8)
def _is_accented(text: str) -> bool:
    return accented_share(text) > _ACCENTED_SHARE


class Cue:
    """A compiled pattern of Vietnamese cues, which may have English ones beside them.

    It is written like any pattern of `re`. What is in square brackets stays as it is: `n[ă]m` is never
    read without its mark. ValueError, when it is first used, for a quantifier right behind a word with
    marks, which would be the quantifier of its last letter alone. `otherwise` is the pattern for texts
    that are not written with marks, where that needs to be another one.
    """

    def __init__(self, pattern: str, flags: int = 0, *, otherwise: str | None = None) -> None:
        self._pattern = pattern
        self._otherwise = otherwise or pattern
        self._flags = flags

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that are a cue alone, in lower case and with their marks."""
        plain = re.sub(r"\[([^\W\d_])\]", r"\1", self._pattern)
        return frozenset(map(str.lower, _ALONE.findall(plain)))

    # Each picks its pattern in place: another call would cost as much as most of the searches.

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The leftmost match in `text[start:end]`; the text before `start` is seen by what looks back."""
        accented = _is_accented(text) if len(text) > _SHORT else is_accented(text)
        return (self._accented if accented else self._any).search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at `text[start]`."""
        accented = _is_accented(text) if len(text) > _SHORT else is_accented(text)
        return (self._accented if accented else self._any).match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match of all of `text[start:end]`."""
        return self._pattern_for(text).fullmatch(text, start, end)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """The matches in `text[start:end]`, from left to right."""
        return self._pattern_for(text).finditer(text, start, end)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with each match replaced."""
        return self._pattern_for(text).sub(replacement, text)

    def _pattern_for(self, text: str) -> re.Pattern[str]:
        return self._accented if is_accented(text) else self._any

    @cached_property
    def _accented(self) -> re.Pattern[str]:
        return re.compile(_expanded(self._pattern, bare=False), self._flags)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile(_expanded(self._otherwise, bare=True), self._flags)


class CueTable(Generic[_T]):
    """What each of some cues, in lower case, says; looked up word by word rather than searched for.

    `clear` are the cues that say the same without their marks in a text that is not written with marks;
    without it all are.
    """

    def __init__(self, table: Mapping[str, _T], clear: frozenset[str] | None = None) -> None:
        self._accented: dict[str, _T] = {}
        self._any: dict[str, _T] = {}
        for cue, said in table.items():
            self._any.update(
                dict.fromkeys(spellings_of_cue(cue, bare=clear is None or cue in clear), said)
            )
            self._accented.update(dict.fromkeys(spellings_of_cue(cue, bare=False), said))
        self._any |= self._accented

    def for_text(self, text: str) -> Mapping[str, _T]:
        """The spellings that count in a text, and what each says."""
        return self._accented if is_accented(text) else self._any


def spellings_of_cue(cue: str, *, bare: bool) -> tuple[str, ...]:
    """The cue with marks, in both placements of its tones, and with `bare` also without any."""
    old = " ".join(map(with_old_tone, cue.split(" ")))
    return tuple(dict.fromkeys((cue, old, without_marks(cue)) if bare else (cue, old)))


def _expanded(pattern: str, *, bare: bool) -> str:
    """The pattern with every spelling of its words that counts."""

    def spelled(part: re.Match[str]) -> str:
        word = part[0]
        if word.isascii() or not word[0].isalpha():
            return word
        ways = spellings_of_cue(word, bare=bare)
        if len(ways) == 1:
            return word
        if pattern[part.end() : part.end() + 1] in _QUANTIFIERS and part.end() < len(pattern):
            raise ValueError(f"a quantifier of the last letter of {word!r} in a cue")
        return f"(?:{'|'.join(ways)})"

    return _PATTERN_PART.sub(spelled, pattern)
