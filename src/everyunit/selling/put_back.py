"""Put back what was picked: the orders let go of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.base.operation import Work, operation
from everyunit.documents.commit import Commit, commit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.scans import ScanEntry
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import PICK, SELL
from everyunit.rules.scanning import Action
from everyunit.rules.serials import split_scans
from everyunit.selling.left import OrderLine, lines_on
from everyunit.selling.scanning import scans_of
from everyunit.selling.sheets import Picked, Taken, answer, sheet_to_change
from everyunit.stock import queries as ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """These units, and so many pieces of these lines, are put back."""

    sheet_id: int
    scans: tuple[str, ...] = ()
    counted: tuple[Taken, ...] = ()


@operation(right=PICK)
def put_back(work: Work, command: PutBack) -> Picked:
    """Undo picking: everything goes back to the bin that it was taken from. Numbers that are not picked are Skipped.

    A sheet that was picked wholly is open again. Refused: `unknown_sheet`, `sheet_closed`, `nothing_scanned`,
    `not_picked`, `on_another_sheet`.
    """
    sheet = sheet_to_change(command.sheet_id)
    before = lines_on([sheet.pk])
    lines = {line.of.line_id: line.of for line in before}
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and not command.counted:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to put back.")
    entries = [*_units(work, lines, texts), *_pieces(work, lines, command.counted)]
    return answer(work, sheet, before, entries)


def _units(work: Work, lines: dict[int, OrderLine], texts: Sequence[str]) -> list[ScanEntry]:
    outcomes = scans_of(texts) if texts else []
    candidates = [unit for outcome in outcomes for unit in ([outcome.unit] if outcome.unit else outcome.choices)]
    held = ledger.holding_lines(candidates) if candidates else {}
    by_order: dict[int, dict[str, str]] = {}
    entries = []
    for outcome in outcomes:
        here = [
            unit for unit in ([outcome.unit] if outcome.unit else outcome.choices) if held.get(unit.unit_id) in lines
        ]
        if here:
            order_id = lines[held[here[0].unit_id]].order_id
            by_order.setdefault(order_id, {})[here[0].serial] = outcome.text
        else:
            message = "It is not picked for this sheet."
            entries.append(ScanEntry(action=Action.SKIPPED, text=outcome.text, code="not_picked", message=message))
    names = {line.order_id: line.order for line in lines.values()}
    for order_id, said in by_order.items():
        detached = detach.within(work.on_behalf(SELL), Detach(document_id=order_id, scans=tuple(said), undo=True))
        entries += [
            replace(entry, text=said.get(entry.text, entry.text), holder=names[order_id]) for entry in detached.entries
        ]
    return entries


def _pieces(work: Work, lines: dict[int, OrderLine], counted: Sequence[Taken]) -> list[ScanEntry]:
    _refuse_unpicked(lines, counted)
    held = {line_id: line.attached for line_id, line in lines.items()}
    entries = []
    for each in counted:  # the few counted lines of one sheet
        line = lines[each.line_id]
        held[each.line_id] -= each.quantity
        commit.within(
            work.on_behalf(SELL),
            Commit(
                document_id=line.order_id,
                line_id=each.line_id,
                quantity=held[each.line_id],
                to_bin=each.bin or None,
            ),
        )
        entries.append(
            ScanEntry(
                action=Action.DETACHED,
                text=line.item,
                count=each.quantity,
                item=line.item,
                item_name=line.item_name,
                line_id=each.line_id,
                line_position=line.position,
                bin=each.bin,
                holder=line.order,
            )
        )
    return entries


def _refuse_unpicked(lines: dict[int, OrderLine], counted: Sequence[Taken]) -> None:
    wanted: Counter[int] = Counter()
    odd = {each.line_id for each in counted if each.quantity < 1}
    for each in counted:
        wanted[each.line_id] += each.quantity
    offenders = []
    for line_id, quantity in wanted.items():
        line = lines.get(line_id)
        if line is None:
            offenders.append(Offender(str(line_id), "unknown_line", "It is not on this pull sheet."))
        elif line.tracking != "quantity":
            offenders.append(Offender(f"{line.order} line {line.position}", "scan_the_units", "Scan its units."))
        elif not 0 < quantity <= line.attached - line.reached.drafted or line_id in odd:
            free = max(0, line.attached - line.reached.drafted)
            message = f"{free:,} are committed to it and on no draft; {quantity:,} cannot be put back."
            offenders.append(Offender(f"{line.order} line {line.position}", "not_picked", message))
    refuse_if_any(offenders, "not_picked", "Some of this is not picked.")
