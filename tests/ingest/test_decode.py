"""Bytes of every encoding that Vietnamese text files come in, and bytes that are no text."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import InputError
from search.ingest.decode import decode, decode_page

VIETNAMESE = "Tỉnh Quảng Nam và tỉnh Sê Kông (Lào): “Đường Hồ Chí Minh” thuận lợi…"
# The same in Windows-1258: tones are bytes of their own after the vowel (cc à, ec á, d2 ả, f2 ạ).
VIETNAMESE_1258 = (
    b"Ti\xd2nh Qua\xd2ng Nam v\xe0 ti\xd2nh S\xea K\xf4ng (L\xe0o): "
    b"\x93\xd0\xfd\xf5\xccng H\xf4\xcc Ch\xed Minh\x94 thu\xe2\xf2n l\xf5\xf2i\x85"
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(VIETNAMESE.encode(), id="UTF-8"),
        pytest.param(VIETNAMESE.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(VIETNAMESE.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(b"\xfe\xff" + VIETNAMESE.encode("utf-16-be"), id="UTF-16BE with its mark"),
        pytest.param(VIETNAMESE.encode("utf-16-le"), id="UTF-16LE without a mark"),
        pytest.param(VIETNAMESE.encode("utf-16-be"), id="UTF-16BE without a mark"),
        pytest.param(VIETNAMESE_1258, id="Windows-1258"),
    ],
)
def test_one_text_in_every_encoding(data: bytes) -> None:
    assert decode(data) == VIETNAMESE


def test_western_punctuation_and_a_foreign_name_in_a_long_english_text() -> None:
    text = (
        b"Laos\x92s envoy met Mr M\xfcller in Quang Nam. " + b"The two sides agreed to go on. " * 4
    )
    assert decode(text).startswith("Laos’s envoy met Mr Müller in Quang Nam. The two")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"Quang\0Nam", "NUL", id="NUL in UTF-8"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "NUL", id="image"),
        pytest.param(b"\1\0\2\0\3\0\4\0\5\0\6\0", "control", id="small integers"),
        pytest.param("Quảng Nam".encode("utf-16") + b"x", "UTF-16", id="half a UTF-16 character"),
        pytest.param("Quảng Nam, Tâ".encode()[:-1], "UTF-8 at byte 15", id="cut UTF-8"),
        pytest.param(b"C\xe9ng ho\xb5 x\xb7 h\xe9i Vi\xd6t Nam", "Windows-1258", id="TCVN3"),
        pytest.param(b"Co\xe4ng ho\xf8a xa\xf5 Vie\xe4t Nam", "Windows-1258", id="VNI"),
        pytest.param("云南省与老挝北部合作".encode("gbk"), "Windows-1258", id="GBK"),
        pytest.param("Провинция Куангнам".encode("cp1251"), "Windows-1258", id="Windows-1251"),
        pytest.param(b"\x81\x8d\x9d\x81", "Windows-1258", id="bytes of no character"),
    ],
)
def test_what_is_no_certain_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        decode(data)


def test_damaged_utf8_is_not_taken_for_windows_1258() -> None:
    damaged = VIETNAMESE.encode().replace(b" ", b"\xff", 1)
    with pytest.raises(InputError, match="damaged UTF-8 at byte 7"):
        decode(damaged)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except InputError:
        return
    assert "\0" not in text
    text.encode()


# --- pages ---

PARAGRAPH = (
    "Văn phòng UBND tỉnh thông báo lãnh đạo thị xã về phòng chống bão; “nghìn hộ” còn khó khăn."
)


def as_word_saves(text: str, encoding: str = "cp1252") -> bytes:
    """The text with what the encoding lacks as numbers, as Word saves web pages."""
    return text.encode(encoding, "xmlcharrefreplace")


def page(charset: str, text: str = PARAGRAPH) -> str:
    style = "p.MsoNormal{margin:0cm;font-family:'Times New Roman'} " * 80
    return (
        f"<html><head><meta http-equiv=Content-Type content='text/html; charset={charset}'>"
        f"<style>{style}</style></head><body><p>{text}</p></body></html>"
    )


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "WINDOWS-1252", "us-ascii"])
def test_numbers_beside_letters_of_the_declared_charset(charset: str) -> None:
    assert html.unescape(decode_page(as_word_saves(page(charset)))) == page(charset)


@pytest.mark.parametrize("declared", ["windows-1252", "gb2312", "x-user-defined", "utf-16"])
def test_utf8_is_utf8_whatever_is_declared(declared: str) -> None:
    assert decode_page(page(declared).encode()) == page(declared)


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("gb2312", "gb18030", "云南省与老挝北部合作"),
        ("GBK", "gbk", "云南省与老挝北部合作"),
        ("big5", "big5", "雲南省與寮國北部合作"),
        ("shift_jis", "shift_jis", "ベトナム中部の洪水"),
        ("euc-kr", "euc-kr", "베트남 중부 홍수"),
        ("koi8-r", "koi8-r", "Провинция Куангнам"),
        ("windows-1251", "cp1251", "Провинция Куангнам"),
        ("tis-620", "cp874", "เวียงจันทน์"),
    ],
)
def test_a_declared_charset(charset: str, codec: str, text: str) -> None:
    assert text in decode_page(page(charset, text).encode(codec))


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("viscii", b"H\xb5i ngh\xb8 ph\xf2ng ch\xafng b\xe3o"),
        ("x-viet-tcvn5712", b"H\xe9i ngh\xde ph\xdfng ch\xe8ng b\xb7o"),
    ],
)
def test_vietnamese_charsets_that_browsers_once_had(charset: str, data: bytes) -> None:
    read = decode_page(b"<meta charset=" + charset.encode() + b"><p>" + data)
    assert read.endswith("<p>Hội nghị phòng chống bão")


def test_an_xml_declaration() -> None:
    data = '<?xml version="1.0" encoding="GB2312"?><html><p>老挝'.encode("gb2312")
    assert decode_page(data).endswith("老挝")


@pytest.mark.parametrize("charset", ["windows-1258", "windows-1252", "iso-8859-1", "none"])
def test_windows_1258_also_where_another_is_declared(charset: str) -> None:
    head = page(charset, "@").partition("@")[0].encode()
    assert decode_page(head + VIETNAMESE_1258).endswith(VIETNAMESE)


def test_odd_letters_are_counted_in_what_is_read() -> None:
    style = b"<style>" + b"p{margin:0} " * 500 + b"</style>"
    with pytest.raises(InputError, match="Windows-1258"):
        decode_page(b"<html>" + style + "云南省与老挝北部合作".encode("gbk"))


def test_one_damaged_character_costs_itself() -> None:
    whole = page("utf-8", PARAGRAPH * 30)
    data = whole.encode()[:-20] + "ế".encode()[:2]
    assert decode_page(data) == whole[:-20] + "\ufffd"


@given(st.binary())
def test_a_page_of_any_bytes_is_text_or_refused(data: bytes) -> None:
    try:
        decode_page(data).encode()
    except InputError:
        return
