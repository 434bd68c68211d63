"""Small indexes of which every answer is known, and what is asked of one after each fault."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

from search import Article, IndexMissing, IndexUnusable, Settings
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan
from search.query.tree import Phrase, Term, Word
from tests.conftest import article

WORDS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")

State = Mapping[str, Article]
"""The articles that an index holds, by id."""


def open_at(root: Path, kept: int = 2) -> WhooshEngine:
    return WhooshEngine(Settings(index=root, kept_generations=kept), {})


def made(tag: str, many: int, seed: int = 0) -> dict[str, Article]:
    """Articles whose ids begin with a tag, each of some of the words."""
    chance = random.Random(f"{tag} {seed}")
    articles = {}
    for number in range(many):
        words = [word for word in WORDS if chance.random() < 0.5]
        body = " ".join(chance.choice([*words, f"so{number}"]) for _ in range(12))
        articles[f"{tag}-{number}"] = article(f"{tag}-{number}", f"tin {tag}", body)
    return articles


def wrong(engine: WhooshEngine, states: list[State]) -> str:
    """What an index answers that none of the states would; "" if one of them explains every answer.

    IndexUnusable, and whatever else is raised, is the caller's.
    """
    searcher = engine.searcher()
    size = max(map(len, states)) + 1
    found = {hit.id for hit in searcher.search(Plan(None, size=size)).hits}
    possible = [state for state in states if set(state) == found]
    if not possible:
        return f"{len(found)} articles, none of the states"
    bodies = {one.id: one.body for one in searcher.fetch(sorted(found))}
    for state in possible:
        if bodies == {id: one.body for id, one in state.items()}:
            break
    else:
        return "other bodies"
    for word in WORDS:
        hits = searcher.search(Plan(Word(Term(word)), size=size))
        expected = {id for id, one in state.items() if word in one.body.split()}
        if {hit.id for hit in hits.hits} != expected or hits.total != len(expected):
            return f"other articles with {word}"
    for first, second in itertools.pairwise(WORDS):
        hits = searcher.search(Plan(Phrase((Term(first), Term(second))), size=size))
        side_by_side = f" {first} {second} "
        expected = {id for id, one in state.items() if side_by_side in f" {one.body} "}
        if {hit.id for hit in hits.hits} != expected:
            return f"other articles with {first} beside {second}"
    if set(searcher.origins()) != set(state):
        return "other origins"
    return ""


def trouble(root: Path, states: list[State | None], *, goes_on: bool = True) -> str:
    """What is wrong with an index that must be whole and in one of the states (None: no index yet).

    With `goes_on` it is also updated, after which nothing is left behind.
    """
    there = [state for state in states if state is not None]
    try:
        engine = open_at(root)
        try:
            engine.check()
        except IndexMissing:
            if None not in states:
                return "no index"
            there = [{}]
            if goes_on:
                engine.write([], (), replace_all=True)
        if goes_on or there != [{}]:
            if found := wrong(engine, there):
                return found
            if engine.searcher().summary().degraded_reason:
                return engine.searcher().summary().degraded_reason
        if not goes_on:
            return ""
        before = {hit.id for hit in engine.searcher().search(Plan(None, size=10_000)).hits}
        engine.write(made("next", 1).values(), (), replace_all=False)
        after = {hit.id for hit in engine.searcher().search(Plan(None, size=10_000)).hits}
        if after != before | {"next-0"}:
            return "an update after it is not there"
        engine.check()
    except IndexUnusable as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    left = [path.name for path in root.iterdir() if path.name[0] not in "gCL" or "." in path.name]
    return f"left behind: {', '.join(left)}" if left else ""


def copy(source: Path, target: Path) -> None:
    """A copy of an index. What is published is shared, as nobody writes into it."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_dir():
            shutil.copytree(path, target / path.name, copy_function=os.link)
        else:
            shutil.copy2(path, target / path.name)


def replace(file: Path, content: bytes) -> None:
    """Give a file another content, and those that share it none."""
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
    file.write_bytes(content)
