"""A page is cut into blocks: runs of text that a browser shows as one paragraph, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from search.ingest.page_phrases import is_label

Kind = Literal["text", "heading", "caption", "item", "row"]

_NEVER_SHOWN_TAGS = """
    head script style noscript template iframe object embed svg canvas math map video audio button
    select textarea input datalist dialog nav menu footer
"""
_NEVER_SHOWN = frozenset(_NEVER_SHOWN_TAGS.split())
_BLOCK_TAGS = """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption
    figure form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre search section summary
    table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong"})
_SLANTED = frozenset({"em", "i"})
_IMAGES = frozenset({"amp-img", "img", "picture"})
_CREDITED = re.compile(
    r"\b(?:photos?|images?|ảnh|hình|nguồn|source)\b ?(?:[:/]| by\b)|\([A-Z][\w. ]+/[^()]+\)$",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAPTION = re.compile(
    r"caption|chu-?_?thich|cutline|photo-?_?(?:note|desc)|(?:img|image|pic|picture)-?_?(?:desc|note|text|title)",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 600
_CREDIT = 60
_CAPTION_DEPTH = 5
_LONGEST_ROW = 600
_PART = re.compile(r"title|headline|date|lead|summary|sapo|content|body", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Block:
    """A run of text with what its place in the page says of it.

    `node` is the innermost element of block level around it, `linked` how many characters of it are
    links, `labelled` the elements around it whose class, id or kind says that they are no part of an
    article, outermost first. `bold` says that all of it is.
    """

    text: str
    node: Any
    kind: Kind
    linked: int
    bold: bool
    labelled: tuple[Any, ...]

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.text.count(" ") + 1

    @property
    def link_density(self) -> float:
        """Which part of its characters are links, from 0 to 1."""
        return min(1.0, self.linked / len(self.text))


class _Writer:
    """Collects runs of text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.around: list[Any] = []
        self.labelled: list[Any] = []
        self.links = 0
        self.strong = 0
        self.slanted = 0
        self.after_image = False
        self._pieces: list[str] = []
        self._linked = 0
        self._plain = 0
        self._upright = 0

    def add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            size = len(text.strip())
            if self.links:
                self._linked += size
            if not self.strong:
                self._plain += size
            if not self.slanted:
                self._upright += size

    def flush(self, text: str | None = None, kind: Kind | None = None) -> None:
        """End the block; `text` and `kind` are given where they are not those of its pieces."""
        if text is None:
            text = " ".join("".join(self._pieces).split())
        if text and self.around:
            node = self.around[-1]
            labelled = tuple(self.labelled)
            kind = kind or _kind(node, text)
            if kind == "text" and self.after_image and self._is_under_image(text):
                kind = "caption"
            self.blocks.append(Block(text, node, kind, self._linked, self._plain == 0, labelled))
            self.after_image = False
        self._pieces = []
        self._linked = self._plain = self._upright = 0

    def _is_under_image(self, text: str) -> bool:
        """Whether the next line after an image reads as its caption."""
        short = len(text) <= _LONGEST_CAPTION and self._linked == 0
        return short and (self._upright == 0 or bool(_CREDITED.search(text)))


def find_blocks(root: Any) -> list[Block]:
    """The blocks of a parsed page in document order; what is never shown is left out."""
    writer = _Writer()
    for node, entering in _walk(root):
        tag = node.tag
        if tag in _BLOCKS or (tag == "span" and _stands_alone(node)):
            writer.flush()
            if entering:
                writer.around.append(node)
                if _is_labelled(node):
                    writer.labelled.append(node)
            else:
                writer.around.pop()
                if writer.labelled and writer.labelled[-1] is node:
                    writer.labelled.pop()
        elif tag == "br":
            if entering:
                writer.flush()
        elif tag == "a":
            writer.links += 1 if entering else -1
        elif tag in _STRONG:
            writer.strong += 1 if entering else -1
        elif tag in _SLANTED:
            writer.slanted += 1 if entering else -1
        elif tag in _IMAGES:
            writer.after_image = True
        if entering:
            if tag == "tr" and (cells := _cells(node)):
                for cell in cells:
                    writer.links = 1 if cell.find(".//a") is not None else 0
                    writer.add(" ".join(cell.itertext()))
                writer.links = 0
                text = " | ".join(" ".join(" ".join(cell.itertext()).split()) for cell in cells)
                writer.flush(text.strip(" |"), "row")
            else:
                writer.add(node.text)
        else:
            writer.add(node.tail)
    writer.flush()
    return writer.blocks


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """Each element when it is entered and when it is left. No recursion: pages nest deeply."""
    pending = [(root, True)]
    while pending:
        node, entering = pending.pop()
        if not entering:
            yield node, False
            continue
        if not isinstance(node.tag, str) or _is_never_shown(node):
            # Left without having been entered: only the text behind it counts.
            yield _Behind(node.tail), False
            continue
        yield node, True
        pending.append((node, False))
        if node.tag != "tr" or not _cells(node):
            pending += [(child, True) for child in reversed(node)]


class _Behind:
    """Stands for an element that is left out, with the text behind it."""

    tag = ""
    __slots__ = ("tail",)

    def __init__(self, tail: str | None) -> None:
        self.tail = tail


def _is_never_shown(node: Any) -> bool:
    if node.tag in _NEVER_SHOWN:
        return True
    return (
        "hidden" in node.attrib
        or node.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(node.get("style", "")))
    )


def _stands_alone(span: Any) -> bool:
    """Whether a span is named for a part of an article, and so a line of its own."""
    return bool(_PART.search(f"{span.get('class', '')} {span.get('id', '')}"))


def _is_labelled(node: Any) -> bool:
    if node.tag == "aside":
        return True
    names = f"{node.get('class', '')} {node.get('id', '')} {node.get('role', '')}"
    return len(names) > 2 and bool(is_label(names))


def _cells(row: Any) -> list[Any]:
    """The cells of a row of data; none where cells lay out a page or a photo with its caption."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or any(
        node.tag in _BLOCKS or node.tag in ("img", "script", "style")
        for cell in cells
        for node in cell.iterdescendants()
        if node.tag != "p" or len(cell) > 1
    ):
        return []
    texts = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
    filled = [text for text in texts if text]
    return cells if len(filled) > 1 and sum(map(len, filled)) <= _LONGEST_ROW else []


def _kind(node: Any, text: str) -> Kind:
    if node.tag in _HEADINGS:
        return "heading"
    if node.tag == "li":
        return "item"
    return "caption" if _is_caption(node, text) else "text"


def _is_caption(node: Any, text: str) -> bool:
    """Whether an element is a photo's caption: by its name, or as the only text around an image."""
    for depth, around in enumerate((node, *node.iterancestors())):
        if around.tag in ("figcaption", "figure", "caption"):
            return True
        if around.tag in ("html", "body", "article", "main") or depth > _CAPTION_DEPTH:
            return False
        if depth < 3 and _CAPTION.search(f"{around.get('class', '')} {around.get('id', '')}"):
            return True
        if around.tag not in ("p", "tr", "tbody") and around.find(".//img") is not None:
            size = len(" ".join(" ".join(around.itertext()).split()))
            alone = around.tag == "table" or size <= len(text) + _CREDIT
            return alone and size <= _LONGEST_CAPTION and not _is_beside_image(node)
    return False


def _is_beside_image(node: Any) -> bool:
    """Whether a text has an image in another cell of its row: what it says is then no caption."""
    for around in (node, *node.iterancestors()):
        if around.tag == "tr":
            return around.find(".//img") is not None
        if around.find(".//img") is not None:
            return False
    return False
