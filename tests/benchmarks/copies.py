"""Measure how well copies of articles are told: edited copies that are found, different ones that are not.

    python -m tests.benchmarks.copies ARTICLES.jsonl

Each article (body, title) is printed again in each way below, with a fixed seed, and grouped together
with all the originals: found is an article in one group with its own copy. Short texts, of fewer than
`WORDS` words, are counted apart. At the end stand the pairs of originals that are most alike, to be read.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from search.analysis import normalize, terms_of_token, token_texts
from search.near_duplicates import Sketches, group_copies, hash_terms, likeness, sketch_texts

WORDS = 120
SHOWN, SHOWN_FROM = 20, 0.45
DATELINES = ("Hà Nội (TTXVN) – ", "(QNO) - ", "TP.HCM, ngày 3/5 – ")
BOILERPLATE = (
    "Theo dõi báo trên Facebook để cập nhật những tin tức mới nhất trong ngày. Mọi thông tin góp ý xin gửi "
    "về hộp thư của tòa soạn.",
    "Đọc thêm các tin cùng chuyên mục: Thời sự, Kinh tế, Văn hóa, Thể thao. Ghi rõ nguồn khi phát hành lại "
    "thông tin từ website này. Bản quyền thuộc về tòa soạn báo điện tử.",
)


def editions(chance: random.Random, words: Sequence[str]) -> dict[str, Callable[[str], str]]:
    """The ways in which a body may be printed again."""

    def less_a_paragraph(body: str) -> str:
        paragraphs = [line for line in body.split("\n") if line.strip()]
        if len(paragraphs) > 1:
            del paragraphs[chance.randrange(len(paragraphs))]
        return "\n".join(paragraphs)

    def changed(share: float) -> Callable[[str], str]:
        return lambda body: " ".join(
            chance.choice(words) if chance.random() < share else word for word in body.split()
        )

    def dateline(body: str) -> str:
        return chance.choice(DATELINES) + body

    def boilerplate(body: str) -> str:
        return f"{body}\n{chance.choice(BOILERPLATE)}"

    def sentences(body: str) -> str:
        return ". ".join(part for part in body.split(". ") if chance.random() > 0.1)

    return {
        "the same": str,
        "another dateline": dateline,
        "boilerplate added": boilerplate,
        "a paragraph less": less_a_paragraph,
        "one word in 100 changed": changed(0.01),
        "one word in 50 changed": changed(0.02),
        "one word in 20 changed": changed(0.05),
        "one word in 10 changed": changed(0.1),
        "a tenth of the sentences less": sentences,
        "dateline, boilerplate, paragraph, one in 50": lambda body: boilerplate(
            dateline(changed(0.02)(less_a_paragraph(body)))
        ),
        "its first half": lambda body: body[: len(body) // 2],
    }


def sketched(bodies: Sequence[str]) -> tuple[Sketches, np.ndarray]:
    """The sketches of bodies, and how many words each has."""
    texts = [[terms_of_token(t)[0] for t in token_texts(normalize(body))] for body in bodies]
    lengths = np.array([len(text) for text in texts], dtype=np.int32)
    hashes = hash_terms([term for text in texts for term in text])
    return sketch_texts(hashes, np.arange(len(hashes), dtype=np.int32), lengths), lengths


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    bodies = [row["body"] for row in rows]
    originals, lengths = sketched(bodies)
    size = len(bodies)
    print(f"{size} articles, groups of them {group_copies(originals).max(initial=-1) + 1}")
    chance = random.Random(7)
    words = [word for body in bodies for word in body.split()]
    for name, printed in editions(chance, words).items():
        copies, _ = sketched([printed(body) for body in bodies])
        groups = group_copies(np.concatenate([originals, copies]))
        found = (groups[:size] >= 0) & (groups[:size] == groups[size:])
        mixed = sum(
            len(set(np.flatnonzero(groups == group) % size)) > 1
            for group in np.flatnonzero(np.bincount(groups[groups >= 0]) > 2)
        )
        print(
            f"{name:45} found {found[lengths >= WORDS].mean():6.1%}, "
            f"of the short {found[lengths < WORDS].mean():6.1%}; groups of several articles {mixed}"
        )
    pairs = [
        (alike, number, number + 1 + other)
        for number in range(size - 1)
        for rest in (originals[number + 1 :],)
        for other, alike in enumerate(
            likeness(np.broadcast_to(originals[number], rest.shape), rest)
        )
        if alike >= SHOWN_FROM
    ]
    for alike, left, right in sorted(pairs, reverse=True)[:SHOWN]:
        print(f"{alike:.2f}  {rows[left]['title'][:70]} | {rows[right]['title'][:70]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
