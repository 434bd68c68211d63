"""Results as files to take away: every result of a search, or the articles of a list."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from urllib.parse import quote

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    get_template_attribute,
    request,
    url_for,
)
from markupsafe import Markup

from search import (
    EXPORT_FORMATS,
    AllResults,
    BudgetExceeded,
    Provenance,
    SearchRequest,
    active_filters,
    ascii_name,
    csv_line,
)
from web import i18n, params
from web.context import archive, shared_search_url, shared_url, today

exports = Blueprint("exports", __name__)

MOST_LISTED = 200
"""How many articles a list may have, so that its address fits into what servers take."""

MOST_AT_ONCE = 4
"""How many files are written at once: each holds a thread until its reader has it."""

LONGEST_LIST = 24_000
"""How many bytes the parameters of the address of a list may take: 200 ids of 110."""

SUFFIXES = {"csv": "csv", "xlsx": "xlsx", "ris": "ris", "bib": "bibtex", "jsonl": "jsonl"}
"""The format of a file by the end of its name, in the order in which they are offered."""

_EXTENSION = "files"


class _Written:
    """The pieces of a file, which a server closes when its reader has them or is gone."""

    close: Callable[[], object]

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_NAME = 60


def init_app(app: Flask) -> None:
    """Let templates offer the files, pack those that are text, and bound how many are written at once."""
    app.extensions[_EXTENSION] = threading.BoundedSemaphore(MOST_AT_ONCE)
    app.jinja_env.globals.update(
        export_suffixes=tuple(SUFFIXES),
        export_urls=export_urls,
        in_words=in_words,
        list_most=MOST_LISTED,
        list_url=list_url,
    )
    app.config["COMPRESS_ALGORITHM_STREAMING"] = ["zstd", "br", "gzip", "deflate"]
    app.config["COMPRESS_MIMETYPES"] = [
        *("text/html", "text/css", "text/javascript", "text/plain", "application/json"),
        *("image/svg+xml", "application/atom+xml", "application/opensearchdescription+xml"),
        *(EXPORT_FORMATS[form].mimetype for form in EXPORT_FORMATS if form != "xlsx"),
    ]


@exports.get("/export.<suffix>")
def export(suffix: str) -> Response:
    """Every result of a search, or the articles of the ids that are given, as a file.

    It is written while it is read, so it has no bound, and a reader who breaks off stops it. 503 while
    `MOST_AT_ONCE` others are written.
    """
    if suffix not in SUFFIXES:
        abort(404)
    form = EXPORT_FORMATS[SUFFIXES[suffix]]
    ids = listed_ids()
    results = archive().listed(ids) if ids else archive().scan(params.decode(request.args))
    name_of = partial(archive().gazetteer.label, ui=i18n.ui())
    if len(ids) == 1:
        # A reference of its own, which no search stands behind.
        words, provenance = archive().article(ids[0]).title, None
    else:
        words = i18n.texts().ugettext("My list") if ids else in_words(results.request)
        provenance = _provenance(words, results, ids)
    pieces = form.pieces(results, name_of, provenance)
    if form.byte_order_mark:
        pieces = chain((_BYTE_ORDER_MARK,), pieces)
    places = current_app.extensions[_EXTENSION]
    if not places.acquire(blocking=False):
        raise BudgetExceeded("as many files are written as can be at once: try again soon")
    # What is read from now on is written as it is read, so that the file is whole.
    archive().close()
    written = _Written(pieces)
    # Whichever is first: it is closed, or nobody has it any more.
    written.close = weakref.finalize(written, places.release)
    return download(written, form.mimetype, words, suffix)


def download(pieces: Iterable[bytes], mimetype: str, words: str, suffix: str) -> Response:
    """A file to keep, named for what is in it and for the day.

    The name is given twice, as RFC 6266 advises: in ASCII for old programs, and as it is.
    """
    response = Response(pieces, mimetype=mimetype)
    name, spoken = ascii_name(words)[:_LONGEST_NAME].strip("-."), _file_name(words)
    ends = f"{today()}.{suffix}"
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename="-".join(filter(None, ("tim-tin", name, ends))),
        **{
            "filename*": "UTF-8''"
            + quote(" ".join(filter(None, ("Tìm Tin", spoken, ends))), safe="")
        },
    )
    return response


def table(rows: Iterable[Sequence[str | float]], words: str) -> Response:
    """A small table as CSV, for spreadsheets."""
    lines = (csv_line(row).encode() for row in rows)
    return download(chain((_BYTE_ORDER_MARK,), lines), "text/csv", words, "csv")


def listed_ids() -> tuple[str, ...]:
    """The ids that the address names, at most `MOST_LISTED`; QueryError as for `params.decode`."""
    ids = params.texts(request.args, "id", MOST_LISTED)
    params.check_length(request.args, LONGEST_LIST)
    return ids


def list_url(ids: Sequence[str], *, external: bool = False) -> str:
    """The address of a list of articles for others, with the host if `external`."""
    return shared_url("lists.page", external=external, id=list(ids))


def export_urls(
    search_request: SearchRequest, ids: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """The formats that a list can be taken away in, each with its address."""
    asked = {"id": list(ids)} if ids else params.encode(search_request)
    asked = {name: value for name, value in asked.items() if name not in ("page", "size")}
    for suffix in SUFFIXES:
        yield suffix, url_for("exports.export", suffix=suffix, **asked)


def in_words(search_request: SearchRequest) -> str:
    """A search as a reader would say it: its text, and its filters as they are named on the page."""
    name = get_template_attribute("chips.html", "filter_name")
    # What the template escaped is read back.
    filters = (
        Markup(name(filter)).unescape().strip()  # noqa: S704
        for filter in active_filters(search_request)
    )
    return " · ".join(filter(None, (search_request.text, *filters)))


def _provenance(words: str, results: AllResults, ids: Sequence[str]) -> Provenance:
    return Provenance(
        search=words or i18n.texts().ugettext("All articles"),
        address=list_url(ids, external=True)
        if ids
        else shared_search_url(results.request, external=True),
        generation=results.generation,
        exported=today(),
    )


def _file_name(words: str) -> str:
    """The words without what some system allows in no file name."""
    kept = "".join(
        sign if sign.isprintable() and sign not in '\\/:*?"<>|' else " " for sign in words
    )
    return " ".join(kept.split())[:_LONGEST_NAME].strip(" .")
