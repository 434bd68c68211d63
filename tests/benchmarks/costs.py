"""Ask an index for what costs most, and print the dearest addresses: the bound on what a request may cost.

    python -m tests.benchmarks.costs INDEX [--most 40] [--kept] [--without-budget]
    python -m tests.benchmarks.costs INDEX --ordinary 2000

Texts, filters and pages are each at their limits and combined, on every page that there is but the files,
through the WSGI application in this process. A row is an address: its status, milliseconds of CPU of its
thread, the most megabytes it held at once (asked again, with tracemalloc), and kilobytes of its answer. What
an index makes once for all its requests is made before; nothing else is kept for the next, unless `--kept`.

`--ordinary` asks so many addresses as readers ask: words, phrases, places and periods of the articles. Of
these none may be refused, and nothing may be left out of any.
"""

from __future__ import annotations

import argparse
import logging
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice, pairwise
from pathlib import Path
from time import thread_time
from urllib.parse import urlencode

from werkzeug.test import Client

from search import FACETS, Archive, Article, SearchRequest, Settings
from web import create_app

Parameters = list[tuple[str, str]]

UNBOUNDED_MS = 1 << 20
LEFT_OUT = "took so much work"


def words_of(archive: Archive) -> list[str]:
    """The words of the newest hundred articles, most frequent first."""
    results = archive.search(SearchRequest(size=100)).results
    counts = Counter(word for r in results for word in r.article.body[:20_000].split())
    return [word for word, _ in counts.most_common() if word.isalpha()]


def texts(words: Sequence[str]) -> dict[str, str]:
    """Texts at the limits of what may be typed, by what is dear in them."""
    long = [word for word in words if len(word) > 4]
    common, rare = words[:200], words[-200:]
    short = list(dict.fromkeys(word[:2].lower() for word in words))
    begun = list(dict.fromkeys(word[:3].lower() for word in words))

    def filled(parts: Sequence[str], most: int, joined: str = " ", length: int = 2_000) -> str:
        text = joined.join(islice(cycle(parts), most))
        return text[:length].rpartition(joined)[0] if len(text) > length else text

    phrases = [f'"{" ".join(islice(cycle(common[i:] or common), 20))}"' for i in range(40)]
    return {
        "nothing": "",
        "a word": common[0],
        "two words": " ".join(common[:2]),
        "32 common words": filled(common, 32),
        "384 common words": filled(common, 384),
        "384 rare words": filled(rare, 384),
        "any of 384": filled(common, 190, " OR "),
        "not 190": f"{common[0]} {filled([f'-{word}' for word in common], 190)}",
        "a fuzzy word": f"{long[0]}~2",
        "32 fuzzy words": filled([f"{word}~2" for word in long], 32),
        "32 fuzzy, any": filled([f"{word}~2" for word in long], 32, " OR "),
        "190 fuzzy words": filled([f"{word}~" for word in long], 190),
        "fuzzy syllables": filled([f"{word}~" for word in common if len(word) > 2], 190),
        "32 prefixes": filled([f"{start}*" for start in short], 32),
        "190 prefixes": filled([f"{start}*" for start in begun], 190),
        "32 prefixes, any": filled([f"{start}*" for start in begun], 32, " OR "),
        "not 32 prefixes": f"{common[0]} {filled([f'-{start}*' for start in begun], 32)}",
        "a phrase of two": f'"{common[0]} {common[1]}"',
        "20 phrases": filled(phrases, 20),
        "phrases of two": filled([f'"{a} {b}"' for a, b in pairwise(common)], 190),
        "exact phrases": filled([f'="{a} {b}"' for a, b in pairwise(common)], 190),
        "10 brackets": "(" * 10 + filled(common, 100, " OR ") + ")" * 10,
        "titles": filled([f"title:{word}" for word in common], 190),
        "dates": filled([f"date:{year}" for year in range(1950, 2026)], 190, " OR "),
        "512 letters": "x" * 512,
        "2,048 letters of three bytes": "ệ " * 1_020,
        "misspelt": filled([f"{word[1]}{word[0]}{word[2:]}" for word in long], 14),
    }


def filters(archive: Archive) -> dict[str, Parameters]:
    """Filters at their limits: none, some that find nothing, all that may be given."""
    first = archive.search(SearchRequest())
    held = {facet: [v.value for v in values] for facet, values in first.facets.items()}
    places = [place.value for top in first.facets["place"] for place in (top, *top.children)]
    dates = [date.value for year in first.facets["date"] for date in (year, *year.children)]
    held |= {"place": places, "date": dates}
    every = [(facet, value) for facet in FACETS for value in held.get(facet, ())[:50]]
    narrow = [("place", place) for place in places[:50]]
    nowhere = [("from", "1700"), ("to", "1701"), ("all", "1"), ("marks", "exact")]
    return {
        "no filter": [],
        "50 places, all of them": narrow,
        "50 places, any": [*narrow, ("any_place", "1")],
        "every filter": [*every, ("from", "1950"), ("to", "2026"), ("main", "1")],
        "nothing found": [*every, *nowhere],
    }


def dear_addresses(archive: Archive) -> Iterator[tuple[str, str]]:
    """What each address asks for, and the address."""
    asked, narrowed = texts(words_of(archive)), filters(archive)
    article = archive.search(SearchRequest(asked["two words"])).results[0].article.id
    newest = archive.search(SearchRequest(size=100)).results
    longest = max(newest, key=lambda result: len(result.article.body)).article.id
    shown: dict[str, Parameters] = {
        "ten": [],
        "a hundred": [("size", "100")],
        "deep": [("size", "100"), ("page", "500"), ("copies", "all")],
        "oldest": [("size", "100"), ("sort", "oldest")],
    }

    def address(path: str, *given: Parameters) -> str:
        return f"{path}?{urlencode([pair for pairs in given for pair in pairs])}"

    others = [("vs", other) for other in list(asked.values())[-5:-2] if other]
    for what, text in asked.items():
        q = [("q", text)]
        for filtered, chosen in narrowed.items():
            for how, page in shown.items() if filtered == "no filter" else (("ten", []),):
                yield f"{what}, {filtered}, {how}", address("/", q, chosen, page)
        yield f"an article, {what}", address(f"/article/{article}", q, [("hit", "1")])
        yield f"the longest, {what}", address(f"/article/{longest}", q, [("hit", "3000")])
        yield f"timeline of {what}", address("/timeline", q, others)
        yield f"partners of {what}", address("/partners", q, [("rows", "all"), ("columns", "all")])
        yield f"places of {what}", address("/places", q)
        yield f"sources of {what}", address("/choices/source", q, narrowed["50 places, any"])
        yield f"suggestions for {what}", address("/api/suggest", q)
        yield f"feed of {what}", address("/feed.atom", q)
    dear, every = [("q", asked["32 fuzzy words"])], narrowed["every filter"]
    three = [("vs", asked[name]) for name in ("190 prefixes", "20 phrases", "384 common words")]
    whole = [("rows", "all"), ("columns", "all")]
    yield "timelines, four", address("/timeline", dear, three)
    yield "partners, every filter", address("/partners", every, whole)
    yield "choices of places", address("/choices/place", dear, every)


def ordinary_addresses(archive: Archive, drawn: random.Random) -> Iterator[str]:
    """What readers ask, without end: words, phrases, places, periods and articles of the archive."""
    found = archive.search(SearchRequest())
    places = [place.value for top in found.facets["place"] for place in (top, *top.children)]
    dates = [date.value for year in found.facets["date"] for date in (year, *year.children)]
    results = archive.scan(SearchRequest())
    articles: list[Article] = [r.article for r in islice(results, 0, 20_000, 20)]
    gazetteer = archive.gazetteer
    while True:
        article = drawn.choice(articles)
        words = article.body[:2_000].split()
        first = drawn.randrange(max(1, len(words) - 8))
        some = " ".join(words[first : first + drawn.randrange(2, 7)]).replace('"', "")
        place, when = drawn.choice(places), drawn.choice(dates)
        year = str(drawn.randrange(2005, 2026))
        word = drawn.choice(words or ["tin"])
        asked: list[tuple[str, Parameters]] = [
            ("/", [("q", word)]),
            ("/", [("q", some)]),
            ("/", [("q", f'"{some}"')]),
            ("/", [("q", gazetteer.label(place, drawn.choice(("vi", "en"))))]),
            ("/", [("q", article.title[:200])]),
            ("/", [("place", place), ("date", when)]),
            ("/", [("q", some), ("place", place)]),
            ("/", [("q", word), ("from", year), ("to", year), ("sort", "newest")]),
            (f"/article/{article.id}", [("q", some), ("hit", "1")]),
            ("/timeline", [("q", word)]),
            ("/api/suggest", [("q", some[: drawn.randrange(2, 20)])]),
            ("/partners", [("q", word)]),
        ]
        path, given = drawn.choice(asked)
        yield f"{path}?{urlencode(given)}"


def print_dearest(client: Client, asked: Sequence[tuple[str, str]], most: int) -> None:
    """Ask all, and print how they were answered and the dearest of them."""
    rows = []
    for what, address in asked:
        begun = thread_time()
        answer = client.get(address)
        rows.append((thread_time() - begun, what, address, answer.status_code, len(answer.data)))
        answer.close()
    rows.sort(reverse=True)
    size, largest = max((row[4], row[1]) for row in rows)
    print(f"{len(rows)} addresses: {dict(Counter(row[3] for row in rows))}")
    print(f"at most {1000 * rows[0][0]:.0f} ms; the largest {size / 1e3:.0f} kB: {largest}")
    held = 0.0
    for spent, what, address, status, size in rows[:most]:
        tracemalloc.start()
        client.get(address).close()
        own = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        held = max(held, own)
        print(f"{status} {1000 * spent:8.0f} ms {own:7.1f} MB {size / 1e3:8.0f} kB  {what}")
    print(f"at most {held:.0f} MB")


def print_refused(client: Client, asked: Iterator[str], count: int) -> None:
    """Ask so many, and print which were refused or left something out."""
    statuses: Counter[int] = Counter()
    times = []
    less = 0
    for address in islice(asked, count):
        begun = thread_time()
        answer = client.get(address)
        times.append(thread_time() - begun)
        statuses[answer.status_code] += 1
        if answer.status_code >= 500 or LEFT_OUT in answer.text:
            less += 1
            print(answer.status_code, address)
    times.sort()
    print(f"{count} addresses: {dict(statuses)}, {less} refused or with something left out")
    print(f"ms: median {1000 * times[count // 2]:.0f}, most {1000 * times[-1]:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--most", type=int, default=40, help="how many of the dearest to print")
    parser.add_argument("--kept", action="store_true", help="keep what requests made of postings")
    parser.add_argument("--without-budget", action="store_true", help="what it would have cost")
    parser.add_argument("--ordinary", type=int, help="ask so many ordinary addresses instead")
    args = parser.parse_args()
    settings = {"request_ms": UNBOUNDED_MS} if args.without_budget else {}
    archive = Archive(Settings(args.index, cache_mb=512 if args.kept else 0, **settings))
    logging.disable()
    client = Client(create_app(archive))
    dear = list(dear_addresses(archive))
    for address in ("/?q=a~", "/timeline", "/partners?rows=all&columns=all", "/places", "/?main=1"):
        client.get(address)
    if args.ordinary:
        print_refused(client, ordinary_addresses(archive, random.Random(1)), args.ordinary)
    else:
        print_dearest(client, dear, args.most)


if __name__ == "__main__":
    main()
