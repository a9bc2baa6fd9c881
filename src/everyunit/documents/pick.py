"""Pick units automatically for auto-serialized lines, first in first out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from everyunit.base.operation import Work, operation
from everyunit.documents.committing import move_committed
from everyunit.documents.drafts import draft_to_change, refuse_quotes
from everyunit.documents.kinds import OUT, STOCK, Kind
from everyunit.documents.models import Document, Line
from everyunit.documents.progress import passed_on
from everyunit.documents.scans import Outcome, Scanned, answer, bins_by_id
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin, StockType
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.stock import queries as ledger
from everyunit.stock.holds import hold

TRIES = 5
AUTOMATIC = ("auto_serialized",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Fill the auto-serialized lines of a draft, or one line, by themselves."""

    document_id: int
    line_id: int | None = None


@operation()
def pick(work: Work, command: Pick) -> Scanned:
    """Attach units to auto-serialized lines by entry date then serial number (SAL-85..88).

    They come from the line's or document's bin, else the location's receiving bin, then its other normal stock bins by
    position. Negative lines are never picked. What is short is answered Skipped (`short`).
    Refused: `unknown_document`, `already_posted`, `not_allowed`, `unknown_line`.
    """
    document, kind = draft_to_change(work, command.document_id)
    lines = list(document.lines.select_related("item").order_by("position"))
    if command.line_id is not None and command.line_id not in {line.pk for line in lines}:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    wanted = [line for line in lines if command.line_id in (None, line.pk)]
    refuse_quotes(document, kind)
    outcomes = pick_lines(work, document, kind, wanted)
    held = [(each.unit, each.line) for each in outcomes if each.unit is not None and each.line is not None]
    move_committed(work, document, kind, held)
    return answer(document, outcomes, bins_by_id())


def pick_lines(
    work: Work,
    document: Document,
    kind: Kind,
    lines: list[Line],
    wanted: int | None = None,
    tracking: tuple[str, ...] = AUTOMATIC,
) -> list[Outcome]:
    """Hold units for those of the lines that pick their own and want more: up to their quantity, or `wanted` in all.

    `tracking`: what is picked; papers of the past that name no units pick serialized ones, too.
    """
    outcomes: list[Outcome] = []
    picking = [line for line in lines if picks_itself(kind, line, tracking)]
    if not picking:
        return outcomes
    passed = passed_on(kind, picking)
    bins = _bins_in_order(work, document, kind)
    for line in picking:
        goal = line.quantity - passed[line.pk] if wanted is None else wanted
        if line.attached < goal:
            own = _chosen(line.from_bin)
            outcomes += _fill(line, work.at, goal, bins if own is None else own)
    Line.objects.bulk_update(picking, ["attached"])
    return outcomes


def picks_itself(kind: Kind, line: Line, tracking: tuple[str, ...] = AUTOMATIC) -> bool:
    return picks_itself_as(kind, line.item.tracking, line.quantity, line.follows_units, tracking)


def picks_itself_as(
    kind: Kind, tracking: str, quantity: int, follows_units: bool, picked: tuple[str, ...] = AUTOMATIC
) -> bool:
    """Only what leaves our stock: nobody but the customer knows which unit comes back."""
    if kind.generates or kind.route.source == OUT:
        return False
    return tracking in picked and quantity > 0 and not follows_units


def _fill(line: Line, at: datetime, goal: int, bins: list[Bin]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for _ in range(TRIES):
        missing = goal - line.attached
        units = ledger.free_units(line.item_id, [each.pk for each in bins], missing) if missing else []
        if not units:
            break
        held = hold(units, [line.pk] * len(units), at)
        if held < len(units):  # rivals took some: keep ours, look again for the rest
            holding = ledger.holding_lines(units)
            units = [unit for unit in units if holding.get(unit.unit_id) == line.pk]
        line.attached += len(units)
        outcomes += [Outcome(unit.serial, unit=unit, line=line, action=Action.ASSIGNED) for unit in units]
    missing = goal - line.attached
    if missing:
        places = ", ".join(each.code for each in bins) or "any stock bin"
        short = Outcome(line.item.code, item=line.item, line=line)
        short.skip("short", f"{missing} more wanted, but no free ones in {places}.")
        outcomes.append(short)
    return outcomes


def _chosen(bin_: Bin | None) -> list[Bin] | None:
    """The one bin that was chosen, if it can be picked from; None where none was chosen."""
    if bin_ is None:
        return None
    return [bin_] if bin_.bin_type == STOCK else []


def _bins_in_order(work: Work, document: Document, kind: Kind) -> list[Bin]:
    chosen = _chosen(document.from_bin)
    if chosen is not None:
        return chosen
    first = default_bins(work, document.location).need(kind.route.pick_default or kind.route.source_default)
    others = Bin.objects.filter(
        location=document.location, bin_type="stock", stock_type=StockType.NORMAL, discontinued=False
    ).exclude(pk=first.pk)
    ordered = [first, *others.order_by("position", "code")]
    return [each for each in ordered if each.bin_type == STOCK and each.pk != document.to_bin_id]
