"""Capturing makers' numbers as the oracle expects it: what is on the box is written on a unit that leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.drafts import no_quote, to_change
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import Said, picked
from everyunit.proving.oracle.releasing import gather
from everyunit.proving.oracle.scan import MANGLED, Scan, answered, texts_of
from everyunit.proving.oracle.scans import attach
from everyunit.proving.oracle.state import State

LONGEST = 100


def capture(state: State, ask: Ask) -> Summary:
    """A number that is known already attaches its own unit; each other one is written on a unit without (SAL-91)."""
    paper = to_change(state, ask)
    no_quote(paper)
    texts = texts_of(ask.scans)
    if not texts:
        raise No("nothing_scanned")
    _rows(state, paper, ask.line)
    known = tuple(text for text in texts if _is_known(state, text))
    told = attach(state, replace(ask, verb="attach", scans=known)) if known else None
    scans = [Scan(text) for text in texts if text not in known]
    _judge(scans)
    _write(state, paper, _rows(state, paper, ask.line), [scan for scan in scans if not scan.code])
    written = answered(state, paper, scans)
    return written if told is None else _together(told, written)


def _rows(state: State, paper: Paper, line: int | None) -> list[Row]:
    if line is not None and not paper.has(line):
        raise No("unknown_line")
    rows = [row for row in paper.rows if _captures(state, paper, row) and line in (None, row.id)]
    if not rows:
        raise No("nothing_to_capture")
    return sorted(rows, key=lambda row: row.position)


def _captures(state: State, paper: Paper, row: Row) -> bool:
    leaves = row.quantity > 0 and paper.rule.source == STOCK and paper.rule.party is not None
    return leaves and state.items[row.item].tracking == "auto_serialized"


def _is_known(state: State, text: str) -> bool:
    named = text in state.units or any(unit.maker == text for unit in state.units.values())
    return named or text in state.items or text in state.barcodes


def _judge(scans: list[Scan]) -> None:
    seen: set[str] = set()
    for scan in scans:
        if len(scan.text) > LONGEST:
            scan.skip("too_long")
        elif MANGLED.fullmatch(scan.text):
            scan.skip("mangled")
        elif scan.text in seen:
            scan.skip("repeated")
        seen.add(scan.text)


def _write(state: State, paper: Paper, rows: list[Row], scans: list[Scan]) -> None:
    """Line by line; where a line still wants units, they are picked."""
    waiting, asks = list(scans), False
    for row in rows:
        if waiting and len(_bare(state, row)) < len(waiting):
            found = picked(state, paper, [row], said=Said(numbered="skip"))
            gather(state, paper, [(scan.unit, row) for scan in found.scans if scan.unit])
            asks = asks or bool(found.questions)
        for unit in _bare(state, row)[: len(waiting)]:
            scan = waiting.pop(0)
            unit.maker = scan.text
            scan.unit, scan.action, scan.place = unit, "assigned", row.position
    for scan in waiting:
        scan.skip("asks_bin" if asks else "exceeds_captured")


def _bare(state: State, row: Row) -> list[Unit]:
    return [unit for unit in state.held(row) if not unit.maker]


def _together(first: Summary, second: Summary) -> Summary:
    """What was attached, then what was written."""
    kind, entries, counts, asks, _, _, _ = first
    _, more, others, _, questions, lines, total = second
    together = Counter(dict(counts)) + Counter(dict(others))
    return kind, entries + more, tuple(sorted(together.items())), asks, questions, lines, total
