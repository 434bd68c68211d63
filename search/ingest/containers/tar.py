"""Tar archives, read forwards."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator

from search.errors import InputError
from search.ingest.containers.member import Member, Source
from search.ingest.context import IngestContext
from search.ingest.counts import Skipped
from search.ingest.files import SourceFile


def read_tar(
    opened: io.BufferedReader, file: SourceFile, context: IngestContext
) -> Iterator[Skipped | Member]:
    """Its files in the order in which they lie; links and devices are none."""
    try:
        with tarfile.open(fileobj=opened, mode="r|") as archive:
            for info in archive:
                if info.isfile():
                    parts = info.name.split("/")
                    name = "/".join(part for part in parts if part not in ("", ".", ".."))
                    yield Member(name, info.size, _opener(archive, info))
    except tarfile.TarError as error:
        raise InputError(f"a damaged tar file ({error})") from None


def _opener(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], Source]:
    def open_member() -> Source:
        source = archive.extractfile(info)
        if source is None:
            raise InputError("no file")
        return source

    return open_member
