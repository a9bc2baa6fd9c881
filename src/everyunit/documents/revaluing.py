"""Papers that move nothing: they give goods in stock a new cost (WHS-216, WHS-238)."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.invoicing import Difference
from everyunit.documents.plans import Plan
from everyunit.rules.money import issue_value
from everyunit.stock import ledger
from everyunit.stock.costs import change_values, revalue_items, set_costs
from everyunit.stock.holds import release_lines
from everyunit.stock.runs import held


def revalue(posting_id: int, plans: Sequence[Plan], reason: str) -> dict[int, Difference]:
    """Let the goods of each line cost what the line says; what that changes, by line.

    Every unit named gets a step of its cost history, also one whose cost stays. Of counted goods, so many pieces leave
    the average and come back at the new cost.
    """
    counted = [plan for plan in plans if plan.row.revalues and not plan.has_units]
    standing = ledger.lock_valuations(plan.line.item_id for plan in counted)
    differences = {}
    for plan in plans:  # the lines of one paper
        if not plan.row.revalues:
            continue
        if plan.has_units:
            change = _units(posting_id, plan, reason)
        else:
            quantity, value = standing[plan.line.item_id]
            worth = issue_value(quantity, value, plan.size)
            standing[plan.line.item_id] = (quantity - plan.size, value - worth)
            change = plan.worth_minor - worth
            revalue_items(posting_id, {plan.line.item_id: change})
        differences[plan.line.pk] = Difference(revalued=change)
    return differences


def _units(posting_id: int, plan: Plan, reason: str) -> int:
    units = held([plan.line.pk])
    change = set_costs(posting_id, plan.line.pk, units, plan.worth_minor, plan.size, reason, keep_all=True)
    change_values({plan.line.item_id: change})
    release_lines([plan.line.pk])
    return change
