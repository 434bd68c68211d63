"""A plugin of pytest: Hypothesis draws the same examples in each run, and the copy is what is tested."""

from __future__ import annotations

from pathlib import Path

from hypothesis import Phase, settings

import search

assert Path(search.__file__).is_relative_to(Path.cwd()), f"{search.__file__} is not the copy"

settings.register_profile(
    "mutants",
    derandomize=True,
    database=None,
    deadline=None,
    # Whether a mutant is noticed is asked for, not by which least example.
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("mutants")
