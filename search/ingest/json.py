"""JSON in any arrangement: an array, objects one after another, lists inside an object, one article.

Objects are found by their brackets, one at a time, in bounded memory, and each is decoded by itself: so a
broken one costs itself alone and is named with its line. Parsers of streams end
at the first error, as ijson 3.6 does, and do not say where an object begins.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.decode import decode, utf16_codec
from search.ingest.field_names import FieldNames, fold_name, names_of
from search.ingest.fields import leads_to_text, read_record, texts_in
from search.ingest.files import SourceFile
from search.ingest.lines import over_limit

# Numbers stay as they are written. Two things are not JSON but written all the same: NaN, by Python
# for a missing value, and (hence not strict) tabs and line breaks in the texts of web pages.
_decoder = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False
)

_HEAD = 1 << 12
_PIECE = 1 << 16
_STRING = rb'"(?>[^"\\]|\\.)*+"'
_BRACKET = re.compile(_STRING + rb'|["{}\[\]]', re.DOTALL)
"""A quote by itself is that of a string whose end is not in sight."""
_BETWEEN = re.compile(rb"[\s,:]+")
_SCALAR = re.compile(_STRING + rb"|[^\s,:\"{}\[\]]+", re.DOTALL)
_VALUE = rb"\s*:\s*(?:" + _STRING + rb"|[^\s,\"{}\[\]]+)\s*,\s*"
_FIRST_KEYS = re.compile(
    rb"\{\s*(" + _STRING + rb")(?:" + _VALUE + rb"(" + _STRING + rb"))?", re.DOTALL
)
_ANY_OBJECT = rb"\{\s*\""
_OBJECT_INSIDE = re.compile(rb"[\[:]\s*\{\s*\"")
_LONGEST_KEYS = 1_000
_DEEPEST_LIST = 3
_DEEPEST = 50
"""Brackets within brackets above the articles."""
_MOST_UNENDED = 50
"""Each object that does not end within the limit is read up to there: so many in turn end the file."""


def parse_json(text: str) -> object:
    """The value that a JSON text holds, its numbers as texts; InputError if it is not JSON."""
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at character {error.pos + 1:,}") from None
    except RecursionError:
        raise InputError("not JSON that can be read: nested too deeply") from None


def read_json(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each object, or why it cannot be taken.

    An object that has no body of its own but a list of objects that have one is no article: those are.
    The ids of records without one are counted through the file.
    """
    objects = _Objects(opened, context)
    for number, (line, found) in enumerate(objects, start=1):
        try:
            if isinstance(found, InputError):
                raise found
            yield read_record(found, path=file.name, line=line, context=context, number=number)
        except InputError as error:
            yield file.skip(str(error), line)
    if not objects.any:
        yield file.skip("no JSON object in it")


class _Objects:
    """An iterator over the articles' objects, each with its line; InputError for a broken one."""

    def __init__(self, opened: io.BufferedReader, context: IngestContext) -> None:
        self.any = False
        self._names = context.names
        self._max_bytes = context.max_bytes
        self._opened = opened
        self._buffer = b""
        codec = utf16_codec(opened.peek(_HEAD)[:_HEAD])
        self._decoder = codecs.getincrementaldecoder(codec)("replace") if codec else None
        self._at = 0
        self._line = 1
        self._unended = 0
        self._begun = self._ended = False

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, object] | InputError]]:
        opened: list[bytes] = []
        in_order = True
        while self._find_token():
            if len(opened) > _DEEPEST or self._unended > _MOST_UNENDED:
                self.any = True
                yield self._line, InputError("not JSON from here on: its brackets do not close")
                return
            char = self._buffer[self._at : self._at + 1]
            if char in b"]}":
                del opened[-1:]
                self._advance(1)
            elif char == b"[":
                opened.append(char)
                self._advance(1)
            elif char == b"{":
                line = self._line
                in_list = opened[-1:] == [b"["]
                found = self._read_object(bounded=in_list)
                if found is None:
                    opened.append(char)
                    self._advance(1)
                elif in_list or not opened or self._is_text(found):
                    in_order = self.any = True
                    yield line, found
            else:
                line = self._line
                self._skip_scalar()
                if in_order and opened in ([], [b"["]):
                    # Only the first of several: what is no JSON at all is many.
                    in_order, self.any = False, True
                    yield line, InputError("not a JSON object")

    def _is_text(self, found: dict[str, object] | InputError) -> bool:
        """Whether what stands beside a list of articles is named: its figures and links are not."""
        return isinstance(found, InputError) or leads_to_text(found, self._names)

    def _find_token(self) -> bool:
        """Whether there is more than blanks, commas and colons, before which it stops."""
        while True:
            between = _BETWEEN.match(self._buffer, self._at)
            if between is not None:
                self._advance(between.end() - self._at)
            if self._at < len(self._buffer):
                return True
            if not self._fill():
                return False

    def _read_object(self, bounded: bool) -> dict[str, object] | InputError | None:
        """The object that begins here, or what is wrong with it; None if it is to be gone into."""
        limit = self._max_bytes
        end = self._find_end()
        self._unended = self._unended + 1 if end is None else 0
        if end is None and self._ended and len(self._buffer) - self._at <= limit:
            return self._recover(InputError("not JSON: it ends within an object"))
        if end is None or end - self._at > limit:
            if bounded or not _OBJECT_INSIDE.search(self._buffer, self._at, self._at + _PIECE):
                return self._recover(InputError(over_limit(limit)), end)
            return None
        text = self._buffer[self._at : end]
        try:
            value = parse_json(decode(text))
        except InputError as error:
            return self._recover(error, end)
        if not isinstance(value, dict) or _holds_articles(value, self._names, _DEEPEST_LIST):
            return None
        self._advance(end - self._at)
        return value

    def _find_end(self) -> int | None:
        """Where the object that begins here ends; None if it does not within the limit."""
        depth, at = 0, self._at
        while True:
            for match in _BRACKET.finditer(self._buffer, at):
                char = match[0]
                if char in (b"{", b"["):
                    depth += 1
                elif char in (b"}", b"]"):
                    depth -= 1
                    if depth == 0:
                        return match.end()
                elif char == b'"':
                    at = match.start()
                    break
                at = match.end()
            seen = at - self._at
            if len(self._buffer) - self._at > self._max_bytes or not self._fill():
                return None
            at = self._at + seen

    def _recover(self, error: InputError, end: int | None = None) -> InputError:
        """Go to the next object that begins as the broken one does, or behind the broken one."""
        again = _like(_FIRST_KEYS.match(self._buffer, self._at))
        self._advance(1)
        if end is not None:
            following = again.search(self._buffer, self._at, end)
            self._advance((following.start() if following else end) - self._at)
            return error
        while True:
            following = again.search(self._buffer, self._at)
            if following is not None:
                self._advance(following.start() - self._at)
                return error
            self._advance(max(0, len(self._buffer) - self._at - _LONGEST_KEYS))
            if not self._fill():
                self._advance(len(self._buffer) - self._at)
                return error

    def _skip_scalar(self) -> None:
        while True:
            match = _SCALAR.match(self._buffer, self._at)
            if match is not None and match.end() < len(self._buffer):
                self._advance(match.end() - self._at)
                return
            if len(self._buffer) - self._at > self._max_bytes or not self._fill():
                self._advance(len(self._buffer) - self._at)
                return

    def _advance(self, by: int) -> None:
        self._line += self._buffer.count(b"\n", self._at, self._at + by)
        self._at += by

    def _fill(self) -> bool:
        """Read more; whether there was more. What has been dealt with is forgotten."""
        rest = self._buffer[self._at :]
        piece = self._opened.read(max(_PIECE, len(rest)))
        self._ended = not piece
        if self._decoder is not None:
            piece = self._decoder.decode(piece, not piece).encode("utf-8", "replace")
        if not self._begun:
            piece = piece.removeprefix(codecs.BOM_UTF8)
            self._begun = True
        self._buffer, self._at = rest + piece, 0
        return not self._ended


def _like(first: re.Match[bytes] | None) -> re.Pattern[bytes]:
    """How an object begins that has the first key of this one, and as it something behind it."""
    if first is None:
        return re.compile(_ANY_OBJECT)
    begin = rb"\{\s*" + re.escape(first[1])
    return re.compile(begin + (_VALUE + b'"' if first[2] else rb"\s*:"), re.DOTALL)


def _holds_articles(value: Mapping[str, object], names: FieldNames, depth: int) -> bool:
    """Whether an object is no article but holds several: in a list, or by their ids."""
    fields = {key: name.field for key in value if (name := names.find(key))}
    if any(fields.get(key) == "body" and isinstance(inner, str) for key, inner in value.items()):
        return False
    for key, inner in value.items():
        if isinstance(inner, list):
            item = next((item for item in inner if isinstance(item, dict)), None)
            if item is not None and _is_list(key, item, fields, names):
                return True
        elif isinstance(inner, dict) and depth and _holds_articles(inner, names, depth - 1):
            return True
    inside = (texts_in(inner, names) for inner in value.values() if isinstance(inner, dict))
    return sum("body" in there for there in inside) > 1


def _is_list(
    key: str, item: dict[str, object], fields: Mapping[str, str], names: FieldNames
) -> bool:
    """Whether a list that begins with this item, in an object of these fields, is one of articles."""
    name = fold_name(key)
    if name in names_of("aside"):
        return False
    if fields.get(key) == "body":
        return "title" in texts_in(item, names)
    named = name in names_of("list") or name in names_of("prefix")
    return (named or "title" not in fields.values()) and leads_to_text(item, names)
