"""Approve what a stock count writes off and adds: the second pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.counting.approving import counted_bins, worth_of
from everyunit.counting.counts import count_to_use
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import APPROVE


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCount:
    """Agree to what is counted of this count, as it stands now."""

    count_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountApproved:
    """The count, and what it writes off and adds."""

    count_id: int
    number: str
    worth_minor: int


@operation(right=APPROVE)
def approve_count(work: Work, command: ApproveCount) -> CountApproved:
    """Agree to a count. It can be finalized then, by anybody but who approved it. Whatever changes the count takes the
    approval away.

    Refused: `unknown_count`, `count_over`, `nothing_counted`.
    """
    count = count_to_use(work, command.count_id)
    bins = counted_bins(count)
    if not bins:
        raise Refused("nothing_counted", f"No bin of stock count {count.number} is counted yet.")
    worth = worth_of(count.pk, bins)
    count.approved_by, count.approved_at, count.approved_worth_minor = work.actor.user_id, work.at, worth
    count.save(update_fields=["approved_by", "approved_at", "approved_worth_minor"])
    return CountApproved(count_id=count.pk, number=count.number, worth_minor=worth)
