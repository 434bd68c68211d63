"""Which language an article is in: Vietnamese with or without marks, English, both, or neither.

Vietnamese is written syllable by syllable, and a syllable is an onset and a rhyme of two short lists.
Of the words of 2,653 Vietnamese articles at least 87 in 100 were such syllables once marks were taken
off, of English paragraphs at most 28, of twenty other languages at most 46. English is recognised by its
small words and its endings: at least 29 in 100 of its words, at most 17 of any other language's.
Capitalized words are left out: in both languages most of them are Vietnamese names. A title may have
few other words: if all of them are plain ASCII, what is no Vietnamese is taken for English, unless more of
them look like another language (a small word, an ending) than like English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.analysis import fold
from search.articles import Language
from search.enrich.word_lists import read_list, words_of

_VIETNAMESE = 0.6
_ENGLISH = 0.2
_ENGLISH_IN_SHORT = 0.1
"""The least share of a text's words that are Vietnamese syllables, or look English."""

_FEW = 2
_SHORT = 12
_PARAGRAPH = 20
_SUBSTANTIAL = 0.2
"""How much of the words in paragraphs of 20 or more must be in each language of a mixed article."""

_AROUND_WORDS = ".,;:!?…\"'“”‘’()[]«»/-–—"

_ONSETS = "b ch d h kh l m n nh p ph r s t th tr v x"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem "
    "ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc "
    "oe oen oeo oet oi om on ong ooc oong op ot u ua uac uan uang uat uay uc ue uech uenh ui um un "
    "ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uyn uynh uyt uyu y"
)
_AFTER_Q = (
    "ua uac uach uai uam uan uang uanh uao uap uat uau uay ue uec uech uem uen uenh ueo uet ui uin "
    "uinh uit uoc uot uy uych uyen uyet uyn uynh uyt uyu"
)
_AFTER_GI = (
    "a ac ai am an ang anh ao ap at au ay e ec em eng eo et o oc oi om on ong op ot u ua uc uoc uong "
    "up ut uu"
)
_WITHOUT_ONSET = "yem yen yeng yet yeu"
_SYLLABLES = frozenset(
    [onset + rhyme for onset in ("", *_ONSETS.split()) for rhyme in _RHYMES.split()]
    + [onset + rhyme for onset in ("c", "g", "ng") for rhyme in re.findall(r"\b[aou]\w*", _RHYMES)]
    + [
        onset + rhyme
        for onset in ("k", "gh", "ngh")
        for rhyme in re.findall(r"\b[eiy]\w*", _RHYMES)
    ]
    + ["q" + rhyme for rhyme in _AFTER_Q.split()]
    + ["gi" + rhyme for rhyme in _AFTER_GI.split()]
    + ["g" + rhyme for rhyme in ("i", "iet", "ieng", "ieo", "iep")]
    + _WITHOUT_ONSET.split()
)
"""The syllables of Vietnamese without marks, in lower case; some that no word uses are among them."""

_ENGLISH_SMALL = (
    "of and for with from by as is are was were be been has have had its their his her they she "
    "which who that this these those would could should also said says more than other first about "
    "over under after before between during into out up such when where while both two three many "
    "most some all not but or will year years world country countries people government province "
    "provinces city border minister president chairman secretary party committee visit trade "
    "economic friendship relations officials leaders national new talks"
)
# Without marks, "the" may be thể or thế too: one word in a hundred, against seven in English.
_ENGLISH_WORDS = frozenset(_ENGLISH_SMALL.split()) - _SYLLABLES | {"the"}
_EITHER = frozenset(["a", "an", "at", "in", "no", "on", "to"])
"""Words as short as these are frequent in both: in a title they decide nothing."""
_ENGLISH_ENDING = re.compile(
    r"..(?:ing|ed|ly|ness|ships?|ies|ity|tions?|ers|ments?|ght|th|ck|wn|ful|less|['’]s)$"
)


_OTHERS = read_list("other_languages.csv")
_OTHER_WORDS = frozenset(words_of(_OTHERS, "is", "word", "syllable"))
_OTHER_SYLLABLES = frozenset(words_of(_OTHERS, "is", "syllable"))
_OTHER_SPELLING = re.compile(
    rf".(?:{'|'.join(words_of(_OTHERS, 'is', 'ending'))})$|{'|'.join(words_of(_OTHERS, 'is', 'letters'))}"
)
_ENGLISH_ALL_THE_SAME = frozenset(words_of(_OTHERS, "is", "english"))


@dataclass(frozen=True, slots=True)
class _Words:
    """How many words of a text were looked at, and how many of them speak for each language.

    `plain` are those of the others that have only letters of ASCII; `foreign`, of a short text, are those
    that look like another language, and `shared` those Vietnamese ones that are its small words, too.
    """

    total: int
    vietnamese: int
    english: int
    plain: int
    foreign: int
    shared: int

    @property
    def language(self) -> Language:
        """The language they are in together; "unknown" too where there are none.

        A title may have no word by which English is recognised: if all its words are plain and none
        speaks for another language, English is the likeliest.
        """
        if self.vietnamese > _VIETNAMESE * self.total:
            # "Ouverture du salon de Canton"
            return "unknown" if self.shared == self.vietnamese < self.total else "vi"
        if self.total >= _SHORT:
            return "en" if self.english > _ENGLISH * self.total else "unknown"
        if self.foreign and self.foreign >= self.english:
            return "unknown"
        is_plain = 0 < self.total == self.vietnamese + self.english + self.plain
        return "en" if is_plain or self.english > _ENGLISH_IN_SHORT * self.total else "unknown"


def is_syllable(word: str) -> bool:
    """Whether a word in small letters is a syllable of Vietnamese, with its marks or without."""
    return fold(word) in _SYLLABLES


def find_language(title: str, body: str) -> Language:
    """The language of an article; "mixed" when whole paragraphs of it are in each of the two."""
    text = f"{title}\n{body}"
    words = _count(text)
    # With a fifth of an article in the other language, its words are mixed at least like this.
    if (
        words.english > 0.04 * words.total
        and words.vietnamese > 0.2 * words.total
        and _is_mixed(text)
    ):
        return "mixed"
    return words.language


def _is_mixed(text: str) -> bool:
    """Whether each language has a substantial share of the words in whole paragraphs."""
    lengths = {"vi": 0, "en": 0, "mixed": 0, "unknown": 0}
    for paragraph in text.split("\n"):
        words = _count(paragraph)
        if words.total >= _PARAGRAPH:
            lengths[words.language] += words.total
    return min(lengths["vi"], lengths["en"]) > _SUBSTANTIAL * sum(lengths.values())


def _count(text: str) -> _Words:
    """The words in small letters of a text, or all where there are hardly such."""
    # Han, Lao, Thai and Khmer letters have no case and take three bytes: Vietnamese ones 1.4.
    if len(text.encode(errors="replace")) > 2 * len(text):
        return _Words(0, 0, 0, 0, 0, 0)
    written = small = list(filter(str.islower, text.split()))
    if len(small) < _FEW:
        small = list(filter(str.islower, text.lower().split()))
    if len(small) < _SHORT:
        small = [word for word in small if word not in _EITHER] or small
    kinds = list(map(_kind, small))
    # Names look like any language.
    told = written or (small if text.isupper() else [])
    return _Words(
        len(kinds),
        vietnamese=kinds.count("vi"),
        english=kinds.count("en"),
        plain=kinds.count("plain"),
        foreign=sum(map(_is_foreign, told)) if len(small) < _SHORT else 0,
        shared=sum(map(_is_shared, told)) if len(small) < _SHORT else 0,
    )


@lru_cache(maxsize=1 << 16)
def _kind(word: str) -> Literal["vi", "en", "plain", "other"]:
    """Whether a word, as written between spaces, is a Vietnamese syllable or looks English."""
    bare = word.strip(_AROUND_WORDS)
    if bare in _ENGLISH_WORDS:
        return "en"
    if fold(bare) in _SYLLABLES:
        return "vi"
    if _ENGLISH_ENDING.search(bare) or bare in _ENGLISH_ALL_THE_SAME:
        return "en"
    return "plain" if bare.isascii() and any(map(str.isalpha, bare)) else "other"


def _is_shared(word: str) -> bool:
    """Whether a word is a syllable of Vietnamese and a small word of another language: du, de, la."""
    return word.strip(_AROUND_WORDS) in _OTHER_SYLLABLES


def _is_foreign(word: str) -> bool:
    """Whether a word, as written between spaces, looks like another language."""
    bare = word.strip(_AROUND_WORDS)
    if bare in _OTHER_WORDS:
        return True
    return _kind(word) == "plain" and _OTHER_SPELLING.search(bare) is not None
