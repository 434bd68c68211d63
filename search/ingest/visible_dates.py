"""The day of publication where a page only shows it, in a line beside its headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from search.ingest.page_blocks import Block

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d\d(?!\d)"
DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1{_YEAR}|{_YEAR}([/.-])\d{{1,2}}\2\d{{1,2}}(?!\d)"
    rf"|\d{{1,2}} ?(?:tháng|thg) ?\d{{1,2}},? ?(?:năm)? ?{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?,? {_YEAR}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})",
    re.IGNORECASE,
)
"""A whole date, in the forms in which Vietnamese and English pages show one."""
_OF_A_CHANGE = re.compile(r"cập nhật|sửa|updated?|modified", re.IGNORECASE)
_LONGEST = 120
"""Characters of a line that shows a date. A date in a longer one is a sentence's."""
_ABOVE = 4
"""How many blocks above the headline may hold the date."""
_NAMED = re.compile(r"date|time|publish|post(?:ed|-?meta)|ngay|thoi-?gian|meta", re.IGNORECASE)


def date_of_time(
    tree: Any, blocks: Sequence[Block], headline: int | None, first: int
) -> str | None:
    """What a `<time datetime>` beside the headline says; None without a headline."""
    times = [node for node in tree.iter("time") if node.get("datetime", "").strip()]
    if not times or headline is None:
        return None
    order = {id(node): pos for pos, node in enumerate(tree.iter())}
    begin = order[id(blocks[max(0, headline - _ABOVE)].node)]
    end = order[id(blocks[first].node)]
    for node in times:
        if begin <= order[id(node)] <= end and not _OF_A_CHANGE.search(node.get("class", "")):
            return str(node.get("datetime")).strip()
    return None


def visible_date(blocks: Sequence[Block], headline: int | None, first: int) -> str | None:
    """The date that the page shows between its headline and its text, or just above the headline.

    `headline` and `first` are positions among the blocks. A day of a later change counts only where
    there is no other; above the headline only one whose element is named for a date, since mastheads
    show the day on which a page was looked at.
    """
    top = first if headline is None else headline
    below = [*range(top + 1, first)]
    above = [
        pos
        for pos in range(top - 1, max(-1, top - 1 - _ABOVE), -1)
        if _is_named(blocks[pos]) and not _in_masthead(blocks[pos], blocks[top])
    ]
    changed = None
    for pos in (*below, *above):
        block = blocks[pos]
        if len(block.text) > _LONGEST or block.kind == "caption":
            continue
        for match in DATE.finditer(block.text):
            if not _OF_A_CHANGE.search(block.text[: match.start()]):
                return match[0]
            changed = changed or match[0]
    return changed


def _is_named(block: Block) -> bool:
    names = " ".join(
        f"{node.tag} {node.get('class', '')} {node.get('id', '')}"
        for node in (block.node, block.node.getparent())
        if node is not None
    )
    return bool(_NAMED.search(names))


def _in_masthead(block: Block, headline: Block) -> bool:
    """Whether a block is in a page's header and the headline is not."""
    header = next((node for node in block.node.iterancestors() if node.tag == "header"), None)
    return header is not None and all(node is not header for node in headline.node.iterancestors())
