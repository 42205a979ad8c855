"""The API's documentation, made from the same tables that the doors read: OpenAPI 3.1, and a page of our own."""

import re
from functools import lru_cache

from flask import Blueprint, jsonify, render_template
from pydantic.json_schema import models_json_schema

from forum.core.errors import REFUSALS
from forum.core.i18n import _, current_language, lazy
from forum.plenary.contract.api import PREFIX
from forum.plenary.contract.tables import ANYONE, FACILITATOR, MESSAGES, ROUTES, SEAT, ErrorAnswer

blueprint = Blueprint("api_docs", __name__)

CALLERS = {ANYONE: lazy("tout le monde"), SEAT: lazy("un siège"), FACILITATOR: lazy("l’animation")}
SUMMARY = lazy(
    "Prendre un siège, voter, animer une salle. Les mêmes règles que les pages : elles vivent sur ce contrat.")
STATUS = {200: lazy("Fait, ou déjà fait"), 201: lazy("Nouveau")}
SCHEMAS = "#/components/schemas/"


def list_models():
    """List every model of the contract, each once."""
    models = [ErrorAnswer]
    for route in ROUTES:
        models += [model for model in (route.body, *route.answers.values()) if model]
    for message in MESSAGES:
        models += [model for model in (message.payload, message.answer) if model]
    return list(dict.fromkeys(models))


@lru_cache
def schemas():
    """Give the JSON schemas of every model, by name."""
    _by_model, document = models_json_schema([(model, "validation") for model in list_models()],
                                             ref_template=SCHEMAS + "{model}")
    return document["$defs"]


def describe_route(route):
    """Give the OpenAPI operation of a route."""
    operation = {
        "operationId": route.endpoint, "summary": str(route.summary),
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                       for name in re.findall(r"<(\w+)>", route.path)] + [
                           {"name": name, "in": "query", "required": False, "description": str(meaning),
                            "schema": {"type": "string"}} for name, meaning in route.query.items()],
        "security": [] if route.caller == ANYONE else [{route.caller: []}],
        "responses": {str(status): _answer(STATUS[status], model) for status, model in route.answers.items()},
    }
    for status in sorted({REFUSALS[code][0] for code in route.codes}):
        codes = [code for code in route.codes if REFUSALS[code][0] == status]
        operation["responses"][str(status)] = _answer(", ".join(codes), ErrorAnswer)
    if route.body:
        operation["requestBody"] = {"required": bool(route.body.model_fields), "content": _content(route.body)}
    return operation


def _content(model):
    return {"application/json": {"schema": {"$ref": SCHEMAS + model.__name__} if model else {"type": "object"}}}


def _answer(description, model):
    return {"description": str(description), "content": _content(model)}


def describe():
    """Give the OpenAPI document, in the language of the caller."""
    paths = {}
    for route in ROUTES:
        path = PREFIX + re.sub(r"<(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = describe_route(route)
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Concert’Action", "version": "1", "description": str(SUMMARY)},
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                SEAT: {**bearer, "description": _("Le jeton donné avec le siège")},
                FACILITATOR: {**bearer, "description": _("Le jeton que donne la commande « forum token »")},
            },
        },
        "x-errors": {code: {"status": status, "message": str(message)} for code, (status, message) in REFUSALS.items()},
        "x-socket.io": {"namespace": "/plenary", "messages": [describe_message(message) for message in MESSAGES]},
    }


def describe_message(message):
    """Give what the document says of a Socket.IO message."""
    shown = {"name": message.name, "from": message.comes_from, "summary": str(message.summary),
             "payload": {"$ref": SCHEMAS + message.payload.__name__}}
    if message.answer:
        shown |= {"acknowledgement": {"$ref": SCHEMAS + message.answer.__name__}, "errors": list(message.refusals)}
    return shown


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi():
    """Answer the OpenAPI document."""
    return jsonify(describe())


@blueprint.get("/api/docs")
def page():
    """Show the documentation, rendered by the server."""
    known = schemas()
    used = {name: known[name] for name in sorted(known) if "properties" in known[name]}
    return render_template("plenary/api_docs.html", routes=ROUTES, messages=MESSAGES, refusals=REFUSALS, prefix=PREFIX,
                           callers=CALLERS, models=used, type_of=type_of, language=current_language())


def type_of(schema):
    """Write the type of a field in a few letters: « texte », "integer | null", a model's name."""
    if "$ref" in schema:
        return schema["$ref"].removeprefix(SCHEMAS)
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if schema.get("type") == "array":
        return f"[{type_of(schema.get('items', {}))}]"
    if "anyOf" in schema and schema.get("type") != "object":
        return " | ".join(dict.fromkeys(type_of(part) for part in schema["anyOf"]))
    return schema.get("type", "object")
