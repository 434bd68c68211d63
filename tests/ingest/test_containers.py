"""Files inside files: ZIP, tar, mail, feeds and web archives."""

from __future__ import annotations

import gzip
import io
import mailbox
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from search.articles import RawArticle
from search.ingest import IngestCounts, Skipped
from tests.ingest.making import DOCUMENTS, article, mail, page, read, reason, zipped

PAGE = page("Đê biển", "Tỉnh họp bàn gia cố đê.")


def taken(path: Path, counts: IngestCounts | None = None) -> dict[str, str]:
    """By path, the title or the body of each article; all must be taken."""
    items = read(path, counts=counts)
    assert [item for item in items if isinstance(item, Skipped)] == []
    return {item.path: item.title or item.body for item in items if isinstance(item, RawArticle)}


def left(path: Path) -> list[tuple[str, str]]:
    """What cannot be taken: its path below the file's folder, and why."""
    return [
        (str(Path(item.path).relative_to(path.parent)), item.reason)
        for item in read(path)
        if isinstance(item, Skipped)
    ]


def test_a_zip_is_like_a_folder(tmp_path: Path) -> None:
    (tmp_path / "kho.zip").write_bytes(
        zipped(
            {
                "b/tin.txt": "Tin b\n\nNội dung.",
                "a/đê.html": PAGE,
                "a/đê_files/khung.html": PAGE,
                "tin.jsonl": '{"title": "Một"}\n{"title": "Hai"}\n',
                "hoi.pdf": (DOCUMENTS / "hoi.pdf").read_bytes(),
                "trong.zip": zipped({"x.csv": "title\nBa\n"}),
                "anh.png": "x",
                "__MACOSX/._a": "x",
            }
        )
    )
    counts = IngestCounts()
    items = [item for item in read(tmp_path, counts=counts) if isinstance(item, RawArticle)]
    assert [(item.id, item.path) for item in items] == [
        ("kho.zip/a/đê", "kho.zip/a/đê.html"),
        ("kho.zip/b/tin", "kho.zip/b/tin.txt"),
        ("kho.zip/hoi", "kho.zip/hoi.pdf"),
        ("kho.zip/tin.jsonl#1", "kho.zip/tin.jsonl"),
        ("kho.zip/tin.jsonl#2", "kho.zip/tin.jsonl"),
        ("kho.zip/trong.zip/x.csv#2", "kho.zip/trong.zip/x.csv"),
    ]
    assert counts.ignored == {".png": 1, "hidden": 1, "files of a saved page": 1}


def test_names_in_a_zip_do_no_harm_and_are_read_in_their_encoding(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("../../x.txt", "/etc/y.txt", "C:\\z\\w.txt"):
            archive.writestr(name, "Tin.")
        # As macOS writes it: UTF-8 without the flag that says so.
        archive.writestr("X1234567.txt", "Tin.")
    data = made.getvalue().replace(b"X1234567", "Đê bie".encode())
    (tmp_path / "a.zip").write_bytes(data)
    before = {path.name for path in tmp_path.parent.iterdir()}
    assert set(taken(tmp_path / "a.zip")) == {
        "a.zip/x.txt",
        "a.zip/etc/y.txt",
        "a.zip/C:/z/w.txt",
        "a.zip/Đê bie.txt",
    }
    assert {path.name for path in tmp_path.parent.iterdir()} == before


def encrypted(data: bytes) -> bytes:
    """A ZIP file whose members say that they are encrypted."""
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = data.split(signature)
        data = signature.join([pieces[0], *(_with_flag(piece, at - 4) for piece in pieces[1:])])
    return data


def _with_flag(piece: bytes, at: int) -> bytes:
    (flags,) = struct.unpack_from("<H", piece, at)
    return piece[:at] + struct.pack("<H", flags | 1) + piece[at + 2 :]


def test_what_is_protected_or_damaged_in_a_zip_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(encrypted(zipped({"x.txt": "Tin.", "y.txt": "Tin."})))
    assert left(path) == [
        ("a.zip/x.txt", "protected by a password"),
        ("a.zip/y.txt", "protected by a password"),
    ]
    path.write_bytes(encrypted((DOCUMENTS / "hoi.docx").read_bytes()))
    assert reason(path) == "protected by a password"
    data = zipped({"x.txt": "Tin x. " * 99, "y.txt": "Tin y."})
    path.write_bytes(data.replace(data[38:44], bytes(6), 1))
    (broken, _) = left(path)[0]
    assert broken == "a.zip/x.txt"
    assert [item.body for item in read(path) if isinstance(item, RawArticle)] == ["Tin y."]
    path.write_bytes(data[: len(data) // 2])
    assert reason(path).startswith("a damaged ZIP file")


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_tar(tmp_path: Path, mode: str) -> None:
    path = tmp_path / f"a.tar{mode[1:].replace(':', '.')}"
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name in ("b/../../x.html", "/abs/y.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(PAGE.encode())
            archive.addfile(info, io.BytesIO(PAGE.encode()))
        link = tarfile.TarInfo("z.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert taken(path) == {f"{path.name}/b/x.html": "Đê biển", f"{path.name}/abs/y.txt": "Đê biển"}


def test_a_mail(tmp_path: Path) -> None:
    message = mail("Họp báo về đê", "Mời các báo dự.\n\nTrân trọng.\n")
    message.add_alternative("<p>Mời các báo dự.</p>", subtype="html")
    word = (DOCUMENTS / "hoi.docx").read_bytes()
    message.add_attachment(word, maintype="application", subtype="msword", filename="Lễ hội.docx")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    found, attached = read(tmp_path / "a.eml")
    assert found == RawArticle(
        id="a",
        path="a.eml",
        title="Họp báo về đê",
        body="Mời các báo dự.\n\nTrân trọng.",
        date="Mon, 14 Aug 2023 07:30:00 +0700",
        source="Sở Y tế",
    )
    assert isinstance(attached, RawArticle)
    assert (attached.id, attached.path) == ("a.eml/Lễ hội", "a.eml/Lễ hội.docx")
    assert attached.title == "Lễ hội Bà Chúa Xứ núi Sam được ghi danh"


def test_a_mail_of_html_alone_and_one_that_is_broken_into_lines(tmp_path: Path) -> None:
    message = mail("Họp báo", "")
    message.set_content("<p>Mời <b>các báo</b> dự.</p>", subtype="html")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    assert article(tmp_path / "a.eml").body == "Mời các báo dự."
    message = mail("Họp báo", "")
    message.set_content("Mời các \nbáo dự.\nTrân trọng.\n")
    message.set_param("format", "flowed")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    assert article(tmp_path / "a.eml").body == "Mời các báo dự.\nTrân trọng."


def test_a_mail_in_an_encoding_that_python_does_not_know(tmp_path: Path) -> None:
    head = b"MIME-Version: 1.0\nSubject: Tin\nContent-Type: text/plain; charset=x-unknown\n\n"
    (tmp_path / "a.eml").write_bytes(head + "Phòng chống bão.".encode())
    assert article(tmp_path / "a.eml").body == "Phòng chống bão."


def test_a_mail_that_only_carries_something_is_no_article(tmp_path: Path) -> None:
    message = mail("Gửi tin", "")
    message.add_attachment("Tin kèm.", filename="a.txt")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    assert taken(tmp_path / "a.eml") == {"a.eml/a.txt": "Tin kèm."}
    (tmp_path / "b.eml").write_bytes(bytes(mail("Trống", "")))
    assert reason(tmp_path / "b.eml") == "a mail without a text"


def test_a_mailbox_and_a_mail_in_a_mail(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    box.add(mail("Một", "From here on.\n\nFrom there.\n"))
    forwarded = mail("Hai", "Chuyển tiếp.\n")
    forwarded.add_attachment(mail("Ba", "Trong thư.\n"))
    box.add(forwarded)
    box.close()
    assert taken(tmp_path / "a.mbox") == {
        "a.mbox/1.eml": "Một",
        "a.mbox/2.eml": "Hai",
        "a.mbox/2.eml/part 1": "Ba",
    }


def test_a_page_that_a_browser_saved_whole(tmp_path: Path) -> None:
    found = article(DOCUMENTS / "hoi-an.mhtml")
    assert found.title == "Lễ hội đèn lồng Hội An"
    assert found.url == "http://127.0.0.1:8765/tin2.html"
    # The day when it was saved is not that of the news.
    assert found.date is None
    assert found.body.startswith("Hàng nghìn du khách đổ về phố cổ Hội An")
    (tmp_path / "a.doc").write_bytes((DOCUMENTS / "hoi-an.mhtml").read_bytes())
    assert article(tmp_path / "a.doc").body == found.body


RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Báo Thử</title><link>http://x.vn/</link>
<item><title>Lũ về &amp; &amp;quot;sớm&amp;quot;</title><link>https://x.vn/lu</link>
<guid isPermaLink="false">123</guid><pubDate>Mon, 14 Aug 2023 07:30:00 +0700</pubDate>
<category>Thời sự</category><description><![CDATA[<img src="y">Tóm tắt.]]></description>
<content:encoded>
<![CDATA[<p>Nước <b>lũ</b> dâng.</p><p>Dân chạy lũ.</p><script>x</script>]]></content:encoded>
</item>
<item><title>Chỉ tóm tắt</title><description>&lt;p&gt;Nước rút.&lt;/p&gt;</description></item>
<item><title/></item>
</channel></rss>"""


def test_rss(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(RSS, encoding="utf-8")
    first, second, skipped = read(tmp_path / "a.xml")
    assert first == RawArticle(
        id="https://x.vn/lu",
        path="a.xml",
        title='Lũ về & "sớm"',
        body="Nước lũ dâng.\nDân chạy lũ.",
        date="Mon, 14 Aug 2023 07:30:00 +0700",
        source="Báo Thử",
        url="https://x.vn/lu",
        section="Thời sự",
    )
    assert isinstance(second, RawArticle)
    assert (second.id, second.title, second.body) == ("a.xml#2", "Chỉ tóm tắt", "Nước rút.")
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "entry 3: neither a title nor a body"


def test_atom(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Thử</title><entry>'
        '<title type="html">Tin &lt;b&gt;một&lt;/b&gt;</title><id>tag:x.vn,2023:1</id>'
        '<link rel="self" href="http://x.vn/self"/><link href="http://x.vn/1"/>'
        "<updated>2023-08-15T00:00:00Z</updated><published>2023-08-14T00:00:00Z</published>"
        '<category term="ts" label="Thời sự"/><summary>Tóm tắt.</summary>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Một.</p><p>Hai.</p></div>'
        "</content></entry></feed>",
        encoding="utf-8",
    )
    assert article(tmp_path / "a.xml") == RawArticle(
        id="tag:x.vn,2023:1",
        path="a.xml",
        title="Tin một",
        body="Một.\nHai.",
        date="2023-08-14T00:00:00Z",
        source="Báo Thử",
        url="http://x.vn/1",
        section="Thời sự",
    )


PAGES = {
    "http://127.0.0.1:8765/": "Cà Mau gia cố đê biển Tây trước mùa mưa bão",
    "http://127.0.0.1:8765/tin2.html": "Lễ hội đèn lồng Hội An",
}


def test_a_web_archive(tmp_path: Path) -> None:
    packed = (DOCUMENTS / "dao-trang.warc.gz").read_bytes()
    plain = gzip.decompress(packed)
    dictionary = zstandard.train_dictionary(1024, [plain[n : n + 64] for n in range(4000)])
    frame = struct.pack("<II", 0x184D2A5D, len(dictionary.as_bytes())) + dictionary.as_bytes()
    zst = zstandard.ZstdCompressor(dict_data=dictionary).compress(plain)
    for name, data in (
        ("a.warc.gz", packed),
        ("a.warc", plain),
        ("a.warc.zst", zstandard.compress(plain)),
        ("b.warc.zst", frame + zst),
    ):
        (tmp_path / name).write_bytes(data)
        counts = IngestCounts()
        items = read(tmp_path / name, counts=counts)
        found = [item for item in items if isinstance(item, RawArticle)]
        assert {item.url: item.title for item in found} == PAGES
        assert [item.path for item in found] == [f"{name}/{url}" for url in PAGES]
        # Of the page that says none, the day of its capture is none.
        assert [item.date for item in found] == ["2023-08-14T07:30:00+07:00", None]
        assert counts.ignored["captures: status 404"] == 2
        assert counts.ignored["captures: image/png"] == 1


def test_a_collection_of_web_archives(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(
        zipped(
            {
                "archive/data.warc.gz": (DOCUMENTS / "dao-trang.warc.gz").read_bytes(),
                "indexes/index.cdx": "x",
                "datapackage.json": '{"profile": "data-package"}',
            }
        )
    )
    found = {item.path: item.title for item in read(tmp_path) if isinstance(item, RawArticle)}
    assert found == {f"a.wacz/archive/data.warc.gz/{url}": title for url, title in PAGES.items()}


def test_of_a_web_archive_that_is_cut_the_pages_before_are_taken(tmp_path: Path) -> None:
    plain = gzip.decompress((DOCUMENTS / "dao-trang.warc.gz").read_bytes())
    second = plain.index(b"<h1>L\xe1\xbb\x85")
    (tmp_path / "a.warc").write_bytes(plain[:second])
    first, *_, last = read(tmp_path / "a.warc")
    assert isinstance(first, RawArticle)
    assert first.url == "http://127.0.0.1:8765/"
    assert last == Skipped(str(tmp_path / "a.warc"), "its last record is cut short")


def test_a_page_with_a_long_address_has_an_id_of_its_own(tmp_path: Path) -> None:
    plain = gzip.decompress((DOCUMENTS / "dao-trang.warc.gz").read_bytes())
    ids = set()
    for ending in (b"1", b"2"):
        url = b"http://127.0.0.1:8765/tin2.html?" + b"q" * 2000 + ending
        (tmp_path / "a.warc").write_bytes(plain.replace(b"http://127.0.0.1:8765/tin2.html", url))
        items = [item for item in read(tmp_path / "a.warc") if isinstance(item, RawArticle)]
        assert {item.url for item in items} == {"http://127.0.0.1:8765/", url.decode()}
        ids |= {item.id for item in items}
    assert len(ids) == 3


def test_a_bomb_is_left_and_named_once(tmp_path: Path) -> None:
    data = b"Tin. " * 400_000
    for depth in range(4):
        data = zipped({f"{n}{'.zip' if depth else '.jsonl'}": data for n in range(6)})
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress((b"{" * 1_000_000 + b"\n") * 150))
    (tmp_path / "c.txt").write_text("Tin.")
    items = read(tmp_path)
    whole = [item for item in items if isinstance(item, Skipped) and item.line is None]
    assert whole == [
        Skipped(str(tmp_path / name), "unpacks to over 100,000,000 bytes")
        for name in ("a.zip", "b.jsonl.gz")
    ]
    assert isinstance(items[-1], RawArticle)


def test_files_within_files_within_files(tmp_path: Path) -> None:
    data = b"Tin."
    name = "a.txt"
    for depth in range(8):
        data, name = zipped({name: data}), "a.zip"
        (tmp_path / name).write_bytes(data)
        items = read(tmp_path / name)
        assert len(items) == 1
        if depth < 5:
            assert isinstance(items[0], RawArticle)
        else:
            assert items == [Skipped(str(tmp_path / name), "packs files over 5 deep")]
