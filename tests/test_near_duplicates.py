"""Which texts are copies of one another."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search.analysis import terms_of_token, token_texts, words_of_token
from search.near_duplicates import ALIKE, Sketches, group_copies, hash_terms, likeness, sketch_texts

SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.iterdir())]
NOTICE = (
    "Bộ Y tế cho biết tính từ 18h ngày 25/4 đến 6h ngày 26/4 nước ta có 3 ca mắc mới được cách ly "
    "ngay sau khi nhập cảnh tại Khánh Hòa, Đà Nẵng và Tây Ninh, đến nay Việt Nam ghi nhận 2846 bệnh nhân"
)  # 47 words


def terms_of(text: str) -> list[str]:
    """The folded terms of a text, each as often as it is words: a number of two, a stop none."""
    tokens = token_texts(text)
    return [terms_of_token(token)[0] for token in tokens for _ in range(words_of_token(token))]


def groups(*texts: str) -> list[int]:
    return group_copies(sketched([terms_of(text) for text in texts])).tolist()


CASES = Path(__file__).parent / "cases" / "copies.jsonl"


def shingles(text: str) -> set[tuple[str, ...]]:
    words = terms_of(text)
    return set(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in CASES.read_text("utf-8").splitlines()],
    ids=lambda case: f"{case['why']}: {case['seed'][:3]} {case['words']} {case['left_out']}",
)
def test_on_either_side_of_what_makes_a_copy(case: dict) -> None:
    """A case names words of a seed, by their numbers, and which of them another paper leaves out."""
    (start, stop), (cut, on) = case["words"], case["left_out"]
    words = (SEEDS / case["seed"]).read_text("utf-8").split()
    text, other = (
        " ".join(part) for part in (words[start:stop], words[start:cut] + words[on:stop])
    )
    first, second = shingles(text), shingles(other)
    likeness, least = len(first & second) / len(first | second), min(len(first), len(second))
    # So many shingles fill 70 of 128 lanes, and 32.
    needed = 0.7 if least > 101 else 1 if least > 37 else 2
    assert case["copies"] == (likeness >= needed), f"{likeness:.3f} alike, {least} shingles"
    assert groups(text, other) == ([0, 0] if case["copies"] else [-1, -1])


def sketched(texts: Sequence[Sequence[str]]) -> Sketches:
    """The sketches of texts of words."""
    numbers = {word: number for number, word in enumerate({w for text in texts for w in text})}
    tokens = np.array([numbers[word] for text in texts for word in text], dtype=np.int32)
    lengths = np.array([len(text) for text in texts], dtype=np.int32)
    return sketch_texts(hash_terms(numbers), tokens, lengths)


def without_paragraph(text: str) -> str:
    first, *_, last = text.split("\n")
    return text.replace(last, "") if len(last) < len(text) / 6 else text.replace(first, "")


def one_word_in(every: int, text: str) -> str:
    words = text.split()
    words[every // 2 :: every] = ["khác"] * len(words[every // 2 :: every])
    return " ".join(words)


@pytest.mark.parametrize("text", TEXTS, ids=range(5))
@pytest.mark.parametrize(
    "printed",
    [
        str,
        str.upper,
        lambda text: f"Hà Nội (TTXVN) – {text}",
        lambda text: f"{text}\nTheo dõi báo để đọc những tin mới nhất trong ngày.",
        without_paragraph,
        lambda text: one_word_in(50, text),
    ],
    ids=["same", "upper case", "dateline", "boilerplate", "a paragraph less", "a word in 50"],
)
def test_a_text_and_its_copy_belong_together(text: str, printed) -> None:
    assert groups(text, printed(text)) == [0, 0]


def test_different_stories_of_the_same_places_stay_apart() -> None:
    assert groups(*TEXTS) == [-1] * 5


def test_copies_are_told_among_other_texts_in_any_order() -> None:
    story, other, third = TEXTS[:3]
    assert groups(story, third, f"(VNA) {story}", other, story, other) == [0, -1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    "other",
    [NOTICE.replace("3 ca", "5 ca"), NOTICE.replace("Khánh Hòa", "Lạng Sơn"), f"(VNA) {NOTICE}"],
)
def test_a_short_notice_with_another_figure_or_place_is_other_news(other: str) -> None:
    assert groups(NOTICE, other) == [-1, -1]
    assert groups(NOTICE, NOTICE) == [0, 0]


@pytest.mark.parametrize("text", ["", "Tin", "Đang cập nhật", "một hai ba bốn " * 20])
def test_what_says_next_to_nothing_has_no_copies(text: str) -> None:
    assert groups(text, text) == [-1, -1]


def test_half_a_story_is_no_copy_of_it() -> None:
    story = TEXTS[0]
    assert groups(story, story[: len(story) // 2]) == [-1, -1]


def test_likeness_estimates_the_jaccard_index() -> None:
    """Of 60 pairs of known overlap the estimates are right on average, and none is 5 errors off."""
    chance = random.Random(1)
    off = []
    for number in range(60):
        shared, left, right = (
            [f"w{chance.random()}" for _ in range(count)]
            for count in (chance.randrange(200, 900), number * 5, number * 5)
        )
        words = [shared + left, shared + right]
        sketches = sketched(words)
        sets = [set(zip(text, text[1:], text[2:], strict=False)) for text in words]
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        off.append(likeness(sketches[:1], sketches[1:])[0] - true)
    assert abs(np.mean(off)) < 0.02
    assert np.abs(off).max() < 0.2


def test_many_texts_are_sketched_as_each_alone() -> None:
    """Over the size of a chunk as well, and with empty ones between."""
    chance = random.Random(2)
    texts = [
        [f"w{chance.randrange(999)}" for _ in range(length)]
        for length in (0, 300_000, 0, 2, 700, 250_000, 0, 3, 0)
    ]
    assert (sketched(texts) == np.concatenate([sketched([text]) for text in texts])).all()


def test_a_term_has_the_same_hash_everywhere() -> None:
    """The check value of CRC-32 that its catalogues give: an index is read by other processes."""
    assert hash_terms(["123456789"]).tolist() == [0xCBF43926]


def test_a_chain_of_copies_is_one_group() -> None:
    words = [f"w{number}" for number in range(700)]
    chain = [" ".join(words[start : start + 500]) for start in range(0, 200, 50)]
    assert ALIKE > 298 / 698  # the ends of the chain share too little by themselves
    assert groups(chain[0], chain[3]) == [-1, -1]
    assert groups(*chain) == [0, 0, 0, 0]
