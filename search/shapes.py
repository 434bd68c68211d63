"""Where in a text signs and figures may be more than ends of words, found for all its characters at once.

A regular expression that looks at every sign costs more than all else that is done to a text. So each shape
below, a set of characters for each of four neighbours, is a bit, and a table has for every character the
bits of the shapes that have it at each of the four places: where they agree, a shape is.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

_UNITS = [chr(code) for code in range(0x10000)]
_ANY = "".join(_UNITS)
_SPACES = "".join(filter(str.isspace, _UNITS))
_LETTERS = "".join(filter(str.isalpha, _UNITS))
_UNSPACED = "".join(_UNITS[0x0E00:0x1800] + _UNITS[0x3005:0x3100])
_WRITTEN = "".join(char for char in _UNITS if category(char)[0] in "LNMC") + _UNSPACED
"""All that may end a token, and more: letters, numbers, marks, signs of scripts without spaces."""
_DIGITS = "0123456789"
_ENDED = " \n"
APOSTROPHES = "'’ʼ‘`´′＇"
CLOSING = '"”’»)]'

_COMPOUNDS = (
    # What it looks like, and how far from the second character it is that a compound may begin with.
    ((_ANY, _DIGITS, ".,/-", _DIGITS), 0),
    ((_DIGITS, _ENDED, "tTjJfFmMaAsSoOnNdD", "hHaAuUeEpPcCfFoO"), -1),
    ((_DIGITS, ",sSnNrRtT", " \ntTdDhH", "tTjJfFmMaAsSoOnNdD, \n"), -1),
    (("aeuAEU", "nrbgpcyNRBGPCY", _ENDED, _DIGITS), 2),
    (("rlcnuispobgtvRLCNUISPOBGTV", ".yhletvrYHLETVR", _ENDED, _DIGITS), 2),
    ((_LETTERS, "-", _ENDED, _ANY), 0),
)
_JOINED = (_WRITTEN + ".", "." + APOSTROPHES, _LETTERS, _ANY)
_STOP = (_ANY, ".!?…\n", _SPACES + CLOSING, _ANY)
_SHAPES = (*(shape for shape, _ in _COMPOUNDS), _JOINED, _STOP)
_JOINED_BIT, _STOP_BIT = 1 << len(_COMPOUNDS), 2 << len(_COMPOUNDS)
_COMPOUND_BITS = _JOINED_BIT - 1
_SHIFTS = {1 << bit: shift for bit, (_, shift) in enumerate(_COMPOUNDS)}
_WINDOW = 4


class Shapes(NamedTuple):
    """Where compounds may begin, and the signs that may join letters, or be possessives or stops."""

    compounds: list[int]
    signs: list[int]


def find_shapes(codes: NDArray[np.uint16], *, stops: bool) -> Shapes:
    """The places in a text of which `codes` are the UTF-16 code units, with one before it and three behind.

    Stops are among the signs only if they are asked for.
    """
    bits = _table().take(codes).view(np.uint8).reshape(-1, _WINDOW)
    found = bits[:-3, 0] & bits[1:-2, 1] & bits[2:-1, 2] & bits[3:, 3]
    # Compared first: numpy looks for what is true several times faster than for what is not zero.
    (signs,) = (found & (_JOINED_BIT | _STOP_BIT if stops else _JOINED_BIT) != 0).nonzero()
    beginnings = found & _COMPOUND_BITS
    (places,) = (beginnings != 0).nonzero()
    shapes = beginnings[places].tolist()
    compounds = {
        place + _SHIFTS[shape & -shape]
        for place, shape in zip(places.tolist(), shapes, strict=True)
    }
    return Shapes(sorted(compounds), signs.tolist())


@cache
def _table() -> NDArray[np.uint32]:
    """By UTF-16 code unit: the shapes that have it as their first, second, third and fourth character."""
    table = np.zeros((0x10000, _WINDOW), dtype=np.uint8)
    for bit, shape in enumerate(_SHAPES):
        for place, characters in enumerate(shape):
            table[np.fromiter(map(ord, characters), np.intp), place] |= 1 << bit
    return table.view(np.uint32).ravel()
