"""The command line: `timtin`, the same as `python -m search`.

Exit codes: 0 fine, 1 failed, 2 wrong usage. An error is one sentence with the next step.
"""

from __future__ import annotations

import codecs
import functools
import io
import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

import click

from search import (
    EXPORT_FORMATS,
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
    page_as_text,
    page_to_dict,
    stats_as_text,
)

_PATH = click.Path(path_type=Path)
_OPTIONS = {
    "settings": click.option("--settings", type=_PATH, help="TOML file of settings [timtin.toml]."),
    "index": click.option("--index", type=_PATH, help="Folder of the index [index]."),
    "seeds": click.option("--seeds", type=_PATH, help="Folder of the articles [seeds]."),
    "host": click.option("--host", help="Address to listen on [127.0.0.1]."),
    "port": click.option("--port", type=int, help="Port; 0 takes a free one [8000]."),
}
_UI = click.option(
    "--ui", type=click.Choice(["en", "vi"]), default="en", help="Language of labels."
)


class _Commands(click.Group):
    """Commands whose errors are one sentence, never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Where a terminal lacks a letter, the others are still to be read.
            sys.stdout.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            if error.ctx is not None and error.ctx.info_name == "search":
                raise click.NoSuchOption(
                    error.option_name,
                    f"{error.message} Words that begin with a dash stand after --.",
                    error.possibilities,
                    error.ctx,
                ) from None
            raise
        except QueryError as error:
            raise click.UsageError(str(error)) from None
        except TimTinError as error:
            raise click.ClickException(str(error)) from None
        except BrokenPipeError:
            raise  # Nobody reads on: click ends without a word.
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
@_with_archive("index", "seeds")
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
@_with_archive("index", "seeds")
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
@click.argument("text", nargs=-1)
@_with_facets
@click.option("--any-place", is_flag=True, help="Any of the places, not all of them.")
@click.option("--main-places", is_flag=True, help="Places an article is about, not any mention.")
@click.option("--from", "first", default="", help="Year, month or day: 2022, 2022-06, 8/6/2022.")
@click.option("--to", "last", default="", help="Year, month or day.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--all", "scan", is_flag=True, help="Every result, not a page: csv and the like.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(1), default=10, show_default=True)
@click.option("--all-words", is_flag=True, help="Articles with all the words, not most of them.")
@click.option("--exact", is_flag=True, help="Ask for the marks as typed.")
@click.option("--all-copies", is_flag=True, help="Each copy of an article by itself.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", *EXPORT_FORMATS]), default="table"
)
@click.option("--output", type=_PATH, help="File to write, replaced when it is complete.")
@_UI
@_with_archive("index")
def search(
    archive: Archive,
    text: tuple[str, ...],
    scan: bool,
    form: str,
    output: Path | None,
    ui: Ui,
    **asked: Any,
) -> None:
    """Search the index. Words that begin with a dash stand after --.

    \b
    Example: timtin search quang nam --place VN-27 --from 2022
             timtin search --all --format csv --output news.csv -- biển -đảo
    """
    request = SearchRequest(" ".join(text), **asked)
    if form in EXPORT_FORMATS:
        if scan:
            _refuse_pages()
        results = archive.scan(request) if scan else archive.search(request).results
        name_of = functools.partial(archive.gazetteer.label, ui=ui)
        pieces = EXPORT_FORMATS[form].pieces(results, name_of)
        _write_data(pieces, output, byte_order_mark=EXPORT_FORMATS[form].byte_order_mark)
        return
    if scan:
        raise click.UsageError(f"--all needs --format {', '.join(EXPORT_FORMATS)}")
    page = archive.search(request)
    if form == "json":
        shown = json.dumps(page_to_dict(page, ui, archive.gazetteer), ensure_ascii=False, indent=2)
    else:
        shown = page_as_text(page, ui, archive.gazetteer)
    if output is None:
        click.echo(shown)
    else:
        _write_data([shown, "\n"], output)


def _refuse_pages() -> None:
    context = click.get_current_context()
    for name in ("page", "size"):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"--all shows every result: leave out --{name}")


def _write_data(
    pieces: Iterable[str], output: Path | None, *, byte_order_mark: bool = False
) -> None:
    """Write texts for other programs, in UTF-8 whatever the terminal's encoding is."""
    if output is None or str(output) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    # The first piece is made before the file is: an index that cannot be asked leaves no trace.
    pieces = iter(pieces)
    first = next(pieces, "")
    with _replacing(output) as file:
        if byte_order_mark:
            file.write(codecs.BOM_UTF8)
        for piece in chain([first], pieces):
            file.write(piece.encode())


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of the one at the path once all is written to it, or never."""
    path = path.resolve()
    if not path.parent.is_dir():
        raise click.ClickException(f"there is no folder {path.parent}/ to write {path.name} in")
    if path.exists() and not path.is_file():
        with path.open("wb") as file:  # a device or a pipe, or an error if it is a folder
            yield file
        return
    mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, mode & 0o7777)
            yield file
            file.flush()
            os.fsync(descriptor)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink()
        raise


def _umask() -> int:
    """The permissions that new files do not get; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
    from web import HEADERS, create_app, make_server

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
    server = make_server(create_app(archive), listening, settings.threads, HEADERS)
    address = f"http://{host}:{listening.getsockname()[1]}{settings.prefix}/"
    click.echo(f"Tìm Tin is at {address} (Ctrl-C ends it)")
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
