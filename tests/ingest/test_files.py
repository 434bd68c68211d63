"""Which files are found, and in which order."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import InputError
from search.ingest import IngestCounts, Skipped, total_bytes
from search.ingest.files import SourceFile, find_files


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")


def found(*paths: Path) -> list[str]:
    return [file.name for file in find_files(paths, IngestCounts()) if isinstance(file, SourceFile)]


def test_the_order_is_that_of_the_paths_in_bytes(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.txt", "a.txt", "a-b.txt", "B.txt", "đ.txt", "a/b/c.md", "z.txt")
    # "-" and "." come before "/", capitals before small letters, đ (c4 91) after z.
    assert found(tmp_path) == [
        "B.txt",
        "a-b.txt",
        "a.txt",
        "a/b/c.md",
        "a/z.txt",
        "b.txt",
        "z.txt",
        "đ.txt",
    ]


NAMES = st.lists(st.text("aB.-đ1", min_size=1, max_size=6).map(lambda name: f"x{name}.txt"))


@given(st.sets(NAMES.map("/".join).filter(bool), max_size=8))
def test_any_tree_comes_in_the_order_of_its_paths(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    names = {name for name in names if not any(other.startswith(name + "/") for other in names)}
    put(root, *names)
    assert found(root) == sorted(names, key=os.fsencode)


def test_paths_are_taken_in_turn(tmp_path: Path) -> None:
    put(tmp_path, "b/1.txt", "a/2.txt")
    assert found(tmp_path / "b", tmp_path / "a") == ["1.txt", "2.txt"]


def test_names_begin_at_the_root(tmp_path: Path) -> None:
    put(tmp_path, "a/b/c.TXT")
    assert found(tmp_path) == ["a/b/c.TXT"]
    assert found(tmp_path / "a") == ["b/c.TXT"]
    assert found(tmp_path / "a/b/c.TXT") == ["c.TXT"]
    [file] = find_files([tmp_path / "a/b/c.TXT"], IngestCounts())
    assert isinstance(file, SourceFile)
    assert (file.stem, file.size, file.asked) == ("c", 4, True)


def test_other_entries_are_counted_by_kind(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", ".b.txt", ".git/c.txt", ".git/d.txt", "e.JPG", "f.jpg", "g.js", "h.css")
    counts = IngestCounts()
    assert len(list(find_files([tmp_path], counts))) == 1
    assert counts.ignored == {"hidden": 2, ".jpg": 2, ".js": 1, ".css": 1}


def test_what_a_saved_page_is_shown_with_is_one_entry(tmp_path: Path) -> None:
    put(tmp_path, "a.html", "a_files/ad.html", "a_files/b/c.html", "d.htm", "d.files/x.htm")
    put(tmp_path, "b_files/e.html", "c.txt", "c_files/f.html")
    counts = IngestCounts()
    files = [file.name for file in find_files([tmp_path], counts) if isinstance(file, SourceFile)]
    assert files == ["a.html", "b_files/e.html", "c.txt", "c_files/f.html", "d.htm"]
    assert counts.ignored == {"files of a saved page": 2}


def test_a_named_file_is_read_even_if_hidden(tmp_path: Path) -> None:
    put(tmp_path, ".a.txt")
    assert found(tmp_path / ".a.txt") == [".a.txt"]


def test_a_named_file_of_another_kind_is_skipped_with_the_kinds_that_are_read(
    tmp_path: Path,
) -> None:
    put(tmp_path, "a.png")
    [skipped] = find_files([tmp_path / "a.png"], IngestCounts())
    assert isinstance(skipped, Skipped)
    assert skipped.path == str(tmp_path / "a.png")
    assert ".jsonl" in skipped.reason


def test_links(tmp_path: Path) -> None:
    put(tmp_path, "a/b.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "c.txt").symlink_to(tmp_path / "a/b.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    counts = IngestCounts()
    items = list(find_files([tmp_path], counts))
    assert [item.name for item in items if isinstance(item, SourceFile)] == ["a/b.txt", "c.txt"]
    assert counts.ignored == {"link to a folder": 1}
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert [item.path for item in skipped] == [
        str(tmp_path / "gone.txt"),
        str(tmp_path / "self.txt"),
    ]
    assert all(item.reason.startswith("cannot be read: ") for item in skipped)


def test_a_root_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "a/b.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    assert found(tmp_path / "link") == ["b.txt"]


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    [skipped] = find_files([tmp_path], IngestCounts())
    assert skipped == Skipped(str(tmp_path / "a.txt"), "not a regular file")


def test_a_folder_that_may_not_be_read_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a/b.txt", "c.txt")
    scan = os.scandir

    def refuse(folder: str) -> object:
        if os.path.basename(folder.rstrip("/")) == "a":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scan(folder)

    # Taking the permission away would not stop the tests of a user who may read all.
    monkeypatch.setattr(os, "scandir", refuse)
    items = list(find_files([tmp_path], IngestCounts()))
    assert items[0] == Skipped(str(tmp_path / "a"), "cannot be read: Permission denied")
    assert isinstance(items[1], SourceFile)


def test_a_name_that_is_not_unicode_is_shown_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"Qu\xe1.txt")).write_text("text")
    [file] = find_files([tmp_path], IngestCounts())
    assert isinstance(file, SourceFile)
    assert file.name == "Qu\\xe1.txt"
    assert Path(file.path).read_text() == "text"


def test_total_bytes(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b/c.md", "d.png", ".e.txt")
    assert total_bytes([tmp_path, tmp_path / "a.txt"]) == 12


def test_nothing_at_a_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file or folder"):
        total_bytes([tmp_path, tmp_path / "missing"])
