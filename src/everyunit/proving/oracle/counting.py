"""Counted goods as the oracle expects them: what an order takes of them, and what an item's scanned code does."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.proving.oracle.amounts import own_price, set_tax, tax_of
from everyunit.proving.oracle.asked import Ask, No
from everyunit.proving.oracle.kinds import ORDER, OUT, row_of
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.moving import shift
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import elsewhere, in_order, picked, picks_itself
from everyunit.proving.oracle.progress import done, drafted, outstanding
from everyunit.proving.oracle.releasing import commit_bin, gather, let_go_counted
from everyunit.proving.oracle.scan import Scan
from everyunit.proving.oracle.state import Shift, State


def sources(state: State, paper: Paper, row: Row, from_bin: str | None = None) -> list[str]:
    """From the bin that was named, else the line's, else the order's; else the usual one, then further ones, unless the
    goods go back to a vendor, are not ours or are kept by lot.
    """
    rule = paper.rule_for(row)
    own = rule is paper.rule
    usable_bin(state, from_bin, None)
    chosen = from_bin or row.from_bin or (paper.from_bin if own else None)
    first = chosen or state.need(rule.takes_from, paper.place)
    usable_bin(state, first, rule.source)
    if elsewhere(state, paper, first):
        raise No("other_location")
    if chosen or state.items[row.item].lots or rule.party == "vendor" or rule.source == OUT:
        return [first]
    target = (paper.to_bin if own else None) or state.usual_bin(rule.puts_into, paper.place)
    further = in_order(state, paper, row_of(paper.kind, row.sign)[0], first)
    return [first, *(code for code in further if code not in (first, target))]


def take(state: State, paper: Paper, row: Row, count: int, bins: list[str]) -> int:
    """Commit up to so many, bin by bin; how many."""
    left = count
    for source in bins:
        taken = min(left, free(state, row.item, source)) if state.owned(source) else left
        if taken <= 0:
            continue
        left -= taken
        target = commit_bin(state, paper, row) or source
        if source != target:
            shift(state, state.open_posting(paper), Shift(row.id, row.item, source, target, taken, 0))
        state.committed[row.id, target] += taken
    return count - left


def free(state: State, item: str, bin_code: str, spared: tuple[int, ...] = ()) -> int:
    """What is in the bin and not committed, but for the commitments of these lines."""
    taken = sum(
        count
        for (row_id, code), count in state.committed.items()
        if code == bin_code and count and state.row(row_id).item == item and row_id not in spared
    )
    return state.balances[item, bin_code] - taken


def usable_bin(state: State, code: str | None, bin_type: str | None) -> None:
    if not code:
        return
    if code not in state.bins:
        raise No("unknown_bin", [(code, "unknown_bin")])
    if state.bins[code].discontinued:
        raise No("bin_discontinued")
    if bin_type is not None and state.bins[code].type != bin_type:
        raise No("wrong_bin")


# --- scanned codes ---


@dataclass(slots=True)
class _Room:
    """How many the line may come to without a question, None for any number, how many it has come to, and how many of
    these went on to other papers.
    """

    row: Row
    asked: int | None
    reached: int
    passed: int = 0

    @property
    def free(self) -> int:
        return max(0, (self.asked or 0) - self.reached)


def count_items(state: State, paper: Paper, scans: list[Scan], ask: Ask, asks_first: bool) -> int:
    """An item's own code commits a piece to an order, or counts one more elsewhere; how many wait for a yes."""
    by_item: dict[str, list[Scan]] = {}
    for scan in scans:
        if scan.item and not scan.code and scan.place is None:
            by_item.setdefault(scan.item, []).append(scan)
    return sum(_count(state, paper, code, mine, ask, asks_first) for code, mine in by_item.items())


def _count(state: State, paper: Paper, code: str, scans: list[Scan], ask: Ask, asks_first: bool) -> int:
    why = _why_not(state, paper, code)
    if why:
        for scan in scans:
            scan.skip(why)
        return 0
    rows = [row for row in paper.rows if row.item == code and not row.negative]
    if not rows and asks_first and not paper.rule.makes_units:
        for scan in scans:
            scan.skip("not_on_document")
        return len(scans)
    added = not rows
    if added:
        rows = [append(paper, code, 0, _commits(state, paper, code), own_price(state, paper, 1, code))]
        set_tax(state, rows[0], tax_of(state, paper, code))
    rooms = _rooms(state, paper, rows, ask.line)
    rooms.sort(key=lambda room: (room.row.id != ask.line, room.asked is None, room.row.position))
    rest = list(scans)
    for room in rooms:
        many = len(rest) if room.asked is None else min(len(rest), room.free)
        _take_on(state, paper, room, rest[:many])
        rest = rest[many:]
    if rest and ask.exceed:
        _take_on(state, paper, rooms[0], rest)
        rest = []
    if added and rows[0].quantity:
        scans[0].action = "added"
    elif added:
        paper.rows.remove(rows[0])
    for scan in rest:
        scan.skip("exceeds")
    return len(rest)


def _why_not(state: State, paper: Paper, code: str) -> str:
    tracking = state.items[code].tracking
    if tracking == "serialized" or (tracking == "auto_serialized" and paper.stage == ORDER and not _picks(paper)):
        return "item_code"
    if state.items[code].kit:
        return "a_kit"
    return "not_inventoried" if tracking == "none" and paper.rule.goods_only else ""


def _picks(paper: Paper) -> bool:
    return not paper.rule.makes_units and paper.rule.source != OUT and paper.rule.party != "vendor"


def _commits(state: State, paper: Paper, code: str) -> bool:
    return paper.stage == ORDER and state.items[code].tracking != "none"


def _rooms(state: State, paper: Paper, rows: list[Row], selected: int | None) -> list[_Room]:
    rooms: list[_Room] = []
    given: set[int] = set()
    for row in sorted(rows, key=lambda row: (row.id != selected, row.position)):
        source = state.find(row.source)
        if paper.stage == ORDER:
            passed = done(state, row) + (drafted(state, row) if state.items[row.item].by_unit else 0)
            reached = state.attached(row) + passed if _commits(state, paper, row.item) else row.quantity
            rooms.append(_Room(row, None if row.follows or not row.quantity else row.quantity, reached, passed))
        elif source is not None:
            left = 0 if source.id in given else outstanding(state, source, paper.kind)
            given.add(source.id)
            rooms.append(_Room(row, row.quantity + left, row.quantity))
        else:
            rooms.append(_Room(row, None, row.quantity))
    return rooms


def _take_on(state: State, paper: Paper, room: _Room, scans: list[Scan]) -> None:
    row = room.row
    got = scans
    if not scans:
        return
    if not _commits(state, paper, row.item):
        row.ask_for(row.quantity + len(scans))
        row.follows = False
    elif state.items[row.item].by_unit:
        got = _pick(state, paper, row, scans)
    else:
        got = _commit(state, paper, row, scans)
    reached = state.attached(row) + room.passed
    if _commits(state, paper, row.item) and got and (row.follows or reached > row.quantity):
        row.ask_for(reached)
    for scan in got:
        scan.action, scan.place = "assigned", row.position


def _commit(state: State, paper: Paper, row: Row, scans: list[Scan]) -> list[Scan]:
    try:
        bins = sources(state, paper, row)
    except No as no:
        for scan in scans:
            scan.skip(no.code)
        return []
    taken = take(state, paper, row, len(scans), bins)
    for scan in scans[taken:]:
        scan.skip("short")
    return scans[:taken]


def _pick(state: State, paper: Paper, row: Row, scans: list[Scan]) -> list[Scan]:
    quantity, follows = row.quantity, row.follows
    row.quantity, row.follows = quantity or 1, False
    assert picks_itself(state, paper, row)
    tried = picked(state, paper, [row], state.attached(row) + len(scans))
    found = [each.unit for each in tried.scans if each.unit]
    row.quantity, row.follows = quantity, follows
    gather(state, paper, [(unit, row) for unit in found])
    for scan, unit in zip(scans, found, strict=False):
        scan.unit = unit
    for scan in scans[len(found) :]:
        scan.skip(tried.short[0].code)
    return scans[: len(found)]


def put_back(state: State, paper: Paper, row: Row) -> None:
    """One piece less, back to where the last one was taken from."""
    held = dict(state.counted(row))
    if not held:
        return
    taken = [
        shifted
        for posting in state.postings.values()
        for shifted in posting.shifts
        if shifted.row == row.id and shifted.target in held
    ]
    there = taken[-1].target if taken else next(iter(held))
    let_go_counted(state, paper, row, there, 1, taken[-1].source if taken else there)
    if row.follows:
        row.ask_for(row.size - 1)
