"""The campaigns: each tries something that goes wrong many times, and tells of every time it did harm.

A campaign is given how often it is to try and a folder of its own; it yields "" for each try that
did no harm, and else what it did. What cannot be tried here raises Skipped with the reason.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import json
import os
import pickle
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from search import Article, IndexDamaged, IndexLocked, TimTinError
from search.engines import generations
from search.engines.whoosh import WhooshEngine
from search.query.plan import Plan
from search.query.tree import Term, Word
from tests.faults import shim
from tests.faults.disk import Disk, read_log, trees
from tests.faults.indexes import (
    WORDS,
    State,
    copy,
    made,
    open_at,
    replace,
    trouble,
    wrong,
)
from tests.faults.questions import questions
from tests.faults.serving import cuts, outages, serving, slow

Tries = Iterator[str]
_Case = TypeVar("_Case")


class Skipped(Exception):
    """This machine cannot try it."""


def _need_shim() -> None:
    if reason := shim.missing():
        raise Skipped(reason)


# --- what is done to an index: each a name, where it starts, what it does, where it ends ---

FIRST, SECOND, THIRD = made("first", 30), made("second", 30), made("third", 8)
UPDATED: State = {id: one for id, one in (SECOND | THIRD).items() if id != "second-3"}

Action = Callable[[Path], None]


def _build(root: Path) -> None:
    open_at(root).write(FIRST.values(), (), replace_all=True)


def _rebuild(root: Path) -> None:
    open_at(root).write(SECOND.values(), (), replace_all=True)


def _update(root: Path) -> None:
    open_at(root).write(THIRD.values(), ["second-3"], replace_all=False)


def _roll_back(root: Path) -> None:
    open_at(root).rollback("g000002")


def _prepare(folder: Path) -> dict[str, tuple[Path, Action, State | None, State]]:
    """By name: an index to begin with, an action, what the index holds before and after it."""
    empty, built, rebuilt, updated = (folder / n for n in ("empty", "built", "rebuilt", "updated"))
    empty.mkdir()
    _build(built)
    copy(built, rebuilt)
    _rebuild(rebuilt)
    copy(rebuilt, updated)
    _update(updated)
    left = folder / "left"
    copy(rebuilt, left)
    shutil.copytree(left / "g000002", left / "tmp-g000003-1")
    (left / "CURRENT.new").write_text("g000")
    return {
        "build": (empty, _build, None, FIRST),
        "rebuild": (built, _rebuild, FIRST, SECOND),
        "update": (rebuilt, _update, SECOND, UPDATED),
        "update and cleaning": (updated, _rebuild, UPDATED, SECOND),
        "recovery": (left, _update, SECOND, UPDATED),
        "rollback": (updated, _roll_back, UPDATED, SECOND),
    }


def _count(start: Path, action: Action, folder: Path) -> int:
    copy(start, folder)
    with shim.armed(folder, shim.FAIL_ONE, 0) as counter:
        action(folder)
        return int(counter.shim_count())


def faults(tries: int, folder: Path) -> Tries:
    """One operation on a file fails, or each from one on, at every operation of what writes."""
    _need_shim()
    prepared = _prepare(folder)
    cases = [
        (name, mode, at, error)
        for name, (start, action, _, _) in prepared.items()
        for at in range(1, _count(start, action, folder / f"count {name}") + 1)
        for mode, error in (
            (shim.FAIL_ONE, errno.EIO),
            (shim.FAIL_ONE, errno.ENOSPC),
            (shim.FAIL_FROM, errno.EIO),
            (shim.FAIL_FROM, errno.EMFILE),
        )
    ]
    for case, (name, mode, at, error) in enumerate(_some(cases, tries)):
        start, action, before, after = prepared[name]
        root = folder / f"{case}"
        copy(start, root)
        states: list[State | None] = [before, after]
        said = ""
        with shim.armed(root, mode, at, error):
            try:
                action(root)
                states = [after]
            except (OSError, TimTinError):
                pass
            except Exception as raised:
                said = f"{type(raised).__name__}: {raised}"
        said = said or trouble(root, states)
        yield said and f"{name}, operation {at}, mode {mode}, error {error}: {said}"
        shutil.rmtree(root)


def ends(tries: int, folder: Path) -> Tries:
    """The process ends at every operation on a file of what writes."""
    _need_shim()
    prepared = _prepare(folder)
    cases = [
        (name, at)
        for name, (start, action, _, _) in prepared.items()
        for at in range(1, _count(start, action, folder / f"count {name}") + 1)
    ]
    for case, (name, at) in enumerate(_some(cases, tries)):
        start, action, before, after = prepared[name]
        root = folder / f"{case}"
        copy(start, root)
        child = os.fork()
        if child == 0:
            with shim.armed(root, shim.END, at):
                action(root)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        states: list[State | None] = [before, after] if status else [after]
        said = trouble(root, states)
        yield said and f"{name}, operation {at}: {said}"
        shutil.rmtree(root)


def power(tries: int, folder: Path) -> Tries:
    """The power goes at any operation, and the disk forgets what was not synced."""
    _need_shim()
    disk, log = folder / "disk", folder / "log"
    disk.mkdir()
    root = disk / "index"
    steps: list[tuple[Action, State]] = [
        (_build, FIRST),
        (_rebuild, SECOND),
        (_update, UPDATED),
        (_rebuild, SECOND),
        (_update, UPDATED),
        (_roll_back_to_kept, SECOND),
        (_update, UPDATED),
    ]
    with log.open("wb") as file, shim.armed(disk, shim.LOG, log=file.fileno()) as marker:
        for step, (action, _) in enumerate(steps):
            action(root)
            marker.shim_mark(str(step).encode())
    operations = read_log(log)
    whole = Disk(str(disk))
    for operation in operations:
        if operation.kind != "K":
            whole.do(operation)
    whole.write(folder / "replayed")
    assert list(trees(folder / "replayed")) == list(trees(disk)), "the shim missed an operation"
    shutil.rmtree(folder / "replayed")
    for seed in range(tries):
        chance = random.Random(seed)
        cut = chance.randrange(len(operations) + 1)
        left = Disk(str(disk))
        done = 0
        for operation in operations[:cut]:
            if operation.kind == "K":
                done += 1
            else:
                left.do(operation)
        target = folder / f"seed {seed}"
        left.write_after_a_cut(target, chance)
        states: list[State | None] = [None, *(state for _, state in steps)]
        said = trouble(target / "index", states[done : done + 2]) if _has_index(target) else ""
        if not _has_index(target) and done:
            said = "no index"
        yield said and f"seed {seed}, after operation {cut}: {said}"
        shutil.rmtree(target)


def _roll_back_to_kept(root: Path) -> None:
    engine = open_at(root)
    engine.rollback(engine.generations()[1].generation)


def _has_index(target: Path) -> bool:
    return (target / "index").is_dir()


def kills(tries: int, folder: Path) -> Tries:
    """A writer that builds and updates without end is killed at any moment."""
    root = folder / "index"
    open_at(root).write(made("0", 20).values(), (), replace_all=True)
    chance = random.Random(20120611)
    turn = 0
    for _ in range(tries):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _write_without_end(root, turn, writer)
        os.close(writer)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reader, "rb") as said:
            done = said.read().split()
        last = int(done[-1]) if done else turn
        states: list[State | None] = [made(str(n), 20) for n in (last, last + 1)]
        found = trouble(root, states, goes_on=False)
        yield found
        ids = open_at(root).searcher().search(Plan(None, size=1)).hits
        turn = int(ids[0].id.split("-")[0]) if ids else last


def _write_without_end(root: Path, turn: int, said: int) -> None:
    try:
        while True:
            gone = [f"{turn}-{number}" for number in range(20)]
            turn += 1
            open_at(root).write(made(str(turn), 20).values(), gone, replace_all=turn % 3 == 0)
            os.write(said, b"%d " % turn)
    finally:
        os._exit(1)


def damage(tries: int, folder: Path) -> Tries:
    """Of 26 tries: 20 bits flipped, 3 pages zeroed, 3 files cut off; over all files of a generation.

    `check`, `update` and `rollback` refuse each. Before the background check nothing but typed errors are
    raised; after it every answer is right, from the generation before.
    """
    start = folder / "start"
    old, new = made("old", 60), made("new", 100)
    # As in a large index, nothing is hashed when it is opened.
    generations.SMALL = -1
    open_at(start).write(old.values(), (), replace_all=True)
    open_at(start).write(new.values(), (), replace_all=True)
    files = [file for file in sorted((start / "g000002").iterdir()) if file.stat().st_size]
    chance = random.Random(7)
    # Bytes that say how much memory is needed must not take all there is.
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, resource.getrlimit(resource.RLIMIT_AS)[1]))
    for case in range(tries):
        root = folder / f"{case}"
        copy(start, root)
        file = root / "g000002" / chance.choice(files).name
        whole = file.read_bytes()
        kind = "flip" if case % 26 < 20 else "zero" if case % 26 < 23 else "cut"
        replace(file, _harmed(whole, kind, chance))
        said = "" if file.read_bytes() == whole else _found(root, file, [old, new])
        yield said and f"try {case}, {kind} in {file.name}: {said}"
        shutil.rmtree(root)


def _harmed(whole: bytes, kind: str, chance: random.Random) -> bytes:
    place = chance.randrange(len(whole))
    if kind == "flip":
        return whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
    if kind == "cut":
        return whole[:place]
    start = place - place % 4096
    page = whole[start : start + 4096]
    # Where all is zero already, zeroing is no damage.
    return whole[:start] + bytes(len(page)) + whole[start + 4096 :]


def _found(root: Path, file: Path, states: list[State]) -> str:
    old, new = states
    for refuse in (
        lambda: open_at(root).check(),
        lambda: open_at(root).write(THIRD.values(), (), replace_all=False),
        lambda: open_at(root).rollback("g000002"),
    ):
        try:
            refuse()
        except IndexDamaged as error:
            if file.name not in str(error):
                return f"another file is named: {error}"
        else:
            return "not refused"
    engine = open_at(root)
    try:
        # What is answered before the check may be wrong, but is never an untyped error.
        with contextlib.suppress(TimTinError):
            wrong(engine, [old, new])
        if engine._current is not None:
            with contextlib.suppress(IndexDamaged):
                # As the background does, without its pauses.
                engine._current.integrity.check()
        if said := wrong(engine, [old]):
            return f"after the check: {said}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    reason = engine.searcher().summary().degraded_reason
    return "" if file.name in reason else f"not said: {reason!r}"


class _Planted:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self._path,)


def pickles(tries: int, folder: Path) -> Tries:
    """A pickle in the place of each file, or beside them, in manifests that name it: it never runs."""
    start = folder / "start"
    open_at(start).write(FIRST.values(), (), replace_all=True)
    names = [file.name for file in (start / "g000001").iterdir() if file.name != "MANIFEST"]
    names += ["_MAIN_0.toc", "_MAIN_1.toc", "_MAIN_99.toc", "MAIN_x.seg", "MAIN_x.trm"]
    cases = [
        (name, listed, protocol)
        for name in names
        for listed in (True, False)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    ]
    for case, (name, listed, protocol) in enumerate(_some(cases, tries)):
        root, ran = folder / f"{case}", folder / f"ran {case}"
        copy(start, root)
        content = pickle.dumps(_Planted(ran), protocol)
        replace(root / "g000001" / name, content)
        if listed:
            _sign(root, name, content)
        for use in (
            lambda root=root: wrong(open_at(root), [FIRST]),
            lambda root=root: open_at(root).check(),
            lambda root=root: open_at(root).rollback("g000001"),
            lambda root=root: open_at(root).write(THIRD.values(), (), replace_all=False),
        ):
            with contextlib.suppress(Exception):
                use()
        yield f"{name}, protocol {protocol}: it ran" if ran.exists() else ""
        shutil.rmtree(root)


def _sign(root: Path, name: str, content: bytes) -> None:
    """Have the manifest and CURRENT name a file, as who may write all of them can."""
    file = root / "g000001" / "MANIFEST"
    manifest = json.loads(file.read_text())
    del manifest["self"]
    digest = hashlib.sha256(content).hexdigest()
    manifest["files"][name] = {"size": len(content), "sha256": digest}
    text = json.dumps(manifest).encode()
    replace(file, text)
    replace(root / "CURRENT", f"g000001 {hashlib.sha256(text).hexdigest()}\n".encode())


def full_disks(tries: int, folder: Path) -> Tries:
    """The disk is full after so many bytes, from none to as many as an update and a rebuild write."""
    _need_shim()
    prepared = _prepare(folder)
    for case in range(tries):
        name = ("update", "rebuild", "build")[case % 3]
        start, action, before, after = prepared[name]
        root = folder / f"{case}"
        copy(start, root)
        states: list[State | None] = [before, after]
        size = 120_000 * case // tries
        with shim.armed(root, shim.FULL, size):
            try:
                action(root)
                states = [after]
            except (OSError, TimTinError):
                pass
        said = trouble(root, states)
        yield said and f"{name}, {size} bytes: {said}"
        shutil.rmtree(root)


def full_file_systems(tries: int, folder: Path) -> Tries:
    """The same on real file systems of so many kilobytes."""
    for case in range(tries):
        place = folder / f"{case}"
        place.mkdir()
        size = f"size={100 + 16 * case}k"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            raise Skipped("a file system cannot be mounted here")
        try:
            root = place / "index"
            state: State | None = None
            said = ""
            for action, after in ((_build, FIRST), (_rebuild, SECOND), (_update, UPDATED)):
                try:
                    action(root)
                    state = after
                except (OSError, TimTinError):
                    said = said or trouble(root, [state], goes_on=False)
                    break
            yield said and f"{size}: {said}"
        finally:
            subprocess.run(["umount", str(place)], check=True)


def two_writers(tries: int, folder: Path) -> Tries:
    """Two processes update one index, each again when the other is at it; nothing of either is lost."""
    root = folder / "index"
    open_at(root).write([], (), replace_all=True)
    children = []
    for name in ("a", "b"):
        child = os.fork()
        if child == 0:
            _update_and_look(root, name, tries // 2)
        children.append(child)
    failed = [bool(os.waitpid(child, 0)[1]) for child in children]
    expected: dict[str, Article] = {}
    for name in ("a", "b"):
        for number in range(tries // 2):
            expected |= {one.id: one for one in [_numbered(name, number)]}
    said = wrong(open_at(root), [expected])
    yield said or ("a writer failed" if any(failed) else "")
    yield from [""] * (tries - 1)


def _numbered(name: str, number: int) -> Article:
    return made(name, 20, number)[f"{name}-{number % 20}"]


def _update_and_look(root: Path, name: str, times: int) -> None:
    try:
        engine = open_at(root)
        for number in range(times):
            one = _numbered(name, number)
            while True:
                try:
                    engine.write([one], (), replace_all=False)
                    break
                except IndexLocked:
                    time.sleep(0.002)
            (found,) = engine.searcher().fetch([one.id])
            assert found.body == one.body
        os._exit(0)
    finally:
        os._exit(1)


def operations(tries: int, folder: Path) -> Tries:
    """Updates, rebuilds, rollbacks and questions, drawn at random, against a dictionary.

    One reader, open all the time, is asked; another engine writes.
    """
    root = folder / "index"
    chance = random.Random(42)
    writer, reader = open_at(root, kept=3), open_at(root, kept=3)
    held: dict[str, Article] = made("a", 10)
    writer.write(held.values(), (), replace_all=True)
    kept: dict[str, dict[str, Article]] = {writer.searcher().summary().generation: dict(held)}
    for number in range(tries):
        draw = chance.random()
        said = ""
        try:
            if draw < 0.06:
                held = _changed(writer, held, number, chance)
            elif draw < 0.07:
                held = {id: one for id, one in held.items() if chance.random() < 0.8}
                writer.write(held.values(), (), replace_all=True)
            elif draw < 0.08:
                name = chance.choice([one.generation for one in writer.generations()])
                writer.rollback(name)
                held = dict(kept[name])
            else:
                said = _asked(reader, held, chance)
            if draw < 0.08:
                kept[reader.searcher().summary().generation] = dict(held)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        yield said and f"operation {number}: {said}"


def _changed(
    writer: WhooshEngine, held: dict[str, Article], number: int, chance: random.Random
) -> dict[str, Article]:
    """The articles after an update that adds, replaces and deletes some."""
    changed = {f"n{n}": article for n, article in _drawn(number, chance).items()}
    gone = [id for id in held if chance.random() < 0.05 and id not in changed]
    writer.write(changed.values(), gone, replace_all=False)
    return {id: one for id, one in (held | changed).items() if id not in gone}


def _drawn(number: int, chance: random.Random) -> dict[int, Article]:
    """A few articles under the numbers of their ids, of 60 that come again and again."""
    pool = list(made("n", 60, number).values())
    places = chance.sample(range(60), chance.randrange(1, 5))
    return {place: dataclasses.replace(pool[place], id=f"n{place}") for place in places}


def _asked(reader: WhooshEngine, held: dict[str, Article], chance: random.Random) -> str:
    searcher = reader.searcher()
    if chance.random() < 0.3 and held:
        id = chance.choice(sorted(held))
        (found,) = searcher.fetch([id])
        return "" if found.body == held[id].body else f"another body of {id}"
    word = chance.choice(WORDS)
    found_ids = {hit.id for hit in searcher.search(Plan(Word(Term(word)), size=1000)).hits}
    expected = {id for id, one in held.items() if word in one.body.split()}
    return "" if found_ids == expected else f"other articles with {word}"


def terminated(tries: int, folder: Path) -> Tries:
    """A build is ended by SIGTERM at any moment: nothing of it is left, or the next command clears it.

    That is for the moments before the clean-up can begin, and within it.
    """
    start = folder / "start"
    _build(start)
    chance = random.Random(5)
    for case in range(tries):
        root = folder / f"{case}"
        copy(start, root)
        child = os.fork()
        if child == 0:
            _rebuild_until_told(root)
        time.sleep(chance.uniform(0.0, 0.2))
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        left = [path.name for path in root.iterdir() if path.name.startswith(("tmp-", "CURRENT."))]
        states: list[State | None] = [FIRST, SECOND]
        yield trouble(root, states, goes_on=bool(left))
        shutil.rmtree(root)


def _rebuild_until_told(root: Path) -> None:
    def end(*_: object) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, end)
    try:
        while True:
            _rebuild(root)
    finally:
        os._exit(1)


def _some(cases: list[_Case], tries: int) -> list[_Case]:
    """So many of the cases, or all, in any order, so that what is ended early has been everywhere."""
    return random.Random(1).sample(cases, min(tries, len(cases)))


CAMPAIGNS: dict[str, tuple[Callable[[int, Path], Tries], int, int]] = {
    "faults": (faults, 100_000, 15),
    "ends": (ends, 100_000, 10),
    "power": (power, 2000, 15),
    "kills": (kills, 1000, 5),
    "damage": (damage, 2600, 13),
    "pickles": (pickles, 1000, 20),
    "full disks": (full_disks, 60, 3),
    "full file systems": (full_file_systems, 60, 0),
    "two writers": (two_writers, 1000, 10),
    "operations": (operations, 10_000, 100),
    "terminated": (terminated, 200, 4),
    "questions": (questions, 1_000_000, 20_000),
    "serving": (serving, 110, 3),
    "cuts": (cuts, 100, 3),
    "slow": (slow, 400, 20),
    "outages": (outages, 100, 2),
}
"""By name: the campaign, how often the whole one tries, and how often it does in every run of the tests."""
