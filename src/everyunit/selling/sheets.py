"""What the verbs on pull sheets share: the sheet to work on, its lines as they stand, and the history of its scans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.scans import ScanEntry, in_few_words
from everyunit.places.models import Bin
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.selling.bins import in_walking_order
from everyunit.selling.left import ToPick, lines_on
from everyunit.selling.models import PullSheet, SheetOrder, SheetScan, SheetStatus

SCOPE = "pull sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLineState:
    """A line of an order on a pull sheet: of `quantity` so many are `picked` since the sheet was made, and so many
    are `left`.
    """

    line_id: int
    order_id: int
    order: str
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    picked: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSaved:
    """The pull sheet as it stands after the verb."""

    sheet_id: int
    number: str
    status: str
    lines: tuple[SheetLineState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """So many pieces on a line of an order, out of a bin; without one, they go to the release bin when put back."""

    line_id: int
    quantity: int
    bin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The answer of the verbs that pick: the log, newest last, and the lines as they stand.

    `undo_scans`, `undo_counted`: what putting all of it back takes.
    """

    sheet_id: int
    number: str
    status: str
    entries: tuple[ScanEntry, ...]
    counts: dict[str, int]
    undo_scans: tuple[str, ...]
    undo_counted: tuple[Taken, ...]
    lines: tuple[SheetLineState, ...]


def sheet_to_change(sheet_id: int) -> PullSheet:
    """The sheet, locked until the operation ends. Refused: `unknown_sheet`, `sheet_closed`."""
    sql.walk_indexes()
    sheet = PullSheet.objects.select_for_update(of=("self",)).filter(pk=sheet_id).first()
    if sheet is None:
        raise Refused("unknown_sheet", "There is no such pull sheet.")
    if sheet.status == SheetStatus.CLOSED:
        raise Refused("sheet_closed", f"Pull sheet {sheet.number} is closed. Make a new one for what is left.")
    return sheet


def bins_of(sheet: PullSheet) -> list[Bin]:
    """The bins that the sheet picks from, in walking order."""
    return in_walking_order(list(sheet.bins.filter(discontinued=False)))


def settle(sheet: PullSheet, before: Sequence[ToPick], changed: Collection[int]) -> list[ToPick]:
    """Let the status follow what is left; the lines as they stand now. Refused: `on_another_sheet`.

    `before`: the lines as they were read; only those that were `changed` since are read again.
    """
    again = {line.of.line_id: line for line in lines_on([sheet.pk], changed)} if changed else {}
    lines = [again.get(line.of.line_id, line) for line in before]
    status = SheetStatus.OPEN if any(line.left for line in lines) else SheetStatus.PICKED
    if status != sheet.status:
        waits(sheet, status == SheetStatus.OPEN)
        sheet.status = status
        sheet.save(update_fields=["status"])
    return lines


def waits(sheet: PullSheet, waiting: bool) -> None:
    """Let the orders wait on this sheet, or no longer. Refused: `on_another_sheet`."""
    if waiting:
        refuse_taken([order_id for (order_id,) in sheet.orders.values_list("order_id")], sheet.pk)
    sheet.orders.update(waiting=waiting)


def refuse_taken(order_ids: Sequence[int], mine: int | None = None) -> None:
    """Refused: `on_another_sheet`, with all orders that wait on another sheet."""
    taken = SheetOrder.objects.filter(order_id__in=order_ids, waiting=True).exclude(sheet_id=mine)
    refuse_if_any(
        [
            Offender(
                f"{each.order.kind} {each.order.number}",
                "on_another_sheet",
                f"It is on pull sheet {each.sheet.number}. Take it off there first.",
            )
            for each in taken.select_related("order", "sheet").order_by("order_id")
        ],
        "on_another_sheet",
        "Some orders are on another pull sheet.",
    )


def saved(sheet: PullSheet, lines: Sequence[ToPick]) -> SheetSaved:
    return SheetSaved(sheet_id=sheet.pk, number=sheet.number, status=sheet.status, lines=states(lines))


def answer(
    work: Work,
    sheet: PullSheet,
    before: Sequence[ToPick],
    entries: Sequence[ScanEntry],
    serials: Sequence[str] = (),
    counted: Sequence[Taken] = (),
) -> Picked:
    """Keep what was scanned, let the status follow, and tell both. `before`: the lines as they were read."""
    entries = in_few_words(entries)
    SheetScan.objects.bulk_create(
        SheetScan(
            sheet=sheet,
            at=work.at,
            actor_id=work.actor.user_id,
            text=entry.text,
            count=entry.count,
            action=entry.action,
            serial=entry.serial,
            item=entry.item,
            code=entry.code,
            message=entry.message,
            holder=entry.holder,
        )
        for entry in entries
    )
    lines = settle(sheet, before, {entry.line_id for entry in entries if entry.line_id is not None})
    counts: Counter[str] = Counter()
    for entry in entries:
        counts[str(entry.action)] += entry.count
    return Picked(
        sheet_id=sheet.pk,
        number=sheet.number,
        status=sheet.status,
        entries=tuple(entries),
        counts=dict(counts),
        undo_scans=tuple(serials),
        undo_counted=tuple(counted),
        lines=states(lines),
    )


def states(lines: Sequence[ToPick]) -> tuple[SheetLineState, ...]:
    return tuple(state_of(line) for line in lines)


def state_of(line: ToPick) -> SheetLineState:
    return SheetLineState(
        line_id=line.of.line_id,
        order_id=line.of.order_id,
        order=line.of.order,
        position=line.of.position,
        item=line.of.item,
        item_name=line.of.item_name,
        tracking=line.of.tracking,
        quantity=line.quantity,
        picked=line.picked,
        left=line.left,
    )
