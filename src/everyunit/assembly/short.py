"""What all open work orders lack together: by item and location, for which orders, and what there is of it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import KINDS
from everyunit.documents.on_orders import left_on_orders, on_orders
from everyunit.documents.set_aside import FOR_SALE


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBy:
    """A work order that lacks so many."""

    number: str
    item: str
    due_on: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A component of open work orders at a location: how many they lack, how many nothing holds there, and how many are
    on order or to be built.
    """

    item: str
    item_name: str
    item_type: str
    location: str
    missing: int
    free: int
    ordered: int
    orders: tuple[WantedBy, ...]

    @property
    def short(self) -> int:
        """How many are not here."""
        return max(0, self.missing - self.free)

    @property
    def to_order(self) -> int:
        """How many are neither here nor on order."""
        return max(0, self.short - self.ordered)


def short_of_all() -> list[Short]:
    """What open work orders lack, what is short first; a handful of statements."""
    wanted = _wanted()
    item_ids = sorted({item_id for item_id, _ in wanted})
    items = _items(item_ids)
    free, orders = _free(item_ids), on_orders(item_ids)
    places: dict[int, str] = dict(sql.rows("SELECT id, code FROM places_location"))
    found = [
        Short(
            item=items[item_id][0],
            item_name=items[item_id][1],
            item_type=items[item_id][2],
            location=places[location_id],
            missing=sum(each.missing for each in lacking),
            free=free.get((item_id, location_id), 0),
            ordered=orders[item_id, location_id].ordered if (item_id, location_id) in orders else 0,
            orders=tuple(lacking),
        )
        for (item_id, location_id), lacking in wanted.items()
    ]
    return sorted(found, key=lambda each: (not each.to_order, not each.short, each.item, each.location))


def _wanted() -> dict[tuple[int, int], list[WantedBy]]:
    """By item and location: the orders that hold fewer than they need."""
    left = left_on_orders(sql.Fragment("l.quantity > 0 AND d.kind = %s", [KINDS["WO"].code]))
    found: dict[tuple[int, int], list[WantedBy]] = {}
    for item_id, location_id, number, due_on, built, missing in sql.rows(
        "SELECT w.item_id, w.location_id, o.number, o.deliver_on, b.code, w.waiting"
        " - (SELECT count(*) FROM stock_hold h WHERE h.line_id = w.line_id)"
        " - coalesce((SELECT sum(q.quantity) FROM stock_quantityhold q WHERE q.line_id = w.line_id), 0) AS missing"
        f" FROM {left.sql} w JOIN documents_document o ON o.id = w.document_id"
        " JOIN catalog_item i ON i.id = w.item_id AND i.tracking <> 'none'"
        " JOIN documents_line m ON m.document_id = o.id AND m.quantity < 0 JOIN catalog_item b ON b.id = m.item_id"
        " ORDER BY o.deliver_on, o.number",
        left.params,
    ):
        if missing > 0:
            day = sql.date(due_on)
            each = WantedBy(number=number, item=built, due_on=day.isoformat() if day else "", missing=int(missing))
            found.setdefault((item_id, location_id), []).append(each)
    return found


def _items(item_ids: list[int]) -> dict[int, tuple[str, str, str]]:
    chosen = sql.among("id", item_ids)
    rows = sql.rows(f"SELECT id, code, name, item_type FROM catalog_item WHERE {chosen.sql}", chosen.params)
    return {item_id: (code, name, item_type) for item_id, code, name, item_type in rows}


def _free(item_ids: list[int]) -> dict[tuple[int, int], int]:
    """Pieces in bins of normal stock that nothing holds, by item and location."""
    units, counted = sql.among("u.item_id", item_ids), sql.among("s.item_id", item_ids)
    return {
        (item_id, location_id): int(pieces)
        for item_id, location_id, pieces in sql.rows(
            "SELECT f.item_id, b.location_id, sum(f.pieces) FROM ("
            f" SELECT u.item_id, u.bin_id, count(*) AS pieces FROM stock_unit u WHERE {units.sql}"
            " AND NOT EXISTS (SELECT 1 FROM stock_hold h WHERE h.unit_id = u.id AND h.home = u.home)"
            " GROUP BY u.item_id, u.bin_id UNION ALL"
            " SELECT s.item_id, s.bin_id, s.quantity - coalesce((SELECT sum(q.quantity) FROM stock_quantityhold q"
            "  WHERE q.item_id = s.item_id AND q.bin_id = s.bin_id), 0) FROM stock_balance s"
            f" JOIN catalog_item i ON i.id = s.item_id AND i.tracking = 'quantity' WHERE {counted.sql}"
            f") f JOIN places_bin b ON b.id = f.bin_id AND b.bin_type = 'stock' AND b.stock_type = '{FOR_SALE}'"
            " AND NOT b.discontinued GROUP BY f.item_id, b.location_id",
            [*units.params, *counted.params],
        )
    }
