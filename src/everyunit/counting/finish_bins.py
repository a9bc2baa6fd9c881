"""Say that bins are counted: what differs in them is looked at next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.counting.counts import CountSaved, bins_on, count_to_change, require, saved, settle
from everyunit.counting.goods import LOT, LYING, UNSAID
from everyunit.counting.keeping import Goods, keep_pieces
from everyunit.counting.models import CountBin, State
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishBins:
    """These bins of a count are counted; without bins, all that are being counted. `rest_is_none`: of counted goods,
    and of their lots, for which no number was entered, none are there.
    """

    count_id: int
    bins: tuple[str, ...] = ()
    rest_is_none: bool = False


@operation(right=COUNT)
def finish_bins(work: Work, command: FinishBins) -> CountSaved:
    """Nothing more is scanned in these bins, unless they are counted again (WHS-159).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state` (they are not being counted), `no_number`
    (counted goods are recorded there and no number was entered), each with all offenders.
    """
    count = count_to_change(work, command.count_id)
    bins = bins_on(count, command.bins)
    if command.bins:
        require(bins, State.COUNTING)
    bins = [each for each in bins if each.status == State.COUNTING]
    _settle_goods(work, bins, command.rest_is_none)
    for each in bins:
        each.status, each.counted_at, each.counted_by = State.COUNTED, work.at, work.actor.user_id
    CountBin.objects.bulk_update(bins, ["status", "counted_at", "counted_by"])
    settle(work, count)
    return saved(count)


def _settle_goods(work: Work, bins: Sequence[CountBin], none: bool) -> None:
    """Counted goods without a number are none, where that was said. Refused: `no_number`."""
    open_ones = _without_number(bins)
    if not none:
        refuse_if_any(
            [
                Offender(f"{bin_.bin.code}: {item}", "no_number", "How many are there? Enter a number, 0 if none.")
                for bin_, goods in open_ones
                for _, item in goods
            ],
            "no_number",
            "Of some counted goods nobody has said how many are there.",
        )
    for bin_, goods in open_ones:
        keep_pieces(work, bin_, {one: 0 for one, _ in goods}, more=False)


def _without_number(bins: Sequence[CountBin]) -> list[tuple[CountBin, list[tuple[Goods, str]]]]:
    """Items, and of those kept by lot each lot that is recorded there, by what they are called."""
    chosen = sql.among("c.id", [each.pk for each in bins])
    goods: dict[int, list[tuple[Goods, str]]] = {}
    for count_bin_id, item_id, lot_id, code, number in sql.rows(
        "SELECT c.id, i.id, x.lot_id, i.code, lot.number FROM counting_countbin c"
        f" JOIN {LYING} x ON x.bin_id = c.bin_id {LOT} JOIN catalog_item i ON i.id = x.item_id"
        f" WHERE {chosen.sql} AND {UNSAID} ORDER BY c.id, i.code, lot.number",
        chosen.params,
    ):
        named = f"{code}, lot {number}" if lot_id is not None else str(code)
        goods.setdefault(count_bin_id, []).append(((int(item_id), lot_id), named))
    return [(each, goods[each.pk]) for each in bins if each.pk in goods]
