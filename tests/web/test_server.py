"""The program that serves, over sockets: raw addresses, its own errors, behind nginx, by systemd."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from pathlib import Path

import pytest

from search import Archive, load_settings
from tests.web.program import exchange, get, running
from web import HEADERS, make_server
from web.server import QUEUED

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "search" / "README.md"


@contextmanager
def serving(archive: Archive, **settings: str) -> Iterator[int]:
    """The port of `timtin serve`, run with such settings."""
    with running(archive.settings.index, **settings) as program:
        yield program.port


@pytest.fixture(scope="module")
def port(archive: Archive) -> Iterator[int]:
    with serving(archive) as port:
        yield port


def test_an_address_may_be_typed_with_its_letters(port: int) -> None:
    """Browsers encode them, programs and people with curl do not."""
    typed = get(port, "/api/search?q=quảng nam&sort=oldest".replace(" ", "+").encode())
    assert typed[0] == 200
    assert typed[2] == get(port, b"/api/search?q=qu%e1%ba%a3ng%20nam&sort=oldest")[2]
    assert b'"total":3' in typed[2]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article/đê", 404),
        ("/?q=đê biển", 400),  # a space ends an address
        ("/đê", 404),
        ("/?q=đê#biển", 200),
        ("/?ü=1", 200),
        ("//đê?q=đê", 404),
    ],
)
def test_letters_may_stand_anywhere_in_an_address(port: int, path: str, status: int) -> None:
    assert get(port, path.encode())[0] == status


@pytest.mark.parametrize(
    "path", [b"/?q=\xff\xfe", b"/\x80", b"/?q=\xc4", b"/\xc4\x91?\xf0\x9f=\x8e"]
)
def test_bytes_that_are_no_letters_do_no_harm(port: int, path: bytes) -> None:
    assert get(port, path)[0] in (200, 404)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n", 400),
        (b"GET /?q=\xc4\x91 HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n", 413),
        ((b"GET / HTTP/1.1\r\nX: ").ljust(1 << 16, b"x"), 431),
    ],
)
def test_what_is_refused_before_the_app_is_asked_has_the_headers_too(
    port: int, request_bytes: bytes, status: int
) -> None:
    answer = exchange(port, request_bytes)
    assert answer[0] == status
    assert answer[1]["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer[1]["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        (b"GET /", {200}),
        (b"HEAD /", {200}),
        (b"GET /static/style.css", {200}),
        (b"GET /search?q=a%0d%0aSet-Cookie:%20a=1", {301}),
        (b"GET /?page=0", {400}),
        (b"GET /%0d%0aSet-Cookie:%20a=1", {404}),
        (b"GET /static/../app.py", {404}),
        (b"GET /static/..%2fapp.py", {404}),
        (b"GET /static/nothing.css?v=%0d%0aSet-Cookie:%20a=1", {404}),
        (b"GET http://evil.example/", {200, 400}),
        (b"POST /", {405}),
        (b"PUT /static/style.css", {405}),
        (b"DELETE /article/a", {405}),
        (b"TRACE /", {405}),
        (b"PATCH /api/search", {405}),
        (b"OPTIONS /", {200}),
        (b"OPTIONS *", {400, 404}),
        (b"CONNECT localhost:22", {400, 404, 405}),
        (b"PROPFIND /", {405}),
        (b"GET / HTTP/1.1\r\nX:", {200, 400}),
    ],
)
def test_every_answer_has_the_headers_and_no_others(
    port: int, line: bytes, statuses: set[int]
) -> None:
    status, headers, body = exchange(
        port, line + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert status in statuses
    assert HEADERS.items() <= headers.items()
    assert "Set-Cookie" not in headers
    assert b"evil.example" not in body
    if line.startswith(b"HEAD"):
        assert body == b""


def test_what_is_unchanged_has_the_headers_too(port: int) -> None:
    for path in (b"/?q=sekong", b"/static/style.css"):
        tag = {name.lower(): value for name, value in get(port, path)[1].items()}["etag"].encode()
        lines = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIf-None-Match: "
        status, headers, body = exchange(port, b"GET " + path + lines + tag + b"\r\n\r\n")
        assert (status, body) == (304, b"")
        assert HEADERS.items() <= headers.items()


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 1073741824\r\n\r\n",
        b"Content-Length: 1\r\n\r\nx",
        b"Transfer-Encoding: chunked\r\n\r\n40000000\r\nx",
        b"Content-Length: 1073741824\r\nExpect: 100-continue\r\n\r\nx",
    ],
)
@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_no_page_takes_a_body(port: int, method: bytes, body: bytes) -> None:
    """It is refused when its length or its first byte is known: the rest is not waited for."""
    answer = exchange(port, method + b" / HTTP/1.1\r\nHost: localhost\r\n" + body)
    assert 413 in (answer[0], int(answer[2].split()[1]) if answer[0] == 100 else 0)


def test_a_request_without_a_body_may_say_so(port: int) -> None:
    request = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    assert exchange(port, request)[0] == 200


def test_requests_that_come_in_slowly_keep_nobody_out(port: int) -> None:
    with ExitStack() as slow:
        for _ in range(600):
            connection = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(b"GET / HT")
        assert get(port, b"/healthz")[0] == 200


class Held:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = threading.Semaphore(0)

    def __call__(self, environ: object, start_response: Callable[..., object]) -> list[bytes]:
        self.asked.release()
        assert self.go.wait(60)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@contextmanager
def holding(application: Held, threads: int) -> Iterator[int]:
    """The port of a server of an application in this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = make_server(application, listening, threads, HEADERS)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    try:
        yield listening.getsockname()[1]
    finally:
        application.go.set()
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(server.close)


def test_who_would_wait_too_long_is_told_so_at_once() -> None:
    held = Held()
    with holding(held, threads=2) as port, ExitStack() as waiting:
        asked = []
        for _ in range(2 + QUEUED):
            connection = waiting.enter_context(socket.create_connection(("127.0.0.1", port), 30))
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            asked.append(connection)
            if len(asked) <= 2:
                assert held.asked.acquire(timeout=30)
        refused = exchange(port, b"GET / HTTP/1.0\r\n\r\n")
        while refused[0] != 503:  # until the last of the others has been read
            refused = exchange(port, b"GET / HTTP/1.0\r\n\r\n")
        assert int(refused[1]["Retry-After"]) > 0
        assert refused[1]["X-Content-Type-Options"] == "nosniff"
        held.go.set()
        for connection in asked:
            assert connection.recv(100).startswith(b"HTTP/1.0 200")


def test_a_request_that_comes_in_slowly_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.REQUEST_SECONDS", 0)
    monkeypatch.setattr("web.server.SWEEP_SECONDS", 1)
    held = Held()
    held.go.set()
    with (
        holding(held, threads=1) as port,
        socket.create_connection(("127.0.0.1", port), timeout=60) as slow,
        socket.create_connection(("127.0.0.1", port), timeout=60) as idle,
    ):
        slow.sendall(b"GET / HTTP/1.0\r\n")
        assert slow.recv(100) == b""
        idle.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.0 200")


def test_who_reads_nothing_holds_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.IDLE_SECONDS", 1)
    monkeypatch.setattr("web.server.SWEEP_SECONDS", 1)
    left = threading.Event()

    class Endless:
        """An application whose answer has no end."""

        go = threading.Event()

        def __call__(self, environ: object, start_response: Callable[..., object]) -> object:
            start_response("200 OK", [])
            return self.pieces()

        def pieces(self) -> Iterator[bytes]:
            try:
                while True:
                    yield bytes(1 << 20)
            finally:
                left.set()

    with (
        holding(Endless(), threads=1) as port,  # type: ignore[arg-type]
        socket.create_connection(("127.0.0.1", port), timeout=60) as reader,
    ):
        reader.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert reader.recv(10)
        assert left.wait(60)


def test_a_request_that_names_no_host_is_answered(port: int) -> None:
    status, _, body = exchange(port, b"GET /opensearch.xml HTTP/1.0\r\n\r\n")
    assert status == 200
    assert f"http://127.0.0.1:{port}/".encode() in body


def test_connections_that_idle_keep_nobody_out(port: int) -> None:
    with ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert get(port, b"/healthz")[0] == 200


def block(language: str) -> str:
    """What the README gives to be copied, of which there is one in each language."""
    text = README.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def program(*names: str) -> str:
    """The path of a program, which the system may keep out of the path."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    for name in names:
        found = shutil.which(name, path=places)
        if found:
            return found
    pytest.skip(f"{names[0]} is not installed")


@pytest.fixture(scope="module")
def nginx(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx, set up as the README says, in front of `timtin serve`."""
    found = program("nginx")
    work = tmp_path_factory.mktemp("nginx")
    (work / "timtin.toml").write_text(block("toml"), encoding="utf-8")
    settings = load_settings(work / "timtin.toml", environment={})
    given = {
        "prefix": settings.prefix,
        "trusted_proxy": ",".join(settings.trusted_proxy),
        "trusted_hosts": ",".join(settings.trusted_hosts),
    }
    with serving(archive, **given) as behind:
        port = free_port()
        site = block("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};")
        assert site.count("127.0.0.1:8000") == 2
        site = site.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "\n".join(f"{kind}_temp_path {work}/{kind};" for kind in kinds)
        (work / "nginx.conf").write_text(
            f"daemon off; pid {work}/pid; error_log stderr notice; events {{}}\n"
            f"http {{ access_log off; {folders}\n{site} }}\n",
            encoding="utf-8",
        )
        command = [found, "-p", str(work), "-e", "stderr", "-c", f"{work}/nginx.conf"]
        with subprocess.Popen(command, text=True, stderr=subprocess.PIPE) as process:
            try:
                assert process.stderr is not None
                said = [*takewhile(lambda line: "start worker process" not in line, process.stderr)]
                assert process.poll() is None, said
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.communicate(timeout=30)


def fetched(address: str, host: str, **headers: str) -> str:
    asked = urllib.request.Request(address, headers={"Host": host, **headers})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read().decode()


def test_behind_nginx_every_link_is_below_the_prefix_and_leads_somewhere(nginx: str) -> None:
    port = nginx.rpartition(":")[2]
    host = f"news.example.org:{port}"
    page = fetched(f"{nginx}/tim/?q=sekong", host)
    links = set(re.findall(r'(?:href|src|action|data-suggest)="(/[^"]*)"', page))
    assert len(links) > 20
    for link in links:
        assert link.startswith("/tim/")
        if ".xlsx" not in link:
            assert fetched(nginx + link.replace("&amp;", "&"), host)
    described = fetched(f"{nginx}/tim/opensearch.xml", host)
    assert f'template="http://{host}/tim/?' in described
    feed = fetched(f"{nginx}/tim/feed.atom?q=sekong", host)
    assert f'href="http://{host}/tim/article/' in feed
    assert "Disallow: /tim/api/" in fetched(f"{nginx}/robots.txt", host)
    status, headers, _ = get(int(port), b"/tim", host)
    assert (status, headers["Location"]) == (308, f"http://{host}/tim/")


def test_what_a_visitor_pretends_does_not_get_through_nginx(nginx: str) -> None:
    described = fetched(
        f"{nginx}/tim/opensearch.xml",
        "news.example.org",
        **{
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Prefix": "/evil",
            "X-Forwarded-Port": "1",
            "X-Forwarded-Proto": "ftp",
        },
    )
    assert 'template="http://news.example.org/tim/?' in described
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        fetched(f"{nginx}/tim/", "evil.example")
    refused.value.close()


def test_raw_letters_get_through_nginx(nginx: str) -> None:
    port = int(nginx.rpartition(":")[2])
    status, _, body = get(port, "/tim/api/search?q=quảng+nam".encode(), "news.example.org")
    assert (status, b'"total":3' in body) == (200, True)


def test_the_unit_of_the_readme_is_one(tmp_path: Path) -> None:
    found = program("systemd-analyze")
    unit = tmp_path / "timtin.service"
    # It must be a program that is there.
    text = block("ini")
    assert text.count("/opt/timtin/bin/timtin") == 1
    unit.write_text(text.replace("/opt/timtin/bin/timtin", sys.executable), encoding="utf-8")
    done = subprocess.run(
        [found, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_each_line_of_cron_is_a_command_that_there_is() -> None:
    lines = block("cron").splitlines()
    assert len(lines) == 2
    for line in lines:
        arguments = line.split("/opt/timtin/bin/timtin ", 1)[1].split()
        options = [name for name in arguments if name.startswith("--")]
        shown = subprocess.run(
            [sys.executable, "-m", "search", arguments[0], "--help"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert all(name in shown for name in options)


def test_a_server_that_a_signal_ends_is_back_and_one_that_is_told_to_end_ends(
    archive: Archive,
) -> None:
    with running(archive.settings.index) as program:
        for number in (signal.SIGKILL, signal.SIGBUS):
            ended = program.worker()
            os.kill(ended, number)
            program.worker(after=ended)
            # The connection waits until there is somebody.
            assert get(program.port, b"/api/search?q=sekong")[0] == 200
        last = program.worker()
        program.process.send_signal(signal.SIGTERM)
        assert program.process.wait(30) == -signal.SIGTERM
        assert not Path(f"/proc/{last}").exists()


def test_no_server_is_left_when_the_one_that_watches_it_is_killed(archive: Archive) -> None:
    with running(archive.settings.index) as program:
        worker = program.worker()
        program.process.kill()
        while Path(f"/proc/{worker}").exists():
            time.sleep(0.01)


def test_the_process_that_watches_holds_no_generation(archive_of: Callable[..., Archive]) -> None:
    archive = archive_of([{"id": "a", "title": "Tin", "body": "Một."}])
    index = archive.settings.index
    with running(index) as program:
        for _ in range(archive.settings.kept_generations + 1):
            archive.rebuild()
            assert get(program.port, b"/healthz")[0] == 200
        archive.rebuild()
        assert not (index / "g000001").exists()
