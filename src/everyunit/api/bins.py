"""Bins, and what is in them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Cursor, Key, Limit, Name, Truth, Whole
from everyunit.api.paging import Page, cut, text_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.places.queries import BinRow, bin_by_code, bins_page
from everyunit.places.save_bin import BinSaved, SaveBin, save_bin
from everyunit.reports.bin_contents import bin_contents

router = Router(tags=["bins"])
BinType = Literal["stock", "out"]
StockType = Literal["normal", "repair", "in_process", "scrap", "exchange", "write_off", "defective"]
EXAMPLE: dict[str, Any] = {
    "name": "Shelf 1",
    "bin_type": "stock",
    "stock_type": "normal",
    "location": "HQ",
    "position": 10,
    "area": "",
    "discontinued": False,
}


class BinFields(Body):
    """A bin as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": {**EXAMPLE, "default_for": []}})

    name: Name
    bin_type: BinType = Field(
        "stock", description="stock: we own what is in it; out: somebody else does. Never changes."
    )
    stock_type: StockType = "normal"
    location: Code | None = Field(None, description="Code of its location, for ever; default: the company's.")
    position: Whole = Field(0, description="Bins are picked from and listed in this order.")
    area: Code | None = Field(None, description="The stock area that it lies in; null leaves it, empty is none.")
    discontinued: Truth = False
    default_for: list[Code] = Field(
        [],
        max_length=50,
        description="Purposes that it becomes its location's default for, such as receiving, packing or sold.",
    )

    def command(self, code: str, new_only: bool = False) -> SaveBin:
        return SaveBin(
            code=code,
            name=self.name,
            bin_type=self.bin_type,
            stock_type=self.stock_type,
            location=self.location,
            position=self.position,
            area=self.area,
            discontinued=self.discontinued,
            default_for=tuple(self.default_for),
            new_only=new_only,
        )


class NewBin(BinFields):
    """A new bin."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "SHELF-1", **EXAMPLE, "default_for": []}})

    code: Code = Field(description="Names the bin for ever.")


class Bin(Schema):
    """A bin. `reserved`: it serves one thing alone, such as goods on their way; no other paper brings goods there."""

    model_config = ConfigDict(json_schema_extra={"example": {"bin_id": 5, "code": "SHELF-1", **EXAMPLE}})

    bin_id: int
    code: str
    name: str
    bin_type: BinType
    stock_type: StockType
    location: str
    position: int
    area: str
    discontinued: bool
    reserved: bool = False


class BinPage(Page):
    """A page of bins in the order of their codes."""

    results: list[Bin]


class BinContent(Schema):
    """How many pieces of an item are in a bin."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"item": "HD-3TB", "item_name": "Hard drive 3 TB", "tracking": "serialized", "quantity": 37}
        }
    )

    item: str
    item_name: str
    tracking: str
    quantity: int = Field(description="May be below zero in out bins, which stand for what others have.")


class BinContentPage(Page):
    """A page of what is in a bin, in the order of item codes."""

    results: list[BinContent]


@router.get("/bins", response=BinPage, summary="List bins", operation_id="listBins")
def list_bins(
    request: HttpRequest,
    bin_type: BinType | None = None,
    location: Annotated[Code | None, Query(description="Code of a location.")] = None,
    search: Annotated[Name | None, Query(description="In code or name.")] = None,
    discontinued: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BinPage:
    """Bins in the order of their codes."""
    rows = bins_page(
        bin_type=bin_type,
        location=location,
        search=search or "",
        discontinued=discontinued,
        after=text_key(cursor),
        limit=limit + 1,
    )
    page = cut(request, rows, limit, lambda row: [row.code])
    return BinPage(results=[_bin(row) for row in page.rows], next_cursor=page.next_cursor, next=page.next)


@router.get(
    "/bins/{path:code}/contents", response=BinContentPage, summary="What is in a bin", operation_id="listBinContents"
)
def list_bin_contents(request: HttpRequest, code: Code, cursor: Cursor = None, limit: Limit = 50) -> BinContentPage:
    """How many of which items are in the bin, in the order of item codes. Its units: `GET /units?bin=…`."""
    rows = bin_contents(_known(code).bin_id, after=text_key(cursor), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.item])
    results = [
        BinContent(item=row.item, item_name=row.item_name, tracking=row.tracking, quantity=row.quantity)
        for row in page.rows
    ]
    return BinContentPage(results=results, next_cursor=page.next_cursor, next=page.next)


@router.get("/bins/{path:code}", response=Bin, summary="One bin", operation_id="getBin")
def get_bin(request: HttpRequest, code: Code) -> Bin:
    """The bin with this code."""
    return _bin(_known(code))


@router.post("/bins", response={201: BinSaved}, summary="Create a bin", operation_id="createBin")
def create_bin(request: HttpRequest, response: HttpResponse, body: NewBin, key: Key = None) -> Status[BinSaved]:
    """A new bin; a taken code is refused (`code_taken`), other problems all at once (`bad_bin`)."""
    return Status(201, run(request, response, save_bin, body.command(body.code, new_only=True), key))


@router.put(
    "/bins/{path:code}",
    response={200: BinSaved, 201: BinSaved},
    summary="Create or replace a bin",
    operation_id="putBin",
)
def put_bin(
    request: HttpRequest, response: HttpResponse, code: Code, body: BinFields, key: Key = None
) -> Status[BinSaved]:
    """The bin as it shall be: made where it does not exist (201), else replaced (200).

    What is left out gets its default. Refused with all problems at once: `bad_bin`.
    """
    saved = run(request, response, save_bin, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


def _known(code: str) -> BinRow:
    found = bin_by_code(code)
    if found is None:
        raise NotHere("unknown_bin", f"There is no bin “{code}”.")
    return found


def _bin(row: BinRow) -> Bin:
    return Bin(**asdict(row))
