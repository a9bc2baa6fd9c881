"""Holding units for a document line: a unit is held by one line at most, and the key of the table sees to that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from everyunit.base import sql
from everyunit.stock.queries import UnitRow

ANALYZE_FROM = 10_000


def hold(units: Sequence[UnitRow], line_ids: Sequence[int], at: datetime) -> int:
    """Hold each unit for the line beside it. Units that a rival holds are left out: compare the count."""
    held = sql.insert(
        "stock_hold",
        {
            "unit_id": ("bigint", [unit.unit_id for unit in units]),
            "home": ("smallint", [unit.home for unit in units]),
            "line_id": ("bigint", line_ids),
        },
        {"held_at": at},
        conflict="ON CONFLICT DO NOTHING",
    )
    if held >= ANALYZE_FROM:
        sql.analyze("stock_hold")
    return held


def release_units(units: Sequence[UnitRow], line_ids: Sequence[int]) -> int:
    """Release these units, where one of these lines holds them."""
    chosen = sql.among("unit_id", [unit.unit_id for unit in units])
    lines = sql.among("line_id", line_ids)
    return sql.execute(f"DELETE FROM stock_hold WHERE {chosen.sql} AND {lines.sql}", [*chosen.params, *lines.params])


def release_lines(line_ids: Sequence[int]) -> int:
    """Release all units that these lines hold."""
    lines = sql.among("line_id", line_ids)
    return sql.execute(f"DELETE FROM stock_hold WHERE {lines.sql}", lines.params)
