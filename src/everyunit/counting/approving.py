"""Counts that write off and add so much that a second person must agree."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.counting.differences import PIECES, PIECES_VALUE, units_of
from everyunit.counting.models import CountBin, State, StockCount
from everyunit.documents.approving import is_beyond
from everyunit.preferences.queries import Preferences, preferences
from everyunit.rules.refusals import Refused


def worth_of(count_id: int, count_bin_ids: Sequence[int]) -> int:
    """What finalizing these bins would write off and add: units at what they cost, counted goods at the average."""
    mine, there = sql.among("d.count_bin_id", count_bin_ids), sql.among("c.id", count_bin_ids)
    units = sql.scalar(
        f"SELECT sum(u.cost_minor) FROM {units_of(count_id)} d JOIN stock_unit u ON u.id = d.unit_id"
        f" AND u.home = d.home WHERE {mine.sql}"
        " AND (d.sort = 'missing' AND d.decision = '' OR d.sort = 'outside' AND d.decision = 'bring_back')",
        mine.params,
    )
    pieces = sql.scalar(
        f"SELECT sum({PIECES_VALUE}) {PIECES} AND NOT p.leave AND {there.sql}", [count_id, *there.params]
    )
    return int(units or 0) + int(pieces or 0)


def must_be_approved(count_id: int) -> int | None:
    """What finalizing what is counted of it is worth, where somebody must agree first and nobody has; else None."""
    count = StockCount.objects.filter(pk=count_id, approved_by=None).first()
    if count is None:
        return None
    worth = worth_of(count_id, counted_bins(count))
    return worth if is_beyond(Preferences(None), worth) else None


def refuse_unapproved(work: Work, count: StockCount, bins: Sequence[CountBin]) -> None:
    """Refused: `needs_approval`, `own_approval` (who agreed finalizes it, too), `worth_more` (than was agreed to)."""
    worth = worth_of(count.pk, [each.pk for each in bins])
    if not is_beyond(preferences(work), worth):
        return
    name = f"Stock count {count.number}"
    if count.approved_by is None or count.approved_worth_minor is None:
        raise Refused("needs_approval", f"{name} changes so much that somebody else must approve it first.")
    if count.approved_by == work.actor.user_id:
        raise Refused("own_approval", f"You have approved {name.lower()}. Somebody else must finalize it.")
    if worth > count.approved_worth_minor:
        raise Refused("worth_more", f"{name} changes more by now than what was approved. Have it approved again.")


def counted_bins(count: StockCount) -> list[int]:
    return list(count.bins.filter(status=State.COUNTED).values_list("pk", flat=True))
