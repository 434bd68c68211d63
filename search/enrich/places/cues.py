"""What the one or two words beside a name tell of it: a province, a street, a person, a dish."""

from __future__ import annotations

import re
from typing import Literal

from search.gazetteer import Kind
from search.vietnamese.cues import Cue, CueTable, without_marks

Clue = frozenset[Kind] | Literal["not a place", "road", "person", "passing"]
"""What a word beside a name tells.

A set of kinds: a unit word, so the name is a place, of one of these kinds if any of its places is
(towns become cities, and old texts do not know it).
`not a place`: a ward, a newspaper or a person that only shares the name. `road`: the same, but for a
road between two places. `person`: the same for names that are a person's first of all. `passing`: the
place is only what something is called by.
"""

_PROVINCE: Clue = frozenset({"province", "region", "state"})
_CITY: Clue = frozenset({"municipality", "city"})
_DISTRICT: Clue = frozenset({"district"})
_TOWN: Clue = frozenset({"town"})
_ISLANDS: Clue = frozenset({"islands", "district"})
_GATE: Clue = frozenset({"border gate"})
_SOME_PLACE: Clue = frozenset()

_CLEAR_WITHOUT_MARKS = {
    *("tinh", "huyen", "quan", "xa", "phuong", "thon", "xom", "ap", "nuoc", "tai", "que", "goc"),
    *("duong", "pho", "ngo", "hem", "ong", "nguoi", "tieng"),
}
"""Words of one syllable that, without their marks and right before a name, hardly mean anything else."""


def _table(*rows: tuple[str, Clue]) -> CueTable[Clue]:
    """A row is words between commas and what each of them tells, also where it has lost its marks."""
    table = {word.strip(): clue for words, clue in rows for word in words.split(",")}
    return CueTable(
        table,
        frozenset(w for w in table if " " in w or without_marks(w) in _CLEAR_WITHOUT_MARKS)
        - {"hải quân"},
    )


_BEFORE = _table(
    ("tỉnh, province of, provinces of, bang, khu tự trị", _PROVINCE),
    ("châu", frozenset({"prefecture"})),
    ("thành phố, tp, tp., t.p, thủ đô, cố đô, city of, capital, capital of", _CITY),
    ("huyện, quận, h., q., district of", _DISTRICT),
    ("thị xã, thị trấn, tx, tx., town of", _TOWN),
    ("quần đảo, huyện đảo, đảo", _ISLANDS),
    ("cửa khẩu", _GATE),
    ("nước", frozenset({"country"})),
    ("sân bay, hàng không, cảng, nhà ga, ga, biên giới, tại, ở, republic of", _SOME_PLACE),
    (
        "xã, xã đảo, phường, thôn, bản, làng, ấp, buôn, xóm, khóm, khu phố, tổ dân phố",
        "not a place",
    ),
    ("đường, đại lộ, xa lộ", "road"),
    ("phố, ngõ, hẻm, ngã tư, ngã ba, vòng xoay, số nhà", "not a place"),
    ("ông, bà, anh, chị, em, cô, chú, bác, cụ, cháu, bé, mc", "not a place"),
    (
        "mr, mr., ms, ms., mrs, mrs., dr, dr., miss, prof, prof., professor, judge, farmer, trader",
        "not a place",
    ),
    (
        "cô giáo, thầy giáo, ca sĩ, nghệ sĩ, nghệ nhân, nhà báo, đạo diễn, diễn viên, luật sư, kỹ sư",
        "not a place",
    ),
    (
        "giáo sư, tiến sĩ, thạc sĩ, đại tá, thượng tá, trung tá, thiếu tá, đại úy, thượng úy, trung úy",
        "not a place",
    ),
    (
        "hải quân, báo, tờ, tạp chí, nobel, tncs, tài khoản, tàu, khu trục, tàu ngầm, hộ vệ",
        "not a place",
    ),
    ("clb, ha, hl, sl, shb, becamex, câu lạc bộ, sông lam, topenland", "not a place"),
    (
        "người, công dân, chuyên gia, cô gái, chàng trai, quốc tịch, tiếng, đô la, đô-la, gốc",
        "not a place",
    ),
    (
        "tổng thống, thủ tướng, ngoại trưởng, hoa hậu, không quân, lục quân, lính thủy đánh bộ",
        "not a place",
    ),
    (
        "lưu học sinh, nhà nghiên cứu, nhà khoa học, tay vợt, tay golf, binh sĩ, giờ, búp bê",
        "not a place",
    ),
    ("bún bò, bún, phở, nem, nước mắm, cà phê, bánh mì, bánh tráng, cơm tấm", "not a place"),
    ("phong cách, đồ ăn, món ăn, mang tên", "not a place"),
    ("bia, vodka, bò tơ, cá hồi, vải thiều, nhãn lồng, tôm hùm, gà đồi, lụa, nón", "not a place"),
    ("chủ tịch, chủ nghĩa, tư tưởng, di chúc, lăng, bảo tàng, chiến dịch, đường mòn", "person"),
    ("president, uncle, comrade, late president, lãnh tụ, gương, đạo đức", "person"),
    ("cộng sản, thanh niên, thiếu niên, tiền phong, huân chương, giải thưởng", "person"),
    ("sông, hồ, dãy, núi, chiến thắng, trận, vịnh, bán đảo", "passing"),
    ("quê, quê ở, quê tại, quê quán, quê gốc", "passing"),
    (
        "former, giáp, giáp tỉnh, giáp ranh, giáp ranh tỉnh, giáp với, giáp với tỉnh, bordering, borders",
        "passing",
    ),
)
_PAIRS_KEPT = _table(
    ("thành phố, đường phố, góc phố, hè phố, dãy phố, con đường, lên đường", "passing"),
    ("trẻ em, chị em, anh em, đàn em, đàn bà, ông bà, thầy cô, cô chú, dân làng", "passing"),
    ("dự báo, cảnh báo, thông báo, tình báo, phiên bản, ấn bản, xuất bản, tư bản", "passing"),
    ("điện ảnh, hình ảnh, màn ảnh, nhiếp ảnh, bức ảnh", "passing"),
    ("hải quan, cơ quan, liên quan, tham quan, bảo quản, khách quan, tổng quan", "passing"),
    ("quá xa, cách xa, không xa, rất xa, khá xa, đi xa, sĩ quan, cảnh quan", "passing"),
    ("nhiều người, số người, con người, mọi người", "passing"),
)
"""Pairs of words whose second does not mean what it means alone."""

_AFTER = _table(
    ("province, provinces, provincial", _PROVINCE),
    ("state, states, region, regions, autonomous", frozenset({"state", "region"})),
    ("city, capital, municipality", _CITY),
    ("prefecture", frozenset({"prefecture", "municipality"})),
    ("district, districts, county", _DISTRICT),
    ("town", _TOWN),
    ("archipelago, archipelagoes, archipelagos, islands", _ISLANDS),
    ("border, international, sub-border, gate, gates", _GATE),
    ("airport, port, railway, station, cũ", _SOME_PLACE),
    ("street, streets, road, avenue, boulevard, commune, ward, động, ethnic", "not a place"),
    ("times, post, daily, herald, tribune", "not a place"),
    ("mausoleum, museum, thought, ideology, trail, campaign, communist", "person"),
    ("fc, f.c", "not a place"),
    ("river, lake, sea, gulf", "passing"),
)
_DISHES = frozenset({"bánh", "bún", "phở", "chè", "cháo", "nem", "gỏi", "lẩu", "mì", "xôi", "chả"})
"""What a dish's name of two words begins with: "bánh giò Hà Nội"."""

_DASH_AHEAD = re.compile(r"\s?[-–]")
_WARD_AHEAD = Cue(r",? \(?(?:phường|quận|[PQ]\.|TP\b|thành phố)", re.IGNORECASE)
_SMALL_UNIT = "xã|phường|thôn|bản|ấp|làng|buôn|khóm|xóm"
_SMALL_UNITS = (
    rf"(?:các|những|nhiều|hai|ba|bốn|năm|sáu) (?:tuyến )?"
    rf"(?:{_SMALL_UNIT}|đường|phố)"
)
_LIST_OF_SMALL = Cue(
    rf"(?:\d |(?<!\w))(?:(?i:{_SMALL_UNITS})|(?<=\d )(?:{_SMALL_UNIT}))"
    rf"(?: (?:gồm|như|là))?[:( ]+(?:[A-ZÀ-ỸĐ]\w*[ ,–-]+|\d+[ ,]+|và )*$"
)
_HOUSE_NUMBER = re.compile(r"\d{1,3}[A-Za-z]?")


def clue_before(text: str, start: int, end: int) -> Clue | None:
    """What the word or the two words before the name at `text[start:end]` tell."""
    words = text[max(0, start - 32) : start].rsplit("\n", 1)[-1]
    if not words.endswith((" ", ".")):
        return None
    last = words.lower().replace("(", " ").split()
    if last[-2:] in (["quốc", "tế"], ["quoc", "te"]):  # cửa khẩu quốc tế, cảng hàng không quốc tế
        del last[-2:]
    if not last:
        return None
    if last[-3:] in (["tàu", "sân", "bay"], ["tau", "san", "bay"]):
        return "not a place"
    pair = " ".join(last[-2:])
    table = _BEFORE.for_text(text)
    clue = table.get(pair)
    if clue is None and pair not in _PAIRS_KEPT.for_text(text):
        clue = table.get(last[-1])
        if last[-1] in ("tp", "tp.") and pair.startswith("clb "):
            clue = "not a place"
        if last[-1][0].isdigit() and _is_address(text, end, last):
            clue = "not a place"
        if clue is None and pair.split(" ")[0] in _DISHES:
            clue = "not a place"
    if clue == "road":
        return None if _DASH_AHEAD.match(text, end) else "not a place"
    return clue


def clue_after(text: str, end: int) -> Clue | None:
    """What the word after the name that ends there tells."""
    if text[end : end + 1] != " ":
        return None
    word = text[end + 1 : end + 16].split(" ", 1)[0].split("\n", 1)[0]
    return _AFTER.for_text(text).get(word.rstrip(".,;:!?)’'\"”").lower())


def is_listed_as_small(text: str, start: int) -> bool:
    """Whether a name stands in a list of communes, hamlets or streets: "3 ấp: Thanh Hòa, Thanh Bình"."""
    return (
        text[start - 2 : start] in (", ", "à ", "a ", ": ") or text[start - 1 : start] == "("
    ) and _LIST_OF_SMALL.search(text, max(0, start - 100), start) is not None


def _is_address(text: str, end: int, last: list[str]) -> bool:
    """Whether the number right before a name is a house's: it opens an item, or a ward follows."""
    before = last[-2] if len(last) > 1 else ""
    return (
        before in ("số", "so")
        or (before.endswith((",", ";")) and _HOUSE_NUMBER.fullmatch(last[-1]) is not None)
        or _WARD_AHEAD.match(text, end) is not None
    )
