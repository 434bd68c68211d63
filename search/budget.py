"""How much work one request may take, whatever it asks for."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from search.errors import BudgetExceeded

_Found = TypeVar("_Found")
_Instead = TypeVar("_Instead")

FOLLOW_UPS_SHARE = 0.6
"""What is offered beside the results is looked for up to this share of a budget."""

DEAR_SHARE = 0.125
"""A request that has taken so much of its budget goes on when it is its turn: others are answered first."""

LONGEST_WAIT = 20.0
"""How many seconds a request waits for its turn."""


class Turns:
    """Dear requests take turns, one after another: cheap ones share the processor with one of them."""

    def __init__(self, most_waiting: int) -> None:
        """As many may wait for their turn as there are threads to spare."""
        self._turn = threading.Semaphore(1)
        self._waiting = threading.Semaphore(most_waiting)

    def take(self) -> None:
        """Wait for a turn; BudgetExceeded if too many do already, or for too long."""
        if self._turn.acquire(blocking=False):
            return
        if self._waiting.acquire(blocking=False):
            try:
                if self._turn.acquire(timeout=LONGEST_WAIT):
                    return
            finally:
                self._waiting.release()
        raise BudgetExceeded("too many searches that take much work are waiting: try again soon")

    def give_back(self) -> None:
        """Let the next one go on."""
        self._turn.release()


class Budget:
    """CPU time of the thread that answers a request.

    Checked wherever work is begun whose amount a request decides: a leaf, an expansion, a count, an article
    that is read. It belongs to one request and one thread.
    """

    def __init__(
        self,
        seconds: float = math.inf,
        clock: Callable[[], float] = time.thread_time,
        turns: Turns | None = None,
    ) -> None:
        """`turns` are those of all requests to an archive; `close` gives this one's back."""
        self.left_out: list[str] = []
        """What was left out to stay within the budget, by the names given to `offer`."""
        self._clock = clock
        self._begun = clock()
        self._seconds = self._allowed = seconds
        self._turns = turns
        self._has_turn = False

    def close(self) -> None:
        """The request is answered: the next may have its turn, and nothing more is counted."""
        self._seconds = self._allowed = math.inf
        if self._turns and self._has_turn:
            self._has_turn = False
            self._turns.give_back()

    def check(self) -> None:
        """BudgetExceeded if as much as there was is spent."""
        if self._seconds == math.inf:
            return
        spent = self._clock() - self._begun
        if self._turns and not self._has_turn and spent > DEAR_SHARE * self._seconds:
            self._turns.take()
            self._has_turn = True
        if spent > self._allowed:
            raise BudgetExceeded(
                "this takes more than the %(limit)s ms of work that one request may: ask for fewer words or "
                "filters, for more letters of a word, or for fewer results on a page",
                limit=round(self._seconds * 1000),
            )

    def unpaid(self, make: Callable[[], object]) -> None:
        """What is made once for all requests is no part of the work of the first that needs it."""
        before = self._clock()
        make()
        self._begun += self._clock() - before

    def offer(
        self, name: str, look_for: Callable[[], _Found], otherwise: _Instead
    ) -> _Found | _Instead:
        """What is found beside the results, or if it takes too much, `otherwise`, the name in `left_out`."""
        self._allowed = FOLLOW_UPS_SHARE * self._seconds
        try:
            self.check()
            return look_for()
        except BudgetExceeded:
            self.left_out.append(name)
            return otherwise
        finally:
            self._allowed = self._seconds
