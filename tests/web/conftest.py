"""What the tests of the web front end share: an archive of the seeds, its app, a server, a browser."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from search import Archive, Settings
from web import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# How long a busy machine may take; nothing here measures time.
expect.set_options(timeout=30_000)
START_MS = 120_000

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The five seeds, indexed."""
    built = Archive(Settings(index=tmp_path_factory.mktemp("index"), seeds=SEEDS))
    built.rebuild()
    return built


@pytest.fixture(scope="session")
def app(archive: Archive) -> Flask:
    return create_app(archive)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def archive_of(tmp_path: Path) -> Callable[[Sequence[dict[str, str]]], Archive]:
    """Make an archive of records with an id, a title, a body, and what else a test cares about."""

    def make(records: Sequence[dict[str, str]]) -> Archive:
        folder = tmp_path / "articles"
        folder.mkdir()
        lines = "\n".join(map(json.dumps, records))
        (folder / "all.jsonl").write_text(lines, encoding="utf-8")
        archive = Archive(Settings(index=tmp_path / "index", seeds=folder))
        archive.rebuild()
        return archive

    return make


@pytest.fixture
def copied() -> list[dict[str, str]]:
    """Records of one story printed by three papers, and of another."""
    _, story = (SEEDS / "000_8bb4649b4ba4d5e0.txt").read_text("utf-8").split("\n", 1)
    other = (SEEDS / "001_48d4f7ca893d470a.txt").read_text("utf-8")
    rows = [
        ("vna", "Quang Nam receives Sekong", story, "2022-06-08", "VNA"),
        ("ndo", "Quang Nam and Sekong tighten links", f"(NDO) – {story}", "2022-06-09", "Nhân Dân"),
        ("bqn", "Leader of Sekong in Quang Nam", f"{story} Read more.", "2022-06-10", "Báo QN"),
        ("other", "Bunpimay in Sekong", other, "2024-04-12", "QNO"),
    ]
    return [dict(zip(("id", "title", "body", "date", "source"), row, strict=True)) for row in rows]


@pytest.fixture
def told_twice() -> list[dict[str, str]]:
    """Records of stories in both languages, and of others of the same places and days."""
    lines = (SEEDS.parent / "tests" / "cases" / "stories.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def merged() -> list[dict[str, str]]:
    """Records of Quảng Nam and Đà Nẵng before and after 1 July 2025, and of one gone long before."""
    rows = [
        ("qn-2022", "2022-06-08", "Tỉnh Quảng Nam họp."),
        ("dn-2022", "2022-06-09", "Thành phố Đà Nẵng họp."),
        ("2025", "2025-09-01", "Đà Nẵng họp về địa bàn Quảng Nam (cũ)."),
        ("1988", "1988-01-01", "Tỉnh Nghệ Tĩnh họp."),
    ]
    return [{"id": id, "title": f"Họp {id}", "date": day, "body": body} for id, day, body in rows]


@pytest.fixture
def namesakes() -> list[dict[str, str]]:
    """Records of Hà Nam in Vietnam and in China, of which the latter is Henan in English."""
    rows = [
        ("vietnam", "Họp ở Phủ Lý", "Tỉnh Hà Nam họp tại thành phố Phủ Lý."),
        ("china", "Mưa ở Trung Quốc", "Mưa lớn ở Trịnh Châu, tỉnh Hà Nam (Trung Quốc)."),
    ]
    return [dict(zip(("id", "title", "body"), row, strict=True)) for row in rows]


@pytest.fixture
def client_of(archive_of: Callable[..., Archive]) -> Callable[..., FlaskClient]:
    """Make a client of an archive of such records."""
    return lambda records: create_app(archive_of(records)).test_client()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a running server, without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address of a server of the seeds."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, from `CHROMIUM` in the environment or from the system."""
    names = (os.environ.get("CHROMIUM", ""), *BROWSERS)
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    if found is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=chromium,
            timeout=START_MS,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-dev-shm-usage",  # a container's is too small, and pages crash
                "--disable-gpu",
            ],
        )
        yield launched
        launched.close()
