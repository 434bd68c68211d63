"""Ends all processes of its group, and removes a folder, once its standard input is closed.

`python guard.py FOLDER`, as the leader of a new process group to which the nodes belong. The other end of
the pipe is held by the process that started the nodes, so however that one ends, they end with it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.read()
    group = os.getpgrp()
    # A child does it in a group of its own, to live long enough to tidy up.
    if os.fork() == 0:
        os.setpgid(0, 0)
        os.killpg(group, signal.SIGKILL)
        for _ in range(100):
            shutil.rmtree(sys.argv[1], ignore_errors=True)
            if not os.path.exists(sys.argv[1]):
                break
