"""Buying again: when, how much, from whom, and the orders."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Whole
from everyunit.api.running import run
from everyunit.purchasing.proposals import Level, Proposal, levels, proposals
from everyunit.purchasing.reorder import Reorder, Reordered, ReorderLine, reorder
from everyunit.purchasing.save_reorder_points import (
    PointOf,
    ReorderPointsSaved,
    SaveReorderPoints,
    save_reorder_points,
)
from everyunit.rules.rights import SEE_COST

router = Router(tags=["buying again"])
AT_ONCE = 10_000
POINT: dict[str, Any] = {"item": "HD-3TB", "location": "HQ", "minimum": 5, "reorder_at": 20, "maximum": 60}
Place = Annotated[Code | None, Query(description="Of one location only.")]


class PointBody(Body):
    """When an item is bought again; a null reorder point says: not by itself any more."""

    model_config = ConfigDict(json_schema_extra={"example": POINT})

    item: Code
    location: Code | None = Field(None, description="Default: the company's default location.")
    reorder_at: Whole | None = Field(description="With so many expected it is bought again.")
    maximum: Whole = Field(0, description="Up to so many.")
    minimum: Whole = Field(0, description="Below this it is pressing.")


class PointsBody(Body):
    """When items are bought again; others stay as they are."""

    points: list[PointBody] = Field(max_length=AT_ONCE)


class ReorderLevel(Schema):
    """How an item stands at a location: expected = in_stock - promised - going_back + ordered."""

    item: str
    item_name: str
    location: str
    minimum: int
    reorder_at: int
    maximum: int
    in_stock: int
    unfit: int = Field(description="Ours, but not for sale: in repair, to be scrapped.")
    promised: int = Field(description="On sales orders, not shipped yet.")
    going_back: int = Field(description="On debit orders, not debited yet.")
    ordered: int = Field(description="On purchase orders, not received yet.")
    expected: int
    pressing: bool


class Levels(Schema):
    """How the items that have a reorder point stand."""

    results: list[ReorderLevel]


class ReorderProposal(ReorderLevel):
    """An item to buy again."""

    vendor: str | None = Field(description="null where nobody sells it, or several do and none is preferred.")
    vendors: list[str] = Field(description="All who sell it.")
    quantity: int = Field(description="Up to the maximum, rounded up to what the vendor sells.")
    price_minor: int | None = Field(description="Of one at this quantity; null without one, or without the right.")
    currency: str | None
    part_number: str
    lead_days: int


class Proposals(Schema):
    """What to buy again, by vendor and item; what has no vendor comes last."""

    results: list[ReorderProposal]


class ReorderLineBody(Body):
    """So many of an item from a vendor who sells it."""

    model_config = ConfigDict(json_schema_extra={"example": {"item": "HD-3TB", "vendor": "V-100", "quantity": 40}})

    item: Code
    vendor: Code
    quantity: Whole
    location: Code | None = None


class ReorderBody(Body):
    """What to order."""

    lines: list[ReorderLineBody] = Field(max_length=AT_ONCE)


@router.get("/reorder-points", response=Levels, summary="List reorder points", operation_id="listReorderPoints")
def list_reorder_points(request: HttpRequest, location: Place = None, item: Code | None = None) -> Levels:
    """Every item that is bought again by itself, and how it stands now."""
    return Levels(results=[ReorderLevel(**_facts(level)) for level in levels(location=location, item=item)])


@router.post(
    "/reorder-points", response=ReorderPointsSaved, summary="Set reorder points", operation_id="saveReorderPoints"
)
def post_reorder_points(
    request: HttpRequest, response: HttpResponse, body: PointsBody, key: Key = None
) -> ReorderPointsSaved:
    """All of them or none; refused with all problems and their rows: `bad_reorder_points`."""
    command = SaveReorderPoints(points=tuple(PointOf(**dict(each)) for each in body.points))
    return run(request, response, save_reorder_points, command, key)


@router.get("/reorder-proposals", response=Proposals, summary="What to buy again", operation_id="listReorderProposals")
def list_proposals(request: HttpRequest, location: Place = None) -> Proposals:
    """Every item at or below its reorder point: why, how many, from whom, for how much."""
    costs = actor_of_request(request).may(SEE_COST)
    return Proposals(results=[_proposal(each, costs) for each in proposals(location=location)])


@router.post("/reorder", response=Reordered, summary="Buy again", operation_id="reorder")
def post_reorder(request: HttpRequest, response: HttpResponse, body: ReorderBody, key: Key = None) -> Reordered:
    """One open purchase order for each vendor, all or none. Send an idempotency key, so that it is ordered once.

    Refused: `nothing_to_order`, and all problems with their rows: `bad_reorder`.
    """
    command = Reorder(lines=tuple(ReorderLine(**dict(each)) for each in body.lines))
    return run(request, response, reorder, command, key)


def _facts(level: Level) -> dict[str, Any]:
    return asdict(level) | {"expected": level.expected, "pressing": level.pressing}


def _proposal(each: Proposal, costs: bool) -> ReorderProposal:
    source = each.source
    return ReorderProposal(
        **_facts(each.level),
        vendor=source.vendor if source else None,
        vendors=[one.vendor for one in each.sources],
        quantity=each.quantity,
        price_minor=each.price_minor if costs else None,
        currency=source.currency if source else None,
        part_number=source.part_number if source else "",
        lead_days=source.lead_days if source else 0,
    )
