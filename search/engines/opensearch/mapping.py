"""What of an article goes into which field of the indices of a generation, and how those are made.

A generation is two indices, which nobody changes once they are published: `NAME-000001` holds the
articles, a document each, and `NAME-000001-terms` the dictionary of their words. The alias `NAME` is on the
one that is served.

| field of an article | holds |
| --- | --- |
| `title`, `body` | folded terms, with positions; of a derived title none |
| `title_accented`, `body_accented` | accented terms, at the positions of their folded ones |
| `title_stems`, `body_stems` | stems, English articles only |
| `title_length`, `body_length` | how many tokens, rounded as Whoosh rounds them: for equal scores |
| `title_tokens`, `body_tokens` | how many tokens, for the average |
| `place`, `date`, …, `main_place` | the values of the facets; `main_place`: of main ones |
| `first`, `last`, `coarse` | days as proleptic ordinals, none for the undated; true for months and years |
| `days` | the same days as a range, but of none that is coarse |
| `number` | the order of writing |
| `id` | the article's id |
| `group` | of an article with copies the name of their group |
| `band` | the bands of its sketch that tell, by which copies are looked for |
| `article`, `sketch` | kept as they are, not searched, as are `number` and `group` |

Texts come analyzed: terms at one position joined by `STACKED`, positions by spaces, an empty one as `GAP`.

| document of the dictionary | holds |
| --- | --- |
| `stream`, `term` | a term of `folded`, `accented` or `stems` |
| `body`, `title` | in how many bodies, and titles, it is |
| `stream` = `lexicon`, `block` | many of these terms at once, while there are few enough (`lexicon.py`) |
| `stream` = `bigrams`, `term` | a folded term; `followers` has by the term after it the same two numbers |
"""

from __future__ import annotations

from typing import Any

from search.analysis import GAP, Stream
from search.facets import FACETS
from search.settings import Settings

VERSION = max(1, *(facet.since for facet in FACETS.values()))
"""Raised whenever a field changes, or a facet comes with one; an index of another version is refused."""

STACKED = "|"
"""Between terms at one position; no term has it."""

TEXT_FIELDS = ("title", "body")
LONGEST_TERM = 8000
"""Characters of a term that are kept: Lucene takes none of over 32,766 bytes."""

MOST_HITS = 10_000
"""Hits of one answer: the `max_result_window` that OpenSearch has unless told otherwise."""

JSON = dict[str, Any]


def field_name(field: str, stream: Stream) -> str:
    """The field that holds a stream of the title or the body; bigrams are phrases in the folded one."""
    return field if stream in ("folded", "bigrams") else f"{field}_{stream}"


def articles_index(settings: Settings) -> JSON:
    """The body of the request that makes the index of articles: without replicas, until it is whole."""
    text = {"type": "text", "analyzer": "stacked", "similarity": "frequency", "norms": False}
    unpositioned = text | {"analyzer": "words", "index_options": "freqs"}
    number, keyword = {"type": "integer", "index": False}, {"type": "keyword"}
    properties: JSON = {}
    for field in TEXT_FIELDS:
        properties |= {
            field: text,
            f"{field}_accented": text,
            f"{field}_stems": unpositioned,
            f"{field}_length": number,
            f"{field}_tokens": number,
        }
    for facet in FACETS.values():
        properties[facet.name] = keyword
        if facet.main_field:
            properties[facet.main_field] = keyword
    properties |= {
        "first": {"type": "integer"},
        "last": {"type": "integer"},
        "coarse": {"type": "boolean"},
        "days": {"type": "integer_range"},
        "number": {"type": "long"},
        "id": keyword,
        "group": keyword,
        "band": {"type": "keyword", "doc_values": False},
        "article": {"type": "object", "enabled": False},
        "sketch": {"type": "keyword", "index": False, "doc_values": False},
    }
    return {
        "settings": _settings(settings)
        | {
            "similarity": {"frequency": {"type": "scripted", "script": {"source": _FREQUENCY}}},
            "analysis": {
                "tokenizer": {"positions": {"type": "whitespace", "max_token_length": 1_000_000}},
                "filter": {
                    "gaps": {"type": "stop", "stopwords": [GAP]},
                    "stacks": {
                        "type": "pattern_capture",
                        "preserve_original": False,
                        "patterns": [f"([^{STACKED}]+)"],
                    },
                },
                "analyzer": {
                    "stacked": {"tokenizer": "positions", "filter": ["gaps", "stacks"]},
                    "words": {"tokenizer": "positions", "filter": ["gaps"]},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            # Without the recovery source, which would keep the whole document a second time.
            "_source": {
                "includes": ["article", "sketch", "number", "group"],
                "recovery_source_enabled": False,
            },
            "properties": properties,
        },
    }


def terms_index(settings: Settings) -> JSON:
    """The body of the request that makes the index of the dictionary."""
    kept = {"type": "object", "enabled": False}
    return {
        "settings": _settings(settings),
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "stream": {"type": "keyword"},
                "term": {"type": "keyword"},
                "body": {"type": "integer"},
                "title": {"type": "integer"},
                "followers": kept,
                "block": kept,
            },
        },
    }


_FREQUENCY = "return query.boost * doc.freq;"
"""A term scores how often it stands in the field: what that is worth is said where it is asked for."""


def _settings(settings: Settings) -> JSON:
    return BUILDING | {
        "number_of_shards": settings.opensearch_shards,
        "codec": "best_compression",
    }


BUILDING: JSON = {
    # Replicas get files, not articles: so they need no recovery source, and none is analyzed twice.
    "replication.type": "SEGMENT",
    "number_of_replicas": 0,
    "refresh_interval": "-1",
}
"""The settings of an index that nobody reads yet."""
