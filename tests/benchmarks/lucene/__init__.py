"""Lucene as a peer: a Java source file, run from the jars that the tests' cluster is made of."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.benchmarks.peers import Asked, Rows
from tests.cluster.programs import ClusterUnavailable, find_programs

SOURCE = Path(__file__).with_name("Lucene.java")


class Lucene:
    """A process that has built an index and answers questions.

    `building` is how many seconds of CPU it took, `spent` how many the last answer did: those of its one
    thread, without what Java compiles and collects beside it.
    """

    def __init__(self, rows: Rows, folder: Path) -> None:
        """Build the index in the folder. ClusterUnavailable where there is no JDK."""
        programs = find_programs()
        file = folder.with_suffix(".tsv")
        with file.open("w", encoding="utf-8") as out:
            for row in rows:
                values = " ".join(row.terms), row.day, row.month, row.article.language
                out.write("\t".join(map(str, (*values, "|".join(row.places)))) + "\n")
        jars = os.pathsep.join(map(str, programs.jars))
        self._process = subprocess.Popen(
            [programs.java, "-Xmx2g", "-cp", jars, SOURCE, file, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.spent = 0.0
        try:
            self.building = int(self._answer()[1]) / 1e9
        finally:
            file.unlink()

    def __call__(self, asked: Asked) -> int:
        first, last = (day.toordinal() for day in asked.period) if asked.period else ("", "")
        question = (asked.kind, " ".join(asked.words), first, last, asked.place or "")
        assert self._process.stdin is not None
        self._process.stdin.write("\t".join(map(str, question)) + "\n")
        self._process.stdin.flush()
        total, nanoseconds = self._answer()
        self.spent = int(nanoseconds) / 1e9
        return int(total)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> list[str]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ClusterUnavailable(
                f"Java has ended ({self._process.wait()}): it runs a source file only with a JDK"
            )
        return line.rstrip("\n").split("\t")
