"""How the API says no: problem+json with a code for programs, a sentence for people, and all that stood in the way."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from everyunit.api.wire import WrongContentType
from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused

MEDIA_TYPE = "application/problem+json"
FORBIDDEN = {"not_allowed"}
MALFORMED = {"bad_key", "bad_text", "unknown_workstation"}
# What a path names, and the refusal that says it is not there: the same refusal of something in a body is a conflict.
NAMED_BY = {
    "document_id": "unknown_document",
    "sheet_id": "unknown_sheet",
    "count_id": "unknown_count",
    "parcel_id": "unknown_parcel",
    "serial": "unknown_unit",
    "view_id": "unknown_view",
    "export_id": "unknown_export",
}
BUSY_SECONDS = 2
PLAINLY = {"missing": "It is missing.", "extra_forbidden": "There is no such field."}

logger = logging.getLogger(__name__)


class ProblemOffender(Schema):
    """One thing that stood in the way, and why."""

    subject: str = Field(description="What it is, as the clerk knows it: a serial number, a line, a field of the body.")
    code: str = Field(description="Why, for programs.")
    message: str = Field(description="Why, for people.")
    holder: str = Field("", description="The document that holds or last moved it, where there is one.")
    row: int | None = Field(None, description="Which of the rows sent, counted from 1, where there are rows.")


class Problem(Schema):
    """Why nothing was done (RFC 9457). A refused request has changed nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:everyunit:problem:cannot_post",
                "title": "Conflict",
                "status": 409,
                "detail": "Sales invoice 100001 cannot be posted yet.",
                "code": "cannot_post",
                "offenders": [
                    {
                        "subject": "Line 1 (DRIVE)",
                        "code": "too_few_units",
                        "message": "It names 1 of 2 units. Scan the rest.",
                        "holder": "",
                        "row": None,
                    }
                ],
                "total": 1,
            }
        }
    )

    type: str = Field(description="The code once more, as an address.")
    title: str = Field(description="What the status means.")
    status: int
    detail: str = Field(description="What went wrong and what to do, in a sentence for people.")
    code: str = Field(description="What went wrong, for programs: it never changes.")
    offenders: list[ProblemOffender] = Field(description=f"What stood in the way, the first {OFFENDERS_SHOWN}.")
    total: int = Field(description="How many offenders there are in all.")


class NotHere(Refused):
    """What the address names does not exist."""


def problem(
    status: int, code: str, detail: str, offenders: Sequence[Offender] = (), total: int | None = None
) -> HttpResponse:
    """The answer to a request that was not carried out."""
    body = Problem(
        type=f"urn:everyunit:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        offenders=[
            ProblemOffender(
                subject=each.subject, code=each.code, message=each.message, holder=each.holder, row=each.row
            )
            for each in offenders[:OFFENDERS_SHOWN]
        ],
        total=len(offenders) if total is None else total,
    )
    # What a request smuggled in may hold half a character: shown as a question mark.
    text = json.dumps(body.model_dump(), ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def install(api: NinjaAPI) -> None:
    """Let every way of failing end in a problem."""
    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        Refused: _refused,
        ValidationError: _misshapen,
        AuthenticationError: _unknown_bearer,
        HttpError: _unreadable,
        RequestDataTooBig: _too_big,
        UnreadablePostError: _broken_off,
        OperationalError: _busy,
        Exception: _broken,
    }
    for failure, handler in handlers.items():
        api.add_exception_handler(failure, handler)


def no_such_address(request: HttpRequest) -> HttpResponse:
    """For whatever is under /api/ and is not in the document."""
    return problem(404, "no_such_address", f"There is nothing at {request.path}. What there is: /api/docs.")


def wrong_method(request: HttpRequest, answer: HttpResponseNotAllowed) -> HttpResponse:
    """For an address that answers other methods than the one asked for."""
    refused = problem(405, "wrong_method", f"{request.method} does not work here, only {answer['Allow']}.")
    refused["Allow"] = answer["Allow"]
    return refused


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(_status(request, refusal), refusal.code, refusal.message, refusal.offenders, refusal.total)


def _status(request: HttpRequest, refusal: Refused) -> int:
    if isinstance(refusal, NotHere):
        return 404
    if refusal.code in FORBIDDEN:
        return 403
    if refusal.code in MALFORMED or request.method == "GET":
        return 400
    match = request.resolver_match
    named = {NAMED_BY.get(name) for name in match.kwargs} if match else set()
    return 404 if refusal.code in named else 409


def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    offenders = [
        Offender(_place(each["loc"]), str(each["type"]), PLAINLY.get(each["type"], str(each["msg"])))
        for each in error.errors[:OFFENDERS_SHOWN]
    ]
    total = len(error.errors)
    detail = f"{total} values do not fit; nothing was done." if total > 1 else "A value does not fit; nothing was done."
    return problem(422, "bad_shape", detail, offenders, total)


def _place(location: Sequence[str | int]) -> str:
    """Where in the request: ("body", "command", "lines", 2, "item") is body.lines[2].item."""
    source, *path = location
    if source == "body":
        path = path[1:]
    place = str(source)
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    return place[:200]


def _unknown_bearer(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(
        401, "no_token", "Send a token that is in force: “Authorization: Bearer …”. `everyunit token USER` makes one."
    )
    answer["WWW-Authenticate"] = 'Bearer realm="Everyunit"'
    return answer


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, WrongContentType):
        return problem(415, "not_json_type", str(error.__cause__))
    if error.status_code == 400:
        return problem(400, "not_json", "The body is not JSON that can be read.")
    return problem(error.status_code, "refused", str(error))


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too_big", "The body is too large. Send it in parts.")


def _broken_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return problem(400, "broken_off", "The body ended before it was complete.")


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database did not answer, or rivals kept it busy through every retry."""
    logger.error("database unavailable on %s %s: %s", request.method, request.path, error)
    answer = problem(503, "busy", "The database is busy. Nothing was done; try again with the same key.")
    answer["Retry-After"] = str(BUSY_SECONDS)
    return answer


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("failed on %s %s", request.method, request.path, exc_info=error)
    return problem(500, "broken", "Something went wrong on our side; it is in the log. Nothing was done.")
