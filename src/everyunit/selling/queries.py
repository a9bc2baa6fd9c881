"""Reading pull sheets: the list, and the scans of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.queries import FIRST
from everyunit.selling.left import ToPick, lines_on

SHEET_COLUMNS = "s.id, s.number, s.status, loc.code, s.newest_first, who.username, s.created_at"
SHEET_TABLES = (
    "selling_pullsheet s JOIN places_location loc ON loc.id = s.location_id"
    " LEFT JOIN people_user who ON who.id = s.created_by"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A pull sheet: of `quantity` pieces on `lines` lines of its orders so many are `picked`, and so many `left`."""

    sheet_id: int
    number: str
    status: str
    location: str
    newest_first: bool
    created_by: str
    created_at: dt.datetime
    orders: tuple[str, ...]
    lines: int
    quantity: int
    picked: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRow:
    """What was scanned into a sheet, by whom, and what became of it."""

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


def sheets_page(
    *,
    status: str | None = None,
    number: str = "",
    customer: str | None = None,
    location: str | None = None,
    created_from: dt.date | None = None,
    created_to: dt.date | None = None,
    before: int = FIRST,
    newer_than: int | None = None,
    limit: int = 50,
) -> list[SheetRow]:
    """Pull sheets, newest first: the ones next older than the id `before`, or next newer than `newer_than`."""
    conditions = sql.Conditions()
    if newer_than is None:
        conditions.add("s.id < %s", before)
    else:
        conditions.add("s.id > %s", newer_than)
    for column, value in (("s.status", status), ("s.number", number or None), ("loc.code", location)):
        if value is not None:
            conditions.add(f"{column} = %s", value)
    if customer is not None:
        conditions.add(
            "EXISTS (SELECT 1 FROM selling_sheetorder o JOIN documents_document d ON d.id = o.order_id"
            " JOIN parties_party p ON p.id = d.party_id WHERE o.sheet_id = s.id AND p.code = %s)",
            customer,
        )
    if created_from is not None:
        conditions.add(f"{sql.day('s.created_at')} >= %s", created_from)
    if created_to is not None:
        conditions.add(f"{sql.day('s.created_at')} <= %s", created_to)
    order = "s.id DESC" if newer_than is None else "s.id"
    found = _sheets(f"WHERE {conditions.sql} ORDER BY {order} LIMIT %s", [*conditions.params, limit])
    return found if newer_than is None else found[::-1]


def sheet_by_id(sheet_id: int) -> SheetRow | None:
    return next(iter(_sheets("WHERE s.id = %s", [sheet_id])), None)


def sheet_id_of(number: str) -> int | None:
    found = sql.scalar("SELECT id FROM selling_pullsheet WHERE number = %s", [number])
    return None if found is None else int(found)


def sheet_that_waits_for(order_id: int) -> str:
    """The number of the open pull sheet that the order is on; "" where there is none."""
    found = sql.scalar(
        "SELECT s.number FROM selling_sheetorder o JOIN selling_pullsheet s ON s.id = o.sheet_id"
        " WHERE o.order_id = %s AND o.waiting",
        [order_id],
    )
    return str(found or "")


def scans_of(sheet_id: int, *, before: int = FIRST, limit: int = 50) -> list[ScanRow]:
    """What was scanned into the sheet, newest first."""
    return [
        ScanRow(
            scan_id=row[0],
            at=_moment(row[1]),
            by=row[2] or "",
            text=row[3],
            count=row[4],
            action=row[5],
            serial=row[6],
            item=row[7],
            code=row[8],
            message=row[9],
            holder=row[10],
        )
        for row in sql.rows(
            "SELECT c.id, c.at, who.username, c.text, c.count, c.action, c.serial, c.item, c.code, c.message, c.holder"
            " FROM selling_sheetscan c LEFT JOIN people_user who ON who.id = c.actor_id"
            " WHERE c.sheet_id = %s AND c.id < %s ORDER BY c.id DESC LIMIT %s",
            [sheet_id, before, limit],
        )
    ]


def _sheets(tail: str, params: Sequence[object]) -> list[SheetRow]:
    found = sql.rows(f"SELECT {SHEET_COLUMNS} FROM {SHEET_TABLES} {tail}", params)
    lines: dict[int, list[ToPick]] = {row[0]: [] for row in found}
    for line in lines_on(list(lines)):
        lines[line.sheet_id].append(line)
    return [_sheet(row, lines[row[0]]) for row in found]


def _sheet(row: sql.Row, lines: list[ToPick]) -> SheetRow:
    return SheetRow(
        sheet_id=row[0],
        number=row[1],
        status=row[2],
        location=row[3],
        newest_first=bool(row[4]),
        created_by=row[5] or "",
        created_at=_moment(row[6]),
        orders=tuple(dict.fromkeys(line.of.order for line in lines)),
        lines=len(lines),
        quantity=sum(line.quantity for line in lines),
        picked=sum(line.picked for line in lines),
        left=sum(line.left for line in lines) if row[2] == "open" else 0,
    )


def _moment(value: object) -> dt.datetime:
    found = sql.moment(value)
    assert found is not None
    return found
