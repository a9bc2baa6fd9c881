"""Put a work order in process, or take it back from there."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly.models import WorkOrder
from everyunit.assembly.orders import Order, order_to_change
from everyunit.base.operation import Work, operation
from everyunit.documents.committing import finish
from everyunit.documents.scans import bins_by_id
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import BUILD
from everyunit.stock import ledger
from everyunit.stock.holds import hold_quantity, quantities_held
from everyunit.stock.ledger import QuantityMove
from everyunit.stock.runs import held


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWork:
    """Work on this order begins; `back`: it has not begun after all."""

    document_id: int
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStarted:
    """The order, and whether it is in process now."""

    document_id: int
    number: str
    in_process: bool


@operation(right=BUILD)
def start_work(work: Work, command: StartWork) -> WorkStarted:
    """What the order holds moves from the shop floor to the bin for work in process, and with it what the units are
    worth, to the account of that bin (WHS-188, WHS-243); what is attached later goes there at once. Back: the other way
    (WHS-189).

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `already_in_process`, `not_in_process`,
    `nothing_committed` with what is missing, `no_default_bin`.
    """
    order = order_to_change(work, command.document_id)
    if order.in_process != command.back:
        if command.back:
            raise Refused("not_in_process", f"{order.name} is not in process.")
        raise Refused("already_in_process", f"{order.name} is in process already.")
    goods = [each for each in order.components if each.line.item.tracking != "none"]
    if goods and not command.back and not any(each.held for each in goods):
        raise Refused(
            "nothing_committed",
            f"Nothing is set aside for {order.name} yet. Attach what goes in first.",
            [Offender(each.subject, "nothing_committed", f"{each.planned} are needed.") for each in goods],
        )
    purpose = "shop_floor" if command.back else "work_in_process"
    bring(work, order, default_bins(work, order.document.location).need(purpose))
    WorkOrder.objects.filter(document=order.document).update(in_process=not command.back)
    return WorkStarted(document_id=order.document.pk, number=order.document.number, in_process=not command.back)


def bring(work: Work, order: Order, target: Bin) -> None:
    """Move all that goes into it to a bin, in which it is committed from now on."""
    document, lines = order.document, {each.line.pk: each.line for each in order.components}
    document.to_bin = target
    document.save(update_fields=["to_bin"])
    standing = quantities_held(list(lines))
    counted = [each for each in standing if each[1] != target.pk]
    units = held(list(lines))
    if not counted and not ledger.stand_elsewhere(units, target.pk):
        return
    posting_id = ledger.open_posting(work, document.pk)
    ledger.move_units(posting_id, units, target.pk)
    ledger.move_quantities(
        posting_id,
        [QuantityMove(line, lines[line].item_id, bin_id, target.pk, quantity, 0) for line, bin_id, quantity in counted],
    )
    for line_id, bin_id, _ in counted:  # the few counted lines of one order
        hold_quantity(line_id, lines[line_id].item_id, bin_id, 0)
    for line_id in {line_id for line_id, _, _ in counted}:
        whole = sum(quantity for line, _, quantity in standing if line == line_id)
        hold_quantity(line_id, lines[line_id].item_id, target.pk, whole)
    finish(document, posting_id, bins_by_id())
