"""The description of the API, held against the API by requests made of it."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import Archive
from web import create_app
from web.params import PARAMETERS

OPERATIONS = ["/api/search", "/api/articles/{id}", "/api/suggest", "/healthz", "/export.{suffix}"]
# The client within the process does not unpack what it asks for packed.
UNPACKED = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def described(app: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def test_it_describes_all_that_programs_ask(described: schemathesis.BaseSchema) -> None:
    assert set(described.raw_schema["paths"]) == set(OPERATIONS)
    described.validate()


@pytest.mark.parametrize("path", OPERATIONS)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_answer_is_as_described(
    described: schemathesis.BaseSchema, path: str, data: st.DataObject
) -> None:
    """Its status, its media type and its JSON, whatever is asked within the description."""
    case = data.draw(described[path]["GET"].as_strategy())
    response = case.call(headers=UNPACKED)
    checks = schemathesis.checks
    case.validate_response(
        response,
        checks=[
            checks.not_a_server_error,
            schemathesis.specs.openapi.checks.status_code_conformance,
            schemathesis.specs.openapi.checks.content_type_conformance,
            schemathesis.specs.openapi.checks.response_schema_conformance,
        ],
    )


def test_an_article_and_a_search_are_as_described(described: schemathesis.BaseSchema) -> None:
    for path, values in (
        ("/api/articles/{id}", {"path_parameters": {"id": "000_8bb4649b4ba4d5e0"}}),
        ("/api/search", {"query": {"q": "sekong", "place": ["LA"], "ui": "vi"}}),
        ("/api/suggest", {"query": {"q": "sek"}}),
    ):
        case = described[path]["GET"].Case(**values)
        response = case.call(headers=UNPACKED)
        assert response.status_code == 200
        case.validate_response(
            response, checks=[schemathesis.specs.openapi.checks.response_schema_conformance]
        )


def test_the_parameters_are_those_of_the_table(client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").json["paths"]["/api/search"]["get"]["parameters"]
    assert [one["name"] for one in described] == [*(one.name for one in PARAMETERS), "ui"]
    assert all(one["description"] for one in described)
    size = next(one for one in described if one["name"] == "size")
    assert size["schema"] == {"type": "integer", "minimum": 1, "default": 10}


def test_it_says_below_which_prefix_the_api_is(archive: Archive) -> None:
    client = create_app(archive).test_client()
    answer = client.get("/api/openapi.json", environ_overrides={"SCRIPT_NAME": "/tim"})
    assert answer.json["servers"] == [{"url": "/tim"}]
