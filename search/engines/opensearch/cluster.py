"""The connection to a cluster: requests of OpenSearch's, with what goes wrong as errors of this program."""

from __future__ import annotations

import contextlib
import json
import re
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from opensearchpy import JSONSerializer, OpenSearch
from opensearchpy.exceptions import (
    ConnectionError,
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)

from search.engines.opensearch.mapping import JSON
from search.errors import (
    ClusterUnavailable,
    IndexMissing,
    IndexUnreadable,
    QueryTooCostly,
    SettingsError,
)
from search.settings import Settings

TRIES = 4
"""How often a request is sent, to another node each time, before it fails."""

PAUSES = (0.1, 0.5, 1.0)
"""Seconds until what a part of the cluster could not answer is asked again: another copy of it may be
called upon meanwhile."""

_SEARCH = {"allow_partial_search_results": False}
"""A shard that is not there must not make a smaller total: then the whole search fails."""

_TOO_MANY = ("too_many_clauses", "too_many_nested_clauses", "too_many_buckets_exception")
_FULL = ("flood-stage", "create-index blocked")


class Cluster:
    """A cluster. `requests` counts what was asked of it; threads may share it.

    A node that is gone is no reason to fail while another one answers. What only reads is asked of another
    one too if a node does not answer in its share of `opensearch_timeout`: where several are named, a
    quarter of it. What writes has `opensearch_build_timeout`, and a node that is silent may have done it.
    """

    def __init__(self, settings: Settings) -> None:
        """SettingsError for an `opensearch_ca` that is no file of certificates."""
        self.name = ", ".join(settings.opensearch_hosts)
        self.requests = 0
        several = len(settings.opensearch_hosts) > 1
        share = settings.opensearch_timeout / (TRIES if several else 1)
        self._reader = _client(settings, share, retry_on_timeout=several)
        self._writer = _client(settings, settings.opensearch_build_timeout, retry_on_timeout=False)

    @contextlib.contextmanager
    def asked(self, requests: int = 1) -> Iterator[OpenSearch]:
        """The client, for so many requests that write; its errors come out as this program's."""
        self.requests += requests
        try:
            yield self._writer
        except OpenSearchException as error:
            raise self._as_ours(error) from error

    @contextlib.contextmanager
    def reading(self, requests: int = 1) -> Iterator[OpenSearch]:
        """The same for what only reads, and may be asked again."""
        self.requests += requests
        try:
            yield self._reader
        except OpenSearchException as error:
            raise self._as_ours(error) from error

    def multi_search(
        self, searches: Sequence[tuple[str, JSON]], *, patient: bool = False
    ) -> list[JSON]:
        """The answers of searches, each in an index, in one request; `patient`: as long as what writes."""
        lines = []
        for index, body in searches:
            lines += [json.dumps(_SEARCH | {"index": index}), json.dumps(body)]
        answers = self._searched(lines, patient=patient)
        for pause in PAUSES:
            if not any(_is_lost(answer) for answer in answers):
                break
            time.sleep(pause)
            answers = self._searched(lines, patient=patient)
        for (index, _), answer in zip(searches, answers, strict=True):
            if "error" in answer:
                raise self.failed(index, answer["error"], answer.get("status", 500))
        return answers

    def multi_get(self, index: str, ids: Sequence[str]) -> list[JSON | None]:
        """The documents of these names as they were last written; None for one that is not there."""
        if not ids:
            return []
        with self.asked() as client:
            answer = client.mget(index=index, body={"ids": list(ids)})
        for document in answer["docs"]:
            if "error" in document:
                raise self.failed(index, document["error"], 503)
        return [document if document["found"] else None for document in answer["docs"]]

    def _searched(self, lines: Sequence[str], *, patient: bool) -> list[JSON]:
        with self.asked() if patient else self.reading() as client:
            found: list[JSON] = client.msearch(body="\n".join(lines) + "\n")["responses"]
        return found

    def failed(self, index: str, error: Any, status: int) -> Exception:
        """The error of this program's for one that the cluster answered, about an index if any."""
        said = json.dumps(error)
        if any(reason in said for reason in _FULL):
            return ClusterUnavailable(
                "the disks of the cluster at %(hosts)s are too full for it to write: make room, or add "
                "a node",
                hosts=self.name,
            )
        if status == 401 or (status == 403 and "_block" not in said):
            return IndexUnreadable(
                "the cluster at %(hosts)s refuses opensearch_user or its password: set "
                "TIMTIN_OPENSEARCH_PASSWORD",
                hosts=self.name,
            )
        if status == 404 or "index_not_found" in said:
            if not index:
                return IndexMissing(
                    "there is no such index in the cluster at %(hosts)s: run timtin rebuild",
                    hosts=self.name,
                )
            return IndexMissing(
                "there is no index %(index)s in the cluster at %(hosts)s any more",
                index=index,
                hosts=self.name,
            )
        if any(name in said for name in _TOO_MANY):
            return QueryTooCostly(
                "this asks for more words than the cluster takes (indices.query.bool.max_clause_count): "
                "ask for fewer"
            )
        if status == 429:
            return ClusterUnavailable(
                "the cluster at %(hosts)s is too busy: try again", hosts=self.name
            )
        if status >= 500:
            return ClusterUnavailable(
                "a part of the cluster at %(hosts)s is not there: try again", hosts=self.name
            )
        return ClusterUnavailable(
            "the cluster at %(hosts)s refused a request: %(error)s",
            hosts=self.name,
            error=said[:300],
        )

    def _as_ours(self, error: OpenSearchException) -> Exception:
        match error:
            case SSLError():
                return self._untrusted(str(error))
            case ConnectionTimeout():
                return ClusterUnavailable(
                    "the cluster at %(hosts)s did not answer in time: try again", hosts=self.name
                )
            case ConnectionError():
                return ClusterUnavailable(
                    "the cluster at %(hosts)s is not reached: is it running?", hosts=self.name
                )
            case TransportError():
                info = error.info if isinstance(error.info, dict) else {}
                status = error.status_code if isinstance(error.status_code, int) else 500
                return self.failed("", info.get("error", error.error), status)
        return ClusterUnavailable(
            "what answers at %(hosts)s is no OpenSearch: look at opensearch_hosts", hosts=self.name
        )

    def _untrusted(self, said: str) -> Exception:
        if found := re.search(r"certificate verify failed: ([^(]+?) *\(", said):
            return ClusterUnavailable(
                "the certificate of the cluster at %(hosts)s is not trusted (%(error)s): set opensearch_ca",
                hosts=self.name,
                error=found[1],
            )
        return ClusterUnavailable(
            "the cluster at %(hosts)s does not speak TLS: begin its address with http://",
            hosts=self.name,
        )


def _client(settings: Settings, timeout: float, *, retry_on_timeout: bool) -> OpenSearch:
    given: JSON = {}
    if settings.opensearch_ca:
        try:
            ssl.create_default_context(cafile=settings.opensearch_ca)
        except OSError:
            raise SettingsError(
                f"opensearch_ca: {settings.opensearch_ca} is no file of certificates"
            ) from None
        given["ca_certs"] = settings.opensearch_ca
    if settings.opensearch_user:
        # By itself the client takes no letters but those of Latin-1.
        both = f"{settings.opensearch_user}:{settings.opensearch_password}"
        given["headers"] = {"authorization": f"Basic {b64encode(both.encode()).decode()}"}
    return OpenSearch(
        hosts=list(settings.opensearch_hosts),
        timeout=timeout,
        max_retries=TRIES - 1,
        retry_on_timeout=retry_on_timeout,
        retry_on_status=(429, 502, 503, 504),
        # What a proxy says of itself is no text to take for an answer.
        serializers={"text/plain": JSONSerializer()},
        pool_maxsize=32,
        verify_certs=True,
        **given,
    )


def _is_lost(answer: JSON) -> bool:
    """Whether another copy of what was asked may answer in a moment."""
    if "error" not in answer:
        return False
    status = answer.get("status", 500)
    return (status >= 500 or status == 429) and not any(
        name in json.dumps(answer["error"]) for name in _TOO_MANY
    )
