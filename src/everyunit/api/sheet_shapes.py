"""What pull sheets look like on the wire, and the commands that the bodies become."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from everyunit.api.document_bodies import LINES_LIMIT, Numbers
from everyunit.api.document_shapes import ScanEntry, SerialRange
from everyunit.api.fields import Body, Code, Day, Truth, Whole, WholeId
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet
from everyunit.selling.make_pull_sheet import MakePullSheet
from everyunit.selling.pick_by_scan import PickByScan
from everyunit.selling.pick_from_bin import PickFromBin
from everyunit.selling.put_back import PutBack
from everyunit.selling.sheets import Taken

SheetStatus = Literal["open", "picked", "closed"]
SHEET_LINE: dict[str, Any] = {
    "line_id": 12,
    "order_id": 57,
    "order": "SO 100003",
    "position": 1,
    "item": "HD-3TB",
    "item_name": "Hard drive 3 TB",
    "tracking": "serialized",
    "quantity": 2,
    "picked": 1,
    "left": 1,
}


class SheetBody(Body):
    """Which orders go on the sheet, and what of them."""

    model_config = ConfigDict(json_schema_extra={"example": {"date_to": "2026-01-31", "pickable": True}})

    order_ids: list[WholeId] = Field(
        [], max_length=LINES_LIMIT, description="These orders; none: all that fit and wait on no sheet."
    )
    customer: Code | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    location: Code | None = Field(None, description="Default: where the user works.")
    pickable: Truth = Field(True, description="Only what can be picked now; false: all that is outstanding.")
    bins: list[Code] = Field([], max_length=LINES_LIMIT, description="The bins to pick from; none: normal stock.")
    newest_first: Truth = Field(False, description="Units that entered last go first.")

    def command(self) -> MakePullSheet:
        return MakePullSheet(
            order_ids=tuple(self.order_ids),
            customer=self.customer,
            date_from=self.date_from,
            date_to=self.date_to,
            location=self.location,
            pickable=self.pickable,
            bins=tuple(self.bins),
            newest_first=self.newest_first,
        )


class SheetScanBody(Body):
    """What was scanned while picking."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["100000", "100010-100019"]}})

    scans: Numbers
    order_id: WholeId | None = Field(None, description="Only for this order; default: the oldest that wants it.")
    from_bin: Code | None = Field(None, description="Where a scanned item code is taken from.")
    unit_id: WholeId | None = Field(None, description="The choice where one number means several units.")

    def command(self, sheet_id: int) -> PickByScan:
        return PickByScan(
            sheet_id=sheet_id,
            scans=tuple(self.scans),
            order_id=self.order_id,
            from_bin=self.from_bin,
            unit_id=self.unit_id,
        )


class SheetPickBody(Body):
    """So many of an item were taken from a bin."""

    model_config = ConfigDict(json_schema_extra={"example": {"item": "CABLE-1M", "quantity": 5, "from_bin": "MAIN"}})

    item: Code
    quantity: Whole
    from_bin: Code
    order_id: WholeId | None = Field(None, description="Only for this order; default: the oldest that wants it.")

    def command(self, sheet_id: int) -> PickFromBin:
        return PickFromBin(
            sheet_id=sheet_id,
            item=self.item,
            quantity=self.quantity,
            from_bin=self.from_bin,
            order_id=self.order_id,
        )


class CountedBody(Body):
    """So many pieces of a line of an order."""

    line_id: WholeId
    quantity: Whole


class TakenBody(CountedBody):
    """So many pieces of a line of an order, out of a bin."""

    bin: Code = Field("", description="The bin that they go back to; empty: the release bin.")


class PutBackBody(Body):
    """What is put back: `undo_scans` and `undo_counted` of an answer undo it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"scans": ["100000"], "counted": [{"line_id": 12, "quantity": 1, "bin": "MAIN"}]}}
    )

    scans: Numbers = []
    counted: list[TakenBody] = Field([], max_length=LINES_LIMIT)

    def command(self, sheet_id: int) -> PutBack:
        counted = tuple(Taken(**each.model_dump()) for each in self.counted)
        return PutBack(sheet_id=sheet_id, scans=tuple(self.scans), counted=counted)


class TakeOffBody(Body):
    """Which order leaves the sheet."""

    model_config = ConfigDict(json_schema_extra={"example": {"order_id": 57}})

    order_id: WholeId


class SheetInvoiceBody(Body):
    """Which order; null: all."""

    model_config = ConfigDict(json_schema_extra={"example": {"order_id": 57}})

    order_id: WholeId | None = None

    def command(self, sheet_id: int) -> InvoicePullSheet:
        return InvoicePullSheet(sheet_id=sheet_id, order_id=self.order_id)


class SheetLine(Schema):
    """A line of an order on a pull sheet."""

    model_config = ConfigDict(json_schema_extra={"example": SHEET_LINE})

    line_id: int = Field(description="The line of the order.")
    order_id: int
    order: str
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int = Field(description="What the sheet asks for.")
    picked: int = Field(description="Since the sheet was made.")
    left: int = Field(description="Still to be picked.")


class SheetAnswer(Schema):
    """The pull sheet as it stands after a verb."""

    sheet_id: int
    number: str
    status: SheetStatus
    lines: list[SheetLine]


class CountedAnswer(Schema):
    """So many pieces of a line of an order."""

    line_id: int
    quantity: int


class TakenAnswer(CountedAnswer):
    """So many pieces of a line of an order, out of a bin."""

    bin: str


class PickedAnswer(SheetAnswer):
    """What became of each scan, newest last. A scan that does not fit is no error."""

    entries: list[ScanEntry]
    counts: dict[str, int] = Field(description="How many scans had which action.")
    undo_scans: list[str]
    undo_counted: list[TakenAnswer]


class SheetInvoice(Schema):
    """A draft invoice, and the order that it delivers."""

    document_id: int
    kind: str
    number: str
    order: str


class SheetInvoices(Schema):
    """The drafts that were made."""

    sheet_id: int
    invoices: list[SheetInvoice]
    left_out: list[str] = Field(description="Orders of which nothing is committed.")


class SheetHead(Schema):
    """A pull sheet without its lines."""

    sheet_id: int
    number: str
    status: SheetStatus
    location: str
    newest_first: bool
    created_by: str
    created_at: dt.datetime
    orders: list[str]
    line_count: int
    quantity: int = Field(description="How many pieces it asks for.")
    picked: int
    left: int


class StopItem(Schema):
    """What is taken of an item from a bin."""

    item: str
    item_name: str
    tracking: str
    quantity: int
    serials: list[SerialRange] = Field(description="The units that are proposed.")
    orders: dict[str, int] = Field(description="How many for which order.")


class Stop(Schema):
    """A bin on the walk."""

    bin: str
    bin_name: str
    items: list[StopItem]


class PullSheet(SheetHead):
    """A pull sheet with its lines, and the walk that picks what is left."""

    bins: list[str] = Field(description="The bins that it picks from, in walking order.")
    lines: list[SheetLine] = Field(description="Oldest order first.")
    walk: list[Stop]


class SheetScan(Schema):
    """What was scanned into a pull sheet, and what became of it."""

    scan_id: int
    at: dt.datetime
    by: str
    text: str
    count: int
    action: str
    serial: str
    item: str
    code: str
    message: str
    holder: str
