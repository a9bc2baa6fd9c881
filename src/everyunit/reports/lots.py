"""Lots: where each is, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.fields.queries import searched_texts
from everyunit.reports.recall import BuiltUnit, built_of, reach_of

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """A lot. `pieces`: counted pieces of it that are in stock. `vendor`: who delivered it first; what they call it."""

    lot_id: int
    item: str
    item_name: str
    tracking: str
    number: str
    made_on: dt.date | None
    expires_on: dt.date | None
    note: str
    vendor: str
    vendor_name: str
    vendors_number: str
    pieces: int


@dataclass(frozen=True, slots=True)
class LotPlace:
    """Pieces of the lot in a stock bin."""

    bin: str
    bin_name: str
    pieces: int


@dataclass(frozen=True, slots=True)
class LotStep:
    """A paper that moved pieces of the lot, or received units of it."""

    at: dt.datetime
    kind: str
    number: str
    party: str
    from_bin: str
    to_bin: str
    pieces: int


def lots(*, item: str = "", search: str = "", after: int = 0, limit: int = 50) -> list[LotRow]:
    """Lots, those entered last first, behind the lot `after`; `search`: in the numbers, the item's code and its name,
    and in own fields.
    """
    conditions = sql.Conditions()
    if item:
        conditions.add("i.code = %s", item)
    if after:
        conditions.add("l.id < %s", after)
    conditions.contains(search, "l.number", "l.vendors_number", "i.code", "i.name", searched_texts("'lot'", "l.id"))
    return _lots(f"{conditions.sql} ORDER BY l.id DESC LIMIT %s", [*conditions.params, limit])


def lot_named(item: str, number: str) -> LotRow | None:
    """The lot of this item with this number."""
    return next(iter(_lots("i.code = %s AND l.number = %s", [item, number])), None)


def _lots(tail: str, params: list[object]) -> list[LotRow]:
    return [
        LotRow(
            lot_id=row[0],
            item=row[1],
            item_name=row[2],
            tracking=row[3],
            number=row[4],
            made_on=sql.date(row[5]),
            expires_on=sql.date(row[6]),
            note=row[7],
            pieces=int(row[8]),
            vendors_number=row[9],
            vendor=row[10] or "",
            vendor_name=row[11] or "",
        )
        for row in sql.rows(
            "SELECT l.id, i.code, i.name, i.tracking, l.number, l.made_on, l.expires_on, l.note, coalesce(("
            " SELECT sum(b.quantity) FROM stock_lotbalance b WHERE b.lot_id = l.id), 0),"
            " l.vendors_number, v.code, v.name FROM catalog_lot l JOIN catalog_item i ON i.id = l.item_id"
            " LEFT JOIN parties_party v ON v.id ="
            " (SELECT d.party_id FROM documents_linelot n JOIN documents_line k ON k.id = n.line_id"
            " JOIN documents_document d ON d.id = k.document_id AND d.status = 'posted'"
            " JOIN parties_party p ON p.id = d.party_id AND p.role = 'vendor'"
            f" WHERE n.lot_id = l.id ORDER BY k.id LIMIT 1) WHERE {tail}",
            params,
        )
    ]


def places_of(lot_id: int) -> list[LotPlace]:
    """Where pieces of it are, by bin."""
    return [
        LotPlace(code, name, int(pieces))
        for code, name, pieces in sql.rows(
            "SELECT b.code, b.name, s.quantity FROM stock_lotbalance s JOIN places_bin b ON b.id = s.bin_id"
            " WHERE s.lot_id = %s AND s.quantity > 0 ORDER BY b.code",
            [lot_id],
        )
    ]


# Units that were received with the lot `%s`: those that a line which names it brought into the world or into stock.
OF_LOT = (
    "(SELECT DISTINCT m.unit_id, m.home FROM documents_linelot n"
    " JOIN documents_line l ON l.id = n.line_id JOIN stock_posting p ON p.document_id = l.document_id"
    " JOIN stock_movement m ON m.posting_id = p.id AND m.line_id = l.id WHERE n.lot_id = %s)"
)


def own_units(lot_id: int) -> list[int]:
    """The units (ids) that were received with it."""
    return [int(unit_id) for (unit_id,) in sql.rows(f"SELECT mine.unit_id FROM {OF_LOT} mine", [lot_id])]


def built_with(lot_id: int, at_most: int = SHOWN) -> list[BuiltUnit]:
    """The units that may contain some of it, because it was built into them."""
    mine = own_units(lot_id)
    return built_of(reach_of(lot_id, mine), mine, at_most)


def units_of(lot_id: int) -> int:
    """How many units were received with it."""
    return int(sql.scalar(f"SELECT count(*) FROM {OF_LOT} mine", [lot_id]))


def lot_of_unit(unit_id: int) -> tuple[str, str] | None:
    """Item and number of the lot that the unit was received with."""
    found = sql.row(
        "SELECT i.code, lot.number FROM stock_movement m JOIN documents_linelot n ON n.line_id = m.line_id"
        " JOIN catalog_lot lot ON lot.id = n.lot_id JOIN catalog_item i ON i.id = lot.item_id"
        " WHERE m.unit_id = %s ORDER BY m.step LIMIT 1",
        [unit_id],
    )
    return None if found is None else (str(found[0]), str(found[1]))


def steps_of(lot_id: int, at_most: int = SHOWN) -> list[LotStep]:
    """What moved pieces of it, the newest first."""
    return [
        LotStep(at, kind or "", number or "", party or "", source or "", target, int(pieces))
        for at, kind, number, party, source, target, pieces in (
            (sql.moment(row[0]), *row[1:])
            for row in sql.rows(
                "SELECT p.posted_at, d.kind, d.number, y.name, f.code, t.code, m.quantity FROM stock_lotmovement m"
                " JOIN stock_posting p ON p.id = m.posting_id LEFT JOIN documents_document d ON d.id = p.document_id"
                " LEFT JOIN parties_party y ON y.id = d.party_id LEFT JOIN places_bin f ON f.id = m.from_bin_id"
                " JOIN places_bin t ON t.id = m.to_bin_id WHERE m.lot_id = %s ORDER BY m.id DESC LIMIT %s",
                [lot_id, at_most],
            )
        )
        if at is not None
    ]


def lots_taken(document_id: int) -> dict[int, list[tuple[str, int]]]:
    """Of which lots, and how many, each line of a document was when it posted."""
    taken: dict[int, list[tuple[str, int]]] = {}
    for line_id, number, pieces in sql.rows(
        "SELECT m.line_id, l.number, sum(m.quantity) FROM stock_posting p"
        " JOIN stock_lotmovement m ON m.posting_id = p.id JOIN catalog_lot l ON l.id = m.lot_id"
        " WHERE p.document_id = %s AND p.reverses_id IS NULL GROUP BY m.line_id, l.number ORDER BY m.line_id, l.number",
        [document_id],
    ):
        taken.setdefault(line_id, []).append((number, int(pieces)))
    return taken
