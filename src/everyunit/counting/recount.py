"""Count bins again: what was found before is kept as history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.counting.counts import UNDER_WAY, CountSaved, begin, bins_on, count_to_change, require, saved, settle
from everyunit.counting.differences import differing, totals_by_bin
from everyunit.counting.models import CountBin, EarlierCount
from everyunit.rules.rights import COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """Count these bins of a count again, from the beginning."""

    count_id: int
    bins: tuple[str, ...]


@operation(right=COUNT)
def recount(work: Work, command: Recount) -> CountSaved:
    """What was found in them is kept as an earlier count, what is recorded is remembered anew, and nothing is found
    yet (WHS-156, WHS-157, WHS-160).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state` (only what is being counted or counted).
    """
    count = count_to_change(work, command.count_id)
    bins = bins_on(count, command.bins) if command.bins else []
    require(bins, *UNDER_WAY)
    if bins:
        keep_history(work, bins)
        for each in bins:
            each.round += 1
        begin(work, count, bins)
    settle(work, count)
    return saved(count)


def keep_history(work: Work, bins: Sequence[CountBin]) -> None:
    """What these bins were counted at is an earlier count from now on; a bin in which nobody counted has none."""
    totals = totals_by_bin(bins[0].count_id, [each.pk for each in bins])
    EarlierCount.objects.bulk_create(
        EarlierCount(
            count_bin=each,
            round=each.round,
            counted_at=each.counted_at,
            counted_by=each.counted_by,
            recorded=each.recorded.count(),
            found=each.found.filter(current=True).count(),
            differences=differing(totals.get(each.pk, ())),
            again_by=work.actor.user_id,
            again_at=work.at,
        )
        for each in bins
    )
    chosen = sql.among("count_bin_id", [each.pk for each in bins])
    for table in ("counting_found", "counting_pieces"):
        sql.execute(f"UPDATE {table} SET current = %s WHERE current AND {chosen.sql}", [False, *chosen.params])
    sql.execute(f"DELETE FROM counting_unknownnumber WHERE {chosen.sql}", chosen.params)
