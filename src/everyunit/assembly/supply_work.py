"""Supply a work order: commit what is free of all that needs no scan, and say what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly.orders import Component, Order, order_to_change
from everyunit.assembly.shortages import FreeIn, Shortage, free_in_bins, shortages
from everyunit.base.operation import Work, operation
from everyunit.documents.commit import Commit, commit
from everyunit.documents.committing import recount
from everyunit.documents.models import LineLot
from everyunit.documents.picking import Answers, move_picked, pick_lines
from everyunit.rules.rights import BUILD


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyWork:
    """Commit to this work order what it lacks of auto-serialized and counted items."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """How many pieces were committed by it, and what is missing still."""

    document_id: int
    number: str
    committed: int
    missing: tuple[Shortage, ...]


@operation(right=BUILD)
def supply_work(work: Work, command: SupplyWork) -> Supplied:
    """Auto-serialized units are picked first in first out, counted goods come from the bins of normal stock, those of
    the order's location first (WHS-185). Serialized units are named by scanning: they are told as missing, with the
    bins where they would be.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `no_default_bin`, `bin_blocked`.
    """
    order = order_to_change(work, command.document_id)
    before = sum(each.held for each in order.components)
    _pick(work, order)
    _count(work, order)
    recount([each.line.pk for each in order.components])
    order = order_to_change(work, command.document_id)
    return Supplied(
        document_id=order.document.pk,
        number=order.document.number,
        committed=sum(each.held for each in order.components) - before,
        missing=tuple(shortages(order)),
    )


def _pick(work: Work, order: Order) -> None:
    lines = [each.line for each in order.components if each.line.item.tracking == "auto_serialized"]
    for line in lines:
        line.document = order.document
    move_picked(
        work, order.document, order.kind, pick_lines(work, order.document, order.kind, lines, answers=Answers())
    )


def _count(work: Work, order: Order) -> None:
    counted = [each for each in order.components if each.counted and each.planned > each.used + each.held]
    named = set(LineLot.objects.filter(line__in=[each.line for each in counted]).values_list("line_id", flat=True))
    for each in counted:  # the few counted lines of one order; what one takes is not there for the next
        free = free_in_bins([each.line.item_id], order.document)
        _fill(work, order, each, free.get(each.line.item_id, []), each.line.pk in named)


def _fill(work: Work, order: Order, component: Component, bins: list[FreeIn], lot_named: bool) -> None:
    """What has expired stays where it is, unless the line names its lot."""
    missing = component.planned - component.used - component.held
    for place in bins:
        taken = min(missing, place.free + (place.expired if lot_named else 0))
        if taken > 0:
            missing -= taken
            component.held += taken
            wanted = Commit(
                document_id=order.document.pk,
                line_id=component.line.pk,
                quantity=component.held,
                from_bin=place.bin,
            )
            commit.within(work, wanted)
