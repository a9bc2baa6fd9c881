"""Rebuild the caches of the ledger from its movements: where units stand, balances, valuations."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.rules.rights import REVERSE
from everyunit.stock.flows import rebuild_flows
from everyunit.stock.lots import rebuild_lots
from everyunit.stock.received import rebuild_received


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """Rebuild everything that can be rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many units, balances and valuations, the flows of how many postings, how many balances of lots, and the days
    on which how many units were received were wrong and are right now.
    """

    units: int
    balances: int
    valuations: int
    flows: int
    lots: int = 0
    received: int = 0


@operation(right=REVERSE)
def rebuild(work: Work, command: Rebuild) -> Rebuilt:
    """Bring the caches back to what the movements say. Movements, costs and the journal are not touched."""
    if sql.on_postgres():
        sql.execute(
            "LOCK TABLE stock_unit, stock_balance, stock_valuation, stock_flow, stock_lotbalance"
            " IN SHARE ROW EXCLUSIVE MODE"
        )
    units = sql.execute(
        "UPDATE stock_unit SET bin_id = m.to_bin_id, step = m.step FROM stock_movement m"
        " WHERE m.unit_id = stock_unit.id AND m.home = stock_unit.home"
        " AND m.step = (SELECT max(l.step) FROM stock_movement l WHERE l.unit_id = stock_unit.id"
        " AND l.home = stock_unit.home) AND (stock_unit.bin_id <> m.to_bin_id OR stock_unit.step <> m.step)"
    )
    before_balances, before_values = _balances(), _valuations()
    count_balances()
    count_valuations()
    return Rebuilt(
        units=units,
        balances=len({(item, bin_id) for item, bin_id, _ in before_balances ^ _balances()}),
        valuations=len({item for item, _, _ in before_values ^ _valuations()}),
        flows=rebuild_flows(),
        lots=rebuild_lots(),
        received=rebuild_received(),
    )


def count_balances() -> None:
    """Make the balances of items in bins again."""
    sql.execute("DELETE FROM stock_balance")
    sql.execute(
        "INSERT INTO stock_balance (item_id, bin_id, owned, quantity)"
        " SELECT s.item_id, s.bin_id, b.bin_type = 'stock', sum(s.change) FROM ("
        " SELECT item_id, bin_id, count(*) AS change FROM stock_unit GROUP BY item_id, bin_id UNION ALL"
        " SELECT item_id, to_bin_id, sum(quantity) FROM stock_quantitymovement GROUP BY item_id, to_bin_id UNION ALL"
        " SELECT item_id, from_bin_id, -sum(quantity) FROM stock_quantitymovement GROUP BY item_id, from_bin_id"
        " ) s JOIN places_bin b ON b.id = s.bin_id GROUP BY s.item_id, s.bin_id, b.bin_type HAVING sum(s.change) <> 0"
    )


def count_valuations() -> None:
    """Make the valuations of items again."""
    sql.execute("DELETE FROM stock_valuation")
    sql.execute(
        "INSERT INTO stock_valuation (item_id, quantity, value_minor)"
        " SELECT item_id, sum(quantity), sum(value_minor) FROM ("
        " SELECT u.item_id, count(*) AS quantity, sum(u.cost_minor) AS value_minor FROM stock_unit u"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock' GROUP BY u.item_id UNION ALL"
        " SELECT q.item_id, sum(q.quantity), sum(q.value_minor) FROM stock_quantitymovement q"
        " JOIN places_bin f ON f.id = q.from_bin_id AND f.bin_type = 'out'"
        " JOIN places_bin t ON t.id = q.to_bin_id AND t.bin_type = 'stock' GROUP BY q.item_id UNION ALL"
        " SELECT q.item_id, -sum(q.quantity), -sum(q.value_minor) FROM stock_quantitymovement q"
        " JOIN places_bin f ON f.id = q.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = q.to_bin_id AND t.bin_type = 'out' GROUP BY q.item_id UNION ALL"
        " SELECT item_id, 0, sum(value_minor) FROM stock_revaluation GROUP BY item_id"
        " ) s GROUP BY item_id HAVING sum(quantity) <> 0"
    )


def _balances() -> set[tuple[int, int, int]]:
    return {
        (int(item), int(bin_id), int(quantity))
        for item, bin_id, quantity in sql.rows(
            "SELECT item_id, bin_id, quantity FROM stock_balance WHERE quantity <> 0"
        )
    }


def _valuations() -> set[tuple[int, int, int]]:
    return {
        (int(item), int(quantity), int(value))
        for item, quantity, value in sql.rows(
            "SELECT item_id, quantity, value_minor FROM stock_valuation WHERE quantity <> 0"
        )
    }
