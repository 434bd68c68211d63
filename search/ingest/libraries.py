"""Libraries that only some kinds of files need, and that may not be installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import InputError


@contextmanager
def needs(library: str) -> Iterator[None]:
    """Import a library inside; InputError with what to install if it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise InputError(
            f"needs {library}, which is not installed: pip install 'timtin[documents]'"
        ) from None
