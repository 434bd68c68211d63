"""Every regular expression that reads an article takes linear time, whatever is in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.regexes import superlinear

PROJECT = Path(__file__).resolve().parents[1]


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
