"""Tells the names of persons from those of places."""

from __future__ import annotations

from collections.abc import Sequence

from search.vietnamese.cues import Cue


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURNAMES = _words(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Lý Đinh Trịnh Trương Đào Lương"
    " Vương Phùng Hà Chu Tạ Lưu Quách Đàm Tống Doãn Mạc Kiều Thạch Tôn Nghiêm Thị Văn Đình Ngọc"
    " Nguyen Tran Le Pham Hoang Huynh Phan Vu Vo Dang Bui Ngo Duong Ly Dinh Trinh Truong Dao Luong Vuong"
    " Phung Quach Thach Ton Ngụy Nghiem Thi Van Ngoc Do"
)
"""The commonest surnames, and the middle names that only persons have; with marks and without."""

_ALSO_PERSONS = frozenset({"Huế", "Mỹ", "Nga", "Nhật", "Vinh"})
"""Places of one syllable that are given names too: beside another name they are part of it."""

_OPENINGS = _words(
    "Người Nước Phía Khi Nếu Và Với Theo Tại Ở Từ Do Vì Cả Các Đến Sang Việc Bên Dù Để Tỉnh TP Tp UBND"
    " In At From To The And But Near Of For Tai O Tu Den Ve Ra Sang Va Vao Nguoi Tinh Theo Trung Uong Uong"
    " Riêng Còn Nhưng Trước Sau Ngoài Hiện Cùng Trong Giữa Vào Về Qua Là Như Hai"
)
"""Words that open a sentence with a capital and are no part of the name after them."""

_GIVEN_NAMES = _words(
    "Linh Anh Dung Minh Trang Hoa Nam Duy Tho Tam Huy Lan Nhung Phong Quang Vy Vi An Trinh Trung Hung"
    " Long Khang Kim Hoan Loan Uyen Xuyen Chi Mai Thu"
)
"""Given names without a mark."""


_TITLES = _words("Ông Bà Anh Chị Cô Chú Bác Cụ Thầy Em Ong")
_ENGLISH_TITLES = _words(
    "Mayor Governor Judge Captain Colonel Sergeant Professor Singer Photographer Farmer"
)
_ROLES = (
    "(?i:đại|thượng|trung|thiếu) (?:tá|úy|tướng)|(?i:bác|ca|nghệ|tiến|thạc) sĩ|(?i:cô|thầy) giáo"
)
_TITLE_BEFORE = Cue(
    r"(?<!\w)(?:(?:ông|b[à]|anh|ch[ị]|c[ô]|ch[ú]|b[á]c|c[ụ]|th[ầ]y|em) "
    rf"|(?:{_ROLES}) "
    r"|(?i:said|says|told) |(?:Mr|Mrs|Ms|Dr|Prof)\.? "
    r"|(?i:miss|judge|professor|captain|colonel|farmer|trader|driver|fisherman|teacher|nurse|doctor|villager"
    r"|student|resident|weaver|monk|guide|curator|collector|researcher|shopkeeper) )$"
)
_AGE_AFTER = Cue(r",? \(?\d{1,3} (?:tuổi|tuoi|years? old)(?!\w)|, (?:aged? )?\d{1,2}[,.;](?!\d)")
"""What follows a person's name: "Cụ Hải Dương 77 tuổi", "farmer Sao Kampot, 52."."""


def is_person_titled(text: str, start: int) -> bool:
    """Whether the name that starts there is that of someone: ông Hồ Quảng Trị, farmer Sao Kampot."""
    return _TITLE_BEFORE.search(text, max(0, start - 12), start) is not None


def is_aged(text: str, end: int) -> bool:
    """Whether an age follows the name that ends there."""
    return _AGE_AFTER.match(text, end) is not None


def is_given_name(before: Sequence[str], name: str) -> bool:
    """Whether a name without marks that follows another one is a given name: Minh Hue is no city."""
    return name == "Hue" and bool(before) and before[-1] not in _OPENINGS


def is_of_person(before: Sequence[str], name: str, after: str) -> bool:
    """Whether a name is part of a person's, by the capitalised words right before and after it."""
    if len(before) > 1 and before[0] in _TITLES | _ENGLISH_TITLES:
        return True
    if before and after and before[-1] in _ENGLISH_TITLES:
        return True
    if any(word in SURNAMES or word.capitalize() in SURNAMES for word in before):
        return True
    if name not in _ALSO_PERSONS:
        return False
    return bool(
        (before and before[-1] not in _OPENINGS)
        or (after and (not after.isascii() or after in _GIVEN_NAMES))
    )
