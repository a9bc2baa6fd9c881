"""Scanning goods in: makers' numbers for units that posting will generate."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.catalog.models import Item
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kinds import KINDS
from everyunit.documents.line_start import LineStart
from everyunit.documents.meaning import name_units
from everyunit.documents.models import Document, Line
from everyunit.documents.naming import vendor_of
from everyunit.documents.progress import passed_on
from everyunit.documents.scans import Outcome, items_scanned
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action, Capacity, fill
from everyunit.rules.serials import looks_mangled
from everyunit.stock.queries import UnitRow

UNIT_TRACKED = ("serialized", "auto_serialized")


def scan_in(
    document: Document, lines: list[Line], outcomes: Sequence[Outcome], selected: int | None, exceed: bool
) -> int:
    """The code of an item with units adds or selects its line; that of others is left to be counted. Anything else is
    the maker's number of one more unit of the line.

    A number of a unit that we have means that unit, which is left to the caller; a maker's number does where the item
    is that of the line. How many wait for a yes. Skipped: `item_discontinued`, `mangled`, `repeated` (already on this
    receipt), `ambiguous`, `no_line`, `exceeds`, `too_long`.
    """
    if not outcomes:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the maker's number on the box.")
    texts = [outcome.texts.first for outcome in outcomes if outcome.run is None]
    kind = KINDS[document.kind]
    items = items_scanned(texts, vendor_of(document, kind))
    known = _numbers_on(document, texts)
    chosen = _starting_line(lines, selected)
    takers: dict[int, list[Outcome]] = {}
    ours: list[tuple[Outcome, UnitRow]] = []
    for outcome in outcomes:
        if outcome.run is not None or outcome.code:
            continue
        text = outcome.texts.first
        outcome.item = items.get(text)
        if outcome.item is not None and outcome.item.discontinued and not kind.adjusts:
            chosen = None
            outcome.skip("item_discontinued", "The item is discontinued.")
        elif outcome.item is not None:
            chosen = _choose(document, lines, outcome, outcome.item)
        elif looks_mangled(text):
            outcome.skip("mangled", "A spreadsheet has cut this number short. Take it from the box instead.")
        elif len(text) > 100:
            outcome.skip("too_long", "A maker's number has at most 100 characters.")
        elif text in known:
            outcome.skip("repeated", "This number is already on the receipt.")
        elif found := _ours(outcome, chosen):
            ours += [(outcome, unit) for unit in found if len(found) == 1]
        elif chosen is None or chosen.negative or chosen.item.tracking not in UNIT_TRACKED:
            outcome.skip("no_line", "Scan the item's barcode first, or choose its line.")
        else:
            known.add(text)
            takers.setdefault(chosen.pk, []).append(outcome)
    name_units(ours)
    passed = passed_on(kind, lines)
    asks = sum(_take(lines, line_id, waiting, exceed, passed) for line_id, waiting in takers.items())
    keep_lines(lines, "attached", "quantity", "follows_units", "amount_minor")
    return asks


def _ours(outcome: Outcome, chosen: Line | None) -> list[UnitRow]:
    """The units that we have with this number, of the item of the line that is chosen, if any; makers' numbers of
    other items are their makers' business.
    """
    alike = [unit for unit in outcome.choices if chosen is None or unit.item_id == chosen.item_id]
    outcome.choices = alike if len(alike) > 1 else []
    if outcome.choices:
        outcome.ask_which()
    return alike


def _numbers_on(document: Document, texts: list[str]) -> set[str]:
    chosen = sql.among("n.text", texts, "text")
    return {
        str(text)
        for (text,) in sql.rows(
            "SELECT n.text FROM documents_makernumber n JOIN documents_line l ON l.id = n.line_id"
            f" WHERE l.document_id = %s AND {chosen.sql}",
            [document.pk, *chosen.params],
        )
    }


def _starting_line(lines: list[Line], selected: int | None) -> Line | None:
    """The selected line; without one, the only line that expects units with numbers."""
    for line in lines:
        if line.pk == selected:
            return line
    tracked = [line for line in lines if line.item.tracking in UNIT_TRACKED and not line.negative]
    return tracked[0] if len({line.item_id for line in tracked}) == 1 else None


def _choose(document: Document, lines: list[Line], outcome: Outcome, item: Item) -> Line | None:
    """The line of a scanned item: made where there is none. Items without units are left to be counted."""
    line = next((line for line in lines if line.item_id == item.pk and not line.negative), None)
    if item.tracking not in UNIT_TRACKED:
        return line
    outcome.action = Action.ASSIGNED
    if line is None:
        line = _line_for(document, lines, item)
        outcome.action = Action.ADDED
    outcome.line = line
    return line


def _line_for(document: Document, lines: list[Line], item: Item) -> Line:
    position = max((line.position for line in lines), default=0) + 1
    line = LineStart(document, KINDS[document.kind]).line(item, position)
    line.follows_units = True
    line.save()
    lines.append(line)
    return line


def _take(lines: list[Line], line_id: int, waiting: list[Outcome], exceed: bool, passed: dict[int, int]) -> int:
    """Write the makers' numbers on the lines of the item, in the fill order; the number that wait for a yes."""
    chosen = next(line for line in lines if line.pk == line_id)
    fitting = [line for line in lines if line.item_id == chosen.item_id and not line.negative]
    filling = fill(
        [
            Capacity(
                line.pk,
                line.position,
                None if line.follows_units else line.quantity - passed.get(line.pk, 0),
                line.attached,
            )
            for line in fitting
        ],
        line_id,
        len(waiting),
        exceed,
    )
    queue = iter(waiting)
    for part in filling.placed:
        line = next(line for line in fitting if line.pk == part.line_id)
        taken = [next(queue) for _ in range(part.count)]
        sql.insert(
            "documents_makernumber",
            {"text": ("text", [outcome.texts.first for outcome in taken])},
            {"line_id": line.pk},
        )
        line.attached += len(taken)
        reached = line.attached + passed.get(line.pk, 0)
        if line.follows_units or reached > line.quantity:
            line.quantity = reached
            line.amount_minor = None
        for outcome in taken:
            outcome.line, outcome.action = line, Action.ASSIGNED
    rest = list(queue)
    for outcome in rest:
        outcome.skip("exceeds", f"The line asks for {chosen.quantity} only. Receive it all the same?")
    return len(rest)
