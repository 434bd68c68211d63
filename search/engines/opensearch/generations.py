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
    """The generation that is served, as the cluster's manager has it; IndexMissing if there is none."""
    return opened(cluster, served_index(cluster, name, local=False), local=False)


def served_index(cluster: Cluster, name: str, *, local: bool = True) -> str:
    """The index of the generation that is served; IndexMissing if there is none.

    `local`: as the node knows it that is asked, which no other one can keep from answering. It knows of a
    generation when its writer is told that it is served, unless it was cut off.
    """
    with cluster.reading() as client:
        try:
            found = client.indices.get_alias(name=name, params=_from(local=local))
        except NotFoundError:
            found = {}
    for index in found:
        return str(index)
    raise IndexMissing(
        "there is no index %(name)s in the cluster at %(hosts)s: run timtin rebuild",
        name=name,
        hosts=cluster.name,
    )


def opened(cluster: Cluster, index: str, *, local: bool = True) -> Generation:
    """The generation of an index; IndexMissing if it was never published."""
    if facts := _facts(cluster, index, local=local).get(index):
        return Generation(index, facts)
    raise IndexMissing(
        "there is no index %(index)s in the cluster at %(hosts)s any more",
        index=index,
        hosts=cluster.name,
    )


def health(cluster: Cluster, generation: Generation) -> str:
    """How the two indices of a generation are: `green`, `yellow` without some of their copies, `red` where
    not even one is there of some shard."""
    with cluster.reading() as client:
        answer = client.cluster.health(
            index=f"{generation.index},{generation.terms_index}",
            # Nothing is waited for, so that 408 says that there is no such index.
            params=_from(local=True) | {"timeout": "0s", "request_timeout": 5, "ignore": 408},
        )
    return str(answer["status"])


def kept(cluster: Cluster, name: str) -> list[Generation]:
    """All that were published, newest first."""
    found = _facts(cluster, f"{name}-*")
    whole = [Generation(index, facts) for index, facts in found.items() if _is_ours(name, index)]
    return sorted(whole, key=lambda one: one.number, reverse=True)


def require(generation: Generation, versions: Mapping[str, Any]) -> None:
    """IndexOutdated unless these are the versions that built a generation."""
    built = generation.facts.get("versions", {})
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
    with cluster.reading() as client:
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


def _from(*, local: bool) -> JSON:
    return {"local": "true" if local else "false"}


def _facts(cluster: Cluster, pattern: str, *, local: bool = False) -> dict[str, JSON]:
    """What was recorded of the indices of a name or pattern that were published."""
    with cluster.reading() as client:
        try:
            found = client.indices.get_mapping(
                index=pattern, params=_from(local=local) | {"filter_path": "*.mappings._meta"}
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
