"""The shim of `shim.c`: built where there is a C compiler, loaded by starting the program again."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAIL_ONE, FAIL_FROM, END, FULL, LOG = 1, 2, 3, 4, 5
_LOADED = "TIMTIN_FAULTS_SHIM"


def missing() -> str:
    """Why the shim is not loaded; "" if it is."""
    if os.environ.get(_LOADED):
        return ""
    if not sys.platform.startswith("linux"):
        return "needs Linux"
    return "needs a C compiler (cc)"


def start_again_with_shim() -> None:
    """Build the shim and start this program again with it loaded; nothing where that cannot be done."""
    compiler = shutil.which("cc")
    if os.environ.get(_LOADED) or compiler is None or not sys.platform.startswith("linux"):
        return
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "shim.so")
        source = Path(__file__).with_name("shim.c")
        command = [compiler, "-shared", "-fPIC", "-O1", "-D_LARGEFILE64_SOURCE", "-o", str(library)]
        subprocess.run([*command, str(source), "-ldl"], check=True)
        loaded = {"LD_PRELOAD": str(library), _LOADED: "1"}
        arguments = [sys.executable, "-m", "tests.faults", *sys.argv[1:]]
        done = subprocess.run(arguments, env=os.environ | loaded, check=False)
    sys.exit(done.returncode)


@contextmanager
def armed(
    folder: Path, mode: int, at: int = 0, error: int = 0, log: int = -1
) -> Iterator[ctypes.CDLL]:
    """Within, what is done to files below the folder is counted and treated as the mode says."""
    shim = ctypes.CDLL(None)
    shim.shim_count.restype = ctypes.c_long
    shim.shim_arm(os.fsencode(folder), mode, ctypes.c_long(at), error, log)
    try:
        yield shim
    finally:
        shim.shim_arm(b"/nowhere", 0, ctypes.c_long(0), 0, -1)
