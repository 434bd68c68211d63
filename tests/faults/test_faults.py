"""A small part of each campaign."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.campaigns import CAMPAIGNS

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", [name for name, (_, _, few) in CAMPAIGNS.items() if few])
def test_nothing_that_goes_wrong_does_harm(name: str) -> None:
    command = [sys.executable, "-m", "tests.faults", "--small", name]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    if ": skipped, " in done.stdout:
        pytest.skip(done.stdout.strip())
    assert re.search(rf"^{name}: [1-9][\d,]* tried, 0 failed$", done.stdout, re.MULTILINE), (
        done.stdout + done.stderr
    )
    assert done.returncode == 0


def test_a_campaign_that_is_not_there_is_named() -> None:
    command = [sys.executable, "-m", "tests.faults", "fire"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert done.returncode == 2
    assert "there is no campaign 'fire': name some of faults, ends" in done.stderr
