"""What the goods of an order cost, as far as it can be known before they leave (SAL-129)."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import STOCK, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.queries import DocumentRow
from everyunit.rules.money import divide_half_up

# Of each line of an order: ordered pieces, what is delivered and committed with its cost, and what we own of the item.
_LINES = (
    "SELECT l.id, l.quantity, i.tracking,"
    " (SELECT count(*) FROM stock_hold h WHERE h.line_id = l.id OR h.from_line_id = l.id),"
    " (SELECT coalesce(sum(u.cost_minor), 0) FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
    " AND u.home = h.home WHERE h.line_id = l.id OR h.from_line_id = l.id),"
    " (SELECT count(*) FROM ({units}) m), (SELECT coalesce(sum(m.cost_minor), 0) FROM ({units}) m),"
    " (SELECT coalesce(sum(q.quantity), 0) FROM ({quantities}) q),"
    " (SELECT coalesce(sum(q.value_minor), 0) FROM ({quantities}) q),"
    " coalesce(v.quantity, 0), coalesce(v.value_minor, 0)"
    " FROM documents_line l JOIN catalog_item i ON i.id = l.item_id"
    " LEFT JOIN stock_valuation v ON v.item_id = l.item_id WHERE l.document_id = %s ORDER BY l.position"
)
_DELIVERED = (
    "SELECT m.* FROM documents_line f JOIN stock_posting p ON p.document_id = f.document_id AND p.reverses_id IS NULL"
    " JOIN {table} m ON m.posting_id = p.id AND m.line_id = f.id WHERE f.source_line_id = l.id"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCost:
    """Of a line: what all that was ordered costs, and one piece of it."""

    total_minor: int
    each_minor: int


def order_costs(order: DocumentRow) -> dict[int, OrderCost]:
    """By line of an order that takes from our stock: delivered and committed units at what they cost, the rest at the
    item's average of this moment. What is outstanding on a closed order costs nothing.
    """
    kind = KINDS[order.kind]
    if kind.stage is not Stage.ORDER or kind.route.source != STOCK:
        return {}
    statement = _LINES.format(
        units=_DELIVERED.format(table="stock_movement"), quantities=_DELIVERED.format(table="stock_quantitymovement")
    )
    costs = {}
    for line_id, quantity, tracking, *figures in sql.rows(statement, [order.document_id]):
        if quantity <= 0 or tracking == "none":
            continue
        held, held_cost, gone, gone_cost, issued, issued_cost, owned, value = (int(each) for each in figures)
        rest = max(0, quantity - held - gone - issued) if order.status == "open" else 0
        expected = divide_half_up(value * rest, owned) if owned else 0
        total = held_cost + gone_cost + issued_cost + expected
        costs[line_id] = OrderCost(total_minor=total, each_minor=divide_half_up(total, quantity))
    return costs
