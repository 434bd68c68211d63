"""Campaigns against `timtin serve`, as a program of its own, with clients that ask it over sockets."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.web.program import ROOT, Program, running

Tries = Iterator[str]

ARTICLES = 60
"""How many an edition has. It is one page of results, on which all are."""

PAUSE_SECONDS = 0.5
"""How long a client reads before it asks again, on average."""

ALL = f"/api/search?q=tin&size={ARTICLES}"


def write_edition(folder: Path, number: int) -> None:
    """The articles of an edition, each of which carries its number in all that is shown of it."""
    folder.mkdir(exist_ok=True)
    lines = [
        json.dumps(
            {
                "id": f"{n}",
                "title": f"Tin {n} edition-{number}",
                "body": f"Tin edition-{number} so{n} lan{number}x{n}",
                "source": f"edition-{number}",
            }
        )
        for n in range(ARTICLES)
    ]
    new = folder / "all.new"
    new.write_text("\n".join(lines))
    new.replace(folder / "all.jsonl")


def build(command: str, folder: Path, index: Path) -> str:
    """What `timtin rebuild` or `update` says if it fails; "" if not."""
    arguments = [command, "--index", str(index), "--seeds", str(folder), "--allow-removals"]
    done = timtin(*arguments)
    return "" if done.returncode == 0 else f"{command}: {done.stdout}{done.stderr}"


def timtin(*arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("LD_PRELOAD", None)
    command = [*before, sys.executable, "-m", "search", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def ask(port: int, path: str, connection: http.client.HTTPConnection | None = None) -> str:
    """The body of an answer; OSError if there is none, ValueError if it is not 200."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        own.request("GET", path)
        answer = own.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise ValueError(f"{answer.status} {path}: {body[:200]}")
        return body
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        if connection is None:
            own.close()


def edition_of(body: str) -> int:
    """The edition that all of a page of results is of; ValueError if it is of none, of two or of a part."""
    page = json.loads(body)
    numbers = {hit["title"].rpartition("edition-")[2] for hit in page["hits"]} | {
        value["value"].rpartition("edition-")[2] for value in page["facets"]["source"]
    }
    if len(numbers) != 1 or page["total"] != ARTICLES or len(page["hits"]) != ARTICLES:
        raise ValueError(f"{page['total']} articles of editions {sorted(numbers)}")
    return int(numbers.pop())


# --- many clients while the index is built ---


class _Client(threading.Thread):
    """Reads pages again and again, and looks at each whether it is whole and of an edition of its time."""

    def __init__(self, port: int, seed: int, published: list[int], tried: list[str]) -> None:
        super().__init__(daemon=True)
        self.seconds: list[float] = []
        self.over = threading.Event()
        self._port, self._chance = port, random.Random(seed)
        self._published, self._tried = published, tried

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self.over.wait(self._chance.uniform(0, 2 * PAUSE_SECONDS)):
            least = self._published[0]
            path = self._chance.choice(
                (ALL, ALL, "/?q=tin", "/article/7?q=tin", "/api/suggest?q=ti")
            )
            began = time.perf_counter()
            try:
                said = self._wrong(path, ask(self._port, path, connection), least)
            except (OSError, ValueError) as error:
                said = f"{type(error).__name__}: {error}"
                connection.close()
            self.seconds.append(time.perf_counter() - began)
            self._tried.append(said)
        connection.close()

    def _wrong(self, path: str, body: str, least: int) -> str:
        if path == ALL:
            number = edition_of(body)
            most = self._published[1]
            return "" if least <= number <= most else f"edition {number} of {least} to {most}"
        numbers = set(re.findall(r"edition-(\d+)", body))
        return "" if len(numbers) <= 1 else f"{path} is of editions {numbers}"


def _used(worker: int) -> tuple[int, int]:
    """The memory of a process in kilobytes, and how many descriptors it has."""
    status = Path(f"/proc/{worker}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]), len(os.listdir(f"/proc/{worker}/fd"))


def serving(tries: int, folder: Path) -> Tries:
    """50 clients read while the index is rebuilt and updated, ten updates a rebuild, `tries` in all."""
    articles, index = folder / "articles", folder / "index"
    write_edition(articles, 1)
    if said := build("rebuild", articles, index):
        raise AssertionError(said)
    # The edition that a request must at least be of, and the newest one that there may be.
    published, tried = [1, 1], list[str]()
    with running(index) as program:
        clients = [_Client(program.port, seed, published, tried) for seed in range(50)]
        for client in clients:
            client.start()
        seconds = min(20.0, 1.0 + tries / 5)
        time.sleep(seconds)
        begun = [len(client.seconds) for client in clients]
        time.sleep(seconds)
        counts = [len(client.seconds) for client in clients]
        idle = [
            s
            for client, first, end in zip(clients, begun, counts, strict=True)
            for s in client.seconds[first:end]
        ]
        used = []
        try:
            for turn in range(tries):
                number = published[1] + 1
                write_edition(articles, number)
                published[1] = number
                said = build("update" if turn % 11 else "rebuild", articles, index)
                published[0] = number
                yield said
                used.append(_used(program.worker()))
                while tried:
                    yield tried.pop()
            yield _grown(used)
        finally:
            for client in clients:
                client.over.set()
            for client in clients:
                client.join()
            busy = [
                s for client, n in zip(clients, counts, strict=True) for s in client.seconds[n:]
            ]
            print(
                f"  p50 and p99 idle {_p(idle, 50)} and {_p(idle, 99)} ms, "
                f"with {len(used)} builds {_p(busy, 50)} and {_p(busy, 99)} ms"
            )
            print(f"  kB of memory and descriptors after each tenth build: {used[::10]}")
        yield from tried


def _p(seconds: list[float], share: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[share - 1] * 1000:.0f}" if seconds[1:] else "?"


def _grown(used: list[tuple[int, int]]) -> str:
    """What a server took more of at the end than after it was warm; "" within a twentieth.

    Answers in the making hold some of it for a moment: what is never given back is in the least of a time.
    """
    quarter = len(used) // 4
    if quarter < 5:
        return ""
    said = []
    for name, values in zip(("kB of memory", "descriptors"), zip(*used, strict=True), strict=True):
        warm = min(values[quarter : 2 * quarter])
        end = min(values[-quarter:])
        if end > 1.05 * warm:
            said.append(f"{name} grew from {warm:,.0f} to {end:,.0f}")
    return ", ".join(said)


# --- files cut off in place ---


def cuts(tries: int, folder: Path) -> Tries:
    """A file of the generation that is served is cut off in place, which ends a process that maps it.

    After a moment all is answered by the generation before, and `/healthz` says that it is not the newest.
    """
    start, articles = folder / "start", folder / "articles"
    for number in (1, 2):
        write_edition(articles, number)
        if said := build("rebuild", articles, start):
            raise AssertionError(said)
    files = sorted((start / "g000002").iterdir(), key=lambda file: -file.stat().st_size)
    cases = [(file.name, share) for share in (0.0, 0.5) for file in files if file.stat().st_size]
    for case, (name, share) in enumerate(cases[:tries]):
        index = folder / f"{case}"
        shutil.copytree(start, index)
        with running(index) as program:
            ask(program.port, ALL)
            file = index / "g000002" / name
            os.chmod(file, 0o644)
            os.truncate(file, int(file.stat().st_size * share))
            said = _comes_back(program)
        yield said and f"{name} cut to {share:.0%}: {said}"
        shutil.rmtree(index)


def _comes_back(program: Program) -> str:
    found = "nothing is answered"
    for word in range(60):
        try:
            # Other words each time, so that files are looked into.
            ask(program.port, f"/api/search?q=tin+so{word}")
            edition = edition_of(ask(program.port, ALL))
            state = json.loads(ask(program.port, "/healthz"))["status"]
            # A file that is read when it is opened is not missed.
            found = (
                "" if (edition, state) in ((1, "degraded"), (2, "ok")) else f"{edition}, {state}"
            )
            if edition == 1:
                return found
        except ValueError as error:
            if not str(error).startswith("503"):
                return str(error)
        except OSError as error:
            found = repr(error)
        time.sleep(0.05)
    return found


# --- clients that send and read slowly ---


def slow(tries: int, folder: Path) -> Tries:
    """Beside 500 clients that send and 100 that read a byte a second and 200 idle ones, one asks as ever."""
    articles, index = folder / "articles", folder / "index"
    write_edition(articles, 1)
    if said := build("rebuild", articles, index):
        raise AssertionError(said)
    with running(index) as program, contextlib.ExitStack() as opened:
        idle = [_timed(program.port, number)[1] for number in range(tries)]
        at_work = threading.Event()
        opened.callback(at_work.set)
        slow_ones = [_connected(program.port, opened) for _ in range(500)]
        readers = [_connected(program.port, opened) for _ in range(100)]
        for keeping in [_connected(program.port, opened) for _ in range(200)]:
            keeping.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            keeping.recv(4096)
        for number, reader in enumerate(readers):
            path = ("/export.jsonl?q=tin", "/?q=tin&size=50")[number % 2]
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        begun = b"GET /?q=tin HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".ljust(600, b"x")

        def send_and_read() -> None:
            for byte in begun:
                for one in slow_ones:
                    with contextlib.suppress(OSError):
                        one.send(bytes([byte]))
                for one in readers:
                    with contextlib.suppress(OSError):
                        one.recv(1)
                if at_work.wait(1):
                    return

        threading.Thread(target=send_and_read, daemon=True).start()
        time.sleep(1)
        beside = []
        for number in range(tries):
            said, seconds = _timed(program.port, number)
            beside.append(seconds)
            yield said
        print(
            f"  p50 and p99 alone {_p(sorted(idle), 50)} and {_p(sorted(idle), 99)} ms, "
            f"beside them {_p(sorted(beside), 50)} and {_p(sorted(beside), 99)} ms"
        )


def _connected(port: int, opened: contextlib.ExitStack) -> socket.socket:
    connection = socket.socket()
    # What is not read is not taken either.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect(("127.0.0.1", port))
    connection.settimeout(10)
    return opened.enter_context(connection)


def _timed(port: int, number: int) -> tuple[str, float]:
    time.sleep(0.05)
    began = time.perf_counter()
    try:
        body = ask(port, ALL if number % 2 else f"/?q=so{number % ARTICLES}")
        said = "" if number % 2 == 0 or edition_of(body) == 1 else "another edition"
    except (OSError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
    return said, time.perf_counter() - began


# --- an index that is not there for a while ---

Change = Callable[[Path], None]


def _outages() -> dict[str, tuple[Change, Change, bool]]:
    """By name: what happens, how it is mended, and whether an index that nobody has open is lost by it."""
    kept: dict[str, bytes] = {}

    def damaged(content: bytes) -> Change:
        def change(index: Path) -> None:
            kept["CURRENT"] = (index / "CURRENT").read_bytes()
            (index / "CURRENT").write_bytes(content)

        return change

    def as_it_was(index: Path) -> None:
        (index / "CURRENT").write_bytes(kept["CURRENT"])

    def away(index: Path) -> None:
        index.rename(index.with_name("elsewhere"))

    def back(index: Path) -> None:
        index.with_name("elsewhere").rename(index)

    def mode(number: int) -> Change:
        return lambda index: os.chmod(index, number)

    def given(number: int, owner: int) -> Change:
        def change(index: Path) -> None:
            os.chown(index, owner, -1)
            os.chmod(index, number)

        return change

    outages = {
        "the folder may not be entered": (mode(0o600), mode(0o755), True),
        "CURRENT is empty": (damaged(b""), as_it_was, False),
        "CURRENT is no text": (damaged(b"\xff\x00" * 40), as_it_was, False),
        "CURRENT names what is not there": (damaged(b"g999999 " + b"0" * 64), as_it_was, False),
        "CURRENT is gone": (lambda index: _gone(index, kept), as_it_was, True),
        "the folder is gone": (away, back, True),
        "the folder may not be written to": (mode(0o555), mode(0o755), False),
    }
    if os.geteuid() == 0:
        outages["the folder is another's"] = (given(0o700, 65534), given(0o755, 0), True)
    return outages


def _gone(index: Path, kept: dict[str, bytes]) -> None:
    kept["CURRENT"] = (index / "CURRENT").read_bytes()
    (index / "CURRENT").unlink()


UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""To root nothing is forbidden; so it is."""


def outages(tries: int, folder: Path) -> Tries:
    """The index is not there, not readable, another's: a sentence and no traceback, and then it is back."""
    articles, index = folder / "articles", folder / "index"
    for number in (1, 2):
        write_edition(articles, number)
        if said := build("rebuild", articles, index):
            raise AssertionError(said)
    before = UNPRIVILEGED if os.geteuid() == 0 and shutil.which("setpriv") else ()
    for name, (happen, mend, lost) in list(_outages().items())[:tries]:
        with running(index, before) as program:
            ask(program.port, ALL)
            happen(index)
            try:
                # What it has open it goes on with.
                said = _state(program.port, {"ok", "degraded"})
                for command in ("check", "search", "update"):
                    said = said or _said_in_a_sentence(command, index, articles, before, lost)
            finally:
                mend(index)
            said = said or _recovers(program.port)
        yield said and f"{name}: {said}"


def _state(port: int, allowed: set[str]) -> str:
    try:
        edition_of(ask(port, ALL))
        state = json.loads(ask(port, "/healthz"))["status"]
    except (OSError, ValueError) as error:
        return str(error)
    return "" if state in allowed else f"it says {state}"


def _said_in_a_sentence(
    command: str, index: Path, articles: Path, before: Sequence[str], lost: bool
) -> str:
    rest = {"search": ["tin"], "update": ["--seeds", str(articles)], "check": []}[command]
    done = timtin(command, *rest, "--index", str(index), before=before)
    said = done.stderr.strip().splitlines()
    if "Traceback" in done.stderr or done.returncode not in (0, 1):
        return f"timtin {command} ends with {done.returncode}: {said[-1:]}"
    if lost and (done.returncode == 0 or len(said) != 1 or not said[0].startswith("Error: ")):
        return f"timtin {command} ends with {done.returncode} and says {said}"
    return ""


def _recovers(port: int) -> str:
    for _ in range(100):
        if not (said := _state(port, {"ok"})):
            return ""
        time.sleep(0.1)
    return f"ten seconds after it was mended: {said}"
