"""What tests of pull sheets say often."""

from __future__ import annotations

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.sheets import Picked, SheetLineState, SheetSaved
from tests.trade import Trade


def ordered(trade: Trade, quantity: int = 1, item: str = "DRIVE", party: str = "C1", **header: object) -> DraftSaved:
    """A sales order of one line."""
    return trade.draft("SO", NewLine(item=item, quantity=quantity), party=party, **header)


def sheet_of(trade: Trade, *orders: DraftSaved, **options: object) -> SheetSaved:
    """A pull sheet of these orders; without any, of all that wait."""
    chosen = tuple(order.document_id for order in orders)
    return make_pull_sheet(trade.owner, MakePullSheet(order_ids=chosen, **options))  # type: ignore[arg-type]


def pick(trade: Trade, sheet: SheetSaved, *scans: str, **options: object) -> Picked:
    return pick_by_scan(
        trade.owner,
        PickByScan(sheet_id=sheet.sheet_id, scans=scans, **options),  # type: ignore[arg-type]
    )


def take(trade: Trade, sheet: SheetSaved, item: str, count: int, source: str = "MAIN", **options: object) -> Picked:
    """Pick so many of the item from the bin."""
    command = PickFromBin(sheet_id=sheet.sheet_id, item=item, quantity=count, from_bin=source, **options)  # type: ignore[arg-type]
    return pick_from_bin(trade.owner, command)


def progress(answer: Picked | SheetSaved) -> list[tuple[str, int, int]]:
    """(order, picked, left) of each line."""
    return [_line(line) for line in answer.lines]


def _line(line: SheetLineState) -> tuple[str, int, int]:
    return line.order, line.picked, line.left


def fates(answer: Picked) -> list[tuple[str, str, str, str]]:
    """What became of each scan: its text, the action, the code of the reason, and the paper named."""
    return [(entry.text, str(entry.action), entry.code, entry.holder) for entry in answer.entries]


def shelf(trade: Trade, code: str, position: int, **more: object) -> None:
    save_bin(trade.owner, SaveBin(code=code, name=f"Shelf {code}", position=position, **more))  # type: ignore[arg-type]


def moved(trade: Trade, to_bin: str, *scans: str) -> None:
    """Transfer units to a bin."""
    paper = trade.draft("ST", to_bin=to_bin)
    trade.scan(paper, *scans)
    trade.post(paper)
