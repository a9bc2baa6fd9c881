"""Reading parcels: those of a paper, and what is in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.rules.serials import Range, compress
from everyunit.selling.packing import BY_TABLES, ORDERS

PARCEL_COLUMNS = (
    "c.id, c.number, c.document_id, d.kind, d.number, p.code, p.name, c.ship_via, c.tracking_number, c.weight_g,"
    " who.username, c.created_at"
)
PARCEL_TABLES = (
    "selling_parcel c JOIN documents_document d ON d.id = c.document_id LEFT JOIN parties_party p ON p.id = d.party_id"
    " LEFT JOIN people_user who ON who.id = c.created_by"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRow:
    """A parcel and the paper that it belongs to; `pieces`: how many are in it."""

    parcel_id: int
    number: str
    document_id: int
    kind: str
    document_number: str
    party: str
    party_name: str
    ship_via: str
    tracking_number: str
    weight_g: int | None
    created_by: str
    created_at: dt.datetime
    pieces: int

    @property
    def document(self) -> str:
        return f"{self.kind} {self.document_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRow:
    """What of a line is in a parcel: so many, and which units."""

    line_id: int
    item: str
    item_name: str
    tracking: str
    count: int
    serials: tuple[Range, ...]


def parcel_by_id(parcel_id: int) -> ParcelRow | None:
    return next(iter(_parcels("WHERE c.id = %s", [parcel_id])), None)


def parcel_id_of(number: str) -> int | None:
    found = sql.scalar("SELECT id FROM selling_parcel WHERE number = %s", [number])
    return None if found is None else int(found)


def parcels_of(document_id: int) -> list[ParcelRow]:
    """The parcels of the paper, of the orders that it delivers, and of the invoices that deliver it, oldest first."""
    return _parcels(
        "WHERE c.document_id = %s OR c.document_id IN ("
        f" SELECT s.document_id FROM documents_line l {BY_TABLES} WHERE l.document_id = %s AND o.kind IN ({ORDERS}))"
        " OR EXISTS (SELECT 1 FROM selling_packed k JOIN documents_line l ON l.id = k.line_id"
        " WHERE k.parcel_id = c.id AND l.document_id = %s) ORDER BY c.id",
        [document_id, document_id, document_id],
    )


def contents_of(parcel_id: int) -> list[ContentRow]:
    """What is in the parcel, in the order of the paper's lines."""
    units: dict[int, list[str]] = {}
    counts: dict[int, int] = {}
    names: dict[int, tuple[str, str, str]] = {}
    for line_id, item, item_name, tracking, quantity, serial in sql.rows(
        "SELECT l.id, i.code, i.name, i.tracking, k.quantity, u.serial FROM selling_packed k"
        " JOIN documents_line l ON l.id = k.line_id JOIN catalog_item i ON i.id = l.item_id"
        " LEFT JOIN stock_unit u ON u.id = k.unit_id AND u.home = k.home"
        " WHERE k.parcel_id = %s ORDER BY l.document_id, l.position, u.id",
        [parcel_id],
    ):
        names[line_id] = item, item_name, tracking
        counts[line_id] = counts.get(line_id, 0) + int(quantity)
        if serial is not None:
            units.setdefault(line_id, []).append(serial)
    return [
        ContentRow(
            line_id=line_id,
            item=item,
            item_name=item_name,
            tracking=tracking,
            count=counts[line_id],
            serials=tuple(compress(units.get(line_id, ()))),
        )
        for line_id, (item, item_name, tracking) in names.items()
    ]


def _parcels(tail: str, params: Sequence[object]) -> list[ParcelRow]:
    found = sql.rows(f"SELECT {PARCEL_COLUMNS} FROM {PARCEL_TABLES} {tail}", params)
    if not found:
        return []
    mine = sql.among("parcel_id", [row[0] for row in found])
    pieces: dict[int, int] = dict(
        sql.rows(
            f"SELECT parcel_id, sum(quantity) FROM selling_packed WHERE {mine.sql} GROUP BY parcel_id", mine.params
        )
    )
    return [_parcel(row, int(pieces.get(row[0], 0))) for row in found]


def _parcel(row: sql.Row, pieces: int) -> ParcelRow:
    created_at = sql.moment(row[11])
    assert created_at is not None
    return ParcelRow(
        parcel_id=row[0],
        number=row[1],
        document_id=row[2],
        kind=row[3],
        document_number=row[4],
        party=row[5] or "",
        party_name=row[6] or "",
        ship_via=row[7],
        tracking_number=row[8],
        weight_g=row[9],
        created_by=row[10] or "",
        created_at=created_at,
        pieces=pieces,
    )
