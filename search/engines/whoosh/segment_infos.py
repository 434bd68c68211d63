"""Which segments an index has, as JSON: what Whoosh keeps in its table of contents, which is a pickle.

Unpickling runs whatever the pickle says, so that who may write an index could run code as who reads it.
The schema is not written: an index of another `schema.VERSION` is not opened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from search.engines.whoosh.codec import ArrayCodec, ArraySegment
from search.engines.whoosh.schema import INDEX_NAME

FILE = "segments.json"


def write_segment_infos(folder: Path, segments: Sequence[ArraySegment]) -> None:
    """Write which segments the index in the folder has, and which of their documents are deleted."""
    infos = [
        {
            "id": segment.segid,
            "documents": int(segment.doc_count_all()),
            "deleted": sorted(map(int, segment.deleted_docs())),
            "field_lengths": dict(segment._fieldlengths),
        }
        for segment in segments
    ]
    (folder / FILE).write_text(json.dumps(infos), encoding="utf-8")


def read_segment_infos(folder: Path) -> list[ArraySegment]:
    """The segments of the index in the folder."""
    segments = []
    for info in json.loads((folder / FILE).read_text(encoding="utf-8")):
        deleted = set(info["deleted"]) or None
        segment = ArraySegment(ArrayCodec(), INDEX_NAME, info["documents"], info["id"], deleted)
        segment._fieldlengths = info["field_lengths"]
        segments.append(segment)
    return segments
