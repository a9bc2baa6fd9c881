"""Bins by location, with how much is in each."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql

ORDER = ("l.code", "b.position", "b.code")


@dataclass(frozen=True, slots=True)
class BinStock:
    """A bin with how many items, and how many pieces of them, are in it."""

    code: str
    name: str
    bin_type: str
    stock_type: str
    location: str
    location_name: str
    discontinued: bool
    items: int
    pieces: int


def bins_with_stock(
    *, search: str = "", bin_type: str = "", after: str = "", before: str = "", limit: int = 50
) -> list[BinStock]:
    """Bins by location and position, behind the bin `after` or ahead of the bin `before`."""
    conditions = sql.Conditions()
    if before or after:
        conditions.add(
            f"({', '.join(ORDER)}) {'<' if before else '>'} (SELECT k.code, h.position, h.code FROM places_bin h"
            " JOIN places_location k ON k.id = h.location_id WHERE h.code = %s)",
            before or after,
        )
    conditions.contains(search, "b.code", "b.name")
    if bin_type:
        conditions.add("b.bin_type = %s", bin_type)
    order = ", ".join(f"{column} {'DESC' if before else 'ASC'}" for column in ORDER)
    found = sql.rows(
        "SELECT b.code, b.name, b.bin_type, b.stock_type, l.code, l.name, b.discontinued,"
        " (SELECT count(*) FROM stock_balance s WHERE s.bin_id = b.id AND s.quantity <> 0),"
        " (SELECT coalesce(sum(s.quantity), 0) FROM stock_balance s WHERE s.bin_id = b.id)"
        " FROM places_bin b JOIN places_location l ON l.id = b.location_id"
        f" WHERE {conditions.sql} ORDER BY {order} LIMIT %s",
        [*conditions.params, limit],
    )
    rows = [_bin(each) for each in found]
    return rows[::-1] if before else rows


def _bin(row: sql.Row) -> BinStock:
    code, name, bin_type, stock_type, location, location_name, discontinued, items, pieces = row
    return BinStock(
        code, name, bin_type, stock_type, location, location_name, bool(discontinued), int(items), int(pieces)
    )
