"""Vietnamese syllables that many speakers do not tell apart, and so write one for the other.

Onsets s/x, ch/tr and l/n (the North), d/gi/r/v; finals n/ng and c/t (the South); i and y at the end of
a syllable, where both are in use (Mỹ, Mĩ).
"""

from __future__ import annotations

from collections.abc import Iterator

_ONSETS = (("s", "x"), ("ch", "tr"), ("l", "n"), ("d", "gi", "r", "v"))
_FINALS = (("n", "ng"), ("c", "t"))
_I, _Y = "iìíỉĩị", "yỳýỷỹỵ"
_LETTERS = dict(zip(_I + _Y, _Y + _I, strict=True))
_CLUSTERS = ("ch", "gi", "gh", "kh", "nh", "ng", "ph", "qu", "th", "tr")
_VOWELS_BEFORE_I = tuple("aăâeêoôơuư")


def sounding_like(syllable: str) -> Iterator[str]:
    """Other spellings of the same sound, one change each, with the marks that the syllable has."""
    onset = next((c for c in _CLUSTERS if syllable.startswith(c)), syllable[:1])
    for group in _ONSETS:
        if onset in group:
            rest = syllable[len(onset) :]
            yield from (other + rest for other in group if other != onset and rest)
    final = next((f for f in ("ng", "nh", "ch") if syllable.endswith(f)), syllable[-1:])
    for group in _FINALS:
        if final in group and len(syllable) > len(final) + 1:
            yield from (syllable[: -len(final)] + other for other in group if other != final)
    if syllable[-1:] in _LETTERS and (
        not syllable[:-1].endswith(_VOWELS_BEFORE_I) or syllable[:-1] == "qu"
    ):
        yield syllable[:-1] + _LETTERS[syllable[-1]]
