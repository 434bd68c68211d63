"""Workers: files that would take all time or memory are stopped, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.articles import RawArticle
from search.ingest import IngestCounts, Remark, Skipped, read_articles, sandbox
from tests.ingest.making import DOCUMENTS, LIMIT, W, docx, mail, overlapping_zip, page, read, zipped
from tests.ingest.test_documents import one_page_pdf

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "lol">{ENTITIES}]>'


def slow_mail() -> bytes:
    """A mail that takes Python's parser minutes."""
    head = b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\nContent-Type: text/plain\n\nx\n" * 1_000_000


def bomb_pdf() -> bytes:
    """A PDF whose page is written in nearly a gigabyte."""
    content = zlib.compress(zlib.compress(b"BT /F1 12 Tf (a) Tj ET " * 40_000_000, 1))
    return one_page_pdf(content).replace(
        b"<</Length", b"<</Filter[/FlateDecode/FlateDecode]/Length"
    )


def test_a_file_that_takes_too_long_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2)
    slow = slow_mail()
    (tmp_path / "a.html").write_text(page("Một", "Tin."), encoding="utf-8")
    (tmp_path / "b.eml").write_bytes(slow)
    members = {"1.html": page("Hai", "Tin."), "2.eml": slow, "3.html": page("Ba", "Tin.")}
    (tmp_path / "c.zip").write_bytes(zipped(members))
    (tmp_path / "d.html").write_text(page("Bốn", "Tin."), encoding="utf-8")
    said = [item.title if isinstance(item, RawArticle) else item for item in read(tmp_path)]
    assert said == [
        "Một",
        Skipped(str(tmp_path / "b.eml"), "took over 2 s"),
        "Hai",
        Skipped(str(tmp_path / "c.zip/2.eml"), "took over 2 s"),
        "Ba",
        "Bốn",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit of memory")
def test_a_file_that_takes_too_much_memory_is_named_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.pdf").write_bytes(bomb_pdf())
    (tmp_path / "b.html").write_text(page("Hai", "Tin."), encoding="utf-8")
    skipped, article = read(tmp_path)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("took over 512 MB")
    assert isinstance(article, RawArticle)


HOSTILE = {
    "laughs.docx": docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", LAUGHS),
    "laughs.xml": f"<?xml version='1.0'?>{LAUGHS}<rss><item><title>&a9;</title></item></rss>".encode(),
    "deep.docx": docx("<w:p>" * 100_000),
    "large.docx": docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000),
    "nul.docx": zipped({"word/document.xml": bytes(99)}),
    "none.docx": zipped({"word/document.xml": f"<w:document {W}/>"}),
    "deep.html": b"<html><body>" + b"<div>" * 300_000,
    "deep.eml": b"".join(
        b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
        % (n, n)
        for n in range(2_000)
    ),
    "deep.rtf": b"{\\rtf1" + b"{" * 500_000,
    "loop.pdf": one_page_pdf(b"").replace(b"[3 0 R]", b"[2 0 R]"),
    "overlapping.zip": overlapping_zip(50, bytes(10_000_000)),
    "cut.odt": (DOCUMENTS / "hoi.odt").read_bytes()[:20_000],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_and_stops_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    (tmp_path / "z.html").write_text(page("Tin", "Lành."), encoding="utf-8")
    *skipped, article = read(tmp_path)
    assert isinstance(skipped[-1], Skipped)
    assert skipped[-1].path == str(tmp_path / name)
    assert not any(isinstance(item, RawArticle) for item in skipped)
    assert isinstance(article, RawArticle)


def test_nothing_is_fetched_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("bí mật")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    (tmp_path / "a.rss").write_text(f"{entity}<rss><item><title>Tin &s;</title></item></rss>")
    (tmp_path / "b.docx").write_bytes(docx("<w:p><w:r><w:t>Tin &s;</w:t></w:r></w:p>", entity))
    for item in read(tmp_path / "a.rss", tmp_path / "b.docx"):
        assert "mật" not in repr(item)


def test_lines_are_read_without_any_worker(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(sandbox.subprocess, "Popen", refuse)
    for name, text in (("a.txt", "Tin."), ("b.jsonl", '{"title": "A"}'), ("c.csv", "title\nA\n")):
        (tmp_path / name).write_text(text)
    assert len(read(tmp_path, seeds)) == 8


def test_the_order_is_that_of_the_files_however_many_read_them(tmp_path: Path) -> None:
    for n in range(150):
        if n % 7:
            (tmp_path / f"{n:03}.html").write_text(page(f"Tin {n}", "Nội dung. " * n))
        else:
            (tmp_path / f"{n:03}.txt").write_text(f"Tin {n}\n\nNội dung.")
    counts = IngestCounts()
    seen = []
    titles = []
    for item in read_articles([tmp_path], max_bytes=LIMIT, counts=counts):
        assert isinstance(item, RawArticle)
        titles.append(item.title)
        seen.append(counts.bytes_read)
    assert titles == [f"Tin {n}" for n in range(150)]
    assert seen == sorted(seen)
    assert counts.bytes_read == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_pass_that_is_left_leaves_no_worker_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def start(*args: object, **named: object) -> subprocess.Popen[bytes]:
        started.append(begin(*args, **named))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", start)
    sandbox._end_idle()
    (tmp_path / "a.html").write_text(page("Một", "Tin."), encoding="utf-8")
    (tmp_path / "b.eml").write_bytes(slow_mail())
    items = read_articles([tmp_path], max_bytes=LIMIT, counts=IngestCounts())
    assert isinstance(next(items), RawArticle)
    time.sleep(0.1)
    items.close()  # type: ignore[attr-defined]
    assert started
    assert all(process.poll() is not None for process in started)


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("Một", "Tin."), encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom search.ingest import IngestCounts, read_articles\n"
        f"paths = [Path({str(tmp_path / 'a.html')!r})]\n"
        "print([a.title for a in read_articles(paths, max_bytes=10**6, counts=IngestCounts())])\n"
    )
    command = f"import sys; sys.path[:] = {sys.path!r}; exec(open({str(script)!r}).read())"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Một" in done.stdout


GOOD = {
    "a.html": page("Đê biển", "Tỉnh họp bàn.").encode(),
    "a.eml": bytes(mail("Họp báo", "Mời dự.")),
    "a.zip": zipped({"a.txt": "Tin.", "b.html": page("Đê biển", "Họp.")}),
    "a.rss": b"<rss><channel><title>A</title><item><title>B</title></item></channel></rss>",
    **{
        name: (DOCUMENTS / name).read_bytes()
        for name in (
            "de-bien.docx",
            "de-bien.rtf",
            "hoi.odt",
            "hai-cot.pdf",
            "hoi-an.mhtml",
            "dao-trang.warc.gz",
        )
    },
}


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_gives_articles_or_is_named(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    whole = bytearray(GOOD[name])
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6), label="flipped"):
        whole[place] ^= data.draw(st.integers(1, 255), label="by")
    length = data.draw(st.integers(1, len(whole)) | st.just(len(whole)), label="length")
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(whole[:length])
    items = read(path)
    for item in items:
        if isinstance(item, RawArticle):
            assert item.title or item.body
            assert item.path.startswith(name)
        else:
            assert item.path.startswith(str(path))
            assert item.reason
            assert "took over" not in item.reason


def with_date(page_: str, date: str) -> str:
    return page_.replace("</head>", f'<meta name="pubdate" content="{date}"></head>')


@pytest.mark.parametrize("name", ["a.html", "a.zip"])
def test_a_given_date_is_read_in_a_worker_as_here(tmp_path: Path, name: str) -> None:
    # Half past six in the evening in Greenwich is after midnight in Vietnam.
    made = with_date(page("Một", "Tin."), "2023-08-13T18:30:00Z")
    data = zipped({"b.html": made}) if name == "a.zip" else made.encode()
    (tmp_path / name).write_bytes(data)
    [here] = read_articles([tmp_path], max_bytes=LIMIT, counts=IngestCounts())
    [there] = read_articles([tmp_path], max_bytes=LIMIT, counts=IngestCounts(), time_zone="UTC")
    assert isinstance(here, RawArticle)
    assert here.given_date is not None
    assert isinstance(there, RawArticle)
    assert there.given_date is not None
    assert (here.given_date.first, there.given_date.first) == (date(2023, 8, 14), date(2023, 8, 13))


def test_a_remark_is_counted_once_though_a_later_member_breaks_the_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2)
    odd = with_date(page("Một", "Tin."), "hôm kia")
    (tmp_path / "a.zip").write_bytes(
        zipped({"1.html": odd, "2.jpg": "x", "3.eml": slow_mail(), "4.html": odd})
    )
    made: list[Remark] = []
    counts = IngestCounts(on_remark=made.append)
    read(tmp_path, counts=counts)
    zip_ = tmp_path / "a.zip"
    assert [(remark.path, remark.kind) for remark in made] == [
        (f"{zip_}/1.html", "date not understood"),
        (f"{zip_}/2.jpg", "not read"),
        (f"{zip_}/4.html", "date not understood"),
    ]
    assert counts.remarks == {"date not understood": 2}
    assert counts.ignored == {".jpg": 1}


def test_names_that_are_given_mean_the_same_in_a_worker_and_in_front_matter(tmp_path: Path) -> None:
    text = "---\ntua: Đê biển\n---\nHọp bàn."
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    (tmp_path / "b.zip").write_bytes(
        zipped({"c.md": text, "d.jsonl": '{"tua": "Đê biển", "body": "Họp bàn."}'})
    )
    items = read_articles(
        [tmp_path], max_bytes=LIMIT, counts=IngestCounts(), fields=[("title", "tua")]
    )
    assert [item.title if isinstance(item, RawArticle) else item for item in items] == [
        "Đê biển"
    ] * 3


@pytest.mark.parametrize(("cores", "files", "workers"), [(2, 120, 2), (1, 120, 1), (2, 20, 1)])
def test_as_many_workers_as_cores_read_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int, files: int, workers: int
) -> None:
    started: list[object] = []
    popen = subprocess.Popen

    def start(*args: object, **named: object) -> subprocess.Popen[bytes]:
        started.append(args)
        return popen(*args, **named)  # type: ignore[call-overload, no-any-return]

    sandbox._end_idle()
    monkeypatch.setattr(sandbox.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(sandbox.subprocess, "Popen", start)
    for number in range(files):
        (tmp_path / f"{number:03}.html").write_text(page(f"Tin {number}", "Tin."), encoding="utf-8")
    titles = [item.title for item in read(tmp_path) if isinstance(item, RawArticle)]
    assert titles == [f"Tin {number}" for number in range(files)]
    assert len(started) == workers
