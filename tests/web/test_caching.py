"""What is sent again, and how it is packed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from search import Archive, Settings
from web import create_app


def tag(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.headers["ETag"]


@pytest.mark.parametrize(
    "address", ["/?q=sekong", "/article/000_8bb4649b4ba4d5e0", "/api/search", "/feed.atom"]
)
def test_what_a_browser_has_is_not_made_again(
    app: Flask, archive: Archive, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client = app.test_client()
    known = tag(client, address)
    for method in ("search", "read", "article"):
        monkeypatch.setattr(archive, method, lambda *_: pytest.fail("asked"))
    again = client.get(address, headers={"If-None-Match": known})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == known
    assert again.headers["Cache-Control"] == "no-cache"
    assert "Content-Security-Policy" in again.headers


def test_whatever_decides_an_answer_is_in_its_tag(client: FlaskClient) -> None:
    tags = [
        tag(client, "/"),
        tag(client, "/?q=sekong"),
        tag(client, "/?q=sekong&page=1"),
        tag(client, "/", **{"Accept-Language": "vi"}),
        tag(client, "/api/search"),
        tag(client, "/feed.atom"),
        tag(client, "/feed.atom", Host="127.0.0.1"),
    ]
    assert len(set(tags)) == len(tags)
    assert tag(client, "/?q=sekong", **{"Accept-Language": "en"}) == tags[1]


def test_a_new_generation_has_new_tags(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    article = tmp_path / "seeds" / "a.txt"
    archive = Archive(Settings(index=tmp_path / "index", seeds=tmp_path / "seeds"))
    client = create_app(archive).test_client()
    article.write_text("Đê biển\n\nHọp bàn.\n", encoding="utf-8")
    archive.rebuild()
    known = tag(client, "/")
    article.write_text("Đê sông\n\nHọp bàn.\n", encoding="utf-8")
    archive.update()
    changed = client.get("/", headers={"If-None-Match": known})
    assert changed.status_code == 200
    assert "Đê sông" in changed.text


def test_how_the_archive_is_and_errors_are_never_kept(client: FlaskClient) -> None:
    for address in ("/healthz", "/?page=x", "/nope"):
        assert "ETag" not in client.get(address).headers


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "identity": lambda data: data,
}


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("address", ["/?q=sekong", "/api/search", "/static/style.css"])
def test_answers_are_packed_as_the_browser_takes_them(
    client: FlaskClient, address: str, coding: str
) -> None:
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(address, headers={"Accept-Encoding": coding})
    assert packed.headers.get("Content-Encoding", "identity") == coding
    assert UNPACK[coding](packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert (len(packed.data) < len(plain.data) / 2) == (coding != "identity")
    assert {"Accept-Encoding"} <= set(packed.headers["Vary"].split(", "))
    again = client.get(
        address, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("asked", ["?v=000000000000", ""])
def test_only_the_address_that_names_the_bytes_is_kept(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/static/style.css{asked}")
    assert answer.status_code == 200
    assert answer.cache_control.no_cache
    assert answer.cache_control.max_age is None
