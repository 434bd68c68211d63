"""A server's process, started again when a signal ends it.

Postings are mapped. Where another program cuts such a file off in place, the operating system ends whoever
looks at it (SIGBUS); where memory is short, whoever has most of it (SIGKILL). No handler in Python can go on
from there, but another process can, on what is whole: forked from one that has all the program in memory and
nothing open, it answers within a fraction of a second, and connections wait for it in the socket they share.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import warnings
from types import FrameType

CRASHES = (
    signal.SIGBUS,
    signal.SIGSEGV,
    signal.SIGKILL,
    signal.SIGABRT,
    signal.SIGILL,
    signal.SIGFPE,
)
"""The signals after which another process goes on; others are the wish of who sends them."""

LEAST_SECONDS = 1.0
"""A process that ends sooner is not followed by another before that: a fault at the start makes no storm."""

_PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

log = logging.getLogger(__name__)


def go_on_after_crashes() -> None:
    """Return in a new process, and again in another whenever a signal of `CRASHES` has ended the last.

    The caller's process does not return: it waits, passes on what it is told to end by, and ends as the
    other does. Nothing may be open yet that two processes cannot share.
    """
    processes: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        if processes:
            os.kill(processes[-1], number)
        else:
            raise SystemExit(128 + number)

    ignored = [number for number in _PASSED_ON if signal.getsignal(number) is signal.SIG_IGN]
    before = {number: signal.signal(number, pass_on) for number in {*_PASSED_ON} - {*ignored}}
    while True:
        begun = time.monotonic()
        # Nothing is ever written: it ends with the process that waits.
        alive, held = os.pipe()
        # Signals that come between wait until both know who they are.
        signal.pthread_sigmask(signal.SIG_BLOCK, before)
        child = _fork()
        if child == 0:
            os.close(held)
            # Ctrl-C is passed on, once.
            os.setpgid(0, 0)
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, before)
            threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
            return
        processes.append(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, before)
        os.close(alive)
        _, status = os.waitpid(child, 0)
        processes.clear()
        os.close(held)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) not in CRASHES:
            _end_like(status)
        ended_by = signal.Signals(os.WTERMSIG(status)).name
        log.error("The server was ended by %s: it starts again", ended_by)
        time.sleep(max(0.0, begun + LEAST_SECONDS - time.monotonic()))


def _fork() -> int:
    with warnings.catch_warnings():
        # The threads that Python 3.12 warns of are those of NumPy's BLAS, which minds forks.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _end_with(alive: int) -> None:
    """End this process when the one that started it has ended."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _end_like(status: int) -> None:
    """End this process as another one has ended."""
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    raise SystemExit(os.waitstatus_to_exitcode(status))
