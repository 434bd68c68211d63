"""The connection to a cluster: requests of OpenSearch's, with what goes wrong as errors of this program."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    SSLError,
    TransportError,
)

from search.engines.opensearch.mapping import JSON
from search.errors import ClusterUnavailable, IndexMissing, IndexUnreadable, QueryTooCostly
from search.settings import Settings

_SEARCH = {"allow_partial_search_results": False}
"""A shard that is not there must not make a smaller total: then the whole search fails."""

_TOO_MANY = ("too_many_clauses", "too_many_nested_clauses", "too_many_buckets_exception")


class Cluster:
    """A cluster. `requests` counts what was asked of it; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        user, password = settings.opensearch_user, settings.opensearch_password
        given: JSON = {"ca_certs": settings.opensearch_ca} if settings.opensearch_ca else {}
        self.name = ", ".join(settings.opensearch_hosts)
        self.requests = 0
        self.client = OpenSearch(
            hosts=list(settings.opensearch_hosts),
            http_auth=(user, password) if user else None,
            timeout=settings.opensearch_timeout,
            # A node that is gone is no reason to fail while another one answers.
            max_retries=3,
            retry_on_timeout=False,
            retry_on_status=(429, 502, 503, 504),
            maxsize=32,
            verify_certs=True,
            **given,
        )

    @contextlib.contextmanager
    def asked(self, requests: int = 1) -> Iterator[OpenSearch]:
        """The client, for so many requests; its errors come out as this program's."""
        self.requests += requests
        try:
            yield self.client
        except OpenSearchException as error:
            raise self._as_ours(error) from error

    def multi_search(self, searches: Sequence[tuple[str, JSON]]) -> list[JSON]:
        """The answers of searches, each in an index, in one request."""
        lines = []
        for index, body in searches:
            lines += [json.dumps(_SEARCH | {"index": index}), json.dumps(body)]
        with self.asked() as client:
            answers = self._read(client, "\n".join(lines) + "\n")
        if any(_is_lost(answer) for answer in answers):
            # A node went while it searched: another copy of its shards answers now.
            with self.asked() as client:
                answers = self._read(client, "\n".join(lines) + "\n")
        for (index, _), answer in zip(searches, answers, strict=True):
            if "error" in answer:
                raise self._failed(index, answer["error"], answer.get("status", 500))
        return answers

    @staticmethod
    def _read(client: OpenSearch, lines: str) -> list[JSON]:
        found: list[JSON] = client.msearch(body=lines)["responses"]
        return found

    def _as_ours(self, error: OpenSearchException) -> Exception:
        match error:
            case AuthenticationException() | AuthorizationException():
                return IndexUnreadable(
                    "the cluster at %(hosts)s refuses opensearch_user or its password: set "
                    "TIMTIN_OPENSEARCH_PASSWORD",
                    hosts=self.name,
                )
            case SSLError():
                return ClusterUnavailable(
                    "the certificate of the cluster at %(hosts)s is not trusted: set opensearch_ca",
                    hosts=self.name,
                )
            case ConnectionTimeout():
                return ClusterUnavailable(
                    "the cluster at %(hosts)s did not answer in time: try again", hosts=self.name
                )
            case ConnectionError():
                return ClusterUnavailable(
                    "the cluster at %(hosts)s is not reached: is it running?", hosts=self.name
                )
            case NotFoundError():
                return IndexMissing(
                    "there is no such index in the cluster at %(hosts)s: run timtin rebuild",
                    hosts=self.name,
                )
            case TransportError():
                info = error.info if isinstance(error.info, dict) else {}
                status = error.status_code if isinstance(error.status_code, int) else 500
                return self._failed("", info.get("error", error.error), status)
        return ClusterUnavailable("the cluster at %(hosts)s failed: try again", hosts=self.name)

    def _failed(self, index: str, error: Any, status: int) -> Exception:
        said = json.dumps(error)
        if status == 404 or "index_not_found" in said:
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
        if status >= 500 or status == 429:
            return ClusterUnavailable(
                "a part of the cluster at %(hosts)s is not there: try again", hosts=self.name
            )
        return ClusterUnavailable(
            "the cluster at %(hosts)s refused a request: %(error)s",
            hosts=self.name,
            error=said[:300],
        )


def _is_lost(answer: JSON) -> bool:
    return "error" in answer and (
        answer.get("status", 500) >= 500 or "search_phase_execution" in json.dumps(answer["error"])
    )
