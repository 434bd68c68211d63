"""Vietnamese typed while the input method was off: the keys of Telex and VNI read as syllables.

    Telex  aa ee oo -> â ê ô   aw ow uw w -> ă ơ ư ư   dd -> đ   s f r x j -> tones   Dieejn -> điện
    VNI    6 -> â ê ô   7 -> ơ ư   8 -> ă   9 -> đ     1 2 3 4 5 -> tones             Quang3 -> quảng

As input methods do, both take a mark's key anywhere after the letter that it marks.
"""

from __future__ import annotations

import re

from search.vietnamese.syllables import ACUTE, DOT, GRAVE, HOOK, TILDE, split, write

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
_ROOFS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_BAR = {"d": "đ"}
_VNI_MARKS = {"6": _ROOFS, "7": _HORNS, "8": _BREVE, "9": _BAR}
_VOWEL = re.compile("[aeiouyăâêôơư]")
_TELEX = re.compile("[a-z]{2,10}")
_VNI = re.compile("(?=.*[0-9])[a-z][a-z0-9]{1,9}")


def decode(typed: str) -> str | None:
    """The marked syllable, in lower case, that the keys would have given; None if they give none."""
    keys = typed.lower()
    if _VNI.fullmatch(keys):
        return _vni(keys)
    return _telex(keys) if _TELEX.fullmatch(keys) else None


def _telex(keys: str) -> str | None:
    letters, tone, marks = "", "", 0
    for key in keys:
        if key in _TELEX_TONES and _VOWEL.search(letters):
            if tone:
                return None
            tone = _TELEX_TONES[key]
            continue
        marked = None
        if key == "w":
            marked = _mark(letters, _HORNS | _BREVE) or letters + "ư"
        elif key in _ROOFS:
            marked = _mark(letters, {key: _ROOFS[key]})
        elif key == "d" and letters.startswith("d"):
            marked = _mark(letters, _BAR)
        marks += marked is not None
        letters = marked or letters + key
    return _syllable(letters, tone) if tone or marks else None


def _vni(keys: str) -> str | None:
    letters, tone = "", ""
    for key in keys:
        if key in _VNI_TONES:
            if tone:
                return None
            tone = _VNI_TONES[key]
        elif key in _VNI_MARKS:
            marked = _mark(letters, _VNI_MARKS[key])
            if marked is None:
                return None
            letters = marked
        else:
            letters += key
    return _syllable(letters, tone)


def _mark(letters: str, marks: dict[str, str]) -> str | None:
    """The letters with the last that can take one of the marks marked; "uo" takes a horn on both."""
    for pos in range(len(letters) - 1, -1, -1):
        if letters[pos] in marks:
            both = letters[pos] == "o" and marks.get("u") and letters[pos - 1 : pos] == "u"
            first = pos - 1 if both and not letters.startswith("qu") else pos
            marked = "".join(marks[letter] for letter in letters[first : pos + 1])
            return letters[:first] + marked + letters[pos + 1 :]
    return None


def _syllable(letters: str, tone: str) -> str | None:
    if letters.endswith("ươ"):
        letters = letters[:-2] + "uơ"
    parts = split(letters)
    return write(*parts, tone) if parts else None
