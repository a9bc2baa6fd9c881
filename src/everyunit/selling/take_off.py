"""Take an order off a pull sheet."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK
from everyunit.selling.left import lines_on
from everyunit.selling.models import SheetLine, SheetOrder, SheetStatus
from everyunit.selling.sheets import SheetSaved, saved, settle, sheet_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOff:
    """This order leaves the sheet."""

    sheet_id: int
    order_id: int


@operation(right=PICK)
def take_off(work: Work, command: TakeOff) -> SheetSaved:
    """The order may go on another sheet; what was picked for it stays committed (SAL-161). A sheet that is left
    without orders is closed.

    Refused: `unknown_sheet`, `sheet_closed`, `not_on_sheet`.
    """
    sheet = sheet_to_change(command.sheet_id)
    found = SheetOrder.objects.filter(sheet=sheet, order_id=command.order_id)
    if not found.exists():
        raise Refused("not_on_sheet", f"This order is not on pull sheet {sheet.number}. Reload it.")
    found.delete()
    SheetLine.objects.filter(sheet=sheet, line__document_id=command.order_id).delete()
    if not sheet.orders.exists():
        sheet.status = SheetStatus.CLOSED
        sheet.save(update_fields=["status"])
        return saved(sheet, [])
    return saved(sheet, settle(sheet, lines_on([sheet.pk]), ()))
