"""The JSON API and the files described for programs (OpenAPI 3.1), from the one table of parameters."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Blueprint, request

from search import EXPORT_FORMATS
from web.carried import UIS
from web.export import MOST_LISTED, SUFFIXES
from web.params import MAX_LENGTH, MAX_VALUES, PARAMETERS, Parameter

openapi = Blueprint("openapi", __name__)

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _object(**properties: Schema) -> Schema:
    """An object that has all these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_DAY: Schema = {"type": "string", "format": "date"}
_PRECISION: Schema = {"enum": ["day", "month", "year", "range"]}
_LANGUAGE: Schema = {"enum": ["vi", "en", "mixed", "unknown"]}
_PLACE = _object(id=_TEXT, name=_TEXT)

SCHEMAS: dict[str, Schema] = {
    "Error": _object(error=_object(message=_TEXT)),
    "Date": _object(first=_DAY, last=_DAY, precision=_PRECISION),
    "Hit": _object(
        id=_TEXT,
        title=_TEXT,
        language=_LANGUAGE,
        date=_or_null(_named("Date")),
        places=_list(_object(id=_TEXT, name=_TEXT, main={"type": "boolean"})),
        source=_TEXT,
        url=_or_null(_TEXT),
        path=_TEXT,
        snippet=_TEXT,
        score={"type": "number"},
        copies=_list(_object(id=_TEXT, title=_TEXT, date=_or_null(_named("Date")), source=_TEXT)),
        copies_total=_COUNT,
    ),
    "Choice": {
        "type": "object",
        "properties": {
            "value": _TEXT,
            "label": _TEXT,
            "count": _COUNT,
            "selected": {"type": "boolean"},
            "children": _list(_named("Choice")),
        },
        "required": ["value", "label", "count", "selected"],
        "additionalProperties": False,
    },
    "Results": _object(
        total=_COUNT,
        groups=_COUNT,
        hits=_list(_named("Hit")),
        facets={"type": "object", "additionalProperties": _list(_named("Choice"))},
        notes=_list(_object(kind=_TEXT, subject=_TEXT, words=_list(_TEXT))),
        successions=_list(
            _object(
                kind=_TEXT,
                place=_PLACE,
                day=_DAY,
                others=_list(_object(id=_TEXT, name=_TEXT, total=_COUNT)),
            )
        ),
        spelling=_or_null(_object(text=_TEXT, total=_COUNT)),
    ),
    "Article": _object(
        id=_TEXT,
        title=_TEXT,
        title_derived={"type": "boolean"},
        body=_TEXT,
        language=_LANGUAGE,
        date=_or_null(
            _object(first=_DAY, last=_DAY, precision=_PRECISION, evidence=_TEXT, words=_TEXT)
        ),
        places=_list(
            _object(
                id=_TEXT,
                name=_TEXT,
                within=_list(_TEXT),
                count=_COUNT,
                zones=_list({"enum": ["title", "lead", "body"]}),
                main={"type": "boolean"},
                words=_list(_TEXT),
            )
        ),
        source=_TEXT,
        path=_TEXT,
        url=_or_null(_TEXT),
        section=_TEXT,
    ),
    "Suggestions": _object(
        suggestions=_list(
            _object(
                text=_TEXT,
                kind={"enum": ["place", "words", "title"]},
                place=_or_null(_TEXT),
                article=_or_null(_TEXT),
                url=_TEXT,
            )
        )
    ),
    "Health": _object(
        status={"enum": ["ok", "degraded", "unusable"]},
        articles=_COUNT,
        generation=_TEXT,
        message=_TEXT,
    ),
}


@openapi.get("/api/openapi.json")
def description() -> Schema:
    """The description of the API as it is served here."""
    search = [_query(parameter) for parameter in PARAMETERS]
    ui = _parameter("ui", {"enum": list(UIS)}, "The language of labels, else of Accept-Language.")
    text = next(parameter for parameter in search if parameter["name"] == "q")
    id = _parameter("id", {"type": "string", "minLength": 1}, "An article's id.", where="path")
    ids = _parameter(
        "id",
        {**_list({"type": "string", "maxLength": MAX_LENGTH}), "maxItems": MOST_LISTED},
        "Instead of a search: the articles of these ids, in their order.",
    )
    suffix = _parameter("suffix", {"enum": list(SUFFIXES)}, "The format.", where="path")
    files = {EXPORT_FORMATS[form].mimetype: {"schema": _TEXT} for form in SUFFIXES.values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tìm Tin", "version": version("timtin")},
        "servers": [{"url": request.script_root or "/"}],
        "paths": {
            "/api/search": {"get": _operation("A page of results.", "Results", [*search, ui])},
            "/api/articles/{id}": {"get": _operation("A whole article.", "Article", [id, ui], 404)},
            "/api/suggest": {
                "get": _operation("What a text may begin.", "Suggestions", [text, ui])
            },
            "/healthz": {"get": _operation("How the archive is.", "Health", [], unusable="Health")},
            "/export.{suffix}": {
                "get": {
                    "summary": "Every result as a file, or the articles of a list.",
                    "parameters": [suffix, *search, ids, ui],
                    "responses": {
                        "200": {"description": "The file.", "content": files},
                        **{
                            code: {"description": "A page of error.", "content": {"text/html": {}}}
                            for code in ("400", "404", "503")
                        },
                    },
                }
            },
        },
        "components": {"schemas": SCHEMAS},
    }


def _query(parameter: Parameter) -> Schema:
    match parameter.kind:
        case "facet":
            schema = {**_list({"type": "string", "maxLength": MAX_LENGTH}), "maxItems": MAX_VALUES}
        case "switch":
            schema = {"enum": [parameter.on]}
        case "number":
            schema = {"type": "integer", "minimum": 1, "default": parameter.default}
        case _ if parameter.choices:
            schema = {"enum": list(parameter.choices), "default": parameter.default}
        case _:
            schema = {"type": "string"}
    return _parameter(parameter.name, schema, parameter.description)


def _parameter(name: str, schema: Schema, description: str, where: str = "query") -> Schema:
    found: Schema = {"name": name, "in": where, "description": description, "schema": schema}
    return found | ({"required": True} if where == "path" else {})


def _operation(
    summary: str, answer: str, parameters: list[Schema], *codes: int, unusable: str = "Error"
) -> Schema:
    answers = {200: answer, 400: "Error", **dict.fromkeys(codes, "Error"), 503: unusable}
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            str(code): {
                "description": name,
                "content": {"application/json": {"schema": _named(name)}},
            }
            for code, name in answers.items()
        },
    }
