"""What every regular expression of the program must hold to."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from typing import Any

import search

ATOMIC = {"ATOMIC_GROUP", "LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Those that the modules hold by a name."""
    for found in pkgutil.walk_packages(search.__path__, "search."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{found.name}.{name}", value


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
