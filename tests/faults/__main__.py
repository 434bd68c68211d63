"""Campaigns of faults: `python -m tests.faults [--small] [--seconds N] [NAME…]`, all without a name.

`--small` tries as few times as every run of the tests does; `--seconds` ends each campaign after so long.
"""

from __future__ import annotations

import argparse
import logging
import math
import sys
import tempfile
import time
from pathlib import Path

from search.engines.whoosh.reading import integrity
from tests.faults.campaigns import CAMPAIGNS, Skipped
from tests.faults.shim import start_again_with_shim

SHOWN = 20
"""How many failures of a campaign are told."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--small", action="store_true", help="as in every run of the tests")
    parser.add_argument("--seconds", type=float, default=math.inf, help="for each campaign")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CAMPAIGNS))
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(CAMPAIGNS):
        parser.error(f"there is no campaign {min(unknown)!r}: name some of {', '.join(CAMPAIGNS)}")
    start_again_with_shim()
    # What is found is what is looked for; checks in the background come when they are called.
    logging.disable()
    integrity.FIRST_SECONDS = 1e6
    names = asked.names or CAMPAIGNS
    return max([_run(name, asked.small, asked.seconds) for name in names])


def _run(name: str, small: bool, seconds: float) -> int:
    campaign, many, few = CAMPAIGNS[name]
    tried, failures = 0, []
    end = time.monotonic() + seconds
    try:
        with tempfile.TemporaryDirectory() as folder:
            for said in campaign(few if small else many, Path(folder)):
                tried += 1
                if said:
                    failures.append(said)
                    if len(failures) <= SHOWN:
                        print(f"  {said}", flush=True)
                if time.monotonic() > end:
                    break
    except Skipped as reason:
        print(f"{name}: skipped, {reason}", flush=True)
        return 0
    print(f"{name}: {tried:,} tried, {len(failures):,} failed", flush=True)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
