"""Names written in several ways are one: VnExpress and VNEXPRESS, "Báo Nhân Dân" and "bao nhan dan".

Two writings are of one name if their words are the same without case, marks and signs, and if no word has
other marks in both. So "Tiền Phong" and "Tiên Phong" are two names, and a "tien phong" beside both of them
is a third: nobody can tell whose it is. A name is called by its commonest writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from search.analysis import normalize, tokens

Marks = tuple[str | None, ...]
"""Of each word of a writing how it is accented; None where it has no mark."""


class Writings:
    """The names that some writings are of."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts` says how often each writing is found."""
        by_words: dict[str, dict[Marks, list[str]]] = defaultdict(lambda: defaultdict(list))
        for writing in sorted(counts):
            words, marks = _analyzed(writing)
            by_words[words][marks].append(writing)
        self._names: dict[str, dict[Marks, str]] = {}
        self._writings: dict[str, tuple[str, ...]] = {}
        for words, of_marks in by_words.items():
            self._names[words] = {}
            for leader, writings in _groups(of_marks).items():
                name = max(writings, key=lambda writing: _rank(writing, counts[writing]))
                self._names[words][leader] = name
                self._writings[name] = tuple(sorted(writings))

    @property
    def names(self) -> tuple[str, ...]:
        """All the names, sorted."""
        return tuple(sorted(self._writings))

    @cached_property
    def name_of(self) -> Mapping[str, str]:
        """What each writing is called."""
        return {written: name for name, writings in self._writings.items() for written in writings}

    def of(self, name: str) -> tuple[str, ...]:
        """The writings of a name; the name itself where it is none."""
        return self._writings.get(name, (name,))

    def named(self, text: str) -> tuple[str, ...]:
        """The names that a text may be a writing of: the one with its marks, or all that it leaves open."""
        words, marks = _analyzed(text)
        known = self._names.get(words, {})
        if marks in known:
            return (known[marks],)
        return tuple(name for other, name in known.items() if _agree(marks, other))


def _analyzed(writing: str) -> tuple[str, Marks]:
    found = tokens(normalize(writing))
    words = " ".join(token.folded for token in found)
    return words or writing, tuple(token.accented for token in found)


def _groups(writings: Mapping[Marks, list[str]]) -> dict[Marks, list[str]]:
    """The writings of the same words by the name they are of, which is given by its marks."""
    groups: dict[Marks, list[str]] = {}
    for marks in sorted(writings, key=lambda marks: (marks.count(None), str(marks))):
        agreeing = [leader for leader in groups if _agree(marks, leader)]
        leader = agreeing[0] if len(agreeing) == 1 else marks
        groups.setdefault(leader, []).extend(writings[marks])
    return groups


def _agree(one: Marks, other: Marks) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _rank(writing: str, count: int) -> tuple[int, bool, int, str]:
    """Of equally common writings the greatest has capitals and small letters, then the most marks."""
    is_mixed = not (writing.isupper() or writing.islower())
    return count, is_mixed, sum(not char.isascii() for char in writing), writing
