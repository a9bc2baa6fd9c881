"""Taking in files: goods received, and the stock to begin with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.company import currency
from everyunit.api.fields import Body, Code, Key, Name, Text
from everyunit.api.running import run
from everyunit.exchange.opening_import import OpeningOptions, import_opening, opening_in
from everyunit.exchange.receipt_import import ReceiptOptions, import_receipt, receipt_in
from everyunit.rules.rights import SEE_COST

router = Router(tags=["imports"])
CSV = "serial,item,cost\nWD-1,HD-3TB,80.00\n"


class CsvFile(Body):
    """A CSV file as a text, and which of its columns are what, where their titles do not say so."""

    file_name: Name = Field(description="What it is called; it is remembered with its documents.")
    content: Text = Field(max_length=14_000_000, description="The whole file; its first row holds the titles.")
    columns: dict[str, Code] = Field({}, description="Titles of columns by what is in them: serial, item, cost …")
    create_items: bool = Field(False, description="Items that are not known are created.")


class ReceiptFile(CsvFile):
    """Goods received from a vendor."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"file_name": "goods.csv", "content": CSV, "vendor": "V-ALPHA"}}
    )

    vendor: Code
    bin: Code | None = Field(None, description="Where they are put; default: the receiving bin.")
    cost: Code | None = Field(None, description="For rows that name none, as people write it: 80.00.")
    create_vendor: bool = False
    allow_known: bool = Field(False, description="Also where a unit has such a maker's number already.")
    again: bool = Field(False, description="A second delivery with the very same content.")


class OpeningFile(CsvFile):
    """The stock to begin with."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"file_name": "stock.csv", "content": CSV, "date": "2026-01-01"}}
    )

    tracking: Code = Field("serialized", description="Of items that are created.")
    date: dt.date | None = Field(None, description="Since when the stock is there; default: today.")


class TakenIn(Schema):
    """What was taken in; the same file again is answered as before."""

    documents: int
    numbers: list[str] = Field(description="Numbers of the documents.")
    units: int
    quantity: int
    value_minor: int | None = Field(description="Null for who may not see costs.")
    currency: str
    items_created: int
    already_imported: bool


@router.post("/imports/receipt", response=TakenIn, summary="Take in goods received", operation_id="importReceipt")
def take_in_receipt(request: HttpRequest, response: HttpResponse, body: ReceiptFile, key: Key = None) -> TakenIn:
    """Purchase receipts, posted: all rows or none. Refused: `not_imported` with every row that stands in the way."""
    options = ReceiptOptions(**body.model_dump(exclude={"file_name", "content"}))
    command = receipt_in(body.file_name, body.content.encode(), options)
    return _taken_in(request, run(request, response, import_receipt, command, key))


@router.post("/imports/opening", response=TakenIn, summary="Take in opening stock", operation_id="importOpening")
def take_in_opening(request: HttpRequest, response: HttpResponse, body: OpeningFile, key: Key = None) -> TakenIn:
    """Opening stock, posted: all rows or none. Refused: `not_imported` with every row that stands in the way."""
    options = OpeningOptions(**body.model_dump(exclude={"file_name", "content"}))
    command = opening_in(body.file_name, body.content.encode(), options)
    return _taken_in(request, run(request, response, import_opening, command, key))


def _taken_in(request: HttpRequest, done: Any) -> TakenIn:
    value = done.value_minor if actor_of_request(request).may(SEE_COST) else None
    return TakenIn(
        documents=done.documents,
        numbers=list(done.numbers),
        units=done.units,
        quantity=done.quantity,
        value_minor=value,
        currency=currency(),
        items_created=done.items_created,
        already_imported=done.already_imported,
    )
