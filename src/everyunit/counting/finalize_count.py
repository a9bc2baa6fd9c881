"""Finalize a count: what differs is put right by papers, all of them posted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.counting.approving import refuse_unapproved
from everyunit.counting.counts import (
    UNDER_WAY,
    BinState,
    among,
    bins_on,
    count_to_use,
    let_go,
    name_of,
    require,
    settle,
    states_of,
)
from everyunit.counting.differences import keep_settled
from everyunit.counting.models import CountBin, CountPaper, Pieces, State
from everyunit.counting.papers import put_right
from everyunit.counting.problems import problems_of
from everyunit.counting.settling import settling
from everyunit.documents.post import Posted
from everyunit.rules.refusals import Refused, refuse_if_any
from everyunit.rules.rights import COUNT
from everyunit.stock.blocks import block


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalizeCount:
    """Put right what differs in these bins of a count; without bins, in all that are counted."""

    count_id: int
    bins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMade:
    """A paper by which the count was put right."""

    document_id: int
    kind: str
    number: str
    units: int
    quantity: int
    value_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalized:
    """The count as it stands, and the papers that were posted."""

    count_id: int
    number: str
    status: str
    bins: tuple[BinState, ...]
    papers: tuple[PaperMade, ...]


@operation(right=COUNT)
def finalize_count(work: Work, command: FinalizeCount) -> Finalized:
    """Units found where they are not recorded are transferred, missing ones are written off, what left our stock and is
    brought back is credited or added, and numbers of counted goods are corrected (WHS-162, WHS-171). The bins are
    complete then, and goods move again. What bins that were completed before have changed is what these are compared
    with (WHS-172).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state`, `nothing_counted`, where a second person must
    agree: `needs_approval`, `own_approval`, `worth_more`, and whatever posting the papers refuses; with all that stands
    in the way: `cannot_finalize`.
    """
    count = count_to_use(work, command.count_id)
    mine = bins_on(count, ())
    chosen = among(count, mine, command.bins)
    if command.bins:
        require(chosen, State.COUNTED)
    bins = [each for each in chosen if each.status == State.COUNTED]
    if not bins:
        raise Refused("nothing_counted", f"No bin of stock count {count.number} is counted yet. Finish one first.")
    ids = [each.pk for each in bins]
    keep_settled(count.pk, ids)
    units = settling(ids)
    refuse_if_any(
        problems_of(units, bins), "cannot_finalize", f"Stock count {count.number} cannot be finalized like this."
    )
    refuse_unapproved(work, count, ids)
    waiting = [each for each in mine if each.status in UNDER_WAY]
    let_go(count, waiting)
    posted = put_right(work, count, bins, units)
    _complete(work, bins)
    if count.blocked:
        block([each.bin_id for each in waiting if each.status in UNDER_WAY], name_of(count))
    CountPaper.objects.bulk_create(CountPaper(count=count, document_id=each.document_id) for each in posted)
    settle(work, count)
    return Finalized(
        count_id=count.pk,
        number=count.number,
        status=count.status,
        bins=states_of(count.pk),
        papers=tuple(_made(each) for each in posted),
    )


def _complete(work: Work, bins: Sequence[CountBin]) -> None:
    for each in bins:
        each.status, each.completed_at = State.COMPLETE, work.at
    Pieces.objects.filter(count_bin__in=bins, current=True, leave=False).update(settled=True)
    CountBin.objects.bulk_update(bins, ["status", "completed_at"])


def _made(posted: Posted) -> PaperMade:
    return PaperMade(
        document_id=posted.document_id,
        kind=posted.kind,
        number=posted.number,
        units=posted.units,
        quantity=posted.quantity,
        value_minor=posted.value_minor,
    )
