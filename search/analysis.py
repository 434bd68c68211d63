"""Text becomes terms here, and nowhere else: the index, queries, suggestions and highlighting share it.

Four streams of terms are made of a text (`Stream`):

- `folded`: every token without marks or case, in order. "Quảng Nam" -> quang, nam.
- `bigrams`: each two neighbouring folded tokens. Most Vietnamese words are two syllables, so bigrams give
  what a word segmenter gives, also on text typed without marks. "Quảng Nam" -> quang_nam.
- `accented`: the tokens that carry a mark, in lower case with their marks. "Quảng Nam" -> quảng.
- `stems`: the Snowball stems of an English article's tokens. "provinces" -> provinc.

A letter that only looks like another (Ð for Đ, a Cyrillic а in a Latin word) has the terms of the one it
stands for. An apostrophe between letters and the full stops of an abbreviation part no token: H'leo is
hleo, U.S. is us.

Offsets always point into the text given, which must be `normalize`d. Only Latin tokens are folded:
Unidecode would turn 广南 and ວຽງຈັນ into noise. Scripts written without spaces (Han, Kana, Lao, Thai,
Khmer, Burmese) give one token a character with its vowel signs, so that a run of them is a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_letters, digits
from typing import Literal, NamedTuple

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from unidecode import unidecode

Stream = Literal["folded", "bigrams", "accented", "stems"]
STREAMS: tuple[Stream, ...] = ("folded", "bigrams", "accented", "stems")

VERSION = 3
"""Raised whenever the terms of any text change; an index of another version is refused."""

BIGRAM_JOINER = "_"
GAP = "."
"""Stands in a positional stream for a token that the stream leaves out; never a term itself."""

_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # no width, or direction marks
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200b\u2028\u202f\u205f\u3000]")
_BREAK = re.compile("\r\n?|\u2029")
_ZERO_WIDTH_SPACES = re.compile(r"(.)\u200b+(?=(.))")
_LATE_MARK = re.compile("[ÀÁÃẢÈÉẼẺÒÓÕỎàáãảèéẽẻòóõỏ][\u0302\u0306]")
"""A tone and then the circumflex or breve of its vowel: canonical order leaves the two as they are typed."""

_ETHS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
_LATIN_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЈЅҺаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",  # Cyrillic and Greek, in the order of the next line
    "ABEKMHOPCTYXIJSHaeopcyxijshdqwABEZHIKMNOPTYXo",
)
_FULL_WIDTH = {ord("！") + ord(char) - ord("!"): char for char in digits + ascii_letters}
_OTHER_LETTERS = re.compile("[\u0370-\u052f\uff21-\uff5a]")
"""Greek, Cyrillic and full-width letters."""

_DASHES = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2212": "–"}
_APOSTROPHES = "'’ʼ‘`´′＇"

_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a"
)
_LETTER = rf"[^\W_ʼ{_UNSPACED}]"
_ALPHABETIC = rf"[^\W\d_ʼ{_UNSPACED}]"
_JOINT = (
    rf"[.{_APOSTROPHES}](?={_ALPHABETIC})(?<={_ALPHABETIC}.)"
    rf"(?:(?<!\.)(?![sS](?![^\Wʼ]))|(?<=\.)(?<![^\Wʼ]\w\.)(?=.(?![^\Wʼ]|[\u0300-\u036f])))"
)
"""What parts no token: an apostrophe between letters, a full stop between two single letters."""

_JOINTS = re.compile(_JOINT)
_WITHOUT_JOINTS = str.maketrans("", "", _APOSTROPHES + ".")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS](?![^\Wʼ])")
_PART = rf"{_LETTER}+(?:[\u0300-\u036f]+{_LETTER}*)*"
_TOKEN = re.compile(
    rf"({_PART}(?:{_JOINT}{_PART})*+|[{_UNSPACED}][{_SIGNS}]*)(?:\.?{_POSSESSIVE.pattern})?"
)
_LATIN = "".join(
    re.escape(char) for char in map(chr, (*range(0x250), *range(0x1E00, 0x1F00))) if char.isalnum()
)
_NOT_LATIN = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf]")
_LATIN_TOKEN = re.compile(
    rf"([{_LATIN}]++(?:{_JOINT}[{_LATIN}]++)*+)(?:\.?{_POSSESSIVE.pattern})?+"
)
# Each begins with a set of characters, for which the regex engine scans many times faster.
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)\s*|(?<![.!?…][.!?…])[.!?…]*+[\"”’»)\]]*\s+)")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:TP|Tp|TX|Mr|Mrs|Ms|Dr|St|No|Sr|Jr|GS|TS|PGS|ThS|Gen|Gov|Sen|[A-ZĐ]"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_LATIN_END = 0x0250
_TONES_ON_SECOND = {
    old + vowel: new
    for old, vowel, new in (
        ("o", "à", "òa"), ("o", "á", "óa"), ("o", "ả", "ỏa"), ("o", "ã", "õa"), ("o", "ạ", "ọa"),
        ("o", "è", "òe"), ("o", "é", "óe"), ("o", "ẻ", "ỏe"), ("o", "ẽ", "õe"), ("o", "ẹ", "ọe"),
        ("u", "ỳ", "ùy"), ("u", "ý", "úy"), ("u", "ỷ", "ủy"), ("u", "ỹ", "ũy"), ("u", "ỵ", "ụy"),
    )
}  # fmt: skip
_FOLDED_APART = 0
_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """One token of a text: what stands at `text[start:end]`, and its terms.

    `accented` is None when the token carries no mark. A tuple, since a page makes thousands.
    """

    start: int
    end: int
    folded: str
    accented: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text, a list a stream. `folded`, `accented` and `stems` are aligned.

    `accented` holds None where a token carries no mark; `stems` is empty unless it was asked for.
    """

    folded: list[str]
    bigrams: list[str]
    accented: list[str | None]
    stems: list[str]


def normalize(text: str) -> str:
    """The text as it is stored: NFC, invisible characters gone, every space one a reader can type.

    Line breaks stay. Lone surrogates and control characters, which no encoder or terminal takes,
    are dropped. A zero-width space is a space, but nothing before a small letter of the same word. A tone
    typed before the circumflex or breve of its vowel is put behind it. Idempotent.
    """
    text = _DROPPED.sub("", text)
    if "\u200b" in text:
        text = _ZERO_WIDTH_SPACES.sub(_within_word, text)
    text = unicodedata.normalize("NFC", _BREAK.sub("\n", _SPACE.sub(" ", text)))
    if "\u0302" in text or "\u0306" in text:
        text = _LATE_MARK.sub(_in_order, text)
    return text


def _within_word(match: re.Match[str]) -> str:
    before, after = match.groups()
    inside = before.isalpha() and _is_latin(before) and _is_latin(after)
    small = after.islower() or unicodedata.combining(after)
    return before if inside and small else f"{before} "


def _in_order(match: re.Match[str]) -> str:
    letters = list(unicodedata.normalize("NFD", match[0]))
    ordered = unicodedata.normalize("NFC", "".join((letters[0], *reversed(letters[1:]))))
    return ordered if len(ordered) == 1 else match[0]


def without_lookalikes(text: str) -> str:
    """A normalized text with the letters and signs that its look-alikes stand for; positions stay.

    Đ for Ð and Ɖ, Latin letters for Cyrillic and Greek ones in a Latin word and for full-width ones, one
    apostrophe within words and two dashes for all of them.
    """
    if text.isascii() and "`" not in text:
        return text
    for sign, plain in (_ETHS | _DASHES).items():
        if sign in text:
            text = text.replace(sign, plain)
    if any(sign in text for sign in _APOSTROPHES[2:]):
        text = _JOINTS.sub(lambda joint: "." if joint[0] == "." else "'", text)
    if _OTHER_LETTERS.search(text):
        text = _TOKEN.sub(lambda token: _in_latin(token[0]), text.translate(_FULL_WIDTH))
    return text


def _in_latin(token: str) -> str:
    """The token in Latin letters, if it has some and all others look like some."""
    latin = token.translate(_LATIN_LOOKALIKES)
    mixed = any(char.isalpha() and _is_latin(char) for char in token)
    return latin if mixed and all(_is_latin(char) for char in latin if char.isalnum()) else token


def tokens(text: str) -> list[Token]:
    """The tokens of a normalized text, in order, `'s` dropped."""
    return [Token(*match.span(1), *terms_of_token(match[1])) for match in _TOKEN.finditer(text)]


class FoldedText(NamedTuple):
    """The folded tokens of a text in order, a space before and after each, or more than one.

    So a term stands in the text where `" term "` stands in `folded`. `tokens` has the start and end in
    the text of the token whose term begins at a place of `folded`; None if that is the place before, and
    one later for each of the `joints`, places in order behind which a sign of the text is left out.
    """

    folded: str
    tokens: dict[int, tuple[int, int]] | None
    joints: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the token stands in the text whose term is `folded[start:end]`."""
        if self.tokens is not None:
            return self.tokens[start]
        return (
            start - 1 + bisect_right(self.joints, start),
            end - 1 + bisect_right(self.joints, end - 1),
        )


def fold_text(text: str) -> FoldedText:
    """The folded tokens of a normalized text, laid out for finding terms by plain string search.

    Ten to sixty times faster than `tokens` for text in Latin letters that fold to one letter each.
    """
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    letters = _letters()[codes].tobytes()
    if len(letters) == len(text) and _FOLDED_APART not in letters:
        return _laid_out(letters, text)
    spotted = tokens(text)
    place, places = 1, {}
    for token in spotted:
        places[place] = token.start, token.end
        place += len(token.folded) + 1
    return FoldedText(f" {' '.join(token.folded for token in spotted)} ", places)


@cache
def _letters() -> NDArray[np.uint8]:
    """By UTF-16 code unit: the letter or digit it folds to, or a space where it is in no token.

    `_FOLDED_APART` for what folds to several letters, or with its neighbours, or to no ASCII.
    """
    units = "".join(map(chr, range(0x10000)))
    letters = np.full(len(units), ord(" "), dtype=np.uint8)
    in_tokens = re.finditer(rf"[^\W_ʼ]|[\u0300-\u036f{_UNSPACED}]", units)
    letters[[match.start() for match in in_tokens]] = _FOLDED_APART
    for match in re.finditer(f"[{_LATIN}]", units):
        folded, _ = terms_of_token(match[0])
        if len(folded) == 1 and folded.isascii():
            letters[match.start()] = ord(folded)
    return letters


def _laid_out(letters: bytes, text: str) -> FoldedText:
    """The text by the letter or space for each of its characters, without possessives and joints."""
    kept = bytearray(letters)
    for match in _POSSESSIVE.finditer(text):
        owner = match.start() - (2 if text[match.start() - 1 : match.start()] == "." else 1)
        if owner >= 0 and kept[owner] != ord(" "):
            kept[match.start() + 1] = ord(" ")
    joints = [match.start() for match in _JOINTS.finditer(text)]
    for joint in reversed(joints):
        del kept[joint]
    places = tuple(joint + 1 - before for before, joint in enumerate(joints))
    return FoldedText(f" {kept.decode('ascii')} ", None, places)


def token_texts(text: str) -> list[str]:
    """The tokens of a normalized text as they are written, in order, `'s` dropped."""
    return _pattern_for(text).findall(text)


def _pattern_for(text: str) -> re.Pattern[str]:
    """The pattern of a token; a plainer one, twice as fast, for text in Latin letters alone."""
    return _TOKEN if _NOT_LATIN.search(text) else _LATIN_TOKEN


def analyze(text: str, *, stems: bool = False) -> Terms:
    """All the terms of a normalized text; `stems` are made only when asked for."""
    found = [terms_of_token(token) for token in token_texts(text)]
    folded = [term for term, _ in found]
    return Terms(
        folded=folded,
        bigrams=bigrams_of(folded),
        accented=[term for _, term in found],
        stems=[stem(term) for term in folded] if stems else [],
    )


def bigrams_of(folded: list[str]) -> list[str]:
    """The terms of the bigrams stream for neighbouring folded tokens; one fewer than the tokens."""
    return [f"{left}{BIGRAM_JOINER}{right}" for left, right in pairwise(folded)]


def split_bigram(bigram: str) -> tuple[str, str]:
    """The two folded tokens of a term of the bigrams stream."""
    left, _, right = bigram.partition(BIGRAM_JOINER)
    return left, right


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand, as (start, end) without the space around them.

    A line break ends one; so does a full stop, request or exclamation mark before a capital or a
    digit, unless the word before it is an abbreviation that names go with ("TP.", "Mr.", "St.").
    """
    spans = []
    start = len(text) - len(text.lstrip())
    for match in _SENTENCE_END.finditer(text, start):
        after = text[match.end() : match.end() + 1]
        if "\n" not in match[0] and after and not (after.isupper() or after.isdigit()):
            continue
        if match[0][0] == "." and _ABBREVIATION.search(
            text, max(start, match.start() - 8), match.start() + 1
        ):
            continue
        end = match.start() + len(match[0].rstrip())
        spans.append((start, start + len(text[start:end].rstrip())))
        start = match.end()
    spans.append((start, len(text.rstrip())))
    return [(start, end) for start, end in spans if start < end]


def fold(text: str) -> str:
    """The folded tokens of any text, joined by single spaces: the form in which names are compared."""
    return " ".join(token.folded for token in tokens(normalize(text)))


@lru_cache(maxsize=1 << 16)
def stem(folded: str) -> str:
    """The English Snowball stem (Porter2) of a folded token."""
    return str(_stemmer.stemWord(folded))


@lru_cache(maxsize=1 << 18)
def terms_of_token(token: str) -> tuple[str, str | None]:
    """The folded term of a token, and its accented term if it carries a mark."""
    token = without_lookalikes(token).translate(_WITHOUT_JOINTS)
    # Compatibility forms bring spaces along: ͺ becomes one with a sign below.
    lowered = unicodedata.normalize("NFKC", token).lower().replace(" ", "")
    if not all(map(_is_latin, lowered)):
        return unicodedata.normalize("NFC", token.casefold().replace(" ", "")), None
    lowered = unicodedata.normalize("NFC", lowered)
    folded = _ascii_term(lowered if lowered.isascii() else unidecode(lowered)) or lowered
    accented = _tone_on_first_vowel(lowered)
    return folded, accented if accented != folded else None


def _ascii_term(text: str) -> str:
    return "".join(char for char in text.lower() if char.isascii() and char.isalnum())


def _is_latin(char: str) -> bool:
    code = ord(char)
    return code < _LATIN_END or 0x0300 <= code < 0x0370 or 0x1E00 <= code < 0x1F00 or code == 0x2044


def _tone_on_first_vowel(syllable: str) -> str:
    """Old and new tone placement made one: hoà -> hòa, thuý -> thúy; quý, where u belongs to qu, stays."""
    ending = syllable[-2:]
    if ending in _TONES_ON_SECOND and not (ending[0] == "u" and syllable[-3:-2] == "q"):
        return syllable[:-2] + _TONES_ON_SECOND[ending]
    return syllable
