"""Pull sheets: made of open orders, picked by scanning, invoiced."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from everyunit.api.document_shapes import SerialRange
from everyunit.api.fields import Code, Cursor, Day, Id, Key, Limit
from everyunit.api.paging import Page, cut, number_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.api.sheet_shapes import (
    PickedAnswer,
    PullSheet,
    PutBackBody,
    SheetAnswer,
    SheetBody,
    SheetHead,
    SheetInvoiceBody,
    SheetInvoices,
    SheetLine,
    SheetPickBody,
    SheetScan,
    SheetScanBody,
    SheetStatus,
    Stop,
    StopItem,
    TakeOffBody,
)
from everyunit.documents.queries import FIRST
from everyunit.selling import page as pages
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.left import ToPick
from everyunit.selling.make_pull_sheet import make_pull_sheet
from everyunit.selling.pick_by_scan import pick_by_scan
from everyunit.selling.pick_from_bin import pick_from_bin
from everyunit.selling.put_back import put_back
from everyunit.selling.queries import SheetRow, scans_of, sheet_by_id, sheets_page
from everyunit.selling.sheets import Picked, SheetSaved, state_of
from everyunit.selling.take_off import TakeOff, take_off

router = Router(tags=["pull sheets"])


class SheetPage(Page):
    """A page of pull sheets, newest first."""

    results: list[SheetHead]


class SheetScanPage(Page):
    """A page of the scans of a pull sheet, newest first."""

    results: list[SheetScan]


@router.get("/pull-sheets", response=SheetPage, summary="List pull sheets", operation_id="listPullSheets")
def list_pull_sheets(
    request: HttpRequest,
    status: SheetStatus | None = None,
    number: Annotated[Code | None, Query(description="The whole number, such as 100001.")] = None,
    customer: Annotated[Code | None, Query(description="Code of a customer with an order on it.")] = None,
    location: Annotated[Code | None, Query(description="Code of a location.")] = None,
    date_from: Day | None = None,
    date_to: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SheetPage:
    """Pull sheets, newest first; both dates, on which they were made, are included."""
    rows = sheets_page(
        status=status,
        number=number or "",
        customer=customer,
        location=location,
        created_from=date_from,
        created_to=date_to,
        before=number_key(cursor) or FIRST,
        limit=limit + 1,
    )
    page = cut(request, rows, limit, lambda row: [row.sheet_id])
    return SheetPage(
        results=[SheetHead(**_head(row)) for row in page.rows], next_cursor=page.next_cursor, next=page.next
    )


@router.post("/pull-sheets", response={201: SheetAnswer}, summary="Make a pull sheet", operation_id="makePullSheet")
def create_pull_sheet(
    request: HttpRequest, response: HttpResponse, body: SheetBody, key: Key = None
) -> Status[SheetSaved]:
    """What is outstanding on open sales orders and not committed yet; an order is on one open sheet at most.

    Refused, each with all that stood in the way: `not_to_pick`, `on_another_sheet`, `nothing_to_pick`, `wrong_bin` and
    others.
    """
    made = run(request, response, make_pull_sheet, body.command(), key)
    response["Location"] = f"{request.path_info}/{made.sheet_id}"
    return Status(201, made)


@router.get("/pull-sheets/{sheet_id}", response=PullSheet, summary="One pull sheet", operation_id="getPullSheet")
def get_pull_sheet(request: HttpRequest, sheet_id: Id) -> PullSheet:
    """The sheet with its lines, oldest order first, and the walk: from which bin to take what is left, and for whom."""
    found = pages.sheet_page(sheet_id)
    if found is None:
        raise NotHere("unknown_sheet", "There is no such pull sheet.")
    return PullSheet(
        **_head(found.sheet),
        bins=[each.code for each in found.bins],
        lines=[_line(each.line) for ticket in found.tickets for each in ticket.lines],
        walk=[_stop(each) for each in found.walk],
    )


@router.get(
    "/pull-sheets/{sheet_id}/scans",
    response=SheetScanPage,
    summary="The scans of a pull sheet",
    operation_id="listPullSheetScans",
)
def list_scans(request: HttpRequest, sheet_id: Id, cursor: Cursor = None, limit: Limit = 50) -> SheetScanPage:
    """Every scan and what became of it, newest first."""
    if sheet_by_id(sheet_id) is None:
        raise NotHere("unknown_sheet", "There is no such pull sheet.")
    rows = scans_of(sheet_id, before=number_key(cursor) or FIRST, limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.scan_id])
    return SheetScanPage(
        results=[SheetScan(**asdict(row)) for row in page.rows], next_cursor=page.next_cursor, next=page.next
    )


@router.post(
    "/pull-sheets/{sheet_id}/scan", response=PickedAnswer, summary="Pick by scanning", operation_id="pickByScan"
)
def scan(request: HttpRequest, response: HttpResponse, sheet_id: Id, body: SheetScanBody, key: Key = None) -> Picked:
    """Each unit is committed to the oldest order that wants it, or skipped with the reason; the others go on.

    Refused: `unknown_sheet`, `sheet_closed`, `nothing_scanned`, `not_in_its_bins`.
    """
    return run(request, response, pick_by_scan, body.command(sheet_id), key)


@router.post(
    "/pull-sheets/{sheet_id}/pick", response=PickedAnswer, summary="Pick by number", operation_id="pickFromBin"
)
def pick(request: HttpRequest, response: HttpResponse, sheet_id: Id, body: SheetPickBody, key: Key = None) -> Picked:
    """So many of a counted or auto-serialized item, from a bin.

    Refused: `not_on_sheet`, `scan_the_units`, `empty_quantity`, `not_in_its_bins`, `exceeds`, `short`.
    """
    return run(request, response, pick_from_bin, body.command(sheet_id), key)


@router.post("/pull-sheets/{sheet_id}/put-back", response=PickedAnswer, summary="Undo picking", operation_id="putBack")
def undo(request: HttpRequest, response: HttpResponse, sheet_id: Id, body: PutBackBody, key: Key = None) -> Picked:
    """The orders let go of what is put back. Refused: `nothing_scanned`, `not_picked`, `on_another_sheet`."""
    return run(request, response, put_back, body.command(sheet_id), key)


@router.post(
    "/pull-sheets/{sheet_id}/take-off",
    response=SheetAnswer,
    summary="Take an order off a pull sheet",
    operation_id="takeOffPullSheet",
)
def take_order_off(
    request: HttpRequest, response: HttpResponse, sheet_id: Id, body: TakeOffBody, key: Key = None
) -> SheetSaved:
    """What was picked for it stays committed. Refused: `sheet_closed`, `not_on_sheet`."""
    return run(request, response, take_off, TakeOff(sheet_id=sheet_id, order_id=body.order_id), key)


@router.post(
    "/pull-sheets/{sheet_id}/close", response=SheetAnswer, summary="Close a pull sheet", operation_id="closePullSheet"
)
def close(request: HttpRequest, response: HttpResponse, sheet_id: Id, key: Key = None) -> SheetSaved:
    """What was picked stays committed. Refused: `sheet_closed`."""
    return run(request, response, close_pull_sheet, ClosePullSheet(sheet_id=sheet_id), key)


@router.post(
    "/pull-sheets/{sheet_id}/invoice",
    response={201: SheetInvoices},
    summary="Invoice what was picked",
    operation_id="invoicePullSheet",
)
def invoice(
    request: HttpRequest,
    response: HttpResponse,
    sheet_id: Id,
    body: SheetInvoiceBody | None = None,
    key: Key = None,
) -> Status[InvoicesMade]:
    """A draft invoice for each order: of what it has committed, and of what is not kept in stock.

    Refused: `not_on_sheet`, `nothing_picked`.
    """
    command = body.command(sheet_id) if body else InvoicePullSheet(sheet_id=sheet_id)
    return Status(201, run(request, response, invoice_pull_sheet, command, key))


def _head(row: SheetRow) -> dict[str, Any]:
    facts = asdict(row) | {"line_count": row.lines}
    del facts["lines"]
    return facts


def _line(line: ToPick) -> SheetLine:
    return SheetLine(**asdict(state_of(line)))


def _stop(stop: pages.Stop) -> Stop:
    return Stop(
        bin=stop.bin.code,
        bin_name=stop.bin.name,
        items=[
            StopItem(
                item=each.item,
                item_name=each.item_name,
                tracking=each.tracking,
                quantity=each.count,
                serials=[SerialRange(**asdict(run)) for run in each.runs],
                orders=each.orders,
            )
            for each in stop.items
        ],
    )
