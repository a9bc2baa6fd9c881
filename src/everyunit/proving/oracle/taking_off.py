"""Detaching, and undoing a scan, as the oracle expects it."""

from __future__ import annotations

from everyunit.proving.oracle.adjusting import price_at_cost
from everyunit.proving.oracle.asked import Ask, Change, No, Summary
from everyunit.proving.oracle.counting import put_back
from everyunit.proving.oracle.drafts import its_row, revise, to_change
from everyunit.proving.oracle.kinds import ORDER
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.releasing import let_go, release_row
from everyunit.proving.oracle.scan import Scan, answered, meant, texts_of
from everyunit.proving.oracle.state import State


def detach(state: State, ask: Ask) -> Summary:
    paper = to_change(state, ask)
    texts = texts_of(ask.scans)
    if not texts and ask.line is None:
        raise No("nothing_scanned")
    row = its_row(state, paper, ask.line) if ask.line is not None else None
    if row is None or texts:
        return _taken_off(state, paper, texts, undo=ask.get("undo", False), keep=ask.get("keep_lines", False))
    lost = state.attached(row)
    scans = [Scan(f"line {row.position}", action="detached", place=row.position) for _ in range(lost)]
    release_row(state, paper, row)
    _shrink(state, paper, row, lost)
    price_at_cost(state, paper)
    return answered(state, paper, scans)


def unscan(state: State, ask: Ask) -> Summary:
    """Units go back to where they came from, and pieces that were counted are counted no more; lines that are left with
    nothing go.
    """
    paper = to_change(state, ask)
    counted = ask.get("counted", ())
    texts = texts_of(ask.scans)
    if not texts and not counted:
        raise No("nothing_scanned")
    committed = [row for row in paper.rows if row.id in counted and _holds_pieces(state, paper, row)]
    rows = [row for row in paper.rows if row.id in counted and row not in committed]
    fewer = [row for row in rows if _counts(state, paper, row) and row.quantity > 1]
    gone = [row for row in rows if row not in fewer and (_counts(state, paper, row) or _only_opened(state, row))]
    change = tuple(Change(row.id, row.quantity - 1) for row in fewer)
    revise(
        state,
        Ask("revise", ask.who, doc=ask.doc, with_=(("change", change), ("remove", tuple(row.id for row in gone)))),
    )
    for row in committed:
        put_back(state, paper, row)
        if row.follows and row.quantity == 0 and not _has_a_purpose(state, paper, row):
            paper.remove(row)
    return _taken_off(state, paper, texts, undo=True)


def _holds_pieces(state: State, paper: Paper, row: Row) -> bool:
    return paper.stage == ORDER and state.items[row.item].tracking == "quantity"


def _counts(state: State, paper: Paper, row: Row) -> bool:
    """Whether a barcode counts pieces on this line; where units come in it only chooses the line."""
    by_unit = state.items[row.item].by_unit
    return row.quantity > 0 and not (by_unit and (paper.rule.makes_units or row.follows))


def _only_opened(state: State, row: Row) -> bool:
    return row.follows and row.source is None and not state.attached(row)


def _taken_off(state: State, paper: Paper, texts: list[str], undo: bool = False, keep: bool = False) -> Summary:
    scans: list[Scan] = []
    lost: dict[int, int] = {}
    numbers = [number for text in texts for number in _numbers(state, paper, text)]
    for text in numbers:
        scan = Scan(text)
        row = _take_off(state, paper, scan, set(numbers), undo)
        if row is None:
            scan.skip("not_here")
        else:
            scan.action, scan.place = "detached", row.position
            lost[row.id] = lost.get(row.id, 0) + 1
        scans.append(scan)
    for row_id, count in lost.items():
        _shrink(state, paper, state.row(row_id), count, keep)
    price_at_cost(state, paper)
    return answered(state, paper, scans)


def _numbers(state: State, paper: Paper, text: str) -> list[str]:
    """A text that means nothing else may be a range, as when attaching."""
    if any(text in row.makers for row in paper.rows):
        return [text]
    return [scan.text for scan in meant(state, [text], "anything", paper)]


def _take_off(state: State, paper: Paper, scan: Scan, scanned: set[str], undo: bool) -> Row | None:
    """A number that waits for its unit, or a unit: the line that had it. Of units with one maker's number it is one
    that is not scanned by its own.
    """
    waiting = next((row for row in paper.rows if scan.text in row.makers), None)
    if waiting is not None:
        waiting.makers.remove(scan.text)
        return waiting
    candidates = [state.units[scan.text]] if scan.text in state.units else []
    candidates = candidates or [unit for unit in state.units.values() if unit.maker == scan.text]
    alone = len(candidates) == 1
    mine = [unit for unit in candidates if paper.has(state.holds.get(unit.serial))]
    unit = next((unit for unit in mine if alone or unit.serial not in scanned), None)
    scan.unit = unit or (candidates[0] if alone else None)
    if unit is None:
        return None
    row = state.row(state.holds[unit.serial])
    let_go(state, paper, [unit], row, undo)
    return row


def _shrink(state: State, paper: Paper, row: Row, lost: int, keep: bool = False) -> None:
    """A line that only followed its units shrinks with them, and goes with the last."""
    if row.follows and lost:
        stays = keep or _has_a_purpose(state, paper, row)
        row.ask_for(state.attached(row) + passed_on(state, row))
        if row.quantity == 0 and not stays:
            paper.remove(row)


def _has_a_purpose(state: State, paper: Paper, row: Row) -> bool:
    """It waits for new units, says which order it delivers, or a later paper was made from it."""
    source = state.find(row.source)
    delivers = source is not None and state.paper_of(source).stage == ORDER
    followed = any(each.source == row.id for other in state.papers.values() for each in other.rows)
    return paper.rule_for(row).makes_units or delivers or followed
