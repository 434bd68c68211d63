"""Measure the pages of an index: their weight, their links and the CPU of the server.

    python -m tests.benchmarks.web INDEX [--rounds 7]

Twelve addresses as readers ask for them and one article, drawn from what the index itself holds, through the
WSGI application in this process: no network, no server. A row is an address: bytes of HTML, of the same
compressed with gzip, links, milliseconds of CPU (the median of the rounds, the first round apart) and
of a second visit of a browser that has the page.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
from pathlib import Path
from time import process_time
from urllib.parse import quote

from werkzeug.test import Client

from search import Archive, SearchRequest, Settings
from web import create_app


def addresses(archive: Archive) -> dict[str, str]:
    """Twelve addresses of lists of results and one of an article, by what they ask for."""
    first = archive.search(SearchRequest())
    country = first.facets["place"][0]
    places = [place.value for place in country.children[:2]]
    name = archive.gazetteer[places[0]].vi
    year = first.facets["date"][0].value
    word, other = first.results[0].article.title.split()[:2]
    text = quote(name)
    source = quote(first.facets["source"][0].value)
    article = first.results[0].article.id
    return {
        "everything": "/",
        "a place's name": f"/?q={text}",
        "a word": f"/?q={quote(word)}",
        "two words": f"/?q={quote(f'{word} {other}')}",
        "a phrase": f"/?q={quote(f'{chr(34)}{word} {other}{chr(34)}')}",
        "a beginning": f"/?q={quote(word[:3])}*",
        "a place": f"/?place={places[0]}",
        "two places": f"/?place={places[0]}&place={places[1]}",
        "a place in a year": f"/?q={quote(word)}&place={places[0]}&date={year}",
        "a source, oldest first": f"/?source={source}&sort=oldest",
        "page 30": f"/?q={text}&page=30",
        "a period, mainly about": f"/?from={year}&place={places[0]}&main=1",
        "an article": f"/article/{quote(article)}?q={text}&hit=1",
    }


def measure(client: Client, address: str, rounds: int) -> tuple[bytes, float, float, float]:
    """The page, and the CPU of the first answer, the median answer and an answer to who has it."""
    times = []
    for _ in range(rounds):
        begun = process_time()
        answer = client.get(address)
        times.append(1000 * (process_time() - begun))
    if answer.status_code not in (200, 404):
        raise SystemExit(f"{address}: {answer.status}")
    begun = process_time()
    client.get(address, headers={"If-None-Match": answer.headers.get("ETag", "")})
    again = 1000 * (process_time() - begun)
    return answer.data, times[0], statistics.median(times[1:]), again


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    archive = Archive(Settings(index=args.index))
    client = Client(create_app(archive))
    print(f"{'':24}{'bytes':>9}{'gzip':>8}{'links':>7}{'first':>8}{'ms':>7}{'304':>6}")
    rows = []
    for kind, address in addresses(archive).items():
        page, first, median, again = measure(client, address, args.rounds)
        packed = len(gzip.compress(page, 6))
        rows.append((len(page), packed, page.count(b"<a "), first, median, again))
        print(
            f"{kind:24}{len(page):9,}{packed:8,}{rows[-1][2]:7}{first:8.1f}{median:7.1f}{again:6.1f}"
        )
    lists = rows[:-1]
    middle = [statistics.median(row[column] for row in lists) for column in range(6)]
    print(
        f"{'median of the lists':24}{middle[0]:9,.0f}{middle[1]:8,.0f}{middle[2]:7.0f}"
        f"{middle[3]:8.1f}{middle[4]:7.1f}{middle[5]:6.1f}"
    )


if __name__ == "__main__":
    main()
