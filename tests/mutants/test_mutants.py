"""That the mutants can be put into the code as it is; whether tests notice them is not tried here."""

from __future__ import annotations

import pytest

from tests.mutants import PROJECT, Mutant, MutantError
from tests.mutants.table import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_a_mutant_replaces_stands_in_the_code_once(mutant: Mutant) -> None:
    text = (PROJECT / mutant.file).read_text("utf-8")
    compile(mutant.applied_to(text), mutant.file, "exec")
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert not name or f"def {name}(" in (PROJECT / file).read_text("utf-8")


def test_each_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("text", ["", "one and one"])
def test_one_that_has_no_certain_place_is_refused(text: str) -> None:
    with pytest.raises(MutantError, match="times, not once"):
        Mutant("some", "file.py", "one", "two", ()).applied_to(text)
