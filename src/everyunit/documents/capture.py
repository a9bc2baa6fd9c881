"""Capture makers' numbers as units leave: what is printed on the box is written on a unit that the program picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.attach import Attach, attach
from everyunit.documents.drafts import draft_to_change, lines_of, refuse_to_name
from everyunit.documents.kind import STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.meaning import known_meaning_of, name_units
from everyunit.documents.models import Document, Line
from everyunit.documents.picking import Answers, move_picked, pick_lines
from everyunit.documents.scans import Outcome, Scanned, answer, bins_by_id
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import LENGTH_LIMIT, compress, looks_mangled, split_scans
from everyunit.stock.amend import write_maker_numbers
from everyunit.stock.queries import UnitRow, units_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """These makers' numbers are on the boxes that leave with this document. `line_id`: for this line only."""

    document_id: int
    scans: tuple[str, ...]
    line_id: int | None = None


@operation()
def capture(work: Work, command: Capture) -> Scanned:
    """Write each number on a unit of an auto-serialized line that has none yet, picking units where the line still
    wants some (SAL-91). A number that is known already attaches its own unit. Each scan is answered Assigned or
    Skipped with its reason.

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `quote_holds_nothing`, `nothing_scanned`,
    `unknown_line`, `nothing_to_capture`.
    """
    document, kind = draft_to_change(work, command.document_id)
    refuse_to_name(document, kind)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the maker's number on the box.")
    lines = _lines(document, kind, command.line_id)
    outcomes = [one for outcome in known_meaning_of(compress(texts)) for one in outcome.singly()]
    known = [outcome.texts.first for outcome in outcomes if not outcome.is_open]
    attached = None
    if known:
        asked = Attach(document_id=document.pk, scans=tuple(known), line_id=command.line_id)
        attached = attach.within(work, asked)
        lines = _lines(document, kind, command.line_id)  # they have other units by now
    fresh = [outcome for outcome in outcomes if outcome.is_open]
    _judge(fresh)
    _write(work, document, kind, lines, [outcome for outcome in fresh if not outcome.code])
    told = answer(document, fresh, bins_by_id())
    return told if attached is None else _together(attached, told)


def captures(kind: Kind, line: Line) -> bool:
    """Whether makers' numbers are captured on such a line: the program picks its units, and they leave our stock."""
    row = row_for(kind, line.sign)
    leaves = line.quantity > 0 and row.route.source == STOCK and row.party is not None
    return leaves and line.item.tracking == "auto_serialized"


def _lines(document: Document, kind: Kind, line_id: int | None) -> list[Line]:
    lines = lines_of(document)
    if line_id is not None and line_id not in {line.pk for line in lines}:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    fitting = [line for line in lines if captures(kind, line) and line_id in (None, line.pk)]
    if not fitting:
        raise Refused(
            "nothing_to_capture",
            "Makers' numbers are captured on lines of auto-serialized items that leave our stock. There is none here.",
        )
    return fitting


def _judge(outcomes: Sequence[Outcome]) -> None:
    seen: set[str] = set()
    for outcome in outcomes:
        text = outcome.texts.first
        if len(text) > LENGTH_LIMIT:
            outcome.skip("too_long", f"A maker's number has at most {LENGTH_LIMIT} characters.")
        elif looks_mangled(text):
            outcome.skip("mangled", "A spreadsheet has cut this number short. Take it from the box instead.")
        elif text in seen:
            outcome.skip("repeated", "Scanned twice.")
        seen.add(text)


def _write(work: Work, document: Document, kind: Kind, lines: Sequence[Line], outcomes: list[Outcome]) -> None:
    """Give each number a unit that has none, line by line; what finds none is skipped."""
    waiting, asks = list(outcomes), False
    named: list[tuple[Outcome, UnitRow]] = []
    for line in lines:
        if not waiting:
            break
        units, asked = _units_without_number(work, document, kind, line, len(waiting))
        asks |= asked
        taken, waiting = waiting[: len(units)], waiting[len(units) :]
        for outcome, unit in zip(taken, units, strict=True):
            named.append((outcome, unit))
            outcome.line, outcome.action, outcome.written = line, Action.ASSIGNED, True
            outcome.message = f"Written on {unit.serial}."
    name_units(named)
    write_maker_numbers(work, [(unit.unit_id, unit.home, outcome.texts.first) for outcome, unit in named])
    for outcome in waiting:
        if asks:
            outcome.skip("asks_bin", "Somebody is to choose the bin first: pick the units of the line.")
            continue
        outcome.skip("exceeds_captured", "Every unit that the lines ask for has a maker's number. Raise the quantity.")


def _units_without_number(
    work: Work, document: Document, kind: Kind, line: Line, wanted: int
) -> tuple[list[UnitRow], bool]:
    """Units of the line without a maker's number, at most so many; more are picked where it wants some. And whether
    somebody must choose a bin first.
    """
    asks = False
    bare = _bare(line)
    if len(bare) < wanted:
        picked = pick_lines(work, document, kind, [line], answers=Answers(numbered="skip"))
        move_picked(work, document, kind, picked)
        bare = _bare(line)
        asks = bool(picked.questions)
    return bare[:wanted], asks


def _bare(line: Line) -> list[UnitRow]:
    return [unit for unit in units_held([line.pk]) if not unit.maker_serial]


def _together(first: Scanned, second: Scanned) -> Scanned:
    """Two answers as one; the lines as they stand after the second."""
    counts = dict(first.counts)
    for action, count in second.counts.items():
        counts[action] = counts.get(action, 0) + count
    return Scanned(
        document_id=second.document_id,
        kind=second.kind,
        entries=first.entries + second.entries,
        counts=counts,
        asks=first.asks,
        lines=second.lines,
        total_minor=second.total_minor,
        currency=second.currency,
    )
