"""Pages of results as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from search.facets import facet_label
from search.gazetteer import Gazetteer
from search.labels import Ui, date_in_words
from search.query.date_readings import DateReading
from search.query.filters import Filter
from search.query.plan import Notice, NoticeKind
from search.results.export import NameOf
from search.results.page import AdministrativeChange, FacetValue, Page, Relaxation, TextPart


def page_as_text(page: Page, ui: Ui, gazetteer: Gazetteer) -> str:
    """A page of results for a terminal, hits in [brackets]."""
    name_of = partial(gazetteer.label, ui=ui)
    lines = [_sentence(notice, name_of) for notice in page.notices]
    lines.extend(_told(change, name_of) for change in page.administrative_changes)
    if page.spelling:
        found = _articles(page.spelling.total)
        lines.append(f"(did you mean: {page.spelling.request.text}, {found})")
    if page.date_reading:
        lines.append(f"(read as a date: {_dated(page.date_reading)})")
    shown = f", {page.results[0].rank} to {page.results[-1].rank}" if page.results else ""
    lines.append(f"{_articles(page.total)}{shown}")
    for result in page.results:
        article = result.article
        places = ", ".join(name_of(mention.place) for mention in article.places if mention.main)
        facts = [date_in_words(article.date, ui), places, article.source]
        lines.append("")
        lines.append(f"{result.rank:>3}. {_bracketed(result.title)}")
        lines.append(f"     {' · '.join(fact for fact in facts if fact)} · {article.id}")
        lines.append(f"     {_bracketed(result.snippet)}")
        if result.copies_total:
            named = ", ".join(copy.id for copy in result.copies)
            lines.append(f"     copies: {result.copies_total:,} ({named})")
    lines.extend(f"{_step(way, ui, name_of)}: {_articles(way.total)}" for way in page.relaxations)
    return "\n".join(lines)


def _sentence(notice: Notice, name_of: NameOf) -> str:
    """What was done to the query, as a sentence."""
    words = " ".join(notice.words)
    match notice.kind:
        case NoticeKind.PLACE_EXPANDED:
            return (
                f"“{words}” is read as the place {name_of(notice.subject)}, in all its spellings."
            )
        case NoticeKind.RELAXED:
            return "No article has all the words: these have some of them."
        case NoticeKind.MOST_WORDS:
            complete = int(notice.subject)
            return f"{_articles(complete)} with all the words, the others with part of them."
        case NoticeKind.UNPARSED:
            return "The query could not be parsed, so its words were searched for."
        case NoticeKind.TERM_EXPANDED:
            return f"“{notice.subject}” stands for: {', '.join(notice.words)}."
        case NoticeKind.IGNORED:
            return f"“{notice.subject}” was ignored."
        case NoticeKind.PERIOD_SWAPPED:
            return (
                f"The period ended before it began: it is read as from {notice.subject} to {words}."
            )
        case NoticeKind.NOTHING_ASKED:
            return "The query has nothing to search for, so nothing was searched."
        case NoticeKind.LEFT_OUT:
            return "This search took so much work that other searches to try were not looked for."


def _dated(reading: DateReading) -> str:
    """The options that ask for the reading, and what it finds."""
    request = reading.request
    text = f"{request.text} " if request.text else ""
    chosen = " ".join(f"--date {value}" for value in request.chosen["date"])
    period = chosen or f"--from {request.first} --to {request.last}"
    return f"{text}{period}, {_articles(reading.total)}"


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


def _step(way: Relaxation, ui: Ui, name_of: NameOf) -> str:
    if way.kind == "spelled":
        return way.request.text
    left_out = way.part or "filters"
    if way.filter:
        left_out = _filter_name(way.filter, ui, name_of)
    return f"without {left_out}"


def _filter_name(filter: Filter, ui: Ui, name_of: NameOf) -> str:
    match filter.kind:
        case "from" | "to":
            return f"{filter.kind} {filter.value}"
        case "not place":
            return f"not {name_of(filter.value)}"
        case "main":
            return "main places only"
        case "words":
            return "all the words"
        case "marks":
            return "exact marks"
        case "widen":
            return "places as typed only"
        case facet:
            return facet_label(facet, filter.value, ui, name_of)


def stats_as_text(page: Page, ui: Ui, gazetteer: Gazetteer) -> str:
    """The number of articles of a page and under each choice of its facets."""
    label_under_parent = partial(gazetteer.label_under_parent, ui=ui)
    lines = [f"{page.total:,} articles"]
    for facet, choices in page.facets.items():
        lines += ["", facet]
        for choice, depth in _flattened(choices):
            label = facet_label(facet, choice.value, ui, label_under_parent)
            lines.append(f"{choice.count:>9,}  {'  ' * depth}{label}")
    return "\n".join(lines)


def _told(change: AdministrativeChange, name_of: NameOf) -> str:
    day = change.day.isoformat()
    others = ", ".join(f"{name_of(other.place)} ({other.total:,})" for other in change.others)
    said = {
        "part of": f"is part of {others} since {day}",
        "holds": f"holds {others} since {day}",
        "gone": f"was a unit until {day}, today in {others}",
    }
    return f"({name_of(change.place)} {said[change.kind]})"


def _bracketed(segments: tuple[TextPart, ...]) -> str:
    return "".join(f"[{segment.text}]" if segment.hit else segment.text for segment in segments)


def _flattened(choices: tuple[FacetValue, ...], depth: int = 0) -> Iterator[tuple[FacetValue, int]]:
    for choice in choices:
        yield choice, depth
        yield from _flattened(choice.children, depth + 1)
