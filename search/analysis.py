"""Text becomes terms here, and nowhere else: the index, queries, suggestions and highlighting share it.

Four streams of terms are made of a text (`Stream`):

- `folded`: every token without marks or case, in order. "Quảng Nam" -> quang, nam.
- `bigrams`: each two neighbouring folded tokens. Most Vietnamese words are two syllables, so bigrams give
  what a word segmenter gives, also on text typed without marks. "Quảng Nam" -> quang_nam.
- `accented`: the tokens that carry a mark, in lower case with their marks. "Quảng Nam" -> quảng.
- `stems`: the Snowball stems of an English article's tokens. "provinces" -> provinc.

A number, a day and a word that a line's end has broken are one token each (`compounds`), whose folded
term is the same however it is written: "1.500" -> 1500, "30 tháng 4" -> 30/4. The words of a day and the
halves of a broken word have terms of their own: the first at the position of the whole, the others at
those after it.

Between sentences and between paragraphs a position is left empty, so that no phrase or bigram runs over.

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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from string import ascii_letters, digits
from typing import Literal, NamedTuple

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from unidecode import unidecode

from search.compounds import (
    Compound,
    find_compounds,
    parts_of_compound,
    term_of_compound,
    words_of_compound,
)
from search.shapes import APOSTROPHES, CLOSING, Shapes, find_shapes

Stream = Literal["folded", "bigrams", "accented", "stems"]
STREAMS: tuple[Stream, ...] = ("folded", "bigrams", "accented", "stems")

VERSION = 3
"""Raised whenever the terms of any text change; an index of another version is refused."""

BIGRAM_JOINER = "_"
GAP = "."
"""Stands in a positional stream for a position that the stream leaves out; never a term itself."""

# It begins with a set of characters, for which the regex engine scans many times faster.
_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # no width, or direction marks
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
    "(?:(?<=\u00ad)[ \t]*(?:\r\n?|\n)[ \t]*)?"  # a soft hyphen that a line's end has made visible
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

_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a"
)
_LETTER = rf"[^\W_ʼ{_UNSPACED}]"
_ALPHABETIC = rf"[^\W\d_ʼ²³¹¼½¾{_UNSPACED}]"
_JOINT = (
    rf"[.{APOSTROPHES}](?={_ALPHABETIC})(?<={_ALPHABETIC}.)"
    rf"(?:(?<!\.)(?![sS](?![^\Wʼ]))|(?<=\.)(?<![^\Wʼ]\w\.)(?=.(?![^\Wʼ]|[\u0300-\u036f])))"
)
"""What parts no token: an apostrophe between letters, a full stop between two single letters."""

_JOINTS = re.compile(_JOINT)
_MARKABLE = re.compile(_LETTER)
_WITHOUT_JOINTS = str.maketrans("", "", APOSTROPHES + ".")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS](?![^\Wʼ])")
_POSSESSIVE_ENDING = re.compile(rf"\.?{_POSSESSIVE.pattern}")
_PART = rf"{_LETTER}+(?:[\u0300-\u036f]+{_LETTER}*)*"
_LATIN_LETTERS = [
    char for char in map(chr, (*range(0x250), *range(0x1E00, 0x1F00))) if char.isalnum()
]
_LATIN = "".join(map(re.escape, _LATIN_LETTERS))
_UPPER = "".join(char for char in _LATIN_LETTERS if char.isupper())
_LOWER = "".join(char for char in _LATIN_LETTERS if char.islower())
_OPENING, _CLOSING = '"“‘«(\\[', re.escape(CLOSING)
# No sentence ends at the dot of an initial ("A.", "U.S.") or of what is shortened before a name.
_SHORTENED = (
    "Ch Co Dr GS BS Jr Kh Lt Mr Ms Ng No Ph Sr St Th Tp Tr Ts Tx",
    "Apr Aug Col Dec Feb Gen Gov Inc Jan Jul Jun Ltd Mar Mrs NXB Nov Oct PGS Rep Rev Sen Sep Sgt ThS Ths",
    "Prof Sept",
)
_NOT_SHORTENED = "".join(rf"(?<!\b(?:{words.replace(' ', '|')})\.)" for words in _SHORTENED)
# What is repeated possessively is atomic: Python before 3.11.5 else goes on from where it failed (gh-106052).
_STOPS = re.compile(
    rf"[.!?…\n](?:(?=[{_CLOSING}]*\s)(?:(?<=[{_LATIN}][{_LOWER}]\.){_NOT_SHORTENED}|(?<=[0-9.%{_CLOSING}]\.)|(?<=[!?…])"
    rf"|(?<=[{_UPPER}][{_UPPER}][{_UPPER}]\.){_NOT_SHORTENED})"
    rf"[{_CLOSING}]*\s+(?=[{_OPENING}]*(?:[^\s{_LOWER}{_OPENING}]|\Z))|(?<=\n)[ \t]*\n\s*)"
)
"""The end of a sentence, before anything but a lower-case letter, or of a paragraph."""

_TOKEN = re.compile(
    rf"({_PART}(?>{_JOINT}{_PART})*+|[{_UNSPACED}][{_SIGNS}]*)(?:{_POSSESSIVE_ENDING.pattern})?|{_STOPS.pattern}"
)
# Each begins with a set of characters, for which the regex engine scans many times faster.
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)\s*|(?<![.!?…][.!?…])[.!?…]*+[\"”’»)\]]*\s+)")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:TP|Tp|TX|Mr|Mrs|Ms|Dr|St|No|Sr|Jr|GS|TS|PGS|ThS|Gen|Gov|Sen|[A-ZĐ]"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_COMPOUND_SIGN = re.compile(r"[\s,/-]|[0-9]\.")
"""What no other token has: a joint is an apostrophe or a full stop between letters."""

_COMPOUND = re.compile(r"((?:[0-9]+[/,])*)([^\W_]+)")
"""The term of a compound: what is figures and signs, and what is folded like any token."""
_IN_TOKENS = re.compile(rf"[^\W_ʼ]|[\u0300-\u036f{_UNSPACED}]")
_BEYOND_UNITS = re.compile("[\U00010000-\U0010ffff]")
"""What takes two UTF-16 code units. For shapes it is a letter that is no Latin one, or a sign."""

_LATIN_END = 0x0250
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(qu(?=[aăâeêiouôơy])|gi(?=[aăâeêouôơư])|[bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]{1,3})(ch|nh|ng|[cmnpt])?"
)
_VOWELS = re.compile("[aeiouyà-ỹ]{2}")
_MAPPED_APART = "\0"
_SHORT = 128
"""Texts of fewer characters are read token by token: tables pay for themselves only in longer ones."""
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
    # Of what is dropped or replaced only one sign is printable, and hardly a text has anything of it.
    if "\u034f" in text or not text.replace("\n", " ").isprintable():
        text = _DROPPED.sub("", text)
        if "\u200b" in text:
            text = _ZERO_WIDTH_SPACES.sub(_within_word, text)
        text = _BREAK.sub("\n", _SPACE.sub(" ", text))
    text = unicodedata.normalize("NFC", text)
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
    if any(sign in text for sign in APOSTROPHES[2:]):
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
    return list(chain.from_iterable(runs(text)))


def runs(text: str) -> list[list[Token]]:
    """The tokens of a normalized text, in order: those that no stop parts, list by list."""
    found: list[list[Token]] = [[]]
    done = 0
    for compound in (*find_compounds(text), None):
        for match in _TOKEN.finditer(text, done, len(text) if compound is None else compound.start):
            if match[1] is None:
                found.append([])
            else:
                found[-1].append(Token(*match.span(1), *terms_of_token(match[1])))
        if compound is not None:
            terms = terms_of_token(compound.token)
            found[-1].append(Token(compound.start, compound.end, *terms))
            done = _after(text, compound.end)
    return [run for run in found if run]


def has_stop(text: str, start: int, end: int) -> bool:
    """Whether a sentence or a paragraph of a normalized text ends between two tokens in `text[start:end]`."""
    return _STOPS.search(text, start, end) is not None


def _after(text: str, end: int) -> int:
    """Where a text goes on behind a compound and its possessive."""
    possessive = _POSSESSIVE_ENDING.match(text, end)
    return possessive.end() if possessive else end


class FoldedText(NamedTuple):
    """The folded tokens of a text in order, a space before and after each, or more than one.

    So a term stands in the text where `" term "` stands in `folded`. The words that compounds are made of
    follow behind all tokens. `tokens` has the start and end in the text of the token whose term begins at
    a place of `folded`, where that is not the place before. From each place in `shifts` on, that is as far
    before as is said there: letters that fold to several, or to none, have moved what follows.
    """

    folded: str
    tokens: dict[int, tuple[int, int]]
    shifts: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the token stands in the text whose term is `folded[start:end]`."""
        if found := self.tokens.get(start):
            return found
        at = bisect_right(self.shifts, (start, len(self.folded)))
        before = self.shifts[at - 1][1] if at else 1
        return start - before, end - before


def fold_text(text: str) -> FoldedText:
    """The folded tokens of a normalized text, laid out for finding terms by plain string search.

    Ten to sixty times faster than `tokens`, save for words with letters that fold to several or to none.
    """
    codes = _codes(text)
    letters = _mapped(codes, _letters())
    pieces = [" "]
    places: dict[int, tuple[int, int]] = {}
    shifts: list[tuple[int, int]] = []
    compounds: list[tuple[int, str]] = []
    done, before = 0, 1

    def add(start: int, end: int, piece: str) -> int:
        """Lay out what stands for `text[start:end]`, of any length, and say where; no terms touch."""
        nonlocal before
        if piece[:1] not in ("", " ") and pieces[-1][-1] != " ":
            pieces.append(" ")
            before += 1
            shifts.append((start + before, before))
        place = start + before
        if piece:
            pieces.append(piece)
        if len(piece) != end - start:
            before += len(piece) - (end - start)
            shifts.append((end + before, before))
        return place

    irregular = _irregular(text, letters, find_shapes(codes, stops=False))
    for start, end, token in _with_words_apart(letters, irregular):
        add(done, start, letters[done:start])
        done = end
        found: list[tuple[int, int, str]] = []
        if token and _is_compound(token):
            compounds.append((start, token))
            found = [(start, end, terms_of_token(token)[0])]
        elif token:
            # Of all that is in no token the underscore alone tells that 's before it is no possessive.
            words = _TOKEN.finditer(text, start, end + text.startswith("_", end))
            found = [(*word.span(1), terms_of_token(word[1])[0]) for word in words if word[1]]
        piece = " ".join(term for *_, term in found)
        apart = _MAPPED_APART in letters[start:end]
        place = add(start, end, piece if apart else piece.ljust(end - start))
        for first, last, term in found:
            places[place] = first, last
            place += len(term) + 1
    add(done, len(letters), letters[done:])
    folded = "".join((*pieces, " "))
    for start, written in compounds:
        for part in parts_of_compound(written):
            if part.shift == 0:
                folded += f"{GAP} "
            places[len(folded)] = start + part.start, start + part.end
            folded += f"{terms_of_token(part.token)[0]} "
    return FoldedText(folded, places, shifts)


def _with_words_apart(
    letters: str, irregular: Iterator[tuple[int, int, str | None]]
) -> Iterator[tuple[int, int, str | None]]:
    """What is irregular, and between it each word that has a letter `_MAPPED_APART`."""
    done = 0
    for start, end, token in (*irregular, (len(letters), len(letters), None)):
        while (apart := letters.find(_MAPPED_APART, done, start)) >= 0:
            first = max(letters.rfind(" ", done, apart) + 1, done)
            done = letters.find(" ", apart, start)
            done = start if done < 0 else done
            yield first, done, letters[first:done]
        done = end
        yield start, end, token


def _codes(text: str) -> NDArray[np.uint16]:
    """A code unit for each character of a text, with spaces for neighbours as `find_shapes` wants them."""
    units = f" {text}   ".encode("utf-16-le", "surrogatepass")
    if len(units) != 2 * (len(text) + 4):
        text = _BEYOND_UNITS.sub(lambda sign: "一" if _IN_TOKENS.match(sign[0]) else "�", text)
        units = f" {text}   ".encode("utf-16-le", "surrogatepass")
    return np.frombuffer(units, dtype="<u2")


def _mapped(codes: NDArray[np.uint16], characters: NDArray[np.uint16]) -> str:
    """A text by what a table has for each code unit."""
    return str(characters.take(codes[1:-3]).tobytes(), "utf-16-le")


def _irregular(text: str, words: str, shapes: Shapes) -> Iterator[tuple[int, int, str | None]]:
    """Where the tokens of a text are not what spaces part in `words`, which has a space for each sign.

    Start, end and token, in order: compounds, words with joints; `GAP` for a stop, None for a possessive.
    """
    done = 0
    owned = -1
    compounds = find_compounds(text, shapes.compounds)
    compound = next(compounds, None)
    for sign in shapes.signs:
        while compound and compound.start <= sign:
            yield compound
            done = compound.end
            compound = next(compounds, None)
        if sign < done:
            continue
        if stop := _STOPS.match(text, sign):
            done = stop.end()
            yield sign, done, GAP
        elif _POSSESSIVE.match(text, sign):
            owner = sign - 2 if text[sign - 1] == "." else sign - 1
            base = owner
            while base >= done and "\u0300" <= text[base] <= "\u036f":
                base -= 1
            # A mark is in a token behind a letter alone.
            if base < owner and not (base >= done and _MARKABLE.match(text, base)):
                continue
            if owner >= 0 and sign != owned and words[owner] != " ":
                done = owned = sign + 2
                yield sign, done, None
        elif sign > done and _JOINTS.match(text, sign) and not _begins(compound, sign + 1):
            start = max(words.rfind(" ", done, sign) + 1, done)
            limit = compound.start if compound else len(words)
            done = _end_of_word(words, sign + 1, limit)
            while done < limit and _JOINTS.match(text, done) and not _begins(compound, done + 1):
                done = _end_of_word(words, done + 1, limit)
            yield start, done, text[start:done]
    if compound:
        yield compound
        yield from compounds


def _begins(compound: Compound | None, place: int) -> bool:
    return compound is not None and compound.start == place


def _end_of_word(words: str, place: int, limit: int) -> int:
    end = words.find(" ", place, limit)
    return limit if end < 0 else end


@cache
def _letters() -> NDArray[np.uint16]:
    """By UTF-16 code unit: the letter or digit it folds to, or a space where it is in no token.

    `_MAPPED_APART` for what folds to several letters, or with its neighbours, or to no ASCII.
    """
    letters = _written_letters().copy()
    for char in _LATIN_LETTERS:
        folded, _ = terms_of_token(char)
        is_letter = len(folded) == 1 and folded.isascii()
        letters[ord(char)] = ord(folded if is_letter else _MAPPED_APART)
    return letters


@cache
def _written_letters() -> NDArray[np.uint16]:
    """By UTF-16 code unit: itself if it is a Latin letter or a digit, or a space where it is in no token."""
    units = "".join(map(chr, range(0x10000)))
    letters = np.full(len(units), ord(" "), dtype="<u2")
    letters[[match.start() for match in _IN_TOKENS.finditer(units)]] = ord(_MAPPED_APART)
    latin = [ord(char) for char in _LATIN_LETTERS]
    letters[latin] = latin
    return letters


def token_texts(text: str) -> list[str]:
    """The tokens of a normalized text as they are written, in order, `'s` dropped.

    A `GAP` is the position left out at the end of a sentence or of a paragraph.
    """
    if len(text) < _SHORT:
        return _token_texts_one_by_one(text)
    codes = _codes(text)
    words = _mapped(codes, _written_letters())
    if _MAPPED_APART in words:
        return _token_texts_one_by_one(text)
    found: list[str] = []
    regular: list[str] = []
    done = 0
    for start, end, token in _irregular(text, words, find_shapes(codes, stops=True)):
        regular.append(words[done:start])
        done = end
        if token == GAP:
            regular.append(f" {GAP} ")
        elif token:
            found += "".join(regular).split()
            found.append(token)
            regular.clear()
    regular.append(words[done:])
    return found + "".join(regular).split()


def _token_texts_one_by_one(text: str) -> list[str]:
    find = _TOKEN.findall
    found: list[str] = []
    done = 0
    for compound in find_compounds(text):
        found += find(text, done, compound.start)
        found.append(compound.token)
        done = _after(text, compound.end)
    return [token or GAP for token in found + find(text, done)]


def parts_of_token(token: str) -> tuple[tuple[int, str], ...]:
    """The tokens that a token is made of, and how far behind its position theirs are."""
    if not _is_compound(token):
        return ()
    return tuple((part.shift, part.token) for part in parts_of_compound(token))


def words_of_token(token: str) -> int:
    """How many words a token is: one, none if it is left out, several if it is a compound."""
    return len(words_of_compound(token)) if _is_compound(token) else int(token != GAP)


def _is_compound(token: str) -> bool:
    return not token.isalnum() and _COMPOUND_SIGN.search(token) is not None


def analyze(text: str, *, stems: bool = False) -> Terms:
    """All the terms of a normalized text but those of compounds' parts; `stems` only when asked for.

    `GAP` is in `folded` and `stems` where a sentence or a paragraph ends.
    """
    found = list(map(terms_of_token, token_texts(text)))
    folded = [term or GAP for term, _ in found]
    return Terms(
        folded=folded,
        bigrams=bigrams_of(folded),
        accented=[term for _, term in found],
        stems=[stem(term) for term in folded] if stems else [],
    )


def bigrams_of(folded: list[str]) -> list[str]:
    """The terms of the bigrams stream for neighbouring folded tokens; none at a `GAP`."""
    return [
        f"{left}{BIGRAM_JOINER}{right}" for left, right in pairwise(folded) if left != GAP != right
    ]


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
    return " ".join(
        terms_of_token(token)[0] for token in token_texts(normalize(text)) if token != GAP
    )


@lru_cache(maxsize=1 << 16)
def stem(folded: str) -> str:
    """The English Snowball stem (Porter2) of a folded token."""
    return str(_stemmer.stemWord(folded))


@lru_cache(maxsize=1 << 18)
def terms_of_token(token: str) -> tuple[str, str | None]:
    """The folded term of a token, and its accented term if it carries a mark."""
    if _is_compound(token) and (match := _COMPOUND.fullmatch(term_of_compound(token))):
        folded, accented = terms_of_token(match[2])
        return match[1] + folded, accented and match[1] + accented
    token = without_lookalikes(token).translate(_WITHOUT_JOINTS)
    # Compatibility forms bring spaces along: ͺ becomes one with a sign below.
    lowered = unicodedata.normalize("NFKC", token).lower().replace(" ", "")
    if not all(map(_is_latin, lowered)):
        return unicodedata.normalize("NFC", token.casefold().replace(" ", "")), None
    lowered = unicodedata.normalize("NFC", lowered)
    folded = _ascii_term(lowered if lowered.isascii() else unidecode(lowered)) or lowered
    accented = lowered if lowered.isascii() else _with_tone_in_place(lowered)
    return folded, accented if accented != folded else None


def _ascii_term(text: str) -> str:
    return "".join(char for char in text.lower() if char.isascii() and char.isalnum())


def _is_latin(char: str) -> bool:
    code = ord(char)
    return code < _LATIN_END or 0x0300 <= code < 0x0370 or 0x1E00 <= code < 0x1F00 or code == 0x2044


def _with_tone_in_place(syllable: str) -> str:
    """A Vietnamese syllable with its tone where the older spelling has it, wherever it is written.

    hoà -> hòa, thuý -> thúy, tòan -> toàn; quý, where u belongs to qu, stays. Anything else stays as it is.
    """
    if not _VOWELS.search(syllable):
        return syllable
    letters = unicodedata.normalize("NFD", syllable)
    tones = _TONES.findall(letters)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", letters)))
    if len(tones) != 1 or match is None:
        return syllable
    onset, vowels, final = match.groups("")
    marked = [i for i, vowel in enumerate(vowels) if not vowel.isascii()]
    if marked:
        place = marked[-1]
    elif final:
        place = len(vowels) - 1
    else:
        place = (len(vowels) - 1) // 2
    toned = unicodedata.normalize("NFC", vowels[place] + tones[0])
    return f"{onset}{vowels[:place]}{toned}{vowels[place + 1 :]}{final}"
