"""An index is never emptied by accident: what is not there any more may only be unmounted, moved or cut."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search import Archive, BuildRefused, BuildReport, Progress, SearchRequest, Settings
from search.articles import RawArticle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for number in range(5):
        (folder / "sub").mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(f"Tin số {number}.")
    for number in range(3):
        (folder / "sub" / f"{number}.txt").write_text(f"Tin phụ {number}.")
    return folder


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Archive:
    archive = Archive(Settings(index=tmp_path / "index", seeds=folder))
    archive.rebuild()
    return archive


def ids(archive: Archive) -> set[str]:
    return {r.article.id for r in archive.search(SearchRequest(size=100, all_copies=True)).results}


def records(file: Path, count: int) -> None:
    lines = (json.dumps({"id": f"r{n}", "body": f"Bản ghi {n}."}) for n in range(count))
    file.write_text("".join(line + "\n" for line in lines))


def empty(folder: Path) -> None:
    for file in folder.rglob("*.txt"):
        file.unlink()


def unmount(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def spoil(folder: Path) -> None:
    for file in folder.rglob("*.txt"):
        file.write_bytes(b"\x00\xff")


@pytest.mark.parametrize("harm", [empty, unmount])
def test_an_update_of_an_emptied_folder_changes_nothing(
    archive: Archive, folder: Path, harm: Callable[[Path], None]
) -> None:
    before, generation = ids(archive), archive.status().generation
    harm(folder)
    with pytest.raises(BuildRefused, match=r"has 8 articles.*--allow-empty"):
        archive.update()
    with pytest.raises(BuildRefused, match="--allow-empty"):
        archive.update(allow_removals=True)
    assert (ids(archive), archive.status().generation) == (before, generation)
    assert archive.update(allow_empty=True).removed == 8
    assert ids(archive) == set()


@pytest.mark.parametrize("harm", [empty, unmount, spoil])
def test_a_rebuild_of_nothing_keeps_the_index(
    archive: Archive, folder: Path, harm: Callable[[Path], None]
) -> None:
    before = ids(archive)
    harm(folder)
    with pytest.raises(BuildRefused, match=r"has 8 articles.*--allow-empty") as refused:
        archive.rebuild()
    assert isinstance(refused.value.report, BuildReport)
    assert refused.value.report.skipped_total == (8 if harm is spoil else 0)
    assert ids(archive) == before
    assert archive.check().articles == 8
    archive.rebuild(allow_empty=True)
    assert ids(archive) == set()


def test_an_index_of_none_may_be_built_again(tmp_path: Path) -> None:
    archive = Archive(Settings(index=tmp_path / "index", seeds=tmp_path))
    for _ in range(2):
        assert archive.rebuild().taken == 0


def test_an_index_that_does_not_open_is_not_emptied_either(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    for text in ("", "g000001 00", "g000077 00"):
        (tmp_path / "index" / "CURRENT").write_text(text)
        with pytest.raises(BuildRefused, match="has 8 articles"):
            Archive(archive.settings).rebuild([tmp_path / "index"])


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_more_than_half_of_an_index_is_not_removed_unasked(
    archive: Archive, folder: Path, build: str
) -> None:
    before = ids(archive)
    for name in ("0", "1", "2", "3", "4"):
        (folder / f"{name}.txt").unlink()
    with pytest.raises(BuildRefused, match="--allow-removals"):
        getattr(archive, build)()
    assert ids(archive) == before
    getattr(archive, build)(allow_removals=True)
    assert ids(archive) == {"sub/0", "sub/1", "sub/2"}


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_a_half_may_go(archive: Archive, folder: Path, build: str) -> None:
    for name in ("0", "1", "2", "sub/0"):
        (folder / f"{name}.txt").unlink()
    assert getattr(archive, build)().removed == 4
    assert ids(archive) == {"3", "4", "sub/1", "sub/2"}


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_a_folder_that_vanished_is_no_wish(archive: Archive, folder: Path, build: str) -> None:
    before = ids(archive)
    shutil.rmtree(folder / "sub")
    with pytest.raises(BuildRefused, match=r"3 of the 3 articles of .*/in/sub are not there"):
        getattr(archive, build)()
    assert ids(archive) == before
    assert getattr(archive, build)(allow_removals=True).removed == 3


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_a_folder_that_is_called_otherwise_now_is_not_lost(
    archive: Archive, folder: Path, build: str
) -> None:
    (folder / "sub").rename(folder / "phụ")
    assert getattr(archive, build)().removed == 3
    assert {"phụ/0", "phụ/1", "phụ/2"} < ids(archive)
    assert len(ids(archive)) == 8


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_a_root_is_not_lost_among_larger_ones(
    archive: Archive, folder: Path, tmp_path: Path, build: str
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    (small / "a.txt").write_text("Nhỏ.")
    archive.update([small])
    (small / "a.txt").unlink()
    with pytest.raises(BuildRefused, match=r"1 of the 1 articles of .*/small"):
        getattr(archive, build)([folder, small])
    assert "a" in ids(archive)


def test_a_file_in_a_folder_of_many_may_go(tmp_path: Path) -> None:
    for number in range(30):
        day = tmp_path / "in" / f"{number:02}"
        day.mkdir(parents=True)
        (day / "tin.txt").write_text(f"Tin {number}.")
    archive = Archive(Settings(index=tmp_path / "index", seeds=tmp_path / "in"))
    archive.rebuild()
    shutil.rmtree(tmp_path / "in" / "07")
    assert archive.update().removed == 1


@pytest.mark.parametrize("build", ["rebuild", "update"])
def test_records_that_were_cut_off_are_no_wish(archive: Archive, folder: Path, build: str) -> None:
    records(folder / "r.jsonl", 10)
    archive.update()
    records(folder / "r.jsonl", 4)
    with pytest.raises(BuildRefused, match=r"6 of the 10 articles of .*/r\.jsonl"):
        getattr(archive, build)()
    assert len(ids(archive)) == 18
    records(folder / "r.jsonl", 5)
    assert getattr(archive, build)().removed == 5


def test_what_is_cut_while_it_is_read_is_not_gone(archive: Archive, folder: Path) -> None:
    records(folder / "r.jsonl", 10_000)
    archive.update()

    def cut(progress: Progress) -> None:
        if progress.articles == 100:  # five of them are files that come before the records
            os.truncate(folder / "r.jsonl", 300_000)

    report = archive.update(watch=cut)
    assert (report.removed, report.skipped_total > 0) == (0, True)
    assert archive.status().articles == 10_008


def test_a_rebuild_of_another_archive_is_a_wish(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for number in range(8):
        (other / f"x{number}.txt").write_text(f"Tin khác {number}.")
    assert archive.rebuild([other]).removed == 8
    assert ids(archive) == {f"x{number}" for number in range(8)}
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "a.txt").write_text("Một.")
    with pytest.raises(BuildRefused, match=r"has 8 articles and would have 1:.*--allow-removals"):
        archive.rebuild([tmp_path / "few"])


def test_the_lock_is_asked_for_before_anything_is_read(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    from search import IndexLocked

    def nothing(*_: object, **__: object) -> list[RawArticle]:
        raise AssertionError("it was read")

    monkeypatch.setattr("search.building.read_articles", nothing)
    with (archive.settings.index / "LOCK").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for build in (archive.update, archive.rebuild):
            with pytest.raises(IndexLocked):
                build()
