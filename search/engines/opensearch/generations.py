"""The generations of an index in a cluster: which there are, which is served, and how that changes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from opensearchpy.exceptions import NotFoundError

from search.engines.opensearch.cluster import Cluster
from search.engines.opensearch.mapping import JSON
from search.errors import IndexMissing, IndexOutdated


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation. `facts` is what its writer recorded.

    They are `index` itself, `versions`, `articles`, `terms` (documents of the dictionary), `blocks` (of its
    lexicon), `tokens` (of all titles and of all bodies), `copies` (how many groups), `next_number`,
    `size` in bytes, `built` and `left_out`.
    """

    index: str
    facts: Mapping[str, Any]

    @property
    def number(self) -> int:
        return int(self.index.rsplit("-", 1)[1])

    @property
    def name(self) -> str:
        return f"g{self.number:06}"

    @property
    def terms_index(self) -> str:
        return terms_name(self.index)


def terms_name(index: str) -> str:
    """The index of the dictionary beside one of articles."""
    return f"{index}-terms"


def served(cluster: Cluster, name: str) -> Generation:
    """The generation that is served; IndexMissing if there is none."""
    index = served_index(cluster, name)
    return Generation(index, _facts(cluster, index)[index])


def served_index(cluster: Cluster, name: str) -> str:
    """The index of the generation that is served; IndexMissing if there is none."""
    with cluster.asked() as client:
        try:
            found = client.indices.get_alias(name=name)
        except NotFoundError:
            found = {}
    for index in found:
        return str(index)
    raise IndexMissing(
        "there is no index %(name)s in the cluster at %(hosts)s: run timtin rebuild",
        name=name,
        hosts=cluster.name,
    )


def kept(cluster: Cluster, name: str) -> list[Generation]:
    """All that were published, newest first."""
    found = _facts(cluster, f"{name}-*")
    whole = [Generation(index, facts) for index, facts in found.items() if _is_ours(name, index)]
    return sorted(whole, key=lambda one: one.number, reverse=True)


def require(generation: Generation, versions: Mapping[str, Any]) -> None:
    """IndexOutdated unless these are the versions that built a generation."""
    built = generation.facts["versions"]
    for name, version in versions.items():
        if built.get(name) != version:
            raise IndexOutdated(
                "%(path)s/ was built by %(name)s %(found)s, this is %(version)s: run timtin rebuild",
                path=generation.index,
                name=name,
                found=str(built.get(name)),
                version=str(version),
            )


def next_index(cluster: Cluster, name: str) -> str:
    """The name of an index that was never used; what an earlier writer left half made is deleted."""
    published = {one.index for one in kept(cluster, name)}
    with cluster.asked() as client:
        there = client.indices.get(
            index=f"{name}-*", params={"filter_path": "*.settings.index.creation_date"}
        )
    half = [
        index
        for index in there
        if _is_ours(name, index.removesuffix("-terms"))
        and index.removesuffix("-terms") not in published
    ]
    delete(cluster, half)
    used = [int(index.removesuffix("-terms").rsplit("-", 1)[1]) for index in half]
    used += [one.number for one in kept(cluster, name)]
    return f"{name}-{max(used, default=0) + 1:06}"


def publish(cluster: Cluster, name: str, index: str, facts: JSON) -> None:
    """Let a generation be the one that is served, at one stroke."""
    facts = facts | {"index": index, "built": datetime.now(UTC).isoformat(timespec="seconds")}
    with cluster.asked(2) as client:
        for each in (index, terms_name(index)):
            client.indices.put_settings(index=each, body={"index.blocks.write": True})
        client.indices.put_mapping(index=index, body={"_meta": facts})
    serve(cluster, name, index)


def serve(cluster: Cluster, name: str, index: str) -> None:
    """Put the alias on an index that was published."""
    with cluster.asked() as client:
        client.indices.update_aliases(
            body={
                "actions": [
                    {"remove": {"index": f"{name}-*", "alias": name, "must_exist": False}},
                    {"add": {"index": index, "alias": name}},
                ]
            }
        )


def clean(cluster: Cluster, name: str, most: int, grace: int) -> None:
    """Delete the oldest generations over `most`, save the served one and what others replaced less than
    `grace` seconds ago."""
    current = served(cluster, name).index
    there = kept(cluster, name)
    for place, generation in enumerate(there[1:], start=1):
        newer = datetime.fromisoformat(there[place - 1].facts["built"]).timestamp()
        if place >= most and generation.index != current and time.time() - newer >= grace:
            delete(cluster, [generation.index, generation.terms_index])


def delete(cluster: Cluster, indices: list[str]) -> None:
    """Delete indices, those that are there."""
    if indices:
        with cluster.asked() as client:
            client.indices.delete(index=",".join(indices), params={"ignore_unavailable": "true"})


def _facts(cluster: Cluster, pattern: str) -> dict[str, JSON]:
    """What was recorded of the indices of a name or pattern that were published."""
    with cluster.asked() as client:
        try:
            found = client.indices.get_mapping(
                index=pattern, params={"filter_path": "*.mappings._meta"}
            )
        except NotFoundError:
            return {}
    # What was cloned of a generation has its record, until it has one of its own.
    return {
        index: answer["mappings"]["_meta"]
        for index, answer in found.items()
        if answer.get("mappings", {}).get("_meta", {}).get("index") == index
    }


def _is_ours(name: str, index: str) -> bool:
    return re.fullmatch(rf"{re.escape(name)}-\d{{6,}}", index) is not None
