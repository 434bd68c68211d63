"""The command line: `timtin`, the same as `python -m search`.

Exit codes: 0 fine, 1 failed, 2 wrong usage. An error is one sentence with the next step.
"""

from __future__ import annotations

import functools
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from search import (
    FACETS,
    SORTS,
    Archive,
    IndexMissing,
    IndexUnusable,
    Progress,
    QueryError,
    SearchRequest,
    Settings,
    TimTinError,
    Ui,
    load_settings,
    page_as_csv,
    page_as_text,
    page_to_dict,
    parse_fields,
    stats_as_text,
)

_PATH = click.Path(path_type=Path)
_OPTIONS = {
    "settings": click.option("--settings", type=_PATH, help="TOML file of settings [timtin.toml]."),
    "index": click.option("--index", type=_PATH, help="Folder of the index [index]."),
    "seeds": click.option("--seeds", type=_PATH, help="Folder of the articles [seeds]."),
    "host": click.option("--host", help="Address to listen on [127.0.0.1]."),
    "port": click.option("--port", type=int, help="Port; 0 takes a free one [8000]."),
    "fields": click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="FIELD=NAME",
        callback=lambda _ctx, _param, given: _parse_fields(given),
        help="What a record's NAME means, as body=noi_dung; again for more [timtin.toml].",
    ),
}
_UI = click.option(
    "--ui", type=click.Choice(["en", "vi"]), default="en", help="Language of labels."
)


def _parse_fields(given: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
    try:
        return parse_fields(given) or None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


class _Commands(click.Group):
    """Commands whose errors are one sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QueryError as error:
            raise click.UsageError(str(error)) from None
        except TimTinError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            named = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{named}{error.strerror or error}") from None


def _with_archive(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of these settings, and the archive they make as its first argument."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(settings: Path | None, **kwargs: Any) -> None:
            given = {name: kwargs.pop(name) for name in names}
            command(Archive(load_settings(settings, given=given)), **kwargs)

        for name in reversed(("settings", *names)):
            run = _OPTIONS[name](run)
        return run

    return decorate


def _with_facets(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each facet, and what they choose as its argument `chosen`."""

    @functools.wraps(command)
    def run(**kwargs: Any) -> None:
        command(chosen={name: kwargs.pop(name) for name in FACETS}, **kwargs)

    for facet in reversed(tuple(FACETS.values())):
        run = click.option(f"--{facet.name}", multiple=True, help=facet.option_help)(run)
    return run


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="timtin")
def main() -> None:
    """Tìm Tin: search an archive of Vietnamese and English news."""


@main.command()
@click.argument("paths", nargs=-1, type=_PATH)
@_with_archive("index", "seeds", "fields")
def rebuild(archive: Archive, paths: tuple[Path, ...]) -> None:
    """Build the index anew from folders and files [the seeds].

    The old index serves until the new one has been checked.

    \b
    Example: timtin rebuild articles/ more.jsonl
    """
    _need_sources(archive.settings, paths)
    with _progress("Rebuilding") as watch:
        report = archive.rebuild(paths, watch)
    click.echo("\n".join(report.lines()))


@main.command()
@click.argument("paths", nargs=-1, type=_PATH)
@_with_archive("index", "seeds", "fields")
def update(archive: Archive, paths: tuple[Path, ...]) -> None:
    """Take in what is new, changed or gone below folders and files [the seeds].

    \b
    Example: timtin update articles/
    """
    _need_sources(archive.settings, paths)
    with _progress("Updating") as watch:
        report = archive.update(paths, watch)
    click.echo("\n".join(report.lines()))


@main.command()
@click.argument("text", default="")
@_with_facets
@click.option("--any-place", is_flag=True, help="Any of the places, not all of them.")
@click.option("--main-places", is_flag=True, help="Places an article is about, not any mention.")
@click.option("--from", "first", default="", help="Year, month or day: 2022, 2022-06, 8/6/2022.")
@click.option("--to", "last", default="", help="Year, month or day.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(1), default=10, show_default=True)
@click.option("--all-words", is_flag=True, help="Articles with all the words, not most of them.")
@click.option("--exact", is_flag=True, help="Ask for the marks as typed.")
@click.option("--all-copies", is_flag=True, help="Each copy of an article by itself.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table")
@_UI
@_with_archive("index")
def search(archive: Archive, form: str, ui: Ui, **asked: Any) -> None:
    """Search the index.

    \b
    Example: timtin search "quang nam" --place VN-27 --from 2022 --format csv
    """
    page = archive.search(SearchRequest(**asked))
    if form == "json":
        shown = page_to_dict(page, ui, archive.gazetteer)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(page_as_csv(page, ui, archive.gazetteer), nl=False)
    else:
        click.echo(page_as_text(page, ui, archive.gazetteer))


@main.command()
@_UI
@_with_archive("index")
def stats(archive: Archive, ui: Ui) -> None:
    """Count the articles of the index by place, date, language and source.

    \b
    Example: timtin stats
    """
    page = archive.search(SearchRequest(size=1))
    click.echo(stats_as_text(page, ui, archive.gazetteer))


@main.command()
@_with_archive("index")
def check(archive: Archive) -> None:
    """Compare every file of the index with its manifest.

    \b
    Example: timtin check
    """
    found = archive.check()
    click.echo(f"{found.generation}: {found.articles:,} articles, {found.size:,} bytes, all intact")


@main.command()
@_with_archive("index", "seeds", "host", "port")
def serve(archive: Archive) -> None:
    """Serve the search page; builds the index from the seeds if there is none.

    \b
    Example: timtin serve --port 9000
    """
    from waitress import create_server

    from web import create_app

    settings = archive.settings
    try:
        archive.search(SearchRequest(size=1))
    except IndexMissing:
        _need_sources(settings, ())
        click.echo(
            f"There is no index at {settings.index}/ yet: building it from {settings.seeds}/"
        )
        with _progress("Building") as watch:
            report = archive.rebuild(watch=watch)
        click.echo("\n".join(report.lines()))
    six = ":" in settings.host
    host = f"[{settings.host}]" if six else settings.host
    try:
        listening = socket.create_server(
            (settings.host, settings.port), family=socket.AF_INET6 if six else socket.AF_INET
        )
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{settings.port} ({error.strerror}): give another --host or --port"
        ) from None
    server = create_server(create_app(archive), sockets=[listening], threads=settings.threads)
    click.echo(f"Tìm Tin is at http://{host}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    # A damaged file then shows at /healthz, without having kept anybody waiting.
    threading.Thread(target=_check_quietly, args=(archive,), daemon=True).start()
    server.run()


def _check_quietly(archive: Archive) -> None:
    try:
        archive.check()
    except IndexUnusable as error:
        click.echo(f"Error: {error}", err=True)


def _need_sources(settings: Settings, paths: tuple[Path, ...]) -> None:
    if not paths and not settings.seeds.exists():
        raise click.ClickException(
            f"there is no folder {settings.seeds}/ here: name the articles' folder, "
            "as in timtin rebuild FOLDER, or give --seeds FOLDER"
        )


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[Progress], None]]:
    """A bar with the articles so far, articles/s and the time left, on standard error."""
    with click.progressbar(
        length=1,
        label=doing,
        file=sys.stderr,
        show_eta=True,
        item_show_func=lambda said: said,
    ) as bar:
        started = bar.start

        def watch(progress: Progress) -> None:
            bar.length = max(1, progress.bytes_total)
            elapsed = max(bar.last_eta - started, 1e-9)
            said = f"{progress.articles:,} articles, {progress.articles / elapsed:,.0f}/s"
            bar.update(progress.bytes_read - bar.pos, said)

        yield watch
