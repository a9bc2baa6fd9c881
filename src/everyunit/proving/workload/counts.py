"""Stock counts: begun, scanned, entered, decided, put right or given up; and bins that somebody blocks."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.count_settling import fared
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.stock_counts import OVER, Count, CountBin
from everyunit.proving.workload.dice import MAKERS, Dice

ODD = ("NOBODYS", "1.23E+14", "EAN-P", "Q", "Q", "N", "A")
SORTS = ("outside", "missing", "held", "misplaced", "unknown", "unknown", "fewer")
NOTHING = Ask("none", "owner")
PAPERS_AT_MOST = 30  # that one count makes


def make(dice: Dice, state: State) -> Ask:
    """Mostly of two or three bins in which something is."""
    place = dice.place(0.2)
    bins = [code for code, bin_ in state.bins.items() if (bin_.type, bin_.place) == ("stock", place)]
    filled = [code for code in bins if any(count for (_, there), count in state.balances.items() if there == code)]
    from_ = filled if filled and dice.chance(0.8) else bins or ["NOWHERE"]
    chosen = dice.random.sample(from_, min(len(from_), dice.some(1, 2, 2, 3)))
    chosen += [dice.bin(state)] if dice.chance(0.05) else []
    given = (
        ("place", place),
        ("bins", tuple(chosen) if dice.chance(0.9) else ()),
        ("blocked", dice.chance(0.4)),
        ("blind", dice.chance(0.2)),
        ("with_stock", dice.chance(0.3)),
    )
    return Ask("make_count", dice.who(), new=dice.new(), with_=given)


def work_on(dice: Dice, state: State) -> Ask:
    """Mostly the newest count that is not over."""
    counts = [each for each, count in state.counts.items() if count.status not in OVER] or list(state.counts)
    if not counts or dice.chance(0.12):
        return make(dice, state)
    count_id = dice.random.choice(counts[-2:]) if dice.chance(0.97) else UNKNOWN_ID
    count = state.counts.get(count_id) or state.counts[counts[-1]]
    return step(dice, state, count_id, count)


def step(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    """Anything that may be done with a count."""
    return dice.weighted(_WEIGHTS)(dice, state, count_id, count)


def counted(dice: Dice) -> Generator[Ask, State, None]:
    """A count from its beginning to its end: what differs is mostly decided, and put right."""
    state = yield NOTHING
    count_id = dice.new()
    state = yield replace(make(dice, state), who="owner", new=count_id)
    while count_id in state.counts and state.counts[count_id].status not in OVER:
        count = state.counts[count_id]
        here = dice.random.choice([each for each in count.bins.values() if each.status not in OVER])
        steps = {"uncounted": scans, "counting": dice.some(scans, _number, _finish, _finish)}
        ask = steps.get(here.status, end)(dice, state, count_id, count)
        state = yield ask if ask.verb == "approve_count" else replace(ask, who="owner")


def end(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    """Let each unit that is out, and each number that nobody knows, be decided first."""
    for here in [each for each in count.bins.values() if each.status == "counted"]:
        outside = {
            each.unit.serial for each in fared(state, count, [here]) if each.sort == "outside" and not each.decision
        }
        held = {each.unit.serial for each in fared(state, count, [here]) if each.unit.serial in state.holds}
        unknown = {text for text, leave in here.unknown.items() if not leave}
        if outside and dice.chance(0.6):
            return _ask(dice, "decide", count_id, tuple(sorted(outside)), bin=here.code, decision="bring_back")
        if (outside or held or unknown) and dice.chance(0.7):
            serials = tuple(sorted(outside | held | unknown))
            return _ask(dice, "decide", count_id, serials, bin=here.code, decision="leave")
    asks = chosen(state, "approve_adjustments") != "no"
    if count.approval is None and count.status == "counted" and dice.chance(0.6 if asks else 0.1):
        return _approve(dice, state, count_id, count)
    return _finalize(dice, state, count_id, count)


def block(dice: Dice, state: State) -> Ask:
    blocked = [code for code, by in state.blocked.items() if by.startswith("by hand")]
    if blocked and dice.chance(0.7):
        return _block(dice, dice.random.choice(blocked), False)
    code = dice.some("SHELF", "LOST", *state.blocked) if dice.chance(0.7) else dice.bin(state)
    return _block(dice, code, dice.chance(0.8))


def _block(dice: Dice, code: str, blocked: bool) -> Ask:
    given = (("bin", code), ("blocked", blocked), ("reason", dice.some("broken", "wet", "wet", " ", "x" * 51)))
    return Ask("block_bin", dice.who("edit_master"), with_=given)


def _ask(dice: Dice, verb: str, count_id: int, scans: tuple[str, ...] = (), **given: Any) -> Ask:
    return Ask(verb, dice.who("count"), scans=scans, with_=(("count", count_id), *given.items()))


def _bins(dice: Dice, count: Count, *states: str, all_of: float = 0.4) -> tuple[str, ...]:
    """Mostly bins that are as far; none for all."""
    if dice.chance(all_of):
        return ()
    there = [code for code, each in count.bins.items() if each.status in states] or list(count.bins)
    return (dice.random.choice(there) if dice.chance(0.94) else dice.some("SOLD", "MAIN", *count.bins),)


def _bin(dice: Dice, count: Count, *states: str) -> tuple[str, CountBin]:
    [code] = _bins(dice, count, *states, all_of=0)
    return code, count.bins.get(code) or next(iter(count.bins.values()))


def scans(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    """Mostly what is there, sometimes what is elsewhere, out of stock, unknown, or an item's code."""
    code, here = _bin(dice, count, "uncounted", "counting")
    there = [unit.serial for unit in state.units.values() if unit.bin == here.code and unit.serial not in here.found]
    likely = dice.some(1.0, 0.8, 0.5)
    texts = [serial for serial in there if dice.chance(likely)][:12]
    away = [unit.serial for unit in state.units.values() if unit.bin != here.code]
    sold = [serial for serial in away if state.units[serial].bin in ("SOLD", "WRITTEN-OFF")]
    if away and dice.chance(0.4):
        texts.append(dice.random.choice(sold if sold and dice.chance(0.5) else away))
    texts += [dice.some(*MAKERS[:3], *ODD)] if not texts or dice.chance(0.3) else []
    texts += [dice.some(*count.bins), *texts[:1]] if dice.chance(0.1) else []
    given: dict[str, Any] = {"bin": code} if dice.chance(0.9) else {}
    if not given and dice.chance(0.8):
        texts = [code, *texts]
    return _ask(dice, "count_scans", count_id, tuple(texts), include=dice.chance(0.7), **given)


def _number(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    code, here = _bin(dice, count, "uncounted", "counting")
    item = dice.some("Q", "Q", "Q", "E", "P", "A", "EAN-P", "N", "NONE") if dice.chance(0.9) else "GONE"
    there = state.balances[state.barcodes.get(item, item), here.code]
    quantity = dice.some(there, there, there + 1, max(0, there - 1), 0, -1)
    return _ask(dice, "enter_number", count_id, bin=code, item=item, quantity=quantity)


def _take_away(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    code, here = _bin(dice, count, "counting")
    known = [*here.found, *here.unknown, "NOBODYS"]
    texts = tuple(dice.random.sample(known, min(len(known), dice.some(0, 1, 2))))
    items = (dice.some("Q", "Q", "NONE"),) if dice.chance(0.3) else ()
    return _ask(dice, "take_away", count_id, texts, bin=code, items=items)


def _finish(dice: Dice, _: State, count_id: int, count: Count) -> Ask:
    bins = _bins(dice, count, "counting")
    return _ask(dice, "finish_bins", count_id, bins=bins, rest_is_none=dice.chance(0.6))


def _decide(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    code, here = _bin(dice, count, "counted", "counting")
    outside = [serial for serial in here.found if not state.owned(state.units[serial].bin)]
    decision = dice.some("leave", "leave", "put_right", "bring_back", "bring_back" if outside else "leave")
    from_ = outside if decision == "bring_back" and dice.chance(0.9) else [*here.found, *here.recorded, *here.unknown]
    serials = tuple(dice.random.sample(from_, min(len(from_), dice.some(1, 1, 2))))
    sort = dice.some(*SORTS) if dice.chance(0.4) else ""
    items = ("Q",) if dice.chance(0.2) else ()
    return _ask(dice, "decide", count_id, serials, bin=code, decision=decision, sort=sort, items=items)


def _finalize(dice: Dice, state: State, count_id: int, count: Count) -> Ask:
    news = tuple(dice.new() for _ in range(PAPERS_AT_MOST))
    return _ask(dice, "finalize_count", count_id, bins=_bins(dice, count, "counted"), news=news)


def _approve(dice: Dice, _: State, count_id: int, __: Count) -> Ask:
    return Ask("approve_count", dice.some("owner", "bookkeeper", "bookkeeper", "counter"), with_=(("count", count_id),))


_WEIGHTS: dict[Callable[[Dice, State, int, Count], Ask], float] = {
    lambda dice, _, count_id, count: _ask(dice, "start_bins", count_id, bins=_bins(dice, count, "uncounted")): 2,
    scans: 9,
    _number: 4,
    _take_away: 1.5,
    _finish: 5,
    lambda dice, _, count_id, count: _ask(
        dice, "recount", count_id, bins=_bins(dice, count, "counted", "counting", all_of=0.1)
    ): 1,
    lambda dice, _, count_id, count: _ask(
        dice, "cancel_bins", count_id, bins=_bins(dice, count, "counted", "counting")
    ): 0.7,
    lambda dice, _, count_id, __: _ask(dice, "void_count", count_id): 1,
    _decide: 4,
    _approve: 1,
    _finalize: 6,
}
