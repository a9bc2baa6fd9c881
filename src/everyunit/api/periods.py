"""Closed periods: up to which day the books are closed, and what was known of them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import needs
from everyunit.api.company import currency
from everyunit.api.fields import Body, Day, Id, Key, Name
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.closing.close_period import ClosePeriod, PeriodClosed, close_period
from everyunit.closing.periods import Closed, closings, period_page
from everyunit.closing.reopen_period import PeriodReopened, ReopenPeriod, reopen_period
from everyunit.rules.rights import SEE_COST
from everyunit.stock.periods import closed_through

router = Router(tags=["periods"])


class Period(Schema):
    """The books were closed up to a day, or opened again so that this was the last closed one."""

    closing_id: int
    through: dt.date
    at: dt.datetime
    by: str
    reason: str
    opened: bool = Field(description="True where the books were opened again.")
    in_force: bool = Field(description="False once it was undone by opening the books.")
    quantity: int | None = Field(description="Pieces we owned, as known at closing.")
    value_minor: int | None = Field(description="What they were worth.")


class Periods(Schema):
    """Up to which day the books are closed, and how that came about, newest first."""

    closed_through: dt.date | None
    currency: str
    results: list[Period]


class KeptAccount(Schema):
    """What stood on an account at closing, and now; debit positive."""

    code: str
    name: str
    kept_minor: int
    now_minor: int
    difference_minor: int


class PeriodFigures(Schema):
    """What was kept at a closing, beside what the books say now of the same day."""

    period: Period
    same: bool = Field(description="Whether nothing differs.")
    quantity_now: int
    value_now_minor: int
    accounts: list[KeptAccount]


class CloseBody(Body):
    """Up to which day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"through": "2026-03-31"}})

    through: Day = Field(description="The last closed day; it must be over.")
    note: Name = ""


class ReopenBody(Body):
    """From which day on, and why."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"first": "2026-03-01", "reason": "A vendor's bill was missing"}}
    )

    first: Day = Field(description="The first day that shall be open.")
    reason: Name


class ClosedNow(Schema):
    """The closing; `drafts`: papers dated in it that are not posted."""

    closing_id: int
    through: dt.date
    quantity: int
    value_minor: int
    drafts: int


class OpenedNow(Schema):
    """The last day that is closed still."""

    closing_id: int
    through: dt.date


@router.get("/periods", response=Periods, summary="Closed periods", operation_id="listPeriods")
def list_periods(request: HttpRequest) -> Periods:
    """All closings and openings, newest first. Needs the right to see costs."""
    needs(request, SEE_COST)
    return Periods(closed_through=closed_through(), currency=currency(), results=[_period(each) for each in closings()])


@router.post("/periods/reopen", response=OpenedNow, summary="Open closed books", operation_id="reopenPeriod")
def reopen(request: HttpRequest, response: HttpResponse, body: ReopenBody, key: Key = None) -> OpenedNow:
    """Open the books again from a day on, for a reason that stays. Needs the right to open closed books."""
    command = ReopenPeriod(first=body.first, reason=body.reason)
    done: PeriodReopened = run(request, response, reopen_period, command, key)
    return OpenedNow(closing_id=done.closing_id, through=done.through)


@router.get("/periods/{closing_id}", response=PeriodFigures, summary="What was kept", operation_id="getPeriod")
def get_period(request: HttpRequest, closing_id: Id) -> PeriodFigures:
    """What was known at a closing, beside what is known now. Needs the right to see costs."""
    needs(request, SEE_COST)
    found = period_page(closing_id)
    if found is None:
        raise NotHere("unknown_closing", f"There is no closing {closing_id}.")
    return PeriodFigures(
        period=_period(found.closing),
        same=found.same,
        quantity_now=found.quantity_now,
        value_now_minor=found.value_now_minor,
        accounts=[
            KeptAccount(
                code=each.code,
                name=each.name,
                kept_minor=each.kept_minor,
                now_minor=each.now_minor,
                difference_minor=each.difference_minor,
            )
            for each in found.accounts
        ],
    )


@router.post("/periods", response={201: ClosedNow}, summary="Close the books", operation_id="closePeriod")
def create_period(request: HttpRequest, response: HttpResponse, body: CloseBody, key: Key = None) -> Status[ClosedNow]:
    """Close the books up to a day; all truths are proved first. Needs the right to close the books."""
    done: PeriodClosed = run(request, response, close_period, ClosePeriod(through=body.through, note=body.note), key)
    response["Location"] = f"{request.path_info}/{done.closing_id}"
    return Status(
        201,
        ClosedNow(
            closing_id=done.closing_id,
            through=done.through,
            quantity=done.quantity,
            value_minor=done.value_minor,
            drafts=done.drafts,
        ),
    )


def _period(row: Closed) -> Period:
    return Period(
        closing_id=row.closing_id,
        through=row.through,
        at=row.at,
        by=row.by,
        reason=row.reason,
        opened=row.opened,
        in_force=row.in_force,
        quantity=row.quantity,
        value_minor=row.value_minor,
    )
