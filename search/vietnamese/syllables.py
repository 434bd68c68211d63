"""How Vietnamese syllables are written: an onset, a rime, and a tone on one of its vowels.

The rimes are those of the standard orthography (Đoàn Thiện Thuật 1977, "Ngữ âm tiếng Việt"), with the
k of highland names such as Đắk Lắk.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache

from search.analysis import fold

LEVEL, GRAVE, ACUTE, HOOK, TILDE, DOT = "", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = (LEVEL, GRAVE, ACUTE, HOOK, TILDE, DOT)

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ynh
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi
    om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc ui um un ung uy uya uych uyên uyêt uynh uyt uyu uê uêch uênh uôc uôi
    uôm uôn uông uôt uơ up ut ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
"""
ONSETS = frozenset(["", *_ONSETS.split()])
RIMES = frozenset(_RIMES.split())
_STOPS = ("c", "ch", "k", "p", "t")
_QUALITIES = frozenset("ăâêôơư")
_VOWELS = frozenset("aeiouy") | _QUALITIES


def write(onset: str, rime: str, tone: str) -> str | None:
    """The syllable in lower case, NFC; None if there is no such syllable.

    A rime that ends in a stop has no tone but the acute and the dot below; where the tone is put
    is as `analysis` has it (hòa, thúy).
    """
    if onset not in ONSETS or rime not in RIMES:
        return None
    if rime.endswith(_STOPS) and tone not in (ACUTE, DOT):
        return None
    pos = _toned_vowel(rime)
    return unicodedata.normalize("NFC", onset + rime[: pos + 1] + tone + rime[pos + 1 :])


def split(syllable: str) -> tuple[str, str] | None:
    """The onset and the rime of a syllable without its tone, its vowels and đ as they are."""
    for length in (3, 2, 1, 0):
        if syllable[:length] in ONSETS and syllable[length:] in RIMES:
            return syllable[:length], syllable[length:]
    return None


@lru_cache(maxsize=1 << 12)
def spellings(folded: str) -> tuple[str, ...]:
    """Every marked syllable that folds to this; none if it is no Vietnamese syllable."""
    found: dict[str, None] = {}
    for length in range(4):
        for onset in _ONSETS_OF.get(folded[:length], ()) if length <= len(folded) else ():
            for rime in _RIMES_OF.get(folded[length:], ()):
                for tone in TONES:
                    found[write(onset, rime, tone) or folded] = None
    found.pop(folded, None)
    return tuple(found)


def _toned_vowel(rime: str) -> int:
    """Which letter of a rime carries the tone."""
    vowels = [pos for pos, letter in enumerate(rime) if letter in _VOWELS]
    for pos in reversed(vowels):
        if rime[pos] in _QUALITIES:
            return pos
    if len(rime) > len(vowels) or len(vowels) == 1:
        return vowels[-1]
    return vowels[1] if len(vowels) == 3 else vowels[0]


def _by_folded(written: frozenset[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for text in sorted(written):
        found[fold(text)].append(text)
    return dict(found)


_ONSETS_OF = _by_folded(ONSETS)
_RIMES_OF = _by_folded(RIMES)
