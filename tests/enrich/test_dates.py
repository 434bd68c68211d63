"""Which date an article has: every way of writing one, in both languages, and what is none.

Expected values are what a reader of the sentence takes from it. Sentences are the seeds' own or
modelled on news agencies' leads.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.articles import DateSpan, RawArticle
from search.enrich.dates import find_date
from search.enrich.dates.choice import LEAD
from search.enrich.dates.given import read_given_date
from search.enrich.places.masking import without_place_names
from search.vietnamese.cues import Cue


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Patterns are compiled when they are first used: no example of a property waits for it."""
    find("Họp ngày 8/6/2022.")
    find("Hop ngay 8/6/2022.")


TODAY = date(2026, 11, 28)


def find(body: str, title: str = "", given: str | None = None) -> DateSpan | None:
    """The date of an article of this body."""
    read = None
    if given is not None:
        read = read_given_date(given, "metadata", ZoneInfo("Asia/Ho_Chi_Minh"), TODAY).span
    raw = RawArticle("a", title or None, body, "a.txt", date=given, given_date=read)
    return find_date(raw, title)


def days(span: DateSpan | None) -> str | None:
    """A span in short: 2022-06-08, 2024-09, 2024, or the first and the last day."""
    match span:
        case None:
            return None
        case DateSpan(precision="day"):
            assert span.first == span.last
            return span.first.isoformat()
        case DateSpan(precision="month"):
            return f"{span.first:%Y-%m}"
        case DateSpan(precision="year"):
            assert (span.first, span.last) == (
                date(span.first.year, 1, 1),
                date(span.first.year, 12, 31),
            )
            return f"{span.first:%Y}"
    return f"{span.first}..{span.last}"


FULL_DATES = [
    # all digits, the day first in both languages
    ("Hai tỉnh họp ngày 11/6/2012 tại Tam Kỳ.", "2012-06-11", "ngày 11/6/2012"),
    ("Hai tỉnh họp ngày 11-6-2012 tại Tam Kỳ.", "2012-06-11", "ngày 11-6-2012"),
    ("Hai tỉnh họp ngày 11.6.2012 tại Tam Kỳ.", "2012-06-11", "ngày 11.6.2012"),
    ("Họp sáng 08/06/2022.", "2022-06-08", "08/06/2022"),
    ("They met on 8/6/2022 in Tam Ky.", "2022-06-08", "8/6/2022"),
    ("They met on 2022-06-08 in Tam Ky.", "2022-06-08", "2022-06-08"),
    ("Printed 2022-06-08T10:15:00+07:00 here.", "2022-06-08", "2022-06-08"),
    # English words
    ("They met on June 8, 2022 in Tam Ky.", "2022-06-08", "June 8, 2022"),
    ("They met on June 8 2022 in Tam Ky.", "2022-06-08", "June 8 2022"),
    ("They met on 8 June 2022 in Tam Ky.", "2022-06-08", "8 June 2022"),
    ("They met on the 8th of June, 2022.", "2022-06-08", "8th of June, 2022"),
    ("They met on Jun. 8, 2022 in Tam Ky.", "2022-06-08", "Jun. 8, 2022"),
    ("They met on Sept 1, 2022.", "2022-09-01", "Sept 1, 2022"),
    ("THEY MET ON JUNE 8, 2022 IN TAM KY.", "2022-06-08", "JUNE 8, 2022"),
    # Vietnamese words, with marks, without, in capitals
    ("Họp ngày 11 tháng 6 năm 2012.", "2012-06-11", "ngày 11 tháng 6 năm 2012"),
    ("Họp ngày 11 tháng 6, 2012.", "2012-06-11", "ngày 11 tháng 6, 2012"),
    ("Họp ngày 11 tháng Sáu năm 2012.", "2012-06-11", "ngày 11 tháng Sáu năm 2012"),
    ("Họp ngày 5 tháng Tư năm 2012.", "2012-04-05", "ngày 5 tháng Tư năm 2012"),
    ("Họp ngày 5 tháng Năm năm 2012.", "2012-05-05", "ngày 5 tháng Năm năm 2012"),
    ("Họp ngày 5 tháng Giêng năm 2012.", "2012-01-05", "ngày 5 tháng Giêng năm 2012"),
    ("Họp ngày 5 tháng mười một năm 2012.", "2012-11-05", "ngày 5 tháng mười một năm 2012"),
    ("Họp ngày 5 tháng Chạp năm 2012.", "2012-12-05", "ngày 5 tháng Chạp năm 2012"),
    ("Họp mùng 8 tháng 3 năm 2022.", "2022-03-08", "mùng 8 tháng 3 năm 2022"),
    ("Họp mồng 2/9/2022.", "2022-09-02", "mồng 2/9/2022"),
    ("Hop ngay 11 thang 6 nam 2012.", "2012-06-11", "ngay 11 thang 6 nam 2012"),
    ("Hop ngay 11 thang sau nam 2012.", "2012-06-11", "ngay 11 thang sau nam 2012"),
    ("HỌP NGÀY 11 THÁNG 6 NĂM 2012.", "2012-06-11", "NGÀY 11 THÁNG 6 NĂM 2012"),
    ("Họp hôm thứ Tư, 8/6/2022.", "2022-06-08", "8/6/2022"),
    ("Ngày 29/2/2024, hai bên họp.", "2024-02-29", "Ngày 29/2/2024"),
    ("Ngày 8, tháng 6, năm 2022, hai bên họp.", "2022-06-08", "Ngày 8, tháng 6, năm 2022"),
    ("Ngày 8 - 6 - 2022, hai bên họp.", "2022-06-08", "Ngày 8 - 6 - 2022"),
    ("On the 8th day of June 2022 they met.", "2022-06-08", "8th day of June 2022"),
    ("On June the 8th, 2022 they met.", "2022-06-08", "June the 8th, 2022"),
    # Thailand's years, and dates in the languages of neighbours
    ("They met on 8 June 2565 in Nong Khai.", "2022-06-08", "8 June 2565"),
    ("They met on 8 June B.E. 2565 (2022).", "2022-06-08", "8 June B.E. 2565"),
    ("Họp ngày 8/6/2565 tại Nỏng Khai.", "2022-06-08", "ngày 8/6/2565"),
    ("Ils ont ouvert le 1er août 2022 un atelier.", "2022-08-01", "1er août 2022"),
    ("云南省与老街省2022年6月8日举行会谈。", "2022-06-08", "2022年6月8日"),
    ("ສອງແຂວງພົບກັນ ວັນທີ 8 ມິຖຸນາ 2022.", "2022-06-08", "8 ມິຖຸນາ 2022"),
    ("จังหวัดประชุม 8 มิถุนายน 2565 ที่นครพนม", "2022-06-08", "8 มิถุนายน 2565"),
]

RANGES = [
    ("The visit of September 17-19, 2024 went well.", "2024-09-17..2024-09-19"),
    ("The visit of 17-19 September 2024 went well.", "2024-09-17..2024-09-19"),
    ("From September 28 to October 2, 2024 they met.", "2024-09-28..2024-10-02"),
    ("From December 30, 2023 to January 2, 2024 they met.", "2023-12-30..2024-01-02"),
    ("From December 30 to January 2, 2024 they met.", "2023-12-30..2024-01-02"),
    ("They met on June 7 and 8, 2022.", "2022-06-07..2022-06-08"),
    ("Đoàn thăm Lào từ ngày 17 đến 19/9/2024.", "2024-09-17..2024-09-19"),
    ("Đoàn thăm Lào từ ngày 17/9 đến hết ngày 19/9/2024.", "2024-09-17..2024-09-19"),
    ("Đoàn thăm Lào từ 17 đến 19 tháng 9 năm 2024.", "2024-09-17..2024-09-19"),
    ("Đoàn thăm Lào 28/9 - 2/10/2024.", "2024-09-28..2024-10-02"),
    ("Đoàn thăm Lào từ 28-9 đến 2-10-2024.", "2024-09-28..2024-10-02"),
    ("Đoàn thăm Lào từ 30/12/2023 đến 2/1/2024.", "2023-12-30..2024-01-02"),
    ("Trong hai ngày 10 - 11/4/2021, đoàn làm việc.", "2021-04-10..2021-04-11"),
    ("Trong hai ngày 26 và 27/4/2021, đoàn làm việc.", "2021-04-26..2021-04-27"),
    ("Trong các ngày 17, 18 và 19/9/2024, đoàn làm việc.", "2024-09-17..2024-09-19"),
    ("They met between 5 and 8 November 2019.", "2019-11-05..2019-11-08"),
    ("They met from the 5th to the 8th of November 2019.", "2019-11-05..2019-11-08"),
    # two days that do not follow each other are no stretch: the one with its year is read
    ("Ngày 3 và 15/6/2022, đoàn làm việc.", "2022-06-15"),
]

SAME_SENTENCE = [
    ("They met on June 8 at the Trade Fair 2022.", "2022-06-08", "June 8 at the Trade Fair 2022"),
    ("Năm 2012, hai tỉnh họp ngày 11/6.", "2012-06-11", "Năm 2012, hai tỉnh họp ngày 11/6"),
    ("Năm 2012, hai tỉnh họp sáng 11-6.", "2012-06-11", "Năm 2012, hai tỉnh họp sáng 11-6"),
    ("Năm 2012, hai tỉnh họp chiều ngày 11.6.", "2012-06-11", None),
    ("Trong năm 2012 hai tỉnh họp từ ngày 17 đến 19/9.", "2012-09-17..2012-09-19", None),
    ("Tối 29/1, đoàn dự Liên hoan Việt Nam - Trung Quốc năm 2024.", "2024-01-29", None),
    # the nearest year, not the first or the last
    (
        "Vào năm 2012 họp ngày 11 tháng 6 để bàn về cuộc họp thường niên năm 2011.",
        "2012-06-11",
        None,
    ),
    ("Bão mạnh nhất trong năm 2020 đổ bộ sáng sớm nay, 1/11.", "2020-11-01", None),
    ("Tối 10/4, live concert Rap Việt All-Star 2021 đã diễn ra.", "2021-04-10", None),
    ("On March 5 officials met at the 2022 Trade Fair.", "2022-03-05", None),
    # the law's year is none of the meeting's
    ("Ngày 12/3, Hội nghị năm 2022 về Luật Biển năm 1982 khai mạc.", "2022-03-12", None),
    ("Năm 2022, hội thảo về Luật Biển năm 1982 họp ngày 12/3.", "2022-03-12", None),
    # 60 years since 1962: the other end is the year of the celebration
    (
        "On August 30 they marked 60 years of ties (September 5, 1962 – 2022).",
        "2022-08-30",
        "August 30 they marked 60 years of ties (September 5, 1962 – 2022",
    ),
]

MONTHS_AND_QUARTERS = [
    ("Lễ hội diễn ra vào tháng 9 năm 2024.", "2024-09", "tháng 9 năm 2024"),
    ("Đầu tháng 9/2024, hai tỉnh họp.", "2024-09", "tháng 9/2024"),
    ("Trong tháng Chín năm 2024, hai tỉnh họp.", "2024-09", "tháng Chín năm 2024"),
    ("Trong thang 9 nam 2024, hai tinh hop.", "2024-09", "thang 9 nam 2024"),
    ("The fair took place in September 2024.", "2024-09", "September 2024"),
    ("The September 2024 fair.", "2024-09", "September 2024"),
    ("A market opened in Tam Ky, Quang Nam province, in May 2013.", "2013-05", "May 2013"),
    ("Hanoi bought 200 buses from Japan in October 2016.", "2016-10", "October 2016"),
    ("Trong quý II/2023, kim ngạch tăng.", "2023-04-01..2023-06-30", "quý II/2023"),
    ("Trong quý 4 năm 2023, kim ngạch tăng.", "2023-10-01..2023-12-31", "quý 4 năm 2023"),
    ("In Q2 2023, trade rose.", "2023-04-01..2023-06-30", "Q2 2023"),
    (
        "In the second quarter of 2023, trade rose.",
        "2023-04-01..2023-06-30",
        "second quarter of 2023",
    ),
    ("Hội chợ tháng 9-10/2024.", "2024-09-01..2024-10-31", "tháng 9-10/2024"),
    (
        "Doanh thu quý cuối cùng của năm 2019 của cảng tăng mạnh.",
        *("2019-10-01..2019-12-31", "quý cuối cùng của năm 2019"),
    ),
    (
        "Nay đã là tháng 5 của năm 2022, đường vẫn dở dang.",
        *("2022-05", "tháng 5 của năm 2022"),
    ),
    # "in" or "early" that month: a report, no tale
    ("Đầu tháng 3/2018, tỉnh Kon Tum ban hành quy định.", "2018-03", "tháng 3/2018"),
]

YEARS = [
    ("Laos sold 300,000 tonnes of cassava in 2023. Buyers were few.", "2023", "2023"),
    ("He sent his best wishes for the Lao Bunpimay festival 2024.", "2024", "2024"),
    ("Đoàn dự Lễ hội Hoa Ban năm 2024 tại Điện Biên.", "2024", "năm 2024"),
    ("Theo kế hoạch, từ nay đến cuối năm 2012 tỉnh sẽ giúp bạn.", "2012", "năm 2012"),
    ("In the first nine months of 2023, trade rose.", "2023", "2023"),
    ("Kỷ niệm 60 năm thiết lập quan hệ ngoại giao (1962-2022).", "2022", "2022"),
]

DATELINES = [
    ("Hà Nội, 11/6/2012 (TTXVN) - Hai tỉnh họp.", "2012-06-11", "11/6/2012"),
    ("HANOI, June 8, 2022 (VNA) - The two provinces met.", "2022-06-08", "June 8, 2022"),
    ("Vientiane, ngày 17/9/2024 – Đoàn Hà Nội thăm Lào.", "2024-09-17", "ngày 17/9/2024"),
    ("(VNA) June 8, 2022 – The two provinces met.", "2022-06-08", "June 8, 2022"),
    (
        "July 20, 2017 | 19:00 (GMT+7)\nThey met in Beijing on July 19.",
        "2017-07-20",
        "July 20, 2017",
    ),
    ("Thứ Tư, 08/06/2022 10:15\nHai tỉnh họp.", "2022-06-08", "08/06/2022"),
    ("HANOI, June 8, 2022 /PRNewswire/ -- They met.", "2022-06-08", "June 8, 2022"),
    ("Vientiane, 12 March 2019 (KPL) The two provinces met.", "2019-03-12", "12 March 2019"),
    ("Luang Prabang, 22 octobre 2019 – Ils sont venus.", "2019-10-22", "22 octobre 2019"),
    ("BANGKOK, 8 June 2565 (TNA) - The two met.", "2022-06-08", "8 June 2565"),
    ("Published: June 8, 2022\nThe two provinces met.", "2022-06-08", "June 8, 2022"),
    ("Update: June, 8/2022 - 09:00\nThe two provinces met.", "2022-06-08", "June, 8/2022"),
    (
        "Bao Lao Cai dien tu - Thu Tu, 08/06/2022, 16:20 GMT+7\nChieu nay hai tinh hop.",
        "2022-06-08",
        "08/06/2022",
    ),
    ("Báo Quảng Nam | 8/6/2022\nHai tỉnh gặp nhau.", "2022-06-08", "8/6/2022"),
    ("2022-06-08T10:15:00+07:00\nHai tỉnh họp.", "2022-06-08", "2022-06-08"),
    ("Ngày đăng: 08/06/2022\nHai tỉnh họp.", "2022-06-08", "08/06/2022"),
    ("8 tháng 6, 2022\nHai tỉnh họp.", "2022-06-08", "8 tháng 6, 2022"),
    (
        "Quảng Nam, ngày 8 tháng 6 năm 2022\nHai tỉnh họp hôm nay.",
        *("2022-06-08", "ngày 8 tháng 6 năm 2022"),
    ),
    # a credit below the text
    ("They met. One was built in 2017.\n(KPL, 3 March 2020)", "2020-03-03", "3 March 2020"),
    ("Hai tỉnh họp.\nTheo Báo Quảng Nam, ngày 8/6/2022", "2022-06-08", "ngày 8/6/2022"),
    # it wins over a full date, even one that stands before it
    ("Photo of 1/6/2012\nHà Nội, 11/6/2012 (TTXVN) - Hai tỉnh họp.", "2012-06-11", "11/6/2012"),
]

WRAPPED = [
    "Hai bên gặp nhau tại\nTam Kỳ ngày 8/1/2020\nđể bàn việc.",
    "Hai bên bàn việc.\nSau đó họ gặp nhau lần nữa tại thành phố\nTam Kỳ, ngày 8/1/2020\nVà ký kết.",
    "They talked.\nThe two provinces then met again in the city of\nTam Ky, 8 January 2020\nto sign it.",
    "Một năm sau hai bên họp vào\n8/1/2020\nđể bàn việc.",
    # an opening and a closing day
    "They lit up the city.\n29 November 2018 | 20 January 2019",
    "Hai bên đã bàn việc.\nHọ chụp ảnh với nhau tại thành phố\nTam Kỳ ngày 8/1/2020",
]
"""Texts with a line that ends in a date and in which a sentence goes on."""

NO_DATES = [
    # a day without a year, or with one in another sentence
    "The two provinces met on June 8.",
    "Hà Nội, 11/6 (TTXVN) - Hai tỉnh họp. Năm 2012 là năm hữu nghị.",
    "They met on April 27. It was the second meeting since the first meeting in 2021.",
    "Sáng nay, hai tỉnh họp như hôm qua.",
    "",
    # what only looks like a date
    "Cửa hàng mở cửa 24/7 trong năm 2021.",
    "Hơn 1/2 số hộ năm 2021 thoát nghèo.",
    "Đội nhà thắng 3-1 năm 2021.",
    "Theo QĐ 11/2012/NĐ-CP của Chính phủ.",
    "Theo Nghị quyết 202/2025/QH15.",
    "Theo Nghị định số 86/2015/NĐ-CP.",
    "Gọi 0912.345.678 hoặc 090 2012 345.",
    "National Highway 14D and the 11th Congress in COVID-19 times.",
    "Giá 3.500 đồng, 2000 người mua.",
    "Uống thuốc mỗi ngày 2-3 lần, năm 2021.",
    "Đợt 1/2021 đã xong.",
    "in the 1990s and những năm 1980",
    # days that are in no calendar
    "Họp ngày 31/2/2022.",
    "They met on 11/13/2022.",
    "Họp ngày 29/2/2023.",
    "They met on February 30, 2022.",
    # the lunar calendar
    "Lễ hội mùng 10 tháng Giêng năm 2023.",
    "Giỗ Tổ ngày 10 tháng 3 năm 2023 âm lịch.",
    # another event's year, beside the lead's day; a name's year, after the first sentence
    "Sáng 17/10, hai tỉnh họp bàn. Hội chợ năm 2001 có 150 gian hàng.",
    "Nhiều việc làm cho sinh viên\nCareer Open Day 2021 có mười doanh nghiệp.",
    # still to come
    "Phấn đấu đến năm 2030 thu nhập tăng gấp đôi.",
    "The country aims for net zero by 2045.",
    "They proposed their third meeting be held in the first half of 2023.",
    "Giai đoạn 2022-2025, hai bên hợp tác.",
    "The agreement for the 2022-2025 period is working.",
    "Dự án sẽ hoàn thành trong quý II/2030.",
    # long past
    "The ties were established in 1962.",
    "Since 2011 they have met each year.",
    "Kỷ niệm 60 năm thiết lập quan hệ ngoại giao (5/9/1962).",
    "It marks 45 years since the signing of the treaty (July 18, 1977).",
    "They reviewed the annual meeting of 2011.",
    "Trước đó, ngày 17/3/2021, hai bên đã ký.",
    "Ông sinh ngày 9/3/1934 tại Huế.",
    "Theo Quyết định số 1177/QĐ-BGDĐT ngày 5/4/2021.",
    "Vào năm 2019, anh kết hôn.",
    "It follows the visit to Vietnam in December 2023.",
    "The bridge built in 2019 was closed.",
    "Traders who came from Laos in March 2012 are back.",
    "They talked. Laos sold cassava in 2023.",
    # the name of a contest or a season, and a feast just gone
    "Đội nhà thắng trận mở màn V-League 2021.",
    "Cô giành giải Hoa hậu Biển 2021.",
    "Dịp Tết Tân Sửu 2021 vừa rồi, giá hành cao.",
    # the name of a meeting that a company holds each year, of a plan, a product or a film
    "Sáng 23/4, ngân hàng họp đại hội đồng cổ đông thường niên năm 2021.",
    "On April 23 the bank held its annual general meeting 2021.",
    "Ngày 31/3, tỉnh công bố kế hoạch kích cầu năm 2021.",
    "Ngày 26/4, hãng ra mắt mẫu máy thế hệ 2021.",
    # compared, or counted up to then
    "Doanh thu tăng 50% so với quý I/2020.",
    "Tính đến tháng 2/2021, ông có ba tỷ đô la.",
    "So với ngày lễ 30/4/2020, số vụ giảm.",
    "Được biết, kỳ thi được tổ chức ngày 25/12/2020.",
    "Hãng vừa công bố báo cáo tài chính quý I/2021.",
    # a month that opens a later sentence
    "Hãng ra mắt điện thoại mới. Tháng 5/2019, hãng bị cấm.",
    # a tale that begins with a month
    "Tháng 3/2018, một nông dân ở Kon Tum mua đất. Nay ông có vườn sâm.",
    "Dien vien gap nan\nThang 11/2019, co bi tai nan o Pleiku. Nay co da khoe.",
    # days off that are announced, a visitor's arrival, and what was signed long before
    "Công nhân được nghỉ 9 ngày, từ ngày 28-1-2022 đến hết ngày 5-2-2022.",
    "Cong nhan duoc nghi 9 ngay, tu ngay 28-1-2022 den het ngay 5-2-2022.",
    "Bệnh nhân từ Lào nhập cảnh cửa khẩu Bờ Y ngày 5/5/2021 và được cách ly.",
    "Sau khi hiệp ước được ký kết (3/2/1995), dân hai bên sông qua lại.",
    # a law or a treaty that is quoted
    "Căn cứ Nghị quyết ngày 5/3/2020 của Chính phủ, hai tỉnh họp.",
    "Luật Đầu tư ngày 17/6/2020 cho phép làm việc này.",
    "Under the circular of 12 May 2015, visas are free.",
    "The treaty was signed on July 18, 1977 in Vientiane.",
    # announced: by the verb before the day, or after it
    "The bridge is expected to open on March 5, 2030.",
    "Ngày 5/3/2030, cửa khẩu sẽ mở lại.",
    "Hạn cuối nộp hồ sơ: 31/12/2030.",
    "Hội chợ dự kiến khai mạc ngày 25/4/2021. Mùa du lịch biển 2021 bắt đầu.",
    "Hội chợ Du lịch 2021 sẽ mở từ 5-8/5.",
    # before what is still to come
    "Hai bên hẹn chốt phương án trước Tết Nguyên đán 2027.",
    "They hope for an answer before the rainy season of 2027.",
    # what a festival has been since, not when it was held
    "Lễ hội được ghi danh năm 2014.",
    # a later sentence that opens with a month
    "Nhà cũ đã hỏng. Đầu tháng 4/2021, tỉnh giao việc cho sở.",
    # the last line is a sentence, no credit
    "Hai tỉnh họp.\nTrước đó, Quảng Nam, ngày 8/1/2022, bị lụt.",
    # the year of a law or a treaty, before it or behind it
    "Chiều 12/3, các nước khẳng định tôn trọng Luật Biển năm 1982.",
    "Chiều 12/3, hội thảo về Công ước Luật Biển năm 1982 khai mạc tại Hà Nội.",
    "Chieu 12/3, hoi thao ve Cong uoc Luat Bien nam 1982 khai mac tai Ha Noi.",
    "Sáng 5/5, hội thảo góp ý sửa đổi Bộ luật Lao động 2012.",
    "Hội thảo góp ý sửa đổi Bộ luật Lao động 2012 thu hút nhiều người.",
    "On March 5 they debated the Land Law of 2013.",
    "On March 5 a conference on the 2013 Constitution opened.",
    "In a Nov. 5 letter they recalled deaths during the 2018 flu season.",
    # a number or a title, no year
    "Ngày 7/6, tàu QN 2040 gặp nạn tại Hoàng Sa.",
    'Tối 19/4, hãng nói về bộ phim "1990".',
    # the first of the days that are kept each year, also on that day
    "Hướng tới Ngày Lâm nghiệp Việt Nam 28-11-1959, tỉnh trồng cây.",
    "Sáng 28/11, tỉnh mít tinh Ngày Lâm nghiệp Việt Nam (28/11/1959).",
    "Sang 28/11, tinh mit tinh Ngay Lam nghiep Viet Nam (28/11/1959).",
    "Tỉnh mừng Quốc khánh 2/9/1945.",
    # the work of a year, reviewed in the next
    "Ngày 12/1, sở họp hội nghị tổng kết công tác năm 2016.",
    "Hội nghị kết quả năm 2020 và kế hoạch năm 2021 diễn ra ngày 23/4.",
    # when money is due, and the year that accounts are of
    "The company sold $100 million of notes due March 31, 1999.",
    "Net profit for the year ended December 31, 1998 rose.",
    "Trái phiếu đáo hạn ngày 31/3/1999 tăng giá.",
    # until when papers are taken
    "Học sinh nộp đơn, thời hạn chậm nhất vào ngày 24-5-2021.",
    "Thành phố tiếp nhận hồ sơ đăng ký dự tuyển từ ngày 2/5 đến hết ngày 29/5/2021.",
    "Thời gian tuyển sinh từ ngày 4-7-2021 đến hết ngày 6-7-2021.",
    # what is planned, in brackets behind its day
    "Bắn pháo hoa vào tối ngày 10/4/2021 (dự kiến bắt đầu từ 21h).",
    # the day of accounts
    "Tín dụng hợp nhất tại 31/3/2021 đạt hơn 332 nghìn tỷ đồng.",
    # an example
    "Nhu cầu máy chủ đã tăng. Đơn cử, trong quý 2/2020, doanh thu tăng 19,8%.",
    # long before the first of the days that go on, and before a paper that is quoted
    "Ông nhập cảnh ngày 7/4/2021. Ngày 22/4, ông về nhà.",
    "Ngày 11/1/2021, hầm mở. Bộ có văn bản số 3370/BGTVT ngày 16/4/2021 về giá vé.",
    # numbers, no Buddhist years
    "Tháng 6 có 2565 người sang.",
    # the day of a language that is not read
    "Madrid, 22 de octubre de 2019 – Los artesanos han venido.",
]  # fmt: skip


HOMOGRAPHS = [
    # dầu is oil, đau painful, dâu a mulberry, đâu where
    ("Giá dầu 6/2021 tăng.", None),
    ("Thuế đau 6/2021 tăng.", None),
    ("Vườn dâu 6/2021 chín đỏ.", None),
    ("Chẳng đâu 6/2021 mà giảm giá.", None),
    ("Đầu 6/2021, giá tăng.", "2021-06"),
    ("ĐẦU 6/2021, GIÁ TĂNG.", "2021-06"),
    ("Dau 6/2021, gia tang.", "2021-06"),
    # cười is to laugh
    ("Xe qua cười 6/2021 mở.", None),
    ("Xe qua cuối 6/2021 mở.", "2021-06"),
    ("Xe qua cuoi 6/2021 mo.", "2021-06"),
    # sang is grand or over to, tôi is I, dem none
    ("Năm 2012, xe sang 11-6 bán chạy.", None),
    ("Năm 2012, sáng 11-6 bán chạy.", "2012-06-11"),
    ("Nam 2012, sang 11-6 ban chay.", "2012-06-11"),
    ("Năm 2012, chị tôi 11-6 sinh con.", None),
    ("Năm 2012, tối 11-6 sinh con.", "2012-06-11"),
    ("Năm 2012, sẽ đếm 11-6 hai tỉnh họp.", None),
    # thang is a ladder, thắng to win
    ("Hội thao thang 6 năm 2024, hai tỉnh mừng.", "2024"),
    ("Hội thao thắng 6 năm 2024, hai tỉnh mừng.", "2024"),
    ("Hội thao tháng 6 năm 2024, hai tỉnh mừng.", "2024-06"),
    ("Hoi thao thang 6 nam 2024, hai tinh mung.", "2024-06"),
    # ngay is at once
    ("Họp ngay 11-6 tại hội chợ năm 2012.", "2012"),
    ("Họp ngày 11-6 tại hội chợ năm 2012.", "2012-06-11"),
    ("Hop ngay 11-6 tai hoi cho nam 2012.", "2012-06-11"),
    # se is chilly
    ("Ngày 8/6/2022 tại Tam Kỳ gió se lạnh.", "2022-06-08"),
    ("Ngày 8/6/2022 tại Tam Kỳ trời sẽ lạnh.", None),
    ("Ngay 8/6/2022 tai Pakse troi se lanh.", None),
    # giai is a tune, mua to buy: no contest, no season
    ("Giai điệu của Lễ hội Du lịch năm 2021 rất hay.", "2021"),
    ("Giải đấu của Lễ hội Du lịch năm 2021 rất hay.", None),
    ("Giai dau cua Le hoi Du lich nam 2021 rat hay.", None),
    ("Mua vé hội chợ năm 2021 rất đông.", "2021"),
    ("Mùa hội chợ năm 2021 rất đông.", None),
    ("Mua hoi cho nam 2021 rat dong.", None),
    # muộn is late
    ("Họ muộn, lễ hội năm 2021 vui.", "2021"),
    # tư is four, den none, từ and đến lead up
    ("Mở hội chợ tư năm 2021 cho khách.", "2021"),
    ("Mở hội chợ từ năm 2021 cho khách.", None),
    ("Mo hoi cho tu nam 2021 cho khach.", None),
    ("Mở hội chợ đèn năm 2021 cho khách.", "2021"),
    ("Mở hội chợ đến năm 2021 cho khách.", None),
    ("Mo hoi cho den nam 2021 cho khach.", None),
    # truốc is no word, kỹ is careful
    ("Lễ hội kỹ năm 2021 vui.", "2021"),
    ("Lễ hội ký năm 2021 vui.", None),
    ("Le hoi ky nam 2021 vui.", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), HOMOGRAPHS)
def test_a_cue_is_read_with_its_own_marks_or_with_none(body: str, expected: str | None) -> None:
    assert days(find(body)) == expected


IN_NAMES = [
    ("Phien hop giua tinh Quang Nam va tinh Se Kong ngay 11/6/2012 da hop ban.", "2012-06-11"),
    ("Phien hop giua tinh Quang Nam va tinh Se-kong ngay 11/6/2012 da hop ban.", "2012-06-11"),
    ("The fair in Se Kong on June 8, 2022 was held.", "2022-06-08"),
    ("Ngay 8/6/2022, tinh Se Kong hop ban.", "2022-06-08"),
    ("Ngay 8/6/2022, tinh se hop ban.", None),
    ("Le hoi o Tam Ky nam 2012.", "2012"),
    ("Le hoi ky nam 2012.", None),
    ("TRIEN LAM O SE KONG NAM 2012", "2012"),
    # only names: the cup of a hyphened word stays one
    ("Doi nha thang tran mo man V-League 2021.", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), IN_NAMES)
def test_a_cue_in_the_name_of_a_place_is_none(body: str, expected: str | None) -> None:
    assert days(find(body)) == expected


def test_the_words_of_a_date_are_those_of_the_text() -> None:
    span = find("Ngày 11-6, tỉnh Sê Kông họp tại Hội chợ Quảng Nam năm 2012.")
    assert span is not None
    assert span.words == "Ngày 11-6, tỉnh Sê Kông họp tại Hội chợ Quảng Nam năm 2012"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("tinh Se Kong va tinh Quang Nam, Hue", "tinh Xx Xxxx va tinh Xxxxx Xxx, Hue"),
        ("Tam Kỳ và TP Đà Nẵng họp", "Xxx Xẍ và TP Đà Nẵng họp"),
        ("Se-kong, V-League, Lao, Vinh", "Xx-xxxx, V-League, Lao, Vinh"),
        ("Lễ hội Hoa Ban", "Lễ hội Hoa Ban"),
        ("", ""),
    ],
)
def test_a_text_without_the_names_of_places(text: str, masked: str) -> None:
    assert without_place_names(text, frozenset({"sẽ", "kỳ", "năm"})) == masked


@pytest.mark.parametrize(("body", "expected", "words"), FULL_DATES)
def test_full_date(body: str, expected: str, words: str) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence, span.words) == (expected, "full date", words)


@pytest.mark.parametrize(("body", "expected"), RANGES)
def test_range_of_days(body: str, expected: str) -> None:
    assert days(find(body)) == expected


@pytest.mark.parametrize(("body", "expected", "words"), SAME_SENTENCE)
def test_day_takes_the_nearest_year_of_its_sentence(
    body: str, expected: str, words: str | None
) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence) == (expected, "same-sentence year")
    assert words in (None, span.words)


NEAR_DATES = [
    ("Chiều 12/3, sở Y tế Kon Tum họp. Dân đã gửi đơn từ ngày 1/3/2019.", "2019-03-12", "12/3"),
    ("Chieu 12/3, so Y te Kon Tum hop. Han nop ho so la ngay 30/3/2019.", "2019-03-12", "12/3"),
    ("On March 12 they met. Papers were due by April 2, 2019.", "2019-03-12", "March 12"),
    # over the turn of the year
    ("Ngày 3/1, sở họp. Văn bản được ký ngày 28/12/2018.", "2019-01-03", "Ngày 3/1"),
    ("Ngày 30/12, sở họp. Quán sẽ mở từ ngày 5/1/2019.", "2018-12-30", "Ngày 30/12"),
    ("Từ 12-14/3, sở mở lớp. Đơn gửi ngày 1/3/2019.", "2019-03-12..2019-03-14", "12-14/3"),
    # a quarter that is over
    ("Sáng 12/4, ngân hàng họp cổ đông. Lãi quý I/2019 tăng 5%.", "2019-04-12", "12/4"),
    ("Ngày 15/1, cảng họp báo. Hàng qua cảng trong quý IV/2018 giảm.", "2019-01-15", "Ngày 15/1"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected", "words"), NEAR_DATES)
def test_a_day_takes_the_year_that_puts_it_beside_a_date_told_behind_it(
    body: str, expected: str, words: str
) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence, span.words) == (expected, "near date", words)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Chiều 12/3, sở họp. Đơn gửi ngày 1/2/2019.", id="more than a month apart"),
        pytest.param("Chiều 12/3, sở họp. Năm 2019 khó khăn.", id="a year alone"),
        pytest.param("Chiều 12/3, sở họp. Tháng 2/2019 mưa nhiều.", id="a month"),
        pytest.param("Chiều 12/3, sở họp. Hàng quý I/2019 giảm.", id="a quarter not over"),
        pytest.param("Chiều 25/3, sở họp. Hàng quý II/2019 ế.", id="a quarter to come"),
        pytest.param("Chiều 12/3, sở họp. Ông sinh ngày 1/3/1969.", id="a birthday"),
        pytest.param(
            "Chiều 12/3, sở họp. Đơn gửi ngày 1/3/2016. Bão năm 2018 lớn.", id="a later year"
        ),
        pytest.param(
            "Đêm 12/3 bắn pháo hoa. Lễ hội sẽ mở từ ngày 12/3 đến 15/3/2019.", id="part of a plan"
        ),
        pytest.param(
            "Khách đông vào 12/3. "
            + "Hai tỉnh bàn về hợp tác. " * (LEAD // 20)
            + "\nVé giảm giá từ ngày 1/3 đến hết ngày 20/4/2019.",
            id="a long range that has it by chance",
        ),
        pytest.param("Đơn gửi ngày 1/3/2019 bị trả. Ngày 20/3, ông gửi lại.", id="a story goes on"),
    ],
)
def test_a_year_is_not_taken_from_what_tells_of_another_time(body: str) -> None:
    span = find(body)
    assert span is None or span.evidence != "near date"


@pytest.mark.parametrize(("body", "expected", "words"), MONTHS_AND_QUARTERS)
def test_month_or_quarter(body: str, expected: str, words: str) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence, span.words) == (expected, "month and year", words)


@pytest.mark.parametrize(("body", "expected", "words"), YEARS)
def test_year(body: str, expected: str, words: str) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence, span.words) == (expected, "year", words)


@pytest.mark.parametrize(("body", "expected", "words"), DATELINES)
def test_dateline(body: str, expected: str, words: str) -> None:
    span = find(body)
    assert span is not None
    assert (days(span), span.evidence, span.words) == (expected, "dateline", words)


@pytest.mark.parametrize("body", WRAPPED)
def test_a_line_that_a_sentence_goes_on_over_is_no_dateline(body: str) -> None:
    span = find(body)
    assert span is None or span.evidence != "dateline"


def test_a_headline_above_a_dateline_is_no_sentence() -> None:
    head = "Hai tỉnh Quảng Nam và Sê Kông tăng cường hợp tác trong nhiều lĩnh vực"
    span = find(f"{head}\nTam Kỳ, ngày 8/6/2022\nHai tỉnh họp hôm nay.")
    assert (days(span), span and span.evidence) == ("2022-06-08", "dateline")


@pytest.mark.parametrize("body", NO_DATES)
def test_nothing_is_guessed(body: str) -> None:
    assert find(body) is None


def test_year_of_the_title() -> None:
    span = find("Hai tỉnh họp bàn.", title="Quảng Nam và Sê Kông: hợp tác năm 2024")
    assert span is not None
    assert (days(span), span.evidence, span.words) == ("2024", "year", "năm 2024")


TRUST = [
    ("a full date before a month", "Trong tháng 5/2012 hai tỉnh họp ngày 11/6/2012.", "2012-06-11"),
    ("the first full date", "They met on June 8, 2022. They left on June 10, 2022.", "2022-06-08"),
    ("what was before what will be", "It will open on July 1, 2022. They met on May 8, 2022.", "2022-05-08"),
    ("not an announced day", "Hội chợ sẽ diễn ra ngày 25/4/2021 tại Huế.", None),
    ("the later year is not the past", "Hiệp định ngày 18/7/1977 còn hiệu lực. Hội chợ 2024 đã mở.", "2024"),
    ("the day that the lead tells", "On June 8 they met. The law of May 1, 2022 was praised.", None),
    ("that day, in a decree", "Chiều 27/4 họ họp. Nghị quyết số 559 ngày 27/4/2021.", "2021-04-27"),
    ("that day, told again in full", "On June 8 they met. They parted on June 8, 2022.", "2022-06-08"),
    ("a day told after a full one", "On June 8, 2022 they met. They left on June 10.", "2022-06-08"),
    ("what an article opens with", "Từ ngày 1/4/2022, xe khách chạy lại. Nghỉ hai năm.", "2022-04-01"),
    ("an hour of that day", "Tu 5 gio sang 1/4/2022, xe chay lai.", "2022-04-01"),
    ("a report of that day", "Theo kết luận số 118/KL-TTr ký ngày 9-8-2016, tỉnh sai.", "2016-08-09"),
    ("what was signed then", "Biên bản được hai tỉnh ký ngày 8/6/2022 tại Pakse.", "2022-06-08"),
    ("beside a jubilee", "Nhân kỷ niệm 60 năm (5/9/1962), ngày 8/6/2022 hai tỉnh họp.", "2022-06-08"),
    ("before what is wished for", "On June 8, 2022 they met. Tỉnh xin mở tuyến từ năm 2023.", "2022-06-08"),
    ("before what is planned", "Họp ngày 8/6/2022. Sẽ thử trong sáu tháng đầu năm 2025.", "2022-06-08"),
    ("more than is no comparison", "More than 300 lorries crossed into Hekou in June 2022.", "2022-06"),
    ("who said it will", "On June 8, 2022, the province said it will open a gate.", "2022-06-08"),
    ("a target is not a later year", "Agenda 2030 was praised as they met on June 8, 2022.", "2022-06-08"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in TRUST], ids=[case[0] for case in TRUST]
)
def test_which_of_several(body: str, expected: str | None) -> None:
    assert days(find(body)) == expected


@pytest.mark.parametrize("title", ["Lịch kỳ thi tốt nghiệp năm 2021", "Chuyển nhượng mùa hè 2021"])
def test_year_of_an_exam_or_a_season_is_no_date(title: str) -> None:
    assert find("Hai bên bàn bạc.", title=title) is None


@pytest.mark.parametrize(
    "title",
    [
        "Mười xe bán chạy nhất năm 2016",
        "Muoi xe ban chay nhat nam 2016",
        "The best-selling cars in Vietnam of year 2016",
        "Kết quả thu ngân sách của tỉnh năm 2016",
        "Góp ý Bộ luật Lao động năm 2012",
    ],
)
def test_year_of_a_ranking_a_review_or_a_law_is_no_date(title: str) -> None:
    assert find("Danh sách vừa được công bố.", title=title) is None


def test_what_has_just_been_done_was_done_in_the_month_told() -> None:
    assert (
        days(find("Dự thảo vừa được bộ đưa ra lấy ý kiến vào đầu tháng 4/2021. Cụ thể:"))
        == "2021-04"
    )
    assert find("Họ bàn. Dự thảo được bộ đưa ra lấy ý kiến vào đầu tháng 4/2021.") is None


def test_the_day_a_decision_comes_into_force_dates_it() -> None:
    body = "Sở vừa có thông báo đưa cổ phiếu sang diện kiểm soát, áp dụng kể từ ngày 28/4/2021."
    assert days(find(body)) == "2021-04-28"


@pytest.mark.parametrize(
    "words",
    [
        "ngày 8/6/2022 họp, ",
        "ngày 8/6 họp, ",
        "(năm 2012 ",
        "Quang Nam 8/6/2022 ",
        "kỷ niệm 60 năm (1962-2022) ",
        "tháng 6/2022, ",
        "Luật Biển năm 1982 ",
    ],
)
@pytest.mark.parametrize("place", ["body", "title"])
def test_what_is_read_of_a_line_is_linear_in_its_length(
    words: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The characters in which cues are looked for, all together: four times for a line four times as long."""
    read = 0

    def counted(name: str) -> None:
        method = getattr(Cue, name)

        def look(cue: Cue, text: str, start: int = 0, end: int = sys.maxsize) -> object:
            nonlocal read
            # A match from a start on stops by itself.
            stops = name == "match" and end == sys.maxsize
            read += 1 if stops else max(0, min(end, len(text)) - start)
            return method(cue, text, start, end)

        monkeypatch.setattr(Cue, name, look)

    for name in ("search", "match", "fullmatch"):
        counted(name)
    reads = []
    for times in (100, 400):
        read = 0
        line = f"{words * times} năm 2012"
        find(line if place == "body" else "Họp năm 2012.", line if place == "title" else "")
        reads.append(read)
    assert 0 < reads[1] <= 5 * reads[0]


FIRST_WORDS = "Hai tỉnh bàn về hợp tác trong nhiều lĩnh vực. " * 5


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        pytest.param("Ngày 8/1/2020, hai bên ký.", None, id="a day that opens its sentence"),
        pytest.param("Hai bên ký (8/1/2020) rồi về.", None, id="a day in brackets"),
        pytest.param(
            "Mới đây, ngày 8/1/2020, hai bên ký.", "2020-01-08", id="a day told later in it"
        ),
        pytest.param("Từ 12h00 ngày 8/1/2020: Dừng việc.", "2020-01-08", id="what begins then"),
        pytest.param("Hôm qua (8/1/2020), hai bên ký.", "2020-01-08", id="yesterday"),
        pytest.param("Hôm thứ Tư (8/1/2020), hai bên ký.", "2020-01-08", id="a day of the week"),
        pytest.param("They signed on Wednesday (8 January 2020).", "2020-01-08", id="in English"),
    ],
)
def test_after_the_first_words_a_day_must_be_told_of_the_event(
    rest: str, expected: str | None
) -> None:
    assert days(find(FIRST_WORDS + rest)) == expected


def test_a_year_in_a_title_of_whole_sentences_is_background() -> None:
    title = "Tàu ngầm tham gia một cuộc tập trận năm 2017."
    assert find("Hai bên bàn bạc.", title=title) is None
    assert days(find("Hai bên bàn bạc.", title=title.rstrip("."))) == "2017"


def test_after_the_lead_only_the_year_of_a_feast_counts() -> None:
    lead = "Hai tỉnh bàn về hợp tác. " * (LEAD // 20)
    assert find(lead + "\nÔng kể về hội chợ năm 2003.") is None
    assert days(find(lead + "\nÔng chúc mừng lễ hội Bunpimay năm 2024.")) == "2024"


def test_what_follows_the_lead_is_background() -> None:
    lead = "Hai tỉnh bàn về hợp tác. " * (LEAD // 20)
    assert find(lead + "\nNgày 18/12/2020, Tòa án có công văn.") is None
    assert days(find(lead + "\nHội nghị tổ chức ngày 18/12/2020.")) == "2020-12-18"
    assert days(find(lead + "\nHôm chủ nhật, 20/12/2020, tòa có công văn.")) == "2020-12-20"


def test_a_given_date_wins() -> None:
    span = find("HANOI, May 1, 2021 (VNA) - Last Friday they met.", given="8/6/2022")
    assert (days(span), span and span.evidence) == ("2022-06-08", "metadata")


def test_a_given_date_that_cannot_be_read_leaves_the_text() -> None:
    assert days(find("They met on May 1, 2021.", given="yesterday")) == "2021-05-01"
    assert days(find("They met on May 1, 2021.", given="2999-01-01")) == "2021-05-01"


SEEDS = [
    ("000", "2022-06-08", "dateline"),
    ("001", "2024", "year"),
    ("002", "2012-06-11", "same-sentence year"),
    ("003", "2024-09-17..2024-09-19", "same-sentence year"),
    ("004", "2022-04-27", "dateline"),
]


def given_span(text: str) -> DateSpan | None:
    return read_given_date(text, "dateline", ZoneInfo("Asia/Ho_Chi_Minh"), TODAY).span


def articles(folder: Path) -> Iterator[tuple[str, RawArticle, str]]:
    """The seeds, their header line read: its date, and the title behind it."""
    for path in sorted(folder.glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        words = head.split(maxsplit=2)
        if words[0] == "date":
            yield (
                path.name[:3],
                RawArticle(
                    path.name,
                    words[2],
                    body,
                    "",
                    words[1],
                    "dateline",
                    given_date=given_span(words[1]),
                ),
                words[2],
            )
        else:
            yield path.name[:3], RawArticle(path.name, None, f"{head}\n{body}", ""), ""


def test_seeds(seeds: Path) -> None:
    found = [(name, find_date(raw, title)) for name, raw, title in articles(seeds)]
    assert [(name, days(span), span and span.evidence) for name, span in found] == SEEDS


def test_seeds_without_their_header_lines(seeds: Path) -> None:
    """1962, 1977, 2021 and 2023 are in them, and the day of each without its year: none is taken."""
    for name, raw, title in articles(seeds):
        if raw.date:
            assert find(raw.body, title) is None, name


FRAGMENTS = (
    "ngày tháng năm 11/6 11/6/2012 2012 June 8, 17-19 September 2024 (1962-2022) kỷ niệm 60 Jun. "
    "quý II/2023 từ đến to sáng 3-1 31/2/2022 mùng Giêng . ( ) – / - , 0 th 20/2012/NĐ-CP first quarter "
    "of VNA thứ Tư 19:00"
)
TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from([*FRAGMENTS.split(), "\n"]), max_size=30
).map(" ".join)


@given(title=TEXTS, body=TEXTS)
def test_never_raises_and_quotes_the_text(title: str, body: str) -> None:
    span = find(body, title)
    if span is not None:
        assert span.words
        assert span.words in f"{title}\n{body}"
        assert span.first <= span.last


@given(given=TEXTS, body=TEXTS)
def test_never_raises_on_metadata(given: str, body: str) -> None:
    span = find(body, given=given)
    if span is not None:
        assert span.words in (given if span.evidence == "metadata" else f"\n{body}")
        assert span.first <= span.last


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    month = f"{day:%B}"
    for words in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{month[:3].upper()}. {day.day}, {day.year}",
    ):
        span = find(f"Hai tỉnh họp: {words}.")
        assert span is not None
        assert (span.first, span.last, span.words) == (day, day, words)
