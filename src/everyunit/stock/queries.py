"""Reading the ledger: units by their numbers, who holds them, where they last came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.rules.money import average
from everyunit.rules.serials import home_of

UNIT_COLUMNS = "u.id, u.home, u.serial, u.maker_serial, u.item_id, u.bin_id, u.step"
# Word for word what the partial indexes say: SQLite uses them for nothing else, and would read the whole stock.
NUMBERED = "NOT u.maker_serial = ''"
NOTED = "NOT u.note = ''"
# The step by which a unit u last left our stock, leaving out what was undone; it may have gone on from there.
LEFT = (
    "(SELECT max(o.step) FROM stock_movement o JOIN places_bin f ON f.id = o.from_bin_id AND f.bin_type = 'stock'"
    " JOIN places_bin t ON t.id = o.to_bin_id AND t.bin_type = 'out' JOIN stock_posting op ON op.id = o.posting_id"
    " WHERE o.unit_id = u.id AND o.home = u.home AND op.reverses_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = op.id))"
)


@dataclass(slots=True)
class UnitRow:
    """A unit as the scanning verbs need it."""

    unit_id: int
    home: int
    serial: str
    maker_serial: str
    item_id: int
    bin_id: int
    step: int


def units_by_serial(serials: Sequence[str]) -> dict[str, UnitRow]:
    """The units with these serial numbers."""
    listed = sql.listing(
        "s", {"serial": ("text", serials), "home": ("smallint", [home_of(serial) for serial in serials])}
    )
    found = sql.rows(
        f"SELECT {UNIT_COLUMNS} FROM {listed.sql} CROSS JOIN stock_unit u"
        " WHERE u.serial = s.serial AND u.home = s.home",
        listed.params,
    )
    return {each[2]: UnitRow(*each) for each in found}


def units_by_maker_serial(texts: Sequence[str]) -> dict[str, list[UnitRow]]:
    """The units with these makers' numbers; a number may belong to several."""
    listed = sql.listing("s", {"text": ("text", texts)})
    found = sql.rows(
        f"SELECT {UNIT_COLUMNS} FROM {listed.sql} CROSS JOIN stock_unit u"
        f" WHERE u.maker_serial = s.text AND {NUMBERED} ORDER BY u.id",
        listed.params,
    )
    units: dict[str, list[UnitRow]] = {}
    for each in found:
        units.setdefault(each[3], []).append(UnitRow(*each))
    return units


def unit_by_id(unit_id: int) -> UnitRow | None:
    if not 0 < unit_id < 2**63:
        return None
    found = sql.row(f"SELECT {UNIT_COLUMNS} FROM stock_unit u WHERE u.id = %s", [unit_id])
    return None if found is None else UnitRow(*found)


def holding_lines(units: Sequence[UnitRow]) -> dict[int, int]:
    """Which document line holds each of the units, for those that are held."""
    listed = sql.listing(
        "s",
        {
            "unit_id": ("bigint", [unit.unit_id for unit in units]),
            "home": ("smallint", [unit.home for unit in units]),
        },
    )
    return dict(
        sql.rows(
            f"SELECT h.unit_id, h.line_id FROM {listed.sql} CROSS JOIN stock_hold h"
            " WHERE h.unit_id = s.unit_id AND h.home = s.home",
            listed.params,
        )
    )


def units_held(line_ids: Sequence[int]) -> list[UnitRow]:
    """The units that these lines hold, in order."""
    chosen = sql.among("h.line_id", line_ids)
    return [
        UnitRow(*each)
        for each in sql.rows(
            f"SELECT {UNIT_COLUMNS} FROM stock_hold h CROSS JOIN stock_unit u"
            f" WHERE {chosen.sql} AND u.id = h.unit_id AND u.home = h.home ORDER BY h.line_id, u.id",
            chosen.params,
        )
    ]


def average_cost(item_id: int) -> int:
    """What a piece of the item costs on average, of those we own; 0 where there are none."""
    return average_costs([item_id]).get(item_id, 0)


def average_costs(item_ids: Sequence[int]) -> dict[int, int]:
    """The same of many items; those that we never owned are missing."""
    chosen = sql.among("item_id", item_ids)
    found = sql.rows(f"SELECT item_id, value_minor, quantity FROM stock_valuation WHERE {chosen.sql}", chosen.params)
    return {int(item_id): average(int(value), int(quantity)) for item_id, value, quantity in found}
