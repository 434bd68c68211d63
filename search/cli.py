"""The command line: `timtin`, the same as `python -m search`.

Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 a build took in only a part. An error is one sentence
with the next step.
"""

from __future__ import annotations

import codecs
import functools
import gc
import io
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

import click

from search import (
    ENGINES,
    EXPORT_FORMATS,
    FACETS,
    SORTS,
    Archive,
    BuildRefused,
    BuildReport,
    IndexMissing,
    Kept,
    Listener,
    Progress,
    QueryError,
    Remark,
    SearchRequest,
    Settings,
    Skipped,
    Summary,
    TimTinError,
    Ui,
    event_as_dict,
    load_settings,
    page_as_text,
    page_to_dict,
    parse_fields,
    stats_as_text,
)

# What cannot be read is told where it is opened, with the next step.
_PATH = click.Path(path_type=Path, readable=False)
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


_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one object on standard output.",
)
_QUIET = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
_BUILD_OPTIONS = (
    click.option(
        "--allow-empty", is_flag=True, help="Replace an index with articles by one of none."
    ),
    click.option(
        "--allow-removals",
        is_flag=True,
        help="Remove over half of the index, of a source, or of a larger folder or file in it.",
    ),
    click.option(
        "--report",
        "report_file",
        type=_PATH,
        help="File to which everything that is left out is written, as JSON Lines.",
    ),
    _FORMAT,
    _QUIET,
)
_IN_PART = 3
_EXIT_CODES = (
    "Exit codes: 0 all was taken in, 1 failed or nothing was taken in, 2 wrong usage, "
    "3 taken in part: something was skipped."
)

LINE_SECONDS = 10
"""How often a build says how far it is where there is no terminal."""


def _parse_fields(given: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
    try:
        return parse_fields(given) or None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


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
            raise click.ClickException(_sentence(error)) from None


def _sentence(error: OSError) -> str:
    named = f"{error.filename}: " if error.filename else ""
    return f"{named}{error.strerror or error}"


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


def _with_build_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a build."""
    for option in reversed(_BUILD_OPTIONS):
        command = option(command)
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="timtin")
def main() -> None:
    """Tìm Tin: search an archive of Vietnamese and English news."""


@main.command(epilog=_EXIT_CODES)
@click.argument("paths", nargs=-1, type=_PATH)
@_with_build_options
@_with_archive("index", "seeds", "fields")
def rebuild(archive: Archive, paths: tuple[Path, ...], **options: Any) -> None:
    """Build the index anew from folders and files [the seeds].

    The old index serves until the new one has been checked.

    \b
    Example: timtin rebuild articles/ more.jsonl
    """
    _build("Rebuilding", archive, archive.rebuild, paths, **options)


@main.command(epilog=_EXIT_CODES)
@click.argument("paths", nargs=-1, type=_PATH)
@_with_build_options
@_with_archive("index", "seeds", "fields")
def update(archive: Archive, paths: tuple[Path, ...], **options: Any) -> None:
    """Take in what is new, changed or gone below folders and files [the seeds].

    \b
    Example: timtin update articles/ --quiet --report left-out.jsonl
    """
    _build("Updating", archive, archive.update, paths, **options)


def _build(
    doing: str,
    archive: Archive,
    build: Callable[..., BuildReport],
    paths: tuple[Path, ...],
    *,
    report_file: Path | None,
    form: str,
    quiet: bool,
    **allowed: bool,
) -> None:
    """Run a build, show its report, and end with the exit code that says how it went."""
    refused = None
    with _errors_as(form):
        _need_sources(archive.settings, paths)
        with (
            _ended_cleanly(),
            _named_in(report_file) as listener,
            _progress(doing, quiet=quiet) as watch,
        ):
            try:
                report = build(paths, watch, listener=listener, **allowed)
            except BuildRefused as error:
                if not isinstance(error.report, BuildReport):
                    raise
                refused, report = error, error.report
            if listener is not None:
                for event in report.summed_up():
                    listener(event)
    if refused is not None:
        error_said = str(refused)
    elif report.is_of_nothing and not allowed["allow_empty"]:
        error_said = "nothing was taken in"
    else:
        error_said = ""
    if form == "json":
        _echo_json(report.as_dict() | ({"error": error_said} if error_said else {}))
    elif not quiet:
        click.echo("\n".join(report.lines()))
    if error_said:
        raise click.ClickException(error_said)
    if report.skipped_total:
        raise click.exceptions.Exit(_IN_PART)


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """SIGTERM ends a build as Ctrl-C does: what it had written is removed."""

    def end(*_: object) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _named_in(file: Path | None) -> Iterator[Listener | None]:
    """What writes each thing that is left out to a file, as JSON Lines, when it is met."""
    if file is None:
        yield None
        return
    with file.open("w", encoding="utf-8", errors="backslashreplace") as lines:

        def write(event: Skipped | Remark) -> None:
            lines.write(json.dumps(event_as_dict(event), ensure_ascii=False) + "\n")

        yield write


@main.command()
@click.argument("generation", default="")
@_FORMAT
@_with_archive("index")
def rollback(archive: Archive, generation: str, form: str) -> None:
    """Go back to a generation of the index that is kept; without one, list them.

    All its files are compared with their manifest first. Servers follow without a restart.

    \b
    Example: timtin rollback g000016
    """
    with _errors_as(form):
        if generation:
            served = archive.rollback(generation)
        else:
            kept = archive.generations()
            if not kept:
                raise IndexMissing(
                    f"there is no index {archive.settings.index_place}: run timtin rebuild"
                )
    if generation:
        if form == "json":
            _echo_json(_summary_as_dict(served))
        else:
            click.echo(f"{served.generation} is served: {served.articles:,} articles")
    elif form == "json":
        _echo_json({"generations": [_kept_as_dict(one) for one in kept]})
    else:
        for one in kept:
            served_now = ", served" if one.served else ""
            written = one.built.removesuffix("+00:00").replace("T", " ")
            click.echo(
                f"{one.generation}  {one.articles:,} articles, {one.size:,} bytes, "
                f"written {written} UTC{served_now}"
            )


@main.command()
@click.argument("text", nargs=-1)
@_with_facets
@click.option("--any-place", is_flag=True, help="Any of the places, not all of them.")
@click.option("--main-places", is_flag=True, help="Places an article is about, not any mention.")
@click.option(
    "--from", "first", default="", help="Year, month, day in any form: 2022, 6/2022, 8/6/2022."
)
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
        pieces = EXPORT_FORMATS[form].pieces(results, name_of, None)
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
        _write_data([f"{shown}\n".encode()], output)


def _refuse_pages() -> None:
    context = click.get_current_context()
    for name in ("page", "size"):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"--all shows every result: leave out --{name}")


def _write_data(
    pieces: Iterable[bytes], output: Path | None, *, byte_order_mark: bool = False
) -> None:
    """Write data for other programs, as they are whatever the terminal's encoding is."""
    if output is None or str(output) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    # The first piece is made before the file is: an index that cannot be asked leaves no trace.
    pieces = iter(pieces)
    first = next(pieces, b"")
    with _replacing(output) as file:
        if byte_order_mark:
            file.write(codecs.BOM_UTF8)
        for piece in chain([first], pieces):
            file.write(piece)


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
@click.option(
    "--to", "engine", required=True, type=click.Choice(ENGINES), help="The engine to copy it to."
)
@_FORMAT
@_with_archive("index")
def copy(archive: Archive, engine: str, form: str) -> None:
    """Copy the index, as it is, into that of another engine: from a folder into a cluster, or back.

    The sources are not read again. The other index is rebuilt; set `engine` to use it then.

    \b
    Example: timtin copy --to opensearch
    """
    with _errors_as(form):
        copied = archive.copy_to(engine)
    if form == "json":
        _echo_json(_summary_as_dict(copied))
    else:
        click.echo(f"{copied.generation} in {engine}: {copied.articles:,} articles")


@main.command()
@_FORMAT
@_UI
@_with_archive("index")
def stats(archive: Archive, form: str, ui: Ui) -> None:
    """Count the articles of the index by place, date, language and source.

    \b
    Example: timtin stats
    """
    with _errors_as(form):
        page = archive.search(SearchRequest(size=1))
        generation = archive.status().generation
    if form == "json":
        facets = page_to_dict(page, ui, archive.gazetteer)["facets"]
        _echo_json({"generation": generation, "articles": page.total, "facets": facets})
    else:
        click.echo(stats_as_text(page, ui, archive.gazetteer))
        click.echo(f"\nindex\n{generation:>9}")


@main.command()
@_FORMAT
@_QUIET
@_with_archive("index")
def check(archive: Archive, form: str, quiet: bool) -> None:
    """Compare every file of the index with its manifest.

    \b
    Example: timtin check
    """
    with _errors_as(form):
        found = archive.check()
    if form == "json":
        _echo_json(_summary_as_dict(found))
    elif not quiet:
        click.echo(
            f"{found.generation}: {found.articles:,} articles, {found.size:,} bytes, all intact"
        )
        if found.degraded_reason:
            click.echo(f"but {found.degraded_reason}")


@main.command()
@_with_archive("index", "seeds", "host", "port")
def serve(archive: Archive) -> None:
    """Serve the search page; builds the index from the seeds if there is none.

    \b
    Example: timtin serve --port 9000
    """
    from web import HEADERS, create_app, go_on_after_crashes, make_server

    settings = archive.settings
    # By another archive, of which nothing is open any more when processes part.
    _have_index(Archive(settings))
    gc.collect()
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
    address = f"http://{host}:{listening.getsockname()[1]}{settings.prefix}/"
    click.echo(f"Tìm Tin is at {address} (Ctrl-C ends it)")
    go_on_after_crashes()
    make_server(create_app(archive), listening, settings.threads, HEADERS).run()


def _have_index(archive: Archive) -> None:
    """Open the index, and build it where there is none."""
    settings = archive.settings
    try:
        archive.search(SearchRequest(size=1))
    except IndexMissing:
        _need_sources(settings, ())
        click.echo(
            f"There is no index {settings.index_place} yet: building it from {settings.seeds}/"
        )
        with _ended_cleanly(), _progress("Building") as watch:
            report = archive.rebuild(watch=watch)
        click.echo("\n".join(report.lines()))


def _need_sources(settings: Settings, paths: tuple[Path, ...]) -> None:
    if not paths and not settings.seeds.exists():
        raise click.ClickException(
            f"there is no folder {settings.seeds}/ here: name the articles' folder, "
            "as in timtin rebuild FOLDER, or give --seeds FOLDER"
        )


@contextmanager
def _errors_as(form: str) -> Iterator[None]:
    """An error is also an object on standard output, where JSON was asked for."""
    try:
        yield
    except (TimTinError, click.ClickException, OSError) as error:
        if form == "json":
            _echo_json({"error": _sentence(error) if isinstance(error, OSError) else str(error)})
        raise


def _echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _summary_as_dict(summary: Summary) -> dict[str, Any]:
    return {
        "generation": summary.generation,
        "articles": summary.articles,
        "bytes": summary.size,
    }


def _kept_as_dict(kept: Kept) -> dict[str, Any]:
    return {
        "generation": kept.generation,
        "articles": kept.articles,
        "bytes": kept.size,
        "written": kept.built,
        "served": kept.served,
    }


@contextmanager
def _progress(doing: str, *, quiet: bool = False) -> Iterator[Callable[[Progress], None] | None]:
    """How far a build is, on standard error: a bar in a terminal, elsewhere a line every ten seconds."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        yield from _bar(doing)
    else:
        yield _line_by_line(doing)


def _line_by_line(doing: str) -> Callable[[Progress], None]:
    said_at = time.monotonic()

    def watch(progress: Progress) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= LINE_SECONDS:
            said_at = time.monotonic()
            share = progress.bytes_read / max(1, progress.bytes_total)
            click.echo(f"{doing}: {progress.articles:,} articles, {share:.0%}", err=True)

    return watch


def _bar(doing: str) -> Iterator[Callable[[Progress], None]]:
    """A bar with the articles so far, articles/s and the time left."""
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
