"""Detach units from the lines of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.at_cost import price_at_cost
from everyunit.documents.committing import bring_back, move_back, move_released, recount
from everyunit.documents.drafts import draft_to_change, forget_maker_numbers, keep_lines, with_sources
from everyunit.documents.judging import once_each
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.meaning import meaning_of, name_units
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.progress import passed_on
from everyunit.documents.scans import Outcome, Scanned, answer, bins_by_id
from everyunit.places.default_bins import default_bins
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import Numbers, Range, compress, split_scans
from everyunit.stock import queries as ledger
from everyunit.stock.holds import lenders_of, release, release_lines
from everyunit.stock.runs import held, of_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Detach:
    """Release these units (serial or makers' numbers, or ranges) from the draft, or all units of a line.

    `undo`: those scanned go back to where an order took them from, not to its release bin. `keep_lines`: lines that are
    left with nothing stay all the same.
    """

    document_id: int
    scans: tuple[str, ...] = ()
    line_id: int | None = None
    undo: bool = False
    keep_lines: bool = False


@operation()
def detach(work: Work, command: Detach) -> Scanned:
    """Release units; each is answered Detached, or Skipped where it was not on the document.

    A line that only followed its units goes away with the last of them. Refused: `unknown_document`,
    `already_posted`, `not_allowed`, `nothing_scanned`, `unknown_line`.
    """
    document, kind = draft_to_change(work, command.document_id)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    lines = {line.pk: line for line in with_sources(list(document.lines.select_related("item")))}
    if not texts and command.line_id is None:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to take off.")
    if command.line_id is not None and command.line_id not in lines:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    if not texts:
        outcomes = _whole_line(work, document, kind, lines[command.line_id or 0])
    else:
        outcomes = _numbers(lines, texts) if kind.generates and kind.stage is Stage.FINAL else []
        gone = {outcome.place[0] for outcome in outcomes}
        left = [nth for nth, _ in enumerate(texts) if nth not in gone]
        outcomes += _units(work, document, kind, lines, texts, left, command.undo)
    _shrink(lines, outcomes, kind, command.keep_lines)
    price_at_cost(document, kind)
    return answer(document, outcomes, bins_by_id())


def _units(
    work: Work,
    document: Document,
    kind: Kind,
    lines: dict[int, Line],
    texts: list[str],
    places: list[int],
    undo: bool,
) -> list[Outcome]:
    """The units that the texts at these places mean are released."""
    outcomes = meaning_of(compress(texts[nth] for nth in places))
    if len(places) < len(texts):
        outcomes = [one for outcome in outcomes for one in outcome.singly()]
        for outcome in outcomes:
            outcome.place = (places[outcome.place[0]], *outcome.place[1:])
    _settle_twins(outcomes, lines)
    outcomes = once_each(outcomes)
    for outcome in outcomes:
        if outcome.run is None or outcome.run.holder not in lines or outcome.code:
            outcome.skip("not_here", "Not on this document.")
        else:
            outcome.line, outcome.action = lines[outcome.run.holder], Action.DETACHED
            outcome.message = _goes_to(work, document, kind, outcome.line)
    runs = [(each.run, each.line) for each in outcomes if each.run is not None and each.line is not None]
    for sign in (1, -1):
        chosen = [(run, line.pk) for run, line in runs if line.negative == (sign < 0)]
        if chosen and undo:
            move_back(work, document, kind, of_runs(chosen))
        elif chosen:
            move_released(work, document, kind, sign, of_runs(chosen))
    if runs:
        lenders = lenders_of(list(lines))
        release(of_runs((run, line.pk) for run, line in runs), list(lines), borrowed=bool(lenders))
        _hold_again(work, lenders)
    return outcomes


def _goes_to(work: Work, document: Document, kind: Kind, line: Line) -> str:
    """Where a unit goes that the order lets go."""
    release = row_for(kind, line.sign).release if kind.stage is Stage.ORDER else ""
    target = default_bins(work, document.location).get(release) if release else None
    return "" if target is None else f"Goes to {target.code}, {target.name.lower()}."


def _settle_twins(outcomes: Sequence[Outcome], lines: dict[int, Line]) -> None:
    """Of units that share a maker's number, each scan means one that is on these lines and not scanned otherwise."""
    waiting = [outcome for outcome in outcomes if outcome.choices]
    if not waiting:
        return
    held = ledger.holding_lines([unit for outcome in waiting for unit in outcome.choices])
    seen = Numbers()
    for outcome in outcomes:
        if outcome.run is not None:
            seen.add(outcome.run.serials)
    named = []
    for outcome in waiting:
        here = [unit for unit in outcome.choices if held.get(unit.unit_id) in lines]
        for unit in here:
            if seen.add(Range(unit.serial, unit.serial, 1))[0][2]:
                named.append((outcome, unit))
                break
    name_units(named)


def _numbers(lines: dict[int, Line], texts: list[str]) -> list[Outcome]:
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
    found = [(nth, text, known.pop(text)[1]) for nth, text in enumerate(texts) if text in known]
    return [
        Outcome(Range(text, text, 1), (nth,), line=lines[line_id], action=Action.DETACHED)
        for nth, text, line_id in found
    ]


def _whole_line(work: Work, document: Document, kind: Kind, line: Line) -> list[Outcome]:
    """All that a line holds or expects is let go, and told as the line."""
    text, count = f"line {line.position}", line.attached
    _let_go(work, document, kind, [line])
    outcome = Outcome(Range(text, text, 1), count=count, line=line, item=line.item, action=Action.DETACHED)
    return [outcome] if count else []


def _let_go(work: Work, document: Document, kind: Kind, lines: Sequence[Line]) -> None:
    """Release all that these lines hold or expect: an order's goes to its release bin, what was lent is its order's."""
    for sign in (1, -1):
        chosen = [line.pk for line in lines if line.negative == (sign < 0)]
        if chosen:
            move_released(work, document, kind, sign, held(chosen))
    line_ids = [line.pk for line in lines]
    lenders = lenders_of(line_ids)
    release_lines(line_ids)
    bring_back(work, document, kind, lines)
    forget_maker_numbers(line_ids)
    _hold_again(work, lenders)


def _hold_again(work: Work, lenders: list[int]) -> None:
    """Orders count what they have lent and got back; one that was closed meanwhile lets it go: it holds nothing."""
    recount(lenders)
    for order in Document.objects.filter(lines__in=lenders).exclude(status=Status.OPEN).distinct():
        release_all(work, order, KINDS[order.kind])


def _shrink(lines: dict[int, Line], outcomes: list[Outcome], kind: Kind, keep: bool) -> None:
    lost: dict[int, int] = {}
    for outcome in outcomes:
        if outcome.action == Action.DETACHED and outcome.line is not None:
            lost[outcome.line.pk] = lost.get(outcome.line.pk, 0) + outcome.count
    changed = [lines[line_id] for line_id in lost]
    passed = passed_on(kind, changed)
    empty = [line for line in changed if not line.attached - lost[line.pk] + passed[line.pk]]
    gone = [] if keep else go_away(empty, kind)
    for line in changed:
        line.attached -= lost[line.pk]
        if line.follows_units:
            size = line.attached + passed[line.pk]
            line.quantity = -size if line.negative else size
            line.amount_minor = None
    left = [line for line in changed if line.pk not in gone]
    keep_lines(left, "attached", "quantity", "amount_minor")


def go_away(empty: Sequence[Line], kind: Kind) -> list[int]:
    """Delete those of these lines without units that scanning made; their ids. A line stays that waits for new units,
    says which order it delivers, or that a later paper was made from.
    """
    gone = [line.pk for line in empty if _may_go(line, kind)]
    if gone and kind.stage is Stage.ORDER:
        followed = set(Line.objects.filter(source_line__in=gone).values_list("source_line_id", flat=True))
        gone = [line_id for line_id in gone if line_id not in followed]
    Line.objects.filter(pk__in=gone).delete()
    return gone


def _may_go(line: Line, kind: Kind) -> bool:
    source = line.source_line
    delivers = source is not None and KINDS[source.document.kind].stage is Stage.ORDER
    return line.follows_units and not (delivers or row_for(kind, line.sign).generates)


def release_all(work: Work, document: Document, kind: Kind) -> None:
    """Release everything that the document holds."""
    release_of(work, document, kind, list(document.lines.select_related("item")))


def release_of(work: Work, document: Document, kind: Kind, lines: list[Line]) -> None:
    """Release everything that these lines of the document hold."""
    _let_go(work, document, kind, lines)
    recount([line.pk for line in lines])
