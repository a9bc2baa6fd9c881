"""Flows: by how much each posting changed what we own of each item, bin by bin.

They are the movements and the changes of cost, summed by posting. What we own at the end of any past day is the sum of
the flows up to it, without a look at single units; `everyunit rebuild` makes them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyunit.base import sql

# What the ledger says, posting by posting: (posting_id, item_id, bin_id, quantity, value_minor). A unit whose cost
# changes outside carries the new cost along when it comes in, so that is no flow of its own.
MOVED = (
    "SELECT m.posting_id, u.item_id, m.to_bin_id AS bin_id, 1 AS quantity, m.cost_minor AS value_minor"
    " FROM stock_movement m JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
    " JOIN places_bin b ON b.id = m.to_bin_id AND b.bin_type = 'stock'"
    " UNION ALL SELECT m.posting_id, u.item_id, m.from_bin_id, -1, -m.cost_minor"
    " FROM stock_movement m JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
    " JOIN places_bin b ON b.id = m.from_bin_id AND b.bin_type = 'stock'"
    " UNION ALL SELECT m.posting_id, m.item_id, m.to_bin_id, m.quantity, m.value_minor"
    " FROM stock_quantitymovement m JOIN places_bin b ON b.id = m.to_bin_id AND b.bin_type = 'stock'"
    " UNION ALL SELECT m.posting_id, m.item_id, m.from_bin_id, -m.quantity, -m.value_minor"
    " FROM stock_quantitymovement m JOIN places_bin b ON b.id = m.from_bin_id AND b.bin_type = 'stock'"
)
CHANGED = (
    "SELECT c.posting_id, u.item_id, m.to_bin_id AS bin_id, 0 AS quantity, c.new_minor - c.old_minor AS value_minor"
    " FROM stock_costchange c JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
    " JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.step = c.step"
    " JOIN places_bin b ON b.id = m.to_bin_id AND b.bin_type = 'stock' WHERE {posting} 1 = 1"
    " UNION ALL SELECT c.posting_id, c.item_id, CAST(NULL AS bigint), 0, c.value_minor"
    " FROM stock_revaluation c WHERE {posting} 1 = 1"
)
FLOWED = (
    "SELECT posting_id, item_id, bin_id, sum(quantity) AS quantity, sum(value_minor) AS value_minor"
    f" FROM ({MOVED} UNION ALL {CHANGED.format(posting='')}) ledger GROUP BY posting_id, item_id, bin_id"
    " HAVING sum(quantity) <> 0 OR sum(value_minor) <> 0"
)
TARGET = "INSERT INTO stock_flow (posting_id, date, recorded, item_id, bin_id, quantity, value_minor)"


def flow(posting_id: int, moved: Mapping[tuple[int, int], Sequence[int]]) -> None:
    """Write the flows of a posting: what it moved, as (quantity, value) by item and stock bin, and what it made goods
    in stock cost more.
    """
    listed = sql.listing(
        "s",
        {
            "item_id": ("bigint", [item_id for item_id, _ in moved]),
            "bin_id": ("bigint", [bin_id for _, bin_id in moved]),
            "quantity": ("bigint", [total[0] for total in moved.values()]),
            "value_minor": ("bigint", [total[1] for total in moved.values()]),
        },
    )
    sql.execute(
        f"{TARGET} SELECT p.id, p.date, date(p.posted_at), f.item_id, f.bin_id, sum(f.quantity), sum(f.value_minor)"
        " FROM ("
        f"SELECT item_id, bin_id, quantity, value_minor FROM {listed.sql} UNION ALL"
        " SELECT item_id, bin_id, quantity, value_minor"
        f" FROM ({CHANGED.format(posting='c.posting_id = %s AND')}) changed) f"
        " CROSS JOIN stock_posting p WHERE p.id = %s GROUP BY p.id, p.date, p.posted_at, f.item_id, f.bin_id"
        " HAVING sum(f.quantity) <> 0 OR sum(f.value_minor) <> 0",
        [*listed.params, posting_id, posting_id, posting_id],
    )


def rebuild_flows() -> int:
    """Make the flows again from the ledger; how many postings had other ones."""
    wrong = int(sql.scalar(f"SELECT count(DISTINCT posting_id) FROM ({UNTRUE}) wrong"))
    sql.execute("DELETE FROM stock_flow")
    sql.execute(
        f"{TARGET} SELECT f.posting_id, p.date, date(p.posted_at), f.item_id, f.bin_id, f.quantity, f.value_minor"
        f" FROM ({FLOWED}) f JOIN stock_posting p ON p.id = f.posting_id ORDER BY f.posting_id"
    )
    return wrong


# Flows that are not what the ledger says, or that are of other days than their posting.
UNTRUE = (
    "SELECT posting_id, item_id, bin_id FROM ("
    f"SELECT posting_id, item_id, bin_id, quantity, value_minor FROM ({FLOWED}) flowed UNION ALL"
    " SELECT posting_id, item_id, bin_id, -quantity, -value_minor FROM stock_flow) both_ways"
    " GROUP BY posting_id, item_id, bin_id HAVING sum(quantity) <> 0 OR sum(value_minor) <> 0"
    " UNION ALL SELECT f.posting_id, f.item_id, f.bin_id FROM stock_flow f"
    " LEFT JOIN stock_posting p ON p.id = f.posting_id WHERE p.id IS NULL OR p.date <> f.date"
    " OR f.recorded <> date(p.posted_at)"
)
