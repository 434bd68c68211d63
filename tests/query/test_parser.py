"""What each text asks for. Trees and terms are written by hand from the notation in `lexer`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import QueryTooCostly
from search.query.parser import Budgets, Parsed, parse
from search.query.tree import (
    All,
    Any,
    FacetTerm,
    Field,
    Fuzzy,
    Most,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Term,
    Word,
)


def word(
    folded: str, accented: str | None = None, field: Field = "text", exact: bool = False
) -> Word:
    return Word(Term(folded, accented), field, exact)


def phrase(*terms: str | Term, field: Field = "text", exact: bool = False) -> Phrase:
    """The phrase of these terms; one given as a string carries no mark."""
    return Phrase(tuple(t if isinstance(t, Term) else Term(t) for t in terms), field, exact)


def both(*children: Node) -> All:
    return All(children)


def most(*children: Node) -> Most:
    return Most(children)


def either(*children: Node) -> Any:
    return Any(children)


A, B, C, D = (word(letter) for letter in "abcd")
HUE = word("hue", "huế")
QUANG, NAM = Term("quang", "quảng"), Term("nam")
JUNE_8 = Range(date(2022, 6, 8), date(2022, 6, 8))
DIEN, BIEN = Term("dien", "điện"), Term("bien", "biên")

VIENTIANE, SEKONG, FESTIVAL = word("vientiane"), word("sekong"), word("festival")
README = [
    # The forms of the README's table, and of the page of help, in their order.
    ("words", "quang nam sekong", most(word("quang"), word("nam"), SEKONG)),
    ("words with a plus", "quang nam +sekong", both(most(word("quang"), word("nam")), SEKONG)),
    ("words with AND", "quang nam AND sekong", both(word("quang"), word("nam"), SEKONG)),
    ("a phrase", '"Bunpimay festival"', phrase("bunpimay", "festival")),
    ("a phrase with its marks", '="Quảng Nam"', phrase(QUANG, NAM, exact=True)),
    ("a word with its marks", "=Lào", word("lao", "lào", exact=True)),
    ("OR", "Vientiane OR Sekong", either(VIENTIANE, SEKONG)),
    ("minus", "Sekong -festival", both(SEKONG, Not(FESTIVAL))),
    ("NOT", "Sekong NOT festival", both(SEKONG, Not(FESTIVAL))),
    (
        "a group",
        "(Hanoi OR Vientiane) ASEAN",
        both(either(word("hanoi"), VIENTIANE), word("asean")),
    ),
    ("a prefix", "coop*", Prefix("coop")),
    ("a fuzzy word", "sekng~", Fuzzy("sekng", 1)),
    ("a fuzzy word with its distance", "sekng~2", Fuzzy("sekng", 2)),
    ("a title", "title:border", word("border", field="title")),
    ("a place by its id", "place:VN-27", FacetTerm("place", "VN-27")),
    ("a place by its name", 'place:"quảng nam"', FacetTerm("place", "quảng nam")),
    ("a year", "date:2012", Range(date(2012, 1, 1), date(2012, 12, 31))),
    ("a day", "date:2022-06-08", JUNE_8),
    ("a period", "date:2022-01..2022-06", Range(date(2022, 1, 1), date(2022, 6, 30))),
    ("Vietnamese", "lang:vi", FacetTerm("lang", "vi")),
    ("English", "lang:en", FacetTerm("lang", "en")),
    ("a source", "source:VNA", FacetTerm("source", "VNA")),
    ("a section", "section:politics", FacetTerm("section", "politics")),
    ("a section of two words", 'section:"thời sự"', FacetTerm("section", "thời sự")),
]

UNDERSTOOD = [
    *README,
    ("one word, with its marks kept beside it", "Huế", HUE),
    ("of words most are wanted, in their order", "Quảng Nam", most(Word(QUANG), Word(NAM))),
    ("a repeated word stays where it stands", "Nam a Nam", most(Word(NAM), A, Word(NAM))),
    ("commas part words", "Lào,Huế; a", most(word("lao", "lào"), HUE, A)),
    ("but not the digits of a number", "1,000", word("1000")),
    ("a number as the other language writes it", "1.500 tỷ", most(word("1500"), word("ty", "tỷ"))),
    ("a decimal comma", "2,5 2.5", most(word("2,5"), word("2,5"))),
    ("a phrase", '"Quảng Nam"', phrase(QUANG, NAM)),
    ("a phrase in English quotes", "“Quảng Nam”", phrase(QUANG, NAM)),
    ("a phrase in German quotes", "„Quảng Nam“", phrase(QUANG, NAM)),
    ("a phrase in French quotes", "«Quảng Nam»", phrase(QUANG, NAM)),
    ("a phrase of one word is a word", '"Huế"', HUE),
    ("operators in a phrase are words", '"a OR -b"', phrase("a", "or", "b")),
    ("phrases that touch words", 'a"b c"d', both(most(A, D), phrase("b", "c"))),
    ("a plus asks for a word", "a +b c", both(most(A, C), B)),
    ("a plus before a phrase adds nothing", 'a +"b c"', both(A, phrase("b", "c"))),
    ("a plus inside a word is punctuation", "a+b", phrase("a", "b")),
    ("two pluses are punctuation", "a ++b c", most(A, B, C)),
    ("a word of several tokens is one of them", "a b-c", most(A, phrase("b", "c"))),
    ("hyphens inside a word join neighbours", "Quảng-Nam", phrase(QUANG, NAM)),
    ("so does any punctuation", "COVID-19", phrase("covid", "19")),
    ("also dots", "TP.HCM", phrase("tp", "hcm")),
    ("also slashes", "14/13/x", phrase("14", "13", "x")),
    ("a day", "14/6", word("14/6")),
    ("a day in words", "a 14 tháng 6 b", most(A, word("14/6"), B)),
    ("a day with its year in words", "June 14, 1975", word("14/6/1975")),
    ("two sentences in a phrase", '"a nam. Bien a"', both(phrase("a", "nam"), phrase("bien", "a"))),
    ("also an apostrophe, which opens no quote", "Xi’an", word("xian")),
    ("the English possessive is dropped", "Vietnam's", word("vietnam")),
    ("an abbreviation is a word, with its full stops or without", "U.S.", word("us")),
    ("a run of Han is a phrase", "云南", phrase("云", "南")),
    ("OR", "a OR b", either(A, B)),
    ("OR as a bar", "a | b", either(A, B)),
    ("OR as a bar that touches", "a||b", either(A, B)),
    ("OR of three is one Any", "a OR b OR c", either(A, B, C)),
    ("AND may be written", "a AND b", both(A, B)),
    ("operators in lower case are words", "a or b", most(A, word("or"), B)),
    ("a word may begin as an operator does", "ORLANDO NOTRE", most(word("orlando"), word("notre"))),
    (
        "operators among words that are all in capitals are words",
        "CATS AND DOGS OR MICE, NOT MEN",
        most(*map(word, ["cats", "and", "dogs", "or", "mice", "not", "men"])),
    ),
    ("but not between two", "CATS OR DOGS", either(word("cats"), word("dogs"))),
    ("nor where brackets or quotes are", "(CATS OR DOGS) MICE RATS", both(
        either(word("cats"), word("dogs")), word("mice"), word("rats"))),
    ("nor where a word is not", "CATS OR DOGS MICE Rats", either(
        word("cats"), both(word("dogs"), word("mice"), word("rats")))),
    ("nor where letters have no case", "云 OR 南 OR 2022 OR B", either(
        word("云"), word("南"), word("2022"), B)),
    ("a bar and a hyphen stay what they are", "CATS | DOGS MICE -RATS", either(
        word("cats"), both(word("dogs"), word("mice"), Not(word("rats"))))),
    ("AND binds tighter than OR", "a b OR c AND d", either(both(A, B), both(C, D))),
    ("NOT binds tighter than AND", "NOT a b", both(Not(A), B)),
    ("a group", "a (b OR c)", both(A, either(B, C))),
    ("All in All is one All", "a (b (c d))", both(A, B, C, D)),
    ("Any in Any is one Any", "a OR (b OR c)", either(A, B, C)),
    ("a group of one is its child", "((a))", A),
    ("brackets that touch words", "f(a)", both(word("f"), A)),
    ("an empty group asks for nothing", "a ()", A),
    ("minus", "a -b", both(A, Not(B))),
    ("minus alone: everything but", "-thể", Not(word("the", "thể"))),
    ("minus before a phrase", 'a -"b c"', both(A, Not(phrase("b", "c")))),
    ("minus before a group", "a -(b c)", both(A, Not(both(B, C)))),
    ("minus before a field", "a -title:b", both(A, Not(word("b", field="title")))),
    ("minus after a bracket or a bar", "(-a)|-b", either(Not(A), Not(B))),
    ("NOT before a group", "a OR NOT (b c)", either(A, Not(both(B, C)))),
    ("not not is nothing", "NOT NOT a", A),
    ("not of a not is nothing", "a -(-b)", both(A, B)),
    ("a hyphen between spaces is a dash", "Huế - a", most(HUE, A)),
    ("two hyphens are a dash", "--a", A),
    ("a hyphen after a quote is a dash", '"a"-b', both(A, B)),
    ("a dash after NOT is no operand", "NOT - a", Not(A)),
    ("a prefix", "hợp*", Prefix("hop")),
    ("a prefix of two letters", "an*", Prefix("an")),
    ("two stars are one", "hop**", Prefix("hop")),
    ("five letters and a tilde: one edit", "sekng~", Fuzzy("sekng", 1)),
    ("six letters and a tilde: two", "dienbn~", Fuzzy("dienbn", 2)),
    ("one edit, as asked", "dienbn~1", Fuzzy("dienbn", 1)),
    ("two edits, as asked", "sekng~2", Fuzzy("sekng", 2)),
    ("a tilde before a word is punctuation", "~2", word("2")),
    ("so is one between numbers", "10~20", phrase("10", "20")),
    ("and the full-width one, which means to", "5～7", phrase("5", "7")),
    ("with its marks", "=Huế", word("hue", "huế", exact=True)),
    ("a phrase with its marks", '="Điện Biên"', phrase(DIEN, BIEN, exact=True)),
    ("not with its marks", "-=Huế", Not(word("hue", "huế", exact=True))),
    ("an equals sign inside is punctuation", "a=b", phrase("a", "b")),
    ("title: a word", "title:Huế a", both(word("hue", "huế", "title"), A)),
    ("title: a phrase", 'title:"Quảng Nam"', phrase(QUANG, NAM, field="title")),
    ("title: a word with its marks", "title:=Huế", word("hue", "huế", "title", exact=True)),
    ("title: a prefix", "title:hop*", Prefix("hop", "title")),
    ("title: a fuzzy word", "title:sekng~", Fuzzy("sekng", 1, "title")),
    (
        "title: a group, which keeps its operators",
        "title:(a OR -b) c",
        both(either(word("a", field="title"), Not(word("b", field="title"))), C),
    ),
    (
        "title: a group in a group, and no further",
        "title:((a) b) c",
        both(word("a", field="title"), word("b", field="title"), C),
    ),
    (
        "the nearest field counts",
        "title:(a lang:vi)",
        both(word("a", field="title"), FacetTerm("lang", "vi")),
    ),
    ("an operator after the colon is a word", "title:OR", word("or", field="title")),
    ("so is a second field", "title:lang:vi", phrase("lang", "vi", field="title")),
    ("a field name in any case", "TITLE:a", word("a", field="title")),
    ("a field with nothing touching it is a word", "title: a", most(word("title"), A)),
    ("also at the end", "title:", word("title")),
    ("an unknown field is a word", "a:b:c", phrase("a", "b", "c")),
    ("also an address", "http://aa.b", phrase("http", "aa", "b")),
    ("also a time", "10:30", phrase("10", "30")),
    ("also a Vietnamese one", "ghi chú: a", most(word("ghi"), word("chu", "chú"), A)),
    ("a place by its id", "place:VN-27", FacetTerm("place", "VN-27")),
    ("a place by its name", 'place:"quảng nam"', FacetTerm("place", "quảng nam")),
    (
        "either of two places",
        "place:(sekong OR VN-27)",
        either(FacetTerm("place", "sekong"), FacetTerm("place", "VN-27")),
    ),
    ("a language", "lang:VI", FacetTerm("lang", "vi")),
    ("a language of no article in particular", "lang:unknown", FacetTerm("lang", "unknown")),
    ("a source", "source:VNA", FacetTerm("source", "VNA")),
    ("a section", "section:politics", FacetTerm("section", "politics")),
    ("a section of two words", 'section:"thời sự"', FacetTerm("section", "thời sự")),
    ("a source of several words", 'source:" Báo Quảng Nam"', FacetTerm("source", "Báo Quảng Nam")),
    ("a year", "date:2012", Range(date(2012, 1, 1), date(2012, 12, 31))),
    ("a month", "date:2022-06", Range(date(2022, 6, 1), date(2022, 6, 30))),
    ("a day, the day first", "date:8/6/2022", JUNE_8),
    ("months from and to", "date:2022-01..2022-06", Range(date(2022, 1, 1), date(2022, 6, 30))),
    ("from", "date:2022..", Range(date(2022, 1, 1), None)),
    ("to", "date:..2022", Range(None, date(2022, 12, 31))),
    ("a date before a comma", "date:2022-06-08, a", both(JUNE_8, A)),
    (
        "full-width signs and letters",
        "（ａ｜ｂ）　－ｔｉｔｌｅ：ｃ",
        both(either(A, B), Not(word("c", field="title"))),
    ),
    ("decomposed text", unicodedata.normalize("NFD", "Điện"), word("dien", "điện")),
    ("old tone placement is left to analysis", "hoà", word("hoa", "hòa")),
    ("Telex typed by mistake is words", "Ddieenj Bieen", most(word("ddieenj"), word("bieen"))),
    ("control characters and lone surrogates go", "a\x00\ud800 b", most(A, B)),
    ("marks of direction are punctuation", "\u202eHuế\u202c", HUE),
    ("emoji are punctuation", "😀 Huế 🇻🇳", HUE),
    ("nothing", "", None),
    ("spaces", " \n\t ", None),
    ("an empty phrase", '""', None),
    ("a lone hyphen", "-", None),
    ("punctuation", "?! … – &", None),
]  # fmt: skip

PLAIN = [
    ("brackets that nothing closes", "((((", None),
    ("the same with words", "(a OR b", most(A, word("or"), B)),
    ("a bracket that nothing opens", "a) b", most(A, B)),
    ("a quote alone", '"', None),
    ("a quote that nothing closes", 'title:"a b', most(word("title"), A, B)),
    ("AND alone", "AND", word("and")),
    ("OR alone, twice", "OR OR", most(word("or"), word("or"))),
    ("OR with nothing after it", "a OR", most(A, word("or"))),
    ("OR with nothing but a dash after it", "a OR -", most(A, word("or"))),
    ("OR with nothing before it", "| a", A),
    ("OR with nothing after it in a group", "(a OR) b", most(A, word("or"), B)),
    ("two operators", "a AND OR b", most(A, word("and"), word("or"), B)),
    ("NOT with nothing after it", "a NOT", most(A, word("not"))),
    ("NOT before an operator", "a NOT OR b", most(A, word("not"), word("or"), B)),
    ("signs mean nothing then", "(-hop* COVID-19", most(word("hop"), phrase("covid", "19"))),
]  # fmt: skip

IGNORED = [
    ("a date that is none", "a date:abc", A, ("date:abc",)),
    ("a date that is none beside OR", "a OR date:abc", A, ("date:abc",)),
    ("not a date that is none", "-date:2022-13", None, ("date:2022-13",)),
    ("a range that ends before it begins", "date:2022..2021", None, ("date:2022..2021",)),
    ("a range without ends", "date:..", None, ("date:..",)),
    ("a language that is none", "lang:xx lang:vi", FacetTerm("lang", "vi"), ("lang:xx",)),
    ("a field with nothing in it", 'place:"" title:! a', A, ('place:""', "title:!")),
    ("a bare star", "a * b", most(A, B), ("*",)),
    ("a star in a field", "title:*", None, ("title:*",)),
    ("a bare tilde", "~", None, ("~",)),
    ("a star after several tokens", "COVID-19*", phrase("covid", "19"), ("*",)),
    ("a star after a word with its marks", "=hop*", word("hop", exact=True), ("*",)),
    ("edits after a phrase", '"a b"~10 c', both(phrase("a", "b"), C), ("~10",)),
    ("a star after a source", 'source:"VNA"*', FacetTerm("source", "VNA"), ("*",)),
]  # fmt: skip


def test_every_form_of_the_readme_is_tried() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.split("| type | to find |\n| --- | --- |\n")[1].split("\n\n")[0]
    assert re.findall("`([^`]+)`", table) == [text for _, text, _ in README]


@pytest.mark.parametrize(("shows", "text", "tree"), UNDERSTOOD, ids=[row[0] for row in UNDERSTOOD])
def test_what_is_understood(shows: str, text: str, tree: Node | None) -> None:
    assert parse(text) == Parsed(tree, understood=True, ignored=())


@pytest.mark.parametrize(("shows", "text", "tree"), PLAIN, ids=[row[0] for row in PLAIN])
def test_what_is_read_as_plain_words(shows: str, text: str, tree: Node | None) -> None:
    assert parse(text) == Parsed(tree, understood=False, ignored=())


@pytest.mark.parametrize(
    ("shows", "text", "tree", "ignored"), IGNORED, ids=[row[0] for row in IGNORED]
)
def test_what_is_ignored_is_named(
    shows: str, text: str, tree: Node | None, ignored: tuple[str, ...]
) -> None:
    assert parse(text) == Parsed(tree, understood=True, ignored=ignored)


BUDGETS = [
    ("length", "ab " * 4, "ab " * 4 + "a", Budgets(length=12)),
    ("length", "a", "a" * 1_000_000, Budgets()),
    ("words", "a b c", "a b c d", Budgets(words=3)),
    ("words", 'a "b c" date:2012', 'a "b c" date:2012 d', Budgets(words=3)),
    ("words", '"a b c', '"a b c d', Budgets(words=3)),  # read as plain words
    ("depth", "((a))", "(((a)))", Budgets(depth=2)),
    ("depth", "(a) " * 4, "((((", Budgets(depth=3)),  # refused before it is found to be odd
    ("token", "abcd", "abcde", Budgets(token=4)),
    ("token", '"abcd', '"abcde', Budgets(token=4)),
    ("phrase", '"a b c"', '"a b c d"', Budgets(phrase=3)),
    ("phrase", "a-b-c", "a-b-c-d", Budgets(phrase=3)),
    ("phrase", "云南省", "云南省的", Budgets(phrase=3)),
    ("prefix", "ab*", "a*", Budgets()),
    ("prefix", "abc*", "ab*", Budgets(prefix=3)),
    ("distance", "sekng~2", "sekng~3", Budgets()),
    ("distance", "sekng~1", "sekng~2", Budgets(distance=1)),
]


@pytest.mark.parametrize(("budget", "within", "over", "budgets"), BUDGETS)
def test_a_question_over_a_budget_is_refused_by_its_name(
    budget: str, within: str, over: str, budgets: Budgets
) -> None:
    parse(within, budgets)
    with pytest.raises(QueryTooCostly, match=f"the {budget} budget"):
        parse(over, budgets)


@pytest.mark.parametrize("text", ["*hop", "h*p", "a **hop", "title:*hop", "-*hop", "(a OR *hop)"])
def test_a_star_before_letters_is_refused(text: str) -> None:
    with pytest.raises(QueryTooCostly, match="letters it begins with"):
        parse(text)


def test_a_star_in_quotes_or_beside_no_letter_is_none() -> None:
    assert parse('"a *b"').tree == phrase("a", "b")
    assert parse("hop *").tree == word("hop")


def test_the_length_is_that_of_the_composed_text() -> None:
    composed = "ế" * 6  # three code points each when decomposed
    decomposed = unicodedata.normalize("NFD", composed)
    assert parse(decomposed, Budgets(length=6)) == parse(composed)
    with pytest.raises(QueryTooCostly, match="7 characters"):
        parse(decomposed + "a", Budgets(length=6))


def test_a_tilde_alone_stays_within_the_budget_of_distance() -> None:
    assert parse("dienbien~", Budgets(distance=1)).tree == Fuzzy("dienbien", 1)


PIECES = ["title:", "place:", "date:", "lang:", "2022", "..", "OR", "AND", "NOT", "ề", "a", "云"]
ANY_TEXT = (
    st.text(st.characters(exclude_categories=()))
    | st.text(alphabet="()\"“-=*~:|,. \n'ạ")
    | st.lists(st.sampled_from(PIECES) | st.sampled_from(list(' ()"-=*~:|,'))).map("".join)
)


def outcome(text: str) -> Parsed | str:
    try:
        return parse(text)
    except QueryTooCostly as refusal:
        return str(refusal)


def inner_nodes(node: Node | None) -> Iterator[Node]:
    if isinstance(node, All | Any):
        yield node
        for child in node.children:
            yield from inner_nodes(child)
    elif isinstance(node, Not):
        yield node
        yield from inner_nodes(node.child)


@given(ANY_TEXT)
def test_any_text_is_parsed_or_too_costly_and_its_tree_is_flat(text: str) -> None:
    try:
        tree = parse(text).tree
    except QueryTooCostly:
        return
    for node in inner_nodes(tree):
        if isinstance(node, Not):
            assert not isinstance(node.child, Not)
        elif isinstance(node, All | Any):
            assert len(node.children) > 1
            assert not any(type(child) is type(node) for child in node.children)


@given(ANY_TEXT)
def test_composed_and_decomposed_text_ask_the_same(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert outcome(composed) == outcome(decomposed)


PLAIN_WORDS = {
    "Quảng": Term("quang", "quảng"),
    "Nam": Term("nam"),
    "ĐƯỜNG": Term("duong", "đường"),
    "and": Term("and"),
    "or": Term("or"),
    "Not": Term("not"),
    "title": Term("title"),
    "2022": Term("2022"),
}


@given(st.lists(st.sampled_from(sorted(PLAIN_WORDS)), min_size=2, max_size=32))
def test_plain_words_are_all_asked_for_in_their_order(words: list[str]) -> None:
    tree = Most(tuple(Word(PLAIN_WORDS[word]) for word in words))
    assert parse(" ".join(words)) == Parsed(tree, understood=True, ignored=())
