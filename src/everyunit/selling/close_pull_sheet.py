"""Close a pull sheet."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.rules.rights import PICK
from everyunit.selling.left import lines_on
from everyunit.selling.models import SheetStatus
from everyunit.selling.sheets import SheetSaved, saved, sheet_to_change, waits


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePullSheet:
    """Nothing more is picked for this sheet."""

    sheet_id: int


@operation(right=PICK)
def close_pull_sheet(work: Work, command: ClosePullSheet) -> SheetSaved:
    """What was picked stays committed; its orders may go on another sheet. Refused: `unknown_sheet`, `sheet_closed`."""
    sheet = sheet_to_change(command.sheet_id)
    waits(sheet, False)
    sheet.status = SheetStatus.CLOSED
    sheet.save(update_fields=["status"])
    return saved(sheet, lines_on([sheet.pk]))
