"""The article's own text among the blocks of a page.

Trafilatura finds where the text is. It loses what stands apart from it (the lead above the container,
captions, subheads, lists, bare text in a `<div>`), so the text is completed by the page's structure:
all between the headline and the end of the smallest container that holds what was found belongs to
the article, unless it is links, or its class, its heading or its wording says that it is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from search.ingest.page_blocks import Block
from search.ingest.page_phrases import (
    asks_consent,
    begins_comments,
    begins_imprint,
    begins_other_section,
)
from search.ingest.structured_data import letters
from search.ingest.visible_dates import DATE

_FOUND_SHARE = 0.85
"""Of the characters that were found: the container holds so many. The rest may be a mistake."""
_MISLABELLED = 0.2
"""Of the characters that were found: an element that holds so many is the article, whatever its class."""
_MOST_LINKED = 0.5
_SOME_LINKED = 0.3
_LONG = 40
"""Characters. What is shorter may be found by chance."""
_FEWEST_OF_A_HEADLINE = 4
_FEWEST_OF_A_LEAD = 8
_FEWEST_OF_A_SENTENCE = 4
_FEWEST_BEFORE_COMMENTS = 2
_FEWEST_TEASERS = 2
_SENTENCE_END = re.compile(r"[.!?…;:][\"'”’»)\]]*$")
_SHORT = 12
"""Words. What is shorter is text only amid text, or where it ends as a sentence does."""
_LONGEST_HEADING = 30
_ABOVE = 4
_LISTED_LINKS = 6
_LISTED_RUN = 2


@dataclass(frozen=True, slots=True)
class MainText:
    """The blocks of an article, those of its lead first, and where its headline is.

    `headline` is the position of the headline among the blocks of the page, `first` that of the first
    block of the text, None where there is none. `is_listing` says that it is a list of other
    articles.
    """

    blocks: tuple[Block, ...]
    headline: int | None
    first: int
    is_listing: bool


def find_main_text(
    blocks: Sequence[Block], found: str, *, headline: int | None, description: str | None
) -> MainText | None:
    """The article's blocks, where `found` is the text that was recognised; None without any.

    `headline` is the position of its block. `description` is what the page calls its summary: a block
    that holds it is the lead, wherever it is.
    """
    known = letters(found)
    core = {
        pos
        for pos, block in enumerate(blocks)
        if (text := letters(block.text)) and text in known and not _is_linked(block)
    }
    long_core = sorted(pos for pos in core if len(blocks[pos].text) >= _LONG) or sorted(core)
    if not long_core:
        return None
    region = _region(blocks, core, long_core, headline)
    kept = _with_described(blocks, _select(blocks, region), description, headline)
    kept = _without_empty_headings(blocks, kept)
    is_listing = _is_listing(blocks, region, kept)
    if not kept and not is_listing:
        return None
    chosen = [blocks[pos] for pos in kept]
    lead = next((n for n, block in enumerate(chosen) if block.kind != "caption"), 0)
    ordered = (*chosen[lead : lead + 1], *chosen[:lead], *chosen[lead + 1 :])
    return MainText(ordered, headline, region.first, is_listing)


@dataclass(frozen=True, slots=True)
class _Region:
    """Where the article is among the blocks of the page.

    It is looked for from `begin` up to `end`; what was found, the `core`, goes from `first` to `last`.
    `labels` are the elements whose label says that they are no part of it, `parents` those that hold a
    paragraph of it, `around` its container and all that holds that.
    """

    begin: int
    first: int
    last: int
    end: int
    headline: int | None
    core: set[int]
    labels: set[Any]
    parents: set[Any]
    around: set[Any]
    container: Any


def _region(
    blocks: Sequence[Block], core: set[int], long_core: list[int], headline: int | None
) -> _Region:
    container = _container([blocks[pos] for pos in long_core])
    within = set(container.iter())
    around = {container, *container.iterancestors()}
    # In pages that close no tags each paragraph holds all that follow.
    nesting = {node for node in around if node.tag not in ("html", "body")}
    inside = [
        pos
        for pos, block in enumerate(blocks)
        if block.node in within or (pos in core and block.node in nesting)
    ]
    found = [pos for pos in long_core if inside[0] <= pos <= inside[-1]]
    begin = inside[0]
    if headline is not None:
        below = [pos for pos in found if pos > headline]
        if 2 * _size(blocks, below) >= _size(blocks, found):
            found, begin = below, headline + 1
    else:
        begin = _begin_above(blocks, begin, container)
    first = next((pos for pos in found if blocks[pos].words >= _SHORT), found[0])
    held: Counter[Any] = Counter()
    for pos in found:
        for node in blocks[pos].labelled:
            held[node] += len(blocks[pos].text)
    total = _size(blocks, found)
    labels = {
        node
        for pos in range(begin, inside[-1] + 1)
        for node in blocks[pos].labelled
        if node not in around and held[node] < _MISLABELLED * total
    }
    parents = {node for pos in found for node in (blocks[pos].node, blocks[pos].node.getparent())}
    end = inside[-1] + 1
    return _Region(begin, first, found[-1], end, headline, core, labels, parents, around, container)


def _size(blocks: Sequence[Block], positions: Sequence[int]) -> int:
    return sum(len(blocks[pos].text) for pos in positions)


def _begin_above(blocks: Sequence[Block], begin: int, container: Any) -> int:
    """Where a text begins that has no known headline: lines beside its container may be its own."""
    outer = container.getparent()
    for _ in range(_ABOVE):
        above = blocks[begin - 1] if begin else None
        if above is None or above.linked or outer is None or not _is_within(above.node, outer):
            break
        begin -= 1
    return begin


def _select(blocks: Sequence[Block], region: _Region) -> list[int]:
    """The positions of the blocks in the region that are the article's."""
    kept: list[int] = []
    seen: set[str] = set()
    teasers = _teasers(blocks, region)
    stopped: Any = None
    empty = False
    links = 0
    for pos in range(region.begin, region.end):
        block = blocks[pos]
        if any(node in region.labels for node in block.labelled):
            continue
        if pos < region.first:
            links += block.link_density >= _MOST_LINKED and block.words >= _FEWEST_OF_A_HEADLINE
            if links >= 2 and pos not in region.core:
                continue
        if stopped is not None:
            apart = empty and _is_within(block.node, stopped)
            listed = block.link_density > _SOME_LINKED or (
                block.words < _SHORT
                if stopped in region.around
                else _is_within(block.node, stopped)
            )
            if apart or (
                block.kind != "heading" and pos not in region.core and (listed or pos > region.last)
            ):
                continue
            stopped = None
        if begins_comments(block.text) and len(kept) >= _FEWEST_BEFORE_COMMENTS:
            break
        if pos in teasers:
            continue
        if block.words <= _SHORT and begins_other_section(block.text):
            stopped = block.node.getparent()
            empty = _is_aside(blocks, stopped, kept, region)
        elif not _is_linked(block) and block.text not in seen and _is_text(block, pos, region):
            kept.append(pos)
            if block.words > _SHORT or block.kind == "caption":
                seen.add(block.text)
    return kept


def _teasers(blocks: Sequence[Block], region: _Region) -> set[int]:
    """The summaries of other articles: each follows, in an element of their own, its linked headline."""
    found: set[int] = set()
    for pos in range(max(1, region.begin), region.end):
        above, block = blocks[pos - 1], blocks[pos]
        headed = above.link_density >= _MOST_LINKED and above.words >= _FEWEST_OF_A_HEADLINE
        if not headed or block.kind not in ("text", "item") or _is_linked(block):
            continue
        holders = {above.node, *islice(above.node.iterancestors(), 3)}
        both = next(
            (node for node in islice(block.node.iterancestors(), 3) if node in holders), None
        )
        below = blocks[pos + 1] if pos + 1 < region.end else None
        alone = below is None or both is None or not _is_within(below.node, both)
        if both is not None and both not in region.around and alone:
            found.add(pos)
    return found if len(found) >= _FEWEST_TEASERS else set()


def _is_aside(blocks: Sequence[Block], node: Any, kept: Sequence[int], region: _Region) -> bool:
    """Whether an element that begins with such a heading holds it alone, and little of the text."""
    if node in region.around or (kept and _is_within(blocks[kept[-1]].node, node)):
        return False
    within = set(node.iter())
    core = sorted(region.core)
    held = [pos for pos in core if blocks[pos].node in within]
    return 2 * _size(blocks, held) < _size(blocks, core)


def _is_linked(block: Block) -> bool:
    """Whether a block is mainly links, and not a sentence that holds some."""
    if block.link_density < _MOST_LINKED:
        return False
    return len(block.text) - block.linked < _LONG or block.words < _SHORT


def _container(core: Sequence[Block]) -> Any:
    """The smallest element that holds nearly all of what was found."""
    held: Counter[Any] = Counter()
    for block in core:
        held[block.node] += len(block.text)
    enough = _FOUND_SHARE * held.total()
    # Each before its parent, so that one pass is enough.
    for node in reversed(list(core[0].node.getroottree().iter())):
        if held[node] >= enough:
            return node
        if (outer := node.getparent()) is not None:
            held[outer] += held[node]
    return core[0].node


def _is_within(node: Any, outer: Any) -> bool:
    return node is outer or any(around is outer for around in node.iterancestors())


def _is_text(block: Block, pos: int, region: _Region) -> bool:
    """Whether a block with few links reads as a part of the article."""
    if begins_imprint(block.text) or asks_consent(block.text):
        return False
    if block.kind == "caption":
        return True
    if pos < region.first and block.words <= _SHORT and DATE.search(block.text):
        return False
    if pos in region.core:
        return True
    if block.kind == "item" and block.link_density > _SOME_LINKED:
        return False
    if pos < region.first:
        fewest = _FEWEST_OF_A_SENTENCE if _SENTENCE_END.search(block.text) else _FEWEST_OF_A_LEAD
        return block.words >= fewest and block.kind != "item" and block.linked == 0
    if block.kind == "heading":
        return block.words <= _LONGEST_HEADING
    if pos < region.last:
        return True
    beside = {block.node, *islice(block.node.iterancestors(), 3)}
    listed = block.kind in ("item", "row") and not block.linked
    ends = block.words >= _SHORT and _SENTENCE_END.search(block.text)
    return bool(listed or ends) and not beside.isdisjoint(
        region.parents - region.around | {region.container}
    )


def _without_empty_headings(blocks: Sequence[Block], kept: list[int]) -> list[int]:
    """Without the headings under which nothing is left."""
    left: list[int] = []
    for pos in reversed(kept):
        if blocks[pos].kind == "heading" and not left:
            continue
        left.append(pos)
    return left[::-1]


def _with_described(
    blocks: Sequence[Block], kept: list[int], description: str | None, headline: int | None
) -> list[int]:
    """With the block that is the page's summary, if none of the article's holds it."""
    wanted = letters(description or "")
    if not wanted or wanted in letters(" ".join(blocks[pos].text for pos in kept)):
        return kept
    for pos, block in enumerate(blocks):
        if pos != headline and not _is_linked(block) and letters(block.text) == wanted:
            return [pos, *kept]
    return kept


def _is_listing(blocks: Sequence[Block], region: _Region, kept: Sequence[int]) -> bool:
    """Whether each text follows a headline of its own that is a link."""
    links = run = longest = 0
    chosen = set(kept)
    for pos in range(region.begin, region.end):
        block = blocks[pos]
        if block.link_density >= _MOST_LINKED and block.words >= _FEWEST_OF_A_HEADLINE:
            links += 1
            run = 0
        elif pos in chosen and block.words >= _SHORT:
            run += 1
            longest = max(longest, run)
    return links >= _LISTED_LINKS and longest <= _LISTED_RUN
