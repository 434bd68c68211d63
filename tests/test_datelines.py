"""The agency of a dateline, and what only looks like one."""

from __future__ import annotations

import pytest

from search.datelines import end_of_dateline, find_agency, goes_on_after_day, goes_on_after_place


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        pytest.param("(QNO) - Quang Nam Party Secretary has paid a visit.", "QNO", id="no place"),
        pytest.param("Quang Nam (VNA) – Secretary Cuong held a meeting.", "VNA", id="place"),
        pytest.param("Hà Nội (TTXVN 8/6) - Sáng nay,", "TTXVN", id="with the day"),
        pytest.param("Hanoi, June 8 (VNA) – The two sides", "VNA", id="day after the place"),
        pytest.param("Vientiane, Laos (KPL) -- The minister", "KPL", id="country after the place"),
        pytest.param("Thừa Thiên - Huế (TTXVN) - Tỉnh", "TTXVN", id="hyphen in the place"),
        pytest.param("QUẢNG NAM (NLĐO)- Chiều 8/6,", "NLĐO", id="capitals, no space before dash"),
        pytest.param("HANOI (Reuters) - Vietnam's", "Reuters", id="well-known name"),
        pytest.param("(Dân trí) - Sáng 8/6,", "Dân trí", id="well-known name in two words"),
        pytest.param("(Chinhphu.vn) – Sáng 8/6,", "Chinhphu.vn", id="site"),
        pytest.param("(VTC News) - Sáng 8/6,", "VTC News", id="acronym and a word"),
        pytest.param("A lead.\nQuang Nam (VNA) – A body.", "VNA", id="later paragraph"),
        pytest.param("A gift. (Photo: VNA)Hanoi (VNS) – A body.", "VNS", id="glued to a credit"),
        pytest.param("Quà tặng. (Ảnh: TTXVN) Hà Nội (VOV) – Sáng", "VOV", id="glued, Vietnamese"),
        pytest.param("(QNO) - One.\n(VNA) - Two.", "QNO", id="the first of two"),
        pytest.param("At the meeting (Photo: VNA)\nThe event", None, id="a credit only"),
        pytest.param("(Photo: VNA) - The event", None, id="a credit and a dash"),
        pytest.param("He told the agency (VNA) - and others", None, id="inside a sentence"),
        pytest.param("A word. Then Hanoi (VNA) - a body", None, id="after a sentence"),
        pytest.param("The gift (R)Hanoi (VNA) – a body", None, id="glued to another bracket"),
        pytest.param("Ngọc Châu (15 tuổi) - học sinh", None, id="an age"),
        pytest.param("Anh Vũ (Avin Lu) - diễn viên", None, id="another name of a person"),
        pytest.param("(TPHCM) - Sáng nay,", None, id="a place in short"),
        pytest.param("Quang Nam (VNA) held a meeting", None, id="no dash"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_find_agency(body: str, agency: str | None) -> None:
    assert find_agency(body) == agency


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hà Nội (TTXVN) - Hai tỉnh họp.", "Hai tỉnh họp."),
        ("(QNO) – Hai tỉnh họp.", "Hai tỉnh họp."),
        ("Vientiane (KPL): They met.", "They met."),
        ("Hai tỉnh họp (ảnh).", "Hai tỉnh họp (ảnh)."),
        ("Họp. Hà Nội (TTXVN) - Hai tỉnh.", "Họp. Hà Nội (TTXVN) - Hai tỉnh."),
        ("", ""),
    ],
)
def test_the_text_behind_a_dateline(text: str, rest: str) -> None:
    assert text[end_of_dateline(text) :] == rest


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (" (VNA) –", True),
        (", June 8 (VNA) -", True),
        (" (Dân trí) -", True),
        (" (VNA) said", False),
        (" - Hue", False),
        ("", False),
    ],
)
def test_a_place_of_a_dateline(rest: str, *, expected: bool) -> None:
    assert goes_on_after_place(f"Huế{rest}", 3) is expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (" (TTXVN) - Hai tỉnh họp.", True),
        (" (KPL) They met.", True),
        (" /PRNewswire/ -- They met.", True),
        (" - They met.", True),
        ("", True),
        (" they met.", False),
        (", (VNA)", False),
    ],
)
def test_a_day_of_a_dateline(rest: str, *, expected: bool) -> None:
    assert goes_on_after_day(rest) is expected
