"""Stock as of a past day: what we owned, where, and what it was worth, as it was known then or as it is known now.

Two times are asked for. `on`, a day: what happened up to its end counts, by the dates of papers. `known`, a day or a
minute as a datetime: of that, what was recorded up to its end. The value is that of the inventory accounts for both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from everyunit.base import sql
from everyunit.rules.money import average, spread
from everyunit.stock.days import recorded_by


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFilter:
    """Which stock: at the end of the day `on` (None: now), as known at the end of `known` (None: now), of one item, at
    one location, in one bin.
    """

    on: dt.date | None = None
    known: dt.date | None = None
    item: str = ""
    location: str = ""
    bin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """How many pieces of an item were in a bin and what they were worth; in no bin (""), where pieces that are gone
    left a value behind. Counted goods are worth their part of the item's value.
    """

    item: str
    item_name: str
    bin: str
    bin_name: str
    location: str
    quantity: int
    value_minor: int

    @property
    def key(self) -> tuple[str, str]:
        return self.item, self.bin

    @property
    def average_minor(self) -> int | None:
        return average(self.value_minor, self.quantity) if self.quantity > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTotal:
    """All rows together."""

    quantity: int
    value_minor: int


def happened(on: dt.date | None, known: dt.date | None) -> sql.Conditions:
    """What to ask of a posting p."""
    conditions = sql.Conditions()
    if on is not None:
        conditions.add("p.date <= %s", on)
    until = None if known is None else recorded_by(known)
    if until is not None:
        conditions.add("p.posted_at < %s", until)
    return conditions


def flowed(on: dt.date | None, known: dt.date | None) -> sql.Conditions:
    """What to ask of a flow f, which has both days of its posting; the minute is its posting's."""
    conditions = sql.Conditions()
    if on is not None:
        conditions.add("f.date <= %s", on)
    if isinstance(known, dt.datetime):
        recorded = "EXISTS (SELECT 1 FROM stock_posting r WHERE r.id = f.posting_id AND r.posted_at < %s)"
        day = known.date()
        conditions.add(f"(f.recorded < %s OR f.recorded = %s AND {recorded})", day, day, recorded_by(known))
    elif known is not None:
        conditions.add("f.recorded <= %s", known)
    return conditions


def stock_as_of(wanted: StockFilter) -> list[StockRow]:
    """Stock by item and bin, in the order of their codes; nothing that comes to no pieces and no value."""
    conditions = flowed(wanted.on, wanted.known)
    if wanted.item:
        conditions.add("f.item_id = (SELECT id FROM catalog_item WHERE code = %s)", wanted.item)
    found = sql.rows(
        "SELECT i.code, i.name, coalesce(b.code, ''), coalesce(b.name, ''), coalesce(l.code, ''), s.quantity, s.value,"
        " i.tracking FROM (SELECT f.item_id, f.bin_id, sum(f.quantity) AS quantity, sum(f.value_minor) AS value"
        f" FROM stock_flow f WHERE {conditions.sql} GROUP BY f.item_id, f.bin_id) s"
        " JOIN catalog_item i ON i.id = s.item_id LEFT JOIN places_bin b ON b.id = s.bin_id"
        " LEFT JOIN places_location l ON l.id = b.location_id ORDER BY i.code",
        conditions.params,
    )
    rows: list[StockRow] = []
    for _, of_item in groupby(found, key=lambda each: str(each[0])):
        listed = list(of_item)
        mine = [_row(each) for each in listed]
        rows += _shared(mine) if listed[0][7] == "quantity" else mine
    fitting = [row for row in rows if (row.quantity or row.value_minor) and _at(row, wanted)]
    return sorted(fitting, key=lambda row: row.key)


def _row(each: sql.Row) -> StockRow:
    code, name, bin_, bin_name, location, quantity, value, _ = each
    return StockRow(
        item=code,
        item_name=name,
        bin=bin_,
        bin_name=bin_name,
        location=location,
        quantity=int(quantity),
        value_minor=int(value),
    )


def _shared(rows: Sequence[StockRow]) -> list[StockRow]:
    """Counted goods have one value in the company: each bin its part; what no pieces can bear stands by itself."""
    value = sum(row.value_minor for row in rows)
    bearing = [row for row in rows if row.quantity > 0 and value >= 0]
    parts = dict(zip((row.bin for row in bearing), spread(value, [row.quantity for row in bearing]), strict=True))
    shared = [replace(row, value_minor=parts.get(row.bin, 0)) for row in rows if row.bin]
    left = value - sum(parts.values())
    return [replace(rows[0], bin="", bin_name="", location="", quantity=0, value_minor=left), *shared]


def _at(row: StockRow, wanted: StockFilter) -> bool:
    return wanted.bin in ("", row.bin) and wanted.location in ("", row.location)


def total_of(rows: Iterable[StockRow]) -> StockTotal:
    listed = list(rows)
    return StockTotal(quantity=sum(row.quantity for row in listed), value_minor=sum(row.value_minor for row in listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitThen:
    """Where a unit was and what it cost; `bin` is "" where it had not come in yet. `cost_minor`: None where the reader
    may not see it.
    """

    on: dt.date | None
    known: dt.date | None
    bin: str = ""
    bin_name: str = ""
    owned: bool = False
    cost_minor: int | None = None


def unit_as_of(unit_id: int, on: dt.date | None, known: dt.date | None, *, costs: bool) -> UnitThen:
    """Where the unit was at the end of a day, as known at the end of another or of a minute: its last movement up to
    then tells.
    """
    conditions = happened(on, known)
    found = sql.row(
        "SELECT b.code, b.name, b.bin_type FROM stock_movement m"
        f" JOIN stock_posting p ON p.id = m.posting_id JOIN places_bin b ON b.id = m.to_bin_id"
        f" WHERE m.unit_id = %s AND {conditions.sql} ORDER BY m.step DESC LIMIT 1",
        [unit_id, *conditions.params],
    )
    if found is None:
        return UnitThen(on=on, known=known)
    cost = None
    if costs:
        cost = int(
            sql.scalar(
                "SELECT (SELECT m.cost_minor FROM stock_movement m WHERE m.unit_id = %s AND m.step = 1)"
                " + coalesce(sum(c.new_minor - c.old_minor), 0) FROM stock_costchange c"
                f" JOIN stock_posting p ON p.id = c.posting_id WHERE c.unit_id = %s AND {conditions.sql}",
                [unit_id, unit_id, *conditions.params],
            )
        )
    return UnitThen(on=on, known=known, bin=found[0], bin_name=found[1], owned=found[2] == "stock", cost_minor=cost)
