"""JSON on the wire, in and out."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

ACCEPTED = {"application/json"}


class WrongContentType(ValueError):
    """The body is not said to be JSON."""


class JsonParser(Parser):
    """JSON only. Whatever goes wrong here is answered as 400, or 415 for the wrong content type."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        said = (request.content_type or "").lower()
        if said not in ACCEPTED and not said.endswith("+json"):
            raise WrongContentType("Send JSON and say so: “Content-Type: application/json”.")
        return cast(dict[str, Any], json.loads(request.body, parse_constant=_no_number))


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


class ReadableJson(JSONRenderer):
    """Letters as letters, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}
