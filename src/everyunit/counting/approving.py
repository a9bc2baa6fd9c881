"""Counts that write off and add so much that a second person must agree."""

from __future__ import annotations

from collections.abc import Collection

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.counting.differences import PIECES, PIECES_VALUE
from everyunit.counting.models import State, StockCount
from everyunit.counting.settling import units_worth
from everyunit.documents.approving import bound_of, is_beyond
from everyunit.preferences.queries import Preferences, preferences
from everyunit.rules.refusals import Refused


def worth_of(count_id: int, bins: Collection[int]) -> int:
    """What finalizing these bins would write off and add: units at what they cost, counted goods at the average."""
    there = sql.among("c.id", sorted(bins))
    pieces = sql.scalar(
        f"SELECT sum({PIECES_VALUE}) {PIECES} AND NOT p.settled AND NOT p.leave AND {there.sql}",
        [count_id, *there.params],
    )
    return units_worth(count_id, bins) + int(pieces or 0)


def must_be_approved(count_id: int) -> int | None:
    """What finalizing what is counted of it is worth, where somebody must agree first and nobody has; else None."""
    holding = Preferences(None)
    count = StockCount.objects.filter(pk=count_id, approved_by=None).first()
    if count is None or bound_of(holding) is None:
        return None
    worth = worth_of(count_id, counted_bins(count))
    return worth if is_beyond(holding, worth) else None


def refuse_unapproved(work: Work, count: StockCount, bins: Collection[int]) -> None:
    """Refused: `needs_approval`, `own_approval` (who agreed finalizes it, too), `worth_more` (than was agreed to)."""
    if bound_of(preferences(work)) is None:
        return
    worth = worth_of(count.pk, bins)
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
