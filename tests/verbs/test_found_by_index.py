"""A unit is found by its maker's number with an index, however many units there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.trade import Trade

from everyunit.base import sql
from everyunit.reports.item_lookup import items_offered
from everyunit.reports.search import find
from everyunit.reports.serial_numbers import UnitFilter, search_for
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.stock.queries import units_by_maker_serial

WAYS: dict[str, Callable[[], object]] = {
    "scanned": lambda: units_by_maker_serial(["W1F0A1"]),
    "looked up": lambda: units_with_maker_serial("W1F0A1", costs=True),
    "typed where an item is asked for": lambda: items_offered("W1F0A1", 12),
    "searched": lambda: find("W1F0A1"),
    "listed": lambda: search_for(UnitFilter(maker_serial="W1F"), costs=True),
}


def plans(action: Callable[[], object]) -> list[str]:
    """How the database goes about the statements that ask for a maker's number."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if "maker_serial = " in statement or "maker_serial >= " in statement:
            asked.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        action()
    if not sql.on_postgres():
        return [str(sql.rows(f"EXPLAIN QUERY PLAN {statement}", params)) for statement, params in asked]
    sql.execute("SET LOCAL enable_seqscan = off")
    return [str(sql.rows(f"EXPLAIN {statement}", params)) for statement, params in asked]


@pytest.mark.parametrize("way", WAYS)
def test_a_makers_number_is_found_by_its_index(trade: Trade, way: str) -> None:
    trade.receive(quantity=500)  # of a handful, whatever the planner does is right
    if sql.on_postgres():
        sql.execute("ANALYZE stock_unit")
    found = plans(WAYS[way])
    assert found
    assert all("unit_maker_serial" in plan for plan in found), found
