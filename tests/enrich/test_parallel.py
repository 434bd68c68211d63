"""Enrichment on several cores gives what one gives, in the same order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pytest

from search.articles import RawArticle
from search.enrich.parallel import BATCH, enrich_all


def found(count: int) -> Iterator[tuple[RawArticle, str]]:
    for number in range(count):
        body = f"Tỉnh Quảng Nam họp với Sê Kông ngày {number % 28 + 1}/6/2022."
        yield RawArticle(str(number), None, body, f"{number}.txt"), "/root"


def test_workers_give_what_one_process_gives() -> None:
    count = 3 * BATCH + 7
    alone = list(enrich_all(found(count), 0))
    assert [article.id for article in alone] == [str(number) for number in range(count)]
    assert list(enrich_all(found(count), 2)) == alone
    assert multiprocessing.active_children() == []


def test_nothing_is_read_far_ahead() -> None:
    read = 0

    def counted() -> Iterator[tuple[RawArticle, str]]:
        nonlocal read
        for item in found(50 * BATCH):
            read += 1
            yield item

    articles = enrich_all(counted(), 1)
    next(articles)
    assert read <= 4 * BATCH
    articles.close()
    assert multiprocessing.active_children() == []


def test_an_error_while_reading_ends_the_workers() -> None:
    def broken() -> Iterator[tuple[RawArticle, str]]:
        yield from found(3 * BATCH)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk is gone"):
        list(enrich_all(broken(), 1))
    assert multiprocessing.active_children() == []
