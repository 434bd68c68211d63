"""JSON Lines: an article a line (https://jsonlines.org)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from search.articles import RawArticle
from search.errors import InputError
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.fields import read_record
from search.ingest.files import SourceFile
from search.ingest.lines import Lines

# Numbers stay as they are written. Two things are not JSON but written all the same: NaN, by Python
# for a missing value, and (hence not strict) tabs and line breaks in the texts of web pages.
_decoder = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False
)


def read_jsonl(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[RawArticle | Skipped]:
    """The article of each line, or why it cannot be taken. Empty lines are passed over."""
    with Lines(opened, context.max_bytes) as lines:
        while True:
            try:
                text = next(lines).strip()
                if not text:
                    continue
                record = parse_json(text)
                if not isinstance(record, dict):
                    raise InputError("not a JSON object")
                article = read_record(
                    record, path=file.name, line=lines.number, counts=context.counts
                )
            except StopIteration:
                return
            except InputError as error:
                yield file.skip(str(error), lines.number)
            else:
                yield article


def parse_json(text: str) -> object:
    """The value that a JSON text holds, its numbers as texts; InputError if it is not JSON."""
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at character {error.pos + 1:,}") from None
    except RecursionError:
        raise InputError("not JSON that can be read: nested too deeply") from None
