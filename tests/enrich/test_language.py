"""Which language an article is in. Texts are the seeds' own, or written for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold
from search.enrich.language import find_language

VIETNAMESE = """Sáng 11/6, đoàn đại biểu cấp cao tỉnh Sê Kông do ông Khăm Phơi Bút Đa Viêng dẫn đầu đã
đến thăm và làm việc tại tỉnh Quảng Nam. Hai bên thông báo cho nhau tình hình phát triển kinh tế, xã hội
của mỗi tỉnh, đánh giá việc thực hiện các thỏa thuận đã ký và bàn kế hoạch hợp tác trong thời gian tới.
"""
ENGLISH = """Phan Viet Cuong, Secretary of the Quang Nam provincial Party Committee, and Leklai Sivilay,
Governor of Sekong, agreed that the two provinces will continue working together on trade and tourism.
Nguyen Duc Tien and Le Van Dung of the provincial People's Council also attended the reception.
"""
ENGLISH_WITH_MARKS = """Võ Văn Thưởng and Phạm Minh Chính met Sonexay Siphandone in Hà Nội and thanked
Việt Nam for its help. The delegation then travelled to Đà Nẵng, Thừa Thiên Huế and Quảng Trị, where it
was shown how the border gates at Lao Bảo and La Lay are being upgraded.
"""
VIETNAMESE_WITH_FOREIGN_NAMES = """Tottenham đã công bố sa thải huấn luyện viên Jose Mourinho sau khi để
Manchester United và Everton vượt qua. Chủ tịch Daniel Levy cho biết Ryan Mason sẽ dẫn dắt Harry Kane cùng
đồng đội trong trận chung kết gặp Manchester City.
"""

OTHERS = {
    "French": """La délégation de la province de Quang Nam effectue une visite de travail au Laos. Les
    deux provinces sont convenues de renforcer la coopération dans le commerce, la santé et l'éducation,
    et de créer des conditions favorables aux entreprises des deux côtés de la frontière.""",
    "German": """Die Delegation aus Hanoi hat am Dienstag in Vientiane mit dem Bürgermeister über die
    Zusammenarbeit der beiden Städte gesprochen. Er sagte, dass die Beziehungen sich in den vergangenen
    Jahren gut entwickelt haben und dass man den Handel weiter ausbauen will.""",
    "Dutch": """De delegatie van de stad is in de hoofdstad van Laos om te praten over de samenwerking.
    Het is de bedoeling dat de handel in de komende jaren wordt uitgebreid, en hij was er met een groep.""",
    "Spanish": """Una delegación de la provincia laosiana se encuentra en Binh Phuoc en visita de
    trabajo. El viaje tiene como objetivo intensificar la relación de amistad y cooperación entre los dos
    partidos, los estados y los pueblos de ambos países.""",
    "Indonesian": """Delegasi dari kota Hanoi mengunjungi ibu kota Laos untuk membahas kerja sama di
    bidang ekonomi dan kebudayaan. Menurut mereka, hubungan kedua negara itu sudah lama dan akan terus
    ditingkatkan pada tahun depan.""",
    "Tagalog": """Ang mga opisyal ng dalawang lalawigan ay nagkita sa Hanoi upang pag-usapan ang kanilang
    pagtutulungan sa kalakalan at kultura, at ito ay magpapatuloy sa mga susunod na taon.""",
    "pinyin": """zhong guo yun nan sheng he yue nan lao cai sheng zai jin nian liu yue ju xing hui yi tao
    lun bian jing mao yi he zuo liang sheng ling dao ren biao shi yao jin yi bu jia qiang you hao""",
    "Chinese": "云南省与越南老街、河江、莱州、奠边四省省委书记会晤于四月二十七日举行。",
    "Lao": "ແຂວງເຊກອງ ແລະ ແຂວງກວາງນາມ ໄດ້ເຊັນບົດບັນທຶກການຮ່ວມມື ໃນວັນທີ 11 ມິຖຸນາ ທີ່ເມືອງລະມາມ",
    "Lao with some English words": "ແຂວງເຊກອງ ແລະ ແຂວງກວາງນາມ ໄດ້ເຊັນບົດບັນທຶກ the new website of the",
    "Russian": "Делегация провинции Куангнам посетила Лаос, чтобы обсудить сотрудничество двух стран.",
    "digits": "1234 5678 - 90%",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("body", [VIETNAMESE, VIETNAMESE_WITH_FOREIGN_NAMES])
def test_vietnamese(body: str) -> None:
    assert find_language("", body) == "vi"
    assert find_language("", fold(body)) == "vi"
    assert find_language("", body.upper()) == "vi"
    assert find_language("", fold(body).upper()) == "vi"


@pytest.mark.parametrize("body", [ENGLISH, ENGLISH_WITH_MARKS])
def test_english_though_its_names_are_vietnamese(body: str) -> None:
    assert find_language("", body) == "en"
    assert find_language("", fold(body)) == "en"
    assert find_language("", body.upper()) == "en"


@pytest.mark.parametrize("name", OTHERS)
def test_other_languages_are_unknown(name: str) -> None:
    assert find_language("", OTHERS[name]) == "unknown"


TITLES = [
    ("Quảng Nam và tỉnh Lào Cai tăng cường hợp tác", "vi"),
    ("Quang Nam va tinh Lao Cai tang cuong hop tac", "vi"),
    ("QUANG NAM VA SE KONG TANG CUONG HOP TAC", "vi"),
    ("Khai mac hoi cho thuong mai quoc te Viet - Trung", "vi"),
    ("Chu tich nuoc du le dong tho san bay Attapeu", "vi"),
    ("Vietnam’s Quang Nam, Laos’s Sekong provinces move to tighten links", "en"),
    ("Vietnamese, Chinese border localities look to strengthen cooperation", "en"),
    ("VIETNAMESE, LAO PROVINCES SEEK TO DEEPEN COOPERATIVE TIES", "en"),
    ("Phan Viet Cuong on June 8 held a meeting", "en"),
    # no word by which English is told, names that are Vietnamese
    ("Da Nang opens beach lockers", "en"),
    ("Hue to ban scooters", "en"),
    ("Son La plum crop fails", "en"),
    ("An elegy for Pham Duy", "en"),
    ("STORMS LASH BAC GIANG", "en"),
    # a foreign name in few Vietnamese words
    ("Barca thang dam", "vi"),
    ("Top 5 laptop ban chay", "vi"),
    ("Ra mat iPhone 15", "vi"),
    ("An toan tren het", "vi"),
    ("De la Cruz thang dam", "vi"),
    ("Do la Rolex", "vi"),
    ("Anh di ve que", "vi"),
    ("Lao Cai", "vi"),
    ("Жизнь в Ханое", "unknown"),
]

OTHER_TITLES = [
    "Le ministre des Finances en visite a Hanoi",
    "Les eleves retournent en classe apres le typhon",
    "Gubernur Bali kunjungi pabrik di Hanoi",
    "Jalan raya ditutup akibat banjir",
    "Taifun trifft auf die vietnamesische Kueste",
    "Mehr Kaffee aus Dak Lak",
    "Los agricultores venden arroz barato",
    "Piogge intense nel delta del Mekong",
    "Chuvas matam cinco pessoas em Quang Nam",
    "Nieuwe weg naar Laos geopend",
    "BANJIR MELANDA PROVINSI QUANG NAM",
    # only small words of it that are syllables of Vietnamese, too
    "Ouverture du festival de Hue",
    "Retour du sultan de Brunei",
    "Sturm bringt Schnee",
    "Morrem tres turistas",
    "Pencuri ditahan",
]
ENGLISH_TITLES = [
    "Delta farmers switch to shrimp",
    "Dozen women taken to Vientiane hospital",
    "Sierra Leone opens Hanoi mission",
    "Video shows militia near Savannakhet",
    "School bus plunges into ravine",
    "Santa Claus visits Phonsavan",
    "Prices Dak Lak, Lam Dong",
]


@pytest.mark.parametrize("title", OTHER_TITLES)
def test_title_in_another_language_without_marks_is_unknown(title: str) -> None:
    assert find_language(title, "") == "unknown"


@pytest.mark.parametrize("title", ENGLISH_TITLES)
def test_title_that_looks_a_little_like_another_language(title: str) -> None:
    assert find_language(title, "") == "en"


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_title_alone(title: str, expected: str) -> None:
    assert find_language(title, "") == expected


MIXED = [
    ("half and half", VIETNAMESE.replace("\n", " ") + "\n" + ENGLISH.replace("\n", " "), "mixed"),
    ("without marks", fold(VIETNAMESE) + "\n" + ENGLISH.replace("\n", " "), "mixed"),
    (
        "one paragraph in four",
        "\n".join([VIETNAMESE.replace("\n", " "), *[ENGLISH.replace("\n", " ") * 2] * 2]),
        "mixed",
    ),
    ("a short line is no paragraph", "Ảnh: đoàn đại biểu thăm tỉnh\n" + ENGLISH.replace("\n", " "), "en"),
    ("a quotation is no paragraph", VIETNAMESE + "Ông nói: “We will continue working together.”", "vi"),
    ("one in twenty", "\n".join([VIETNAMESE.replace("\n", " "), *[ENGLISH.replace("\n", " ")] * 20]), "en"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in MIXED], ids=[case[0] for case in MIXED]
)
def test_mixed(body: str, expected: str) -> None:
    assert find_language("", body) == expected


def test_seeds(seeds: Path) -> None:
    found = [find_language("", path.read_text("utf-8")) for path in sorted(seeds.glob("*.txt"))]
    assert found == ["en", "en", "vi", "en", "en"]


@given(title=st.text(), body=st.text())
def test_never_raises(title: str, body: str) -> None:
    assert find_language(title, body) in ("vi", "en", "mixed", "unknown")
