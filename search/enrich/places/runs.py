"""Runs of capitalised words: where their words start, and the words before one of them."""

from __future__ import annotations

import re

from search.enrich.places.name_forms import DOTTED, WORD, Spellings, bare

_WORDS = re.compile(WORD)
_DOTTED = re.compile(DOTTED)
RUN = re.compile(rf"{WORD}(?>(?: ?[-–—] ?| ){WORD})*+")
SIGN_WITHIN = re.compile("[-–—’.]")
SPACED = re.compile(r"\w \w")
_MID_SENTENCE = re.compile(r"[\w,] ")
_JOINERS = frozenset(
    ("AND", "OF", "IN", "AT", "TO", "WITH", "VÀ", "VA", "Ở", "TẠI", "TAI", "CỦA", "CUA", "VỚI", "VOI")
)  # fmt: skip
"""Words that join the names of a headline in capitals."""


def starts_of(start: int, words: list[str]) -> list[int]:
    """Where the words of a run start, if they are one space apart."""
    starts = []
    for word in words:
        starts.append(start)
        start += len(word) + 1
    return starts


def broken_up(run: re.Match[str], spellings: Spellings) -> tuple[list[str], list[int]]:
    """The words of a run with hyphens, apostrophes or full stops, and where they start.

    An empty word marks where a word breaks off ("Hanoi-based").
    """
    words: list[str] = []
    starts: list[int] = []
    for match in _WORDS.finditer(run[0]):
        word = match[0].replace("’", "'").replace(".", "")
        words.append(word)
        starts.append(run.start() + match.start())
        if "-" in word and word not in spellings.hyphened and bare(word) in spellings.hyphened:
            words[-1] = bare(word)  # Xa-vẳn-na-khẹt, whose marks hardly two papers write alike
        elif "-" in word and word not in spellings.hyphened:
            words[-1] = word.partition("-")[0]
            words.append("")
            starts.append(run.start() + match.end())
    return words, starts


def end_of(text: str, start: int, word: str) -> int:
    """Where the word of a run that starts there ends in the text; with its full stops, if it has some."""
    dotted = _DOTTED.match(text, start) if text.startswith(".", start + 1) else None
    return dotted.end() if dotted else start + len(word)


def names_before(text: str, words: list[str], starts: list[int], first: int) -> list[str]:
    """The words, at most three, of a run right before one of its words.

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
