"""The documentation page: the OpenAPI document for people. Plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from everyunit.api.openapi import document

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a property of a schema."""

    name: str
    where: str
    kind: SafeString
    required: bool
    description: SafeString


@dataclass(frozen=True, slots=True)
class Route:
    """An operation."""

    anchor: str
    method: str
    path: str
    summary: str
    description: SafeString
    fields: list[Field]
    body: SafeString
    answers: list[tuple[str, SafeString, SafeString]]
    curl: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema."""

    name: str
    description: SafeString
    fields: list[Field]
    example: str


def docs(request: HttpRequest) -> HttpResponse:
    """All operations by resource, then all shapes."""
    server = f"{request.scheme}://{request.get_host()}"
    return render(request, "api/docs.html", _page() | {"server": server})


@lru_cache(maxsize=1)
def _page() -> dict[str, Any]:
    made = document()
    shapes = made["components"]["schemas"]
    routes: dict[str, list[Route]] = {tag["name"]: [] for tag in made["tags"]}
    for path, methods in made["paths"].items():
        for method in METHODS:
            if method in methods:
                routes[methods[method]["tags"][0]].append(_route(path, method, methods[method], shapes))
    return {
        "info": made["info"],
        "introduction": [prose(part) for part in made["info"]["description"].strip().split("\n\n")],
        "groups": [(tag["name"], tag["description"], routes[tag["name"]]) for tag in made["tags"]],
        "shapes": [_shape(name, shapes[name]) for name in sorted(shapes)],
    }


def _route(path: str, method: str, operation: dict[str, Any], shapes: dict[str, Any]) -> Route:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Route(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=prose(operation.get("description", "")),
        fields=[
            Field(
                each["name"],
                each["in"],
                kind_of(each["schema"]),
                each["required"],
                prose(each.get("description", "")),
            )
            for each in operation["parameters"]
        ],
        body=kind_of(body) if body else SafeString(""),
        answers=[
            (
                status,
                kind_of(next(iter(answer["content"].values()))["schema"]) if "content" in answer else SafeString(""),
                prose(answer["description"]),
            )
            for status, answer in sorted(operation["responses"].items(), key=lambda each: str(each[0]))
        ],
        curl=_curl(path, method, body, shapes),
    )


def _curl(path: str, method: str, body: dict[str, Any] | None, shapes: dict[str, Any]) -> str:
    """The request as one would type it."""
    lines = ["curl" if method == "get" else f"curl -X {method.upper()}", '  -H "Authorization: Bearer $TOKEN"']
    if method != "get":
        lines.append('  -H "Idempotency-Key: $(uuidgen)"')
    if body:
        example = shapes[_referred(body)].get("example", {})
        lines += ['  -H "Content-Type: application/json"', f"  -d '{json.dumps(example, ensure_ascii=False)}'"]
    lines.append(f'  "$SERVER{path}"')
    return " \\\n".join(lines)


def _referred(schema: dict[str, Any]) -> str:
    """The name of the shape that a body has, whether it may be left out or not."""
    options = [schema, *schema.get("anyOf", [])]
    return next(str(each["$ref"]).rsplit("/", 1)[1] for each in options if "$ref" in each)


def _shape(name: str, schema: dict[str, Any]) -> Shape:
    required = set(schema.get("required", []))
    return Shape(
        name=name,
        description=prose(schema.get("description", "")),
        fields=[
            Field(key, "", kind_of(each), key in required, prose(each.get("description", "")))
            for key, each in schema.get("properties", {}).items()
        ],
        example=json.dumps(schema["example"], indent=2, ensure_ascii=False) if "example" in schema else "",
    )


def kind_of(schema: dict[str, Any]) -> SafeString:
    """What a value is, in a few words, with a link to its shape."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[1])
        return mark_safe(f'<a href="#shape-{name}">{name}</a>')
    if "const" in schema:
        return escape(f"“{schema['const']}”")
    if "enum" in schema:
        return escape(" | ".join(f"“{each}”" for each in schema["enum"]))
    if "anyOf" in schema:
        return mark_safe(" or ".join(kind_of(each) for each in schema["anyOf"]))
    if schema.get("type") == "array":
        return mark_safe(f"list of {kind_of(schema.get('items', {}))}")
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return mark_safe(f"map of {kind_of(values)}") if isinstance(values, dict) else escape("object")
    return escape(schema.get("format") or schema.get("type") or "anything")


def prose(text: str) -> SafeString:
    """Escaped text with its `code` and **stress** marked."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return mark_safe(re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", marked))
