"""A long text takes as much longer as it is longer, whatever is in it."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

import search.enrich
from search.articles import RawArticle
from search.enrich import enrich
from search.gazetteer import load_gazetteer

SHORT, TIMES, MOST = 4_000, 8, 24
"""Characters; how many times as many; and how many times as long they may take: squares take 64."""

FLOOR = 0.01
"""Seconds of CPU that a short text is taken to need at least."""

REPEATED = {
    "a list": "Hà Nội, Huế, Đà Nẵng và Lào Cai; ",
    "provinces": "Lào Cai, Quảng Nam, Quảng Trị, Sơn La và ",
    "units": "xã Ngọc Hồi, huyện Thanh Trì, tỉnh Lào Cai - ",
    "persons": "ông Nguyễn Văn An, bà Lê Thị Thái Bình, ",
    "capitals": "QUẢNG NAM ",
    "names": "Nam ",
    "brackets": "(12/3/2014 [Hà Nội ",
    "quotes": '"Hà Nội “Huế ',
    "English": "On March 12, the Lao Prime Minister visited Hanoi, Vietnam. ",
    "no marks": "Ngay 12/3 tinh Quang Nam hop voi Se Kong. ",
    "some marks": "tin tức về Quảng Nam\nBorder trade in Yunnan in 2012 and Lao Cai\n",
    "few marks": "Vietnam Laos July 4\n" * 3 + "Hôm nay ngày 12/3/2014 Quảng Nam họp.\n",
    "dates": "ngày 12/3/2014, 13/3, tháng 5, 2012 ",
    "days by lines": "ngày 12/3\n",
    "months": "tháng 5 năm ngoái, quý 3, hôm qua; ",
    "numbers": "1.2/3-4 ",
    "years": "2012 2013 ",
    "datelines": "Hà Nội, 12/3 (TTXVN) - \n",
    "contacts": "Điện thoại: 0123 Hà Nội\n",
    "characters": "云南省老街",
    "one word": "a",
    "parentheses": "(",
    "lines": "\n \n",
}


def cues() -> dict[str, str]:
    """Every word of the lists of cues before a place and a date, by lists."""
    found = {}
    for path in sorted(Path(search.enrich.__file__).parent.rglob("*.csv")):
        with path.open(encoding="utf-8") as file:
            words = [cell for row in csv.reader(file) for cell in row if 1 < len(cell) < 40]
        found[path.stem] = "".join(f"{word} Hà Nội, 12/3/2014; " for word in words)
    return found


def seconds(text: str) -> float:
    """The processor time that reading a text takes, at best."""
    raw = RawArticle(id="a", title="Tin", body=text, path="a.txt")
    gazetteer = load_gazetteer()
    taken = []
    for _ in range(3):
        begun = time.process_time()
        enrich(raw, "/articles", gazetteer)
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("kind", [*REPEATED, *cues()])
def test_the_time_is_in_proportion_to_the_length(kind: str) -> None:
    repeated = REPEATED.get(kind) or cues()[kind]
    text = repeated * (1 + SHORT * TIMES // len(repeated))
    short, long = text[:SHORT], text[: SHORT * TIMES]
    assert seconds(long) < MOST * max(seconds(short), FLOOR)
