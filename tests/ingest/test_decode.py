"""Bytes of every encoding that Vietnamese text files come in, and bytes that are no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import InputError
from search.ingest.decode import decode

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
