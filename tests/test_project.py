"""The project itself: what its top level holds, and what is in the package that it builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import fnmatch
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TOP = {"pyproject.toml", "README.md", "LICENSE", "search", "web", "seeds", "index", "tests"}
"""Beside these there are dotfiles, and what `.gitignore` names."""

BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "search", "web")

BUILD = """
import os, sys
sys.path = sys.path[1:]  # not the folder it runs in: that has a package called search
from setuptools import build_meta
print(build_meta.build_wheel(sys.argv[1]))
"""


def ignored() -> list[str]:
    """The patterns of `.gitignore` that name something at the top level."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


def tracked() -> set[str] | None:
    """The files of the checkout, or None where the project came without its history."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return None
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return set(filter(None, listed.stdout.split("\0"))) if listed.returncode == 0 else None


def test_the_top_level_holds_what_the_readme_says() -> None:
    files = tracked()
    if files is None:
        names = {path.name for path in ROOT.iterdir()}
        names = {name for name in names if not any(fnmatch(name, bad) for bad in ignored())}
    else:
        names = {file.split("/")[0] for file in files if (ROOT / file).exists()}
    assert {name for name in names if not name.startswith(".")} == TOP


PAGES = sorted(
    path
    for pattern in ("*.md", ".github/*.md", "search/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_folders_that_the_readme_names_are_there() -> None:
    _, table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where things are")
    named = re.findall(r"`([\w/.]+/[\w.]*)`", table)
    assert {"search/", "web/", "seeds/", "index/", "tests/"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel, built offline from a copy by the setuptools installed here."""
    pytest.importorskip("setuptools", minversion="77", reason="run: pip install 'setuptools>=77'")
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("made")
    leave_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=leave_out)
        else:
            shutil.copy(ROOT / name, source / name)
    # A folder of tests must stay out even where there is one.
    shutil.copytree(ROOT / "tests" / "gazetteer", source / "tests", ignore=leave_out)
    command = [sys.executable, "-c", BUILD, str(made)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(made / done.stdout.split()[-1]) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_both_packages_and_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    (metadata,) = (top for top in tops if top.endswith(".dist-info"))
    assert tops == {"search", "web", metadata}
    assert not [name for name in wheel if "test" in name.lower()]


def test_the_wheel_holds_every_file_that_the_packages_have(wheel: set[str]) -> None:
    """Modules, and the data that they read: the gazetteer, templates, styles, translations."""
    there = {
        path.relative_to(ROOT).as_posix()
        for folder in ("search", "web")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md"
    }
    assert {name for name in wheel if name.startswith(("search/", "web/"))} == there
    data = ["search/gazetteer/places.csv", "web/templates/base.html", "web/static/style.css"]
    assert set(data) | {"web/translations/vi.po"} <= there


NEEDED = re.compile(r'^    "([\w.-]+)[=>]=[\w.]+",(?: # ([\w.-]+): \w.*)?$', re.MULTILINE)

COMPATIBLE = {
    *("MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ZPL-2.1", "GPL-2.0-or-later"),
}
"""Licences whose programs one under GPL-3.0-or-later may be shipped with, as the FSF lists them."""

WRITTEN_OTHERWISE = {"GPL": "GPL-2.0-or-later", "ZPL 2.1": "ZPL-2.1", "Apache 2.0": "Apache-2.0"}


def test_each_dependency_has_a_bound_a_licence_and_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    named = [*project["dependencies"], *extras["documents"], *extras["opensearch"]]
    given = dict(NEEDED.findall(text))
    for requirement in named:
        name = re.split("[=>]", requirement)[0]
        licence = given[name]
        assert licence in COMPATIBLE, name
        found = metadata(name)
        said = found.get("License-Expression") or found.get("License") or ""
        said = WRITTEN_OTHERWISE.get(said, said)
        classified = " ".join(found.get_all("Classifier") or ())
        # Some have several parts, or say it by a classifier alone.
        assert said.startswith(licence) or f"{licence.split('-')[0]} " in classified, (name, said)
