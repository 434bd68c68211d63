"""What the text of a file or of an article may take while it is read, whatever it holds."""

from __future__ import annotations

import sys

SECONDS = 10
"""How long a file, a member of one, or an article may take."""

MEGABYTES = 512
"""How much memory it may take beside what the process that reads it has at its start."""


def limit_memory(megabytes: int = MEGABYTES) -> None:
    """Have this process fail where it wants more than that beside what it has now."""
    # macOS knows the limit but does not keep it, Windows has none: there time is the only one.
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as statm:
            base = int(statm.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = base + (megabytes << 20)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
