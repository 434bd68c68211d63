"""Whether the files of an open generation are as they were written, and what is done where they are not.

Opening compares sizes and small files. The rest is compared in the background, at a bounded rate, and at
once when an answer fails in a way that damaged bytes would explain. A generation once found damaged answers
nothing more, whoever holds it.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import math
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from search.engines.generations import Generation, Pause, compare
from search.errors import IndexDamaged, IndexUnusable, TimTinError

FIRST_SECONDS = 1.0
"""The check waits so long, so that a command that ends at once does not pay for it."""

AGAIN_SECONDS = 86_400.0
"""After so long what is still open is checked again: disks rot under what was whole."""

SUSPECTED_SECONDS = 60.0
"""So long a failed answer makes no other check: a fault of the program must not hash the index each time."""

_Searcher = TypeVar("_Searcher")

log = logging.getLogger(__name__)


class Integrity:
    """Of one open generation: `damage` is what differs, None as far as is known."""

    def __init__(self, generation: Generation) -> None:
        self.damage: IndexDamaged | None = None
        self._generation = generation
        self._suspecting = threading.Lock()
        self._suspected_at = -math.inf

    def check(self, pause: Pause = lambda _: None) -> None:
        """Compare every file; IndexDamaged, from now on, if one differs."""
        try:
            compare(self._generation, pause)
        except IndexDamaged as error:
            if self.damage is None:
                log.error("%s", error)
            self.damage = error
        self.refuse()

    def refuse(self) -> None:
        """IndexDamaged if damage was found."""
        if self.damage is not None:
            raise IndexDamaged(self.damage.template, **self.damage.values)

    def suspect(self) -> None:
        """Compare every file now, as an answer failed, unless that was just done."""
        with self._suspecting:
            if self.damage is None and time.monotonic() - self._suspected_at > SUSPECTED_SECONDS:
                self.check()
                self._suspected_at = time.monotonic()
        self.refuse()

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """IndexDamaged instead of an answer, or of an error, that comes of damaged bytes."""
        self.refuse()
        try:
            yield
        except TimTinError:
            self.refuse()
            raise
        except Exception:
            self.suspect()
            raise
        self.refuse()


def guarded(searcher: type[_Searcher]) -> type[_Searcher]:
    """The class with every public method, and every generator, under the guard of its snapshot."""
    for name, method in list(vars(searcher).items()):
        if inspect.isgeneratorfunction(method):
            setattr(searcher, name, _guarded_generator(method))
        elif inspect.isfunction(method) and not name.startswith("_"):
            setattr(searcher, name, _guarded(method))
    return searcher


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        with self._snapshot.integrity.guard():
            return method(self, *args, **options)

    return call


def _guarded_generator(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, *args: Any, **options: Any) -> Iterator[Any]:
        items = method(self, *args, **options)
        while True:
            with self._snapshot.integrity.guard():
                item = next(items, items)
            if item is items:
                return
            yield item

    return call


def check_in_background(
    integrity: Integrity, megabytes: int, when_damaged: Callable[[], object]
) -> None:
    """Compare a generation at so many megabytes a second, and again each day, for as long as it is open.

    `when_damaged` is called when it was found damaged.
    """
    ended = threading.Event()
    reference = weakref.ref(integrity, lambda _: ended.set())
    threading.Thread(
        target=_check_again_and_again,
        args=(reference, ended, megabytes * 1e6, when_damaged),
        name="check of the index",
        daemon=True,
    ).start()


class _Ended(Exception):
    """Nobody has the generation open any more."""


def _check_again_and_again(
    reference: weakref.ref[Integrity],
    ended: threading.Event,
    rate: float,
    when_damaged: Callable[[], object],
) -> None:
    def pause(read: int) -> None:
        if ended.wait(read / rate):
            raise _Ended

    wait = FIRST_SECONDS
    while not ended.wait(wait):
        wait = AGAIN_SECONDS
        try:
            _check(reference, pause)
        except _Ended:
            return
        except IndexDamaged:
            with contextlib.suppress(IndexUnusable):
                when_damaged()
            return
        except IndexUnusable as error:
            log.warning("%s", error)


def _check(reference: weakref.ref[Integrity], pause: Pause) -> None:
    """Compare what is still open, and let go of it."""
    integrity = reference()
    if integrity is not None:
        integrity.check(pause)
