"""Bytes become text: UTF-8, UTF-16, or the Windows-1258 of older Vietnamese files."""

from __future__ import annotations

import codecs
import re
import unicodedata

from search.errors import InputError

_ASCII = bytes(range(128))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIETNAMESE = {
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *_TONES)
} | {"đ"}
_EXPECTED = _VIETNAMESE | {letter.upper() for letter in _VIETNAMESE} | set("‘’“”–—…•°€\u00a0")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_MOST_UNEXPECTED = 0.01
"""Of all characters. Texts hold foreign names; other encodings read as these go far over it."""
_LEAST_PAIRS = 4


def decode(data: bytes) -> str:
    """The text of some bytes, without a byte order mark; InputError where it is not certain.

    UTF-8; UTF-16 with a byte order mark, or without one where NULs in every other byte show it;
    else Windows-1258, if nearly all of what it gives is Vietnamese or English.
    """
    utf16 = utf16_codec(data)
    if utf16 is not None:
        try:
            text = data.decode(utf16)
        except UnicodeDecodeError:
            raise InputError("not text: damaged UTF-16") from None
        if "\0" in text or _are_many(len(_CONTROLS.findall(text)), text):
            raise InputError("not text: it holds control characters")
        return text
    if b"\0" in data:
        raise InputError("not text: it holds NUL bytes")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_1258(data, error)


def utf16_codec(head: bytes) -> str | None:
    """The codec of a file that begins with these bytes if they are UTF-16, else None.

    Most letters of Vietnamese and English have a NUL as their high byte, and none as the low one.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(head) // 2
    first, second = (head[offset : 2 * pairs : 2].count(0) for offset in (0, 1))
    if pairs < _LEAST_PAIRS or (first and second) or 2 * (first + second) < pairs:
        return None
    return "utf-16-be" if first else "utf-16-le"


def _decode_1258(data: bytes, utf8_error: UnicodeDecodeError) -> str:
    marked = len(data.translate(None, _ASCII))
    lost = len(data) - len(data.decode("utf-8", "ignore").encode())
    if 2 * lost < marked:
        raise InputError(f"not text: damaged UTF-8 at byte {utf8_error.start + 1:,}")
    try:
        # The code page writes tones as combining characters.
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    unexpected = sum(not char.isascii() and char not in _EXPECTED for char in text)
    if not text or _are_many(unexpected + len(_CONTROLS.findall(text)), text):
        raise InputError("not text in UTF-8, UTF-16 or Windows-1258")
    return text


def _are_many(odd_characters: int, text: str) -> bool:
    return odd_characters > _MOST_UNEXPECTED * len(text)
