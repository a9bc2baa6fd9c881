"""Stock areas, and the places of a location as a tree."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Name, Truth
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.places.queries import location_names, stock_areas
from everyunit.places.rearrange import Rearrange, Rearranged, rearrange
from everyunit.places.save_area import AreaSaved, SaveArea, save_area
from everyunit.reports.places_tree import places_tree
from everyunit.rules.rights import SEE_COST
from everyunit.stock.block_bin import BinBlocked, BlockBin, block_bin

router = Router(tags=["bins"])
EXAMPLE: dict[str, Any] = {"name": "Aisle 4", "location": "HQ", "parent": "HALL-1", "discontinued": False}


class AreaFields(Body):
    """A stock area as it shall be."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    location: Code | None = Field(None, description="For ever; default: that of `parent`, else the company's.")
    parent: Code | None = Field(None, description="The area that it lies in; null leaves it, empty is none.")
    discontinued: Truth = False


class Area(Schema):
    """A stock area."""

    code: str
    name: str
    location: str
    parent: str
    discontinued: bool


class Areas(Schema):
    """By location and code."""

    results: list[Area]


class PlaceNode(Schema):
    """An area or a bin; the figures of an area are of all the bins below it."""

    sort: str = Field(description="area or bin.")
    code: str
    name: str
    inside: str
    depth: int
    bin_type: str
    stock_type: str
    position: int
    discontinued: bool
    blocked_by: str
    bins: int
    items: int
    pieces: int
    value_minor: int | None = Field(description="At the average of each item; null if that is not yours to see.")


class PlaceTree(Schema):
    """Each behind what it lies in."""

    results: list[PlaceNode]


class RearrangeBody(Body):
    """What goes into another area of its location."""

    model_config = ConfigDict(json_schema_extra={"example": {"bins": ["SHELF-1", "SHELF-2"], "into": "AISLE-4"}})

    bins: list[Code] = Field([], max_length=1000)
    areas: list[Code] = Field([], max_length=1000)
    into: Code = Field("", description="Empty: right below the location.")


class BlockBody(Body):
    """Why the bin is blocked."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "The floor is wet"}})

    reason: Code


@router.put("/blocks/{path:code}", response=BinBlocked, summary="Block a bin", operation_id="blockBin")
def put_block(request: HttpRequest, response: HttpResponse, code: Code, body: BlockBody, key: Key = None) -> BinBlocked:
    """Nothing moves into or out of it until it is unblocked. Refused: `unknown_bin`, `no_reason`, `bin_blocked`."""
    return run(request, response, block_bin, BlockBin(bin=code, reason=body.reason), key)


@router.delete("/blocks/{path:code}", response=BinBlocked, summary="Unblock a bin", operation_id="unblockBin")
def delete_block(request: HttpRequest, response: HttpResponse, code: Code, key: Key = None) -> BinBlocked:
    """Goods move again. Refused: `unknown_bin`, `not_by_hand` (a count blocks it)."""
    return run(request, response, block_bin, BlockBin(bin=code, blocked=False), key)


@router.get("/areas", response=Areas, summary="List stock areas", operation_id="listAreas")
def list_areas(request: HttpRequest, location: Annotated[Code | None, Query()] = None) -> Areas:
    """All, or those of one location."""
    return Areas(results=[Area(**asdict(each)) for each in stock_areas(location)])


@router.put(
    "/areas/{path:code}",
    response={200: AreaSaved, 201: AreaSaved},
    summary="Create or replace a stock area",
    operation_id="putArea",
)
def put_area(
    request: HttpRequest, response: HttpResponse, code: Code, body: AreaFields, key: Key = None
) -> Status[AreaSaved]:
    """The area as it shall be. Refused with all problems at once: `bad_area`."""
    saved = run(request, response, save_area, SaveArea(code=code, **dict(body)), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/locations/{path:code}/places", response=PlaceTree, summary="Places as a tree", operation_id="listPlaces")
def list_places(request: HttpRequest, code: Code) -> PlaceTree:
    """Areas and bins of the location, with how much is in each."""
    if code not in dict(location_names()):
        raise NotHere("unknown_location", f"There is no location “{code}”.")
    hidden = {} if actor_of_request(request).may(SEE_COST) else {"value_minor": None}
    return PlaceTree(results=[PlaceNode(**(asdict(node) | hidden)) for node in places_tree(code)])


@router.post("/rearrange", response=Rearranged, summary="Rearrange places", operation_id="rearrangePlaces")
def rearrange_places(request: HttpRequest, response: HttpResponse, body: RearrangeBody, key: Key = None) -> Rearranged:
    """Bins and areas lie in another area; what is in them stays. Refused: `unknown_area`, `cannot_rearrange`."""
    command = Rearrange(bins=tuple(body.bins), areas=tuple(body.areas), into=body.into)
    return run(request, response, rearrange, command, key)
