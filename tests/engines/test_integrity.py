"""What was published is compared again: before it is built upon, while it is served, when it fails."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search import Archive, Article, IndexDamaged, IndexLocked, Settings
from search.engines import generations
from search.engines.whoosh import WhooshEngine
from search.engines.whoosh.reading import integrity
from search.query.plan import Plan
from search.query.tree import Term, Word
from tests.conftest import article

PROJECT = Path(__file__).resolve().parents[2]


def open_at(root: Path) -> WhooshEngine:
    return WhooshEngine(Settings(index=root), {})


def made(tag: str, many: int = 40) -> list[Article]:
    return [article(f"{tag}-{n}", f"tin {tag} {n}", f"hợp tác {n} " * 30) for n in range(many)]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index whose first generation has the articles `old`, whose second and served one `new`."""
    # As in a large index no file is hashed when it is opened, and no check begins by itself.
    monkeypatch.setattr(generations, "SMALL", -1)
    monkeypatch.setattr(integrity, "FIRST_SECONDS", 3600.0)
    engine = open_at(tmp_path / "index")
    engine.write(made("old"), (), replace_all=True)
    engine.write(made("new"), (), replace_all=True)
    return tmp_path / "index"


def ids(engine: WhooshEngine) -> set[str]:
    return {hit.id for hit in engine.searcher().search(Plan(None, size=100)).hits}


def tags(engine: WhooshEngine) -> set[str]:
    return {id.split("-")[0] for id in ids(engine)}


def file_of(root: Path, ending: str, generation: str = "g000002") -> Path:
    (found,) = [file for file in (root / generation).iterdir() if file.name.endswith(ending)]
    return found


def harm(file: Path, change: Callable[[bytes], bytes]) -> bytes:
    """Change a file where it is, as a disk does; returns what it held."""
    whole = file.read_bytes()
    file.chmod(0o644)
    with file.open("r+b") as opened:
        opened.write(change(whole))
    return whole


def zeroed(whole: bytes) -> bytes:
    return bytes(len(whole))


def wait_for(what: Callable[[], bool]) -> None:
    for _ in range(1000):
        if what():
            return
        time.sleep(0.01)
    raise AssertionError("it has not come")


def test_an_update_does_not_build_on_what_has_rotted(root: Path) -> None:
    for file in sorted((root / "g000002").iterdir()):
        if not file.stat().st_size:
            continue
        whole = harm(file, lambda whole: bytes([*whole[:-1], whole[-1] ^ 1]))
        taken: list[Article] = []

        def articles(taken: list[Article] = taken) -> Iterator[Article]:
            taken.append(article("x", "mới"))
            yield from taken

        with pytest.raises(IndexDamaged, match=f"{file.name}.*timtin rebuild"):
            open_at(root).write(articles(), (), replace_all=False)
        assert taken == [], "it is told before anything is read"
        assert not (root / "g000003").exists()
        assert list(root.glob("tmp-*")) == []
        harm(file, lambda _, whole=whole: whole)
    open_at(root).write([article("x", "mới")], (), replace_all=False)
    assert open_at(root).check().articles == 41


def test_what_rots_during_an_update_is_never_signed(root: Path) -> None:
    victim = file_of(root, ".arrays")

    def articles() -> Iterator[Article]:
        harm(victim, zeroed)
        yield article("x", "mới")

    open_at(root).write(articles(), (), replace_all=False)
    assert (root / "g000003" / victim.name).samefile(victim)
    with pytest.raises(IndexDamaged, match=victim.name):
        open_at(root).check()


def test_where_files_are_copied_each_copy_is_compared(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    open_at(root).write([article("x", "mới")], (), replace_all=False)
    assert open_at(root).check().articles == 41

    def bad_copy(source: Path, target: Path) -> None:
        target.write_bytes(zeroed(source.read_bytes()))

    monkeypatch.setattr("shutil.copy2", bad_copy)
    with pytest.raises(IndexDamaged):
        open_at(root).write([article("y", "mới")], (), replace_all=False)


@pytest.mark.parametrize("ending", [".arrays", ".article.col", ".origin.col", ".arrays.json"])
def test_what_is_found_in_the_background_is_left_for_the_newest_whole_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, ending: str
) -> None:
    monkeypatch.setattr(integrity, "FIRST_SECONDS", 0.2)
    engine = open_at(root)
    held = engine.searcher()
    assert held.summary().generation == "g000002"
    victim = file_of(root, ending)
    harm(victim, lambda whole: bytes([*whole[:-1], whole[-1] ^ 1]))
    wait_for(lambda: engine.searcher().summary().generation == "g000001")
    assert tags(engine) == {"old"}
    summary = engine.searcher().summary()
    assert summary.generation == "g000001"
    assert victim.name in summary.degraded_reason
    assert victim.name in caplog.text
    assert "g000001 is served" in caplog.text
    for ask in (held.summary, lambda: held.search(Plan(None)), held.origins):
        with pytest.raises(IndexDamaged, match=victim.name):
            ask()
    open_at(root).write(made("third"), (), replace_all=True)
    assert tags(engine) == {"third"}
    assert engine.searcher().summary().degraded_reason == ""


def test_damaged_bytes_raise_nothing_but_errors_of_the_index(root: Path) -> None:
    for ending, ask in (
        (".article.col", lambda searcher: searcher.fetch(["new-1"])),
        (".origin.col", lambda searcher: searcher.origins()),
        (".arrays", lambda searcher: searcher.search(Plan(Word(Term("hop")), size=10))),
        (".arrays", lambda searcher: list(searcher.scan(Plan(Word(Term("hop")))).hits)),
    ):
        engine = open_at(root)
        searcher = engine.searcher()
        victim = file_of(root, ending)
        whole = harm(victim, lambda whole: bytes([0xFF]) * len(whole))
        with contextlib.suppress(IndexDamaged):
            ask(searcher)
        with pytest.raises(IndexDamaged, match=victim.name):
            engine.check()
        assert tags(engine) == {"old"}, "the next one is asked of what is whole"
        harm(victim, lambda _, whole=whole: whole)


def test_an_article_of_damaged_bytes_is_an_error_of_the_index(root: Path) -> None:
    engine = open_at(root)
    searcher = engine.searcher()
    victim = file_of(root, ".article.col")
    harm(victim, zeroed)
    with pytest.raises(IndexDamaged, match=victim.name):
        searcher.fetch(["new-1"])
    assert tags(engine) == {"old"}


def test_a_fault_of_the_program_is_not_called_damage(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_at(root)
    searcher = engine.searcher()
    compared = []
    real = integrity.compare

    def compare(generation: Any, pause: Any) -> None:
        compared.append(generation.name)
        real(generation, pause)

    def fault(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(integrity, "compare", compare)
    monkeypatch.setattr("search.engines.whoosh.searcher.evaluate", fault)
    for _ in range(3):
        with pytest.raises(ValueError, match="a fault"):
            searcher.search(Plan(None))
    assert compared == ["g000002"], "once a minute, whatever fails"
    assert engine.searcher().summary().degraded_reason == ""


def test_where_nothing_is_whole_every_answer_says_what_to_do(root: Path) -> None:
    engine = open_at(root)
    assert tags(engine) == {"new"}
    for generation in ("g000001", "g000002"):
        harm(file_of(root, ".arrays", generation), zeroed)
    with pytest.raises(IndexDamaged):
        engine.check()
    for _ in range(3):
        with pytest.raises(IndexDamaged, match="run timtin rebuild"):
            engine.searcher()
    status = Archive(Settings(index=root), engine).status()
    assert (status.ok, status.degraded) == (False, False)
    engine.write(made("third"), (), replace_all=True)
    assert tags(engine) == {"third"}


def test_a_generation_that_was_left_by_rollback_is_the_last_to_be_served(root: Path) -> None:
    open_at(root).write(made("third"), (), replace_all=True)
    open_at(root).rollback("g000002")
    harm(file_of(root, ".arrays.json"), lambda whole: b"{" * len(whole))
    assert tags(open_at(root)) == {"old"}
    harm(file_of(root, ".arrays.json", "g000001"), lambda whole: b"{" * len(whole))
    assert tags(open_at(root)) == {"third"}


def test_a_list_of_segments_that_names_others_is_named_itself(root: Path) -> None:
    harm(file_of(root, "segments.json"), lambda whole: whole.replace(b'"id": "', b'"id": "x')[:-1])
    found = open_at(root).searcher().summary()
    assert found.generation == "g000001"
    assert "segments.json is not as it was written" in found.degraded_reason


def test_a_manifest_answers_for_itself(root: Path) -> None:
    file = root / "g000001" / "MANIFEST"
    manifest = json.loads(file.read_text())
    file.write_text(json.dumps(manifest | {"articles": 41}))
    with pytest.raises(IndexDamaged, match="MANIFEST"):
        open_at(root).rollback("g000001")


FEW_DESCRIPTORS = """
import os, resource, sys
from pathlib import Path
from search import Settings
from search.engines.whoosh import WhooshEngine
from tests.conftest import article

def write(id):
    WhooshEngine(Settings(index=Path(sys.argv[1])), {}).write([article(id, "mới")], (), replace_all=True)

write("a")
engine = WhooshEngine(Settings(index=Path(sys.argv[1])), {})
engine.searcher()
write("b")
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
for more in range(3, 40):
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 1, most))
    summary = engine.searcher().summary()
    assert summary.generation == "g000001", summary
    assert "Too many open files" in summary.degraded_reason, summary
    assert "ulimit -n" in summary.degraded_reason, summary
    assert "rebuild" not in summary.degraded_reason, summary
    break
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
summary = engine.searcher().summary()
assert (summary.generation, summary.degraded_reason) == ("g000002", ""), summary
"""


def run(code: str, *arguments: object) -> None:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert done.returncode == 0, done.stderr


def test_with_too_few_descriptors_a_new_generation_waits_and_is_not_called_damaged(
    tmp_path: Path,
) -> None:
    run(FEW_DESCRIPTORS, tmp_path / "index")


def test_without_locks_an_index_is_read_and_not_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    assert tags(open_at(root)) == {"new"}
    assert open_at(root).check().articles == 40
    for write in (
        lambda: open_at(root).write([article("x")], (), replace_all=True),
        lambda: open_at(root).rollback("g000001"),
    ):
        with pytest.raises(IndexLocked, match=r"cannot be locked \(No locks available\)"):
            write()
    assert tags(open_at(root)) == {"new"}


@pytest.mark.parametrize("command", ["rebuild", "update", "rollback"])
def test_what_others_left_behind_is_gone_after_the_next_writing(root: Path, command: str) -> None:
    (root / "tmp-g000003-1" / "MAIN.tmp").mkdir(parents=True)
    (root / "tmp-g000001").mkdir()
    (root / "CURRENT.new").write_text("g0000")
    if command == "rollback":
        open_at(root).rollback("g000001")
    else:
        open_at(root).write([article("x")], (), replace_all=command == "rebuild")
    assert {path.name for path in root.iterdir() if not path.name.startswith("g0")} == {
        "CURRENT",
        "LOCK",
    }


def test_published_files_are_read_only(root: Path) -> None:
    open_at(root).write([article("x")], (), replace_all=False)
    for generation in ("g000002", "g000003"):
        for file in (root / generation).iterdir():
            if file.name != "MANIFEST":
                assert stat.S_IMODE(file.stat().st_mode) & 0o222 == 0, file


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to name descriptors")
def test_the_name_of_a_new_index_is_on_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    open_at(tmp_path / "new" / "index").write([article("a")], (), replace_all=True)
    first = synced.index(tmp_path / "new" / "index")
    assert {tmp_path, tmp_path / "new"} <= set(synced[:first])


def test_a_file_of_articles_that_is_cut_off_is_an_error_and_no_end(root: Path) -> None:
    engine = open_at(root)
    searcher = engine.searcher()
    searcher.fetch(["new-1"])
    victim = file_of(root, ".article.col")
    victim.chmod(0o644)
    os.truncate(victim, 10)
    with pytest.raises(IndexDamaged, match=victim.name):
        searcher.fetch(["new-2"])
    assert tags(engine) == {"old"}


def test_a_build_that_is_terminated_leaves_nothing_behind(tmp_path: Path) -> None:
    pipe = tmp_path / "seeds"
    pipe.mkdir()
    for number in range(400):
        (pipe / f"{number}.txt").write_text(f"Tin {number}\n\nHợp tác với Sekong. " * 200)
    command = [sys.executable, "-m", "search", "rebuild", "--index", "index", "seeds"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "TIMTIN_WORKERS": "1"}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    root = tmp_path / "index"
    wait_for(lambda: any(root.glob("tmp-g*")) or process.poll() is not None)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert {path.name for path in root.iterdir()} == {"LOCK"}
