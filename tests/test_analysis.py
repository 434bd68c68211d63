"""Terms: what is folded, what is kept, and that offsets point at the text."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import (
    GAP,
    analyze,
    bigrams_of,
    fold,
    fold_text,
    has_stop,
    normalize,
    runs,
    sentences,
    stem,
    terms_of_token,
    tokens,
    without_lookalikes,
)

any_text = st.text(st.characters(codec=None, categories=None, exclude_categories=()), max_size=60)
vietnamese = st.text(
    "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđbcghklmnpqrstvx -'’ʼ.AĐÊỘSs",
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Quảng Nam", "quang nam"),
        ("QUẢNG NAM", "quang nam"),
        ("Đắk Lắk đường ĐẠI", "dak lak duong dai"),
        # No term is a stop word: thể and thế both fold to "the", án to "an".
        ("thể thế án Nghệ An", "the the an nghe an"),
        # Possessives are dropped, straight and curly; other apostrophes within a word part no token.
        ("Laos's Vietnam’s Pu'er o'clock 'tin'", "laos vietnam puer oclock tin"),
        ("H'leo H’leo Hʼleo H‘leo H`leo H´leo H′leo H＇leo", " ".join(["hleo"] * 8)),
        ("Laosʼs Laos`s 5'8 5′8 Ea H' leo ''a''", "laos laos 5 8 5 8 ea h leo a"),
        # Nor do the full stops of an abbreviation, but those of sentences, numbers and addresses do.
        ("U.S. U.S U.S.'s P.R.C., a.m. Đ.B.", "us us us prc am db"),
        ("TP.HCM U.S.Army A.Bình xA.B 1.5 3.a w.vn", "tp hcm us army a binh xa b 1,5 3 a w vn"),
        ("COVID-19, 14D; 2022-2025", "covid 19 14d 2022 2025"),
        # A word with an apostrophe is no number and no day, whatever it has inside.
        ("5A'May 0A`A", "5amay 0aa"),
        # Scripts that are not Latin are never transliterated.
        ("广南", "广 南"),
        ("ວຽງຈັນ", "ວ ຽ ງ ຈັ ນ"),
        ("Москва Ελλάδα", "москва ελλάδα"),
        ("straße Ærø ﬁne ＡＢ", "strasse aero fine ab"),
        ("snake_case a_b", "snake case a b"),
        ("…—!? ", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("Hoá", "hóa"),
        ("uỷ", "ủy"),
        ("loè", "lòe"),
        ("tòan", "toàn"),
        ("hùynh", "huỳnh"),
        ("qủa", "quả"),
        ("gìa", "già"),
        ("ngòai", "ngoài"),
        ("cuả", "của"),
        ("tíêng", "tiếng"),
        ("Nguỹên", "nguyễn"),
    ],
)
def test_old_and_new_tone_placement_are_one(old: str, new: str) -> None:
    assert analyze(normalize(old)).accented == analyze(normalize(new)).accented == [new]


def test_what_is_no_syllable_keeps_its_tone() -> None:
    assert analyze("maría João").accented == ["maría", "joão"]


@pytest.mark.parametrize(
    ("written", "accented"),
    [
        ("Ðà Ɖà đà ðà ÐÀ ɖà", ["đà"] * 6),
        # Cyrillic о, Н, і, а and р, Greek Η, beside Latin letters.
        ("Hоà Нà Нộі Cаm cấр Ηà", ["hòa", "hà", "hội", None, "cấp", "hà"]),
        ("é̂ ế Huế Huế Đắk Đá̆k Ðắk", ["ế", "ế", "huế", "huế", *["đắk"] * 3]),
        ("Đ.B. M’Ðrắk M'Đrắk", ["đb", "mđrắk", "mđrắk"]),
    ],
)
def test_a_letter_and_its_look_alikes_are_one(written: str, accented: list[str | None]) -> None:
    assert analyze(normalize(written)).accented == accented


def test_words_of_other_scripts_are_no_look_alikes() -> None:
    # Nor is the μ of μm, which is no m.
    assert fold("Москва Корея μm ΑΒΓ Ωm") == "москва корея μm αβγ ωm"


@given(any_text | vietnamese | st.text("ÐƉð'ʼ’‑−аНΗＨｕ１．.aDĐ "))
def test_without_look_alikes_a_text_has_its_terms_in_their_places(text: str) -> None:
    text = normalize(text)
    plain = without_lookalikes(text)
    assert [(t.start, t.end, t.folded, t.accented) for t in tokens(plain)] == [
        (t.start, t.end, t.folded, t.accented) for t in tokens(text)
    ]


def test_qu_keeps_its_tone() -> None:
    # In "quý" the u belongs to the initial qu: the tone never stands on it.
    assert analyze("quý hoàn toàn").accented == ["quý", "hoàn", "toàn"]


def test_the_four_streams() -> None:
    terms = analyze("Tỉnh Quảng Nam provinces", stems=True)
    assert terms.folded == ["tinh", "quang", "nam", "provinces"]
    assert terms.bigrams == ["tinh_quang", "quang_nam", "nam_provinces"]
    assert terms.accented == ["tỉnh", "quảng", None, None]
    assert terms.stems[-1] == "provinc"
    assert analyze("provinces").stems == []


@pytest.mark.parametrize(
    # From the vocabulary of the Porter2 stemmer's definition.
    ("word", "stemmed"),
    [("consistency", "consist"), ("knocked", "knock"), ("provinces", "provinc"), ("sky", "sky")],
)
def test_stems_are_porter2(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@given(st.from_regex(r"[a-z]{1,10}('[a-z]{1,3})?", fullmatch=True))
def test_a_stem_begins_as_its_word(word: str) -> None:
    assert stem(word)[:1] == word[:1]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Quảng\u00a0Nam", "Quảng Nam"),
        ("Quảng\u200bNam", "Quảng Nam"),
        ("Qua\u0309ng\u200dNam\u00ad", "QuảngNam"),
        ("Quả\u200bng Na\u200b\u200bm, Lào\u200b.", "Quảng Nam, Lào ."),
        ("ກ\u200bຂ", "ກ ຂ"),
        ("vie\u0301\u0302t", "viết"),
        ("vié\u0302t Na\u034fm", "viết Nam"),
        ("tro\u0301\u031b O\u031b\u0301", "trớ Ớ"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufefftin\x00 \ud800mới", "tin mới"),
        ("ngày\tđẹp", "ngày\tđẹp"),
    ],
)
def test_normalizing(written: str, stored: str) -> None:
    assert normalize(written) == stored


@given(any_text)
def test_normalizing_is_idempotent_and_printable(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert "\x00" not in once


def test_a_character_is_stored_the_same_whatever_stands_beside_it() -> None:
    # A tab is in no text that can be taken as it is.
    chars = map(chr, range(0x10000))
    assert [char for char in chars if normalize(f"{char}\t") != f"{normalize(char)}\t"] == []


@given(any_text)
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(any_text, vietnamese))
def test_composed_and_decomposed_text_have_the_same_terms(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert analyze(normalize(unicodedata.normalize(form, text))) == analyze(normalize(text))


@given(vietnamese)
@example("aaa. b")
def test_case_counts_for_where_a_sentence_ends_alone(text: str) -> None:
    upper, lower = (tokens(normalize(written)) for written in (text.upper(), text))
    assert [(t.folded, t.accented) for t in upper] == [(t.folded, t.accented) for t in lower]


@given(st.one_of(any_text, vietnamese))
def test_offsets_point_at_the_same_text(text: str) -> None:
    text = normalize(text)
    spotted = tokens(text)
    for token in spotted:
        (alone,) = tokens(text[token.start : token.end])
        assert (alone.folded, alone.accented) == (token.folded, token.accented)
    assert all(a.end <= b.start for a, b in pairwise(spotted))
    assert [token.folded for token in spotted] == [t for t in analyze(text).folded if t != GAP]


MONTH_NAMES = [
    "January", "February", "March", "April", "May", "june", "JULY", "August", "September", "October",
    "November", "December",
]  # fmt: skip
SHORT_MONTHS = ["jan", "feb", "mar", "apr", "jun", "jul", "Aug", "sep", "sept", "OCT", "nov", "Dec"]
PIECES = [
    *MONTH_NAMES, *SHORT_MONTHS, "tháng", "Tư", "thang", "năm", "of", "day", "U", "H", "leo", "commit", "tee",
    "Huế", "Tp", "Mr", "30", "4", "5th", "1975", "1.500", "2,5", "/", "-", ".", ",", " ", "\n", "!", "…", "'",
    "’", "s", "S", "”", "²", "ʼ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_text_has_the_same_tokens_character_by_character_and_by_shapes(text: str) -> None:
    text = normalize(text)
    # A letter that is not Latin keeps the shapes from being used.
    slow = runs(f"{text}\nд")
    slow[-1].pop()
    # Nor are they in short texts.
    long = f"{text}\n{'X ' * 100}"
    assert [token.folded for run in slow for token in run] == [
        term for term in analyze(long).folded[:-100] if term != GAP
    ]
    # A power behind a decimal, as in 2,5m², has the right terms, but not its place for marks.
    if "²" not in text:
        assert laid_out(text) == [(t.folded, t.start, t.end) for run in slow for t in run]


@pytest.mark.parametrize("month", [*MONTH_NAMES, *SHORT_MONTHS, *(f"{m}." for m in SHORT_MONTHS)])
@pytest.mark.parametrize("written", ["{} 30", "30 {}", "30th of {}", "30, {}", "30\n{}"])
def test_a_day_is_found_with_any_month(month: str, written: str) -> None:
    number = [name[:3].lower() for name in MONTH_NAMES].index(month[:3].lower()) + 1
    assert analyze(f"a {written.format(month)} b").folded == ["a", f"30/{number}", "b"]


@given(st.one_of(any_text, vietnamese, st.text(st.characters(max_codepoint=0x20CF))))
def test_what_stands_beside_a_text_does_not_change_its_tokens(text: str) -> None:
    # Text in Latin letters alone is parted by a plainer pattern than text with 广 in it.
    text = normalize(text)
    assert tokens(f"{text} 广")[:-1] == tokens(text)


@given(st.one_of(any_text, vietnamese))
def test_no_term_needs_quoting(text: str) -> None:
    # Streams are joined by spaces, pairs by an underscore: no term may hold either.
    for term in analyze(normalize(text)).folded:
        assert term
        assert not set(term) & set(" _\n\t")


@given(st.one_of(any_text, vietnamese))
def test_streams_are_aligned(text: str) -> None:
    terms = analyze(normalize(text), stems=True)
    assert len(terms.folded) == len(terms.accented) == len(terms.stems)
    assert terms.bigrams == bigrams_of(terms.folded)
    sides = [{left, right} for left, right in pairwise(terms.folded)]
    assert len(terms.bigrams) == sum(GAP not in both for both in sides)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một câu. Hai câu.", ["Một câu.", "Hai câu."]),
        ("Tại TP. Hồ Chí Minh. Xong", ["Tại TP. Hồ Chí Minh.", "Xong"]),
        ("Mr. Nguyen met J. Smith. They left.", ["Mr. Nguyen met J. Smith.", "They left."]),
        ("Một câu . Hai câu", ["Một câu .", "Hai câu"]),
        ("  Dòng một  \n  Dòng hai\n\n", ["Dòng một", "Dòng hai"]),
        ("They met on Jun. 8. They left.", ["They met on Jun. 8.", "They left."]),
        ("Giá 3.500 đồng... nhưng rẻ! Mua", ["Giá 3.500 đồng... nhưng rẻ!", "Mua"]),
        ("“Vâng.” Ông nói", ["“Vâng.”", "Ông nói"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


STOPS = [
    ("đã rời Lào. Cai quản nơi đó", ["da roi lao", "cai quan noi do"]),
    ("huyện Quảng.\n\nNam giới", ["huyen quang", "nam gioi"]),
    ("Tỉnh Quảng\n\nNam giới", ["tinh quang", "nam gioi"]),
    # A line's end alone parts nothing: many files have lines of equal lengths.
    ("tỉnh Quảng\nNam", ["tinh quang nam"]),
    ("Xong! Lại đi… Rồi? “Vâng.” Ông", ["xong", "lai di", "roi", "vang", "ong"]),
    ("Ông nói... Rồi đi", ["ong noi", "roi di"]),
    ("lúc 8 giờ ngày 5. Ông", ["luc 8 gio ngay 5", "ong"]),
    ("của UBND. Theo đó", ["cua ubnd", "theo do"]),
    ("Ở Huế. 30 tháng 4 vui", ["o hue", "30/4 vui"]),
    # A full stop that is part of a name or of an abbreviation.
    ("TP. Hồ Chí Minh, Tp. Huế, TX. Sơn Tây", ["tp ho chi minh tp hue tx son tay"]),
    ("the U.S. ambassador, St. Petersburg, No. 5", ["the us ambassador st petersburg no 5"]),
    ("ông A. Nguyễn, J. F. Kennedy", ["ong a nguyen j f kennedy"]),
    ("PGS.TS. Trần, Mr. Hai, Gen. Giáp", ["pgs ts tran mr hai gen giap"]),
    ("giá 1.500 đồng, 2.5 kg, VnExpress.net", ["gia 1500 dong 2,5 kg vnexpress net"]),
    ("vân vân v.v. và v.v.", ["van van vv va vv"]),
]


@pytest.mark.parametrize(("text", "parts"), STOPS)
def test_where_sentences_and_paragraphs_end_a_position_is_empty(
    text: str, parts: list[str]
) -> None:
    assert [" ".join(token.folded for token in run) for run in runs(text)] == parts
    words = re.split(r" ?\. ?", " ".join(analyze(text).folded))
    assert [part for part in words if part] == parts
    joined = {pair for part in parts for pair in bigrams_of(part.split())}
    assert set(analyze(text).bigrams) == joined
    assert has_stop(text, 0, len(text)) == (len(parts) > 1)


@given(any_text)
def test_sentences_lose_nothing_but_space(text: str) -> None:
    text = normalize(text)
    kept = "".join(text[start:end] for start, end in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


def laid_out(text: str) -> list[tuple[str, int, int]]:
    """The folded tokens of a text and where they stand, by how `fold_text` lays them out."""
    found = fold_text(text)
    words = re.finditer("[^ ]+", found.folded.split(f" {GAP} ")[0])
    return [(word[0], *found.span(*word.span())) for word in words]


@given(any_text | vietnamese)
def test_a_folded_text_has_the_tokens_of_the_text(text: str) -> None:
    text = normalize(text)
    assert laid_out(text) == [(token.folded, token.start, token.end) for token in tokens(text)]


def test_each_letter_is_folded_in_its_place() -> None:
    for code in range(0x10000):
        text = f"a{chr(code)}b’s {chr(code)}'s"
        expected = [(token.folded, token.start, token.end) for token in tokens(text)]
        assert laid_out(text) == expected, hex(code)


@pytest.mark.parametrize("odd", ["Straße", "½", "ŉ", "😀", "广南", "e\u0323\u0300", "ﬁn"])
def test_odd_letters_cost_what_their_words_cost(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is beside them: tokens are read one by one in their words alone."""
    read: list[str] = []

    def reads(token: str) -> tuple[str, str | None]:
        read.append(token)
        return terms_of_token(token)

    monkeypatch.setattr("search.analysis.terms_of_token", reads)
    text = f"The delegation of the province came to the festival. {odd}\n\n" * 100
    assert fold_text(text).folded.count(" festival ") == 100
    assert sum(map(len, read)) <= 100 * len(odd)
