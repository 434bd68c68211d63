"""JSON Lines: an article a line (https://jsonlines.org)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.fields import read_record
from search.ingest.files import SourceFile
from search.ingest.json import parse_json, read_json
from search.ingest.lines import Lines

_OVER_LINES = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*(?:[{\[]|$)|\{(?:[^\n]*,)?\s*?\n\s*")')
"""How a file begins whose values are written over several lines, or which is one array."""
_HEAD = 1 << 12


def read_jsonl(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each line, or why it cannot be taken. Empty lines are passed over.

    A file that does not begin with an object in a line is read as any other JSON.
    """
    # UTF-16 without its NULs and byte order mark is as good as ASCII here.
    head = opened.peek(_HEAD)[:_HEAD].replace(b"\0", b"").lstrip(b"\xff\xfe")
    if _OVER_LINES.match(head):
        yield from read_json(opened, file, context)
        return
    with Lines(opened, context.max_bytes) as lines:
        while True:
            try:
                text = next(lines).strip()
                if not text:
                    continue
                record = parse_json(text)
                if not isinstance(record, dict):
                    raise InputError("not a JSON object")
                article = read_record(record, path=file.name, line=lines.number, context=context)
            except StopIteration:
                return
            except InputError as error:
                yield file.skip(str(error), lines.number)
            else:
                yield article
