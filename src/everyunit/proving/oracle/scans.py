"""Scanning as the oracle expects it: what a number means, whether its unit may be used, and which line it goes to."""

from __future__ import annotations

import re

from everyunit.proving.oracle.drafts import append, drop, open_draft, own_price, piece_price, shown
from everyunit.proving.oracle.receiving import scan_in
from everyunit.proving.oracle.scan import MANGLED, Scan
from everyunit.proving.oracle.state import OUT, RULES_OF_LINES, STOCK, Ask, No, Paper, Row, State, Summary, Unit

WIDEST = 1_000_000
WITH_CUSTOMERS = ("SOLD",)  # a unit there may come back, even if we never sold it
A_RANGE = re.compile(r"([A-Z]*)([0-9]+) ?(?:-|–|\.\.) ?([A-Z]*)([0-9]+)")


def attach(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    texts = [text.strip() for text in ask.scans if text.strip()]
    if not texts:
        raise No("nothing_scanned")
    if ask.by == "range":
        texts = [serial for text in texts for serial in _expanded(text)]
    expecting = 0
    if paper.rule.makes_units:
        scans, expecting = scan_in(state, paper, texts, ask)
    else:
        scans = _meant(state, texts, ask.by, paper)
    usable = _usable(state, paper, scans, ask)
    asks = expecting + sum(
        _give(state, paper, group, sign, sold_on, ask) for (_, sign, sold_on), group in _grouped(paper, usable).items()
    )
    for scan in scans:
        if scan.item and not scan.code:
            _count_one(state, paper, scan, ask.line)
    return answered(state, paper, scans, asks)


def detach(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    texts = [text.strip() for text in ask.scans if text.strip()]
    if not texts and ask.line is None:
        raise No("nothing_scanned")
    if ask.line is not None and ask.line not in {row.id for row in paper.rows}:
        raise No("unknown_line")
    if texts:
        numbers = [number for text in texts for number in _numbers_to_let_go(state, paper, text)]
        scans = [_let_go(state, paper, number) for number in numbers]
    else:
        row = state.row(ask.line or 0)
        scans = [Scan(f"line {row.position}", action="detached", place=row.position) for _ in range(row.attached)]
        row.makers.clear()
        for serial in [serial for serial, holder in state.holds.items() if holder == row.id]:
            del state.holds[serial]
    _shrink(state, paper, scans)
    return answered(state, paper, scans)


def pick(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    if ask.line is not None and ask.line not in {row.id for row in paper.rows}:
        raise No("unknown_line")
    return answered(state, paper, picked(state, paper, [row for row in paper.rows if ask.line in (None, row.id)]))


def picked(state: State, paper: Paper, rows: list[Row]) -> list[Scan]:
    """Auto-serialized lines take free units, first in first out, from the bins in their order."""
    scans: list[Scan] = []
    for row in sorted(rows, key=lambda row: row.position):
        if not picks_itself(state, paper, row):
            continue
        wanted = row.quantity - row.attached
        for unit in _free(state, paper, row)[:wanted]:
            state.holds[unit.serial] = row.id
            row.attached += 1
            scans.append(Scan(unit.serial, unit, action="assigned", place=row.position))
        if row.attached < row.quantity:
            scans.append(Scan(row.item, item=row.item, code="short", place=row.position))
    return scans


def picks_itself(state: State, paper: Paper, row: Row) -> bool:
    """Only what leaves our stock, or moves; a return is scanned."""
    leaves = not paper.rule.makes_units and paper.rule.source != OUT
    return leaves and state.items[row.item].tracking == "auto_serialized" and row.quantity > 0 and not row.follows


def answered(state: State, paper: Paper, scans: list[Scan], asks: int = 0) -> Summary:
    counts: dict[str, int] = {}
    for scan in scans:
        counts[scan.action] = counts.get(scan.action, 0) + 1
    entries = tuple(
        (scan.action, scan.text, scan.unit.serial if scan.unit else "", scan.place, scan.code, scan.holder)
        for scan in scans
    )
    return "scanned", entries, tuple(sorted(counts.items())), asks, shown(state, paper), paper.total()


def sold_on(state: State, unit: Unit) -> int | None:
    """The line on which the unit last left our stock, leaving out what was undone."""
    for posting_id, row, source, target in reversed(unit.steps):
        posting = state.postings[posting_id]
        left = state.owned(source) and not state.owned(target)
        if left and posting.reverses is None and posting.reversed_by is None:
            return row
    return None


# --- what a text means ---


def _meant(state: State, texts: list[str], by: str, paper: Paper) -> list[Scan]:
    scans: list[Scan] = []
    for text in texts:
        scan = Scan(text)
        if by != "maker":
            scan.unit = state.units.get(text)
        if scan.unit is None and by in ("anything", "maker"):
            found = [unit for unit in state.units.values() if unit.maker == text]
            scan.unit = found[0] if len(found) == 1 else None
            scan.choices = found if len(found) > 1 else []
        if scan.open and by == "anything":
            scan.item = text if text in state.items else state.barcodes.get(text, "")
        scans += _widened(state, scan) if scan.open and by == "anything" else [scan]
    for scan in scans:
        _settle(state, scan, paper)
        if scan.choices:
            scan.skip("ambiguous")
        elif scan.open:
            scan.skip("mangled" if MANGLED.fullmatch(scan.text) else "unknown")
    return scans


def _widened(state: State, scan: Scan) -> list[Scan]:
    """A text that means nothing else may be a range, if any of its numbers is one of ours."""
    if not A_RANGE.fullmatch(scan.text):
        return [scan]
    try:
        serials = _expanded(scan.text)
    except No as no:
        if no.code != "not_a_range":
            scan.skip(no.code)
        return [scan]
    if not any(serial in state.units for serial in serials):
        return [scan]
    return [Scan(serial, state.units.get(serial)) for serial in serials]


def _expanded(text: str) -> list[str]:
    found = A_RANGE.fullmatch(text)
    if not found or found[3] not in ("", found[1]):
        raise No("not_a_range")
    low, high = int(found[2]), int(found[4])
    if high < low:
        raise No("range_backwards")
    if high - low >= WIDEST:
        raise No("range_too_wide")
    return [f"{found[1]}{number}" for number in range(low, high + 1)]


def _settle(state: State, scan: Scan, paper: Paper) -> None:
    """Of several units with one number, take the only one that this document can use."""
    usable = [
        unit
        for unit in scan.choices
        if unit.serial not in state.holds and paper.rule.source in (None, state.bins[unit.bin].type)
    ]
    if len(usable) == 1:
        scan.unit, scan.choices = usable[0], []


# --- may it be used? ---


def _usable(state: State, paper: Paper, scans: list[Scan], ask: Ask) -> list[tuple[Scan, int]]:
    seen: set[str] = set()
    usable: list[tuple[Scan, int]] = []
    wanted = next((row for row in paper.rows if row.id == ask.line and ask.by != "anything"), None)
    for scan in scans:
        if scan.unit is None or scan.code:
            continue
        unit = scan.unit
        if unit.serial in seen:
            scan.skip("repeated")
            continue
        seen.add(unit.serial)
        holder = state.holds.get(unit.serial)
        scan.sold_on = None if state.owned(unit.bin) else _went_to(state, unit, paper.rule.party or "customer")
        sign, fault = _way(state, paper, unit)
        if holder is not None and state.rows[holder] == paper.id:
            scan.skip("already_here")
        elif holder is not None:
            scan.skip("held", state.papers[state.rows[holder]].name)
        elif wanted is not None and wanted.item != unit.item:
            scan.skip("other_item")
        elif (
            not paper.rule.makes_units
            and not state.owned(unit.bin)
            and scan.sold_on is None
            and unit.bin not in WITH_CUSTOMERS
        ):
            scan.skip("not_with_us")
        elif fault:
            scan.skip(fault)
        else:
            usable.append((scan, sign))
    return usable


def _went_to(state: State, unit: Unit, role: str) -> int | None:
    """The line on which the unit last left, if that was to this sort of party."""
    line = sold_on(state, unit)
    return line if line is not None and state.papers[state.rows[line]].rule.party == role else None


def _way(state: State, paper: Paper, unit: Unit) -> tuple[int, str]:
    """The sign that the unit's bin gives it on this document (SAL-81), or why it cannot be on it."""
    here, rule = state.bins[unit.bin], paper.rule
    if rule.source is None:
        there = state.bins.get(paper.to_bin or "")
        if there is not None and there.code == here.code:
            return 1, "already_there"
        return 1, "wrong_bin" if there is not None and there.type != here.type else ""
    fault = "bin_discontinued" if here.discontinued else ""
    if here.type == rule.source and not rule.makes_units:
        return 1, fault
    if rule.opposite is not None and RULES_OF_LINES[rule.opposite].source == here.type:
        return -1, fault
    return 0, "unit_of_ours" if rule.makes_units else "wrong_bin"


# --- which line? ---


def _grouped(paper: Paper, usable: list[tuple[Scan, int]]) -> dict[tuple[str, int, int | None], list[Scan]]:
    """Units of one item and sign compete for the same lines; what comes back keeps to the line it was sold on."""
    groups: dict[tuple[str, int, int | None], list[Scan]] = {}
    for scan, sign in usable:
        assert scan.unit is not None
        origin = scan.sold_on if paper.rule_of(sign)[1].opposite is not None else None
        groups.setdefault((scan.unit.item, sign, origin), []).append(scan)
    return groups


def _give(state: State, paper: Paper, group: list[Scan], sign: int, origin: int | None, ask: Ask) -> int:
    """Fill the selected line, then the others of the item in order, then those that follow (SAL-78)."""
    unit = group[0].unit
    assert unit is not None
    fitting = [
        row
        for row in paper.rows
        if row.item == unit.item and (row.quantity < 0) == (sign < 0) and row.source in (None, origin)
    ]
    action = "negative" if sign < 0 else "assigned"
    if not fitting:
        item = state.items[unit.item]
        price = own_price(state, paper, item, sign) if paper.rule.priced else 0
        row = append(state, paper, unit.item, -1 if sign < 0 else 0, True, price)
        if origin is not None:
            row.source, row.price = origin, piece_price(state.row(origin))
        fitting, action = [row], "negative" if sign < 0 else "added"
    rest = list(group)
    ordered = sorted(fitting, key=lambda row: (row.id != ask.line, row.follows, row.position))
    for row in ordered:
        room = len(rest) if row.follows else max(0, row.size - row.attached)
        taken, rest = rest[:room], rest[room:]
        _hold(state, paper, row, taken, action)
    if rest and ask.exceed:
        _hold(state, paper, ordered[0], rest, action)
        rest = []
    for scan in rest:
        scan.skip("exceeds")
    return len(rest)


def _hold(state: State, paper: Paper, row: Row, taken: list[Scan], action: str) -> None:
    for scan in taken:
        assert scan.unit is not None
        state.holds[scan.unit.serial] = row.id
        scan.action, scan.place = action, row.position
        if scan.sold_on is not None and paper.party is not None:
            sale = state.papers[state.rows[scan.sold_on]]
            scan.holder = sale.name
            scan.code = "other_customer" if sale.party != paper.party else ""
    row.attached += len(taken)
    if taken and (row.follows or row.attached > row.size):
        row.quantity = -row.attached if row.quantity < 0 else row.attached
        row.amount = None


def _count_one(state: State, paper: Paper, scan: Scan, selected: int | None) -> None:
    """An item's own code counts one more of it; a serialized item wants the unit's number."""
    item = state.items[scan.item]
    if item.tracking == "serialized":
        scan.skip("item_code")
        return
    if item.tracking == "none" and not paper.rule.priced:
        scan.skip("not_inventoried")
        return
    fitting = [row for row in paper.rows if row.item == item.code and row.quantity >= 0]
    row = next((row for row in fitting if row.id == selected), fitting[0] if fitting else None)
    scan.action = "assigned"
    if row is None:
        row = append(state, paper, item.code, 0, False, item.price if paper.rule.priced else 0)
        scan.action = "added"
    row.quantity += 1
    row.follows, row.amount, scan.place = False, None, row.position


def _free(state: State, paper: Paper, row: Row) -> list[Unit]:
    chosen = row.from_bin or paper.from_bin
    if chosen is not None:
        bins = [chosen] if state.owned(chosen) else []
    else:
        stock = [bin_ for bin_ in state.bins.values() if bin_.type == STOCK and not bin_.discontinued]
        stock.sort(key=lambda bin_: (bin_.code != paper.rule.usual_source, bin_.position, bin_.code))
        bins = [bin_.code for bin_ in stock if bin_.code != paper.to_bin]
    return [
        unit
        for code in bins
        for unit in state.units.values()
        if unit.bin == code and unit.item == row.item and unit.serial not in state.holds
    ]


# --- taking off again ---


def _numbers_to_let_go(state: State, paper: Paper, text: str) -> list[str]:
    """A text that means nothing else may be a range, as when attaching."""
    if paper.rule.makes_units:
        return [text]
    (scan, *_) = scans = _meant(state, [text], "anything", paper)
    return [text] if scan.text == text else [each.text for each in scans]


def _let_go(state: State, paper: Paper, text: str) -> Scan:
    scan = Scan(text)
    mine = {row.id: row for row in paper.rows}
    row = next((row for row in paper.rows if text in row.makers), None)
    if row is not None:
        row.makers.remove(text)
    else:
        candidates = [state.units[text]] if text in state.units else []
        candidates = candidates or [unit for unit in state.units.values() if unit.maker == text]
        unit = next((unit for unit in candidates if state.holds.get(unit.serial) in mine), None)
        row = mine[state.holds.pop(unit.serial)] if unit is not None else None
        scan.unit = unit or (candidates[0] if len(candidates) == 1 else None)
    if row is None:
        scan.skip("not_here")
    else:
        scan.action, scan.place = "detached", row.position
    return scan


def _shrink(state: State, paper: Paper, scans: list[Scan]) -> None:
    """A line that only followed its units shrinks with them, and goes with the last."""
    for row in list(paper.rows):
        lost = sum(scan.action == "detached" and scan.place == row.position for scan in scans)
        if not lost:
            continue
        row.attached -= lost
        waits = paper.rule_of(row.quantity)[1].makes_units
        if row.follows:
            row.quantity = -row.attached if row.quantity < 0 else row.attached
            row.amount = None
        if row.follows and not row.attached and not waits:
            drop(state, paper, row)
