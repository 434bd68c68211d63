"""How dates look in Vietnamese (with and without marks) and in English: one pattern, named groups.

Of Chinese, French, Thai and Lao, as neighbours write them, only whole dates are read.

`DATE` has one outermost group a form (`match.lastgroup`). Its inner groups are parts of a date: `d` a
day, `m` a month with what joins it to the day, `y` a year with what joins it; the number behind
the letter tells apart the ends of a stretch and the forms.
"""

from __future__ import annotations

import re

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
"""The months in French, Thai and Lao, read only between a day and a year."""
# Tháng năm is "May" or "month, year"; without marks tu, nam and sau are also "from", "year", "next".
_VIETNAMESE = (
    rf"(?:tháng\s+(?:{_NUMBER}|(?:giêng|một|hai|ba|tư|bốn|năm(?=\s*/|,?\s+năm\s)|sáu|b[ảẩ]y|tám"
    r"|chín|mười(?:\s+(?:một|hai))?|chạp)(?!\w))"
    rf"|thang\s+(?:{_NUMBER}|(?:gieng|mot|hai|ba|bon|bay|tam|chin|muoi(?:\s+(?:mot|hai))?|chap"
    r"|(?:tu|nam|sau)(?=\s*/|,?\s+nam\s))(?!\w)))"
)
_TO = r"(?:\s*[-‐‑–—]\s*|\s+(?:đến|tới|den|toi|to|until|through)\s+(?:h[ếe]t\s+|the\s+)?)(?:ng[àa]y\s+)?"
_AND = r"(?:\s+(?:và|va|and)\s+|\s*&\s*|,\s*)(?:ng[àa]y\s+)?"
# Thailand's years are 543 more than ours: 2565, with "B.E." beside it or not.
_WITH_YEAR = (
    rf"(?:(?:\s?[/.-]\s?|,?\s+(?:n[ăa]m\s+|of\s+)?|,){_YEAR}"
    r"|(?:[/.-]|\s+(?:(?:B\.?E\.?|พ\.ศ\.)\s*)?)25[4-7][0-9](?!\d)(?:\s+B\.?E\.?(?!\w))?)"
)
_OTHER = rf"(?:{'|'.join(OTHER_MONTHS)})(?=\s+(?:\w+\.?\s+)?(?:19|2[05])[0-9]{{2}}(?!\d))"
_WITH_MONTH = (
    rf"(?:\s?/\s?{_NUMBER}|[.-]{_NUMBER}|\s-\s{_NUMBER}(?=\s-\s{_YEAR})|,?\s+{_VIETNAMESE}"
    rf"|(?:\s+day)?(?:\s+of)?[\s-]{_ENGLISH}|\s+{_OTHER})"
)
_CALLED = r"(?:ng[àa]y\s+)?(?:m[ùồ]ng\s+|mung\s+|mong\s+)?"
_QUARTER = (
    r"(?:qu[ýyí]\s+(?:IV|I{1,3}|[1-4]|nhất|một|hai|ba|tư|bốn)|Q[1-4]|[1-4]Q"
    r"|(?:first|second|third|fourth|[1-4](?:st|nd|rd|th))[\s-]quarter(?:\s+of)?)"
)
_END = r"(?![^\W_]|%|[.,/:]\d|-\d)"
_COUNTED = (
    r"\s?(?:đồng|tỷ|triệu|nghìn|ngàn|người|ca|hộ|tấn|km|m2?|ha|kg|lít|USD|VND|lần|giờ|điểm|bàn|em"
    r"|dong|ty|trieu|nghin|nguoi|ho|tan|lan|gio|people|tons|tonnes|households|metres|hectares"
    r"|workers|students|dollars)(?!\w)"
)

# What a date may begin with, tried before anything longer: it makes the search three times faster.
_BEGINS = (
    r"(?=\d|ng[àa]y\s|th[áaậ]|n[ăa]m\s|nh[ữu]ng\s|m[ùồuo]ng\s|q[u\d]"
    r"|(?-i:[JFMASOND](?:[aepuco][nbrylgptvc]|[AEPUCO][NBRYLGPTVC]))|(?:first|second|third|fourth)[\s-])"
)

DATE = re.compile(
    rf"""(?<![^\W\u4e00-\u9fff]){_BEGINS}(?<![$€£])(?<!\d[.,/:-])(?:
    (?P<iso>{_YEAR}(?P<same>[-/.])(?:1[0-2]|0[0-9])(?P=same)(?:3[01]|[12][0-9]|0[0-9])(?!\d))
    |(?P<chinese>{_YEAR}\s?年\s?(?:1[0-2]|0?[1-9])\s?月\s?(?:3[01]|[12][0-9]|0?[1-9])\s?日)
    |(?P<days_first>
        {_CALLED}(?P<d3>{_DAY})(?P<more3>(?:,\s?{_DAY})*)(?:{_TO}|(?P<and3>{_AND}))
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
    |(?P<quarter>(?P<q>{_QUARTER})(?:\s?[/-]\s?|,?\s+(?:n[ăa]m\s+)?)?{_YEAR}{_END})
    |(?P<term>
        \d+\s?/\s?{_YEAR}\s?/\s?\w+
        |(?:n[ăa]m\s+)?{_YEAR}(?:\s?/\s?|{_TO}(?:n[ăa]m\s+)?|\s+(?:and|v[àa])\s+)(?:{_YEAR}|\d\d){_END}
        |{_YEAR}s(?!\w)|(?:những\s+năm|nhung\s+nam|th[ậa]p\s+(?:niên|nien|kỷ|ky))\s+{_YEAR})
    |(?P<year>(?-i:[Nn]ăm|NĂM|nam)\s+{_YEAR}{_END}|(?<![0-9]\s){_YEAR}{_END}(?!\s[0-9]|{_COUNTED}))
    )""",
    re.VERBOSE | re.IGNORECASE,
)

# What makes a date of a day and a month in digits: on their own, 8/12 and 3-1 are mostly none.
BEFORE_DAY = re.compile(
    r"(?<!\w)(?:ng[àa]y|s[áa]ng|tr[ưu]a|chi[ềe]u|t[ốo]i|[đd][êe]m|khuya|h[ôo]m|nay,?|qua,?|mai,?"
    r"|th[ứu]\s\w+,?|nh[ậa]t,?|\w+day,?)\s*\(?$",
    re.IGNORECASE,
)
BEFORE_SLASH = re.compile(
    r"(?:(?<!\w)(?:t[ừu]|[đd][ếe]n|t[ớo]i|v[àa]o|tr[ưu][ớo]c|sau|from|to|on|until|by)\s|\()$",
    re.IGNORECASE,
)
BEFORE_MONTH = re.compile(
    r"(?:(?<!\w)(?:[đd][ầa]u|cu[ốo]i|gi[ữu]a|t[ừu]|[đd][ếe]n|h[ồo]i|v[àa]o|trong|kho[ảa]ng)\s|\()$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"(?<!\w)(?:between|gi[ữu]a)\s+(?:the\s+)?$", re.IGNORECASE)
EVERY = re.compile(r"(?<!\w)(?:m[ỗo]i|m[ộo]t|nhi[ềe]u|m[ấa]y|24/7)\s+$", re.IGNORECASE)
COUNTED = re.compile(_COUNTED, re.IGNORECASE)
LUNAR_DAY = re.compile(
    r"(?:ng[àa]y\s+)?m[ùồuo]ng\s+[0-9]+\s+th[áa]ng\s+(?:gi[êe]ng|ch[ạa]p)", re.IGNORECASE
)
LUNAR_AFTER = re.compile(
    r"\s*\(?(?:âm\s+lịch|am\s+lich|ÂL(?!\w))"
    r"|,?\s+năm\s+(?:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý)\s",
    re.IGNORECASE,
)
