"""Who may import whom: the rooms of the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

NOUNS = {"articles", "errors"}
WHOOSH = "engines.whoosh"
STORAGE, READING = f"{WHOOSH}.storage", f"{WHOOSH}.reading"
ROOMS: dict[str, set[str]] = {
    # room: the other rooms that its modules may import
    #
    # The nouns, and the one place that folds: everybody's, so they know nobody.
    "errors": set(),
    "articles": {"errors"},
    # What a request may cost: all that answers one pays from it.
    "budget": {"errors"},
    # What is one token though spaces or signs are in it.
    "compounds": set(),
    "shapes": set(),
    "analysis": {"compounds", "shapes"},
    # What is one name though it is written in several ways.
    "writings": {"analysis"},
    "periods": NOUNS | {"analysis"},
    "settings": NOUNS,
    # What a dateline is: ingest reads its agency, enrich its place and its day.
    "datelines": set(),
    "labels": {"articles"},
    # What a facet is, for all who index, ask, count, name or show one: so it knows only nouns.
    "facets": NOUNS | {"analysis", "labels"},
    # How Vietnamese is written, and which places there are: knowledge, without any use of it.
    "vietnamese": {"analysis"},
    "gazetteer": {"analysis"},
    # Files become articles. What an article is about must not depend on how it is searched.
    # A given date is read where it is found, so that one that is not understood is named with its line.
    # How syllables are written tells in which encoding a text was typed.
    "ingest": NOUNS | {"analysis", "datelines", "enrich.dates.given", "limits", "vietnamese"},
    "enrich": NOUNS | {"analysis", "datelines", "gazetteer", "limits", "periods", "vietnamese"},
    # What one file may take, in the processes of both.
    "limits": set(),
    # A request becomes a plan: plain data, so no engine is known here.
    "query": NOUNS | {"analysis", "compounds", "facets", "gazetteer", "periods", "settings"},
    # The seam has two sides: an engine gets a plan and nothing else.
    "engines": set(),
    "near_duplicates": set(),
    "engines.base": NOUNS | {"analysis", "budget", "facets", "query.plan", "query.tree"},
    "engines.generations": {"errors"},
    WHOOSH: NOUNS
    | {
        "analysis",
        "budget",
        "engines.base",
        "engines.generations",
        "query.plan",
        "query.tree",
        "facets",
        "settings",
    },
    # What any engine scores with, so that they rank alike.
    "engines.bm25": set(),
    "engines.opensearch": NOUNS
    | {
        "analysis",
        "budget",
        "engines.base",
        "engines.bm25",
        "facets",
        "near_duplicates",
        "query.plan",
        "query.tree",
        "settings",
        "writings",
    },
    # Within the Whoosh engine arrows point one way: searching > reading > storage < indexing.
    STORAGE: {"analysis", "near_duplicates"},
    f"{WHOOSH}.schema": NOUNS | {"analysis", "engines.base", "facets"},
    f"{WHOOSH}.codec": {"analysis", STORAGE, f"{WHOOSH}.whoosh_reader"},
    f"{WHOOSH}.whoosh_reader": {"analysis", STORAGE},
    # Read and written by both sides, in the place of Whoosh's table of contents.
    f"{WHOOSH}.segment_infos": {f"{WHOOSH}.codec", f"{WHOOSH}.schema"},
    f"{WHOOSH}.indexing": NOUNS
    | {
        "analysis",
        "near_duplicates",
        STORAGE,
        f"{READING}.segment",
        f"{WHOOSH}.schema",
        f"{WHOOSH}.codec",
        f"{WHOOSH}.segment_infos",
    },
    READING: NOUNS
    | {
        "analysis",
        "engines.base",
        "engines.generations",
        STORAGE,
        f"{WHOOSH}.schema",
        f"{WHOOSH}.codec",
        f"{WHOOSH}.segment_infos",
        "facets",
        "writings",
    },
    f"{WHOOSH}.searching": {
        "analysis",
        "engines.base",
        "engines.bm25",
        "budget",
        "errors",
        "facets",
        "query.plan",
        "query.tree",
        "settings",
        STORAGE,
        READING,
        f"{WHOOSH}.schema",
    },
    # Only shows: what it needs of the index it is given.
    "results": NOUNS | {"analysis", "facets", "gazetteer", "labels", "query"},
    # Ask the index again, through the seam, for what a page offers beside its results.
    "spelling": NOUNS | {"analysis", "query", "results.page", "vietnamese"},
    "assist": NOUNS
    | {
        "analysis",
        "engines.base",
        "gazetteer",
        "query",
        "results.page",
        "results.partners",
        "searching",
        "spelling",
        "vietnamese",
    },
    "build_report": NOUNS | {"engines.base", "ingest"},
    # What a build calls an article, and what it may take away, told by origins: no engine, no report.
    "identity": NOUNS | {"analysis", "engines.base", "ingest"},
    "removals": NOUNS | {"engines.base"},
    "searching": NOUNS | {"budget", "engines.base", "facets", "gazetteer", "query", "settings"},
    # The write flow, whichever engine there is.
    "building": NOUNS
    | {
        "build_report",
        "engines.base",
        "enrich",
        "identity",
        "ingest",
        "removals",
        "settings",
    },
    # The facade alone knows which engine there is.
    "archive": NOUNS
    | {
        "assist",
        "budget",
        "build_report",
        "building",
        "engines.base",
        "engines.opensearch",
        "engines.whoosh",
        "enrich",
        "facets",
        "gazetteer",
        "query",
        "results",
        "searching",
        "settings",
        "spelling",
    },
    "cli": {""},
    "__main__": {"cli"},
    "": NOUNS
    | {
        "archive",
        "build_report",
        "engines.base",
        "facets",
        "gazetteer",
        "ingest",
        "labels",
        # What a period in an address means, so that a page can write it in words.
        "periods",
        "query.plan",
        "query.filters",
        "results",
        "settings",
    },
}
ONLY_IN = {
    "whoosh": "search.engines",
    "opensearchpy": "search.engines.opensearch",
    "unidecode": "search.analysis",
    "flask": "web",
}


def modules(folder: str) -> list[tuple[str, Path]]:
    """The dotted name and the file of every module below a folder."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(node.module or "")
    return found


def room_of(module: str) -> str:
    """The longest room that holds a module of `search`."""
    inside = module.removeprefix("search").lstrip(".")
    holders = [room for room in ROOMS if inside == room or (room and inside.startswith(room + "."))]
    assert holders, f"{module} is in no room of the table"
    return max(holders, key=len)


def allowed(room: str, module: str) -> bool:
    inside = module.removeprefix("search").lstrip(".")
    if room and (inside == room or inside.startswith(room + ".")):
        return True
    return any(
        inside == other or (other != "" and inside.startswith(other + ".")) for other in ROOMS[room]
    )


@pytest.mark.parametrize(("module", "path"), modules("search"), ids=lambda value: str(value))
def test_a_room_imports_only_what_its_row_names(module: str, path: Path) -> None:
    room = room_of(module)
    for imported in imports(path):
        if imported.split(".")[0] == "search":
            assert allowed(room, imported), f"{module} imports {imported}"


@pytest.mark.parametrize(("module", "path"), modules("search") + modules("web"), ids=str)
def test_libraries_stay_in_their_rooms(module: str, path: Path) -> None:
    for imported in imports(path):
        owner = ONLY_IN.get(imported.split(".")[0])
        if owner is not None:
            assert module == owner or module.startswith(owner + "."), f"{module} imports {imported}"


@pytest.mark.parametrize(("module", "path"), modules("web"), ids=str)
def test_the_web_knows_only_the_public_names(module: str, path: Path) -> None:
    for imported in imports(path):
        if imported.split(".")[0] == "search":
            assert imported == "search", f"{module} imports {imported}"
