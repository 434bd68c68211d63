"""The pass over all files: the seeds, what is skipped, ids, and progress."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import normalize
from search.articles import RawArticle
from search.errors import InputError
from search.ingest import IngestCounts, Skipped, read_articles, total_bytes

LIMIT = 4_000_000


def read(*paths: Path, limit: int = LIMIT) -> list[RawArticle | Skipped]:
    return list(read_articles(paths, max_bytes=limit, counts=IngestCounts()))


@pytest.mark.parametrize(
    ("id", "title", "date", "source", "begins", "ends"),
    [
        (
            "000_8bb4649b4ba4d5e0",
            "Vietnam’s Quang Nam, Laos’s Sekong provinces move to tighten links",
            "2022-06-08",
            "VNA",
            "Secretary of the provincial Party Committee",
            "Treaty of Amity and Cooperation (July 18, 1977)",
        ),
        (
            "001_48d4f7ca893d470a",
            None,
            None,
            "QNO",
            "(QNO) - Quang Nam Party Secretary Luong",
            "Sekong Vocational School.",
        ),
        (
            "002_19b0057638ce0b03",
            "Quảng Nam và tỉnh Lào Cai tăng cường hợp tác",
            None,
            None,
            "Toki thành phố ở tỉnh Quảng Nam,",
            "cũng ký kết biên bản ghi nhớ hợp tác.",
        ),
        (
            "003_ea62326d465ebe24",
            None,
            None,
            None,
            "The Hanoi delegation was in Laos from September 17-19",
            "building and developing Hanoi and Vientiane.",
        ),
        (
            "004_757b214bb4e2e67b",
            "Vietnamese, Chinese border localities look to strengthen cooperation",
            "2022-04-27",
            None,
            "A meeting between secretaries of the Party Committees",
            "third meeting be held in the first half of 2023",
        ),
    ],
)
def test_seeds(
    seeds: Path,
    id: str,
    title: str | None,
    date: str | None,
    source: str | None,
    begins: str,
    ends: str,
) -> None:
    [article] = [item for item in read(seeds) if isinstance(item, RawArticle) and item.id == id]
    assert (article.title, article.date, article.source) == (title, date, source)
    assert article.date_evidence == ("dateline" if date else "metadata")
    assert article.path == f"{id}.txt"
    assert article.body.startswith(begins)
    assert article.body.endswith(ends)
    written = normalize((seeds / article.path).read_text(encoding="utf-8"))
    assert article.body in written


def test_all_formats_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Một.", encoding="utf-16")
    (tmp_path / "b.MD").write_text("# Hai\nBa.", encoding="utf-8")
    (tmp_path / "c.htm").write_text("<p>Bốn.</p>", encoding="utf-8")
    (tmp_path / "d.html").write_text("<p>Năm.</p>", encoding="utf-8")
    (tmp_path / "e.jsonl").write_text('{"title": "Sáu"}', encoding="utf-8")
    (tmp_path / "f.csv").write_text("title\nBảy\n", encoding="utf-8")
    articles = [item for item in read(tmp_path) if isinstance(item, RawArticle)]
    assert [(item.id, item.title, item.body) for item in articles] == [
        ("a", None, "Một."),
        ("b", "Hai", "Ba."),
        ("c", None, "Bốn."),
        ("d", None, "Năm."),
        ("e.jsonl#1", "Sáu", ""),
        ("f.csv#2", "Bảy", ""),
    ]


def test_ids_are_paths_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "2022/06").mkdir(parents=True)
    (tmp_path / "2022/06/tin.so.1.txt").write_text("Một.", encoding="utf-8")
    file = tmp_path / "2022/06/tin.so.1.txt"
    for root, id in (
        (tmp_path, "2022/06/tin.so.1"),
        (tmp_path / "2022", "06/tin.so.1"),
        (file, "tin.so.1"),
    ):
        [article] = read(root)
        assert isinstance(article, RawArticle)
        assert article.id == id
        assert article.path == f"{id}.txt"


def test_an_id_is_the_same_however_the_name_is_composed(tmp_path: Path) -> None:
    ids = []
    for folder, name in (("nfc", "Qu\u1ea3ng.txt"), ("nfd", "Qua\u0309ng.txt")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("Một.", encoding="utf-8")
        [article] = read(tmp_path / folder)
        assert isinstance(article, RawArticle)
        ids.append(article.id)
    assert ids == ["Quảng", "Quảng"]


NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)


@given(names=st.sets(NAMES.map(str.casefold), min_size=1, max_size=5))
@settings(deadline=None, max_examples=30)
def test_ids_do_not_depend_on_where_the_root_is_or_when_a_file_was_written(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    roots = [tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("other")]
    for root, ordered in zip(roots, (sorted(names), sorted(names, reverse=True)), strict=True):
        for name in ordered:
            (root / f"{name}.txt").write_text(f"Text {name}.", encoding="utf-8")
    assert read(roots[0]) == read(roots[1])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.txt", b"", "empty", id="empty text"),
        pytest.param("a.jsonl", b"", "empty", id="empty JSON Lines"),
        pytest.param("a.txt", b" \n\t", "neither a title nor a body", id="blank"),
        pytest.param("a.md", b"a\0b", "NUL", id="binary"),
        pytest.param("a.html", b"\xff\xe9\xff", "not text", id="undecodable"),
        pytest.param("a.txt", b"a" * 101, "over the limit of 100 bytes", id="oversized"),
        pytest.param(f"{'a' * 200}.html", b"<html></html>", "no readable text", id="empty page"),
    ],
)
def test_a_file_that_cannot_be_taken_stops_nothing(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_text("Good.")
    skipped, article = read(tmp_path, limit=100)
    assert isinstance(skipped, Skipped)
    assert (skipped.path, skipped.line) == (str(tmp_path / name), None)
    assert said in skipped.reason
    assert isinstance(article, RawArticle)


def test_a_file_just_within_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * 100)
    [article] = read(tmp_path, limit=100)
    assert isinstance(article, RawArticle)


def test_an_id_over_its_limit(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 255) / ("b" * 255)
    folder.mkdir(parents=True)
    (folder / "c.txt").write_text("Một.", encoding="utf-8")  # 255 + 1 + 255 + 1 + 1 = 513 bytes
    [skipped] = read(tmp_path)
    assert isinstance(skipped, Skipped)
    assert "over 512 bytes" in skipped.reason


def test_a_file_that_vanishes_after_it_was_found(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("Good.")
    counts = IngestCounts()
    items = read_articles([tmp_path], max_bytes=LIMIT, counts=counts)
    assert isinstance(next(items), RawArticle)
    (tmp_path / "b.txt").unlink()
    skipped, article = items
    assert skipped == Skipped(str(tmp_path / "b.txt"), "cannot be read: No such file or directory")
    assert isinstance(article, RawArticle)


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: os.truncate(file, file.stat().st_size // 2),
        lambda file: os.truncate(file, 0),
        lambda file: file.write_text(file.read_text() + '{"id": "new", "body": "Tin."}\n'),
        lambda file: os.utime(file, ns=(0, 0)),
        Path.unlink,
    ],
    ids=["cut", "emptied", "longer", "written again", "removed"],
)
def test_a_file_that_changes_while_it_is_read_is_named(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    rows = [json.dumps({"id": str(n), "body": "Tin."}) for n in range(10_000)]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(rows) + "\n")
    items = read_articles([tmp_path], max_bytes=LIMIT, counts=IngestCounts())
    found = [next(items)]
    harm(file)
    found += items
    reason = "changed while it was read: run timtin update when it is complete"
    assert found[-1] == Skipped(str(file), reason)
    assert all(item.body == "Tin." for item in found if isinstance(item, RawArticle))
    assert len(found) <= 10_002


def test_a_page_that_changes_while_it_is_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Tin một.\n\nTin hai.")

    def slow(head: bytes, name: str) -> str:
        file.write_text("Tin một.")
        return "text"

    monkeypatch.setattr("search.ingest.readers.kind_of", slow)
    [skipped] = read(tmp_path)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("changed while it was read")


def test_nothing_at_a_path_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        read_articles([tmp_path, tmp_path / "missing"], max_bytes=LIMIT, counts=IngestCounts())


def test_where_an_article_lies_is_its_root_and_its_path(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/news.jsonl").write_text('{"title": "A"}\n{\n')
    article, skipped = read(tmp_path)
    assert isinstance(article, RawArticle)
    assert isinstance(skipped, Skipped)
    assert str(tmp_path / article.path) == skipped.path


def test_progress_in_bytes_rises_to_the_total(tmp_path: Path) -> None:
    lines = [json.dumps({"id": n, "title": "A", "body": "b" * 900}) for n in range(200)]
    (tmp_path / "a.jsonl").write_text("\n".join(["{", *lines]))
    (tmp_path / "b.txt").write_text("Good.")
    (tmp_path / "c.txt").write_bytes(b"\xff\xe9")
    (tmp_path / "d.txt").write_bytes(b"a" * 50_000)
    (tmp_path / "e.csv").write_text("no header here")
    counts = IngestCounts()
    seen = [counts.bytes_read for _ in read_articles([tmp_path], max_bytes=10_000, counts=counts)]
    assert seen == sorted(seen)
    assert len(set(seen)) > 10
    assert counts.bytes_read == total_bytes([tmp_path])


HTML_PIECES = st.lists(
    st.sampled_from(
        [
            "<html>",
            "<body>",
            "<p>",
            "</p>",
            "<title>",
            "<table><tr><td>",
            "<!--",
            "<script>",
            "&#0;",
            "&#xd800;",
            '<meta name="date" content="',
            '">',
            "<time pubdate datetime=",
            "Quảng Nam ",
            '<script type="application/ld+json">',
            '{"@type": "Article", "publisher": []}',
            "<?xml ?>",
        ]
    )
).map(lambda pieces: "".join(pieces).encode())
JSON_LINES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "title", "x"]), inner),
).map(lambda value: json.dumps(value).encode())
TEXT_PIECES = st.lists(
    st.sampled_from(
        ["---\n", "# ", " date 2022-06-08 ", "\n", "\r", "title: ", "(VNA) –", "./.", "a"]
    )
).map(lambda pieces: "".join(pieces).encode())
CSV_PIECES = st.lists(
    st.sampled_from(["title", ",", '"', "\n", "\r", "a", "id", ";", "\ufeff"])
).map(lambda pieces: "".join(pieces).encode())


@pytest.mark.parametrize(
    ("suffix", "pieces"),
    [
        ("txt", TEXT_PIECES),
        ("md", TEXT_PIECES),
        ("html", HTML_PIECES),
        ("jsonl", st.lists(JSON_LINES).map(b"\n".join)),
        ("csv", CSV_PIECES),
    ],
)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_no_bytes_raise(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    pieces: st.SearchStrategy[bytes],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    wide = pieces.map(lambda narrow: narrow.decode().encode("utf-16"))
    path.write_bytes(data.draw(st.binary() | pieces | wide))
    for item in read(path, limit=300):
        if isinstance(item, RawArticle):
            assert item.title or item.body
            assert item.id == " ".join(normalize(item.id).split())
            item.digest.encode()
        else:
            assert item.reason
            assert item.path == str(path)


class Piped:
    """Standard input that gives these pieces, each when the one before has been read."""

    def __init__(self, *pieces: bytes) -> None:
        self.buffer = self
        self._pieces = list(pieces)

    def read(self, size: int) -> bytes:
        piece = self._pieces.pop(0) if self._pieces else b""
        if len(piece) > size:
            self._pieces.insert(0, piece[size:])
        return piece[:size]


HTML = "<html><head><title>Đê biển</title></head><body><p>Tỉnh họp bàn.</p></body></html>".encode()


@pytest.mark.parametrize(
    ("data", "id", "title"),
    [
        (b'{"id": "x", "title": "M"}\n{"bad\n', "x", "M"),
        (b"title,body\nM,b\n", None, "M"),
        ("Tin\n\nNội dung.".encode(), None, "Tin"),
        (HTML, None, "Đê biển"),
        (gzip.compress(b'{"title": "M"}\n', mtime=0), None, "M"),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, data: bytes, id: str | None, title: str
) -> None:
    monkeypatch.setattr("sys.stdin", Piped(*(data[n : n + 1] for n in range(len(data)))))
    article, *skipped = read(Path("-"))
    assert isinstance(article, RawArticle)
    assert (article.path, article.title) == ("-", title)
    assert article.id == id or (id is None and article.id.startswith("stdin-"))
    assert all(isinstance(item, Skipped) and item.path == "-" for item in skipped)


def test_articles_of_standard_input_are_called_by_their_content(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = []
    for title in ("Một", "Hai", "Một"):
        monkeypatch.setattr("sys.stdin", Piped(f'{{"title": "{title}"}}\n'.encode()))
        [article] = read(Path("-"))
        assert isinstance(article, RawArticle)
        ids.append(article.id)
    assert ids[0] == ids[2] != ids[1]


def test_empty_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Piped())
    assert read(Path("-")) == [Skipped("-", "empty")]
