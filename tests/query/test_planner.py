"""A question becomes a plan: places are understood, filters validated, ranking terms chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from search import FACETS, QueryError, QueryTooCostly, SearchRequest, Settings
from search.analysis import Stream
from search.gazetteer import load_gazetteer
from search.periods import read_period
from search.query.plan import Filters, Notice, NoticeKind, Plan
from search.query.planner import make_plan
from search.query.tree import (
    NOTHING,
    All,
    Any,
    FacetTerm,
    Most,
    Node,
    Not,
    Phrase,
    Range,
    Term,
    Word,
)

GAZETTEER = load_gazetteer()
ENGLISH = {"provinc", "visit", "cooper"}


def frequencies(stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
    """An index in which 10 articles have every word, all of them English for English stems."""
    return tuple(10 if stream == "folded" or term in ENGLISH else 0 for term in terms)


def plan(
    question: SearchRequest | str, settings: Settings | None = None
) -> tuple[Plan, tuple[Notice, ...]]:
    asked = SearchRequest(question) if isinstance(question, str) else question
    return make_plan(asked, GAZETTEER, frequencies, settings or Settings())


def word(folded: str, accented: str | None = None) -> Word:
    return Word(Term(folded, accented))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("quang nam", "VN-27"), ("Quảng Nam", "VN-27"), ("QUANG NAM", "VN-27"),
        ("sekong", "LA-XE"), ("Sê Kông", "LA-XE"), ("Xê Kông", "LA-XE"), ("xekong", "LA-XE"),
        ("Vân Nam", "CN-YN"), ("yunnan", "CN-YN"), ("云南", "CN-YN"),
        ("ha noi", "VN-HN"), ("hanoi", "VN-HN"), ("Lào", "LA"), ("lao", "LA"),
    ],
)  # fmt: skip
def test_a_place_is_found_in_every_spelling(text: str, place: str) -> None:
    made, notices = plan(text)
    assert isinstance(made.tree, Any)
    assert FacetTerm("place", place) in made.tree.children
    assert any(
        notice.kind is NoticeKind.PLACE_EXPANDED and notice.subject == place for notice in notices
    )


@pytest.mark.parametrize(
    "text",
    [
        "vẫn nằm",  # folds to Vân Nam, is not
        "diễn biến",  # Điện Biên
        "hai năm",  # Hải Nam
        "lao động",  # labour, not Laos
        "-sekong",
        "title:sekong",
        '="Sê Kông"',
    ],
)
def test_what_is_no_place_is_left_as_it_is(text: str) -> None:
    assert plan(text)[1] == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Thừa Thiên-Huế", "VN-26"), ("Bà Rịa–Vũng Tàu", "VN-43"), ("Ðồng Nai", "VN-39"),
        ("Phan Rang-Tháp Chàm", "VN-36-phan-rang-thap-cham"), ("Cam-pu-chia", "KH"),
        ("Ea H'leo", "VN-33-ea-hleo"), ("ea h leo", "VN-33-ea-hleo"), ("EaH’leo", "VN-33-ea-hleo"),
        ("Xi'an", "CN-SN-xian"), ("xi an", "CN-SN-xian"), ("TP. Cần Thơ", "VN-CT"),
        ("Thành phố Hồ Chí Minh", "VN-SG"), ("tỉnh Cà Mau", "VN-59"), ("Can Tho City", "VN-CT"),
        ("US", "US"), ("U.S.", "US"), ("u.s", "US"), ("usa", "US"),
    ],
)  # fmt: skip
def test_a_name_typed_alone_is_the_place(text: str, place: str) -> None:
    assert [notice.subject for notice in plan(text)[1]] == [place]
    # also among other words, unless it is guarded, or short and not in capitals
    if place not in ("VN-33-ea-hleo", "CN-SN-xian") and text != "usa":
        subjects = [notice.subject for notice in plan(f"lũ lụt {text} năm nay")[1]]
        assert subjects == [place]


def test_the_words_of_an_official_form_are_the_name_and_no_others() -> None:
    name = Phrase((Term("tinh", "tỉnh"), Term("ca", "cà"), Term("mau")))
    assert plan("tỉnh Cà Mau")[0].tree == Any((name, FacetTerm("place", "VN-59")))


def test_a_name_with_an_apostrophe_is_looked_for_in_all_its_writings() -> None:
    writings = {("ea", "hleo"), ("ea", "h", "leo"), ("eahleo",)}
    for text in ("Ea H'leo", "Ea H leo", "EaH'leo", "Ea Hleo"):
        tree = plan(text)[0].tree
        assert isinstance(tree, Any)
        texts = [leaf for leaf in tree.children if isinstance(leaf, Word | Phrase)]
        found = {
            (leaf.term.folded,)
            if isinstance(leaf, Word)
            else tuple(term.folded for term in leaf.terms)
            for leaf in texts
        }
        assert found == writings, text


@pytest.mark.parametrize("text", ["us", "tell us", "Us", "GIVE US A HAND", "lao us"])
def test_us_is_a_word(text: str) -> None:
    assert "US" not in [notice.subject for notice in plan(text)[1]]


def test_the_word_us_is_looked_for_in_articles_on_the_country_only() -> None:
    place = FacetTerm("place", "US")
    assert plan("US")[0].tree == Any((All((word("us"), Any((place,)))), place))


def test_widening_can_be_switched_off() -> None:
    made, notices = plan(SearchRequest("quang nam", expand_places=False))
    assert made.tree == Most((word("quang"), word("nam")))
    assert notices == ()


def test_the_words_of_a_name_are_looked_for_side_by_side() -> None:
    name = Phrase((Term("quang"), Term("nam")))
    assert plan("quang nam")[0].tree == Any((name, FacetTerm("place", "VN-27")))


def test_a_place_among_other_words() -> None:
    tree = plan("hợp tác Quảng Nam mạnh")[0].tree
    assert isinstance(tree, Most)
    assert tree.children[0] == word("hop", "hợp")
    assert FacetTerm("place", "VN-27") in tree.children[2].children
    assert len(tree.children) == 4


def test_words_count_more_where_they_are_near_each_other() -> None:
    made, _ = plan('hợp tác (lào OR title:yunnan) "Điện Biên" tác')
    assert made.proximity_terms == ("hop", "tac", "lao", "dien", "bien", "tac")
    assert made.bigrams == (
        ("hop", "tac"),
        ("tac", "lao"),
        ("lao", "dien"),
        ("dien", "bien"),
        ("bien", "tac"),
    )
    assert plan('"Điện Biên" -hop')[0].bigrams == (("dien", "bien"),)
    assert plan("hop")[0].proximity_terms == plan("hop hợp")[0].proximity_terms == ()


def test_words_around_a_phrase_keep_their_order() -> None:
    made, _ = plan('hop "ban be" tac')
    assert made.tree == All((Most((word("hop"), word("tac"))), Phrase((Term("ban"), Term("be")))))
    assert made.proximity_terms == ("hop", "ban", "be", "tac")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hợp tac", "vi"),  # a mark
        ("provinces hợp", "vi"),
        ("provinces visits", "en"),
        ("provinces mang", "en"),  # half of it
        ("provinces mang luoi", None),
        ("mang luoi", "vi"),
        ("xyzzy xyzzi", None),
        ("hợp", None),  # one word alone
        ("provinces", None),
        ("", None),
    ],
)
def test_the_language_of_a_question(text: str, language: str | None) -> None:
    def known(stream: Stream, terms: Sequence[str]) -> tuple[int, ...]:
        return tuple(
            0 if term.startswith("xyzz") else frequencies(stream, [term])[0] for term in terms
        )

    assert make_plan(SearchRequest(text), GAZETTEER, known, Settings())[0].language == language


def test_words_that_live_in_english_articles_are_stemmed() -> None:
    tree = plan("provinces visits")[0].tree
    assert tree == Most(
        (Word(Term("provinces", stem="provinc")), Word(Term("visits", stem="visit")))
    )
    assert plan("provinces hợp")[0].tree == Most((word("provinces"), word("hop", "hợp")))
    assert plan("mang luoi")[0].tree == Most((word("mang"), word("luoi")))


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("VN-27", "VN-27"),
        ('"quảng nam"', "VN-27"),
        ("sekong", "LA-XE"),
        ('"tỉnh Cà Mau"', "VN-59"),
        ('"TP. Cần Thơ"', "VN-CT"),
        ('"Bà Rịa-Vũng Tàu"', "VN-43"),
        ('"tỉnh Vân Nam (Trung Quốc)"', "CN-YN"),
        ('"Sekong Province, Laos"', "LA-XE"),
        ("Ea_Hleo", "VN-33-ea-hleo"),
        ("U.S.", "US"),
        ("us", "US"),
        # as a label has it, in any spelling, with any of what holds it
        ('"Hà Nam (Trung Quốc)"', "CN-HA"),
        ('"ha nam (china)"', "CN-HA"),
        ('"Châu Thành (Tiền Giang)"', "VN-46-chau-thanh"),
        ('"Châu Thành (Tiền Giang, Việt Nam)"', "VN-46-chau-thanh"),
        ('"Quảng Ninh (VN-24)"', "VN-24-quang-ninh"),
    ],
)
def test_a_place_asked_by_name_or_id(value: str, place: str) -> None:
    assert plan(f"place:{value}")[0].tree == FacetTerm("place", place)


@pytest.mark.parametrize("ui", ["vi", "en"])
def test_the_label_of_a_place_that_shares_its_name_asks_for_it_alone(
    ui: Literal["vi", "en"],
) -> None:
    labels = {id: GAZETTEER.label(id, ui) for id in GAZETTEER.places}
    told = {id: label for id, label in labels.items() if label.endswith(")")}
    assert told["VN-24-quang-ninh"] == "Quảng Ninh (Quảng Bình)"
    for id, label in told.items():
        assert plan(f'place:"{label}"')[0].tree == FacetTerm("place", id)


@pytest.mark.parametrize(
    "value", ["xyzzy", "Hà Nam (Lào)", "Hà Nam (xyzzy)", "Hà Nam (Lào, Trung Quốc)", "xyzzy (Lào)"]
)
def test_a_place_that_is_none_is_noted(value: str) -> None:
    made, notices = plan(f'place:"{value}"')
    written = f'place:"{value}"'
    assert notices == (
        Notice(NoticeKind.IGNORED, written),
        Notice(NoticeKind.NOTHING_ASKED, written),
    )
    assert made.tree == NOTHING


@pytest.mark.parametrize(
    ("text", "ignored", "tree"),
    [
        ("mang place:nowhere", ("place:nowhere",), word("mang")),
        ("mang -place:nowhere", ("place:nowhere",), word("mang")),
        ("mang OR place:nowhere", ("place:nowhere",), word("mang")),
        ("mang (place:nowhere OR place:nirgends)", ("place:nowhere", "place:nirgends"), word("mang")),
        ("mang place:(nowhere OR VN-27)", ("nowhere",), All((word("mang"), FacetTerm("place", "VN-27")))),
        ("mang date:xyz", ("date:xyz",), word("mang")),
        ("mang -date:xyz", ("date:xyz",), word("mang")),
        ("date:xyz place:LA", ("date:xyz",), FacetTerm("place", "LA")),
    ],
)  # fmt: skip
def test_what_means_nothing_is_left_out(text: str, ignored: tuple[str, ...], tree: Node) -> None:
    made, notices = plan(text)
    assert notices == tuple(Notice(NoticeKind.IGNORED, part) for part in ignored)
    assert made.tree == tree


@pytest.mark.parametrize("text", ["?", "🎉", '""', '"', "((", "-", "?! …", " . "])
def test_a_text_that_asks_for_nothing_is_no_wish_for_everything(text: str) -> None:
    made, notices = plan(text)
    assert notices == (Notice(NoticeKind.NOTHING_ASKED, text.strip()),)
    assert made.tree == NOTHING


@pytest.mark.parametrize("text", ["-place:nowhere", "date:xyz place:nowhere", "*", "lang:xx"])
def test_nor_is_one_of_which_nothing_is_left(text: str) -> None:
    made, notices = plan(text)
    assert notices[-1] == Notice(NoticeKind.NOTHING_ASKED, text)
    assert {notice.kind for notice in notices[:-1]} == {NoticeKind.IGNORED}
    assert made.tree == NOTHING


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b"])
def test_without_a_text_everything_is_wanted(text: str) -> None:
    assert plan(text) == plan("")
    assert plan(text)[0].tree is None


def test_filters_are_validated_and_resolved() -> None:
    asked = SearchRequest(
        chosen={
            "place": ("sekong", "VN-27", "LA-XE"),
            "date": ("2024", "2024-unknown", "undated"),
            "lang": ("vi",),
            "source": ("VNA",),
        },
        first="2022-06",
        last="2022-06",
    )
    assert plan(asked)[0].filters == Filters(
        chosen={
            "place": ("LA-XE", "VN-27"),
            "date": ("2024", "2024-unknown", "undated"),
            "lang": ("vi",),
            "source": ("VNA",),
        },
        first=date(2022, 6, 1),
        last=date(2022, 6, 30),
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SearchRequest(chosen={"place": ("Atlantis",)}), "no place 'Atlantis'"),
        (SearchRequest(chosen={"date": ("2024-13",)}), "'2024-13' is not a year or month"),
        (SearchRequest(first="31/2/2022"), "not a date we can read"),
        (SearchRequest(last="soon"), "'soon' is not a date"),
        (SearchRequest(chosen={"lang": ("fr",)}), "'fr' is not a language"),
        (SearchRequest(sort="best"), "'best' is not an order"),
        (SearchRequest(page=0), "pages count from 1"),
        (SearchRequest(size=0), "from 1 to 100 results"),
        (SearchRequest(size=101), "from 1 to 100 results"),
    ],
)
def test_what_means_nothing_is_refused_by_name(wrong: SearchRequest, said: str) -> None:
    with pytest.raises(QueryError) as error:
        plan(wrong)
    assert said in str(error.value)


def test_a_place_beside_one_that_lies_in_it_is_dropped_where_all_are_asked_for() -> None:
    both = SearchRequest(chosen={"place": ("LA-XE", "LA", "VN-27")})
    assert plan(both)[0].filters.chosen["place"] == ("LA-XE", "VN-27")
    any_place = replace(both, any_place=True)
    assert plan(any_place)[0].filters.chosen["place"] == ("LA-XE", "LA", "VN-27")


def test_a_period_that_ends_before_it_begins_is_swapped_and_said() -> None:
    swapped, notices = plan(SearchRequest(first="6/2022", last="2021"))
    assert (swapped.filters.first, swapped.filters.last) == (date(2021, 1, 1), date(2022, 6, 30))
    assert [(n.kind, n.subject, n.words) for n in notices] == [
        (NoticeKind.PERIOD_SWAPPED, "2021", ("6/2022",))
    ]
    overlapping = SearchRequest(first="6/2022", last="2022")
    assert plan(overlapping)[0].filters.first == date(2022, 6, 1)


@pytest.mark.parametrize(
    "text", ["30-4-2021", "1.5.2021", "30/04/21", "tháng 4 năm 2021", "Q2 2021"]
)
def test_the_ends_of_a_period_may_be_written_in_any_form(text: str) -> None:
    filters = plan(SearchRequest(first=text, last=text))[0].filters
    assert (filters.first, filters.last) == read_period(text)


def test_a_source_is_asked_for_as_it_is_stored() -> None:
    # Sources are stored as NFC without what no encoder takes; this one is decomposed.
    asked = SearchRequest(chosen={"source": ("Ba\u0301o\ud800",)})
    assert plan(asked)[0].filters.chosen["source"] == ("Báo",)


def test_a_question_over_its_budget_is_refused() -> None:
    with pytest.raises(QueryTooCostly):
        plan("a" * 1_000_000)
    with pytest.raises(QueryTooCostly):
        plan("a b c", Settings(question_words=2))
    for facet in FACETS:
        with pytest.raises(QueryTooCostly, match="a filter has 2,049 characters"):
            plan(SearchRequest(chosen={facet: ("vi", "a" * 2049)}))


def test_pages_and_order() -> None:
    made, _ = plan(SearchRequest("a", page=3, size=20, sort="oldest"))
    assert (made.offset, made.size, made.sort) == (40, 20, "oldest")
    # Without words there is nothing to be relevant to.
    assert plan(SearchRequest())[0].sort == "newest"
    assert plan(SearchRequest())[0].tree is None


A, B, C = word("a"), word("b"), word("c")
PERIOD = Range(date(2022, 1, 1), None)


@pytest.mark.parametrize(
    ("text", "tree", "every"),
    [
        ("a b c", Most((A, B, C)), All((A, B, C))),
        ("a", A, A),
        ("a b -c", All((Most((A, B)), Not(C))), All((All((A, B)), Not(C)))),
        ("a b date:2022..", All((Most((A, B)), PERIOD)), All((All((A, B)), PERIOD))),
        ("a +b c", All((Most((A, C)), B)), All((All((A, C)), B))),
        ("a +b", All((A, B)), All((A, B))),
        ('a "b c"', All((A, Phrase((Term("b"), Term("c"))))), None),
        ("a AND b c", All((A, B, C)), None),
        ("a (b c)", All((A, B, C)), None),
        ("a b OR c", Any((All((A, B)), C)), None),
        (
            "a b-c d",
            Most((A, Phrase((Term("b"), Term("c"))), word("d"))),
            All((A, Phrase((Term("b"), Term("c"))), word("d"))),
        ),
        ("", None, None),
    ],
)
def test_words_without_operators_are_asked_for_most(
    text: str, tree: Node | None, every: Node | None
) -> None:
    assert plan(SearchRequest(text))[0].tree == tree
    strict = plan(SearchRequest(text, all_words=True))[0].tree
    assert strict == (every if every is not None else tree)


def test_exact_asks_for_the_marks() -> None:
    made, notices = plan(SearchRequest('Sê "Điện Biên"', exact=True))
    assert made.tree == All(
        (
            replace(word("se", "sê"), exact=True),
            Phrase((Term("dien", "điện"), Term("bien", "biên")), exact=True),
        )
    )
    assert notices == ()
