"""Cancel counting bins: nothing is found in them, and goods move again."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.counting.counts import UNDER_WAY, CountSaved, bins_on, count_to_change, let_go, require, saved, settle
from everyunit.counting.models import CountBin, State, StockCount
from everyunit.counting.recount import keep_history
from everyunit.rules.rights import COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBins:
    """These bins of a count are uncounted again; without bins, all that are being counted or counted."""

    count_id: int
    bins: tuple[str, ...] = ()


@operation(right=COUNT)
def cancel_bins(work: Work, command: CancelBins) -> CountSaved:
    """As if they had not been started, but for the history (WHS-158).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state`.
    """
    count = count_to_change(work, command.count_id)
    bins = bins_on(count, command.bins)
    if command.bins:
        require(bins, *UNDER_WAY)
    bins = [each for each in bins if each.status in UNDER_WAY]
    if bins:
        keep_history(work, bins)
        drop(count, bins, State.UNCOUNTED)
    settle(work, count)
    return saved(count)


def drop(count: StockCount, bins: list[CountBin], status: State) -> None:
    """These bins are not being counted any more, and goods may move."""
    chosen = sql.among("count_bin_id", [each.pk for each in bins])
    sql.execute(f"DELETE FROM counting_recorded WHERE {chosen.sql}", chosen.params)
    for each in bins:
        each.status, each.started_at, each.counted_at, each.counted_by = status, None, None, None
        each.round += 1
    CountBin.objects.bulk_update(bins, ["status", "started_at", "counted_at", "counted_by", "round"])
    let_go(count, bins)
