"""A scanned item barcode counts one more of the item."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.catalog.models import Item, ItemType
from everyunit.documents.drafts import keep_lines
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Line
from everyunit.documents.placing import NOT_ON_DOCUMENT, Placing
from everyunit.documents.scans import Outcome
from everyunit.rules.scanning import Action


def count_items(placing: Placing, outcomes: Sequence[Outcome]) -> int:
    """Count scanned items on their lines; a serialized item wants its unit's own number instead.

    How many wait for a yes to a line of their own.
    """
    counted: dict[int, Line] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.place):
        item = outcome.item
        if item is None or outcome.code:
            continue
        reason = _why_not(placing, item)
        if reason is not None:
            outcome.skip(*reason)
            continue
        line = _line_of(placing, item)
        if line is None and placing.asks_first:
            outcome.skip(*NOT_ON_DOCUMENT)
            continue
        outcome.action = Action.ADDED if line is None else Action.ASSIGNED
        line = line or _new_line(placing, item)
        line.quantity += 1
        line.follows_units = False
        line.amount_minor = None
        outcome.line = line
        counted[line.pk] = line
    keep_lines(list(counted.values()), "quantity", "follows_units", "amount_minor")
    return sum(1 for outcome in outcomes if outcome.item is not None and outcome.code == NOT_ON_DOCUMENT[0])


def _why_not(placing: Placing, item: Item) -> tuple[str, str] | None:
    if item.tracking == "serialized":
        return "item_code", f"This is the code of {item.name}. Scan the unit's own serial number."
    if item.item_type == ItemType.KIT:
        return "a_kit", f"{item.name} is a kit. Add it as a line, and its components come with it."
    if item.tracking == "none" and (placing.kind.revalues or not placing.kind.priced):
        return "not_inventoried", "This item is not kept in stock, so there is nothing to move or revalue."
    return None


def _line_of(placing: Placing, item: Item) -> Line | None:
    """The selected line, if it is of the item, else the first that is."""
    fitting = [line for line in placing.lines if line.item_id == item.pk and not line.negative]
    return next((line for line in fitting if line.pk == placing.selected), fitting[0] if fitting else None)


def _new_line(placing: Placing, item: Item) -> Line:
    position = max((line.position for line in placing.lines), default=0) + 1
    line = LineStart(placing.document, placing.kind).line(item, position)
    line.save()
    placing.lines.append(line)
    return line
