"""What a file is, by its bytes and its name."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
import zstandard

from search.articles import RawArticle
from search.ingest import IngestCounts, Skipped
from search.ingest.kinds import kind_of, stem_of
from tests.ingest.making import mail, page, read, zipped

PAGE_SUFFIXES = (
    "asp", "aspx", "cgi", "doc", "HTML", "jsp", "pdf", "php", "shtml", "txt", "xhtml", "xls", "xml",
)  # fmt: skip
PAGE = page("Đê biển", "Tỉnh họp bàn gia cố đê.").encode()
MAIL = bytes(mail("Họp báo", "Mời dự."))
MHTML = MAIL.replace(b"text/plain", b'multipart/related; boundary="b"')


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        # Names that do not end in a suffix of pages.
        *((f"p.{suffix}", PAGE, "html") for suffix in PAGE_SUFFIXES),
        ("p", PAGE, "html"),
        ("page.html?p=2", PAGE, "html"),
        ("index.html@id=3", PAGE, "html"),
        ("a.html.1", PAGE, "html"),
        ("view.php?id=7&x=1", PAGE, "html"),
        ("tin-123", PAGE, "html"),
        ("p.php", b"<div class=a><p>x", "html"),
        ("p.php", b"\n <!-- saved -->\n<table>", "html"),
        ("p.xml", b'<?xml version="1.0"?>\n<!DOCTYPE html><html>', "html"),
        # Plain texts that only begin with a sign.
        ("p.txt", b"<p>Not marked up enough", "text"),
        ("a.md", b"<div align=center>\n\n# A", "text"),
        ("a.txt", b"{curly}", "text"),
        ("a.txt", b"From: the editor\nSubject: none of mail", "text"),
        # Records.
        ("a.ndjson", b'{"a": 1}\n{"a": 2}', "jsonl"),
        ("a.json", b'{"a": 1}\n{"a": 2}', "jsonl"),
        ("a.json", b'{"a": 1}', "jsonl"),
        ("a.json", b'{\n  "a": 1\n}', "json"),
        ("a.json", b' [{"a": 1}]', "json"),
        ("a.jsonl", b"[\n {", "json"),
        ("a.jsonl", b"[1]", "json"),
        ("a.tsv", b"title\tbody", "csv"),
        ("a.csv", "title\tbody".encode("utf-16"), "csv"),
        ("-", b'{"a": 1}\n', "jsonl"),
        ("-", b"[{", "json"),
        ("-", b"id,title,body\n", "csv"),
        ("-", b"id\ttitle\n", "csv"),
        ("-", "Tin hôm nay".encode(), "text"),
        ("51060", b"A text with no suffix", "text"),
        # What the bytes say for certain.
        ("a.doc", b"{\\rtf1", "rtf"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        ("a.doc", b"PK\x03\x04", "zip"),
        ("a.doc", "Văn bản".encode(), "text"),
        ("a.doc", MHTML, "mhtml"),
        ("a.html", b"\x1f\x8b\x08", "gzip"),
        ("a.html", MHTML, "mhtml"),
        ("a", b"%PDF-1.4", "pdf"),
        ("a.txt", b"\r\n%PDF-1.4", "pdf"),
        ("a.txt", b"see %PDF-1.4", "text"),
        ("a.txt", MAIL, "eml"),
        ("a", b"From a@b Mon Aug 14 07:30:00 2023\n" + MAIL, "mbox"),
        ("a.xml", b"<?xml version='1.0'?><!-- x --><rss version='2.0'>", "feed"),
        ("a.xml", b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ("a.xml", b"<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'x'>\n<rss>", "feed"),
        ("a.xml", b"<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("a", b"WARC/1.1\r\n", "warc"),
        # No articles.
        ("a.php", b"<?php echo 1;", None),
        ("a.xml", b"<?xml version='1.0'?><urlset>", None),
        ("run", b"#!/bin/sh\n", None),
        ("a/README", b"What is in here", None),
        ("Makefile", b"all: x", None),
        ("a.tex", b"\\documentclass{article}", None),
        ("a", b"\x7fELF\0\0", None),
        ("a.xyz", b"", None),
    ],
)  # fmt: skip
def test_kinds(name: str, data: bytes, kind: str | None) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a/b.html", "a/b"),
        ("b.HTML", "b"),
        ("b.html.gz", "b"),
        ("news.jsonl.zst", "news"),
        ("news.tgz", "news"),
        ("tin.so.1.txt", "tin.so.1"),
        # Only what tells pages apart stays.
        ("page.html?p=2", "page.html?p=2"),
        ("a.html.1", "a.html.1"),
        ("v1.2", "v1.2"),
    ],
)
def test_stems(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [
        ("gz", gzip.compress),
        ("zst", zstandard.compress),
        ("bz2", bz2.compress),
        ("xz", lzma.compress),
    ],
)
def test_any_kind_may_be_compressed(tmp_path: Path, suffix: str, compress: object) -> None:
    assert callable(compress)
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(compress(b'{"title": "M\xe1\xbb\x99t"}\n'))
    (tmp_path / f"b.html.{suffix}").write_bytes(compress(PAGE))
    (tmp_path / f"c.txt.{suffix}").write_bytes(compress(compress("Hai lần.".encode())))
    (tmp_path / "d.html").write_bytes(compress(PAGE))
    found = [item for item in read(tmp_path) if isinstance(item, RawArticle)]
    assert [(item.id, item.path, item.title or item.body) for item in found] == [
        (f"a.jsonl.{suffix}#1", f"a.jsonl.{suffix}", "Một"),
        ("b", f"b.html.{suffix}", "Đê biển"),
        ("c", f"c.txt.{suffix}", "Hai lần."),
        ("d", "d.html", "Đê biển"),
    ]


def test_of_a_compressed_file_that_is_cut_what_is_whole_is_taken(tmp_path: Path) -> None:
    lines = b"".join(b'{"title": "%d", "body": "%d"}\n' % (n, n * n**n) for n in range(300))
    packed = gzip.compress(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *articles, last = read(tmp_path)
    titles = [item.title for item in articles if isinstance(item, RawArticle)]
    assert len(titles) > 50
    assert titles == [str(n) for n in range(len(titles))]
    assert last == Skipped(
        str(tmp_path / "a.jsonl.gz"), "cannot be read: its compressed data are cut short"
    )


def test_what_is_no_article_is_counted_and_what_should_be_one_is_named(tmp_path: Path) -> None:
    for name, data in {
        "a.png": b"\x89PNG",
        "b.css": b"p {}",
        "c.js": b"x",
        ".DS_Store": b"\0",
        "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "d.tex": b"\\x",
        "e": b"\0\1",
        "f.php": b"<?php",
        "g.pdf": b"no PDF",
        "h.docx": b"",
        "i.html": PAGE,
        "i_files/ad.html": PAGE,
        "j_files/k.html": PAGE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    counts = IngestCounts()
    items = read(tmp_path, counts=counts)
    assert [item.id for item in items if isinstance(item, RawArticle)] == ["i", "j_files/k"]
    assert [(Path(item.path).name, item.reason) for item in items if isinstance(item, Skipped)] == [
        ("g.pdf", "damaged: not what its suffix .pdf says"),
        ("h.docx", "damaged: not what its suffix .docx says"),
    ]
    assert counts.ignored == {
        ".png": 1,
        ".css": 1,
        ".js": 1,
        "hidden": 1,
        ".db": 1,
        ".tex": 1,
        "no suffix": 1,
        ".php": 1,
        "files of a saved page": 1,
    }


def test_a_file_that_was_named_is_never_only_counted(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "b").write_bytes(b"\0\1\2")
    for name in ("a.png", "b"):
        [skipped] = read(tmp_path / name)
        assert isinstance(skipped, Skipped)
        assert ".jsonl" in skipped.reason
        assert ".pdf" in skipped.reason


def test_other_office_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    for name, data, said in (
        ("a.doc", old, "save it as DOCX"),
        ("a.xls", old, "save it as CSV"),
        ("a.msg", old, "save it as EML"),
        ("a.docx", old, "protected by a password"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "save it as CSV"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<x/>"}), "save it as PDF"),
        ("a.rar", b"Rar!\x1a\x07\1\0", "unpack it"),
    ):
        (tmp_path / name).write_bytes(data)
        [skipped] = read(tmp_path / name)
        assert isinstance(skipped, Skipped)
        assert said in skipped.reason
