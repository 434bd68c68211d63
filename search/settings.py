"""Every setting, in one frozen `Settings`: defaults < TOML file < environment < command line."""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from search.articles import RECORD_FIELDS
from search.errors import SettingsError

PREFIX = "TIMTIN_"
"""`TIMTIN_PORT=9000` in the environment sets `port`."""


ENGINES = ("whoosh", "opensearch")
"""What may hold the index."""

_PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_INDEX_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_HOST = re.compile(r"\.?[a-z0-9_][a-z0-9._-]*|[0-9a-f:]+")


def _setting(default: Any, low: float, high: float, help: str) -> Any:
    """A setting that is a number from `low` to `high`."""
    return dataclasses.field(default=default, metadata={"range": (low, high), "help": help})


def _path(default: str, help: str) -> Any:
    return dataclasses.field(default=Path(default), metadata={"help": help})


def _parsed(default: Any, parse: Callable[[object], Any], help: str) -> Any:
    """A setting that `parse` makes of a text or a value of TOML; ValueError from it says what is wrong."""
    return dataclasses.field(default=default, metadata={"parse": parse, "help": help})


def parse_prefix(given: object) -> str:
    """A path that all addresses begin with, without a slash at its end; ValueError if it is none."""
    path = str(given).strip("/")
    prefix = f"/{path}" if path else ""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"prefix is a path such as /news, not {given!r}")
    return prefix


def _parse_networks(given: object) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(text, strict=False)) for text in _texts(given))
    except ValueError:
        raise ValueError(
            f"trusted_proxy is addresses or networks such as 127.0.0.1 or 10.0.0.0/8, not {given!r}"
        ) from None


def _parse_hosts(given: object) -> tuple[str, ...]:
    try:
        names = tuple(
            ".".join(label.encode("idna").decode() for label in text.lower().split("."))
            for text in _texts(given)
        )
    except UnicodeError:
        names = ("",)
    if not all(map(_HOST.fullmatch, names)):
        raise ValueError(
            f"trusted_hosts is names without a port such as news.example.org, not {given!r}"
        )
    return names


def _parse_origins(given: object) -> tuple[str, ...]:
    origins = tuple(text.lower() for text in _texts(given))
    if not all(map(_ORIGIN.fullmatch, origins)):
        raise ValueError(
            f"cors_origins is sites such as https://example.org or http://localhost:3000, not {given!r}"
        )
    return origins


def _texts(given: object) -> list[str]:
    """The texts of a list, or of one text with commas between them."""
    texts = given if isinstance(given, list | tuple) else str(given).split(",")
    return [text for item in texts if (text := str(item).strip())]


def _parse_engine(given: object) -> str:
    if given not in ENGINES:
        raise ValueError(f"engine is {' or '.join(ENGINES)}, not {given!r}")
    return str(given)


def _parse_nodes(given: object) -> tuple[str, ...]:
    if "@" in str(given):
        raise ValueError(
            "opensearch_hosts has no names and passwords in it: set opensearch_user and "
            f"{PREFIX}OPENSEARCH_PASSWORD"
        )
    nodes = tuple(text.rstrip("/") for text in _texts(given))
    if not nodes or not all(map(_ORIGIN.fullmatch, nodes)):
        raise ValueError(
            f"opensearch_hosts is addresses such as https://example.org:9200, not {given!r}"
        )
    return nodes


def _parse_index_name(given: object) -> str:
    if not _INDEX_NAME.fullmatch(str(given)):
        raise ValueError(
            f"opensearch_index is small letters, digits, - and _ such as timtin, not {given!r}"
        )
    return str(given)


def parse_fields(given: object) -> tuple[tuple[str, str], ...]:
    """Which fields of an article other names mean, as pairs of a field and a name.

    From a table, `{"body": "noi_dung", "date": ["ngay", "gio"]}`, from texts such as `body=noi_dung`,
    or from one text of them with commas between. ValueError says what is no such thing.
    """
    pairs: list[tuple[object, ...]] = []
    if isinstance(given, Mapping):
        for field, names in given.items():
            pairs += [(field, name) for name in (names if isinstance(names, list) else [names])]
    elif isinstance(given, str | list | tuple):
        for item in given.split(",") if isinstance(given, str) else given:
            parts = item.split("=", 1) if isinstance(item, str) else item
            pairs += [tuple(part.strip() for part in parts)] if parts != [""] else []
    else:
        raise ValueError("fields are a table of names by field")  # noqa: TRY004 - of a setting
    for pair in pairs:
        if len(pair) != 2 or not all(isinstance(part, str) and part for part in pair):
            raise ValueError(
                f"{'='.join(map(str, pair))!r} is not written FIELD=NAME, as body=noi_dung"
            )
        if pair[0] not in RECORD_FIELDS:
            raise ValueError(
                f"there is no field {pair[0]!r}: name one of {', '.join(RECORD_FIELDS)}"
            )
    return tuple((str(field), str(name)) for field, name in pairs)


def _time_zone(given: object) -> str:
    try:
        return ZoneInfo(str(given)).key
    except (KeyError, OSError, ValueError):
        raise ValueError(
            f"there is no time zone {given!r}: name one as Asia/Ho_Chi_Minh or UTC"
        ) from None


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set, each with its default, its range and what it is for.

    The figures that the defaults of ranking rest on are in `tests/benchmarks/RESULTS.md`.
    """

    index: Path = _path("index", "Folder of the index.")  # noqa: RUF009 - makes a field
    seeds: Path = _path("seeds", "Folder or file of the articles that the index is built from.")  # noqa: RUF009
    host: str = dataclasses.field(default="127.0.0.1", metadata={"help": "Address to listen on."})
    port: int = _setting(8000, 0, 65535, "Port to listen on; 0 takes a free one.")
    threads: int = _setting(32, 1, 256, "Requests that are answered at once.")
    prefix: str = _parsed("", parse_prefix, "What the path of each address begins with, as /news.")
    trusted_proxy: tuple[str, ...] = _parsed(
        (), _parse_networks, "Addresses or networks of proxies whose X-Forwarded-… are heeded."
    )
    trusted_proxy_count: int = _setting(1, 1, 100, "Proxies between the server and a visitor.")
    trusted_hosts: tuple[str, ...] = _parsed(
        (),
        _parse_hosts,
        "Host names that requests may be for, .example.org with all below it; without any, all, or this "
        "machine's own if `host` is a loopback address.",
    )
    cors_origins: tuple[str, ...] = _parsed(
        (),
        _parse_origins,
        "Sites whose scripts may read the JSON and the files, as https://example.org.",
    )

    # Where the index is.
    engine: str = _parsed(
        "whoosh",
        _parse_engine,
        "What holds the index: whoosh, a folder here, or opensearch, a cluster.",
    )
    opensearch_hosts: tuple[str, ...] = _parsed(
        ("http://127.0.0.1:9200",),
        _parse_nodes,
        "Nodes of the cluster, as https://example.org:9200.",
    )
    opensearch_index: str = _parsed(
        "timtin", _parse_index_name, "What the names of its indices begin with."
    )
    opensearch_user: str = dataclasses.field(
        default="", metadata={"help": "Who asks the cluster; nobody in particular without one."}
    )
    opensearch_password: str = dataclasses.field(
        default="",
        metadata={"help": "By the environment alone.", "secret": True},
        repr=False,
    )
    opensearch_ca: str = dataclasses.field(
        default="",
        metadata={"help": "File of the certificate that the cluster's own is signed with."},
    )
    opensearch_shards: int = _setting(1, 1, 1024, "Shards of an index: one for about 25 GB.")
    opensearch_replicas: int = _setting(0, 0, 10, "Further nodes that have a copy of each shard.")
    opensearch_timeout: float = _setting(10.0, 0.1, 600, "Seconds that a question may take.")
    opensearch_build_timeout: float = _setting(
        120.0, 1, 86_400, "Seconds that a step of a rebuild or an update may take."
    )
    opensearch_lease: int = _setting(
        60, 1, 3600, "Seconds after which another one may write if a writer is not heard of."
    )
    opensearch_grace: int = _setting(
        600, 0, 86_400, "Seconds that a replaced generation stays for those who still read it."
    )

    # Reading sources.
    fields: tuple[tuple[str, str], ...] = dataclasses.field(
        default=(),
        metadata={
            "parse": parse_fields,
            "help": "Other names that records and tables give what an article has: a table of names by "
            "field (id, title, body, lead, date, source, url, section), believed before the usual ones.",
        },
    )
    time_zone: str = dataclasses.field(
        default="Asia/Ho_Chi_Minh",
        metadata={"parse": _time_zone, "help": "Where the day is that a given time falls on."},
    )

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

    # Budget of a request of the web, whatever it asks for: over it something is left out, or it is refused.
    request_ms: int = _setting(
        750, 1, 1 << 20, "Milliseconds of CPU of a request, and 1 more for each 1,000 articles."
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
    check_mb: int = _setting(
        50, 1, 1 << 16, "Megabytes a second at which an open index is compared with its hashes."
    )
    cache_mb: int = _setting(512, 0, 1 << 16, "Megabytes of scores kept for the next query.")

    @property
    def index_place(self) -> str:
        """Where the index is, as a part of a sentence: "at index/"."""
        if self.engine == "whoosh":
            return f"at {self.index}/"
        return f"{self.opensearch_index} at {', '.join(self.opensearch_hosts)}"


_DEFAULTS = Settings()
_SECRETS = {one.name for one in dataclasses.fields(Settings) if one.metadata.get("secret")}
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
    # A table of an engine's: [opensearch] hosts = … is opensearch_hosts = ….
    for engine in ENGINES:
        if isinstance(table.get(engine), dict):
            table |= {f"{engine}_{name}": value for name, value in table.pop(engine).items()}
    if secret := next((name for name in table if name in _SECRETS), None):
        raise SettingsError(
            f"{path}: {secret} is not written into a file: set {PREFIX}{secret.upper()} instead"
        )
    return {name: (value, str(path)) for name, value in table.items()}


def _checked(name: str, value: Any, where: str) -> Any:
    """The value as its setting's type, or SettingsError with where it was set."""
    if name not in _FIELDS:
        raise SettingsError(f"{where}: there is no setting {name!r}")
    if parse := _FIELDS[name].metadata.get("parse"):
        try:
            return parse(value)
        except ValueError as error:
            raise SettingsError(f"{where}: {error}") from None
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
