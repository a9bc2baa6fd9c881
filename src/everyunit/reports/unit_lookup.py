"""Which units a number means."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.reports.listed_units import ListedUnit, facts
from everyunit.stock.queries import NUMBERED


def units_with_maker_serial(
    number: str, *, costs: bool, before: int | None = None, limit: int = 50
) -> list[ListedUnit]:
    """The units with exactly this maker's number, newest first, behind the key `before`."""
    conditions = sql.Conditions()
    conditions.add(f"u.maker_serial = %s AND {NUMBERED}", number)
    if before is not None:
        conditions.add("u.id < %s", before)
    return facts([sql.Fragment(conditions.sql, conditions.params)], limit, costs=costs)
