"""What is printed for those who count on paper: for each bin what is recorded in it, as runs of serial numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.counting.queries import count_by_id
from everyunit.rules.serials import Range
from everyunit.stock.runs import Units, alike

EMPTY_ROWS = 12  # on a sheet that does not tell what is recorded


@dataclass(frozen=True, slots=True)
class SheetLot:
    """A lot that is recorded there: how many pieces, and until when it is good."""

    number: str
    expires_on: dt.date | None
    count: int


@dataclass(frozen=True, slots=True)
class SheetItem:
    """An item that is recorded in a bin: how many, and which units, or of which lots."""

    item: str
    item_name: str
    count: int
    runs: tuple[Range, ...]
    lots: tuple[SheetLot, ...]


@dataclass(frozen=True, slots=True)
class BinSheet:
    """A page for one bin; on a blind count `items` are told to nobody, and there are `blank` rows instead."""

    bin: str
    bin_name: str
    items: tuple[SheetItem, ...]
    blank: range


def count_sheets(count_id: int) -> list[BinSheet]:
    """A sheet for each bin of the count that is not complete, in walking order."""
    count = count_by_id(count_id)
    bins = sql.rows(
        "SELECT b.id, b.code, b.name FROM counting_countbin c JOIN places_bin b ON b.id = c.bin_id"
        " WHERE c.count_id = %s AND c.status IN ('uncounted', 'counting', 'counted') ORDER BY b.position, b.code",
        [count_id],
    )
    blind = count is not None and count.blind
    items = {} if blind or not bins else _items([bin_id for bin_id, _, _ in bins])
    return [
        BinSheet(code, name, tuple(items.get(bin_id, ())), range(EMPTY_ROWS if blind else 3))
        for bin_id, code, name in bins
    ]


def _items(bin_ids: list[int]) -> dict[int, list[SheetItem]]:
    chosen = sql.among("v.bin_id", bin_ids)
    runs: dict[tuple[int, int], list[Range]] = {}
    units = Units(
        "stock_balance v CROSS JOIN stock_unit u",
        f"{chosen.sql} AND u.item_id = v.item_id AND u.bin_id = v.bin_id",
        chosen.params,
    )
    for each in sorted(alike(units, ("u.bin_id", "u.item_id")), key=lambda each: each.serials.first):
        runs.setdefault((each.facts[0], each.facts[1]), []).append(each.serials)
    lots = _lots(bin_ids)
    items: dict[int, list[SheetItem]] = {}
    for bin_id, item_id, code, name, quantity in sql.rows(
        "SELECT v.bin_id, i.id, i.code, i.name, v.quantity FROM stock_balance v"
        f" JOIN catalog_item i ON i.id = v.item_id WHERE {chosen.sql} AND v.quantity > 0 ORDER BY i.code",
        chosen.params,
    ):
        here = bin_id, item_id
        one = SheetItem(code, name, int(quantity), tuple(runs.get(here, ())), tuple(lots.get(here, ())))
        items.setdefault(bin_id, []).append(one)
    return items


def _lots(bin_ids: list[int]) -> dict[tuple[int, int], list[SheetLot]]:
    chosen = sql.among("v.bin_id", bin_ids)
    lots: dict[tuple[int, int], list[SheetLot]] = {}
    for bin_id, item_id, number, expires_on, quantity in sql.rows(
        "SELECT v.bin_id, v.item_id, l.number, l.expires_on, v.quantity FROM stock_lotbalance v"
        f" JOIN catalog_lot l ON l.id = v.lot_id WHERE {chosen.sql} AND v.quantity > 0 ORDER BY l.number",
        chosen.params,
    ):
        lots.setdefault((bin_id, item_id), []).append(SheetLot(number, sql.date(expires_on), int(quantity)))
    return lots
