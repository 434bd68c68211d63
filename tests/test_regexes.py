"""What every regular expression must hold to: linear time, and what is right on each Python."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import search
from tests.regexes import held, superlinear

PROJECT = Path(__file__).resolve().parents[1]

ATOMIC = {"ATOMIC_GROUP", "LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}


def test_every_pattern_is_linear() -> None:
    """In a process of its own: one that never ends is the last that is named."""
    command = [sys.executable, "-m", "tests.regexes"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=500)
    except subprocess.TimeoutExpired as error:
        pytest.fail(f"it never ends: {(error.stdout or b'').decode()[-200:]}")
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.endswith(": linear")] == [], done.stderr
    assert len(lines) > 100
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",
        r"a*b",
        r"<!--.*?-->",
        r'"(?:[^"\\]|\\.)*"',
        r"(?:date|day)[^:]*:",
        r"x\s*y?\s*;",
    ],
)
def test_one_that_is_not_is_found(pattern: str) -> None:
    assert superlinear(re.compile(pattern, re.DOTALL), set())


def test_one_that_is_linear_is_not() -> None:
    assert not superlinear(re.compile(r"(?<!\s)\s++$|\bab{1,9}c"), set())


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Those that the modules of the program hold."""
    for found in pkgutil.walk_packages(search.__path__, "search."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            for pattern in held(value, set()):
                yield f"{found.name}.{name}", pattern


def repeated(item: Any) -> Iterator[list[str]]:
    """What is repeated possessively in a parsed pattern, by the names of its parts."""
    if isinstance(item, parser.SubPattern):
        for operation, argument in item:
            if str(operation) == "POSSESSIVE_REPEAT":
                yield [str(part) for part, _ in argument[2]]
            yield from repeated(argument)
    elif isinstance(item, tuple | list):
        for part in item:
            yield from repeated(part)


def test_what_is_repeated_possessively_is_atomic() -> None:
    """Python 3.11.0 to 3.11.4 go on from where a part of it had failed: CPython's issue 106052."""
    looked_at = 0
    for name, pattern in patterns():
        for parts in repeated(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)):
            looked_at += 1
            assert len(parts) == 1, name
            assert parts[0] in ATOMIC, name
    assert looked_at > 5
