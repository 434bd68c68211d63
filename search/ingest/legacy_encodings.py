"""Vietnamese in an encoding from before Unicode, inside text that is valid Unicode.

Texts typed with fonts of their own letters were pasted, or bytes were read by the wrong table: VNI
("phoøng choáng"), TCVN3 of the ABC fonts ("phßng chèng"), VISCII, and UTF-8 read as Windows-1252, once or
twice ("phÃ²ng"). Such a text is found by no word of it. It is converted where its words are Vietnamese
syllables afterwards and were not before.

`legacy_encodings.csv` holds the tables: VISCII as RFC 1456 has it, TCVN3 as TCVN 5712:1993 (VN3), VNI as
the VNI fonts for Windows. Bytes are those of the text; VNI writes a letter with one or two.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from search.vietnamese.syllables import ACUTE, DOT, TONES, split

_SUSPECT = re.compile(r"[\x80-\x9f¡-¿×÷ÃÄÅÆÇËÎÏÑÖØÛÜßäåæçëîïñöøûüþŒœŠšŽžŸƒ†‡‰]")
"""No letter of Vietnamese, but what its letters become when they are read by another table."""
_BETWEEN = re.compile(r"[\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e“”‘’–—…0-9]+")
_SPACES = re.compile(r"(\s+)")
_STOPS = ("c", "ch", "k", "p", "t")
_LEAST_WORDS = 3
_MOST_BEFORE = 0.5
_LEAST_AFTER = 0.8
"""Shares of the words with other than ASCII letters that are syllables: the few others are names."""
REPAIRED = "encoding repaired"
DOUBTED = "encoding doubted"
_LOOKED_AT = 20_000
_TIMES = 3


def repair(text: str) -> str:
    """The text in Unicode, if it is Vietnamese in one of these encodings; else as it is.

    The encoding is that of the whole text, or of a line where it shows there. A line is changed only
    if more of its words are syllables afterwards.
    """
    return repair_and_name(text)[0]


def repair_and_name(text: str) -> tuple[str, tuple[str, str] | None]:
    """The text as `repair` has it, and a remark on it, as a kind and a line of the text; None for none.

    It is one on the first line that was converted, or on the first suspect line of a text that may be in
    one of these encodings though that is not certain: half of its words would be syllables in one, and
    fewer are.
    """
    if not _may_be_misread(text):
        return text, None
    whole = _find_encoding(text[:_LOOKED_AT])
    lines = text.split("\n")
    repaired = [_repair_line(line, whole) for line in lines]
    for old, new in zip(lines, repaired, strict=True):
        if old != new:
            return "\n".join(repaired), (REPAIRED, old)
    if _is_doubtful(text[:_LOOKED_AT]):
        return text, (DOUBTED, next(filter(_SUSPECT.search, lines)))
    return text, None


def _is_doubtful(text: str) -> bool:
    good, words = count_syllables(text)
    if words < _LEAST_WORDS or good > _MOST_BEFORE * words or not _has_letters(text):
        return False
    for encoding in _CONVERT:
        better, of = count_syllables(_converted(text, encoding))
        if better > good and better >= _MOST_BEFORE * of:
            return True
    return False


def _may_be_misread(text: str) -> bool:
    """Whether there are more suspect characters than a sign such as those of m² and ×, or two."""
    found = [match[0] for match in islice(_SUSPECT.finditer(text), _LEAST_WORDS)]
    return len(found) == _LEAST_WORDS or any(map(str.isalpha, found))


def decode_legacy(data: bytes, encoding: str) -> str:
    """The text of some bytes in "viscii", "tcvn3" or "vni"; UnicodeDecodeError for others."""
    letters, pattern = _table(encoding)
    text = pattern.sub(lambda match: letters[match[0]], data.decode("latin-1"))
    undefined = next((n for n, char in enumerate(text) if "\x80" <= char <= "\x9f"), None)
    if undefined is not None:
        raise UnicodeDecodeError(encoding, data, 0, len(data), "a byte of no letter")
    return text


def _repair_line(line: str, whole: str | None) -> str:
    if line.isascii():
        return line
    encoding = whole or _find_encoding(line)
    if encoding is None:
        return line
    converted = _CONVERT[encoding](line)
    if converted is None or count_syllables(converted)[0] <= count_syllables(line)[0]:
        return line
    return converted


def _find_encoding(text: str) -> str | None:
    """The encoding that makes syllables of a text that has few; None where none is certain."""
    good, words = count_syllables(text)
    if not words or good > _MOST_BEFORE * words:
        return None
    best, most = None, 0
    for encoding in _CONVERT if _has_letters(text) else ("utf-8",):
        good, words = count_syllables(_converted(text, encoding))
        if good >= max(1, _LEAST_AFTER * words, most + 1):
            best, most = encoding, good
    return best


@lru_cache(maxsize=16)
def _converted(text: str, encoding: str) -> str:
    convert = _CONVERT[encoding]
    return "\n".join(convert(line) or line for line in text.split("\n"))


def count_syllables(text: str) -> tuple[int, int]:
    """Of a text, how many words with other than ASCII letters are syllables, and how many there are."""
    words = [word for word in _BETWEEN.split(text) if not word.isascii()]
    return sum(map(_is_syllable, words)), len(words)


def _has_letters(text: str) -> bool:
    """Whether enough different words have letters, not only signs such as those of m² and ×."""
    words = {word for word in _BETWEEN.split(text) if len(word) > 1 and not word.isascii()}
    marked = sum(any(char.isalpha() and not char.isascii() for char in word) for word in words)
    return marked >= _LEAST_WORDS


@lru_cache(maxsize=1 << 14)
def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in decomposed if char in TONES]
    plain = "".join(char for char in decomposed if char not in TONES)
    parts = split(unicodedata.normalize("NFC", plain))
    if parts is None or len(tones) > 1:
        return False
    return not parts[1].endswith(_STOPS) or tones in ([ACUTE], [DOT])


# --- conversions: None where a line cannot be of the encoding ---

_FROM_WINDOWS = {
    ord(char): byte
    for byte in range(0x80, 0xA0)
    if (char := bytes([byte]).decode("cp1252", "ignore"))
}
"""The characters of Windows-1252 that are none of Latin-1, and their bytes."""


def _bytes_of(line: str) -> bytes | None:
    """The bytes that Windows-1252 reads as a line; those it has no character for stay as they are."""
    try:
        return line.translate(_FROM_WINDOWS).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _misread_utf8(line: str) -> str | None:
    """The line as UTF-8, each word for itself, so that a damaged one costs only itself."""
    converted = line
    for _ in range(_TIMES):
        # The second byte of "à" is a space that does not break: many a tool made it a common one.
        pieces = converted.replace("Ã ", "Ã\xa0").split(" ")
        again = " ".join(map(_decoded, pieces))
        if again == " ".join(pieces):
            break
        converted = again
    return converted


def _decoded(word: str) -> str:
    if word.isascii():
        return word
    data = _bytes_of(word)
    try:
        return word if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return word


def _of_table(encoding: str) -> Callable[[str], str | None]:
    def convert(line: str) -> str | None:
        letters, pattern = _table(encoding)
        data = _bytes_of(line)
        if data is None:
            return None
        converted = "".join(
            # The few words that any letter of the table may be in: VISCII has some among controls.
            piece
            if piece.isascii() and piece.isprintable()
            else _with_capitals(pattern.sub(lambda match: letters[match[0]], piece), piece)
            for piece in _SPACES.split(data.decode("latin-1"))
        )
        # What the table has no letter for is a sign of Windows-1252, such as a quotation mark.
        return "".join(
            bytes([ord(char)]).decode("cp1252", "ignore") if "\x80" <= char <= "\x9f" else char
            for char in converted
        )

    return convert


def _with_capitals(word: str, written: str) -> str:
    """A word in capitals, where only the font made its marked letters capitals."""
    plain = [char for char in written if char.isascii() and char.isalpha()]
    return word.upper() if len(plain) > 1 and all(map(str.isupper, plain)) else word


@cache
def _table(encoding: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The letters of an encoding by their bytes, read as Latin-1, and a pattern of those."""
    with (files("search.ingest") / "legacy_encodings.csv").open(encoding="utf-8") as table:
        letters = {
            bytes.fromhex(row["bytes"]).decode("latin-1"): row["letter"]
            for row in csv.DictReader(table)
            if row["encoding"] == encoding
        }
    longest = sorted(letters, key=len, reverse=True)
    return letters, re.compile("|".join(map(re.escape, longest)))


_CONVERT: Mapping[str, Callable[[str], str | None]] = {
    "utf-8": _misread_utf8,
    "tcvn3": _of_table("tcvn3"),
    "vni": _of_table("vni"),
    "viscii": _of_table("viscii"),
}
