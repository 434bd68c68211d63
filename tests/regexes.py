"""Which regular expressions of a package take more than linear time: `python -m tests.regexes [NAME…]`.

Each is matched against texts that are made for it: what it can match, up to each of its repetitions, and that
repeated without end; what it can match, repeated; and long runs of any class of characters. A text four times
as long may take eight times as long. Prints `NAME: …` before each, so that one that never ends is known.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("search.enrich", "search.ingest")
MAKERS: dict[str, Callable[[ModuleType], Iterator[re.Pattern[Any]]]] = {
    "search.enrich.places.masking:pattern_of_names": lambda it: iter(
        [it.pattern_of_names(["Quảng Nam", "Quảng Ngãi", "Quang", "San-ta A", "aa aa aa"])]
    ),
    "search.ingest.csv:cell_pattern": lambda it: iter([it.cell_pattern(",")]),
    "search.ingest.json:_like": lambda it: (
        it._like(first) for first in (None, *it._FIRST_KEYS.finditer(b'{"id": "a"} {"id": 1}'))
    ),
    "search.ingest.legacy_encodings:_table": lambda it: (
        it._table(name)[1] for name in ("vni", "tcvn3")
    ),
    "search.ingest.documents.pdf:_page_lines": lambda it: iter(
        [re.compile(f"([^\n{it._HYPHEN}]*)([\n{it._HYPHEN}]?)")]
    ),
    "search.ingest.page_phrases:_pattern": lambda it: map(it._pattern, ("label", "label word")),
    "search.ingest.page_phrases:_labels": lambda it: iter([it._labels()]),
}
"""Where patterns are made in functions: how to have one."""

ANCHORED = {
    "search.ingest.csv:cell_pattern[0]",
    "search.ingest.front_matter._YAML",
    "search.ingest.front_matter._TOML",
}
"""Matched at one place only, by another name than their own."""

KNOWN = {
    # A quote by itself is where its finder stops.
    "search.ingest.json._BRACKET",
}

SHORT, TIMES, FACTOR = 1_000, 4, 8
FLOOR = 0.001
"""Seconds of CPU: what takes less for the longer text is not compared."""


_PARSER: Any = importlib.import_module("re._parser")
_POOL = "a1 .,-\n\tAđÀ(\"'<>{}[]:;/&#=_«“–…%*\\0é广\u0301\u00ad"
_RUNS = (
    *(
        "a",
        "A",
        "1",
        " ",
        "\n",
        "\t",
        "(",
        "[",
        "{",
        "<",
        '"',
        "'",
        ",",
        ".",
        "-",
        "/",
        "&",
        "đ",
        "=",
        ":",
        "#",
        "\\",
    ),
    *(
        "a ",
        "A ",
        "Aa ",
        "1 ",
        "1.",
        "1/",
        "a,",
        "a, ",
        " \n",
        "\n\n",
        "</",
        "<a ",
        '="',
        '\\"',
        "(a",
        "<!--",
        "&#",
        "A.",
    ),
)


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """All patterns of the packages, by where they are; AssertionError for an unknown one in a function."""
    for package in map(importlib.import_module, PACKAGES):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                for i, pattern in enumerate(held(value, set())):
                    yield f"{found.name}.{name}" + (f"[{i}]" if i else ""), pattern
            yield from _in_functions(module)


def held(value: object, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value, in what it holds, and in the instances of classes of ours."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from held(pair, seen)
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from held(each, seen)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from held(getattr(value, field.name), seen)


def _in_functions(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(function, ast.FunctionDef):
            continue
        name = f"{module.__name__}:{function.name}"
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.")):
                continue
            if call.func.attr in ("escape",) or not call.args:  # type: ignore[attr-defined]
                continue
            written = call.args[0]
            if isinstance(written, ast.Constant):
                yield f"{name}:{call.lineno}", re.compile(written.value)
            elif name in MAKERS:
                for i, pattern in enumerate(MAKERS[name](module)):
                    yield f"{name}[{i}]", pattern
            else:
                raise AssertionError(f"how to have the pattern of {name} is not known to MAKERS")


def texts(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Adversarial texts for a pattern, each about so long."""
    drawn = random.Random(1)
    tree = _PARSER.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    pumped: dict[str, None] = dict.fromkeys(_RUNS)
    begun: dict[tuple[str, str], None] = {}
    for _ in range(4):
        path: list[tuple[str, str]] = []
        sample = _sample(tree, drawn, path, "")
        pumped |= dict.fromkeys((sample, f"{sample} ", sample[: len(sample) // 2], sample[:-1]))
        begun |= dict.fromkeys(path)
        pumped |= dict.fromkeys(before + item for before, item in path[:40])
    for item in list(pumped)[:120]:
        if item:
            yield item * (length // len(item))
    for before, item in list(begun)[:80]:
        if item:
            yield before + item * (length // len(item))
            yield before + item * (length // len(item)) + "\x00\n"


def _sample(tree: Any, drawn: random.Random, path: list[tuple[str, str]], before: str) -> str:
    """A text that the pattern may match; in `path` what is before each repetition, and what is repeated."""
    said = ""
    for kind, value in tree:
        match str(kind):
            case "LITERAL":
                said += chr(value)
            case "NOT_LITERAL":
                said += next(char for char in _POOL if ord(char) != value)
            case "ANY":
                said += "a"
            case "IN":
                said += _one_of(value, drawn)
            case "BRANCH":
                said += _sample(drawn.choice(value[1]), drawn, path, before + said)
            case "SUBPATTERN":
                said += _sample(value[3], drawn, path, before + said)
            case "ATOMIC_GROUP":
                said += _sample(value, drawn, path, before + said)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = value
                item = _sample(inner, drawn, path, before + said)
                if most > 1:
                    path.append((before + said, item))
                said += item * min(max(least, drawn.randrange(3)), most)
            case "ASSERT" if value[0] > 0:
                _sample(value[1], drawn, path, before + said)
    return said


def _one_of(items: Any, drawn: random.Random) -> str:
    """A character of a set, any of a few."""
    negated = str(items[0][0]) == "NEGATE"
    if not negated:
        chosen, value = drawn.choice(items)
        if str(chosen) == "LITERAL":
            return chr(value)
        if str(chosen) == "RANGE":
            return chr(drawn.choice(value))
    inside = [char for char in _POOL if _is_in(char, items[negated:]) != negated]
    return drawn.choice(inside[:6]) if inside else "a"


def _is_in(char: str, items: Any) -> bool:
    classes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    for kind, value in items:
        if str(kind) == "LITERAL" and ord(char) == value:
            return True
        if str(kind) == "RANGE" and value[0] <= ord(char) <= value[1]:
            return True
        if str(kind) == "CATEGORY":
            name = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
            found = re.match(classes[name.removeprefix("NOT_")], char) is not None
            if found != name.startswith("NOT_"):
                return True
    return False


def _anchored_uses(name: str) -> set[str]:
    """`match`, `fullmatch` where a pattern has no other use, by its name in the sources; else nothing."""
    if name in ANCHORED:
        return {"match"}
    last = re.escape(name.rpartition(".")[2])
    sources = "".join(path.read_text("utf-8") for path in Path("search").rglob("*.py"))
    uses = set(re.findall(rf"\b{last}\.(\w+)\(", sources))
    return uses if uses <= {"match", "fullmatch"} else set()


def _seconds(pattern: re.Pattern[Any], text: str, uses: set[str], tries: int) -> float:
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    times = []
    for _ in range(tries):
        begun = time.process_time()
        for use in uses:
            getattr(pattern, use)(given)
        if not uses:
            list(pattern.finditer(given))
        times.append(time.process_time() - begun)
    return min(times)


def superlinear(pattern: re.Pattern[Any], uses: set[str]) -> str:
    """The beginning of a text on which a pattern takes more than linear time, or nothing."""
    for short, long in zip(texts(pattern, SHORT), texts(pattern, TIMES * SHORT), strict=True):
        for times in (1, 5):
            most = max(FLOOR, FACTOR * _seconds(pattern, short, uses, times))
            if _seconds(pattern, long, uses, times) < most:
                break
        else:
            return f"{short[:60]!r}… of {len(long):,} characters"
    return ""


def main() -> int:
    faults = 0
    for name, pattern in patterns():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        print(f"{name}: ", end="", flush=True)
        said = "" if name in KNOWN else superlinear(pattern, _anchored_uses(name))
        faults += bool(said)
        print(said or "linear", flush=True)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
