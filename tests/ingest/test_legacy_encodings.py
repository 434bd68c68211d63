"""Vietnamese typed with fonts of their own letters, or read by the wrong table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ingest.fields import make_article
from search.ingest.legacy_encodings import decode_legacy, repair

TEXT = "Hội nghị phòng chống bão\n\nTỉnh Quảng Trị tổ chức hội nghị, đề nghị di dời dân."
# As the fonts VNI-Times and .VnTime write it, and as RFC 1456 encodes it.
VNI = "Hoäi nghò phoøng choáng baõo\n\nTænh Quaûng Trò toå chöùc hoäi nghò, ñeà nghò di dôøi daân."
TCVN3 = "Héi nghÞ phßng chèng b·o\n\nTØnh Qu¶ng TrÞ tæ chøc héi nghÞ, ®Ò nghÞ di dêi d©n."
VISCII = "Hµi ngh¸ phòng ch¯ng bão\n\nTïnh Quäng Tr¸ t± chÑc hµi ngh¸, ð« ngh¸ di d¶i dân."


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(VNI, id="VNI"),
        pytest.param(TCVN3, id="TCVN3"),
        pytest.param(VISCII, id="VISCII"),
        pytest.param(TEXT.encode().decode("latin-1"), id="UTF-8 as Latin-1"),
        pytest.param(TEXT.encode().decode("latin-1").encode().decode("latin-1"), id="twice"),
    ],
)
def test_the_text_comes_back(written: str) -> None:
    assert repair(written) == TEXT


def test_a_space_that_was_the_second_byte_of_a_letter() -> None:
    assert repair("HÃ  Ná»™i má»Ÿ há»™i chá»£") == "Hà Nội mở hội chợ"


def test_a_damaged_word_costs_only_itself() -> None:
    written = TEXT.encode().decode("cp1252", "replace").replace("Há»™i", "Há»i", 1)
    assert repair(written).startswith("Há»i nghị phòng chống bão")


def test_capitals_that_only_the_font_made() -> None:
    written = "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM\n" + TCVN3
    assert repair(written).startswith("CỘNG HOÀ Xã HỘI CHỦ NGHĨA VIỆT NAM\n")


def test_only_the_lines_that_need_it() -> None:
    assert repair(f"{VNI}\nTỉnh Cà Mau họp bàn.") == f"{TEXT}\nTỉnh Cà Mau họp bàn."


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh Quảng Nam và tỉnh Sê Kông (Lào): “Đường Hồ Chí Minh” ® 3 × 4 m² – 25 °C, « 5 · 6 ».",
        "Café São Paulo ÷ × 中国 ວຽງຈັນ",
        "Zürich – Genève: l’été très chaud, où ça, déjà vu, naïve, Noël",
        "Der Müller fährt über die Brücke nach Österreich, schön größer",
        "não são coração ação São João",
        "rødgrød på dansk, blåbær, smörgåsbord, Ærø",
        "3 × 4 × 5 × 6 × 7, a² + b² = c², r² · π",
        "10 m², 20 m³, 30 km², 40 cm², 5 µm",
        "Łódź, Kraków, Güneş, Şanlıurfa, Çanakkale",
        "Iñtërnâtiônàlizætiøn",
    ],
)
def test_what_is_written_well_stays(text: str) -> None:
    assert repair(text) == text


def test_a_headline_is_converted_with_its_body() -> None:
    title, _, body = TCVN3.partition("\n\n")
    article = make_article(id="a", path="a.txt", title=title, body=body)
    assert f"{article.title}\n\n{article.body}" == TEXT


@given(st.text())
def test_ascii_and_lines_stay(text: str) -> None:
    repaired = repair(text)
    assert len(repaired.split("\n")) == len(text.split("\n"))
    if text.isascii():
        assert repaired == text


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("viscii", b"H\xb5i ngh\xb8 ph\xf2ng ch\xafng b\xe3o"),
        ("tcvn3", b"H\xe9i ngh\xde ph\xdfng ch\xe8ng b\xb7o"),
        ("vni", b"Ho\xe4i ngh\xf2 pho\xf8ng cho\xe1ng ba\xf5o"),
    ],
)
def test_bytes(encoding: str, data: bytes) -> None:
    assert decode_legacy(data, encoding) == "Hội nghị phòng chống bão"


def remarks(text: str) -> list[tuple[str, str]]:
    return list(make_article(id="a", path="a.txt", title="Tin", body=text).remarks)


def test_what_was_converted_is_named_by_its_first_line() -> None:
    line = TCVN3.splitlines()[-1]
    assert remarks(f"Mở đầu.\n{line}\n{line}") == [("encoding repaired", line)]


def test_what_may_be_in_an_old_encoding_but_not_for_certain_is_named() -> None:
    # Six of ten words are syllables in TCVN3, the others in nothing.
    line = "Héi nghÞ phßng chèng b·o lò Xwzék Lmnöp Qrsüt Hjkäl"
    article = make_article(id="a", path="a.txt", title="Tin", body=line)
    assert article.body == line
    assert article.remarks == (("encoding doubted", line),)


@pytest.mark.parametrize(
    "text", [TEXT, "Der Müller fährt über die Brücke, schön größer", "m², 3 × 4"]
)
def test_what_is_written_well_is_not_named(text: str) -> None:
    assert remarks(text) == []
