"""Building: work orders, which part goes into which unit, taking apart and exchanging parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Name, Truth, Whole
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.assembly.build import Build, Built, Used, build
from everyunit.assembly.gains import Gained
from everyunit.assembly.link_parts import LinkParts, PartsLinked, link_parts
from everyunit.assembly.number_built import BuiltNumbered, NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.page import WorkOrderPage, work_order_page
from everyunit.assembly.short import short_of_all
from everyunit.assembly.spread_parts import PartsSpread, SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, WorkStarted, start_work
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.assembly.supply_work import Supplied, SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, Swapped, swap
from everyunit.assembly.take_apart import TakeApart, TakenApart, take_apart
from everyunit.rules.rights import SEE_COST

router = Router(tags=["building"])
AT_ONCE = 10_000
ORDER: dict[str, Any] = {"item": "COMPUTER", "quantity": 3, "due_on": "2026-12-24", "reference": ""}


class WorkOrderBody(Body):
    """So many of an assembly."""

    model_config = ConfigDict(json_schema_extra={"example": ORDER})

    item: Code
    quantity: Whole = 1
    location: Code | None = None
    date: dt.date | None = None
    due_on: dt.date | None = None
    reference: Name = ""
    notes: str = Field("", max_length=10_000)


class WorkOrderMade(Schema):
    """The new order."""

    document_id: int
    number: str


class StartBody(Body):
    """Into process, or back."""

    back: Truth = False


class NumberBody(Body):
    """How many more; null: all that are left."""

    quantity: Whole | None = None


class LinkBody(Body):
    """A unit, its parts, the next unit, as they were scanned."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["100200", "100001", "100002"]}})

    scans: list[Name] = Field([], max_length=AT_ONCE)
    whole: Name = Field("", description="The unit that the first parts go into, where it is not scanned again.")
    undo: Truth = Field(False, description="The parts come out again.")


class SubstituteBody(Body):
    """So many of a line are replaced by another item; null: all that it lacks."""

    line_id: int
    item: Code
    quantity: Whole | None = None


class UsedBody(Body):
    """What really went in of a line."""

    line_id: int
    quantity: Whole


class GainedBody(Body):
    """What really came of a run besides."""

    item: Code
    quantity: Whole


class BuildBody(Body):
    """A run."""

    model_config = ConfigDict(json_schema_extra={"example": {"good": 2, "defective": 1}})

    good: Whole
    defective: Whole = 0
    units: list[Name] = Field([], max_length=AT_ONCE, description="Serial numbers or ranges, of good units.")
    defective_units: list[Name] = Field([], max_length=AT_ONCE)
    used: list[UsedBody] = Field([], max_length=1000)
    by_products: list[GainedBody] = Field([], max_length=100)
    lot: Name = Field("", description="The lot that they are made as, where the assembly is kept by lot.")
    spread: Truth = Field(False, description="Number what is not, and let parts go in, in order.")
    to_bin: Code | None = None
    defective_bin: Code | None = None


class ShortOrder(Schema):
    """A work order that lacks so many."""

    number: str
    item: str
    due_on: str
    missing: int


class ShortItem(Schema):
    """A component of open work orders at a location."""

    item: str
    item_name: str
    item_type: str
    location: str
    missing: int
    free: int = Field(description="In bins of normal stock there, and held by nothing.")
    ordered: int = Field(description="Ordered from vendors, or to be built.")
    to_order: int = Field(description="Neither free nor on its way.")
    orders: list[ShortOrder]


class ShortList(Schema):
    """What open work orders lack, what is short first."""

    results: list[ShortItem]


class TakeApartBody(Body):
    """Units to take apart."""

    model_config = ConfigDict(json_schema_extra={"example": {"serials": ["100200"]}})

    serials: list[Name] = Field(max_length=AT_ONCE)
    to_bin: Code | None = None
    notes: str = Field("", max_length=10_000)


class ExchangeBody(Body):
    """This part comes out, that one goes in: each by serial or maker's number."""

    old: Name
    new: Name


class SwapBody(Body):
    """Parts to exchange."""

    model_config = ConfigDict(json_schema_extra={"example": {"parts": [{"old": "100001", "new": "100007"}]}})

    parts: list[ExchangeBody] = Field(max_length=1000)
    whole: Name = Field("", description="The unit that all of them are in; any unit where it is left out.")
    to_bin: Code | None = None
    notes: str = Field("", max_length=10_000)


@router.post("/work-orders", response={201: WorkOrderMade}, summary="Make a work order", operation_id="orderWork")
def post_work_order(
    request: HttpRequest, response: HttpResponse, body: WorkOrderBody, key: Key = None
) -> Status[WorkOrderMade]:
    """An open work order; the bill of materials of the item says what goes in. It is a document of kind WO."""
    made = run(request, response, order_work, OrderWork(**dict(body)), key)
    return Status(201, WorkOrderMade(document_id=made.document_id, number=made.number))


@router.get("/work-orders/short", response=ShortList, summary="What work orders lack", operation_id="listShort")
def list_short(request: HttpRequest) -> ShortList:
    """All that open work orders do not hold yet, by item and location, with what is free and what is on its way."""
    return ShortList(results=[ShortItem(**{**asdict(each), "to_order": each.to_order}) for each in short_of_all()])


@router.get("/work-orders/{document_id}", response=WorkOrderPage, summary="A work order", operation_id="getWorkOrder")
def get_work_order(request: HttpRequest, document_id: int) -> WorkOrderPage:
    """How far it is, what is missing and where it would be, which units are numbered and what goes into them."""
    found = work_order_page(document_id) if 0 < document_id < 2**63 else None
    if found is None:
        raise NotHere("unknown_document", "There is no such work order.")
    return found if actor_of_request(request).may(SEE_COST) else found.without_costs()


@router.post("/work-orders/{document_id}/supply", response=Supplied, summary="Supply it", operation_id="supplyWork")
def post_supply(request: HttpRequest, response: HttpResponse, document_id: int, key: Key = None) -> Supplied:
    """Commit what is free of auto-serialized and counted items; what is missing is told with the bins that have it."""
    return run(request, response, supply_work, SupplyWork(document_id=document_id), key)


@router.post(
    "/work-orders/{document_id}/start", response=WorkStarted, summary="Put it in process", operation_id="startWork"
)
def post_start(
    request: HttpRequest, response: HttpResponse, document_id: int, body: StartBody, key: Key = None
) -> WorkStarted:
    """What it holds moves into work in process, or back to the shop floor."""
    return run(request, response, start_work, StartWork(document_id=document_id, back=body.back), key)


@router.post(
    "/work-orders/{document_id}/number", response=BuiltNumbered, summary="Number units", operation_id="numberBuilt"
)
def post_number(
    request: HttpRequest, response: HttpResponse, document_id: int, body: NumberBody, key: Key = None
) -> BuiltNumbered:
    """Give serial numbers to units before they are built."""
    return run(request, response, number_built, NumberBuilt(document_id=document_id, quantity=body.quantity), key)


@router.post("/work-orders/{document_id}/link", response=PartsLinked, summary="Link parts", operation_id="linkParts")
def post_link(
    request: HttpRequest, response: HttpResponse, document_id: int, body: LinkBody, key: Key = None
) -> PartsLinked:
    """By scanning: a unit, then its parts. What cannot be linked is skipped with its reason."""
    command = LinkParts(document_id=document_id, scans=tuple(body.scans), whole=body.whole, undo=body.undo)
    return run(request, response, link_parts, command, key)


@router.post(
    "/work-orders/{document_id}/spread", response=PartsSpread, summary="Spread parts", operation_id="spreadParts"
)
def post_spread(request: HttpRequest, response: HttpResponse, document_id: int, key: Key = None) -> PartsSpread:
    """Let parts go into the numbered units in order. Refused where there are too few: `counts_differ`."""
    return run(request, response, spread_parts, SpreadParts(document_id=document_id), key)


@router.post(
    "/work-orders/{document_id}/substitute",
    response=WorkOrderMade,
    summary="Let another item go in",
    operation_id="substitutePart",
)
def post_substitute(
    request: HttpRequest, response: HttpResponse, document_id: int, body: SubstituteBody, key: Key = None
) -> WorkOrderMade:
    """One that the bill of materials has in place of the component."""
    made = run(request, response, substitute, SubstitutePart(document_id=document_id, **dict(body)), key)
    return WorkOrderMade(document_id=made.document_id, number=made.number)


@router.post("/work-orders/{document_id}/build", response=Built, summary="Build", operation_id="build")
def post_build(
    request: HttpRequest, response: HttpResponse, document_id: int, body: BuildBody, key: Key = None
) -> Built:
    """Post a run. Refused with all offenders: `too_few_inputs`, `missing_links`."""
    command = Build(
        document_id=document_id,
        good=body.good,
        defective=body.defective,
        units=tuple(body.units),
        defective_units=tuple(body.defective_units),
        used=tuple(Used(line_id=each.line_id, quantity=each.quantity) for each in body.used),
        by_products=tuple(Gained(item=each.item, quantity=each.quantity) for each in body.by_products),
        spread=body.spread,
        lot=body.lot,
        to_bin=body.to_bin,
        defective_bin=body.defective_bin,
    )
    return run(request, response, build, command, key)


@router.post("/take-apart", response=TakenApart, summary="Take units apart", operation_id="takeApart")
def post_take_apart(request: HttpRequest, response: HttpResponse, body: TakeApartBody, key: Key = None) -> TakenApart:
    """The parts come back as the units that they are. Refused with all offenders: `cannot_take_apart`."""
    command = TakeApart(serials=tuple(body.serials), to_bin=body.to_bin, notes=body.notes)
    return run(request, response, take_apart, command, key)


@router.post("/swap", response=Swapped, summary="Exchange parts", operation_id="swapParts")
def post_swap(request: HttpRequest, response: HttpResponse, body: SwapBody, key: Key = None) -> Swapped:
    """In units of ours or of customers. Refused with all offenders: `cannot_swap`."""
    parts = tuple(Exchange(old=each.old, new=each.new) for each in body.parts)
    return run(request, response, swap, Swap(parts=parts, whole=body.whole, to_bin=body.to_bin, notes=body.notes), key)
