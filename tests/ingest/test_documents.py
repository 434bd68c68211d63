"""Documents of offices, made by other programs, and the parts of them that are easily lost."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from search.ingest import worker
from search.ingest.documents import pdf
from tests.ingest.making import DOCUMENTS, article, docx, reason, zipped


def expected(name: str) -> list[str]:
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def words(text: str) -> list[str]:
    return text.replace("|", " ").split()


@pytest.mark.parametrize(
    "name",
    [
        "de-bien.docx",
        "de-bien.rtf",
        "de-bien-pandoc.docx",
        "de-bien-pandoc.odt",
        "hoi.docx",
        "hoi.odt",
    ],
)
def test_a_document_has_its_title_and_its_paragraphs(name: str) -> None:
    title, *paragraphs = expected(name.split(".")[0].removesuffix("-pandoc"))
    found = article(DOCUMENTS / name)
    assert (found.id, found.path) == (name.rpartition(".")[0], name)
    assert found.title == title
    assert [line for line in found.body.split("\n") if line] == paragraphs
    assert found.date is None


@pytest.mark.parametrize("name", ["de-bien.pdf", "hai-cot.pdf", "de-bien-pandoc.rtf"])
def test_a_document_without_tables_of_its_own_has_all_words_in_order(name: str) -> None:
    title, *paragraphs = expected(name.split(".")[0].removesuffix("-pandoc"))
    found = article(DOCUMENTS / name)
    assert found.title == title
    assert words(found.body) == words("\n".join(paragraphs))
    first = paragraphs[:2]
    assert [line for line in found.body.split("\n") if line][:2] == first


def test_a_pdf_is_without_its_running_heads_and_goes_on_over_its_pages() -> None:
    # What tracked changes delete is printed, and a footnote stands where its page ends.
    found = article(DOCUMENTS / "hoi.pdf")
    assert found.title == "Lễ hội Bà Chúa Xứ núi Sam được ghi danh"
    assert "BẢN TIN" not in found.body
    assert "Trang " not in found.body
    paragraphs = expected("hoi")
    assert set(paragraphs[4:-1]) - set(found.body.split("\n")) == {paragraphs[5]}


def test_deletions_are_left_out_of_rtf_and_notes_are_not() -> None:
    found = article(DOCUMENTS / "hoi.rtf")
    assert "ĐÃ XÓA" not in found.body
    assert "Đây là lễ hội đầu tiên của vùng." in found.body
    assert "lễ mộc dục" in found.body


def test_rtf_in_a_vietnamese_code_page(tmp_path: Path) -> None:
    # Tones are characters of their own there.
    source = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset163 Times;}}\f0 "
    (tmp_path / "a.rtf").write_bytes(source + rb"Pho\'ccng ch\'f4\'ecng ba\'deo}")
    assert article(tmp_path / "a.rtf").body == "Phòng chống bão"


def test_tables_text_boxes_and_changes_of_a_word_document(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{run.format('Trong khung')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    (tmp_path / "a.docx").write_bytes(
        docx(
            f"<w:p>{run.format('Tên ')}<w:ins>{run.format('mới')}</w:ins>"
            f"<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>"
            f"<w:p><w:moveFrom>{run.format('Dời đi')}</w:moveFrom>{run.format('Ở lại')}</w:p>"
            f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
            f"<w:tbl><w:tr><w:tc><w:p>{run.format('UBND TỈNH')}</w:p></w:tc>"
            f"<w:tc><w:p>{run.format('CỘNG HÒA')}</w:p></w:tc></w:tr>"
            f"<w:tr><w:tc><w:p>{run.format('Đoạn một.')}</w:p>"
            f"<w:p>{run.format('Đoạn hai.')}</w:p></w:tc></w:tr>"
            f"</w:tbl><w:p>{run.format('Nối')}<w:r><w:tab/><w:t>tiếp</w:t></w:r></w:p>"
            f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Ẩn</w:t></w:r></w:p>"
        )
    )
    assert article(tmp_path / "a.docx").body.split("\n\n") == [
        "Ở lại",
        "Trong khung",
        "UBND TỈNH | CỘNG HÒA",
        "Đoạn một.",
        "Đoạn hai.",
        "Nối\ttiếp",
    ]
    assert article(tmp_path / "a.docx").title == "Tên mới"


def test_a_title_of_the_properties_is_believed_only_if_it_is_written_in_the_text(
    tmp_path: Path,
) -> None:
    core = '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></x>'
    text = "<text:p xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>{}</text:p>"
    office = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
    paragraphs = ["Số 15.", "ĐÊ BIỂN TÂY.", "Họp bàn."]
    for said, title in (("Đê biển Tây.", "ĐÊ BIỂN TÂY."), ("Mẫu công văn", None)):
        body = "".join(text.format(paragraph) for paragraph in paragraphs)
        content = f"<office:x {office}><office:text>{body}</office:text></office:x>"
        (tmp_path / "a.odt").write_bytes(
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "content.xml": content,
                    "meta.xml": core.format(said),
                }
            )
        )
        assert article(tmp_path / "a.odt").title == title


def one_page_pdf(content: bytes, trailer: bytes = b"") -> bytes:
    """A PDF whose only page has this content."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources"
        b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"trailer<</Root 1 0 R%s>>\n" % (len(content), content, trailer)
    )


def test_pdfs_that_cannot_be_taken_are_named_by_what_ails_them(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page_pdf(b"0 0 600 800 re f"))
    assert reason(path).startswith("a scan without text")
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    assert reason(path) == "a damaged PDF file"
    encrypt = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (
        b"00" * 32,
        b"11" * 32,
    )
    path.write_bytes(one_page_pdf(b"BT /F1 12 Tf (a) Tj ET", encrypt))
    assert reason(path) == "protected by a password"


def test_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    lines = [
        # Left, height and size of the letters.
        (50, 700, 20, "Flood warnings for"),
        (50, 678, 20, "the western dyke"),
        (50, 640, 12, "The commit-"),
        (50, 626, 12, "tee met in Ca Mau and"),
        (50, 612, 12, "spoke of the dyke."),
        (70, 598, 12, "An indented one begins."),
        (50, 570, 12, "After a gap another."),
        (50, 556, 12, "- an item"),
    ]
    content = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in lines)
    (tmp_path / "a.pdf").write_bytes(one_page_pdf(content.encode()))
    found = article(tmp_path / "a.pdf")
    assert found.title == "Flood warnings for the western dyke"
    assert found.body.split("\n\n") == [
        "The committee met in Ca Mau and spoke of the dyke.",
        "An indented one begins.",
        "After a gap another.",
        "- an item",
    ]


def test_a_library_that_is_missing_is_named_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name.partition(".")[0] == "pypdfium2":
            raise ModuleNotFoundError(name="pypdfium2")
        return load(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    file = worker.SourceFile(str(DOCUMENTS / "hoi.pdf"), "hoi.pdf", 1)
    context = worker.IngestContext(max_bytes=1, counts=worker.IngestCounts())
    with open(file.path, "rb") as opened, pytest.raises(Exception, match="pip install") as raised:
        list(pdf.read_pdf(opened, file, context))
    assert "'timtin[documents]'" in str(raised.value)
