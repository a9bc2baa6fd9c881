"""How far a lot has come: what it was built into, to any depth. Whoever has some of that has some of the lot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from everyunit.assembly.built import BUILT_BY
from everyunit.assembly.loose import UNLINKED
from everyunit.base import sql
from everyunit.stock.part_links import STANDS

DEEPEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltUnit:
    """A unit that may contain some of a lot. `built_in`: the unit that it is in; `customer`: who has it."""

    serial: str
    item: str
    item_name: str
    bin: str
    built_in: str
    customer: str
    customer_name: str


@dataclass(slots=True)
class Reach:
    """The lots and units (ids) that may contain some of a lot, itself and its own units included."""

    lots: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)


# Postings p of work reports that stand.
REPORTED = (
    " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
    " JOIN documents_document d ON d.id = p.document_id AND d.kind = 'WR'"
    " WHERE NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id)"
)


def reach_of(lot_id: int, own_units: Iterable[int]) -> Reach:
    """From the lot and the units that were received with it up through all that was built of them: level by level.

    Counted goods, and units that are linked to none, may be in each piece that their run built. A linked part is in its
    unit alone, as long as it is.
    """
    found, lots, units = Reach({lot_id}, set(own_units)), {lot_id}, set(own_units)
    for _ in range(DEEPEST):
        if not lots and not units:
            break
        reports = _reports_of_lots(lots) | _reports_of_units(units)
        above_units = _made_units(reports) | _wholes(units)
        lots, units = _made_lots(reports) - found.lots, above_units - found.units
        found.lots |= lots
        found.units |= units
    return found


def _reports_of_lots(lot_ids: set[int]) -> set[int]:
    chosen = sql.among("m.lot_id", sorted(lot_ids))
    return _ids(
        f"SELECT DISTINCT p.document_id FROM stock_lotmovement m{REPORTED} AND {chosen.sql}"
        " AND EXISTS (SELECT 1 FROM documents_line l WHERE l.id = m.line_id AND l.quantity > 0)",
        chosen,
    )


def _reports_of_units(unit_ids: set[int]) -> set[int]:
    """Reports that used these units up without saying into what."""
    chosen = sql.among("m.unit_id", sorted(unit_ids))
    return _ids(
        f"SELECT DISTINCT p.document_id FROM stock_movement m{REPORTED} AND {chosen.sql}"
        " AND EXISTS (SELECT 1 FROM documents_line l WHERE l.id = m.line_id AND l.quantity > 0)"
        " AND NOT EXISTS (SELECT 1 FROM stock_partlink k WHERE k.posting_id = p.id AND k.unit_id = m.unit_id)",
        chosen,
    )


def _made_units(document_ids: set[int]) -> set[int]:
    chosen = sql.among("d.id", sorted(document_ids))
    return _ids(
        f"SELECT m.unit_id FROM stock_movement m{REPORTED} AND {chosen.sql}"
        " AND EXISTS (SELECT 1 FROM documents_line l WHERE l.id = m.line_id AND l.quantity < 0)",
        chosen,
    )


def _made_lots(document_ids: set[int]) -> set[int]:
    chosen = sql.among("d.id", sorted(document_ids))
    return _ids(
        f"SELECT DISTINCT m.lot_id FROM stock_lotmovement m{REPORTED} AND {chosen.sql}"
        " AND EXISTS (SELECT 1 FROM documents_line l WHERE l.id = m.line_id AND l.quantity < 0)",
        chosen,
    )


def _wholes(unit_ids: set[int]) -> set[int]:
    chosen = sql.among("l.unit_id", sorted(unit_ids))
    return _ids(f"SELECT l.whole_id FROM stock_partlink l WHERE {chosen.sql} AND {STANDS}", chosen)


def _ids(statement: str, chosen: sql.Fragment) -> set[int]:
    return {int(found) for (found,) in sql.rows(statement, chosen.params)}


def built_of(reach: Reach, own_units: Iterable[int], at_most: int) -> list[BuiltUnit]:
    """The units that were built of it, each with where it is and who has it."""
    chosen = sql.among("u.id", sorted(reach.units - set(own_units))[:at_most])
    return [
        BuiltUnit(
            serial=serial,
            item=item,
            item_name=name,
            bin=bin_,
            built_in=whole or "",
            customer=customer or "",
            customer_name=customer_name or "",
        )
        for serial, item, name, bin_, whole, customer, customer_name in sql.rows(
            "SELECT u.serial, i.code, i.name, b.code, (SELECT w.serial FROM stock_partlink l"
            f" JOIN stock_unit w ON w.id = l.whole_id WHERE l.unit_id = u.id AND {STANDS}), y.code, y.name"
            " FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
            " LEFT JOIN stock_movement m ON m.unit_id = u.id AND m.home = u.home AND m.step = u.step"
            " AND b.bin_type = 'out'"
            " LEFT JOIN stock_posting p ON p.id = m.posting_id LEFT JOIN documents_document d ON d.id = p.document_id"
            " LEFT JOIN parties_party y ON y.id = d.party_id AND y.role = 'customer'"
            f" WHERE {chosen.sql} ORDER BY u.id",
            chosen.params,
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedGoods:
    """What went without a link into the run by which a unit was built: counted goods, of a lot where they are kept by
    lot, or units; `each`: how many of the item are in one unit.
    """

    item: str
    item_name: str
    lot: str
    taken: int
    each: int


def counted_goods_in(unit_id: int, on: dt.date | None = None) -> list[CountedGoods]:
    """What the work report by which a unit was built took without a link, counted goods and units: one statement.
    Nothing, where the unit was not built yet at the end of that day, or was taken apart by then.
    """
    return [
        CountedGoods(item=item, item_name=name, lot=lot or "", taken=int(taken), each=int(each))
        for item, name, lot, taken, each in sql.rows(
            "SELECT x.code, x.name, x.number, sum(x.taken), max(x.each) FROM ("
            " SELECT i.code, i.name, t.number, t.expires_on, coalesce(n.quantity, 0) AS each,"
            " CASE WHEN i.tracking = 'quantity' THEN coalesce(q.quantity, l.quantity) ELSE (SELECT count(*)"
            f"  FROM stock_movement m WHERE m.posting_id = p.id AND m.line_id = l.id AND {UNLINKED}) END AS taken"
            " FROM documents_line o JOIN documents_line l ON l.document_id = o.document_id AND l.quantity > 0"
            " JOIN catalog_item i ON i.id = l.item_id AND i.tracking <> 'none'"
            " JOIN stock_posting p ON p.document_id = o.document_id AND p.reverses_id IS NULL"
            " LEFT JOIN assembly_input n ON n.line_id = l.source_line_id"
            " LEFT JOIN stock_lotmovement q ON q.posting_id = p.id AND q.line_id = l.id"
            " LEFT JOIN catalog_lot t ON t.id = q.lot_id"
            f" WHERE o.id = (SELECT ({BUILT_BY}) FROM stock_unit u WHERE u.id = %s)) x WHERE x.taken > 0"
            " GROUP BY x.code, x.name, x.number, x.expires_on ORDER BY x.code, x.expires_on, x.number",
            [*[on or dt.date.max] * 4, unit_id],
        )
    ]
