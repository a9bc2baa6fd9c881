"""Void a stock count: what is not complete of it is given up, and goods move again."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.counting.cancel_bins import drop
from everyunit.counting.counts import OVER, UNDER_WAY, CountSaved, bins_on, count_to_change, saved, settle
from everyunit.counting.models import State
from everyunit.counting.recount import keep_history
from everyunit.rules.rights import COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidCount:
    """Give this count up."""

    count_id: int


@operation(right=COUNT)
def void_count(work: Work, command: VoidCount) -> CountSaved:
    """Nothing is booked; what was found is kept as history. Bins that are complete stay so, with their papers
    (WHS-163). Refused: `unknown_count`, `count_over`.
    """
    count = count_to_change(work, command.count_id)
    bins = [each for each in bins_on(count, ()) if each.status not in OVER]
    begun = [each for each in bins if each.status in UNDER_WAY]
    if begun:
        keep_history(work, begun)
    drop(count, bins, State.VOID)
    settle(work, count)
    return saved(count)
