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


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set.

    Places: `index` and `seeds`, the folder of the index and the folder of articles it is built from.
    Server: `host`, `port`, `threads`.

    Ranking: BM25 with `k1` and `b` (Robertson and Zaragoza 2009, "The Probabilistic Relevance
    Framework", their usual values) on each field and stream, idf to the `idf_power`, summed with these
    weights. `place_weight` times its idf is what a place that was asked for by name is worth, however an
    article spells it. The words themselves find the best `rescored` articles, and only of those it is
    looked at what costs more: pairs, marks, the language of the request (`language_weight` times the
    score of an article in it), and of the best `passage_candidates` their best passage of
    `passage_words` words (`passage_weight`). A request is English if its words live in English
    articles by `english_share`, Vietnamese if by no more than `vietnamese_share`, on average, or if a
    word has marks. A request of `long_question` words, that no more than `few_articles` hold whole and
    no greater share of the archive than `few_share`, is asked for any of its words.

    Measured by `tests/benchmarks/relevance.py`, on 612 XQuAD questions in each language over one pool of
    both (MRR@10, each confirmed on both halves of its articles). All of it: 0.956 for Vietnamese, 0.953
    typed without marks, 0.960 for English. Without passages 0.950, 0.950, 0.957; without the language
    0.952, 0.951, 0.960; without the rule for long questions 0.952, 0.950, 0.961; with an `idf_power` of 1
    0.943, 0.943, 0.945; powers from 2 to 3 are equal within 0.006, passages of 15 to 50 words and
    weights of 0.25 to 0.75 within 0.005. More than 20 candidates change nothing. Over 2,653 bodies of
    Vietnamese news asked for by their titles the rule for long questions gives 0.05, the idf 0.02, and
    passages cost 0.01. Earlier, on all 1,190 questions: `pairs_weight` 0.5 takes Vietnamese from 0.914 to
    0.946, and stems English from 0.943 to 0.956, but they cost Vietnamese 0.02 unless only English
    queries ask for them; a `marked_weight` of 0.1 is better than 0.5 by 0.007 and a `stems_weight` of 2
    than 1 by 0.006. A `title_weight` of 4 finds one title in 400 more than 2 does.

    Budgets of a request, as `query.syntax.Budgets` explains them: `question_length` characters,
    `question_words`, `question_depth` of brackets, `word_length` characters, `phrase_words`; and
    `expansions`, the most terms that one prefix or fuzzy word may stand for.

    Sizes: `page_size`, the most results on a page; `file_bytes`, the most bytes of one article's file or
    record; `workers`, processes that build a large archive, 0 for one a core; `segment_articles`
    and `segment_words`, about the most articles and words of a segment, which bound the memory of a
    build: 20 million words take 1.7 GiB;
    `cache_mb`, megabytes of scores that are kept for the next request.
    """

    index: Path = Path("index")
    seeds: Path = Path("seeds")
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 4
    k1: float = 1.2
    b: float = 0.75
    title_weight: float = 4.0
    idf_power: float = 2.25
    pairs_weight: float = 0.5
    marked_weight: float = 0.1
    stems_weight: float = 2.0
    place_weight: float = 1.0
    rescored: int = 1000
    passage_weight: float = 0.5
    passage_words: int = 30
    passage_candidates: int = 20
    language_weight: float = 1.2
    english_share: float = 0.5
    vietnamese_share: float = 0.25
    long_question: int = 6
    few_articles: int = 5
    few_share: float = 0.05
    question_length: int = 512
    question_words: int = 32
    question_depth: int = 10
    word_length: int = 64
    phrase_words: int = 20
    expansions: int = 1024
    page_size: int = 100
    file_bytes: int = 4_000_000
    workers: int = 0
    segment_articles: int = 65_536
    segment_words: int = 20_000_000
    cache_mb: int = 512


_DEFAULTS = Settings()
_RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "threads": (1, 256),
    "k1": (0, 10),
    "b": (0, 1),
    "title_weight": (0, 100),
    "idf_power": (0, 10),
    "pairs_weight": (0, 100),
    "marked_weight": (0, 100),
    "stems_weight": (0, 100),
    "place_weight": (0, 100),
    "rescored": (1, 1 << 20),
    "passage_weight": (0, 100),
    "passage_words": (1, 1000),
    "passage_candidates": (1, 1000),
    "language_weight": (1, 100),
    "english_share": (0, 1),
    "vietnamese_share": (0, 1),
    "long_question": (2, 1024),
    "few_articles": (0, 1000),
    "few_share": (0, 1),
    "question_length": (1, 1 << 16),
    "question_words": (1, 1024),
    "question_depth": (1, 100),
    "word_length": (1, 1024),
    "phrase_words": (1, 100),
    "expansions": (1, 1 << 20),
    "page_size": (1, 1000),
    "file_bytes": (1, 1 << 30),
    "workers": (0, 256),
    "segment_articles": (1, 1 << 16),
    "segment_words": (1, 1 << 30),
    "cache_mb": (0, 1 << 16),
}


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
    for setting in dataclasses.fields(Settings):
        text = environment.get(PREFIX + setting.name.upper())
        if text is not None:
            chosen[setting.name] = (text, f"{PREFIX}{setting.name.upper()}")
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
    if name not in {setting.name for setting in dataclasses.fields(Settings)}:
        raise SettingsError(f"{where}: there is no setting {name!r}")
    kind = type(getattr(_DEFAULTS, name))
    try:
        typed = kind(value)
        if kind is int and isinstance(value, float):
            raise ValueError
    except (TypeError, ValueError):
        said = {int: "a whole number", float: "a number"}.get(kind, "text")
        raise SettingsError(f"{where}: {name} is {said}, not {value!r}") from None
    low, high = _RANGES.get(name, (None, None))
    if low is not None and high is not None and not low <= typed <= high:
        raise SettingsError(f"{where}: {name} is from {low} to {high}, not {value!r}")
    return typed
