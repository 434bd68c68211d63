"""Hypothesis strategies for what may be typed into a search box, or put into an address: anything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import quote

from hypothesis import strategies as st

from search import SearchRequest

ONSETS = ["", "b", "ch", "Đ", "gi", "h", "kh", "l", "ng", "nh", "ph", "qu", "S", "th", "tr", "x"]
RHYMES = ["a", "ái", "ăng", "ậ", "e", "ệnh", "iê\u0323n", "o", "ò\u0323", "uyển", "ươ", "ỹ", "ưu"]
NAMES = ["Quảng Nam", "Sê Kông", "Xê-Kông", "Yunnan", "云南", "ວຽງຈັນ", "TP.HCM", "Lao", "đền Hùng"]
ENGLISH = [
    "provinces",
    "the",
    "of",
    "border's",
    "COVID-19",
    "AND",
    "or",
    "not",
    "1,000",
    "14/6/2022",
]
SIGNS = [
    *'()"=|-~*:,;.!?/\\[]{}<>&#%_+^',
    "“",
    "”",
    "«",
    "＊",
    "：",
    "（",
    "..",
    "~2",
    "~3",
    "**",
    "\t",
]
FIELDS = [
    "title:",
    "place:",
    "date:",
    "lang:",
    "source:",
    "TITLE:",
    "id:",
    "title:title:",
    "date:(",
]
PERIODS = [
    "2012",
    "2022-01..2022-06",
    "..",
    "2022..",
    "..1",
    "9999-12-31",
    "31/2/2022",
    "0000",
    "२०२२",
]
ODD = [
    *("\x00", "\x07", "\x1b[31m", "\ud800", "\udfff", "\ufffe", "\ufeff", "\u200b", "\u00ad"),
    *("\u202e", "\u2066", "\u2069", "\u200f", "\u0301", "e\u0301\u0323", "\u0345", "\u037a"),
    *("ß", "ﷺ", "ŉ", "İ", "ſ", "½", "😀", "🇻🇳", "\U000e0041", "\U0010ffff", "\u2028", "\u3000"),
]

syllables = st.builds(str.__add__, st.sampled_from(ONSETS), st.sampled_from(RHYMES))
words = syllables | st.sampled_from([*NAMES, *ENGLISH])
any_text = st.text(st.characters(exclude_categories=()), max_size=30)
pieces = (
    words
    | st.sampled_from([" ", " ", " OR ", " AND ", " NOT ", " -"])
    | st.sampled_from([*SIGNS, *FIELDS, *PERIODS, *ODD])
    | any_text
)
leaves = st.one_of(
    words,
    words.map('"{}"'.format),
    words.map('="{}"'.format),
    st.builds("{}{}".format, syllables, st.sampled_from(["*", "~", "~1", "~2"])),
    st.builds("{}{}".format, st.sampled_from(FIELDS), words),
    st.builds("date:{}".format, st.sampled_from(PERIODS)),
)
well_formed = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=6).map(" ".join),
        st.lists(inner, min_size=2, max_size=4).map(" OR ".join),
        inner.map("({})".format),
        inner.map("-({})".format),
        inner.map("title:({})".format),
    ),
    max_leaves=40,
)
huge = st.builds(str.__mul__, pieces, st.sampled_from([3, 11, 33, 129, 600, 3_000, 50_000]))
texts = st.one_of(
    any_text,
    st.lists(pieces, max_size=25).map("".join),
    st.lists(words, max_size=36).map(" ".join),
    well_formed,
    st.builds("{}{}{}".format, huge, well_formed, huge),
    st.builds("{0}{1}{2}".format, st.just("(") | huge, pieces, huge),
)

values = st.lists(
    st.sampled_from(["VN-27", "LA", "vi", "en", "VNA", "2022", "2022-06", "undated", "unknown"])
    | pieces,
    max_size=3,
).map(tuple)
bounds = st.sampled_from(["", "2022", "2022-06", "8/6/2022"]) | st.sampled_from(PERIODS) | pieces
numbers = st.sampled_from([1, 1, 2, 10, 100, 0, -1, 10**9, 10**30])
questions = st.one_of(
    texts.map(SearchRequest),
    st.builds(
        SearchRequest,
        text=texts,
        chosen=st.fixed_dictionaries(
            {"place": values, "date": values, "lang": values, "source": values, "section": values}
        ),
        any_place=st.booleans(),
        main_places=st.booleans(),
        first=bounds,
        last=bounds,
        sort=st.sampled_from(["relevance", "newest", "oldest", "", "best"]),
        page=numbers,
        size=numbers,
        exact=st.booleans(),
        expand_places=st.booleans(),
    ),
)
"""Questions, most of them of their text alone: the other fields are refused before it is asked."""

PATHS = (
    "/",
    "/api/search",
    "/api/suggest",
    "/timeline",
    "/timeline.svg",
    "/partners",
    "/partners.csv",
    "/places",
    "/places.svg",
    "/places.csv",
    "/choices/place",
    "/choices/source",
    "/feed.atom",
    "/article/x",
    "/partners/LA/VN",
    "/list",
    "/export.csv",
)
NAMES_OF_PARAMETERS = (
    "q",
    "q",
    "q",
    "place",
    "date",
    "lang",
    "source",
    "section",
    "any_place",
    "main",
    "from",
    "to",
    "sort",
    "page",
    "size",
    "all",
    "marks",
    "widen",
    "copies",
    "vs",
    "rows",
    "columns",
    "hit",
    "ui",
    "id",
    "share",
    "list",
    "zz",
)
VALUES = (
    "1",
    "all",
    "exact",
    "0",
    "newest",
    "VN",
    "LA",
    "2022",
    "2022-06",
    "undated",
    "-1",
    "compact",
    "999999999999",
)


def addresses(drawn: random.Random) -> Iterator[str]:
    """Addresses without end: of grammar, of any bytes, of any letters, in all that an address may say."""
    parts = [
        *ONSETS,
        *RHYMES,
        *NAMES,
        *ENGLISH,
        *SIGNS,
        *FIELDS,
        *PERIODS,
        *ODD,
        " ",
        " ",
        " OR ",
        " -",
    ]

    def text() -> bytes:
        match drawn.randrange(8):
            case 0:
                return drawn.randbytes(drawn.randrange(30))
            case 1:
                letters = (chr(drawn.randrange(0x110000)) for _ in range(drawn.randrange(20)))
                return "".join(letters).encode("utf-8", "surrogatepass")
            case 2:
                piece = drawn.choice(parts) * drawn.choice((3, 33, 600, 3_000))
                return piece.encode("utf-8", "surrogatepass")
            case _:
                pieces = drawn.choices(parts, k=drawn.randrange(1, 25))
                return drawn.choice(("", " ")).join(pieces).encode("utf-8", "surrogatepass")

    while True:
        given = []
        for _ in range(drawn.randrange(6)):
            name = drawn.choice(NAMES_OF_PARAMETERS)
            value = text() if name == "q" or drawn.random() < 0.3 else drawn.choice(VALUES).encode()
            given.append(f"{name}={quote(value)}")
        yield f"{drawn.choice(PATHS)}?{'&'.join(given)}"
