"""Who may import whom: the rooms of the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

NOUNS = {"articles", "errors"}
ROOMS: dict[str, set[str]] = {
    # room: the other rooms that its modules may import
    "errors": set(),
    "articles": {"errors"},
    "analysis": set(),
    "periods": NOUNS,
    "settings": {"errors"},
    "ingest": NOUNS | {"analysis"},
    "enrich": NOUNS | {"analysis", "periods"},
    "query": NOUNS | {"analysis", "periods", "settings", "enrich.gazetteer"},
    "engines": set(),
    "engines.copies": set(),
    "engines.base": NOUNS | {"analysis", "query.plan", "query.tree"},
    "engines.whoosh": NOUNS
    | {"analysis", "engines.base", "engines.copies", "query.plan", "query.tree", "settings"},
    "results": NOUNS | {"analysis", "engines.base", "enrich.gazetteer", "query"},
    "report": NOUNS | {"engines.base", "ingest"},
    "asking": NOUNS | {"engines.base", "enrich.gazetteer", "query", "settings"},
    "archive": NOUNS
    | {
        "asking",
        "engines.base",
        "engines.whoosh",
        "enrich",
        "ingest",
        "query",
        "report",
        "results",
        "settings",
    },
    "cli": {""},
    "__main__": {"cli"},
    "": NOUNS
    | {
        "archive",
        "enrich.gazetteer",
        "query.plan",
        "query.filters",
        "report",
        "results",
        "settings",
    },
}
ONLY_IN = {"whoosh": "search.engines.whoosh", "unidecode": "search.analysis", "flask": "web"}


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


def test_modules_are_small() -> None:
    for module, path in modules("search") + modules("web"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, module
