"""Whatever a cluster does, commands and pages say it in a sentence, and are well again when it is."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from search import (
    Archive,
    ClusterUnavailable,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreadable,
    IndexUnusable,
    SearchRequest,
    Settings,
    SettingsError,
    load_settings,
)
from search.cli import main
from search.engines.opensearch import OpenSearchEngine, generations
from search.engines.opensearch.lease import held_lease
from tests.cluster.nodes import Cluster
from tests.conftest import article
from tests.engines.opensearch.drills import admin, edition
from web import create_app

PASSWORD = "mật-khẩu-7f3a"

Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(respond: Respond, certificate: Path | None = None) -> Iterator[str]:
    """The address of a server that answers all requests in one way."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            respond(self)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            # A client that does not trust the certificate hangs up.
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answering(status: int, body: object, kind: str = "application/json") -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return respond


def refusal(status: int, type: str) -> Respond:
    """An error as OpenSearch words it."""
    cause = {"type": type, "reason": f"{type} for the purpose of a test"}
    return answering(status, {"error": {"root_cause": [cause], **cause}, "status": status})


def fall_silent(handler: BaseHTTPRequestHandler) -> None:
    """Silent for as long as the client waits, however slow the machine is: it is the one to hang up."""
    handler.connection.recv(1)
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


REFUSED = "refuses opensearch_user or its password: set TIMTIN_OPENSEARCH_PASSWORD"
NO_OPENSEARCH = "is no OpenSearch: look at opensearch_hosts"
ANSWERS: list[tuple[Respond, type[IndexUnusable], str]] = [
    (answering(401, "Unauthorized", "text/plain"), IndexUnreadable, REFUSED),
    (refusal(401, "security_exception"), IndexUnreadable, REFUSED),
    (refusal(403, "security_exception"), IndexUnreadable, REFUSED),
    (refusal(404, "index_not_found_exception"), IndexMissing, "run timtin rebuild"),
    (refusal(429, "circuit_breaking_exception"), ClusterUnavailable, "is too busy: try again"),
    (refusal(500, "illegal_state_exception"), ClusterUnavailable, "is not there: try again"),
    (refusal(503, "cluster_block_exception"), ClusterUnavailable, "is not there: try again"),
    (answering(502, "<h1>Bad Gateway</h1>", "text/html"), ClusterUnavailable, "is not there"),
    (refusal(400, "illegal_argument_exception"), ClusterUnavailable, "refused a request: {"),
    (answering(200, "<h1>Welcome</h1>", "text/html"), ClusterUnavailable, NO_OPENSEARCH),
    (answering(200, "It works!", "text/plain"), ClusterUnavailable, NO_OPENSEARCH),
    (answering(200, "{", "application/json"), ClusterUnavailable, NO_OPENSEARCH),
    (fall_silent, ClusterUnavailable, "did not answer in time: try again"),
    (hang_up, ClusterUnavailable, "is not reached: is it running?"),
]
NAMES = (
    *("401 of a proxy", "401", "403", "404", "429", "500", "503", "502 of a proxy", "400"),
    *("a page", "a text", "half an answer", "silence", "hung up"),
)


def settings_of(*addresses: str, **given: object) -> Settings:
    own = {
        "engine": "opensearch",
        "opensearch_hosts": addresses,
        "opensearch_user": "timtin",
        "opensearch_password": PASSWORD,
        "opensearch_timeout": 0.4,
        "opensearch_build_timeout": 1.0,
    }
    return Settings(**own | given)  # type: ignore[arg-type]


def environment(settings: Settings) -> dict[str, str]:
    names = ("user", "password", "timeout", "build_timeout", "ca", "index", "grace", "replicas")
    own = {f"opensearch_{name}": str(getattr(settings, f"opensearch_{name}")) for name in names}
    own |= {"engine": settings.engine, "opensearch_hosts": ",".join(settings.opensearch_hosts)}
    return {f"TIMTIN_{name.upper()}": value for name, value in own.items()}


def assert_commands_say(settings: Settings, sentence: str, folder: Path) -> None:
    """Every command ends with the sentence, and with nothing else on standard error."""
    source = str(edition(folder, 0))
    commands = (
        *(["search", "tin"], ["check"], ["stats"], ["rollback"], ["rollback", "g000001"]),
        *(["update", source], ["search", "--all", "--format", "csv", "tin"]),
    )
    for command in commands:
        ran = CliRunner().invoke(main, command, env=environment(settings))
        assert (command, ran.exit_code) == (command, 1)
        assert isinstance(ran.exception, SystemExit)
        assert ran.stderr.startswith("Error: ")
        assert len(ran.stderr.splitlines()) == 1
        if command[0] != "rollback" or "run timtin rebuild" not in sentence:
            assert sentence in ran.stderr
        assert PASSWORD not in ran.output + ran.stderr


def assert_pages_say(client: FlaskClient, sentence: str) -> None:
    """Every page says it, with 503 and when to ask again."""
    for path in ("/?q=tin&ui=en", "/article/tin-1?ui=en", "/places?ui=en", "/api/search?q=tin"):
        page = client.get(path)
        assert (path, page.status_code, page.headers["Retry-After"]) == (path, 503, "5")
        # Where the cluster is, is nobody else's business.
        assert "127.0.0.1" not in page.text
        assert PASSWORD not in page.text
        assert sentence.split(":")[0] in page.text
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["status"]) == (503, "unusable")


@pytest.mark.parametrize(("respond", "error", "sentence"), ANSWERS, ids=NAMES)
def test_what_a_cluster_answers_is_said_in_a_sentence(
    respond: Respond, error: type[IndexUnusable], sentence: str, tmp_path: Path
) -> None:
    with serving(respond) as address:
        settings = settings_of(address)
        archive = Archive(settings)
        for ask in (archive.summary, archive.check, lambda: archive.search(SearchRequest("tin"))):
            with pytest.raises(error) as raised:
                ask()
            assert type(raised.value) is error
            assert sentence in str(raised.value)
        assert_commands_say(settings, sentence, tmp_path)
        assert_pages_say(create_app(archive).test_client(), sentence)


def test_where_nothing_listens_the_commands_say_so_and_nothing_else(tmp_path: Path) -> None:
    with serving(hang_up) as address:
        pass
    settings = settings_of(address, address.replace("127.0.0.1", "localhost"))
    assert_commands_say(settings, "is not reached: is it running?", tmp_path)
    assert_pages_say(create_app(Archive(settings)).test_client(), "is not reached")
    # In a process of its own, where nothing but the program decides about standard error.
    ran = subprocess.run(
        [sys.executable, "-m", "search", "search", "tin"],
        env=os.environ | environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [
        f"Error: the cluster at {', '.join(settings.opensearch_hosts)} is not reached: is it running?"
    ]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody has signed, with its key."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    subprocess.run(
        [*command.split(), "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def test_a_certificate_that_is_not_trusted_is_said_until_its_own_is_named(
    certificate: Path, tmp_path: Path
) -> None:
    untrusted = "is not trusted (self-signed certificate): set opensearch_ca"
    with serving(refusal(404, "index_not_found_exception"), certificate) as address:
        settings = settings_of(address)
        with pytest.raises(ClusterUnavailable) as raised:
            Archive(settings).summary()
        assert untrusted in str(raised.value)
        assert_commands_say(settings, untrusted, tmp_path)
        assert_pages_say(create_app(Archive(settings)).test_client(), "is not trusted")
        trusting = replace(settings, opensearch_ca=f"{certificate}.crt")
        with pytest.raises(IndexMissing, match="run timtin rebuild"):
            Archive(trusting).summary()
        with pytest.raises(ClusterUnavailable, match="is not reached"):
            Archive(settings_of(address.replace("https", "http"))).summary()
    with serving(hang_up) as address:
        secure = settings_of(address.replace("http", "https"))
        with pytest.raises(ClusterUnavailable, match="does not speak TLS: begin its address with"):
            Archive(secure).summary()


@pytest.mark.parametrize("written", [None, "no certificate"])
def test_a_file_that_is_none_of_certificates_is_named(tmp_path: Path, written: str | None) -> None:
    path = tmp_path / "ca.pem"
    if written is not None:
        path.write_text(written)
    settings = settings_of("https://127.0.0.1:9", opensearch_ca=str(path))
    with pytest.raises(SettingsError, match=r"opensearch_ca: .*ca\.pem is no file of certificates"):
        Archive(settings)
    ran = CliRunner().invoke(main, ["check"], env=environment(settings))
    assert (ran.exit_code, len(ran.stderr.splitlines())) == (1, 1)


def test_user_and_password_are_sent_as_they_are_and_shown_nowhere(tmp_path: Path) -> None:
    sent = []

    def listen(handler: BaseHTTPRequestHandler) -> None:
        sent.append(handler.headers["authorization"])
        refusal(401, "security_exception")(handler)

    with serving(listen) as address:
        settings = settings_of(address, opensearch_user="tìm-tin")
        with pytest.raises(IndexUnreadable):
            Archive(settings).summary()
        assert b64decode(sent[0].removeprefix("Basic ")).decode() == f"tìm-tin:{PASSWORD}"
        assert PASSWORD not in f"{settings!r} {settings}"
        sent.clear()
        with pytest.raises(IndexUnreadable):
            Archive(replace(settings, opensearch_user="")).summary()
        assert sent == [None]


@pytest.mark.parametrize(
    "written",
    [
        f'opensearch_password = "{PASSWORD}"',
        f'[opensearch]\npassword = "{PASSWORD}"',
        f'[opensearch]\nhosts = ["https://timtin:{PASSWORD}@example.org:9200"]',
    ],
)
def test_a_password_in_the_settings_file_is_refused_and_not_repeated(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "timtin.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError, match="TIMTIN_OPENSEARCH_PASSWORD") as raised:
        load_settings(path, {})
    assert PASSWORD not in str(raised.value)


def test_another_node_answers_for_one_that_is_silent_gone_or_not_ready() -> None:
    for respond in (fall_silent, hang_up, refusal(503, "cluster_block_exception")):
        with serving(respond) as bad, serving(refusal(404, "index_not_found_exception")) as good:
            archive = Archive(settings_of(bad, good, opensearch_timeout=2.0))
            for _ in range(4):
                with pytest.raises(IndexMissing):
                    archive.summary()


# --- on a real node ---


@pytest.fixture
def settings(cluster: Cluster) -> Iterator[Settings]:
    name = f"errors-{uuid4().hex[:12]}"
    yield settings_of(
        *cluster.addresses,
        opensearch_index=name,
        opensearch_timeout=20.0,
        opensearch_build_timeout=20.0,
        opensearch_grace=0,
    )
    admin(cluster).indices.delete(index=f"{name}*")


def engine_of(settings: Settings, **versions: str) -> OpenSearchEngine:
    return OpenSearchEngine(settings, {"gazetteer": "test", **versions})


def test_an_index_of_another_version_is_refused_by_what_differs(settings: Settings) -> None:
    engine_of(settings).write([article("a", "một")], (), replace_all=True)
    other = engine_of(settings, gazetteer="other")
    said = "was built by gazetteer test, this is other: run timtin rebuild"
    for ask in (other.searcher, other.check, lambda: other.rollback("g000001")):
        with pytest.raises(IndexOutdated, match=said):
            ask()
    with pytest.raises(IndexOutdated, match=said):
        other.write([article("b", "hai")], (), replace_all=False)
    other.write([article("b", "hai")], (), replace_all=True)
    assert other.searcher().summary().articles == 1


def test_what_is_deleted_under_readers_is_said_and_built_again(
    cluster: Cluster, settings: Settings, tmp_path: Path
) -> None:
    archive = Archive(settings)
    archive.rebuild([edition(tmp_path, 0)])
    client = create_app(archive).test_client()
    assert client.get("/healthz").get_json()["status"] == "ok"
    admin(cluster).indices.delete(index=f"{settings.opensearch_index}-000001-terms")
    assert client.get("/?q=hop+tac").status_code == 503
    # Its health is asked for now and then, and by who is new at once.
    fresh = Archive(settings)
    assert_pages_say(create_app(fresh).test_client(), "part of the index")
    with pytest.raises(IndexMissing, match=r"000001-terms in the cluster .* any more"):
        fresh.check()
    ran = CliRunner().invoke(main, ["update", str(tmp_path)], env=environment(settings))
    assert (ran.exit_code, ran.stderr.count("\n")) == (1, 1)
    archive.rebuild([edition(tmp_path, 0)])
    assert client.get("/?q=hop+tac").status_code == 200
    admin(cluster).indices.delete(index=f"{settings.opensearch_index}-0*")
    assert_commands_say(settings, "run timtin rebuild", tmp_path)
    assert_pages_say(client, "here is no index")
    archive.rebuild([edition(tmp_path, 0)])
    assert client.get("/?q=hop+tac").status_code == 200


def test_a_page_that_is_under_way_when_its_index_goes_is_no_other_page(
    cluster: Cluster, settings: Settings
) -> None:
    engine = engine_of(settings)
    engine.write([article("a", "một")], (), replace_all=True)
    searcher = engine.searcher()
    admin(cluster).indices.delete(index=f"{settings.opensearch_index}-000001")
    with pytest.raises(IndexMissing, match="any more"):
        searcher.fetch(["a"])


def test_a_generation_stays_if_no_answer_comes_to_its_swap(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, serve = engine_of(settings), generations.serve
    engine.write([article("a", "một")], (), replace_all=True)

    def serve_in_silence(*given: Any) -> None:
        serve(*given)
        raise ClusterUnavailable("the cluster did not answer in time: try again")

    with monkeypatch.context() as patched:
        patched.setattr(generations, "serve", serve_in_silence)
        with pytest.raises(ClusterUnavailable):
            engine.write([article("b", "hai"), article("c", "ba")], (), replace_all=True)
    assert engine.check().articles == engine.searcher().summary().articles == 2
    engine.write([article("d", "tư")], (), replace_all=False)
    assert engine.check().articles == 3


def test_an_index_without_its_copies_is_degraded(
    cluster: Cluster, settings: Settings, tmp_path: Path
) -> None:
    Archive(replace(settings, opensearch_replicas=1)).rebuild([edition(tmp_path, 0)])
    client = create_app(Archive(settings)).test_client()
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["status"]) == (200, "degraded")
    ran = CliRunner().invoke(main, ["check"], env=environment(settings))
    assert (ran.exit_code, "copies of the index are missing" in ran.output) == (0, True)
    body = {"number_of_replicas": 0}
    admin(cluster).indices.put_settings(index=f"{settings.opensearch_index}-0*", body=body)
    assert create_app(Archive(settings)).test_client().get("/healthz").get_json()["status"] == "ok"


def test_a_lease_is_one_writers_until_it_is_given_back_or_not_renewed(settings: Settings) -> None:
    first, second = engine_of(settings).cluster, engine_of(settings).cluster
    name = settings.opensearch_index
    with held_lease(first, name, 3) as lease:
        for _ in range(4):
            # It is renewed, so it outlives its length.
            with (
                pytest.raises(IndexLocked, match="wait for it, or 3 seconds if it has ended"),
                held_lease(second, name, 3),
            ):
                pass
            time.sleep(1)
        lease.check()
        # As if this process had slept.
        lease._over.set()
        time.sleep(4)
        with held_lease(second, name, 3), pytest.raises(IndexLocked, match="has begun to write"):
            lease.check()
    with held_lease(second, name, 3) as other:
        other.check()
