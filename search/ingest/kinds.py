"""What a file is: by its first bytes, and by its name only where those leave it open.

Archives hold pages saved as `.php`, mail saved as `.txt` and Word's HTML named `.doc`. So what the
bytes say for certain comes first, a suffix decides between kinds of plain text, and a file of
neither is no article.
"""

from __future__ import annotations

import os
import re
from typing import Literal

from search.ingest.decode import utf16_codec

HEAD = 4096
"""How many of a file's first bytes are looked at."""

Kind = Literal[
    "text", "html", "jsonl", "json", "csv",
    "pdf", "zip", "rtf", "fodt", "ole", "eml", "mhtml", "mbox", "feed", "warc", "tar",
    "gzip", "zstd", "bzip2", "xz", "unread archive",
]  # fmt: skip
"""`zip` is also a DOCX, an ODT and a WACZ; what it holds tells. `ole` is an Office file of before 2007."""

COMPRESSED: frozenset[Kind] = frozenset({"gzip", "zstd", "bzip2", "xz"})

_BY_SUFFIX: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".eml": "eml",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".mbox": "mbox",
    ".rss": "feed",
    ".atom": "feed",
}
"""Kinds of text, which the first bytes alone do not tell for certain."""

_OTHERS = frozenset({
    ".asp", ".aspx", ".bz2", ".doc", ".docx", ".epub", ".fodt", ".gz", ".jsp", ".odt", ".pdf", ".php", ".rtf",
    ".tar", ".tgz", ".wacz", ".warc", ".xml", ".xz", ".zip", ".zst",
})  # fmt: skip
SUFFIXES = frozenset(_BY_SUFFIX) | _OTHERS
"""Those of kinds that are read: an article's id is its path without one of them."""

EXPECTED = _OTHERS - {".asp", ".aspx", ".jsp", ".php", ".xml"}
"""Those that promise a kind which the first bytes would tell: without it a file is damaged."""

_COMPRESSED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz")

NEVER = frozenset({
    # Images, sound and film.
    ".avif", ".bmp", ".gif", ".heic", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp",
    ".aac", ".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav", ".wma",
    ".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mpeg", ".webm", ".wmv",
    # What pages are made with.
    ".css", ".eot", ".js", ".less", ".map", ".mjs", ".otf", ".scss", ".swf", ".ts", ".ttf", ".wasm",
    ".woff", ".woff2",
    # Programs and their sources.
    ".apk", ".bat", ".bin", ".c", ".class", ".cpp", ".dll", ".exe", ".go", ".h", ".ipa", ".iso", ".jar",
    ".java", ".lock", ".msi", ".o", ".pl", ".py", ".pyc", ".rb", ".rs", ".sh", ".so",
    ".sql", ".vbs", ".whl",
    # What systems and programs leave behind.
    ".bak", ".cdx", ".cdxj", ".cfg", ".conf", ".db", ".ds_store", ".idx", ".ini", ".lnk", ".log",
    ".sqlite", ".tmp", ".toml", ".url", ".yaml", ".yml",
})  # fmt: skip
"""Suffixes of what is no article whatever is in it. It is not opened."""

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),  # ISO 32000-1, 7.5.2
    (b"PK\x03\x04", "zip"),  # PKWARE APPNOTE 4.3.7
    (b"PK\x05\x06", "zip"),  # an empty one, 4.3.16
    (b"{\\rtf", "rtf"),  # Rich Text Format 1.9.1
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),  # [MS-CFB] 2.2
    (b"\x1f\x8b", "gzip"),  # RFC 1952, 2.3.1
    (b"\x28\xb5\x2f\xfd", "zstd"),  # RFC 8878, 3.1.1
    (b"\x5d\x2a\x4d\x18", "zstd"),  # with a dictionary before it: the Zstandard appendix of WARC
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),  # the .xz format, 2.1.1.1
    (b"7z\xbc\xaf\x27\x1c", "unread archive"),
    (b"Rar!\x1a\x07", "unread archive"),
    (b"WARC/1.", "warc"),  # ISO 28500, 4
)
_TAR_MAGIC_AT = 257  # POSIX.1-1988, ustar
_PDF_WITHIN = 1024
"""Readers accept a header within the first 1,024 bytes (ISO 32000-1, annex H, note 13)."""

_BEFORE_MARKUP = re.compile(
    r"\s*+(?>(?:<\?xml[^>]*+>|<!--.*?-->|<!doctype\s++(?!html)[^\[>]*+(?:\[.*?\]\s*+)?>)\s*+)*+",
    re.DOTALL | re.IGNORECASE,
)
_HTML = re.compile(r"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
# The tags by which browsers tell a page without a type: MIME Sniffing Standard, 7.1; and others.
_HTML_TAG = re.compile(
    r"<(?:head|script|iframe|h[1-6]|div|font|table|a|style|title|b|body|br|p|meta|link|main|article"
    r"|section|span|ul|ol|center)[\s>/]",
    re.IGNORECASE,
)
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_FLAT_ODT = re.compile(r"<office:document[\s>]")
_HEADER = re.compile(r"(?:[!-9;-~]+:.*\n(?:[ \t].*\n)*)+", re.MULTILINE)
_MAIL = re.compile(
    r"^(?:mime-version|message-id|received|return-path):", re.IGNORECASE | re.MULTILINE
)
_SENT = re.compile(r"^(?:from|subject|date):", re.IGNORECASE | re.MULTILINE)
_MHTML = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MBOX = re.compile(r"From \S++.*\d{4}\r?\n[!-9;-~]++:")
_OF_AN_ADDRESS = re.compile(r"(?P<suffix>\.[A-Za-z]{3,8})(?:[?@&#].*|\.\d{1,4})")
_OF_PROJECTS = re.compile(r"[A-Z]{2,}|(?:Docker|Gem|Make|Proc|Vagrant)file")
"""README, LICENSE and the like, which say something of the folder that they are in."""
_NUMBERED = re.compile(r"\.\d*")


def kind_of(head: bytes, name: str) -> Kind | None:
    """The kind of a file with these first bytes and this name; None if it is of no kind that is read."""
    certain = _binary_kind(head)
    if certain is not None:
        return certain
    by_suffix = _BY_SUFFIX.get(suffix_of(name))
    text = _as_text(head)
    if text is None:
        # Whoever reads it says what is wrong with it.
        return by_suffix
    marked = _marked_kind(text, by_suffix)
    if marked is not None:
        return marked
    if by_suffix == "json" and text[:1] not in ("[", ""):
        return "jsonl" if _is_object_a_line(text) else "json"
    if by_suffix == "jsonl" and text[:1] == "[":
        return "json"
    if by_suffix is not None:
        return by_suffix
    if suffix_of(name) == ".doc":
        return "text"
    if _HTML_TAG.match(text, _BEFORE_MARKUP.match(text).end()):  # type: ignore[union-attr]
        return "html"
    if _OF_PROJECTS.fullmatch(os.path.basename(name)):
        return None
    return _unnamed_kind(text) if _NUMBERED.fullmatch(suffix_of(name) or ".") else None


def suffix_of(name: str) -> str:
    """The suffix in lower case with its dot, also of `page.html?p=2`, `index.html@id=3` and `a.html.1`."""
    base = without_compression(os.path.basename(name))
    saved = _OF_AN_ADDRESS.search(base)
    if saved is not None and saved["suffix"].lower() in SUFFIXES:
        return saved["suffix"].lower()
    return os.path.splitext(base)[1].lower()


def stem_of(name: str) -> str:
    """The name without the suffix of a kind that is read, and without one of compression after it."""
    name = without_compression(name)
    stem, suffix = os.path.splitext(name)
    return stem if suffix.lower() in SUFFIXES else name


def without_compression(name: str) -> str:
    """The name that a compressed file has when it is unpacked."""
    if name.lower().endswith(".tgz"):
        return f"{name[:-4]}.tar"
    stem, suffix = os.path.splitext(name)
    return stem if suffix.lower() in _COMPRESSED_SUFFIXES else name


def _binary_kind(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return "tar"
    before, found, _ = head[:_PDF_WITHIN].partition(b"%PDF-")
    return "pdf" if found and not before.strip(b"\0\r\n\t \xef\xbb\xbf") else None


def _as_text(head: bytes) -> str | None:
    """The text without what stands before its first letter; None if the bytes are no text."""
    codec = utf16_codec(head)
    if codec is None and b"\0" in head:
        return None
    text = head.decode(codec or "latin-1", "ignore").removeprefix("\ufeff")
    return text.removeprefix("\xef\xbb\xbf").lstrip()


def _marked_kind(text: str, by_suffix: Kind | None) -> Kind | None:
    """What a text says of itself for certain."""
    begin = _BEFORE_MARKUP.match(text).end()  # type: ignore[union-attr]
    if _HTML.match(text, begin):
        return "html"
    if _FEED.match(text, begin):
        return "feed"
    if _FLAT_ODT.match(text, begin):
        return "fodt"
    if by_suffix in ("mbox", "csv"):
        return None
    lines = text.replace("\r\n", "\n")
    if _MBOX.match(lines):
        return "mbox"
    header = _HEADER.match(lines)
    if header is None or not (_MAIL.search(header[0]) and _SENT.search(header[0])):
        return None
    return "mhtml" if _MHTML.search(header[0]) and by_suffix != "eml" else "eml"


def _is_object_a_line(text: str) -> bool:
    """Whether the first line is an object, or there is no other: then each line may be one."""
    first, _, rest = text.partition("\n")
    return first.rstrip().endswith("}") or not rest


def _unnamed_kind(text: str) -> Kind | None:
    """Of a text whose name says nothing: records, or a text to read."""
    if not text:
        return None
    if text[0] in "{[":
        return "json" if text[0] == "[" or not _is_object_a_line(text) else "jsonl"
    first = text.partition("\n")[0].lower()
    names = {cell.strip().strip('"') for cell in re.split("[,;\t]", first)}
    if len(names) > 1 and names & {"title", "body"}:
        return "csv"
    return None if text.startswith(("<?", "#!", "<")) else "text"
