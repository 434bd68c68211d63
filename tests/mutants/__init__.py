"""Mutants: small faults that the tests must notice, put into a copy of the project one by one.

`python -m tests.mutants` runs them all, `python -m tests.mutants WORD` those with the word in their
names. It takes minutes and is no part of a run of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

TIMEOUT = 900
"""Seconds after which the tests of a mutant are stopped: it was noticed, it never ends."""

_FAILED, _PASSED = 1, 0


class MutantError(Exception):
    """A mutant that cannot be tried, or tests that fail without one."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: in `file`, `source`, which stands there once, is replaced; `tests` should notice."""

    name: str
    file: str
    source: str
    replacement: str
    tests: tuple[str, ...]

    def applied_to(self, text: str) -> str:
        """The text of the file with the fault; MutantError if it is not certain where it goes."""
        times = text.count(self.source)
        if times != 1:
            raise MutantError(
                f"{self.name}: {self.file} has {self.source!r} {times} times, not once"
            )
        changed = text.replace(self.source, self.replacement)
        if changed == text:
            raise MutantError(f"{self.name}: nothing is changed")
        return changed


def try_all(mutants: Sequence[Mutant], folder: Path) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether its tests notice it, in a copy of the project in an empty folder.

    MutantError if one cannot be applied, or if tests fail without it too.
    """
    for mutant in mutants:
        mutant.applied_to((PROJECT / mutant.file).read_text("utf-8"))
    copy = folder / "project"
    _copy_project(copy)
    for tests in dict.fromkeys(mutant.tests for mutant in mutants):
        if _fails(tests, copy, folder):
            raise MutantError(f"{' '.join(tests)}: fails without any mutant")
    for mutant in mutants:
        file = copy / mutant.file
        whole = file.read_text("utf-8")
        file.write_text(mutant.applied_to(whole), "utf-8")
        try:
            yield mutant, _fails(mutant.tests, copy, folder)
        finally:
            file.write_text(whole, "utf-8")


def _copy_project(copy: Path) -> None:
    copy.mkdir()
    shutil.copy(PROJECT / "pyproject.toml", copy)
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis", "labels")
    for name in ("search", "web", "tests", "seeds"):
        shutil.copytree(PROJECT / name, copy / name, ignore=ignored)


def _fails(tests: Iterable[str], copy: Path, folder: Path) -> bool:
    """Whether one of the tests fails in the copy; MutantError if they cannot be run."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "tests.mutants.profile"]
    command += ["-p", "no:cacheprovider", f"--basetemp={folder / 'temporary'}", *tests]
    # A module is compiled anew each time: two mutants may be of one size and second.
    own = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=os.environ | own,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    if done.returncode not in (_PASSED, _FAILED):
        raise MutantError(f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.returncode == _FAILED
