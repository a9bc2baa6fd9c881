"""Reasons why stock is adjusted, and the adjustments that wait for a second person."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Name, Truth
from everyunit.api.running import run
from everyunit.documents.approving import waiting
from everyunit.documents.reasons import reasons
from everyunit.documents.save_reason import ReasonSaved, SaveReason, save_reason
from everyunit.rules.rights import SEE_COST

router = Router(tags=["documents"])


class ReasonFields(Body):
    """A reason as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Stolen from the shop", "account": "5300"}})

    name: Name
    account: Code = Field("", description="Where such adjustments are booked to; empty: the usual account.")
    discontinued: Truth = False


class Reason(Schema):
    """A reason."""

    code: str
    name: str
    account: str
    discontinued: bool


class Reasons(Schema):
    """All reasons by code."""

    results: list[Reason]


class Waiting(Schema):
    """A draft that needs a second person."""

    document_id: int
    kind: str
    number: str
    date: dt.date
    location: str
    reason: str
    created_by: str
    lines: int
    worth_minor: int | None = Field(description="null if that is not yours to see.")
    approved_by: str = Field(description="Who has agreed to it already.")


class WaitingList(Schema):
    """The oldest first."""

    results: list[Waiting]


@router.get("/reasons", response=Reasons, summary="List reasons", operation_id="listReasons")
def list_reasons(request: HttpRequest) -> Reasons:
    """Why stock is adjusted."""
    return Reasons(results=[Reason(**asdict(each)) for each in reasons()])


@router.put(
    "/reasons/{path:code}",
    response={200: ReasonSaved, 201: ReasonSaved},
    summary="Create or replace a reason",
    operation_id="putReason",
)
def put_reason(
    request: HttpRequest, response: HttpResponse, code: Code, body: ReasonFields, key: Key = None
) -> Status[ReasonSaved]:
    """The reason as it shall be. Refused with all problems at once: `bad_reason`."""
    saved = run(request, response, save_reason, SaveReason(code=code, **dict(body)), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/approvals", response=WaitingList, summary="What waits for approval", operation_id="listApprovals")
def list_approvals(request: HttpRequest) -> WaitingList:
    """Drafts that are worth more than one person may adjust alone."""
    hidden = {} if actor_of_request(request).may(SEE_COST) else {"worth_minor": None}
    return WaitingList(results=[Waiting(**(asdict(each) | hidden)) for each in waiting()])
