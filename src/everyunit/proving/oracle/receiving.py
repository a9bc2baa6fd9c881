"""Scanning goods in as the oracle expects it: makers' numbers for units to come; an item's code chooses its line."""

from __future__ import annotations

from everyunit.proving.oracle.amounts import own_price, set_tax, tax_of
from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.scan import MANGLED, Scan, strays
from everyunit.proving.oracle.state import State


def scan_in(state: State, paper: Paper, texts: list[str], ask: Ask) -> tuple[list[Scan], int]:
    """What became of each text, and how many wait for a yes to exceed. Our units are left for what follows."""
    if paper.rule.brings_back:
        scans = [scan for text in texts for scan in strays(state, text, ask.by)]
    else:
        scans = [_ours(state, paper, text, ask.by) for text in texts]
    selected = next((row for row in paper.rows if row.id == ask.line), None)
    by_unit = [row for row in paper.rows if state.items[row.item].by_unit and not row.negative]
    only = by_unit[0] if len({row.item for row in by_unit}) == 1 else None
    chosen = selected or only
    known = {maker for row in paper.rows for maker in row.makers}
    takers: dict[int, list[Scan]] = {}
    for scan in scans:
        if scan.unit is not None or scan.code:
            continue
        item = state.items.get(state.barcodes.get(scan.text, scan.text))
        if item is not None and item.discontinued and not paper.rule.adjusts:
            chosen = None
            scan.skip("item_discontinued")
        elif item is not None:
            chosen = _choose(state, paper, scan, item.code)
        elif MANGLED.fullmatch(scan.text):
            scan.skip("mangled")
        elif scan.text in known:
            scan.skip("repeated")
        elif _is_ours(scan, chosen):
            continue
        elif chosen is None or chosen.negative or not state.items[chosen.item].by_unit:
            scan.skip("no_line")
        else:
            known.add(scan.text)
            takers.setdefault(chosen.id, []).append(scan)
    asks = sum(_expect(state, paper, line, waiting, ask.exceed) for line, waiting in takers.items())
    return scans, asks


def _ours(state: State, paper: Paper, text: str, by: str) -> Scan:
    """Our own number means our unit; a maker's number may mean units in stock, or that this paper has or awaits
    (PUR-153).
    """
    awaited = {row_id for row in paper.rows for row_id in (row.id, row.source)}
    scan = Scan(text)
    if by != "maker":
        scan.unit = state.units.get(text)
    if by == "anything" and scan.unit is None:
        scan.choices = [
            unit
            for unit in state.units.values()
            if unit.maker == text and (state.owned(unit.bin) or state.holds.get(unit.serial, 0) in awaited)
        ]
    return scan


def _is_ours(scan: Scan, chosen: Row | None) -> bool:
    """Whether it means a unit that we have, of the item of the line that is chosen, if any."""
    alike = [unit for unit in scan.choices if chosen is None or unit.item == chosen.item]
    scan.unit = alike[0] if len(alike) == 1 else None
    if len(alike) > 1:
        scan.skip("ambiguous")
    return bool(alike)


def _choose(state: State, paper: Paper, scan: Scan, code: str) -> Row | None:
    """The line that the code chooses; that of an item without units is left to be counted."""
    row = next((row for row in paper.rows if row.item == code and not row.negative), None)
    if not state.items[code].by_unit:
        scan.item = code
        return row
    scan.action = "assigned" if row is not None else "added"
    if row is None:
        row = append(paper, code, 0, True, own_price(state, paper, 1, code))
        set_tax(state, row, tax_of(state, paper, code))
    scan.place = row.position
    return row


def _expect(state: State, paper: Paper, line: int, waiting: list[Scan], exceed: bool) -> int:
    chosen = state.row(line)
    fitting = [row for row in paper.rows if row.item == chosen.item and not row.negative]
    ordered = sorted(fitting, key=lambda row: (row.id != line, row.follows, row.position))
    rest = list(waiting)
    for row in ordered:
        free = row.quantity - state.attached(row) - passed_on(state, row)
        room = len(rest) if row.follows else max(0, free)
        taken, rest = rest[:room], rest[room:]
        _note(state, row, taken)
    if rest and exceed:
        _note(state, ordered[0], rest)
        rest = []
    for scan in rest:
        scan.skip("exceeds")
    return len(rest)


def _note(state: State, row: Row, taken: list[Scan]) -> None:
    for scan in taken:
        row.makers.append(scan.text)
        scan.action, scan.place = "assigned", row.position
    reached = state.attached(row) + passed_on(state, row)
    if taken and (row.follows or reached > row.quantity):
        row.ask_for(reached)
