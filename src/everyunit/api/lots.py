"""Lots of items: their days, where they are, and who has some of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.document_shapes import DraftAnswer, SerialRange
from everyunit.api.documents import draft_answer
from everyunit.api.fields import Body, Code, Cursor, Id, Key, Limit, Name, Note, Truth
from everyunit.api.paging import Page, cut, decode
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.catalog.save_lot import LotSaved, SaveLot, save_lot
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.use_lots import LotsUsed, UseLots, use_lots
from everyunit.fields.queries import held_by
from everyunit.reports.lot_holders import holders_of
from everyunit.reports.lots import LotRow, built_with, lot_named, lots, places_of, units_of

router = Router(tags=["items"])
EVERYBODY = 100_000


class LotFields(Body):
    """A lot as it shall be; what is left out is not known."""

    model_config = ConfigDict(json_schema_extra={"example": {"expires_on": "2027-12-31", "note": "Pallet 7"}})

    made_on: dt.date | None = None
    expires_on: dt.date | None = Field(None, description="It is good up to and including this day.")
    vendors_number: Name = Field("", description="What its vendor calls it.")
    note: Note = ""
    own: dict[Code, Note] = Field({}, description="What own fields shall hold, by code; one that is left out stays.")


class Lot(Schema):
    """A lot of an item."""

    item: str
    item_name: str
    number: str
    made_on: dt.date | None
    expires_on: dt.date | None
    vendor: str = Field(description="Who delivered it first.")
    vendor_name: str
    vendors_number: str
    note: str
    pieces: int = Field(description="Counted pieces of it that are in stock.")


class LotPage(Page):
    """A page of lots, those entered last first."""

    results: list[Lot]


class LotPlace(Schema):
    """Pieces of a lot in a stock bin."""

    bin: str
    bin_name: str
    pieces: int


class HolderPaper(Schema):
    """A paper by which a customer got some of it, or gave counted goods back."""

    kind: str
    number: str
    date: dt.date
    item: str = Field(description="Of what went there: it may have been built of the lot.")
    pieces: int = Field(description="Below zero: they came back.")
    units: list[SerialRange] = Field(description="Those of its units that are there still.")


class Holder(Schema):
    """A customer that has some of it, and whom to write to."""

    customer: str
    name: str
    contact: str
    email: str
    phone: str
    address: str
    pieces: int
    since: dt.date = Field(description="When the last of it went there.")
    papers: list[HolderPaper] = Field(description="By which it went there, the newest first; they sum to the pieces.")


class BuiltWith(Schema):
    """A unit that may contain some of the lot."""

    serial: str
    item: str
    bin: str
    built_in: str = Field(description="The unit that it is in.")
    customer: str = Field(description="The customer who has it.")


class Recall(Lot):
    """A lot with where it is and who has some of it, also built into something."""

    own: dict[str, str] = Field(description="What its own fields hold, by code.")
    units: int = Field(description="How many units were received with it.")
    places: list[LotPlace]
    holders: list[Holder]
    built: list[BuiltWith] = Field(description="Units that it was built into, to any depth.")


class LotAnswer(Schema):
    """The lot, and whether it is new."""

    item: str
    number: str
    created: bool


class UseBody(Body):
    """Whether the item is kept by lot."""

    on: Truth = True
    first: Code = Field("", description="The lot of what is in stock already.")
    numbers: Truth | None = Field(None, description="Whether a new lot is numbered where nobody names one.")
    shelf_life_days: int | None = Field(None, description="For how long new lots are good; 0: not known.")


class UseAnswer(Schema):
    """How many in stock are of the first lot now."""

    item: str
    on: bool
    pieces: int


class LineLotBody(Body):
    """The lot of a line; empty: none in particular."""

    lot: Name


@router.get("/lots", response=LotPage, summary="List lots", operation_id="listLots")
def list_lots(
    request: HttpRequest, item: Code = "", search: Name = "", cursor: Cursor = None, limit: Limit = 50
) -> LotPage:
    """Lots of all items, or of one; `search` looks into numbers, item codes and names."""
    behind = decode(cursor, int)
    rows = lots(item=item, search=search, after=0 if behind is None else int(behind[0]), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.lot_id])
    return LotPage(results=[Lot(**_facts(row)) for row in page.rows], next_cursor=page.next_cursor, next=page.next)


@router.get(
    "/items/{path:item}/lots/{path:number}", response=Recall, summary="One lot, and who has it", operation_id="getLot"
)
def get_lot(request: HttpRequest, item: Code, number: Code) -> Recall:
    """Where pieces of it are, and every customer that has pieces or units of it."""
    row = lot_named(item, number)
    if row is None:
        raise NotHere("unknown_lot", f"There is no lot “{number}” of {item}.")
    return Recall(
        **_facts(row),
        own={each.field.code: each.text for each in held_by("lot", row.lot_id)},
        units=units_of(row.lot_id),
        places=[LotPlace(**asdict(each)) for each in places_of(row.lot_id)],
        holders=[Holder(**asdict(each)) for each in holders_of(row.lot_id, EVERYBODY)],
        built=[
            BuiltWith(serial=each.serial, item=each.item, bin=each.bin, built_in=each.built_in, customer=each.customer)
            for each in built_with(row.lot_id, EVERYBODY)
        ],
    )


@router.put("/items/{path:item}/lots/{path:number}", response=LotAnswer, summary="Save a lot", operation_id="saveLot")
def put_lot(
    request: HttpRequest, response: HttpResponse, item: Code, number: Code, body: LotFields, key: Key = None
) -> LotSaved:
    """Create the lot, or change its days and note. Refused: `unknown_item`, `bad_lot`."""
    command = SaveLot(item=item, number=number, **body.model_dump())
    return run(request, response, save_lot, command, key)


@router.post("/items/{path:code}/lots", response=UseAnswer, summary="Keep an item by lot", operation_id="useLots")
def keep_by_lot(request: HttpRequest, response: HttpResponse, code: Code, body: UseBody, key: Key = None) -> LotsUsed:
    """Whoever receives it names its lot. Refused: `unknown_item`, `no_lots_here`, `first_lot_needed`, `lots_stay`,
    `bad_shelf_life`.
    """
    return run(request, response, use_lots, UseLots(item=code, **body.model_dump()), key)


@router.put(
    "/documents/{document_id}/lines/{line_id}/lot",
    response=DraftAnswer,
    summary="Say which lot a line is of",
    operation_id="nameLot",
)
def put_lot_of_line(
    request: HttpRequest, response: HttpResponse, document_id: Id, line_id: Id, body: LineLotBody, key: Key = None
) -> DraftAnswer:
    """A line that brings goods in may name a new lot. Refused: `unknown_line`, `no_lots_here`, `unknown_lot`."""
    command = NameLot(document_id=document_id, line_id=line_id, lot=body.lot)
    return draft_answer(run(request, response, name_lot, command, key), actor_of_request(request))


def _facts(row: LotRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in ("lot_id", "tracking")}
