"""Detach units from the lines of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.committing import bring_back, move_released, recount
from everyunit.documents.drafts import draft_to_change, forget_maker_numbers
from everyunit.documents.kinds import KINDS, Kind, Stage, row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.progress import passed_on
from everyunit.documents.scans import Outcome, Scanned, answer, bins_by_id, meaning_of
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import split_scans
from everyunit.stock import queries as ledger
from everyunit.stock.holds import release_lines, release_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Detach:
    """Release these units (serial or makers' numbers) from the draft, or all units of a line."""

    document_id: int
    scans: tuple[str, ...] = ()
    line_id: int | None = None


@operation()
def detach(work: Work, command: Detach) -> Scanned:
    """Release units; each is answered Detached, or Skipped where it was not on the document.

    A line that only followed its units goes away with the last of them. Refused: `unknown_document`,
    `already_posted`, `not_allowed`, `nothing_scanned`, `unknown_line`.
    """
    document, kind = draft_to_change(work, command.document_id)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    lines = {line.pk: line for line in document.lines.select_related("item", "source_line__document")}
    if not texts and command.line_id is None:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to take off.")
    if command.line_id is not None and command.line_id not in lines:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    if texts:
        expected = _numbers(lines, texts) if kind.generates and kind.stage is Stage.FINAL else {}
        taken = [expected.pop(text, None) for text in texts]
        units = iter(_units(lines, [text for text, each in zip(texts, taken, strict=True) if each is None]))
        outcomes = [each or next(units) for each in taken]
    else:
        outcomes = _whole_line(work, document, kind, lines[command.line_id or 0])
    let_go(work, document, kind, outcomes)  # first: an emptied line no longer tells which way it went
    _shrink(lines, outcomes, kind)
    return answer(document, outcomes if texts else _named_by_line(outcomes), bins_by_id())


def _units(lines: dict[int, Line], texts: list[str]) -> list[Outcome]:
    outcomes = meaning_of(texts, "anything")
    candidates = [unit for outcome in outcomes for unit in ([outcome.unit] if outcome.unit else outcome.choices)]
    held = ledger.holding_lines(candidates) if candidates else {}
    released = []
    for outcome in outcomes:
        here = [
            unit for unit in ([outcome.unit] if outcome.unit else outcome.choices) if held.get(unit.unit_id) in lines
        ]
        if not here:
            outcome.skip("not_here", "Not on this document.")
            continue
        outcome.unit, outcome.choices = here[0], []
        outcome.line = lines[held.pop(here[0].unit_id)]
        outcome.action = Action.DETACHED
        released.append(here[0])
    release_units(released, list(lines))
    return outcomes


def _numbers(lines: dict[int, Line], texts: list[str]) -> dict[str, Outcome]:
    """Those of the texts that are makers' numbers on a receipt, taken off it."""
    chosen, mine = sql.among("text", texts, "text"), sql.among("line_id", list(lines))
    known = {
        text: (number_id, line_id)
        for number_id, line_id, text in sql.rows(
            f"SELECT id, line_id, text FROM documents_makernumber WHERE {chosen.sql} AND {mine.sql} ORDER BY id",
            [*chosen.params, *mine.params],
        )
    }
    numbers = sql.among("id", [number_id for number_id, _ in known.values()])
    sql.execute(f"DELETE FROM documents_makernumber WHERE {numbers.sql}", numbers.params)
    return {text: Outcome(text, line=lines[line_id], action=Action.DETACHED) for text, (_, line_id) in known.items()}


def _whole_line(work: Work, document: Document, kind: Kind, line: Line) -> list[Outcome]:
    units = ledger.units_held([line.pk])
    release_lines([line.pk])
    bring_back(work, document, kind, line)
    forget_maker_numbers([line.pk])
    outcomes = [Outcome(unit.serial, unit=unit, line=line, action=Action.DETACHED) for unit in units]
    expected = line.attached - len(units)
    return outcomes + [
        Outcome(f"line {line.position}", line=line, action=Action.DETACHED, item=line.item) for _ in range(expected)
    ]


def _named_by_line(outcomes: list[Outcome]) -> list[Outcome]:
    """A whole line that is let go is told as the line, not unit by unit."""
    return [
        Outcome(f"line {each.line.position}", line=each.line, action=each.action, item=each.line.item)
        for each in outcomes
        if each.line is not None
    ]


def let_go(work: Work, document: Document, kind: Kind, outcomes: list[Outcome]) -> None:
    """What follows when units are released: an order's go to its release bin, lent ones are counted by their order."""
    released = [
        (outcome.unit, outcome.line)
        for outcome in outcomes
        if outcome.action == Action.DETACHED and outcome.unit is not None and outcome.line is not None
    ]
    move_released(work, document, kind, released)
    recount(list({line.source_line_id for _, line in released if line.source_line_id is not None}))


def _shrink(lines: dict[int, Line], outcomes: list[Outcome], kind: Kind) -> None:
    lost: dict[int, int] = {}
    for outcome in outcomes:
        if outcome.action == Action.DETACHED and outcome.line is not None:
            lost[outcome.line.pk] = lost.get(outcome.line.pk, 0) + 1
    changed = [lines[line_id] for line_id in lost]
    passed = passed_on(kind, changed)
    empty = [line for line in changed if not line.attached - lost[line.pk] + passed[line.pk] and _goes_away(line, kind)]
    for line in changed:
        line.attached -= lost[line.pk]
        if line.follows_units:
            size = line.attached + passed[line.pk]
            line.quantity = -size if line.quantity < 0 else size
            line.amount_minor = None
    for line in empty:
        line.delete()
    Line.objects.bulk_update([line for line in changed if line.pk], ["attached", "quantity", "amount_minor"])


def _goes_away(line: Line, kind: Kind) -> bool:
    """A line without units goes, unless it waits for new ones, says which order it delivers, or is an order's own:
    the story of its units names it.
    """
    source = line.source_line
    delivers = source is not None and KINDS[source.document.kind].stage is Stage.ORDER
    waits = row_for(kind, line.quantity).generates
    return line.follows_units and not (waits or kind.stage is Stage.ORDER or delivers)


def release_all(work: Work, document: Document, kind: Kind) -> None:
    """Release everything that the document holds."""
    release_of(work, document, kind, list(document.lines.select_related("item")))


def release_of(work: Work, document: Document, kind: Kind, lines: list[Line]) -> None:
    """Release everything that these lines of the document hold."""
    for line in lines:
        let_go(work, document, kind, _whole_line(work, document, kind, line))
    recount([line.pk for line in lines])
