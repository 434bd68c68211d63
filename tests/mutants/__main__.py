"""Try mutants; see the package. Exit 1 if any survives, 2 if any cannot be tried."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.mutants import MutantError, try_all
from tests.mutants.table import MUTANTS


def main(words: list[str]) -> int:
    chosen = [m for m in MUTANTS if not words or any(word in m.name for word in words)]
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        try:
            for mutant, noticed in try_all(chosen, Path(folder)):
                print(f"{mutant.name}: {'killed' if noticed else 'survived'}", flush=True)
                survived += not noticed
        except MutantError as error:
            print(f"Error: {error}", file=sys.stderr)
            return 2
    print(f"mutants: {len(chosen)} tried, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
