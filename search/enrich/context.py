"""What the words beside a name say of it: a province, a street, a person, an organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from search.enrich.gazetteer import Kind
from search.enrich.persons import SURNAMES

Clue = frozenset[Kind] | Literal["not a place", "person", "passing"]
"""What one word beside a name tells.

A set of kinds: a unit word, so the name is a place, of one of these kinds if any of its places is
(towns become cities, and old texts do not know it).
`not a place`: a street, a ward, a newspaper or a person that only shares the name. `person`: the same
for names that are a person's first of all. `passing`: the place is only what something is called by.
"""

_PROVINCE: Clue = frozenset({"province", "region", "state"})
_CITY: Clue = frozenset({"municipality", "city"})
_DISTRICT: Clue = frozenset({"district"})
_TOWN: Clue = frozenset({"town"})
_ISLANDS: Clue = frozenset({"islands", "district"})
_GATE: Clue = frozenset({"border gate"})
_SOME_PLACE: Clue = frozenset()


def _table(*rows: tuple[str, Clue]) -> dict[str, Clue]:
    """A row is words between commas and what each of them tells."""
    return {word.strip(): clue for words, clue in rows for word in words.split(",")}


_BEFORE = _table(
    ("tỉnh, tinh, province of, provinces of, bang, khu tự trị", _PROVINCE),
    ("châu", frozenset({"prefecture"})),
    ("thành phố, thanh pho, tp, tp., t.p, thủ đô, cố đô, city of, capital, capital of", _CITY),
    ("huyện, huyen, quận, h., q., district of", _DISTRICT),
    ("thị xã, thị trấn, tx, tx., town of", _TOWN),
    ("quần đảo, huyện đảo, đảo", _ISLANDS),
    ("cửa khẩu", _GATE),
    ("nước", frozenset({"country"})),
    ("former, sân bay, hàng không, cảng, nhà ga, ga, biên giới, tại, ở, republic of", _SOME_PLACE),
    ("xã, phường, thôn, bản, làng, ấp, buôn, xóm, khóm, khu phố, tổ dân phố", "not a place"),
    ("đường, phố, ngõ, hẻm, đại lộ, xa lộ, ngã tư, ngã ba, vòng xoay", "not a place"),
    ("ông, bà, anh, chị, em, cô, chú, bác, cụ, cháu, bé, mc", "not a place"),
    ("mr, mr., ms, ms., mrs, mrs., dr, dr., miss", "not a place"),
    ("báo, tờ, tạp chí, nobel", "not a place"),
    ("clb, ha, hl, sl, shb, becamex, câu lạc bộ", "not a place"),
    (
        "người, công dân, chuyên gia, cô gái, chàng trai, quốc tịch, tiếng, đô la, đô-la",
        "not a place",
    ),
    ("bún bò, bún, phở, nem, nước mắm, cà phê, bánh mì, bánh tráng, cơm tấm", "not a place"),
    ("chủ tịch, chủ nghĩa, tư tưởng, di chúc, lăng, bảo tàng, chiến dịch, đường mòn", "person"),
    ("president, uncle, comrade, late president, lãnh tụ, gương, phong cách, đạo đức", "person"),
    ("cộng sản, tncs, thanh niên, thiếu niên, tiền phong, huân chương, giải thưởng", "person"),
    ("sông, hồ, dãy, núi, chiến thắng, trận, vịnh, bán đảo", "passing"),
    ("quê, quê ở, quê tại, quê quán", "passing"),
)
_PAIRS_KEPT = frozenset(
    _table(
        ("thành phố, đường phố, góc phố, hè phố, dãy phố, con đường, lên đường", "passing"),
        ("trẻ em, chị em, anh em, đàn em, đàn bà, ông bà, thầy cô, cô chú, dân làng", "passing"),
        ("dự báo, cảnh báo, thông báo, tình báo, phiên bản, ấn bản, xuất bản, tư bản", "passing"),
        ("nhiều người, số người, con người, mọi người", "passing"),
    )
)
"""Pairs of words whose second does not mean what it means alone."""

_AFTER = _table(
    ("province, provinces, provincial", _PROVINCE),
    ("state, region, autonomous", frozenset({"state", "region"})),
    ("city, capital, municipality", _CITY),
    ("prefecture", frozenset({"prefecture", "municipality"})),
    ("district, districts, county", _DISTRICT),
    ("town", _TOWN),
    ("archipelago, archipelagoes, archipelagos, islands", _ISLANDS),
    ("border, international, sub-border, gate, gates", _GATE),
    ("airport, port, railway, station, cũ", _SOME_PLACE),
    ("street, streets, road, avenue, boulevard, commune, ward, động, dong, ethnic", "not a place"),
    ("times, post, daily, herald, tribune", "not a place"),
    ("mausoleum, museum, thought, ideology, trail, campaign, communist", "person"),
    ("fc, f.c", "not a place"),
    ("river, lake, sea, gulf", "passing"),
)
_DASH_AHEAD = re.compile(r"\s?[-–]")
_WARD_AHEAD = re.compile(r",? \(?(?:phường|quận|[PQ]\.|TP\b|thành phố)", re.IGNORECASE)

_COMPOUNDS = frozenset(
    f"{first} {second}"
    for first, seconds in (
        ("Mỹ", "nhân thuật phẩm học vị mãn miều lệ nghệ tục viện cảm nữ"),
        ("Nhật", "báo ký trình thực nguyệt"),
    )
    for second in seconds.split()
)
"""Words that begin like a country's name and are none."""

_EMBASSY_BEFORE = re.compile(
    r"(?i:embass(?:y|ies)|consulates?|đại sứ quán|lãnh sự quán|sứ quán|thương vụ)[^.;:\n]{0,30}$"
)
_EMBASSY_AFTER = re.compile(r"(?:[’']s)? (?:Embass|Consulate)")
_ORGANISATION_OF = re.compile(
    r"(?:Party|Bank|University|Front|Army|Association|Federation|Union|Agency|Television|Academy|Bar"
    r"|Committee|Commission|Confederation|Corporation|Group|Development|Commerce|Industry) of (?:the )?$"
)
_ORGANISATION_BEFORE = re.compile(
    r"(?:Đảng|Ngân hàng|Thông tấn xã|Hội(?! nghị| đàm| thảo| chợ| đồng| An)|Hiệp hội|Liên đoàn|Mặt trận"
    r"|Tập đoàn|Tổng công ty|Công ty|Quân đội|Đài|Học viện|Viện|Tổng cục|Cục|Giáo hội|Bệnh viện|Báo"
    r"|Tạp chí|Trung tâm)"
    r"(?:(?! (?:ở|tại|sang|đến|về|từ|với|vào|cho|của|và) )[^,.;:()\n]){2,50} $"
)
_PLACED_BEFORE = re.compile(
    r"(?<!\w)(?:ở|tại|đến|tới|từ|về|sang|ra|vào|qua|rời|gần|khắp|đô|phố|TP\.?|ngoại ô|trung tâm|người dân"
    r"|sân bay|quốc tế|mùa Đông|Olympic|o|tai|den|toi|tu|do|pho|gan|in|at|to|from|near|around|outside"
    r"|through|visit(?:ed|s)?|left|city of|capital)\s+$|\($",
    re.IGNORECASE,
)
_PLACED_AFTER = re.compile(
    r",? ngày |, (?:thủ đô|[A-Z]|Trung|Mỹ|Nga|Nhật|Ấn|Hàn)|-based|[^.\n]{0,25}\((?:[A-Z]{2,6}|Dân trí)\)"
)
_UNIVERSITY_BEFORE = re.compile(
    r"(?:Đại học|ĐH|Học viện)"
    r"(?:(?: [-–])? (?!(?:ở|tại|sang|đến|về|từ|với|vào|cho|của|và|ra|lên|đi|do|là|đóng) )[^\W_]+){0,6}"
    r" (?:TP\.?\s?)?$"
)
_CLUB_AFTER = re.compile(r" United(?! (?:Nations|States|Kingdom|Arab))(?!\w)")
_NAME_GOES_ON = re.compile(r" [A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words on both sides of a name say of it.

    `units` are the kinds that a unit word gives, None where there is no such word; `person` says that
    they speak of a person; `passing`, that only a river, a battle or the like is called so.
    """

    units: frozenset[Kind] | None
    person: bool
    passing: bool


_SILENT = Reading(None, False, False)


def read(text: str, start: int, end: int) -> Reading | None:
    """What stands around the name at `text[start:end]`; None if it is the name of something else."""
    if (
        _is_compound(text, start, end)
        or _is_university(text, start)
        or _CLUB_AFTER.match(text, end)
    ):
        return None
    before, after = _before(text, start, end), _after(text, end)
    if before is None and after is None:
        return _SILENT
    if before == "not a place" or after == "not a place":
        return None
    units = next((clue for clue in (before, after) if isinstance(clue, frozenset) and clue), None)
    if units is None and frozenset() in (before, after):
        units = frozenset()
    return Reading(
        units,
        person=units is None and "person" in (before, after),
        passing="passing" in (before, after),
    )


def is_placed(text: str, start: int, end: int) -> bool:
    """Whether something is said to be in, or to come to or from, the city at `text[start:end]`."""
    return bool(
        _PLACED_BEFORE.search(text, max(0, start - 14), start) or _PLACED_AFTER.match(text, end)
    )


def _is_compound(text: str, start: int, end: int) -> bool:
    """Whether a name is the first syllable of another word: Mỹ nhân, Nhật báo."""
    return end - start < 5 and " ".join(text[start : end + 8].split()[:2]).strip(".,") in _COMPOUNDS


def _is_university(text: str, start: int) -> bool:
    """Whether the name at `start` ends that of a university or an academy."""
    before = text[max(0, start - 60) : start]
    return ("ĐH" in before or "học" in before or "Học" in before) and bool(
        _UNIVERSITY_BEFORE.search(before)
    )


def _before(text: str, start: int, end: int) -> Clue | None:
    """What the word or the two words before a name tell."""
    words = text[max(0, start - 32) : start].rsplit("\n", 1)[-1]
    if not words.endswith((" ", ".")):
        return None
    last = words.lower().replace("(", " ").split()
    if last[-2:] == ["quốc", "tế"]:  # cửa khẩu quốc tế, cảng hàng không quốc tế
        del last[-2:]
    if not last:
        return None
    pair = " ".join(last[-2:])
    clue = _BEFORE.get(pair)
    if clue is None and pair not in _PAIRS_KEPT:
        clue = _BEFORE.get(last[-1])
        if last[-1] in ("tp", "tp.") and pair.startswith("clb "):
            clue = "not a place"
        if last[-1][0].isdigit() and (last[-2:-1] == ["số"] or _WARD_AHEAD.match(text, end)):
            clue = "not a place"
    if clue == "not a place" and _DASH_AHEAD.match(text, end):
        return None
    return clue


def _after(text: str, end: int) -> Clue | None:
    """What the word after a name tells."""
    if text[end : end + 1] != " ":
        return None
    word = text[end + 1 : end + 16].split(" ", 1)[0].split("\n", 1)[0]
    return _AFTER.get(word.rstrip(".,;:!?)’'\"”").lower())


def goes_on(text: str, end: int, after: str) -> bool:
    """Whether a capitalised word after a name makes a longer one of it: Tân Sơn Nhất, Bắc Hải Vân.

    A surname opens a person's name instead: Chủ tịch huyện Nam Giang Nguyễn Văn A.
    """
    return bool(after) and after not in SURNAMES and _after(text, end) is None


def is_embassy(text: str, start: int, end: int) -> bool:
    """Whether the country or capital at `text[start:end]` stands only for an embassy of it or in it."""
    return bool(
        _EMBASSY_AFTER.match(text, end) or _EMBASSY_BEFORE.search(text[max(0, start - 60) : start])
    )


def is_organisation(text: str, start: int, end: int, *, headline: bool) -> bool:
    """Whether the country at `text[start:end]` is only part of an organisation's name.

    In an English headline a capital after the name tells nothing.
    """
    before = text[max(0, start - 70) : start]
    return bool(
        (not headline and _NAME_GOES_ON.match(text, end))
        or _ORGANISATION_OF.search(before)
        or _ORGANISATION_BEFORE.search(before)
    )
