"""What a vendor's invoice does to goods that were received before: it clears what was accrued, and a difference
reaches the very units (domain of purchase price variance, PUR-170..172 as settled): those in stock are revalued,
those sold change their cost of sale, for the others it is purchase price variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.models import Line
from everyunit.documents.plans import Plan
from everyunit.documents.pricing import amount_of
from everyunit.documents.progress import progress
from everyunit.rules.money import divide_half_up, share, spread
from everyunit.stock import ledger
from everyunit.stock.costs import change_costs, change_values, revalue_items
from everyunit.stock.queries import LEFT

# The movements by which the units of a posted line `l` came, whatever undid them.
RECEIVED = (
    "documents_line l JOIN stock_posting p ON p.document_id = l.document_id AND p.reverses_id IS NULL"
    " JOIN stock_movement m ON m.posting_id = p.id AND m.line_id = l.id"
)


@dataclass(slots=True)
class Difference:
    """Of one line: what was accrued for it, and where the difference to its worth went. They sum to its worth."""

    accrued: int = 0
    revalued: int = 0
    after_sale: int = 0
    variance: int = 0


def invoice_received(posting_id: int, plans: Sequence[Plan], reason: str) -> dict[int, Difference]:
    """Clear the receipts that these lines invoice; the difference of each line by its id."""
    billing = [plan for plan in plans if plan.billing]
    source_ids = [plan.line.source_line_id for plan in billing if plan.line.source_line_id is not None]
    reached = progress(source_ids)
    differences: dict[int, Difference] = {}
    for plan in billing:  # the lines of one paper
        source = plan.line.source_line
        assert source is not None
        start = reached[source.pk].invoiced
        if source.quantity < 0 and source.item.tracking != "none":
            difference = _settle_return(plan, source, start)
        elif plan.has_units:
            difference = _invoice_units(posting_id, plan, source, start, reason)
        elif plan.line.item.tracking == "quantity":
            difference = _revalue_quantity(posting_id, plan, source, start)
        else:
            difference = Difference(variance=plan.worth_minor)
        differences[plan.line.pk] = difference
    return differences


def spread_late(posting_id: int, cost: Line, amount_minor: int, lines: Sequence[Line], reason: str) -> Difference:
    """Spread a cost that came after the goods over the goods of posted lines: each unit where it now is."""
    weights = {
        "value": [_received_value(line) for line in lines],
        "quantity": [abs(line.quantity) for line in lines],
        "weight": [abs(line.quantity) * line.item.weight_g for line in lines],
    }[cost.spread or "value"]
    total = Difference()
    for line, part in zip(lines, spread(amount_minor, weights), strict=True):
        if line.item.tracking == "quantity":
            each = _to_what_is_left(posting_id, line.item_id, abs(line.quantity), part)
        else:
            count, _ = _received(line.pk, 0, abs(line.quantity))
            each = Difference(variance=part)
            if count:
                steps = _steps(line.pk, 0, part, count, "")
                each = _revalue_units(posting_id, cost.pk, line.item_id, steps, part, reason)
        total.revalued += each.revalued
        total.after_sale += each.after_sale
        total.variance += each.variance
    return total


def _received_value(line: Line) -> int:
    return int(
        sql.scalar(
            "SELECT coalesce((SELECT sum(cost_minor) FROM stock_movement WHERE line_id = %s), 0)"
            " + coalesce((SELECT sum(value_minor) FROM stock_quantitymovement WHERE line_id = %s), 0)",
            [line.pk, line.pk],
        )
    )


def _invoice_units(posting_id: int, plan: Plan, source: Line, start: int, reason: str) -> Difference:
    """The pieces of the receipt from the one at `start` share what the line is worth, instead of what was accrued."""
    count, accrued = _received(source.pk, start, plan.size)
    assert count == plan.size, "a receipt is invoiced piece by piece"
    steps = _steps(source.pk, start, plan.worth_minor, plan.size, " - received_minor")
    change = plan.worth_minor - accrued
    difference = _revalue_units(posting_id, plan.line.pk, plan.line.item_id, steps, change, reason)
    difference.accrued = accrued
    return difference


def _received(line_id: int, start: int, at_most: int) -> tuple[int, int]:
    """How many units of a receipt line there are from the one at `start`, and what they were received at."""
    count, total = sql.rows(
        f"SELECT count(*), coalesce(sum(cost_minor), 0) FROM (SELECT m.cost_minor FROM {RECEIVED}"
        " WHERE l.id = %s ORDER BY m.unit_id LIMIT %s OFFSET %s) each",
        [line_id, at_most, start],
    )[0]
    return int(count), int(total)


def _steps(line_id: int, start: int, total_minor: int, count: int, less: str) -> sql.Fragment:
    """The units of a receipt line from the one at `start`, and what each shall cost: its share of the total more, or
    that `less` something. What is neither ours nor a customer's keeps its cost, and none falls below nothing.
    """
    base, extra = share(total_minor, count)
    wanted = f"old_minor + CAST(%s AS bigint) + CASE WHEN nth <= %s THEN 1 ELSE 0 END{less}"
    return sql.Fragment(
        "SELECT id, home, step, old_minor, CASE WHEN NOT follows THEN old_minor WHEN wanted < 0 THEN 0 ELSE wanted END"
        f" AS new_minor FROM (SELECT pieces.*, {wanted} AS wanted FROM ("
        "SELECT u.id AS id, u.home AS home, u.step AS step, m.cost_minor AS received_minor, u.cost_minor AS old_minor,"
        " b.bin_type = 'stock' OR coalesce(y.role, '') = 'customer' AS follows,"
        " row_number() OVER (ORDER BY u.id) - %s AS nth"
        f" FROM {RECEIVED}"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home JOIN places_bin b ON b.id = u.bin_id"
        " LEFT JOIN stock_movement n ON b.bin_type = 'out' AND n.unit_id = u.id AND n.home = u.home"
        f" AND n.step = {LEFT}"
        " LEFT JOIN stock_posting np ON np.id = n.posting_id"
        " LEFT JOIN documents_document nd ON nd.id = np.document_id LEFT JOIN parties_party y ON y.id = nd.party_id"
        " WHERE l.id = %s) pieces WHERE nth > 0 AND nth <= %s) pieces",
        [base, extra, start, line_id, count],
    )


def _revalue_units(
    posting_id: int, line_id: int, item_id: int, steps: sql.Fragment, change: int, reason: str
) -> Difference:
    """Let each unit's cost follow; what cannot follow of the whole change is variance."""
    revalued, after_sale = change_costs(posting_id, line_id, steps, reason)
    change_values({item_id: revalued})
    return Difference(revalued=revalued, after_sale=after_sale, variance=change - revalued - after_sale)


def _settle_return(plan: Plan, source: Line, start: int) -> Difference:
    """Goods that went back with the receipt: the invoice settles what was accrued for them; their costs are history."""
    size, worth = abs(source.quantity), source.worth_minor
    granted = abs(amount_of(source)) if worth is None else worth  # papers of old kept none: one currency, no tax
    accrued = granted * (start + plan.size) // size - granted * start // size
    return Difference(accrued=accrued, variance=plan.worth_minor - accrued)


def _revalue_quantity(posting_id: int, plan: Plan, source: Line, start: int) -> Difference:
    size = abs(source.quantity)
    received = _received_value(source)
    accrued = received * (start + plan.size) // size - received * start // size
    difference = _to_what_is_left(posting_id, plan.line.item_id, plan.size, plan.worth_minor - accrued)
    difference.accrued = accrued
    return difference


def _to_what_is_left(posting_id: int, item_id: int, size: int, change: int) -> Difference:
    """The part of the change that goes with the pieces still in stock revalues them, the rest is variance."""
    quantity, value = ledger.lock_valuations([item_id])[item_id]
    left = min(quantity, size)
    applied = max(divide_half_up(change * left, size), -value) if left else 0
    revalue_items(posting_id, {item_id: applied})
    return Difference(revalued=applied, variance=change - applied)
