"""Places are found in text as a careful reader finds them, and main ones told from those in passing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import normalize
from search.articles import Mention, RawArticle
from search.enrich.places import LEAD_LENGTH, find_places
from search.gazetteer import load_gazetteer
from search.ingest import IngestCounts, read_articles

GAZETTEER = load_gazetteer()


def mentions(body: str, title: str = "") -> Mapping[str, Mention]:
    found = find_places(normalize(title), normalize(body), GAZETTEER)
    return {mention.place: mention for mention in found}


def case(text: str, *ids: str, id: str = "") -> object:
    return pytest.param(text, set(ids), id=id or text[:40])


# --- which places ---

MARKS_AND_CASE = [
    case("Tỉnh Lào Cai tăng cường xuất khẩu lao động.", "VN-02", id="Lào Cai is not Laos"),
    case("Nước Lào và tỉnh Lào Cai hợp tác.", "LA", "VN-02"),
    case("Trong hai năm, hải nam không tăng.", id="hai năm is not Hải Nam"),
    case("Tỉnh Hải Nam của Trung Quốc trong hai năm.", "CN-HI", "CN"),
    case("Xe vẫn nằm bên đường, diễn biến phức tạp.", id="not Vân Nam, not Điện Biên"),
    case("Hòa bình được giữ vững; đoàn thanh hóa đơn.", id="peace, and an invoice"),
    case("Tỉnh Hoà Bình hôm qua.", "VN-14", id="old tone placement"),
    case("Tỉnh Hòa Bình hôm qua.", "VN-14", id="new tone placement"),
    case(
        "Kiên Giang, Tiền Giangcó nhiều; TP. Hồ Chí Minhmà.",
        "VN-47",
        "VN-46",
        "VN-SG",
        id="a word glued on",
    ),
    case("Chim bay tu Bac Canada xuong Mexico.", id="a word that only begins like a name"),
    case("Nuoc My va thi truong tai Uc.", "US", "AU", id="countries of one syllable without marks"),
    case("Ca si Tra My tham My Son.", id="names that hold such a syllable"),
    case("Bo Y te hop; dao Cu Lao Cham.", id="homographs without marks"),
    case("Tong thong Biden roi Nha Trang.", id="the White House without marks"),
    case("Du khach den Nha Trang.", "VN-34-nha-trang", id="the city without marks"),
    case("Co quan Hai quan Quang Binh.", "VN-24", id="customs are no district"),
    case("Ông Huệ gặp lãnh đạo Huế.", "VN-26", id="Huệ is not Huế"),
    case("Quang Nam va Se Kong tang cuong hop tac.", "VN-27", "LA-XE", id="no marks at all"),
    case("quang nam va se kong tang cuong hop tac.", id="neither marks nor capitals"),
    case(
        "Quảng Nam and Sekong signed; Quang Nam is in central Vietnam.",
        *("VN-27", "LA-XE", "VN"),
        id="English with and without marks",
    ),
    case("HỢP TÁC QUẢNG NAM - SÊ KÔNG", "VN-27", "LA-XE", id="all capitals"),
    case("HUA PHAN AND THANH HOA SIGN PACT", "LA-HO", "VN-21", id="joined, no surname"),
    case("QUANG NAM, SEKONG STRENGTHEN TIES", "VN-27", "LA-XE", id="all capitals without marks"),
    case(
        "Hãng Vietnam Airlines bay thẳng từ thủ đô đến đảo ngọc mỗi ngày.",
        id="English name of a Vietnamese text",
    ),
]

SPELLINGS = [
    case("Ở Sê Kông, Sê-kông, Sekong, Xekong, Xê Kông.", "LA-XE"),
    case("Ở Xa-vẳn-na-khệt, Savannakhet, Xavannakhet.", "LA-SV"),
    case("Ở Bôlykhămxay, Bô-ly-khăm-xay, Bolikhamxay.", "LA-BL"),
    case("Tỉnh Thừa Thiên - Huế, Thừa Thiên-Huế, Thừa Thiên Huế.", "VN-26"),
    case("Thua Thien-Hue province opened.", "VN-26"),
    case("Đắk Lắk, Đăk Lăk, Đắc Lắc một vùng.", "VN-33"),
    case("Ba Ria - Vung Tau and Danang were hit.", "VN-43", "VN-DN"),
    case("TPHCM, TP.HCM, TP. HCM và TP Hồ Chí Minh.", "VN-SG"),
    case("Laos's and Laos’s provinces.", "LA"),
    case("A Hanoi-based company on the Vietnam-China border.", "VN-HN", "VN", "CN"),
    case("Nước Cam-pu-chia và Căm Bốt.", "KH"),
    case("The town of Pu'er, or Pu’er.", "CN-YN-puer"),
    case("Từ U-đon Tha-ni tới Công-pông Chàm.", "TH-41", "KH-3", id="hyphens in part of a name"),
    case("Ở Xa-vẳn-na-khẹt và Rát-tà-nạ-ki-ri.", "LA-SV", "KH-16", id="hyphens, other marks"),
    case("Ở Svay Riêng có chợ.", "KH-20"),
]

LONGER_NAMES = [
    case("Bờ Thái Bình Dương và Ấn Độ Dương.", id="oceans"),
    case("Vùng Bắc Thái Bình Dương.", id="the North Pacific"),
    case("Sân bay Tân Sơn Nhất đông khách.", id="an airport named like a district"),
    case("Vùng Đồng Tháp Mười.", id="a plain named like a province"),
    case("The South China Sea and the Indian Ocean.", id="seas"),
    case("Bắc Mỹ và châu Mỹ, cả Bắc Ireland.", id="continents"),
    case("Bo Lao dong; Bộ Lao động; báo Lao Động.", id="labour"),
    case("Vùng Ấn Độ - Thái Bình Dương; giải Úc Mở rộng, Mỹ Mở rộng.", id="a region, and contests"),
]

SAME_NAME_ABROAD = [
    case("Tỉnh Hà Nam có mưa.", "VN-63"),
    case("Tỉnh Hà Nam (Trung Quốc) có mưa.", "CN-HA", "CN"),
    case("Mưa lớn ở Hà Nam, Trung Quốc.", "CN-HA", "CN"),
    case("Mưa ở tỉnh Hà Nam của Trung Quốc.", "CN-HA", "CN"),
    case("Heavy rain hit China's Henan province.", "CN-HA", "CN"),
    case("Các tỉnh Hồ Bắc và Hà Nam.", "CN-HB", "CN-HA", id="listed with a Chinese province"),
    case(
        "Mưa ở Hà Nam, Trung Quốc.\nNgười dân Hà Nam sơ tán.",
        *("CN-HA", "CN"),
        id="what it meant before, it means again",
    ),
    case("TP Thái Nguyên, tỉnh Sơn Tây, Trung Quốc.", "CN-SX-taiyuan", "CN-SX", "CN"),
    case("Bệnh viện ở TP Thái Nguyên quá tải.", "VN-69", id="the seat of a province"),
    case("Cho o thanh pho Thai Nguyen dong khach.", "VN-69", id="the seat without marks"),
    case("Thai Nguyen city is large.", "VN-69", id="the seat in English"),
    case("Taiyuan city is large.", "CN-SX-taiyuan", id="its namesake by another name"),
    case(
        "Thành phố Thái Nguyên ở Trung Quốc, rồi TP Thái Nguyên.",
        *("CN-SX-taiyuan", "CN"),
        id="the namesake where its country is named",
    ),
    case(
        "Mưa ở tỉnh Sơn Tây (Trung Quốc).\nTP Thái Nguyên và TP Đại Đồng ngập.",
        *("CN-SX", "CN", "CN-SX-taiyuan"),
        id="the namesake where its province is named",
    ),
    case("Thành phố Trường Sa và thành phố Đông Hưng.", "CN-HN-changsha", "CN-GX-dongxing"),
    case("Tỉnh Thái Nguyên, thị xã Sơn Tây.", "VN-69", "VN-HN-son-tay"),
    case("Huyện đảo Trường Sa, tỉnh Khánh Hòa.", "VN-34-truong-sa", "VN-34"),
    case("Thành phố Trường Sa, tỉnh Hồ Nam.", "CN-HN-changsha", "CN-HN"),
    case("Trùng Khánh (Cao Bằng).", "VN-04-trung-khanh", "VN-04"),
    case("Thành phố Trùng Khánh đông dân.", "CN-CQ"),
    case("Tỉnh Hà Bắc, gần Bắc Kinh.", "CN-HE", "CN-BJ", id="Hebei"),
    case("Các tỉnh Hà Bắc, Hải Hưng cũ.", "VN-X-ha-bac", "VN-X-hai-hung", id="the old Hà Bắc"),
]

UNITS = [
    case("Thủ đô Viêng Chăn đón khách.", "LA-VT"),
    case("Tỉnh Viêng Chăn đón khách.", "LA-VI"),
    case("They met in Vientiane and in Vientiane province.", "LA-VT", "LA-VI"),
    case("Huyện Quảng Ninh, tỉnh Quảng Bình.", "VN-24-quang-ninh", "VN-24"),
    case("Tỉnh Quảng Ninh.", "VN-13"),
    case("Huyện Châu Thành, tỉnh Tây Ninh.", "VN-37-chau-thanh", "VN-37"),
    case("Huyện Sơn Tây, rồi thị xã Sơn Tây.", "VN-29-son-tay", "VN-HN-son-tay"),
    case("Thị xã Hội An năm 1990.", "VN-27-hoi-an", id="a city that was a town"),
    case("Huyện Châu Thành đông dân.", id="ten districts are called so"),
    case("Ba người ở xã đảo Tân Hiệp.", id="an island that is a commune"),
    case("Xã Nam Giang, phường Hòa Bình, thôn Quảng Nam.", id="communes"),
    case("Nan province and Tak province.", "TH-55", "TH-63"),
    case("Nan and Tak are short words; Trang likes Loei.", id="short names alone"),
    case("They saw Chiang Rai, Nan and Phayao.", "TH-57", "TH-55", "TH-56", id="short name listed"),
    case("Shan noodles; fighting in Shan State.", "MM-17"),
    case("Vinh is an engineer.", id="a given name"),
    case("Cầu ở TP Vinh, tỉnh Nghệ An.", "VN-22-vinh", "VN-22"),
    case("Đại hội ở Nam Giang. Quảng Nam hỗ trợ.", "VN-27-nam-giang", "VN-27"),
    case("Ca sĩ Nam Giang hát.", id="a district's name, its province not named"),
    case("Cửa khẩu Nam Giang - Đắc Tà Oọc.", "VN-27-nam-giang", "LA-XE-dak-ta-ooc"),
    case("Huyện Kạ Lừm, tỉnh Sê Kông.", "LA-XE-kaleum", "LA-XE"),
    case("The Mộc Bài and Hữu Nghị border gates.", "VN-37-moc-bai", "VN-09-huu-nghi"),
    case("Hekou in Yunnan; Hà Khẩu (Vân Nam).", "CN-YN-hekou", "CN-YN"),
    case("Xi Jinping spoke.", id="a Chinese county's name"),
    case("Hàng bán chạy ở Viêng Chăn.", "LA-VT", id="the capital, where no unit is named"),
    case("Money goes to Kayin and Mon states of Myanmar.", "MM-13", "MM-15", "MM"),
    case("Buyers from Chanthaburi teach in Trat.", "TH-22", "TH-23", id="in a short name"),
    case("They flew to Ho Chi Minh, then to Hue.", "VN-SG", "VN-26", id="a city that one flies to"),
    case("Buyers from Hue teach in Trat.", "VN-26", id="a short name, its country not named"),
    case("Cho o Quy Nhon dong cua.", "VN-31-quy-nhon", id="closes, no cave"),
    case(
        "Hang tu Quang Tay qua Mong Cai - Dong Hung.",
        *("CN-GX", "VN-13-mong-cai"),
        id="no district of a province far away",
    ),
    case("Don Nam Can o tinh Nghe An.", "VN-22-nam-can", "VN-22", id="so without marks, two names"),
]

FORMER_UNITS = [
    case("Former Quang Nam-Da Nang province.", "VN-X-quang-nam-da-nang"),
    case("Tỉnh Quảng Nam - Đà Nẵng.", "VN-X-quang-nam-da-nang"),
    case("Mưa lớn Quảng Nam - Đà Nẵng.", "VN-27", "VN-DN", id="two places, not one"),
    case("Hà Tây sáp nhập vào Hà Nội.", "VN-X-ha-tay", "VN-HN"),
    case("Đồng bằng sông Cửu Long.", id="the delta is not the province"),
    case("Tỉnh Cửu Long năm 1980.", "VN-X-cuu-long"),
]

PERSONS = [
    case("Ông Nguyễn Quảng Nam và bà Trần Hải Phòng."),
    case("Mr Nguyen Quang Nam and Tran Hai Phong spoke."),
    case("Le Hai Phong, from Hai Phong, said.", "VN-HP", id="a person of the same name"),
    case("Diễn viên Lê Long An; bác sĩ Hà Hải Nam."),
    case("Tỉnh Long An thu hút đầu tư.", "VN-41"),
    case("Chairman Vuong Dinh Hue came. Hue said it was good.", id="and the name alone later"),
    case("The ancient city of Hue; Hue is beautiful.", "VN-26"),
    case("Ms Hue told reporters in Hanoi.", "VN-HN"),
    case("Chị Nguyễn Thị Nga kể. Nga nói tiếp.", id="Nga is not Russia here"),
    case("Nga và Mỹ đàm phán.", "RU", "US"),
    case("Ca sĩ Mỹ Linh hát vào Chủ Nhật."),
    case("Luật sư Tôn Thất Hải Dương và chị Thạch Ngọc Long An."),
    case("Toa tuyen phat Do Hai Duong 14 nam tu."),
    case("Do Ha Noi mua to, xe buyt doi tuyen.", "VN-HN", id="Do opens a sentence"),
    case("Tổng thống Mỹ Donald Trump và Không quân Mỹ.", id="whose president, and whose force"),
    case("Chủ tịch nước Lào Thongloun Sisoulith.", "LA"),
    case("Ông Hùng Quảng Trị nói.", id="a person's name after a title"),
    case("Dr. Bounmy Vientiane and farmer Sao Kampot met Judge Phu Yen Sophea.", id="in English"),
    case("“We wait,” said Bounthong Attapeu. Mayor Khamphanh Sekong left.", id="who said it"),
    case("Thiếu tá Vi Sơn La, cô giáo Hà Giang; thieu ta Ho Kien Giang.", id="what they are"),
    case("Cu Hai Duong 77 tuoi; Sao Kampot, 52.", id="how old they are"),
    case("Trong do ong Ho Quang Tri va chi Bich Hue noi.", id="such names without marks"),
    case(
        "Ba Vi Thanh Huong noi; huyen Ba Vi o Ha Noi.",
        *("VN-HN", "VN-HN-ba-vi"),
        id="a title in a name",
    ),
    case(
        "Truong CD Nghe Da Nang, dao Phu Quoc; Dao Okinawa.",
        *("VN-DN", "VN-47-phu-quoc", "JP-okinawa"),
        id="no surnames",
    ),
    case("Chủ tịch Hồ Chí Minh; tư tưởng Hồ Chí Minh; Lăng Hồ Chí Minh."),
    case("President Ho Chi Minh, the Ho Chi Minh Trail and the Ho Chi Minh Mausoleum."),
    case("Đường Hồ Chí Minh chạy qua Kon Tum.", "VN-28"),
    case("Ho Chi Minh City is large.", "VN-SG"),
    case("Các thành phố Hà Nội, Hồ Chí Minh, Đà Nẵng.", "VN-HN", "VN-SG", "VN-DN"),
    case("Kaysone Phomvihane sinh ở Savannakhet.", "LA-SV"),
    case("Thành phố Kaysone Phomvihane.", "LA-SV-kaysone-phomvihane"),
]

OTHER_THINGS = [
    case("Nhà ở đường Điện Biên Phủ và phố Huế.", id="streets"),
    case("Dien Bien Phu Street was flooded.", id="a street in English"),
    case("Số 57 Điện Biên Phủ, quận 3.", id="an address"),
    case("Nhà ở 57 Điện Biên Phủ, TP.HCM.", "VN-SG", id="an address in a city"),
    case(
        "Đường Hà Nội - Hải Phòng; thành phố Huế.", "VN-HN", "VN-HP", "VN-26", id="a road between"
    ),
    case("At the meeting (Photo: VNA)\n(Ảnh: Báo Hà Giang)", id="photo credits"),
    case("Hai ben hop (Anh: Bao Ha Giang).", id="photo credits without marks"),
    case("Mưa lớn ở Huế.\nThái Bình", "VN-26", id="a byline"),
    case("Mưa lớn ở Huế.\nTheo Thái Bình\nCông an nhân dân", "VN-26", id="a source"),
    case("Mưa lớn ở\nThái Bình", "VN-20", id="a line that is no byline"),
    case("Mua lon o Hue. Tin: Thanh Can Tho.", "VN-26", id="whose piece it is"),
    case("Bài, ảnh: Hà Nam\nMưa lớn ở Huế.\nTTXVN/Thái Bình", "VN-26", id="more credits"),
    case("Story and photos: Thai Binh\nIt rained in Hue.", "VN-26", id="an English credit"),
    case("Tài khoản Thái Bình chia sẻ.", id="a name on the web"),
    case("Báo Quảng Nam và TTXVN đưa tin; QNO, VNA.", id="newspapers and agencies"),
    case("Togo and Guangnan and Seogo.", id="names of seed 002 that are none"),
    case("Thai ethnic people in Son La.", "VN-05", id="a people of Vietnam"),
    case("It cost US$5 million.", id="dollars"),
    case("Tờ The New York Times và Bangkok Post viết.", id="foreign newspapers"),
    case("Bún bò Huế, nước mắm Phú Quốc và cà phê Buôn Ma Thuột.", id="dishes and products"),
    case("HA Gia Lai thắng CLB Hà Nội và SHB Đà Nẵng.", id="clubs"),
    case("Cán bộ TP.HCM họp.", "VN-SG", id="a city's officials"),
    case("Tổng CTCP Bia Rượu Nước giải khát Hà Nội - Habeco họp.", id="a company"),
    case("Cty TNHH MTV Xổ số kiến thiết Đồng Nai và Ngân hàng Đông Á Cần Thơ.", id="more of them"),
    case("Công ty TNHH Minh Long ở Đồng Nai.", "VN-39", id="where a company is"),
    case("Công ty vừa mở xưởng thứ hai tại thành phố Hải Phòng.", "VN-HP", id="what it does there"),
    case("Lãnh đạo ngân hàng và UBND Quảng Nam ký kết.", "VN-27", id="a bank, and an authority"),
    case("Cong ty co phan Dau tu Hai Phong; Dai hoc Bach khoa Ha Noi.", id="without marks"),
    case("Uống bia Sài Gòn, ăn bò tơ Phú Quốc với cá hồi Sapa.", id="more products"),
    case("Hanoi University of Science; the Saigon Brewery; Hanoi Stock Exchange.", id="in English"),
    case("VIETNAM AIRLINES FLIES TO LUANG PRABANG", "LA-LP", id="in capitals"),
    case(
        "Ngân hàng Nhà nước chi nhánh Hà Tĩnh; Nhà xuất bản Huế.", "VN-23", id="where a branch is"
    ),
    case("The University of Da Nang and Vietnam Railways.", id="a university of"),
    case("Vietnam Prime Minister came.", "VN", id="a country that is named for itself"),
    case("ĐH Kinh doanh và Công nghệ Hà Nội; Bách khoa Hà Nội; bánh giò Hà Nội.", id="longer ones"),
    case("Phố theo phong cách Thượng Hải.", id="a style"),
    case("Viện Pasteur Thành phố Hồ Chí Minh xét nghiệm.", id="an institute"),
    case("Công đoàn Giáo dục Việt Nam và Tổng Công ty Cảng hàng không Việt Nam.", id="a union"),
    case(
        "Yunnan University beat Hai Duong at volleyball in Vinh Yen: the coach praised her players, who"
        " scored 75 points for the trophy in a match of four sets.",
        "VN-70-vinh-yen",
        id="teams in English",
    ),
    case("Đại Học Trùng Khánh, ĐHBK Hà Nội, ĐHQG Hà Nội.", id="universities in short"),
    case("Đoàn TNCS Hồ Chí Minh; cổ phiếu HCM tăng.", id="a union, and a share"),
    case("Hà Nội, HCM và Đà Nẵng.", "VN-HN", "VN-SG", "VN-DN", id="a city in short, listed"),
    case("Nhóm tàu sân bay Liêu Ninh và tàu khu trục Nam Kinh.", id="ships"),
    case("Nhà số 5 Lê Lợi, 2 Hải Phòng, 37 Pasteur.", id="addresses in a list"),
    case("Đảo nằm không xa Hà Nội.", "VN-HN", id="far is no commune"),
    case("Trong 28 ca, 2 ở Hải Phòng.", "VN-HP", id="a number that is no house's"),
    case("Tại 3 ấp: Thanh Hóa, Thanh Bình và Bình Dương.", id="hamlets in a list"),
    case("Các xã Hương Vinh, Hải Dương họp ở Huế.", "VN-26", id="communes in a list"),
    case("Các đường Lê Lợi, Điện Biên Phủ ngập, cả Hà Nội ngập.", "VN-HN", id="streets in a list"),
    case("CLB TP.HCM gặp Becamex Bình Dương; Bangkok United và Hà Nội FC.", id="more clubs"),
    case(
        "In Vietnam United Nations staff met in Bangkok.", "VN", "TH-10", id="United, but no club"
    ),
    case("Nhóm của Đại học Quốc gia Hà Nội và ĐH Y Dược TP.HCM.", id="universities"),
    case("Sinh viên Đại học Kiến trúc - Xây dựng Đà Nẵng.", id="a university with a dash"),
    case(
        "Xưa là huyện Trần Đề, tỉnh Cà Mau. Rồi huyện Trần Đề đổi tên.",
        "VN-59",
        id="a district of a province that has none of that name",
    ),
    case(
        "Họp ở huyện Trần Đề, tỉnh Sóc Trăng; huyện Bác Ái, tỉnh Khánh Hòa.",
        *("VN-52-tran-de", "VN-52", "VN-36-bac-ai", "VN-34"),
        id="of its province, and of the one that has its land today",
    ),
    case(
        "UBND thị trấn Thuận An (huyện Phú Vang). Bãi biển Thuận An đông khách.",
        "VN-26-phu-vang",
        id="a town that only shares the name of a city",
    ),
    case(
        "Trường THPT Hòa Bình, huyện Chi Lăng, tỉnh Lạng Sơn.",
        *("VN-09-chi-lang", "VN-09"),
        id="a school that only shares the name of a province",
    ),
    case("TP Thuận An (tỉnh Bình Dương).", "VN-57-thuan-an", "VN-57", id="the city itself"),
    case("Ông sinh ra ở tỉnh Cẩm Mỹ.", id="a district is called no province"),
    case("Năm ấy tỉnh Vinh bị lụt.", "VN-22-vinh", id="a town is, in old texts"),
    case("Sinh viên Đại học Huế ra Hà Nội.", "VN-HN", id="a university, and a city"),
    case("Cô gái Hải Phòng, quốc tịch Việt Nam, nói tiếng Nhật.", id="who and what is of a place"),
    case("Cô có 3 triệu đô la Mỹ; Mỹ nhân này đọc Nhật báo.", id="words that begin like a country"),
    case("Mỹ cáo buộc; Bắc Kinh bác bỏ, lời của Washington.", "US", id="governments"),
    case(
        "Bắc Kinh bác bỏ. Ông tới Bắc Kinh hôm qua.",
        "CN-BJ",
        id="a government, and the city it is in",
    ),
    case("The Vietnam News Agency reported.", id="an agency"),
    case("The Communist Party of Vietnam met.", id="a party"),
    case("Bank for Investment and Development of Vietnam grew.", id="a bank"),
    case("Vietnam Airlines and the Vietnam Fatherland Front.", id="an airline, and a front"),
    case("Thừa Thiên-Huế, Thừa Thiên – Huế và Thừa Thiên—Huế.", "VN-26", id="any dash"),
    case("Bà Rịa -Vũng Tàu; Bà Rịa- Vũng Tàu.", "VN-43", id="a dash with one space"),
    case("Huyện Ea H'leo và huyện Ea H’Leo.", "VN-33-ea-hleo", id="two apostrophes"),
    case("Huyện Ea Hleo, huyện Ea H Leo, huyện EaH'leo.", "VN-33-ea-hleo", id="no apostrophe"),
    case("Huyện Đắk Rlấp, Đắk RLấp.", "VN-72-dak-rlap", id="a capital for an apostrophe"),
    case("Huyện MĐrắk giáp huyện Cư Mgar.", "VN-33-mdrak", "VN-33-cu-mgar", id="more of them"),
    case(
        "Flood in Ea Hleo district and M'Drak district.",
        "VN-33-ea-hleo",
        "VN-33-mdrak",
        id="in English",
    ),
    case("The U.S. ambassador spoke.", "US", id="an abbreviation with full stops"),
    case("A U.S.-based firm left the U.S.A. and the P.R.C.", "US", "CN", id="more abbreviations"),
    case("They told us about A.B. and U.K.S.", id="abbreviations of no place"),
    case(
        "T.P. Hồ Chí Minh họp; TX. Sơn Tây, t. Cà Mau.",
        "VN-SG",
        "VN-HN-son-tay",
        "VN-59",
        id="units in short",
    ),
    case("The Lao People's Revolutionary Party met.", id="another party"),
    case("Ngân hàng Nông nghiệp Việt Nam họp.", id="a bank in Vietnamese"),
    case("Samson and Dian met.", id="names that districts would have in one word"),
]


ATTRIBUTES = [
    case(
        "Doanh nghiệp Lào và du khách Nhật Bản gặp nhau ở Huế.", "VN-26", id="who is of a country"
    ),
    case("Lưu học sinh Lào, Campuchia học tại Huế.", "VN-26", id="a list of them"),
    case("Pháp luật Việt Nam và Lào; doanh nghiệp của Lào.", "LA", id="of the country itself"),
    case("Doanh nghiệp Lào sang Việt Nam; Lào mở cửa.", "VN", "LA", id="the country as well"),
    case("Doanh nghiep Lao va du khach My gap nhau o Hue.", "VN-26", id="the same without marks"),
    case("Tau cua My cap cang; xuat khau sang My tang.", "US", id="America without marks"),
    case("Chi My va em Nga di hoc My thuat.", id="girls without marks"),
    case("Ao dai Thai Tuan, cho Thai Phien.", id="no English adjective in Vietnamese"),
    case("Bão vào vịnh Thái Lan rồi ra biển Nhật Bản.", id="seas of countries"),
    case("Ngư dân trên vùng biển Việt Nam.", "VN", id="the waters of a country"),
    case("Các nước Mỹ Latinh, Bắc Mỹ và Nam Mỹ họp.", id="continents"),
    case("Forbes Việt Nam và Shark Tank Việt Nam ra mắt.", id="firms and shows"),
    case("Bộ Quốc phòng Nga họp.", id="a ministry"),
    case("Quan hệ ngoại giao Việt Nam - Lào.", "VN", "LA", id="ties of two countries"),
    case("Đến Mỹ Lý, về Nga Tân.", id="communes that begin like a country"),
    case("Đội Quảng Ninh thắng đội Hải Phòng.", id="teams in other news"),
    case("Bộ đội Trường Sa đón Tết.", "VN-34-truong-sa", id="soldiers are no team"),
    case("Giải nhất thuộc về Nga, Hoa và Mỹ lớp 9A.", id="given names in a list"),
    case("Nga, Mỹ và Trung Quốc ký thỏa thuận.", "RU", "US", "CN", id="countries in a list"),
    case("Xe biển số Hà Nội đâm xe biển kiểm soát Nghệ An.", id="number plates"),
    case("Kịch ở nhà hát Hòa Bình và rạp Đồng Tháp.", id="halls"),
    case("Sữa Ba Vì, bánh đậu xanh Hải Dương lên kệ.", id="products"),
    case("Kẹt xe ở cầu Điện Biên Phủ (quận 1).", id="a street's name"),
    case("Lễ hội ở TP Điện Biên Phủ.", "VN-71-dien-bien-phu", id="the town"),
]

COMMUNES = [
    case("Dân Ngọc Hồi, Thanh Trì, Hà Nội trồng hoa.", "VN-HN-thanh-tri", "VN-HN", id="a commune"),
    case(
        "Ở Tân Phú (Châu Thành, Bến Tre).", "VN-50-chau-thanh", "VN-50", id="a commune in brackets"
    ),
    case("Đảo Hà Nam, Quảng Yên (Quảng Ninh).", "VN-13-quang-yen", "VN-13", id="an island"),
    case(
        "Khách thăm Vinh, Cửa Lò (Nghệ An).", "VN-22-vinh", "VN-22-cua-lo", "VN-22", id="two towns"
    ),
    case("TP Thái Nguyên mời đoàn TP Quảng Châu (Trung Quốc).", "VN-69", "CN-GD-guangzhou", "CN"),
    case("TP Thái Nguyên, tỉnh Sơn Tây (Trung Quốc).", "CN-SX-taiyuan", "CN-SX", "CN"),
]


NAMED_BY_CHANCE = [
    # a relative, told with whose
    case("Nga, vợ anh Tuấn, bán cà phê ở Kon Tum.", "VN-28", id="a wife"),
    case("Hà Giang (con gái ông Bảy) vừa đỗ đại học.", id="a daughter in brackets"),
    case("Ha Giang, con gai ong Bay, vua do dai hoc.", id="without marks"),
    case("Nga, đồng minh của Lào, phản đối.", "RU", "LA", id="no relative but an ally"),
    case("Hai cha con sống ở Cà Mau, con trai ông học giỏi.", "VN-59", id="someone's home"),
    case("Anh Minh sống ở Nga, con trai anh ở Huế.", "RU", "VN-26", id="where someone lives"),
    # among performers
    case(
        "Phim có NSƯT Thành Lộc, Lê Khánh Ngọc, Hải Dương và Thái Bình cùng diễn.",
        id="a list of performers",
    ),
    case("Phim co cac dien vien Tran Minh Tam, Ngoc Lan, Hai Duong.", id="the same without marks"),
    case(
        "Các nghệ sĩ Nam Định, Hải Dương và Thái Bình hát chèo.",
        *("VN-61", "VN-20"),
        id="performers from three provinces",
    ),
    # the result of a match
    case("Kết quả: Cần Thơ thua Bình Phước 1-3.", id="a result"),
    case("Ket qua: Can Tho thua Binh Phuoc 1-3.", id="a result without marks"),
    case("Kết quả: Phú Yên - Đắk Lắk 0-0; Huế hòa Long An 2-2.", id="two results"),
    case("Xe chạy tuyến Cần Thơ - Cà Mau 2-3 giờ.", "VN-CT", "VN-59", id="hours are no goals"),
    case("Cần Thơ thắng Bình Phước 3-1 ở Pleiku.", "VN-30-pleiku", id="where it was played"),
    case("Tiền vệ Hải Dương và thủ môn Bình Định chấn thương.", id="players"),
    # a broadcaster, a factory
    case("Đài Phát thanh - Truyền hình Kon Tum và Đài PTTH Cà Mau đưa tin.", id="broadcasters"),
    case("Cơ khí Cẩm Phả nhận đơn hàng từ Điện cơ Thống Nhất.", id="factories"),
    case("DNTN Cao Bằng xây cầu ở Huế.", "VN-26", id="a private firm"),
    # a school in another province, a writer, a product, a treaty
    case("Trường tiểu học Bình Định ở Bảo Lộc nghỉ học.", "VN-35-bao-loc", id="a school"),
    case("Truong mam non Thanh Hoa (Nha Trang) nghi hoc.", "VN-34-nha-trang", id="without marks"),
    case("Trường THPT Sa Pa ở Lào Cai.", "VN-02-sa-pa", "VN-02", id="a school in its province"),
    case("Nhà văn Sơn La và nhạc sĩ Thái Bình gặp nhau.", id="a writer and a composer"),
    case("Mứt gừng Huế và bưởi da Bến Tre bán ở Vinh.", "VN-22-vinh", id="products"),
    case("Nghị định thư Manila được nhắc lại.", id="a treaty"),
    # a seat of government
    case("Căng thẳng với Bắc Kinh, Tokyo gần lại Washington.", id="governments"),
    case("Ông tới Bắc Kinh, Trung Quốc.", "CN-BJ", "CN", id="the city"),
    # a district by the province behind it, whatever it is today
    case("huyện Tân Uyên, tỉnh Bình Dương", "VN-57-tan-uyen", "VN-57", id="a city today"),
    case("huyện Tân Uyên, tỉnh Lai Châu", "VN-01-tan-uyen", "VN-01", id="a district still"),
    case("huyen Phuoc Long (Binh Phuoc)", "VN-58-phuoc-long", "VN-58", id="a town today"),
    case("huyện Phước Long, tỉnh Bạc Liêu", "VN-55-phuoc-long", "VN-55", id="its namesake"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        *NAMED_BY_CHANCE,
        *MARKS_AND_CASE,
        *SPELLINGS,
        *LONGER_NAMES,
        *SAME_NAME_ABROAD,
        *UNITS,
        *FORMER_UNITS,
        *PERSONS,
        *OTHER_THINGS,
        *ATTRIBUTES,
        *COMMUNES,
    ],
)
def test_places_of_a_sentence(text: str, ids: set[str]) -> None:
    assert set(mentions(text)) == ids


TEAMS = [
    case("HLV cho biết, Nghệ An thắng Nam Định; cầu thủ và tiền đạo mừng bàn thắng.", id="teams"),
    case(
        "Hai đội bóng tới Quy Nhơn; tiền vệ và hậu vệ của HLV thua Việt Nam ở Phú Thọ.",
        *("VN-31", "VN-68"),
        id="where they play",
    ),
    case(
        "HLV và cầu thủ của hai đội bóng đi Côn Đảo sau trận đấu ở tỉnh Nam Định.",
        *("VN-43", "VN-67"),
        id="no team is called by an island",
    ),
    case(
        "HLV của hai đội bóng khen cầu thủ; tiền vệ của Thanh Hóa chuyển tới thi đấu cho Hải Phòng.",
        id="whose players they are",
    ),
    case(
        "HLV cua hai doi bong khen cau thu; tien ve ghi ban thang, Ha Noi thang tran dau o Nghe An.",
        "VN-22",
        id="without marks",
    ),
    case(
        "HLV, cầu thủ, tiền đạo, hậu vệ tập ở Hà Nội và TP Hồ Chí Minh, tại các tỉnh gồm Huế, Cà Mau.",
        *("VN-HN", "VN-SG", "VN-26", "VN-59"),
        id="where they train, listed",
    ),
    case("HLV, CLB, VDV, tien dao; doi bong chuyen o Vinh Phuc.", "VN-70", id="volleyball"),
    case("Cầu thủ thăm Nghệ An.", "VN-22", id="no news of teams"),
]


@pytest.mark.parametrize(("text", "units"), TEAMS)
def test_in_news_of_teams_a_name_is_a_place_where_something_is_in_it(
    text: str, units: set[str]
) -> None:
    assert {(id, *GAZETTEER.ancestors(id))[-2] for id in mentions(text)} == units


# --- what is said of each ---


def test_a_mention_tells_where_and_in_which_words() -> None:
    found = mentions(
        "Đoàn Sê Kông thăm Quảng Nam.\nHai bên họp tại Sekong, rồi Sê Kông.",
        title="Quảng Nam đón khách",
    )
    sekong = found["LA-XE"]
    assert sekong.within == ("LA",)
    assert sekong.count == 3
    assert sekong.zones == ("lead", "body")
    assert sekong.words == ("Sê Kông", "Sekong")
    assert found["VN-27"].zones == ("title", "lead")


def test_a_district_does_not_mention_its_province() -> None:
    found = mentions("Huyện Đắk Glei họp.")
    assert set(found) == {"VN-28-dak-glei"}
    assert found["VN-28-dak-glei"].within == ("VN-28", "VN")


def test_main_places_come_first_then_those_named_most() -> None:
    places = find_places(
        "Quảng Nam họp",
        "Quảng Nam họp.\nHà Nội, Hà Nội, Hà Nội, Huế, Đà Nẵng, Đà Nẵng, Quảng Nam.",
        GAZETTEER,
    )
    assert [(m.place, m.main) for m in places] == [
        ("VN-27", True),
        ("VN-HN", True),
        ("VN-DN", False),
        ("VN-26", False),
    ]


def test_a_dateline_counts_as_lead_wherever_it_stands() -> None:
    found = mentions("At the meeting.\nThe two shake hands.Quang Nam (VNA) – Leaders met.")
    assert found["VN-27"].zones == ("lead",)
    assert found["VN-27"].main


def test_the_lead_of_a_text_without_paragraphs_is_its_beginning() -> None:
    found = mentions("Quảng Nam họp. " + "Hai bên bàn bạc. " * LEAD_LENGTH + "Huế có mưa.")
    assert found["VN-27"].zones == ("lead",)
    assert found["VN-26"].zones == ("body",)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param("The Chinese Embassy issued visas.", "CN", id="an embassy of"),
        pytest.param("The embassy in Hanoi issued visas.", "VN-HN", id="an embassy in"),
        pytest.param("Đại sứ quán Việt Nam tại Lào họp.", "LA", id="an embassy in Vietnamese"),
        pytest.param("Anh Bình, quê Cà Mau, lái xe.", "VN-59", id="where a man comes from"),
        pytest.param("Cứu ông B. (61 tuổi, trú tại Cà Mau).", "VN-59", id="where a man lives"),
        pytest.param("Khám lúc nào, thưa bác sĩ? (Ngọc, Cà Mau).", "VN-59", id="who asks"),
        pytest.param("Nước sông Đồng Nai dâng cao.", "VN-39", id="a river"),
        pytest.param("Cô gái 27 tuổi (Cà Mau) hát.", "VN-59", id="where someone of an age lives"),
        pytest.param(
            "Anh Bình (Lái xe, Bạc Liêu, Cà Mau) kể.", "VN-59", id="brackets with a trade"
        ),
        pytest.param(
            "Chị Lan, bán hàng ở Cà Mau, kể.", "VN-59", id="where someone who is asked works"
        ),
        pytest.param("Bệnh nhi 2 tuổi ở Cà Mau khỏi bệnh.", "VN-59", id="where a child lives"),
        pytest.param("- Hà Nội: 80 Trúc Khê; ĐT: 024 123.", "VN-HN", id="an address to call"),
        pytest.param("Máy bán ở thị trường Lào.", "LA", id="where something is sold"),
        pytest.param(
            "Khách từ xã An Bình, huyện Long Hồ, tỉnh Vĩnh Long.", "VN-49", id="guests of a unit"
        ),
    ],
)
def test_what_is_only_called_after_a_place_mentions_it_in_passing(body: str, place: str) -> None:
    assert not mentions(body)[place].main


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param("Vietnam exported more rice.", "VN", id="a country"),
        pytest.param("Vietnamese exporters met.", "VN", id="an adjective in the lead"),
        pytest.param("The Socialist Republic of Vietnam was founded.", "VN", id="its full name"),
        pytest.param("Công ty của Trung Quốc đầu tư.", "CN", id="a company of"),
        pytest.param("Hanoi held a fair.", "VN-HN", id="a city"),
    ],
)
def test_a_place_of_the_lead_is_main(body: str, place: str) -> None:
    assert mentions(body)[place].main


def test_a_place_of_the_title_alone_is_not_main_beside_one_named_often() -> None:
    found = mentions("Quảng Nam họp. Quảng Nam bàn. Quảng Nam quyết. Quảng Nam làm.", "Lào Cai họp")
    assert not found["VN-02"].main
    assert found["VN-27"].main


def test_a_place_of_the_title_is_main_if_a_place_in_it_is_taken_up() -> None:
    found = mentions(
        "Mưa lớn ở Đà Nẵng.\nĐà Nẵng, Đà Nẵng; huyện Nam Giang ngập.", "Quảng Nam ngập"
    )
    assert found["VN-27"].main


@pytest.mark.parametrize(
    ("body", "main", "passing"),
    [
        pytest.param(
            "Sekong (Laos) opened a market.", {"LA-XE"}, {"LA"}, id="says where a province lies"
        ),
        pytest.param(
            "Quang Nam leaders visited Sekong province (Laos).",
            {"VN-27", "LA-XE"},
            {"LA"},
            id="says where a province across the border lies",
        ),
        pytest.param(
            "Quang Nam leaders visited Sekong province (Laos). It helps the two countries.",
            {"VN-27", "LA-XE", "LA"},
            set(),
            id="says in which of two countries a province lies",
        ),
        pytest.param(
            "Các tỉnh Việt Nam là Lào Cai, Điện Biên và tỉnh Vân Nam của Trung Quốc giúp hai nước.",
            {"VN-02", "VN-71", "CN-YN", "VN", "CN"},
            set(),
            id="provinces of two countries, both named",
        ),
        pytest.param(
            "Sekong (Laos) opened a market. It helps the two countries.",
            {"LA-XE"},
            {"LA"},
            id="provinces of one country only",
        ),
        pytest.param(
            "Vietnamese traders met in Hanoi.", {"VN-HN"}, {"VN"}, id="an adjective beside a place"
        ),
        pytest.param(
            "Laos raised its prices. Laos sells power to Hanoi, and Laos builds dams in Sekong.",
            {"LA", "VN-HN", "LA-XE"},
            set(),
            id="a country that is named for itself",
        ),
        pytest.param(
            "Hội An đón khách. Hội An, Hội An, Hội An; rồi Nam Giang.\nQuảng Nam giúp Nam Giang.",
            {"VN-27-hoi-an", "VN-27-nam-giang", "VN-27"},
            set(),
            id="a province with what lies in it",
        ),
    ],
)
def test_countries_and_provinces_are_weighed_with_what_lies_in_them(
    body: str, main: set[str], passing: set[str]
) -> None:
    found = mentions(body)
    assert {id for id, mention in found.items() if mention.main} == main
    assert set(found) == main | passing


LONG = "Người dân trong vùng rất vui mừng và cùng nhau chuẩn bị cho mùa vụ mới. " * 20
ENGLISH = "The people there were glad and made ready for the new season together. " * 5


@pytest.mark.parametrize(
    ("title", "body", "main"),
    [
        pytest.param("Tin", f"Lào họp bàn.\n{LONG}", set(), id="a long text names it once"),
        pytest.param("Tin", "Lào họp bàn.", {"LA"}, id="a short one does"),
        pytest.param("Tin", f"Lào họp bàn.\n{LONG}Lào quyết định.", {"LA"}, id="it names it again"),
        pytest.param("Huế họp", f"Tin vui.\n{LONG}", {"VN-26"}, id="a province is more than that"),
        pytest.param(
            "Mỹ và Nga",
            f"Mỹ và Nga họp.\n{LONG}Mỹ, Nga. Mỹ, Nga. Mỹ, Nga. Mỹ, Nga. Đài Loan, Đài Loan, Đài Loan.",
            {"US", "RU"},
            id="a unit beside other countries",
        ),
        pytest.param(
            "Bệnh viện Huế mổ tim",
            f"Huế cứu sống hai người.\n{LONG}Ở Việt Nam bệnh này hiếm. Việt Nam, Việt Nam.",
            {"VN-26"},
            id="a country that only the rest speaks of",
        ),
        pytest.param(
            "Vietnam Prime Minister meets Korean investors in Da Nang",
            "Korean investors met in Da Nang.",
            {"VN-DN"},
            id="an adjective beside a province abroad",
        ),
        pytest.param(
            "HLV của hai đội bóng khen cầu thủ ở Việt Nam",
            "Các cầu thủ vui sau trận đấu ở Việt Nam. Tiền đạo ghi bàn thắng tại Huế, Huế vui.",
            {"VN-26"},
            id="news of teams",
        ),
        pytest.param(
            "Điện thoại bốc cháy",
            f"{LONG}\nSự việc trên xảy ra hôm qua tại tỉnh Hà Nam, Trung Quốc. Lào cũng có.",
            {"CN-HA"},
            id="where it took place, told late",
        ),
        pytest.param(
            "Khách hủy phòng",
            "Chị N.H (Hà Nội) hủy phòng ở Huế. Anh Tám, trú tại Cà Mau, cũng vậy. Huế vắng khách.",
            {"VN-26"},
            id="homes",
        ),
        pytest.param(
            "Ca mắc mới tại Huế",
            "Huế có ba ca. Người thứ nhất có địa chỉ tại thành phố Hải Phòng, và lấy vợ Hà Nam.",
            {"VN-26"},
            id="more homes",
        ),
        pytest.param(
            "Students find a home in Hue",
            "Hue, 650 km south of Hanoi, houses 118 students from Oudomxay, Bokeo and Sekong.",
            {"VN-26"},
            id="where students come from, and how far it is",
        ),
        pytest.param(
            "Chùa mở cửa",
            "Chùa ở tỉnh Đồng Tháp, giáp tỉnh Prây-veng, cách trung tâm thành phố Cần Thơ khoảng 25km.",
            {"VN-45"},
            id="what a place borders on",
        ),
        pytest.param(
            "Chợ trâu Bắc Hà vắng khách",
            "Chợ Bắc Hà của tỉnh Lào Cai vắng. Lái buôn từ Vân Nam không sang, lái từ Hà Giang cũng vậy.",
            {"VN-02", "VN-02-bac-ha"},
            id="where traders come from",
        ),
        pytest.param(
            "An Giang phát hiện ba người",
            "An Giang bắt ba người nhập cảnh trái phép vào Việt Nam. Họ từ Lào về nước."
            " Ba người khác nhập cảnh Việt Nam tại An Giang.",
            {"VN-44"},
            id="the country that someone enters, and the one left",
        ),
        pytest.param(
            "PRESS RELEASE",
            f"Ministry of Commerce\nA delegation of Can Tho toured Mandalay.\n{ENGLISH}",
            {"VN-CT", "MM-04"},
            id="lines above the lead",
        ),
        pytest.param(
            "Tin vắn biên giới",
            "* Huế: Mưa lớn.\n* Lào Cai: Chợ mở lại.\n* An Giang: Giá lúa tăng.",
            set(),
            id="a digest",
        ),
        pytest.param(
            "Boats of three countries end a joint trip",
            f"Boats of China, Laos and Thailand came home. {ENGLISH}Some are from Yunnan, some from Bokeo.",
            {"CN", "LA", "TH"},
            id="countries told alike, though places in two are named",
        ),
        pytest.param(
            "Cây lan lạ",
            f"{LONG * 4}Chị Tư ở Huế mua ba chậu. Nhà vườn Huế bán hết. Ở Huế ai cũng thích.",
            set(),
            id="a town that only the end of a long text speaks of",
        ),
        pytest.param(
            "Thị trường lúa gạo",
            "Giá gạo tăng mạnh trong tháng qua ở nhiều nơi, các nhà buôn cho biết khi được hỏi chuyện. "
            f"Việc này kéo dài. {'Lào mua gạo. ' * 12}{LONG}",
            {"LA"},
            id="a country that a long text speaks of throughout",
        ),
    ],
)
def test_what_an_article_is_about(title: str, body: str, main: set[str]) -> None:
    assert {id for id, mention in mentions(body, title).items() if mention.main} == main


def test_the_lead_is_the_first_sentences() -> None:
    lead = "Quảng Nam họp bàn với các địa phương về việc trồng rừng trong năm nay và các năm sau."
    found = mentions(f"{lead} {lead} Huế có mưa.", "Họp bàn")
    assert found["VN-27"].zones == ("lead",)
    assert found["VN-26"].zones == ("body",)


# --- the seeds ---


@pytest.fixture(scope="module")
def articles(seeds: Path) -> Mapping[str, RawArticle]:
    read = read_articles([seeds], max_bytes=1_000_000, counts=IngestCounts())
    return {item.id[:3]: item for item in read if isinstance(item, RawArticle)}


@pytest.mark.parametrize(
    ("seed", "main", "present", "absent"),
    [
        ("000", {"VN-27", "LA-XE", "VN", "LA"}, set(), set()),
        (
            "001",
            {"VN-27", "LA-XE", "LA"},
            {
                *("VN-X-quang-nam-da-nang", "VN-27-nam-giang", "VN-27-tay-giang"),
                *("LA-XE-kaleum", "LA-XE-dak-ta-ooc"),
            },
            {"VN-DN"},
        ),
        ("002", {"VN-27", "LA-XE", "VN"}, {"LA", "VN-02"}, {"CN", "CN-GX", "CN-YN"}),
        ("003", {"VN-HN", "LA-VT", "LA"}, {"VN"}, {"LA-VI"}),
        (
            "004",
            {"VN-02", "VN-71", "VN-03", "VN-01", "CN-YN", "VN", "CN"},
            {"CN-BJ", "VN-HN"},
            {"LA"},
        ),
    ],
)
def test_places_of_the_seeds(
    articles: Mapping[str, RawArticle],
    seed: str,
    main: set[str],
    present: set[str],
    absent: set[str],
) -> None:
    raw = articles[seed]
    found = mentions(raw.body, raw.title or "")
    assert {id for id, mention in found.items() if mention.main} == main
    assert set(found) == main | present
    assert not set(found) & absent


# --- any text ---

PIECES = st.sampled_from(
    [
        *(
            "Quảng Nam",
            "tỉnh ",
            "Lào",
            "HÀ NỘI",
            "Hue",
            "Nguyễn ",
            "Nam Giang",
            "Xa-vẳn-na-khệt",
            "US$",
        ),
        *(" - ", "–", "’s ", "'", "(Photo: ", ")", ", ", ". ", "\n", " ", "số 5 ", "Embassy in "),
        *("广南", "ວຽງຈັນ", "\u0301", "😀", "İ", "ß", "\u200b"),
    ]
)


@given(title=st.text(max_size=40), body=st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_gives_mentions_that_agree_with_themselves(title: str, body: str) -> None:
    title, body = normalize(title), normalize(body)
    for mention in find_places(title, body, GAZETTEER):
        assert mention.within == GAZETTEER.ancestors(mention.place)
        assert mention.count >= max(len(mention.words), len(mention.zones)) >= 1
        assert all(words in title or words in body for words in mention.words)


@given(st.lists(PIECES).map("".join))
def test_places_are_the_same_however_the_letters_are_composed(body: str) -> None:
    decomposed = normalize(unicodedata.normalize("NFD", body))
    assert find_places("", decomposed, GAZETTEER) == find_places("", normalize(body), GAZETTEER)
