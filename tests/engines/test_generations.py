"""Generations on disk: what is served is whole, whatever happened to who wrote it."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Article, IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, Settings
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan
from search.query.tree import Term, Word
from tests.conftest import article


def open_at(root: Path, **versions: str) -> WhooshEngine:
    return WhooshEngine(Settings(index=root), {"gazetteer": "test", **versions})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path) -> WhooshEngine:
    engine = open_at(root)
    engine.write([article("a", "một"), article("b", "hai")], (), replace_all=True)
    return engine


def ids(engine: WhooshEngine) -> set[str]:
    return {hit.id for hit in engine.searcher().search(Plan(None, size=100)).hits}


def current(root: Path) -> Path:
    return root / (root / "CURRENT").read_text().split()[0]


def test_no_index_says_what_to_run(root: Path) -> None:
    for call in (open_at(root).searcher, open_at(root).check, lambda: ids(open_at(root))):
        with pytest.raises(IndexMissing, match=r"no index at .*index/: run timtin rebuild"):
            call()


def test_the_manifest_tells_sizes_hashes_and_versions(root: Path, engine: WhooshEngine) -> None:
    manifest = json.loads((current(root) / "MANIFEST").read_text())
    on_disk = {file.name: file.stat().st_size for file in current(root).iterdir()}
    del on_disk["MANIFEST"]
    assert {name: manifest["size"] for name, manifest in manifest["files"].items()} == on_disk
    assert manifest["articles"] == 2
    assert set(manifest["versions"]) == {"schema", "analysis", "gazetteer"}


@pytest.mark.parametrize("harm", ["truncated", "bit flipped", "removed", "emptied"])
def test_a_harmed_file_is_found_and_named(root: Path, engine: WhooshEngine, harm: str) -> None:
    assert ids(engine) == {"a", "b"}
    for file in sorted(current(root).iterdir()):
        whole = file.read_bytes()
        if not whole and harm != "removed":
            continue
        file.unlink()  # hard links to it stay whole
        if harm == "truncated":
            file.write_bytes(whole[:-1])
        elif harm == "bit flipped":
            place = len(whole) // 2
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        elif harm == "emptied":
            file.write_bytes(b"")
        for call in (open_at(root).check, open_at(root).searcher):
            with pytest.raises(IndexDamaged, match=f"{file.name}.*run timtin rebuild"):
                call()
        assert ids(engine) == {"a", "b"}, "who has it open is not harmed"
        file.unlink(missing_ok=True)
        file.write_bytes(whole)
    assert ids(open_at(root)) == {"a", "b"}


def test_a_file_that_was_not_published_is_refused_and_never_read(root: Path) -> None:
    open_at(root).write([article("a", "một")], (), replace_all=True)
    planted = current(root) / "_MAIN_99.toc"
    ran = root / "ran"
    planted.write_bytes(pickle.dumps(_Planted(ran)))
    for call in (open_at(root).searcher, open_at(root).check):
        with pytest.raises(IndexDamaged, match=r"_MAIN_99\.toc is not part of the index"):
            call()
    assert not ran.exists()
    planted.unlink()
    assert open_at(root).searcher().summary().articles == 1


class _Planted:
    """Runs when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self._path,)


def test_a_flipped_bit_of_a_large_file_is_found_by_a_check(
    root: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.generations.SMALL", 5_000)
    made = [
        article(f"n{number}", f"một {number}", f"hai ba bốn {number}") for number in range(2000)
    ]
    engine.write(made, (), replace_all=True)
    victim = max(current(root).iterdir(), key=lambda file: file.stat().st_size)
    whole = victim.read_bytes()
    assert len(whole) > 5_000
    reader = open_at(root)
    assert reader.searcher().summary().degraded_reason == ""
    victim.unlink()
    victim.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(IndexDamaged, match=victim.name):
        reader.check()
    assert victim.name in reader.searcher().summary().degraded_reason, "who serves it says so"
    victim.write_bytes(whole[:-1])
    found = open_at(root).searcher().summary()
    assert found.generation == "g000001", "the one that is whole"
    assert victim.name in found.degraded_reason


@pytest.mark.parametrize("text", ["", "g1", "../../etc 00", "g000001", "g999999 00", "\xff\n"])
def test_a_harmed_pointer_is_found(root: Path, engine: WhooshEngine, text: str) -> None:
    (root / "CURRENT").write_text(text, encoding="latin-1")
    with pytest.raises(IndexDamaged, match="run timtin rebuild"):
        open_at(root).check()
    found = open_at(root).searcher().summary()
    assert (found.generation, found.articles) == ("g000001", 2), "it is whole all the same"
    assert "run timtin rebuild" in found.degraded_reason
    engine.write([article("c", "ba")], (), replace_all=True)
    assert ids(open_at(root)) == {"c"}, "a rebuild mends it"


def test_another_version_is_refused_by_name(root: Path, engine: WhooshEngine) -> None:
    with pytest.raises(
        IndexOutdated, match="built by gazetteer test, this is 2: run timtin rebuild"
    ):
        open_at(root, gazetteer="2").searcher()


def test_a_reader_sees_each_new_generation(root: Path, engine: WhooshEngine) -> None:
    reader = open_at(root)
    for number in range(50):
        engine.write([article(f"n{number}", "ba")], (), replace_all=number % 2 == 0)
        assert f"n{number}" in ids(reader)
        assert reader.searcher().summary().generation == current(root).name
    assert len(list(root.glob("g*"))) <= 4
    assert list(root.glob("tmp-*")) == []


def test_a_generation_in_use_is_not_cleaned_away(root: Path, engine: WhooshEngine) -> None:
    old = engine._snapshot()
    for number in range(6):
        open_at(root).write([article(f"n{number}", "ba")], (), replace_all=True)
    assert old.generation.path.is_dir()
    name = old.generation.name
    del old
    ids(engine)  # it moves on to the newest generation
    open_at(root).write([article("last", "ba")], (), replace_all=True)
    assert not (root / name).exists()


def test_published_files_never_change(root: Path, engine: WhooshEngine) -> None:
    before = {file: file.read_bytes() for file in current(root).iterdir()}
    engine.write([article("b", "bốn")], ["a"], replace_all=False)
    assert {file: file.read_bytes() for file in before} == before


def test_a_newer_generation_that_does_not_open_is_reported(
    root: Path, engine: WhooshEngine
) -> None:
    assert ids(engine) == {"a", "b"}
    (root / "CURRENT").write_text("g000099 00")
    assert ids(engine) == {"a", "b"}
    assert "g000099" in engine.searcher().summary().degraded_reason
    (root / "CURRENT").unlink()
    assert ids(engine) == {"a", "b"}
    assert "no index" in engine.searcher().summary().degraded_reason
    open_at(root).write([article("c", "ba")], (), replace_all=True)
    assert ids(engine) == {"c"}
    assert engine.searcher().summary().degraded_reason == ""


def test_going_back_is_refused_where_a_file_is_harmed(root: Path, engine: WhooshEngine) -> None:
    old = current(root)
    engine.write([article("c", "ba")], (), replace_all=True)
    for file in sorted(old.iterdir()):
        whole = file.read_bytes()
        file.write_bytes(bytes([*whole[:-1], whole[-1] ^ 1]) if whole else b"?")
        with pytest.raises(IndexDamaged, match=file.name):
            engine.rollback(old.name)
        assert ids(engine) == ids(open_at(root)) == {"c"}
        file.write_bytes(whole)
    engine.rollback(old.name)
    assert ids(engine) == {"a", "b"}


@pytest.mark.parametrize("name", ["g000009", "..", "g1", "", "LOCK"])
def test_going_back_to_none_that_is_kept(root: Path, engine: WhooshEngine, name: str) -> None:
    with pytest.raises(IndexMissing, match="timtin rollback names those that are kept"):
        engine.rollback(name)
    with pytest.raises(IndexMissing):
        open_at(root / "nowhere").rollback(name)
    assert not (root / "nowhere").exists()
    assert ids(open_at(root)) == {"a", "b"}


def test_going_back_to_another_version_is_refused(root: Path, engine: WhooshEngine) -> None:
    newer = open_at(root, gazetteer="2")
    newer.write([article("c", "ba")], (), replace_all=True)
    with pytest.raises(IndexOutdated, match="gazetteer test"):
        newer.rollback("g000001")
    assert ids(newer) == {"c"}


def test_nobody_goes_back_while_another_writes(root: Path, engine: WhooshEngine) -> None:
    first = start(root, "wait")
    try:
        with pytest.raises(IndexLocked):
            engine.rollback("g000001")
    finally:
        kill(first)


@pytest.mark.parametrize("step", ["_open", "_write_synced", "replace"])
def test_going_back_ends_before_any_step_or_is_done(
    root: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = current(root).name
    engine.write([article("c", "ba")], (), replace_all=True)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        owner = "pathlib.Path" if step == "replace" else "search.engines.generations"
        patched.setattr(f"{owner}.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            engine.rollback(old)
    assert ids(open_at(root)) == {"c"}
    engine.rollback(old)
    assert ids(open_at(root)) == {"a", "b"}


def test_as_many_generations_are_kept_as_is_set(root: Path) -> None:
    engine = WhooshEngine(Settings(index=root, kept_generations=2), {})
    for number in range(5):
        engine.write([article(f"n{number}", "ba")], (), replace_all=True)
        assert len(engine.generations()) == min(2, number + 1)
    before = [kept.generation for kept in engine.generations()]

    def broken() -> Iterator[Article]:
        yield article("b", "hai")
        raise RuntimeError

    for _ in range(3):
        with pytest.raises(RuntimeError):
            engine.write(broken(), (), replace_all=True)
    assert [kept.generation for kept in engine.generations()] == before, "the one before is there"


KILLS = int(os.environ.get("TIMTIN_TEST_KILLS", "8"))
"""How often a writer is killed; more often than in every run where it is worth the minutes."""

WRITE = """
import sys
import tempfile
from pathlib import Path
from search import Settings
from search.engines.whoosh import WhooshEngine
from tests.conftest import article

engine = WhooshEngine(Settings(index=Path(sys.argv[1])), {"gazetteer": "test"})

def articles(tag):
    for number in range(30):
        if tag == "wait" and number == 29:
            print("writing", flush=True)
            sys.stdin.read()
        yield article(f"{tag}-{number}", f"word{tag} all", "body " * 50)

if sys.argv[2] == "loop":
    print("writing", flush=True)
    for turn in range(10**6):
        engine.write(articles(str(turn)), [f"{turn - 1}-{n}" for n in range(30)], replace_all=turn % 3 == 0)
        print(turn, flush=True)
else:
    engine.write(articles(sys.argv[2]), (), replace_all=True)
"""


def start(root: Path, what: str, **given: object) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(root), what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        **given,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def kill(process: subprocess.Popen[str]) -> str:
    os.kill(process.pid, signal.SIGKILL)
    out, _ = process.communicate()
    return out


def test_a_second_writer_is_told_who_writes(root: Path, engine: WhooshEngine) -> None:
    first = start(root, "wait")
    try:
        with pytest.raises(IndexLocked, match=f"process {first.pid} is writing"):
            engine.write([article("c", "ba")], (), replace_all=True)
        assert ids(engine) == {"a", "b"}
    finally:
        kill(first)
    engine.write([article("c", "ba")], (), replace_all=True)
    assert ids(engine) == {"c"}


def test_a_killed_writer_leaves_the_old_or_the_new_index(root: Path, engine: WhooshEngine) -> None:
    chance = random.Random(20120611)
    for _ in range(KILLS):
        process = start(root, "loop")
        time.sleep(chance.uniform(0.05, 1.2))
        done = kill(process).split()
        reader = open_at(root)
        found = ids(reader)
        tags = {id.split("-")[0] for id in found}
        assert len(tags - {"a", "b"}) <= 1
        assert len(found) in (2, 30)
        if done:
            committed = int(done[-1])
            assert tags <= {str(committed), str(committed + 1)}, "what was said to be done is lost"
        assert reader.searcher().search(Plan(Word(Term("all")))).total in (0, 30)
        reader.write([article("a", "một"), article("b", "hai")], (), replace_all=True)
        assert ids(open_at(root)) == {"a", "b"}
        assert list(root.glob("tmp-*")) == []


def test_a_full_disk_leaves_the_index_as_it_was(root: Path, engine: WhooshEngine) -> None:
    code = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n" + WRITE
    )
    root_of_project = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", code, str(root), "full"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root_of_project, check=False)
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert ids(open_at(root)) == {"a", "b"}
    engine.write([article("c", "ba")], (), replace_all=True)
    assert ids(engine) == {"c"}
    assert list(root.glob("tmp-*")) == []


READ_ONLY = """
import ctypes, os, sys
from pathlib import Path
from search import Settings
from search.cli import main
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan

if os.geteuid() == 0:
    # Whoever may do anything is refused nothing: give up every capability (capset, version 3).
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None, use_errno=True).capset(header, none) == 0
engine = WhooshEngine(Settings(index=Path(sys.argv[1])), {"gazetteer": "test"})
print(sorted(hit.id for hit in engine.searcher().search(Plan(None)).hits), flush=True)
main(["rebuild", "--index", sys.argv[1], sys.argv[2]])
"""


def test_a_read_only_folder_is_searched_and_not_written() -> None:
    project = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "index")
        open_at(root).write([article("a", "một"), article("b", "hai")], (), replace_all=True)
        before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
        for path in (Path(folder), root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        command = [sys.executable, "-c", READ_ONLY, str(root), str(project / "seeds")]
        done = subprocess.run(command, capture_output=True, text=True, cwd=project, check=False)
        assert done.stdout == "['a', 'b']\n", done.stderr
        assert done.returncode == 1
        assert done.stderr == f"Error: {root}/LOCK: Permission denied\n"
        assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
        for path in (Path(folder), root, *root.rglob("*")):
            path.chmod(0o755)
