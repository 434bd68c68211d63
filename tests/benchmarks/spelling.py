"""Measure "Did you mean": is the first offer for a misspelt query the query that was misspelt?

    python -m tests.benchmarks.spelling NEWS.jsonl.xz [--pool POOL.jsonl.xz] [--articles N]

Queries are two to six neighbouring words of titles, misspelt in each of many ways. Half of the Vietnamese
titles belong to articles of NEWS that are left out of the archive, so that not all of their phrases
are known to it. English queries are made of titles and `queries` of the pool. A query counts only if it
finds something when spelt right. Distractors made of the sentences of the articles fill the archive up to N.

Titles are split by a hash of their article's id. Weights are chosen by the `dev` half (`--half dev`); the
other half tells how they do. An offer is right if its words are those that were meant, with their marks
where something was typed with marks. False offers are counted over queries that are right.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
import re
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from search import Archive, SearchRequest, Settings
from search.analysis import analyze, fold, terms_of_token, token_texts, tokens
from search.spelling.did_you_mean import WEIGHTS, offers
from search.vietnamese.syllables import spellings

Row = dict[str, Any]
Spoil = Callable[[str, random.Random], str | None]
"""Misspells a word; None if the word does not lend itself to that."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEY_ROWS = "qwertyuiop", "asdfghjkl", "zxcvbnm"
NEIGHBOURS = {
    letter: "".join(
        other
        for other_row, keys in enumerate(KEY_ROWS)
        for other_column, other in enumerate(keys)
        if other != letter and abs(row - other_row) <= 1 and abs(column - other_column) <= 1
    )
    for row, letters in enumerate(KEY_ROWS)
    for column, letter in enumerate(letters)
}
TONES = "", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TELEX_TONES = dict(zip(TONES, ("", "f", "s", "r", "x", "j"), strict=True))
VNI_TONES = dict(zip(TONES, ("", "2", "1", "3", "4", "5"), strict=True))
TELEX_MARKS = {"\u0302": None, "\u0306": "w", "\u031b": "w"}
VNI_MARKS = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
QUALITIES = {
    "a": "ăâ", "ă": "aâ", "â": "aă", "e": "ê", "ê": "e", "o": "ôơ", "ô": "oơ", "ơ": "oô",
    "u": "ư", "ư": "u", "d": "đ", "đ": "d",
}  # fmt: skip
BY_EAR = {
    "s/x": ("^s", "^x"),
    "tr/ch": ("^tr", "^ch"),
    "l/n": ("^l", "^n(?![gh])"),
    "d/gi": ("^d", "^gi(?=[aeou])"),
    "r/d": ("^r", "^d"),
    "n/ng": ("n$", "ng$"),
    "c/t": ("c$", "t$"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is typed, and what was meant; the two are the same where the query is right."""

    kind: str
    typed: str
    meant: str


# --- ways to misspell a word ---


def decomposed(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def tone_of(word: str) -> tuple[str, str]:
    """The word without its tone, and the tone."""
    letters = decomposed(word)
    tone = next((t for t in TONES[1:] if t in letters), "")
    return composed(letters.replace(tone, "") if tone else letters), tone


def with_keys(word: str, marks: dict[str, str | None], tones: dict[str, str], bar: str) -> str:
    bare, tone = tone_of(word)
    typed = ""
    for letter in decomposed(bare):
        if letter in "đĐ":
            typed += ("d" if letter == "đ" else "D") + (
                bar or letter.translate({273: "d", 272: "D"})
            )
        elif letter in marks:
            typed += marks[letter] or typed[-1].lower()
        else:
            typed += letter
    return typed + tones[tone]


def telex(word: str, _: random.Random) -> str | None:
    return with_keys(word, TELEX_MARKS, TELEX_TONES, "d")


def vni(word: str, _: random.Random) -> str | None:
    return with_keys(word, dict(VNI_MARKS), VNI_TONES, "9")


def wrong_tone(word: str, rng: random.Random) -> str | None:
    folded = fold(word)
    bare = tone_of(word.lower())[0]
    others = [s for s in spellings(folded) if tone_of(s)[0] == bare and s != word.lower()]
    if bare == folded and word.lower() != folded:
        others.append(folded)
    return cased(rng.choice(sorted(others)), word) if others else None


def hook_or_tilde(word: str, rng: random.Random) -> str | None:
    letters = decomposed(word)
    swapped = letters.translate({0x309: 0x303, 0x303: 0x309})
    return composed(swapped) if swapped != letters else None


def wrong_quality(word: str, rng: random.Random) -> str | None:
    bare, tone = tone_of(word.lower())
    valid = set(spellings(fold(word))) | {fold(word)}
    others = []
    for i, letter in enumerate(bare):
        for other in QUALITIES.get(letter, ""):
            changed = bare[:i] + other + bare[i + 1 :]
            if i + 1 < len(bare) and bare[i : i + 2] == "ươ":
                changed = bare[:i] + "uo" + bare[i + 2 :]
            others += [s for s in valid if tone_of(s) == (changed, tone) and s != word.lower()]
    return cased(rng.choice(sorted(set(others))), word) if others else None


def swapped(word: str, rng: random.Random) -> str | None:
    spots = [i for i in range(len(word) - 1) if word[i].lower() != word[i + 1].lower()]
    if len(word) < 3 or not spots:
        return None
    i = rng.choice(spots)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def wrong_letter(word: str, rng: random.Random) -> str | None:
    if len(word) < 3:
        return None
    i = rng.randrange(len(word))
    letter = fold(word[i]) or "a"
    near = NEIGHBOURS.get(letter, LETTERS) if rng.random() < 0.7 else LETTERS
    other = rng.choice([x for x in near if x != letter])
    return word[:i] + other + word[i + 1 :]


def dropped(word: str, rng: random.Random) -> str | None:
    if len(word) < 3:
        return None
    i = rng.randrange(len(word))
    return word[:i] + word[i + 1 :]


def doubled(word: str, rng: random.Random) -> str | None:
    i = rng.randrange(len(word))
    return word[: i + 1] + word[i] + word[i + 1 :]


def by_ear(pair: str) -> Spoil:
    one, two = BY_EAR[pair]
    left, right = pair.split("/")

    def spoil(word: str, _: random.Random) -> str | None:
        text = decomposed(word.lower())
        tone = next((t for t in TONES[1:] if t in text), "")
        base = composed(text.replace(tone, "") if tone else text)
        for pattern, other in ((one, right), (two, left)):
            if re.search(pattern, base):
                changed = re.sub(pattern, other, base)
                valid = {*spellings(fold(changed)), fold(changed)}
                return next(
                    (
                        cased(s, word)
                        for s in sorted(valid)
                        if tone_of(s) == (changed, tone) and s != word.lower()
                    ),
                    None,
                )
        return None

    return spoil


def cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


# --- queries ---


def split_of(id: str) -> tuple[str, bool]:
    """The half that a title belongs to, and whether its article is left out of the archive."""
    number = hashlib.sha256(id.encode()).digest()[0]
    return ("dev" if number % 2 else "kept"), number % 16 < 2


def fragment(title: str, rng: random.Random, least: int = 2, most: int = 6) -> str | None:
    """Two to six neighbouring words of a title, as they are in it, no punctuation between."""
    spans = [(t.start, t.end) for t in tokens(title)]
    size = min(len(spans), rng.randint(least, most))
    if size < least:
        return None
    i = rng.randrange(len(spans) - size + 1)
    text = title[spans[i][0] : spans[i + size - 1][1]]
    return text if re.fullmatch(r"[\w\s]+", text) and not text.isdigit() else None


def is_syllable(word: str) -> bool:
    return bool(spellings(fold(word))) and word.isalpha()


def spoil_one(
    text: str, spoil: Spoil, rng: random.Random, wanted: Callable[[str], bool]
) -> str | None:
    """The text with one of its words misspelt."""
    spans = [(t.start, t.end) for t in tokens(text)]
    rng.shuffle(spans)
    for start, end in spans:
        word = text[start:end]
        changed = spoil(word, rng) if wanted(word) else None
        if changed and changed != word:
            return text[:start] + changed + text[end:]
    return None


def spoil_all(text: str, spoil: Spoil, rng: random.Random) -> str | None:
    words = [
        (spoil(word, rng) or word) if is_syllable(word) else word for word in token_texts(text)
    ]
    changed = " ".join(words)
    return changed if changed != text else None


def spoil_all_long(text: str, rng: random.Random) -> str:
    """The text with its two longest words misspelt."""
    for word in sorted(token_texts(text), key=len)[-2:]:
        if len(word) > 4 and word.isascii():
            text = text.replace(
                word, rng.choice(list(LETTER_SPOILS.values()))(word, rng) or word, 1
            )
    return text


def joined(text: str, rng: random.Random) -> str | None:
    words = text.split()
    if len(words) < 2:
        return None
    i = rng.randrange(len(words) - 1)
    return " ".join([*words[:i], words[i] + words[i + 1], *words[i + 2 :]])


def bare(text: str) -> str:
    return " ".join(
        cased(terms_of_token(word)[0], word) if not word.isascii() else word
        for word in token_texts(text)
    )


LETTER_SPOILS: dict[str, Spoil] = {
    "letters swapped": swapped, "wrong letter": wrong_letter, "letter dropped": dropped,
    "letter doubled": doubled,
}  # fmt: skip
MARK_SPOILS: dict[str, Spoil] = {
    "wrong tone": wrong_tone, "hook for tilde": hook_or_tilde, "wrong vowel mark": wrong_quality,
}  # fmt: skip
Make = Callable[[str, random.Random], tuple[str, str] | None]


def vietnamese_kinds() -> dict[str, Make]:
    """For each kind how a query of right words becomes what is typed and what was meant."""
    kinds: dict[str, Make] = {}

    def add(name: str, change: Callable[[str, random.Random], str | None], *, marks: bool) -> None:
        def make(text: str, rng: random.Random) -> tuple[str, str] | None:
            meant = text if marks else bare(text)
            typed = change(meant, rng)
            return (typed, meant) if typed and words_of(typed) != words_of(meant) else None

        kinds[name] = make

    def whole(spoil: Spoil) -> Callable[[str, random.Random], str | None]:
        return lambda text, rng: spoil_all(text, spoil, rng)

    def one(spoil: Spoil) -> Callable[[str, random.Random], str | None]:
        return lambda text, rng: spoil_one(text, spoil, rng, is_syllable)

    add("Telex", whole(telex), marks=True)
    add("VNI", whole(vni), marks=True)
    add("run together", joined, marks=False)
    for name, spoil in MARK_SPOILS.items():
        add(name, one(spoil), marks=True)
    for name, spoil in LETTER_SPOILS.items():
        add(name, one(spoil), marks=True)
        add(f"{name}, no marks", one(spoil), marks=False)
    for pair in BY_EAR:
        add(f"by ear {pair}", one(by_ear(pair)), marks=True)
        add(f"by ear {pair}, no marks", one(by_ear(pair)), marks=False)
    return kinds


def english_kinds() -> dict[str, Make]:
    kinds: dict[str, Make] = {}
    for name, spoil in LETTER_SPOILS.items():

        def make(text: str, rng: random.Random, spoil: Spoil = spoil) -> tuple[str, str] | None:
            wanted = lambda word: len(word) > 3 and word.isascii() and word.isalpha()  # noqa: E731
            typed = spoil_one(text, spoil, rng, wanted)
            return (typed, text) if typed and words_of(typed) != words_of(text) else None

        kinds[f"English, {name}"] = make

    def lone(text: str, rng: random.Random) -> tuple[str, str] | None:
        long = [
            word
            for word in token_texts(text)
            if len(word) > 5 and word.isascii() and word.isalpha()
        ]
        word = rng.choice(long) if long else ""
        typed = rng.choice(list(LETTER_SPOILS.values()))(word, rng) if word else None
        return (typed, word) if typed and words_of(typed) != words_of(word) else None

    def two(text: str, rng: random.Random) -> tuple[str, str] | None:
        typed = spoil_all_long(text, rng)
        return (typed, text) if typed != text else None

    kinds["English, one word alone"] = lone
    kinds["English, two words wrong"] = two

    def run(text: str, rng: random.Random) -> tuple[str, str] | None:
        typed = joined(text, rng)
        return (typed, text) if typed else None

    kinds["English, run together"] = run
    return kinds


def words_of(text: str) -> list[str]:
    return [accented or folded for folded, accented in map(terms_of_token, token_texts(text))]


def is_query(archive: Archive, text: str) -> bool:
    """Whether somebody may ask for this: it finds something, and each word belongs to a neighbour.

    A word cut off from what it belongs to ("vote" of "a vote of", "bàn" of "văn bản") can be any other.
    """
    service = archive._service()
    doc_freq = service.searcher.doc_freq
    words = analyze(text)
    counts = doc_freq("folded", words.folded)
    bigrams = doc_freq("bigrams", words.bigrams)
    belongs = [
        (bigram >= 3 and bigram * service.searcher.summary().articles >= 3 * left * right)
        or bigram >= 0.1 * min(left, right) > 0
        for bigram, (left, right) in zip(bigrams, pairwise(counts), strict=True)
    ]
    ends = zip([False, *belongs], [*belongs, False], strict=True)
    return all(left or right for left, right in ends) and finds_something(archive, text)


def finds_something(archive: Archive, text: str) -> bool:
    return archive._service().count_all([SearchRequest(text)])[0] > 0


def is_meant(offer: str | None, case: Case) -> bool:
    """Whether an offer is what was meant, with its marks if what was typed has any."""
    if offer is None:
        return False
    if is_unmarked(case.typed):
        return fold(offer) == fold(case.meant)
    return words_of(offer) == words_of(case.meant)


def is_unmarked(text: str) -> bool:
    return words_of(text) == fold(text).split()


def make_cases(archive: Archive, titles: dict[str, list[str]], size: int, seed: int) -> list[Case]:
    """At most `size` cases a kind, of Vietnamese and English titles, and of right queries."""
    rng = random.Random(seed)
    found: list[Case] = []

    def fragments(
        titles: Sequence[str], keep: Callable[[Archive, str], bool], least: int = 2, most: int = 6
    ) -> Iterator[str]:
        for _ in range(8):
            for title in rng.sample(titles, len(titles)):
                text = fragment(title, rng, least, most)
                if text and keep(archive, text):
                    yield text

    for language, kinds in (("vi", vietnamese_kinds()), ("en", english_kinds())):
        if not titles[language]:
            continue
        for kind, make in kinds.items():
            cases: dict[str, Case] = {}
            for text in fragments(titles[language], is_query):
                pair = make(text, rng)
                if pair:
                    cases[pair[0]] = Case(kind, *pair)
                if len(cases) == size:
                    break
            found.extend(cases.values())

    def right(kind: str, texts: Iterator[str], times: int = 1) -> None:
        chosen: dict[str, None] = {}
        for text in texts:
            chosen[text] = None
            if len(chosen) == size * times:
                break
        found.extend(Case(kind, text, text) for text in chosen)

    vi, en = titles["vi"], titles["en"]
    right("right", fragments(vi, finds_something), 2)
    right("right, no marks", map(bare, fragments(vi, finds_something)), 2)
    right("right, capitals", (text.upper() for text in fragments(vi, finds_something)))
    right("right, one word", fragments(vi, finds_something, 1, 1))
    whole = [title for title in rng.sample(vi, len(vi)) if len(tokens(title)) <= 30]
    right("right, whole titles", iter(whole))
    names = {
        " ".join(run)
        for title in vi
        for capital, words in groupby(title.split()[1:], key=lambda w: w.istitle() and w.isalpha())
        if capital and len(run := list(words)) > 1
    }
    named = rng.sample(sorted(names), min(len(names), size))
    right("right, names", iter(named))
    right("right, names, no marks", iter(map(bare, named)))
    if en:
        right("right, English", fragments(en, finds_something), 2)
        right("right, English, one word", fragments(en, finds_something, 1, 1))
        questions = [text for text in titles["en questions"] if len(tokens(text)) <= 30]
        right("right, English questions", iter(rng.sample(questions, len(questions))))
    return found


# --- archives ---


def read(path: Path) -> list[Row]:
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()]


def distractors(rows: Sequence[Row], count: int) -> Iterator[Row]:
    """Articles made of the sentences of others, so that words are as frequent as in real text."""
    rng = random.Random(20120611)
    of: dict[bool, list[str]] = {False: [], True: []}
    for row in rows:
        parts = re.split(r"(?<=[.!?…])\s+|\n", row["body"])
        of[row["body"].isascii()] += [part for part in parts if 30 < len(part) < 600]
    for number in range(count):
        pool = of[rng.random() < 0.3] or of[False]
        body = rng.choices(pool, k=max(3, int(rng.gammavariate(4, 3.5))))
        yield {
            "id": f"made-{number}",
            "title": " ".join(rng.choice(pool).split()[:12]),
            "body": "\n".join(body),
        }


def build(rows: Sequence[Row], folder: Path) -> Archive:
    source = folder / "articles.jsonl"
    archive = Archive(Settings(index=folder / "index", seeds=source))
    if not (folder / "index").exists():
        folder.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        archive.rebuild()
    return archive


def measure(archive: Archive, cases: Sequence[Case], show: str) -> None:
    right: defaultdict[str, list[bool]] = defaultdict(list)
    silent: defaultdict[str, int] = defaultdict(int)
    spent: defaultdict[str, list[float]] = defaultdict(list)
    for case in cases:
        begin = time.process_time()
        page = archive.search(SearchRequest(case.typed))
        spent[case.kind].append(1000 * (time.process_time() - begin))
        offer = page.spelling.request.text if page.spelling else None
        good = case.typed == case.meant
        is_right = offer is None if good else is_meant(offer, case)
        right[case.kind].append(is_right)
        silent[case.kind] += offer is None
        if show in case.kind and show and not is_right:
            print(f"    {case.kind}: {case.typed!r} -> {offer!r}, meant {case.meant!r}")
    print(f"{'kind':36} {'cases':>6} {'right':>6} {'silent':>6} {'ms':>6}")
    for kind, results in right.items():
        n = len(results)
        cpu = sorted(spent[kind])[n // 2]
        print(f"{kind:36} {n:6} {sum(results) / n:6.3f} {silent[kind] / n:6.3f} {cpu:6.1f}")
    spoilt = [sum(r) / len(r) for kind, r in right.items() if not kind.startswith("right")]
    good_results = [r for kind, rs in right.items() if kind.startswith("right") for r in rs]
    print(f"mean of the kinds {sum(spoilt) / len(spoilt):.3f}, lowest {min(spoilt):.3f}")
    print(f"false offers {good_results.count(False)} of {len(good_results)}")


def learn(archive: Archive, cases: Sequence[Case]) -> None:
    """Fit the weights of `did_you_mean` to first offers, right or not, that change known words.

    A false one counts four times.
    """
    rows, targets, costs = [], [], []
    for case in cases:
        request = SearchRequest(case.typed)
        articles = [result.article for result in archive.search(request).results]
        found = offers(request, articles, archive._index(archive._service()))
        if found and found[0].support.known:
            good = case.typed == case.meant
            rows.append(list(found[0].features.values()))
            targets.append(float(not good and is_meant(found[0].text, case)))
            costs.append(4.0 if good else 1.0)
    x, y, cost = np.array(rows), np.array(targets), np.array(costs)
    weights = np.zeros(x.shape[1])
    for _ in range(30):  # Newton's method
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = x.T @ (x * (cost * p * (1 - p))[:, None]) + 0.1 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, x.T @ (cost * (y - p)) - 0.1 * weights)
    print(dict(zip(WEIGHTS, np.round(weights, 2).tolist(), strict=True)))
    scores = x @ weights
    for threshold in np.arange(-1, 3, 0.25):
        kept = scores > threshold
        print(
            f"above {threshold:5.2f}: {int((kept & (cost == 4)).sum()):4} false offers, "
            f"{(kept & (y == 1)).sum() / (y == 1).sum():.3f} of the right ones"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path, help="articles with `id`, `title` and `body`")
    parser.add_argument("--pool", type=Path, help="more articles, some of them English")
    parser.add_argument("--articles", type=int, default=0, help="fill the archive up to so many")
    parser.add_argument("--half", choices=("dev", "kept"), default="kept")
    parser.add_argument("--size", type=int, default=150, help="cases of each kind")
    parser.add_argument("--folder", type=Path, help="where the archive is kept for another run")
    parser.add_argument(
        "--show", default="", help="print the misses of kinds with this in their name"
    )
    parser.add_argument(
        "--learn", action="store_true", help="fit the weights of `did_you_mean` and print them"
    )
    options = parser.parse_args()
    news, pool = read(options.news), read(options.pool) if options.pool else []
    inside = [row for row in news if not split_of(row["id"])[1]] + pool
    rows = [*inside, *distractors(inside, options.articles - len(inside))]
    titles: dict[str, list[str]] = {"vi": [], "en": [], "en questions": []}
    in_archive, left_out = [], []
    for row in news:
        half, out = split_of(row["id"])
        if half == options.half:
            (left_out if out else in_archive).append(row["title"])
    rng = random.Random(1)
    titles["vi"] = left_out + rng.sample(in_archive, min(len(in_archive), 3 * len(left_out)))
    for row in pool:
        if split_of(row["id"])[0] == options.half and row["body"].isascii():
            titles["en"].append(row["title"])
            titles["en questions"] += row.get("queries", [])
    with tempfile.TemporaryDirectory() as temporary:
        archive = build(rows, options.folder or Path(temporary))
        cases = make_cases(archive, titles, options.size, seed=11)
        if options.learn:
            learn(archive, cases)
        else:
            measure(archive, cases, options.show)


if __name__ == "__main__":
    main()
