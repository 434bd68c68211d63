"""Every setting, in one frozen `Settings`: defaults < TOML file < environment < command line."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.errors import SettingsError

PREFIX = "TIMTIN_"
"""`TIMTIN_PORT=9000` in the environment sets `port`."""


def _setting(default: Any, low: float, high: float, help: str) -> Any:
    """A setting that is a number from `low` to `high`."""
    return dataclasses.field(default=default, metadata={"range": (low, high), "help": help})


def _path(default: str, help: str) -> Any:
    return dataclasses.field(default=Path(default), metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set, each with its default, its range and what it is for.

    The figures that the defaults of ranking rest on are in `tests/benchmarks/RESULTS.md`.
    """

    index: Path = _path("index", "Folder of the index.")  # noqa: RUF009 - makes a field
    seeds: Path = _path("seeds", "Folder or file of the articles that the index is built from.")  # noqa: RUF009
    host: str = dataclasses.field(default="127.0.0.1", metadata={"help": "Address to listen on."})
    port: int = _setting(8000, 0, 65535, "Port to listen on; 0 takes a free one.")
    threads: int = _setting(4, 1, 256, "Requests that are answered at once.")

    # Matching: of a query without operators, articles with most of the words are found.
    all_words: int = _setting(2, 0, 1024, "Up to so many words, articles must have all of them.")
    minimum_share: float = _setting(0.4, 0, 1, "Of more words, the least share by what they tell.")
    minimum_matches: int = _setting(
        500, 0, 1 << 20, "If fewer articles reach the share, those that come nearest are found."
    )

    # Ranking, first stage: BM25F, as `engines/whoosh/searching/bm25.py` has it.
    k1: float = _setting(2.0, 0.01, 10, "How slowly a term that occurs again adds less.")
    b: float = _setting(0.65, 0, 1, "How much the length of a field counts.")
    title_weight: float = _setting(5.0, 0, 100, "What an occurrence in the title counts for.")
    marked_weight: float = _setting(0.3, 0, 100, "Weight of a word with the diacritics typed.")
    place_weight: float = _setting(1.0, 0, 100, "Weight of a place, times its idf.")
    stems_weight: float = _setting(1.0, 0, 100, "English query: weight of a word's stem.")
    folded_weight: float = _setting(0.3, 0, 100, "English query: weight of a word as typed.")
    english_idf_power: float = _setting(1.5, 0, 10, "English query: power of the idf of a word.")

    # Ranking, second stage: the best matches, as `engines/whoosh/searching/rerank.py` has it.
    rescored: int = _setting(1000, 1, 1 << 20, "How many of the best matches are looked at again.")
    pairs_weight: float = _setting(0.5, 0, 100, "Weight of a bigram of the query.")
    english_pairs_weight: float = _setting(0.15, 0, 100, "The same for an English query.")
    bigram_k1: float = _setting(1.0, 0.01, 10, "k1 of bigrams.")
    lead_words: int = _setting(50, 1, 1000, "How many words at its beginning are a body's lead.")
    lead_weight: float = _setting(0.15, 0, 100, "Weight of a word in the lead, times its idf.")
    lead_pairs_weight: float = _setting(
        0.1, 0, 100, "Weight of a bigram in the lead, times its idf."
    )
    title_words: float = _setting(
        3.0, 0, 1000, "Words of a query up to which one in the title adds its whole idf."
    )
    language_weight: float = _setting(
        1.1, 1, 100, "What the score of an article in the language of the query is multiplied by."
    )
    english_share: float = _setting(
        0.5, 0, 1, "Share of a word's articles that are English from which a query is English."
    )
    vietnamese_share: float = _setting(
        0.25, 0, 1, "The same share up to which a query is Vietnamese."
    )
    passage_candidates: int = _setting(20, 1, 1000, "How many articles are read for passages.")
    passage_words: int = _setting(20, 1, 1000, "How many words a passage has.")
    passage_weight: float = _setting(0.2, 0, 100, "Weight of the words in the best passage.")

    # Budgets of a query: over one of them it is refused with a sentence.
    question_length: int = _setting(2048, 1, 1 << 16, "Characters of the text.")
    question_words: int = _setting(384, 1, 1024, "Words, phrases and conditions.")
    question_depth: int = _setting(10, 1, 100, "Brackets within brackets.")
    word_length: int = _setting(64, 1, 1024, "Characters of one word.")
    phrase_words: int = _setting(20, 1, 100, "Words of one phrase.")
    expansions: int = _setting(
        1024, 1, 1 << 20, "Terms that one prefix or fuzzy word may stand for."
    )

    # Sizes.
    page_size: int = _setting(100, 1, 1000, "Most results on a page.")
    file_bytes: int = _setting(4_000_000, 1, 1 << 30, "Most bytes of one article's file or record.")
    workers: int = _setting(0, 0, 256, "Processes that build a large archive, 0 for one a core.")
    segment_articles: int = _setting(65_536, 1, 1 << 16, "About the most articles of a segment.")
    segment_words: int = _setting(
        20_000_000, 1, 1 << 30, "About the most words of a segment: 20 million take 1.7 GiB."
    )
    kept_generations: int = _setting(
        3, 2, 1000, "Generations of the index that are kept, the served one among them."
    )
    cache_mb: int = _setting(512, 0, 1 << 16, "Megabytes of scores kept for the next query.")


_DEFAULTS = Settings()
_FIELDS = {setting.name: setting for setting in dataclasses.fields(Settings)}


def load_settings(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings in force.

    `file` is a TOML file of settings by name; None reads `timtin.toml` in the current folder if there
    is one. `environment` (the process's own if None) gives texts, `given` (the command line) values;
    None in `given` means not given. SettingsError names what is unknown or out of its range.
    """
    environment = os.environ if environment is None else environment
    chosen = _from_file(file)
    for name in _FIELDS:
        text = environment.get(PREFIX + name.upper())
        if text is not None:
            chosen[name] = (text, f"{PREFIX}{name.upper()}")
    for name, value in (given or {}).items():
        if value is not None:
            chosen[name] = (value, f"--{name}")
    return Settings(**{name: _checked(name, *value) for name, value in chosen.items()})


def _from_file(file: Path | None) -> dict[str, tuple[Any, str]]:
    path = file or Path("timtin.toml")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if file is None:
            return {}
        raise SettingsError(f"there is no settings file {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot read the settings in {path}: {error}") from None
    return {name: (value, str(path)) for name, value in table.items()}


def _checked(name: str, value: Any, where: str) -> Any:
    """The value as its setting's type, or SettingsError with where it was set."""
    if name not in _FIELDS:
        raise SettingsError(f"{where}: there is no setting {name!r}")
    kind = type(getattr(_DEFAULTS, name))
    try:
        typed = kind(value)
        if kind is int and isinstance(value, float):
            raise ValueError
    except (TypeError, ValueError):
        said = {int: "a whole number", float: "a number"}.get(kind, "text")
        raise SettingsError(f"{where}: {name} is {said}, not {value!r}") from None
    low, high = _FIELDS[name].metadata.get("range", (None, None))
    if low is not None and not low <= typed <= high:
        raise SettingsError(f"{where}: {name} is from {low} to {high}, not {value!r}")
    return typed
