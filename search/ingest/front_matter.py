"""What texts say of themselves before they begin: front matter in YAML or TOML, or `Key: value` lines.

---                  +++                     Tiêu đề: Đê biển
title: Đê biển       title = "Đê biển"       Ngày đăng: 14/8/2023
date: 2023-08-14     date = 2023-08-14
---                  +++                     Tỉnh họp bàn.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import NamedTuple

from search.ingest.field_names import FieldNames

_YAML = re.compile(
    r"---[^\S\n]*\n(?P<inside>.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML = re.compile(
    r"\+\+\+[^\S\n]*\n(?P<inside>.*?)^\+\+\+[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FENCE = re.compile(r"(?:(?:-{3,}|\+{3,})[^\S\n]*(?:\n|\Z))+")
_PAIR = re.compile(r"(?P<key>[^\W\d][^:\n]{0,40}?)\s*:(?:[^\S\n]++(?P<value>.*))?")
_LONGEST = 1 << 16
"""Characters of front matter."""
_LEAST_KNOWN = 2
"""Lines of a head without fences: one alone may be the text's."""

NOT_UNDERSTOOD = "front matter not understood"


class FrontMatter(NamedTuple):
    """What stands before a text, and the text; `fenced` where it began with a fence."""

    given: Mapping[str, object]
    text: str
    fenced: bool
    remarks: tuple[tuple[str, str], ...] = ()


def split_front_matter(text: str, names: FieldNames) -> FrontMatter:
    """The front matter of a text in LF lines, stripped, and the text behind it without the fences.

    What is not YAML or TOML though it is fenced is read line by line, if a line names a field, and
    remarked on; else it is text.
    """
    for fence, read in ((_YAML, _read_yaml), (_TOML, _read_toml)):
        match = fence.match(text)
        if match is None or len(match["inside"]) > _LONGEST:
            continue
        try:
            return FrontMatter(read(match["inside"]), text[match.end() :].strip(), True)
        except ValueError as error:
            lines = _pairs(match["inside"].replace(" = ", ": "))
            if any(map(names.find, lines)):
                remarks = ((NOT_UNDERSTOOD, " ".join(str(error).split())),)
                return FrontMatter(lines, text[match.end() :].strip(), True, remarks)
    fence_line = _FENCE.match(text)
    if fence_line is not None:
        text = text[fence_line.end() :].strip()
    head, body = _split_head(text, names)
    pairs = _head(head, names)
    if pairs is not None:
        return FrontMatter(pairs, body, True)
    return FrontMatter({}, text, fence_line is not None)


def _read_yaml(text: str) -> Mapping[str, object]:
    """The pairs of a mapping in YAML, all scalars as they are written; ValueError if it is none."""
    # Imported here: most texts have none.
    import yaml

    try:
        # No type is guessed: "no", 12:30 and 2023-08-14 stay texts.
        value = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - makes texts
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from None
    return _mapping(value)


def _read_toml(text: str) -> Mapping[str, object]:
    try:
        return _mapping(tomllib.loads(text))
    except RecursionError as error:
        raise ValueError(str(error)) from None


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("no keys with values")  # noqa: TRY004 - of the text, not of an argument
    return {str(key): inner for key, inner in value.items()}


def _split_head(text: str, names: FieldNames) -> tuple[str, str]:
    """The lines up to an empty one, or to one that says that the body begins in it; and the rest."""
    head: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _PAIR.fullmatch(line)
        name = names.find(match["key"]) if match is not None else None
        if match is not None and name is not None and name.field == "body":
            return "\n".join(head), "\n".join([match["value"] or "", *lines[number + 1 :]]).strip()
        if match is None and line[:1] not in (" ", "\t"):
            return "\n".join(head) if not line else "", "\n".join(lines[number:]).strip()
        head.append(line)
    return text, ""


def _head(text: str, names: FieldNames) -> Mapping[str, object] | None:
    """The pairs of lines that are all `Key: value`, at least two of them of fields; None for others."""
    lines = text.split("\n")
    if not all(_PAIR.fullmatch(line) or line[:1] in (" ", "\t") for line in lines):
        return None
    pairs = _pairs(text)
    fields = {name.field for key in pairs if (name := names.find(key))}
    return pairs if len(fields) >= _LEAST_KNOWN else None


def _pairs(text: str) -> dict[str, object]:
    """Of each `key: value` line the pair; a line that is indented goes on with the one before."""
    pairs: dict[str, str] = {}
    key = ""
    for line in text.split("\n"):
        match = _PAIR.fullmatch(line)
        if match is not None:
            key = match["key"]
            pairs.setdefault(key, _unquoted((match["value"] or "").strip()))
        elif key and line[:1] in (" ", "\t"):
            pairs[key] = f"{pairs[key]} {line.strip()}".strip()
    return dict(pairs)


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
