"""Lots as the oracle expects them: which lot a line is of, and of which lots a quantity is that moves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.drafts import its_row, saved, to_change
from everyunit.proving.oracle.goods import Lot
from everyunit.proving.oracle.kinds import OUT
from everyunit.proving.oracle.papers import Row
from everyunit.proving.oracle.state import LotMove, State, Wanted

LONGEST = 60
Part = tuple[Wanted, str, int]
There = Counter[tuple[str, str, str]]  # item, bin, lot


def name_lot(state: State, ask: Ask) -> Summary:
    """What brings goods in may name a new lot (WHS-211); what takes them, only one that there is."""
    paper = to_change(state, ask)
    row, number = its_row(state, paper, ask.line), ask.get("lot").strip()
    if number and not state.items[row.item].lots:
        raise No("no_lots_here")
    if number and _lot(state, row.item, number) is None:
        if paper.rule_for(row).source != OUT:
            raise No("unknown_lot", [(number, "unknown_lot")])
        refuse("bad_lot", _faults(number))
        state.lots.setdefault(row.item, []).append(Lot(number))
    row.lot = number
    return saved(state, paper)


def save_lot(state: State, ask: Ask) -> Summary:
    """The day on which it expires may be said later (WHS-212)."""
    item, number, made, expires = ask.get("item"), ask.get("lot").strip(), _day(state, ask, "made"), _day(state, ask)
    if item not in state.items:
        raise No("unknown_item")
    offences = [("expires_on", "before_made")] if made and expires and expires < made else []
    known = _lot(state, item, number)
    if known is None:
        offences += _faults(number)
        offences += [(item, "no_lots_here")] if state.items[item].tracking == "none" else []
    refuse("bad_lot", offences)
    lot = known or Lot(number)
    lot.expires = expires
    if known is None:
        state.lots.setdefault(item, []).append(lot)
    return "lot", item, number, known is None


def _day(state: State, ask: Ask, name: str = "expires") -> dt.date | None:
    days = ask.get(name)
    return None if days is None else state.today + dt.timedelta(days=days)


def _faults(number: str) -> list[Offence]:
    return [("number", "bad_number")] if not 0 < len(number) <= LONGEST or "/" in number else []


def _lot(state: State, item: str, number: str) -> Lot | None:
    return next((lot for lot in state.lots.get(item, []) if lot.number == number), None)


def lot_named(state: State, row: Row) -> str:
    """By the line, else by the one that it follows from."""
    source = state.find(row.source)
    return row.lot or (source.lot if source is not None else "")


# --- which lots move ---


def lots_follow(state: State) -> None:
    """Of which lots everything is that was posted since the last look."""
    for posting_id in range(state.lots_told + 1, len(state.postings) + 1):
        posting = state.postings[posting_id]
        wanted = [each for each in posting.wanted if _ours(state, each)]
        parts = _allotted(state, wanted) if posting.reverses is None else _undone(state, posting.reverses, wanted)
        state.lot_moves += [
            LotMove(posting_id, each.moved, each.leads[1] if each.leads[1:] else None, lot, count)
            for each, lot, count in parts
        ]
        if any(count < 0 for count in lots_there(state).values()):
            raise No("lot_short")
    state.lots_told = len(state.postings)


def lots_there(state: State) -> There:
    """How many of each lot are in each of our bins."""
    there: There = Counter()
    for each in state.lot_moves:
        for code, count in ((each.moved.source, -each.count), (each.moved.target, each.count)):
            if state.owned(code):
                there[each.moved.item, code, each.lot] += count
    return there


def _ours(state: State, each: Wanted) -> bool:
    return state.owned(each.moved.source) or state.owned(each.moved.target)


def _undone(state: State, posting: int, wanted: list[Wanted]) -> list[Part]:
    """The very lots come back."""
    back = {(each.moved.row, each.moved.target, each.moved.source): each for each in wanted}
    return [
        (back[each.moved.row, each.moved.source, each.moved.target], each.lot, each.count)
        for each in state.lot_moves
        if each.posting == posting
    ]


def _allotted(state: State, wanted: list[Wanted]) -> list[Part]:
    """One after the other, each from what those before it left."""
    there, parts = lots_there(state), list[Part]()
    offences: list[Offence] = []
    for each in wanted:
        owned = state.owned(each.moved.source)
        found, why = _taken(state, there, each) if owned else _brought(state, each)
        offences += [(each.name, why)] if why else []
        for lot, count in () if why else found:
            parts.append((each, lot, count))
            there[each.moved.item, each.moved.source, lot] -= count
    if offences:
        raise No(offences[0][1], offences)
    return parts


def _taken(state: State, there: There, each: Wanted) -> tuple[Sequence[tuple[str, int]], str]:
    """The lot that is named; else what was put by for the line, then what expires first (WHS-213)."""
    moved = each.moved
    here = {lot: there[moved.item, moved.source, lot.number] for lot in _by_expiry(state, moved.item)}
    if each.lot:
        enough = there[moved.item, moved.source, each.lot] >= moved.quantity
        return [(each.lot, moved.quantity)], "" if enough else "lot_short"
    good = {lot for lot in here if not each.fresh or lot.expires is None or lot.expires >= state.today}
    mine = _put_by(state, each)
    found: Counter[str] = Counter()
    for lot, count in here.items():
        if lot in good or state.owned(moved.target):
            found[lot.number] += min(moved.quantity - found.total(), count, max(0, mine[lot.number]))
    for lot, count in here.items():
        if lot in good:
            found[lot.number] += min(moved.quantity - found.total(), count - found[lot.number])
    if found.total() == moved.quantity:
        return [(lot, count) for lot, count in found.items() if count], ""
    return [], "lot_expired" if any(here[lot] > found[lot.number] for lot in here.keys() - good) else "lot_short"


def _by_expiry(state: State, item: str) -> list[Lot]:
    return sorted(state.lots.get(item, []), key=lambda lot: lot.expires or dt.date.max)


def _put_by(state: State, each: Wanted) -> Counter[str]:
    """What its lines brought into the bin, and neither they nor what follows from them took out again."""
    found: Counter[str] = Counter()
    for move in _moves_of(state, each):
        if move.moved.row in each.leads and move.moved.target == each.moved.source:
            found[move.lot] += move.count
        times = (move.moved.row in each.leads) + (move.follows in each.leads)
        if move.moved.source == each.moved.source:
            found[move.lot] -= times * move.count
    return found


def _brought(state: State, each: Wanted) -> tuple[Sequence[tuple[str, int]], str]:
    """The lot that is named; else what the line that sold it sold, and did not come back yet."""
    if each.lot:
        return [(each.lot, each.moved.quantity)], ""
    sold: Counter[tuple[int, str]] = Counter()
    for move in _moves_of(state, each):
        leaves = state.owned(move.moved.source) - state.owned(move.moved.target)
        for lead in each.leads:
            if lead in (move.moved.row, move.follows):
                sold[lead, move.lot] += leaves * move.count
    found, left = [], each.moved.quantity
    for lead in sorted(each.leads):
        for lot in state.lots.get(each.moved.item, []):
            count = min(left, max(0, sold[lead, lot.number]))
            found += [(lot.number, count)] if count else []
            left -= count
    return found, "lot_needed" if left else ""


def _moves_of(state: State, each: Wanted) -> Iterator[LotMove]:
    """Of lines that are still there."""
    return (move for move in state.lot_moves if state.find(move.moved.row) is not None)
