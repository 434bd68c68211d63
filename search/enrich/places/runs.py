"""Runs of capitalised words: where their words start, and what stands before one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.enrich.language import is_syllable
from search.enrich.places.name_forms import WORD, Claim, Spellings, bare

_WORDS = re.compile(WORD)
RUN = re.compile(rf"{WORD}(?:(?: (?:[-–] )?|[-–]){WORD})*+")
HYPHEN = re.compile("[-–’]")
SPACED = re.compile(r"\w \w")
_MID_SENTENCE = re.compile(r"[\w,] ")
_JOINERS = frozenset(
    ("AND", "OF", "IN", "AT", "TO", "WITH", "VÀ", "VA", "Ở", "TẠI", "TAI", "CỦA", "CUA", "VỚI", "VOI")
)  # fmt: skip
"""Words that join the names of a headline in capitals."""
_LONGEST_SYLLABLE = 5
"""The most letters of a word at which nothing is looked for that the next word was glued to."""


def runs_with_names(
    text: str, start: int, end: int, spellings: Spellings
) -> Iterator[tuple[list[str], list[int]]]:
    """The words of each run in `text[start:end]` that may hold a name, and where each of them starts."""
    first_words = spellings.longest.keys()
    for run in RUN.finditer(text, start, end):
        written = run[0]
        if written.isalpha():
            if written in first_words:
                yield [written], [run.start()]
        elif HYPHEN.search(written):
            yield broken_up(run, spellings)
        else:
            words = written.split(" ")
            if not first_words.isdisjoint(words):
                yield words, starts_of(run.start(), words)


def starts_of(start: int, words: list[str]) -> list[int]:
    """Where the words of a run start that stand a space apart."""
    starts = []
    for word in words:
        starts.append(start)
        start += len(word) + 1
    return starts


def broken_up(run: re.Match[str], spellings: Spellings) -> tuple[list[str], list[int]]:
    """The words of a run with hyphens or apostrophes, and where they start.

    An empty word stands where a word breaks off ("Hanoi-based").
    """
    words: list[str] = []
    starts: list[int] = []
    for match in _WORDS.finditer(run[0]):
        word = match[0].replace("’", "'")
        words.append(word)
        starts.append(run.start() + match.start())
        if "-" in word and word not in spellings.hyphened and bare(word) in spellings.hyphened:
            words[-1] = bare(word)  # Xa-vẳn-na-khẹt, whose marks hardly two papers write alike
        elif "-" in word and word not in spellings.hyphened:
            words[-1] = word.partition("-")[0]
            words.append("")
            starts.append(run.start() + match.end())
    return words, starts


def names_before(text: str, words: list[str], starts: list[int], first: int) -> list[str]:
    """The words, at most three, of a run that stand right before a word of it.

    "Do", "Dao" and "Truong" are surnames without their marks, but not at the start of a sentence or of
    a school's name.
    """
    if not SPACED.match(text, starts[first] - 2):
        return []
    before = words[max(0, first - 3) : first]
    if "Truong" in before and any(len(word) > 1 and word.isupper() for word in before):
        before.remove("Truong")  # Trường CĐ, Trường THPT
    joiner = max((i for i, word in enumerate(before, 1) if word in _JOINERS), default=0)
    before = before[joiner:]
    if not _MID_SENTENCE.match(text, starts[first - len(before)] - 2):
        before = [word for word in before if word not in ("Do", "Dao")]
    return before


def longest_name(
    words: list[str], first: int, limit: int, spellings: Spellings
) -> tuple[int, tuple[Claim, ...]]:
    """Where the longest name that begins with a word ends, and who claims it; the next word if none.

    It ends at `words[limit]` at the latest.
    """
    most = spellings.longest.get(words[first], 0)
    for past in range(min(first + most, limit), first, -1):
        claims = spellings.claims.get(" ".join(words[first:past]))
        if claims is not None:
            return past, claims
    for past in range(min(first + most, limit), first + 1, -1):
        last = words[past - 1]
        if len(last) > _LONGEST_SYLLABLE and not is_syllable(last.lower()):
            return _unglued(words, first, past, spellings)
    return first + 1, ()


def _unglued(
    words: list[str], first: int, past: int, spellings: Spellings
) -> tuple[int, tuple[Claim, ...]]:
    """The name at whose end the next word is written on ("Tiền Giangcó"), which is then cut off."""
    last = words[past - 1]
    name = " ".join(words[first : past - 1])
    for cut in range(len(last) - 1, 2, -1):
        claims = spellings.claims.get(f"{name} {last[:cut]}")
        if claims and is_syllable(last[cut:]):
            words[past - 1] = last[:cut]
            return past, claims
    return first + 1, ()
