"""Which id an article gets, and which articles of an index are gone.

An article is called by its own name: the path of its file below the root without the suffix, or the id
that its record gives. Where another article has that name already, it is called by the name, `~` and
a short hash of where it lies: the name of its root folder and the path of its file below that. So an id
does not depend on where the root lies on a machine, and none changes because another article comes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from search.analysis import normalize
from search.articles import RawArticle
from search.engines.base import Origin
from search.ingest.files import STDIN, readable
from search.ingest.kinds import stem_of

_SUFFIXED = re.compile(r"(?P<name>.+)~(?P<hash>[0-9a-f]{6})(?:-\d+)?", re.DOTALL)


class Identities:
    """The ids of one pass over `sources`: `known` is what the index holds, by id.

    With `keeps_others` what lies elsewhere stays in the index (an update); without, nothing stays that
    the pass does not meet (a rebuild).

    Of two articles with the same name and the same content one is enough. With different contents
    both are articles, in whichever files or roots they are. An article keeps the id under which its
    origin is known; one whose file has moved, and whose content is the same, keeps it too.
    """

    def __init__(
        self, known: Mapping[str, Origin], sources: Sequence[Path], *, keeps_others: bool
    ) -> None:
        self.known = known
        self._is_below_sources = _below(sources)
        self._keeps_others = keeps_others
        self._claimed: dict[str, str] = {}
        # By name, the ids beside it that this pass gave.
        self._given: dict[str, list[str]] = {}
        # By root, path and name, the ids beside the name that the index knows.
        self._suffixed: dict[tuple[str, str, str], list[str]] = {}
        for id, origin in known.items():
            match = _SUFFIXED.fullmatch(id)
            if match and match["hash"] == _hash(origin):
                key = (origin.root, origin.path, match["name"])
                self._suffixed.setdefault(key, []).append(id)

    def assign(self, name: str, origin: Origin) -> str | None:
        """The id of an article of that name and origin; None if it is there with the same content."""
        given = (name, *self._given.get(name, ()))
        if any(self._claimed.get(id) == origin.digest for id in given):
            return None
        id = self._own(name, origin) or self._free(name, origin)
        if id is not None:
            self._claimed[id] = origin.digest
            if id != name:
                self._given.setdefault(name, []).append(id)
        return id

    def release(self, id: str) -> None:
        """An article was not taken after all: its id is as if it had not been met."""
        del self._claimed[id]

    def gone(self, unread: Collection[str]) -> list[str]:
        """The known ids whose files are below the sources and hold them no more.

        `unread` are the files and folders of which something could not be taken: what is in one of them
        is not gone. For a rebuild they are all the ids that were not met, wherever they were.
        """
        missed = [id for id in self.known if id not in self._claimed]
        if not self._keeps_others:
            return missed
        return [
            id
            for id in self.below_sources(missed)
            if not any(path in unread for path in _with_parents(file_of(self.known[id])))
        ]

    def lost(self, gone: Iterable[str]) -> list[str]:
        """Of what is gone that whose content no article of this pass has: the rest has a new name."""
        met = set(self._claimed.values())
        return [id for id in gone if self.known[id].digest not in met]

    def below_sources(self, ids: Iterable[str]) -> list[str]:
        """Those of the known ids whose files lie below the sources."""
        return [id for id in ids if self._is_below_sources(file_of(self.known[id]))]

    def is_unchanged(self, id: str, origin: Origin) -> bool:
        """Whether the index has the article as it is, and stays: then it need not be taken again."""
        return self._keeps_others and self.known.get(id) == origin

    def known_roots(self, roots: Mapping[Path, Path]) -> Mapping[str, str]:
        """By its file, the root of what was read below another root than `roots` has for its source.

        A file that the index knows keeps the root that it was read under, whichever folder that holds it
        is named now.
        """
        if not self._keeps_others:
            return {}
        exact = {readable(source): readable(root) for source, root in roots.items()}
        folders = [(os.path.join(source, ""), root) for source, root in exact.items()]
        found = {}
        for origin in self.known.values():
            file = file_of(origin)
            root = exact.get(file) or next((r for f, r in folders if file.startswith(f)), None)
            if root not in (None, origin.root):
                found[file] = origin.root
        return found

    def _own(self, name: str, origin: Origin) -> str | None:
        """The id that the article has in the index; of several the one with this content first."""
        here = (origin.root, origin.path)
        own = [name] if name in self.known and _place(self.known[name]) == here else []
        own += self._suffixed.get((*here, name), ())
        own = [id for id in own if id not in self._claimed]
        same = [id for id in own if self.known[id].digest == origin.digest]
        if origin.path == str(STDIN) and (name == str(STDIN) or name.startswith(f"{STDIN}#")):
            # Named by where it came in a stream: what comes there next time is another article.
            own = []
        return next(iter(same + own), None)

    def _free(self, name: str, origin: Origin) -> str | None:
        for id in _candidates(name, origin):
            if id in self._claimed:
                continue
            holder = self.known.get(id)
            if holder is None:
                return id
            met = self._is_below_sources(file_of(holder))
            if holder.digest == origin.digest:
                # It has moved, unless its file is elsewhere and there: then this one is a copy of it.
                return id if met or not self._keeps_others or not _is_there(holder) else None
            if not self._keeps_others and not (met and _is_there(holder)):
                return id
        raise AssertionError("the candidates never end")


def rebased(raw: RawArticle, root: str, new_root: str) -> RawArticle:
    """The article as it would have been read below another root, which its file lies in too."""
    path = os.path.relpath(os.path.join(root, raw.path), new_root)
    if raw.id == _one_line(stem_of(raw.path)):
        return replace(raw, path=path, id=_one_line(stem_of(path)))
    if raw.id.startswith(_one_line(raw.path) + "#"):
        return replace(raw, path=path, id=_one_line(path) + raw.id[len(_one_line(raw.path)) :])
    return replace(raw, path=path)


def roots_of(sources: Sequence[Path]) -> Mapping[Path, Path]:
    """The root of each source: the outermost folder among the sources that it lies in or is.

    That of a file in none of them is its parent.
    """
    folders = {source for source in sources if source.is_dir()}
    return {
        source: next(
            (path for path in reversed((source, *source.parents)) if path in folders), source.parent
        )
        for source in sources
    }


def file_of(origin: Origin) -> str:
    """The path of the file that an article was read from."""
    return os.path.join(origin.root, origin.path)


def _below(sources: Sequence[Path]) -> Callable[[str], bool]:
    exact = {readable(source) for source in sources}
    folders = tuple(os.path.join(source, "") for source in exact)
    return lambda file: file in exact or file.startswith(folders)


def _with_parents(file: str) -> Iterator[str]:
    yield file
    yield from map(str, Path(file).parents)


def _candidates(name: str, origin: Origin) -> Iterator[str]:
    yield name
    suffixed = f"{name}~{_hash(origin)}"
    yield suffixed
    for number in count(2):
        yield f"{suffixed}-{number}"


def _hash(origin: Origin) -> str:
    place = f"{os.path.basename(origin.root)}/{origin.path}"
    return hashlib.blake2b(place.encode(errors="replace"), digest_size=3).hexdigest()


def _place(origin: Origin) -> tuple[str, str]:
    return origin.root, origin.path


def _is_there(origin: Origin) -> bool:
    """Whether the file is there, or the one that it is packed in."""
    file = Path(file_of(origin))
    there = next((path for path in (file, *file.parents) if path.exists()), None)
    return there is not None and there.is_file()


def _one_line(text: str) -> str:
    return " ".join(normalize(text).split())
