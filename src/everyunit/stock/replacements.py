"""Units that stand in for others: which came in the place of which, by which posting. Only ever inserted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.stock.queries import UnitRow

# A replacement that stands: its posting was not reversed.
STANDS = "NOT EXISTS (SELECT 1 FROM stock_posting undo WHERE undo.reverses_id = r.posting_id)"


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit, and the one that it stands in for."""

    unit_id: int
    home: int
    replaced_id: int
    replaced_home: int


def write_replacements(posting_id: int, pairs: Sequence[Pair]) -> None:
    """Write that by this posting each of the units stands in for the other."""
    sql.insert(
        "stock_replacement",
        {
            "unit_id": ("bigint", [pair.unit_id for pair in pairs]),
            "home": ("smallint", [pair.home for pair in pairs]),
            "replaced_id": ("bigint", [pair.replaced_id for pair in pairs]),
            "replaced_home": ("smallint", [pair.replaced_home for pair in pairs]),
        },
        {"posting_id": posting_id},
    )


def stand_in_of(unit: UnitRow) -> str | None:
    """The serial number of the unit that stands in for this one."""
    found = sql.scalar(
        "SELECT u.serial FROM stock_replacement r JOIN stock_unit u ON u.id = r.unit_id AND u.home = r.home"
        f" WHERE r.replaced_id = %s AND r.replaced_home = %s AND {STANDS} ORDER BY r.id LIMIT 1",
        [unit.unit_id, unit.home],
    )
    return None if found is None else str(found)
