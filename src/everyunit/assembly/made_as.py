"""The lot of manufacture: what a run builds, and what comes of it besides, is of lots that its lines name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from everyunit.assembly.orders import Order
from everyunit.base import clock
from everyunit.base.operation import Work
from everyunit.catalog.models import Item, Lot
from everyunit.catalog.save_lot import new_lot
from everyunit.documents.models import LineLot
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import clean

if TYPE_CHECKING:
    from everyunit.assembly.runs import Run


def refuse_lot(order: Order, lot: str) -> None:
    """Refused: `lot_needed`, `no_lots_here`."""
    item = order.output.item
    if item.uses_lots and not item.numbers_lots and not clean(lot):
        raise Refused("lot_needed", f"{item.name} is kept by lot. Enter the number of the lot that is made.")
    if clean(lot) and not item.uses_lots:
        raise Refused("no_lots_here", f"{item.name} is not kept by lot. Switch that on at the item, or leave it empty.")


def name_lots(work: Work, run: Run, lot: str, otherwise: str) -> None:
    """What is built is of this lot; by-products that are kept by lot too, or of one with the number of the report
    (WHS-193). Refused: `bad_lot`.
    """
    number = clean(lot) or otherwise
    made = [(each.line, run.order.output.item) for each in run.outputs] + [(each.line, each.item) for each in run.gains]
    lots: dict[int, Lot] = {}
    for line, item in made:  # the few lines of what is made
        if line is not None and item.uses_lots:
            lots[item.pk] = lots.get(item.pk) or _lot(work, item, number)
            LineLot.objects.create(line=line, lot=lots[item.pk])


def _lot(work: Work, item: Item, number: str) -> Lot:
    known = Lot.objects.filter(item=item, number=number).first()
    if known is not None:
        return known
    return new_lot(work, item, number, made_on=clock.today())
