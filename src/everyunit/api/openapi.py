"""The OpenAPI document: what ninja knows of the routes, completed with what every one of them may answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from pydantic.json_schema import models_json_schema

from everyunit.api.door import api
from everyunit.api.problems import MEDIA_TYPE, Problem
from everyunit.api.running import REPLAYED

PREFIX = "/api/v1/"
REFERENCE = "#/components/schemas/{model}"
TAGS = {
    "company": "The company and its currency.",
    "items": "What is traded.",
    "bills of materials": "What kits and assemblies are made of.",
    "building": "Work orders, which part goes into which unit, taking apart and exchanging parts.",
    "parties": "Vendors and customers.",
    "prices": "What vendors sell and for how much, and what customers pay.",
    "buying again": "What is short and why, and orders of it.",
    "locations": "Places of business.",
    "workstations": "Machines that people work at, and the bins that they and locations use by default.",
    "settings": "What the company has its own way.",
    "own fields": "What a company keeps of its items, lots, parties, units and documents besides.",
    "bins": "Where stock is, and what is in it.",
    "pull sheets": "What is to be picked for several sales orders, from which bins, and picking it.",
    "stock counts": "What is in the bins, compared with what is recorded, and put right.",
    "parcels": "What of an order or invoice leaves in which box.",
    "documents": "Receipts, invoices, credit memos, transfers: drafts until they are posted, final from then on.",
    "files": "Files and pictures of units, items, parties and documents.",
    "units": "Every single piece: where it is, who has it, and all that happened to it.",
    "reports": "What was earned.",
    "exports": "Whole lists as files, written in the background.",
    "imports": "Files that are taken in whole or not at all: goods received, and the stock to begin with.",
    "terms": "Tax codes, and what currencies are worth.",
    "periods": "Up to which day the books are closed.",
    "books": "Whether stock and money agree.",
}
FAILURES = {
    "400": "A cursor, key or body that cannot be read.",
    "401": "No token, or one that is not in force.",
    "403": "The token's user may not do this (`not_allowed`).",
    "404": "What the address names is not there.",
    "409": "Refused by the rules of the trade: `code` and `offenders` say why. Nothing was changed.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON.",
    "422": "Values that do not fit, all of them listed.",
    "503": "The database is busy; try again with the same key.",
}
WITH_BODY, WITH_PATH, WRITES = {"413", "415"}, {"404"}, {"409"}


def openapi_json(request: HttpRequest) -> JsonResponse:
    """The document, for programs."""
    return JsonResponse(document(), json_dumps_params={"indent": 2, "ensure_ascii": False})


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole document. It depends on the code alone."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    made["servers"] = [{"url": "/"}]
    made["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    _, definitions = models_json_schema([(Problem, "serialization")], ref_template=REFERENCE)
    made["components"]["schemas"].update(definitions["$defs"])
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    return made


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    writes = method != "get"
    left_out = (
        (set() if "requestBody" in operation else WITH_BODY)
        | (set() if "{" in path else WITH_PATH)
        | (set() if writes else WRITES)
    )
    if writes:
        for answer in operation["responses"].values():
            answer["headers"] = {
                REPLAYED: {
                    "description": "true: this is the answer that an earlier request with the key was given.",
                    "schema": {"type": "string", "enum": ["true"]},
                }
            }
    content = {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    for status, text in FAILURES.items():
        if status not in left_out:
            operation["responses"][status] = {"description": text, "content": content}
