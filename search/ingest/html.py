"""HTML pages: the article's text, and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.fields import make_article
from search.ingest.legacy_encodings import repair
from search.ingest.main_text import MainText, find_main_text
from search.ingest.markup import parse_markup
from search.ingest.page_blocks import Block, find_blocks
from search.ingest.page_phrases import describes_site, says_missing
from search.ingest.structured_data import PageData, agree, letters, read_page_data
from search.ingest.visible_dates import date_of_time, visible_date

_DATA_ADDRESS = re.compile(r"data:[\w/+.-]*;base64,[A-Za-z0-9+/=\s]+")
_REFRESH = re.compile(
    r"\s*+(?P<seconds>\d++)[\d.]*+\s*+[;,]\s*+(?:url\s*+=\s*+)?['\"]?(?P<url>[^'\"]+)", re.I
)
_MISREAD = re.compile("á[º»]|Ã¡Â[º»]")
"""Vietnamese in UTF-8 that was read by another table, once or twice."""
_SOON = 10
_MOVES = re.compile(r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\(")
_NOTE = 150
_STUB = 400
"""Characters. A page with more text is more than a note that the article is elsewhere or missing."""
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|requires?|need|turn on|without|bật|kích hoạt|hỗ trợ)\b.{0,40}\bjava ?script",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?<!\s)\s++[-–—|•·»:/]++\s+|(?<!\s)\s++[|»]\s*|[|»]\s*|:\s+")
_FEWEST_OF_A_HEADLINE = 4
_MOST_OF_A_HEADLINE = 30
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_FEWEST_OF_A_SUMMARY = 8
_SAID_ALREADY = 0.75
_OF_THIS = 0.15
_ABOVE = 8
_BETTER = 0.2


def read_html(text: str, *, id: str, path: str) -> RawArticle:
    """The article of a page; InputError if it holds no readable text or is not a page of one article.

    The lead is the first line of the body. Captions are lines of their own, with their credits.
    """
    # Imported here: it takes a quarter of a second, and a search never needs it.
    import trafilatura

    text = _DATA_ADDRESS.sub("data:,", text)
    if _MISREAD.search(text):
        # Here, since parsing loses the spaces that are halves of letters. The rest can wait.
        text = repair(text)
    tree = parse_markup(text)
    try:
        page = trafilatura.bare_extraction(
            tree, include_comments=False, fast=True
        ) or trafilatura.bare_extraction(tree, include_comments=False)
        data = read_page_data(tree, text)
        blocks = find_blocks(tree)
    except InputError:
        raise
    except Exception as error:  # Whatever a page does to the library, the next one must be read.
        raise InputError(f"not HTML that can be read ({type(error).__name__})") from error
    _check_kind(tree, blocks, data)
    main = None
    if page is not None:
        headline = _agreeing_heading(blocks, data)
        agreed = headline is not None
        if headline is None:
            headline = _only_heading(blocks, data)
        main = find_main_text(blocks, page.text, headline=headline, description=data.description)
    if main is None:
        raise InputError("no readable text")
    if main.is_listing and not (data.is_article and main.blocks):
        raise InputError("a list of articles, not an article")
    if not agreed:
        title = _given_title(data) if headline is None else blocks[headline].text
        above = _heading_above(blocks, main, title)
        if above is not None:
            headline = above
            main = (
                find_main_text(blocks, page.text, headline=headline, description=data.description)
                or main
            )
    title = _given_title(data) if headline is None else _title(blocks[headline].text, data)
    date = data.date
    shown = None
    if date is None:
        shown = date_of_time(tree, blocks, headline, main.first)
        date = shown or visible_date(blocks, headline, main.first)
    return make_article(
        id=id,
        path=path,
        title=title,
        body="\n".join(_lines(main, title, data)),
        date=date,
        date_evidence="metadata" if date is None or data.date or shown else "dateline",
        source=data.source,
        url=data.url,
        section=data.section,
    )


# --- pages that are refused ---


def _check_kind(tree: Any, blocks: Sequence[Block], data: PageData) -> None:
    """Raise InputError for a page that says that the article is elsewhere, missing or yet to come."""
    size = sum(len(block.text) for block in blocks if block.link_density < 1)
    if size > _STUB:
        return
    for node in tree.iter("meta"):
        if (node.get("http-equiv") or "").lower() == "refresh":
            refresh = _REFRESH.match(node.get("content") or "")
            if refresh and int(refresh["seconds"][:4]) <= _SOON:
                raise InputError(f"a redirect to {refresh['url'].strip()[:200]}, not an article")
    if size <= _NOTE and any(_MOVES.search(node.text or "") for node in tree.iter("script")):
        raise InputError("a redirect by a script, not an article")
    said = " ".join([data.document_title or "", *(block.text for block in blocks)])
    if says_missing(said if size <= _NOTE else data.document_title or "") or any(
        says_missing(block.text) for block in blocks if block.kind == "heading"
    ):
        raise InputError("a page that says that its article is missing")
    if _NEEDS_SCRIPT.search(
        said + " ".join(t for n in tree.iter("noscript") for t in n.itertext())
    ):
        raise InputError("an empty page whose text a script would have loaded")


# --- titles ---


def _agreeing_heading(blocks: Sequence[Block], data: PageData) -> int | None:
    """The position of the block that is a title which the page gives."""
    given = [title for title in data.titles if not _is_site(title, data)]
    parts = [part for title in (data.document_title, *given) for part in _parts(title)]
    for wanted in (given, parts):
        for pos in _by_rank(blocks, data):
            if any(_same(blocks[pos].text, title) for title in wanted):
                return pos
    return None


def _only_heading(blocks: Sequence[Block], data: PageData) -> int | None:
    """The position of the page's only h1 but for the site's, where it gives no title in its data."""
    tops = [
        pos
        for pos in _by_rank(blocks, data)
        if blocks[pos].node.tag == "h1" and not _is_logo(blocks[pos])
    ]
    given = any(not _is_site(title, data) for title in data.titles)
    return tops[0] if len(tops) == 1 and not given else None


def _by_rank(blocks: Sequence[Block], data: PageData) -> list[int]:
    """The positions of all blocks but names of the site: top headings, other headings, the rest."""
    return sorted(
        (pos for pos, block in enumerate(blocks) if not _is_site(block.text, data)),
        key=lambda pos: (blocks[pos].node.tag != "h1", blocks[pos].kind != "heading", pos),
    )


def _parts(title: str | None) -> list[str]:
    """A title as a whole and without the names at its ends, where they are set off."""
    if not title:
        return []
    pieces = _SEPARATOR.split(title)
    heads = [piece for piece in pieces if piece.count(" ") + 1 >= _FEWEST_OF_A_HEADLINE]
    return [title, *heads]


def _same(block: str, title: str) -> bool:
    """Whether a block is a headline that a page gives: whole, or cut at its end by an ellipsis."""
    wanted = letters(title)
    if title.rstrip().endswith(("…", "...")) and len(wanted) >= 20:
        return letters(block).startswith(wanted)
    return letters(block) == wanted != ""


def _is_site(title: str, data: PageData) -> bool:
    """Whether a title is only the name of the site."""
    return any(letters(title) == letters(site) for site in data.sites)


def _is_logo(block: Block) -> bool:
    """Whether a heading is the site's: a link to its front page, or in nothing but an image."""
    link = next(iter(block.node.iter("a")), None)
    if link is None:
        link = next((a for a in block.node.iterancestors() if a.tag == "a"), None)
    href = (link.get("href") or "") if link is not None else None
    return (
        href is not None
        and re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?#?", href) is not None
    )


def _given_title(data: PageData) -> str | None:
    for title in data.titles:
        if not _is_site(title, data):
            return _without_site(title, data)
    return _without_site(data.document_title, data) if data.document_title else None


def _title(headline: str, data: PageData) -> str:
    """The headline that is shown, unless the page's data give another."""
    given = [title for title in data.titles if not _is_site(title, data)]
    if not given or any(_same(headline, title) or agree(headline, title) for title in given):
        return headline
    return _without_site(given[0], data)


def _without_site(title: str, data: PageData) -> str:
    """A title without the name of the site at its end."""
    for separator in reversed(list(_SEPARATOR.finditer(title))):
        if _is_site(title[separator.end() :], data):
            return title[: separator.start()]
    return title


def _heading_above(blocks: Sequence[Block], main: MainText, title: str | None) -> int | None:
    """The position of a line above the text that tells more of it than the title does."""
    pairs = _bigrams(" ".join(block.text for block in main.blocks))

    def told(line: str) -> float:
        own = _bigrams(line)
        return len(own & pairs) / len(own) if own else 0.0

    least = told(title) + _BETTER if title else _BETTER
    best = None
    for pos in range(main.first - 1, max(-1, main.first - 1 - _ABOVE), -1):
        block = blocks[pos]
        headed = block.kind == "heading" or block.bold or _names_title(block.node)
        if (
            (headed or not _ENDS_SENTENCE.search(block.text))
            and _FEWEST_OF_A_HEADLINE <= block.words <= _MOST_OF_A_HEADLINE
            and block.kind not in ("caption", "item")
            and block.link_density < 1
            and told(block.text.rstrip()) >= least
        ):
            best = pos
            least = told(block.text) + (0.01 if headed else _BETTER)
    return best


def _names_title(node: Any) -> bool:
    return bool(
        re.search(
            r"title|headline|subject|tieu-?_?de", node.get("class", "") + node.get("id", ""), re.I
        )
    )


def _bigrams(text: str) -> set[tuple[str, str]]:
    return set(pairwise(re.findall(r"\w+", text.lower())))


# --- the body ---


def _lines(main: MainText, title: str | None, data: PageData) -> list[str]:
    """The lines of the body, without the headline, and with the page's summary if none holds it."""
    lines = [block.text for block in main.blocks if letters(block.text) != letters(title or "")]
    summary = data.description
    if summary and lines and not agree(summary, title) and _is_lead(summary, lines, title, data):
        lines.insert(0, summary)
    return lines


def _is_lead(summary: str, lines: Sequence[str], title: str | None, data: PageData) -> bool:
    """Whether a page's summary tells of its article, and says what the text does not."""
    own = _bigrams(summary.rstrip(".…"))
    if len(own) < _FEWEST_OF_A_SUMMARY or describes_site(summary):
        return False
    if any(letters(site) in letters(summary) for site in data.sites):
        return False
    shared = len(own & _bigrams("\n".join(lines))) / len(own)
    words = _long_words(summary)
    told = len(words & _long_words("\n".join([title or "", *lines])))
    return shared < _SAID_ALREADY and told >= _OF_THIS * len(words)


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2}
