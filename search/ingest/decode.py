"""Bytes become text: UTF-8, UTF-16, what a page declares, or the Windows-1258 of older files."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Callable

from search.errors import InputError
from search.ingest.legacy_encodings import count_syllables, decode_legacy

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
_DAMAGED = "\ufffd"
_PER_DAMAGE = 1_000
"""Bytes of a page for each that is damaged: a cut character, or a comment in another encoding."""
_DECLARED = re.compile(
    rb"""(?:<meta[^<>]*?\bcharset|<\?xml[^<>]*?\bencoding)\s*=\s*+["']?\s*+([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 16_384
_CODECS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "x-cp1252": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "x-viet-viscii": "viscii",
    "csviscii": "viscii",
    "tcvn": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712": "tcvn3",
    "x-viet-tcvn": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "x-viet-vni": "vni",
}
"""What a label means on the web where Python takes it otherwise or not at all
(https://encoding.spec.whatwg.org/#names-and-labels); the Vietnamese ones are those browsers once had."""
_LEGACY = frozenset({"viscii", "tcvn3", "vni"})
_NOT_OF_PAGES = frozenset(
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "idna", "punycode"]
)
_NOT_SHOWN = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^<>]*>")


def decode(data: bytes) -> str:
    """The text of some bytes, without a byte order mark; InputError where it is not certain.

    UTF-8; UTF-16 with a byte order mark, or without one where NULs in every other byte show it;
    else Windows-1258, if nearly all of what it gives is Vietnamese or English.
    """
    text = _decode_unicode(data)
    return _decode_1258(data) if text is None else text


def decode_page(data: bytes) -> str:
    """The text of an HTML page's bytes; InputError where it is not certain.

    Valid UTF-8 is UTF-8 whatever the page declares. Else it is in the encoding that it declares, if
    that is known and its bytes fit. UTF-8 with very few damaged bytes is read, each of them as U+FFFD.
    Else it is Windows-1258, by the letters of the text that a reader sees.
    """
    text = _decode_unicode(data)
    if text is None:
        text = _decode_declared(data)
    if text is None:
        text = data.decode("utf-8", "replace")
        if text.count(_DAMAGED) * _PER_DAMAGE > len(data):
            text = None
    return _decode_1258(data, read=_shown_text) if text is None else text


def _decode_declared(data: bytes) -> str | None:
    """The text in the encoding that a page declares; None if it is unknown or the bytes do not fit."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if match is None:
        return None
    label = match[1].decode("ascii").lower()
    codec = _CODECS.get(label, label)
    try:
        if codec in _LEGACY:
            text = decode_legacy(data, codec)
        elif codecs.lookup(codec).name in _NOT_OF_PAGES:
            return None
        else:
            # Some, Windows-1258 among them, write tones as combining characters.
            text = unicodedata.normalize("NFC", data.decode(codec))
    except (LookupError, UnicodeError, ValueError):
        return None
    if codec == "cp1252":
        # Declared by many a program that wrote what its system had: there, Windows-1258.
        other = _normalized_1258(data)
        if other is not None and _vietnamese(other) > _vietnamese(text):
            return other
    return text


def _vietnamese(text: str) -> int:
    """How many more of a page's words are Vietnamese syllables than are not."""
    good, words = count_syllables(_shown_text(text))
    return 2 * good - words


def _shown_text(page: str) -> str:
    """What a reader sees of a page: without its scripts, styles and tags, entities resolved."""
    return html.unescape(_TAG.sub(" ", _NOT_SHOWN.sub(" ", page)))


def _decode_unicode(data: bytes) -> str | None:
    """The text of bytes that are UTF-16 or UTF-8; None for others, InputError for no text at all."""
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
    except UnicodeDecodeError:
        return None


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


def _decode_1258(data: bytes, read: Callable[[str], str] = str) -> str:
    """The text of bytes that look like Windows-1258; `read` gives what letters are counted in."""
    marked = len(data.translate(None, _ASCII))
    lost = len(data) - len(data.decode("utf-8", "ignore").encode())
    if 2 * lost < marked:
        raise InputError(f"not text: damaged UTF-8 at byte {_first_damage(data) + 1:,}")
    text = _normalized_1258(data) or ""
    shown = read(text)
    unexpected = sum(not char.isascii() and char not in _EXPECTED for char in shown)
    if not text or _are_many(unexpected + len(_CONTROLS.findall(shown)), shown):
        raise InputError("not text in UTF-8, UTF-16 or Windows-1258")
    return text


def _first_damage(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def _normalized_1258(data: bytes) -> str | None:
    try:
        # The code page writes tones as combining characters.
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return None


def _are_many(odd_characters: int, text: str) -> bool:
    return odd_characters > _MOST_UNEXPECTED * len(text)
