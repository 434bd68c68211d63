"""How dates look in Vietnamese (with and without marks) and in English: one pattern, named groups.

Of Chinese, French, Thai and Lao, as neighbours write them, only whole dates are read.

`DATE` has one outermost group a form (`match.lastgroup`). Its inner groups are parts of a date: `d` a
day, `m` a month with what joins it to the day, `y` a year with what joins it; the number behind
the letter tells apart the ends of a range and the forms.
"""

from __future__ import annotations

import re

from search.enrich.dates.cues import cues_of
from search.vietnamese.cues import Cue, without_marks

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?!\d)(?:st|nd|rd|th|er)?"
_NUMBER = r"(?:1[0-2]|0?[1-9])(?!\d)"
_YEAR = r"(?:19|20)[0-9]{2}(?!\d)"
_ENGLISH = (
    r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)(?!\w)\.?"
)
OTHER_MONTHS = {
    word: number
    for number, words in enumerate(
        ("janvier มกราคม ມັງກອນ", "février กุมภาพันธ์ ກຸມພາ", "mars มีนาคม ມີນາ", "avril เมษายน ເມສາ",
         "mai พฤษภาคม ພຶດສະພາ", "juin มิถุนายน ມິຖຸນາ", "juillet กรกฎาคม ກໍລະກົດ", "août สิงหาคม ສິງຫາ",
         "septembre กันยายน ກັນຍາ", "octobre ตุลาคม ຕຸລາ", "novembre พฤศจิกายน ພະຈິກ",
         "décembre ธันวาคม ທັນວາ"), start=1)
    for word in words.split()
}  # fmt: skip
OTHER_MONTHS |= {without_marks(word): number for word, number in OTHER_MONTHS.items()}
"""The months in French, Thai and Lao, read only between a day and a year."""
# Tháng năm is "May" or "month, year"; without marks tu, nam and sau are also "from", "year", "next".
_VIETNAMESE = (
    rf"(?:tháng\s+(?:{_NUMBER}|(?:giêng|một|hai|ba|t[ư]|bốn|năm(?=\s*/|,?\s+năm\s)|s[á]u|bảy|bẩy|tám"
    r"|chín|mười(?:\s+(?:một|hai))?|chạp|(?:tu|sau)(?=\s*/|,?\s+nam\s))(?!\w)))"
)
_TO = r"(?:\s*[-‐‑–—]\s*|\s+(?:đến|tới|to|until|through)\s+(?:hết\s+|the\s+)?)(?:ngày\s+)?"
_AND = r"(?:\s+(?:và|and)\s+|\s*&\s*|,\s*)(?:ngày\s+)?"
# Thailand's years are 543 more than ours: 2565, with "B.E." beside it or not.
_WITH_YEAR = (
    rf"(?:(?:\s?[/.-]\s?|,?\s+(?:(?:của\s+)?năm\s+|of\s+)?|,){_YEAR}"
    r"|(?:[/.-]|\s+(?:(?:B\.?E\.?|พ\.ศ\.)\s*)?)25[4-7][0-9](?!\d)(?:\s+B\.?E\.?(?!\w))?)"
)
_OTHER = rf"(?:{'|'.join(OTHER_MONTHS)})(?=\s+(?:\w+\.?\s+)?(?:19|2[05])[0-9]{{2}}(?!\d))"
_WITH_MONTH = (
    rf"(?:\s?/\s?{_NUMBER}|[.-]{_NUMBER}|\s-\s{_NUMBER}(?=\s-\s{_YEAR})|,?\s+{_VIETNAMESE}"
    rf"|(?:\s+day)?(?:\s+of)?[\s-]{_ENGLISH}|\s+{_OTHER})"
)
_CALLED = r"(?:ngày\s+)?(?:(?:mùng|mồng)\s+)?"
_QUARTER = (
    r"(?:(?:quý|quí)\s+(?:IV|I{1,3}|[1-4]|nh[ấ]t|m[ộ]t|hai|ba|t[ư]|b[ố]n|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?)|Q[1-4]|[1-4]Q"
    r"|(?:first|second|third|fourth|[1-4](?:st|nd|rd|th))[\s-]quarter(?:\s+of)?)"
)
_END = r"(?![^\W_]|%|[.,/:]\d|-\d)"
_COUNTED = rf"\s?(?:{cues_of('counted')})(?!\w)".replace(" ", r"\s")

# What a date may begin with, tried before anything longer: it makes the search three times faster.
_BEGINS = (
    r"(?=\d|ngày\s|tháng\s|thập\s|năm\s|những\s|(?:mùng|mồng)\s|q[u\d]"
    r"|(?-i:[JFMASOND](?:[aepuco][nbrylgptvc]|[AEPUCO][NBRYLGPTVC]))|(?:first|second|third|fourth)[\s-])"
)

DATE = Cue(
    rf"""(?<![^\W\u4e00-\u9fff]){_BEGINS}(?<![$€£])(?<!\d[.,/:-])(?:
    (?P<iso>{_YEAR}(?P<same>[-/.])(?:1[0-2]|0[0-9])(?P=same)(?:3[01]|[12][0-9]|0[0-9])(?!\d))
    |(?P<chinese>{_YEAR}\s?年\s?(?:1[0-2]|0?[1-9])\s?月\s?(?:3[01]|[12][0-9]|0?[1-9])\s?日)
    |(?P<days_first>
        {_CALLED}(?P<d3>{_DAY})(?P<more3>(?:,\s?{_DAY}){{0,12}})(?:{_TO}|(?P<and3>{_AND}))
        (?P<d4>{_DAY})(?P<m4>{_WITH_MONTH})(?P<y4>{_WITH_YEAR})?{_END})
    |(?P<day_first>
        {_CALLED}(?P<d1>{_DAY})(?P<m1>{_WITH_MONTH})(?P<y1>{_WITH_YEAR})?
        (?:(?:{_TO}|(?P<and1>{_AND}))
           (?:(?P<d2>{_DAY})(?P<m2>{_WITH_MONTH})(?P<y2>{_WITH_YEAR})?|(?P<t1>{_YEAR})))?{_END})
    |(?P<month_first>
        (?P<m5>{_ENGLISH})(?:\s+|,\s?(?=[0-9]{{1,2}}/{_YEAR}))(?:the\s+)?(?P<d5>{_DAY})(?P<y5>{_WITH_YEAR})?
        (?:(?:{_TO}|(?P<and5>\s+and\s+|\s*&\s*))
           (?:(?:(?P<m6>{_ENGLISH})\s+)?(?P<d6>{_DAY})(?P<y6>{_WITH_YEAR})?|(?P<t5>{_YEAR})))?{_END})
    |(?P<months>
        (?P<m7>{_VIETNAMESE}|{_ENGLISH})(?P<y7>{_WITH_YEAR})?
        (?:(?:{_TO}|{_AND})(?P<m8>{_VIETNAMESE}|{_NUMBER}|{_ENGLISH}))?(?P<y8>{_WITH_YEAR}){_END})
    |(?P<month>(?P<m9>{_NUMBER})\s?/\s?{_YEAR}{_END})
    |(?P<quarter>(?P<q>{_QUARTER})(?:\s?[/-]\s?|,?\s+(?:(?:của\s+)?năm\s+)?)?{_YEAR}{_END})
    |(?P<no_event>
        \d+\s?/\s?{_YEAR}\s?/\s?\w+
        |(?:năm\s+)?{_YEAR}(?:\s?/\s?|{_TO}(?:năm\s+)?|\s+(?:and|và)\s+)(?:{_YEAR}|\d\d){_END}
        |{_YEAR}s(?!\w)|(?:những\s+năm|thập\s+(?:niên|kỷ))\s+{_YEAR})
    |(?P<year>(?-i:[Nn][ă]m|N[Ă]M|nam)\s+{_YEAR}{_END}|(?<![0-9]\s){_YEAR}{_END}(?!\s[0-9]|{_COUNTED}))
    )""",
    re.VERBOSE | re.IGNORECASE,
)

# What makes a date of a day and a month in digits: on their own, 8/12 and 3-1 are mostly none.
BEFORE_DAY = Cue(
    r"(?<!\w)(?:ngày|sáng|trưa|chiều|tối|đêm|khuya|hôm|nay,?|qua,?|mai,?"
    r"|thứ\s\w+,?|nhật,?|\w+day,?)\s*\(?$",
    re.IGNORECASE,
)
BEFORE_SLASH = Cue(
    r"(?:(?<!\w)(?:từ|đến|tới|vào|trước|sau|from|to|on|until|by)\s|\()$",
    re.IGNORECASE,
)
BEFORE_MONTH = Cue(
    r"(?:(?<!\w)(?:đầu|cuối|giữa|từ|đến|hồi|vào|trong|khoảng)\s|\()$",
    re.IGNORECASE,
)
BETWEEN = Cue(r"(?<!\w)(?:between|giữa)\s+(?:the\s+)?$", re.IGNORECASE)
EVERY = Cue(r"(?<!\w)(?:mỗi|một|nhiều|mấy|24/7)\s+$", re.IGNORECASE)
COUNTED = Cue(_COUNTED, re.IGNORECASE)
LUNAR_DAY = Cue(r"(?:ngày\s+)?(?:mùng|mồng)\s+[0-9]+\s+tháng\s+(?:giêng|chạp)", re.IGNORECASE)
LUNAR_AFTER = Cue(
    r"\s*\(?(?:âm\s+lịch|[Â]L(?!\w))"
    r"|,?\s+năm\s+(?-i:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý)\s",
    re.IGNORECASE,
)

CUE_WORDS = frozenset(
    word for cue in list(vars().values()) if isinstance(cue, Cue) for word in cue.words
)
"""The words of every pattern."""
