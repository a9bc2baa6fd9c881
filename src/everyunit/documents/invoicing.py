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
from everyunit.rules.money import divide_half_up, shares, spread
from everyunit.stock import ledger
from everyunit.stock.costs import CostStep, change_costs, change_values, revalue_items


@dataclass(slots=True)
class Difference:
    """Of one line: what was accrued for it, and where the difference to its worth went. They sum to its worth."""

    accrued: int = 0
    revalued: int = 0
    after_sale: int = 0
    variance: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit of a receipt line: what it was received at, what it costs now, and whose it is."""

    unit_id: int
    home: int
    step: int
    received_minor: int
    cost_minor: int
    owned: bool
    sold: bool


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
            pieces = _pieces(source.pk)[start : start + plan.size]
            wanted = shares(plan.worth_minor, plan.size)
            steps = [(piece, new - piece.received_minor) for piece, new in zip(pieces, wanted, strict=True)]
            difference = _revalue_units(posting_id, plan.line, plan.line.item_id, steps, reason)
            difference.accrued = sum(piece.received_minor for piece in pieces)
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
            pieces = _pieces(line.pk)
            parts = shares(part, len(pieces)) if pieces else []
            each = _revalue_units(posting_id, cost, line.item_id, list(zip(pieces, parts, strict=True)), reason)
            each.variance += 0 if pieces else part
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


def _pieces(line_id: int) -> list[_Piece]:
    return [
        _Piece(int(unit_id), int(home), int(step), int(received), int(cost), bool(owned), bool(sold))
        for unit_id, home, step, received, cost, owned, sold in sql.rows(
            "SELECT u.id, u.home, u.step, m.cost_minor, u.cost_minor,"
            " CASE WHEN b.bin_type = 'stock' THEN 1 ELSE 0 END,"
            " CASE WHEN b.bin_type = 'out' AND y.role = 'customer' THEN 1 ELSE 0 END"
            " FROM documents_line l JOIN stock_posting p ON p.document_id = l.document_id AND p.reverses_id IS NULL"
            " JOIN stock_movement m ON m.posting_id = p.id AND m.line_id = l.id"
            " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home JOIN places_bin b ON b.id = u.bin_id"
            " JOIN stock_movement n ON n.unit_id = u.id AND n.home = u.home AND n.step = u.step"
            " JOIN stock_posting np ON np.id = n.posting_id JOIN documents_document nd ON nd.id = np.document_id"
            " LEFT JOIN parties_party y ON y.id = nd.party_id"
            " WHERE l.id = %s ORDER BY u.id",
            [line_id],
        )
    ]


def _revalue_units(
    posting_id: int, line: Line, item_id: int, changes: Sequence[tuple[_Piece, int]], reason: str
) -> Difference:
    """Let each unit's cost follow; a cost never falls below nothing, the rest is variance."""
    difference = Difference()
    steps = []
    for piece, change in changes:
        applied = max(change, -piece.cost_minor) if piece.owned or piece.sold else 0
        difference.variance += change - applied
        if piece.owned:
            difference.revalued += applied
        else:
            difference.after_sale += applied
        steps.append(
            CostStep(piece.unit_id, piece.home, piece.step, piece.cost_minor, piece.cost_minor + applied, line.pk)
        )
    change_costs(posting_id, steps, reason)
    change_values({item_id: difference.revalued})
    return difference


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
