"""Start counting bins: what is recorded in them is remembered, and they are blocked where the count wants it so."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.counting.counts import CountSaved, begin, bins_on, count_to_change, require, saved, settle
from everyunit.counting.models import State
from everyunit.rules.rights import COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBins:
    """Start these bins of a count; without bins, all that are uncounted."""

    count_id: int
    bins: tuple[str, ...] = ()


@operation(right=COUNT)
def start_bins(work: Work, command: StartBins) -> CountSaved:
    """The bins are being counted from now on (WHS-154, WHS-155).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state` (they are not uncounted), `bin_blocked`
    (another count has them), each with all offenders.
    """
    count = count_to_change(work, command.count_id)
    bins = bins_on(count, command.bins)
    if command.bins:
        require(bins, State.UNCOUNTED)
    begin(work, count, [each for each in bins if each.status == State.UNCOUNTED])
    settle(work, count)
    return saved(count)
