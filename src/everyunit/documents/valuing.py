"""What the goods of a document are worth as they move: new units, units that an order generated, quantities."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.documents.drafts import forget_maker_numbers
from everyunit.documents.plans import Plan
from everyunit.rules.money import divide_half_up, issue_value, shares, spread
from everyunit.stock import costs, ledger
from everyunit.stock.ledger import Birth, QuantityMove
from everyunit.stock.runs import held


def births_of(plans: Sequence[Plan], posting_id: int) -> list[Birth]:
    """The units that the lines generate: as many as their quantity says, less those that a purchase order generated.

    The line's worth is shared over all its units; those of the order take their shares first (PUR-165). Those that only
    come back keep what they cost, and what is made besides costs its share.
    """
    births = [birth for plan in plans if plan.moves_units and plan.unknown for birth in _unknown(plan)]
    making = [plan for plan in plans if plan.moves_units and plan.row.generates]
    numbers = _maker_numbers([plan.line.pk for plan in making])
    for plan in making:
        assert plan.source is not None
        assert plan.target is not None
        worth = plan.worth_minor
        if plan.held:
            if not plan.row.brings_back:
                costs.set_costs(posting_id, plan.line.pk, held([plan.line.pk]), worth, plan.size, "received")
            worth -= sum(shares(worth, plan.size)[: plan.held])
        if plan.size > plan.held:
            births.append(
                Birth(
                    line_id=plan.line.pk,
                    item_id=plan.line.item_id,
                    count=plan.size - plan.held,
                    total_minor=worth,
                    origin_bin_id=plan.source.pk,
                    target_bin_id=plan.target.pk,
                    maker_numbers=tuple(numbers.get(plan.line.pk, ())),
                )
            )
    return births


def _unknown(plan: Plan) -> list[Birth]:
    """Units that come back though we never sold them: born outside, at the cost that was given; those that stand in for
    others come last, each at its own.
    """
    assert plan.source is not None
    assert plan.target is not None
    line, source, target = plan.line, plan.source.pk, plan.target.pk
    count, cost = line.to_generate or 0, line.generate_cost_minor or 0
    makers = line.numbers_to_come
    births = [Birth(line.pk, line.item_id, count, cost * count, source, target, makers)] if count else []
    return births + [
        Birth(line.pk, line.item_id, 1, each.cost_minor, source, target, (each.text,) if each.text else ())
        for each in plan.standing_in
    ]


def _maker_numbers(line_ids: Sequence[int]) -> dict[int, list[str]]:
    chosen = sql.among("line_id", line_ids)
    numbers: dict[int, list[str]] = {}
    for line_id, text in sql.rows(
        f"SELECT line_id, text FROM documents_makernumber WHERE {chosen.sql} ORDER BY id", chosen.params
    ):
        numbers.setdefault(line_id, []).append(text)
    forget_maker_numbers(list(line_ids))
    return numbers


def quantity_moves(plans: Sequence[Plan]) -> list[QuantityMove]:
    """The moves of items without units, valued in line order: in at cost, out at the average of that moment."""
    counted = [plan for plan in plans if plan.moves_quantity]
    standing = ledger.lock_valuations(plan.line.item_id for plan in counted)
    moves = []
    for plan in counted:
        assert plan.source is not None
        assert plan.target is not None
        quantity, value = standing[plan.line.item_id]
        crossing = (plan.target.bin_type == "stock") - (plan.source.bin_type == "stock")
        worth = 0
        if crossing > 0:
            worth = plan.worth_minor if plan.row.generates else _worth_back(plan, quantity, value)
        elif crossing < 0:
            worth = issue_value(quantity, value, plan.size)
        standing[plan.line.item_id] = (quantity + crossing * plan.size, value + crossing * worth)
        parts = spread(worth, [count for _, count in plan.sources])
        moves += [
            QuantityMove(plan.line.pk, plan.line.item_id, source.pk, plan.target.pk, count, part)
            for (source, count), part in zip(plan.sources, parts, strict=True)
        ]
    return moves


def _worth_back(plan: Plan, quantity: int, value: int) -> int:
    """A quantity that comes back is worth the average (WHS-30); without stock, what it cost when it was sold, else the
    item's cost.
    """
    if quantity > 0:
        return divide_half_up(value * plan.size, quantity)
    if plan.line.source_line_id is not None:
        sold = sql.row(
            "SELECT sum(quantity), sum(value_minor) FROM stock_quantitymovement WHERE line_id = %s",
            [plan.line.source_line_id],
        )
        if sold is not None and sold[0]:
            return divide_half_up(int(sold[1]) * plan.size, int(sold[0]))
    return plan.line.item.cost_minor * plan.size
