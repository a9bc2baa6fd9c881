"""Finding in a bin, as the oracle expects it: by scan, by number, and taken back."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import OUT
from everyunit.proving.oracle.scan import Scan, explained, named, texts_of
from everyunit.proving.oracle.scans import used_up_by, went_on
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.stock_counts import (
    Count,
    CountBin,
    Found,
    Pieces,
    begin,
    bins_on,
    require,
    settle,
    shown,
    to_change,
    to_use,
)

QUESTIONS = ("misplaced", "outside", "counted_elsewhere")


def count_scans(state: State, ask: Ask) -> Summary:
    """Bin after bin, unit after unit; a bin's own code says where counting goes on."""
    count = to_use(state, ask)
    texts = texts_of(ask.scans)
    if not texts:
        raise No("nothing_scanned")
    parts: list[tuple[str, list[str]]] = [] if ask.get("bin") is None else [(ask.get("bin"), [])]
    for text in texts:
        if text in count.bins:
            parts.append((text, []))
        elif not parts:
            raise No("no_bin")
        else:
            parts[-1][1].append(text)
    bins = bins_on(count, tuple(code for code, _ in parts))
    if any(each.status not in ("uncounted", "counting") for each in bins):
        raise No("wrong_state")
    new = [each for each in bins if each.status == "uncounted"]
    count.approval = None if new else count.approval
    begin(state, count, new)
    scans = [
        scan for code, mine in parts for scan in _scanned(state, count, count.bins[code], mine, ask.get("include"))
    ]
    if any(scan.action != "skipped" or scan.code == "unknown" for scan in scans):
        count.approval = None
    asks = sum(scan.code in QUESTIONS and scan.action == "skipped" for scan in scans)
    entries: list[Summary] = [
        (scan.action, scan.text, 1, scan.unit.serial if scan.unit else "", scan.code, scan.holder) for scan in scans
    ]
    return _answer(count, count.bins[parts[-1][0]], entries, asks)


def _scanned(state: State, count: Count, here: CountBin, texts: list[str], include: bool) -> list[Scan]:
    scans = named(state, texts, "anything")
    _settle_choices(state, count, here, scans)
    explained(scans)
    _name_bins(state, scans)
    seen: set[str] = set()
    for scan in scans:
        if scan.unit is None or scan.code:
            _count_item(state, here, scan)
            continue
        if scan.unit.serial in seen:
            scan.skip("repeated")
            continue
        seen.add(scan.unit.serial)
        if _judge(state, count, here, scan, scan.unit) in ("", *(QUESTIONS if include else ())):
            scan.action = "assigned"
    for scan in scans:
        if scan.unit is not None and scan.action == "assigned":
            find(count, here, scan.unit)
    for scan in scans:
        if scan.code == "unknown":
            here.unknown.setdefault(scan.text, False)
    for scan in scans:
        if scan.unit is not None and scan.action == "assigned":
            here.unknown.pop(scan.text, None)
    return scans


def _name_bins(state: State, scans: list[Scan]) -> None:
    """A bin's code is no riddle, also where the bin is not counted."""
    codes = {code.upper() for code in state.bins}
    for scan in scans:
        if scan.code == "unknown" and scan.text.upper() in codes:
            scan.skip("not_on_count")


def _settle_choices(state: State, count: Count, here: CountBin, scans: list[Scan]) -> None:
    """Of several units with one number the next that is recorded here and was not found yet (WHS-170)."""
    taken: set[str] = set()
    for scan in scans:
        if not scan.choices:
            continue
        free = [unit for unit in scan.choices if unit.serial not in taken and count.finder(unit.serial) is None]
        mine = [unit for unit in free if unit.bin == here.code]
        likely = mine or (free if len(free) == 1 else [])
        if likely and len({unit.item for unit in likely}) == 1:
            scan.unit = likely[0]
        elif not free:
            scan.unit = scan.choices[0]
        else:
            scan.skip("ambiguous")
        taken |= {scan.unit.serial} if scan.unit is not None else set()
        scan.choices = []


def _judge(state: State, count: Count, here: CountBin, scan: Scan, unit: Unit) -> str:
    """Why it is not simply counted here."""
    finder, recorded = count.finder(unit.serial), state.bins[unit.bin]
    holder = state.lent_by.get(unit.serial) or state.holds.get(unit.serial)
    order = state.paper_of(holder) if holder is not None else None
    if finder is here:
        scan.skip("already_counted")
    elif finder is not None:
        scan.skip("counted_elsewhere", finder.code)
    elif recorded.type == OUT:
        left_on = went_on(state, unit, None)
        used = used_up_by(state, unit) is not None
        scan.skip("used_up" if used else "outside", state.paper_of(left_on).name if left_on is not None else "")
    elif recorded.place != count.place:
        scan.skip("other_location")
    elif recorded.code != here.code and order is not None and order.rule.travels:
        scan.skip("on_the_way", order.name)
    elif recorded.code != here.code:
        scan.skip("misplaced")
    if scan.code in QUESTIONS and unit.bin != here.code and state.kept_for(here.code):
        scan.skip("reserved_bin")
    if unit.serial in state.holds and not scan.holder:
        scan.holder = state.paper_of(state.holds[unit.serial]).name
    return scan.code


def _count_item(state: State, here: CountBin, scan: Scan) -> None:
    if not scan.item or scan.code:
        return
    tracking = state.items[scan.item].tracking
    if tracking == "quantity":
        scan.action = "assigned"
        before = here.pieces.get((scan.item, ""))
        put(state, here, scan.item, 1 + (before.quantity if before is not None else 0))
    else:
        scan.skip("not_in_stock" if tracking == "none" else "item_code")


def find(count: Count, here: CountBin, unit: Unit) -> None:
    before = count.finder(unit.serial)
    if before is not None and before.found[unit.serial].settled:
        before.found[unit.serial].current = False
    elif before is not None:
        del before.found[unit.serial]
    here.found[unit.serial] = Found(len(unit.steps))


def put(state: State, here: CountBin, item: str, quantity: int) -> None:
    here.pieces[item, ""] = Pieces(quantity, state.balances[item, here.code])


def enter_number(state: State, ask: Ask) -> Summary:
    """So many are there, instead of scanning each (WHS-167, WHS-168)."""
    count = to_change(state, ask)
    [here] = bins_on(count, (ask.get("bin"),))
    require([here], "uncounted", "counting")
    item, quantity = _item(state, ask.get("item")), ask.get("quantity")
    if here.status == "uncounted":
        begin(state, count, [here])
    tracking = state.items[item].tracking
    if quantity < 0:
        raise No("bad_quantity")
    if tracking == "none":
        raise No("not_in_stock")
    if tracking == "quantity":
        put(state, here, item, quantity)
    else:
        _enter_units(state, count, here, item, quantity)
    return _answer(count, here, [("assigned", item, quantity, "", "", "")])


def _enter_units(state: State, count: Count, here: CountBin, item: str, quantity: int) -> None:
    there = [unit for unit in state.units.values() if (unit.item, unit.bin) == (item, here.code)]
    numbered = sum(bool(unit.maker) for unit in there)
    differs = state.items[item].tracking == "serialized" and quantity != len(there)
    if differs or 0 < quantity < numbered:
        raise No("scan_the_units")
    here.pieces.pop((item, ""), None)
    for unit in there:
        here.found.pop(unit.serial, None)
    free = [unit for unit in there if count.finder(unit.serial) is None]
    for unit in sorted(free, key=lambda unit: not unit.maker)[:quantity]:
        here.found[unit.serial] = Found(len(unit.steps))
    if quantity > len(there):
        put(state, here, item, quantity)


def take_away(state: State, ask: Ask) -> Summary:
    """What was counted by mistake is not counted."""
    count = to_change(state, ask)
    [here] = bins_on(count, (ask.get("bin"),))
    require([here], "counting")
    texts, items = texts_of(ask.scans), ask.get("items", ())
    if not texts and not items:
        raise No("nothing_scanned")
    gone = 0
    scans = named(state, texts, "anything")
    for serial in dict.fromkeys(scan.unit.serial for scan in scans if scan.unit is not None):
        gone += here.found.pop(serial, None) is not None
    for scan in scans:
        alike = [serial for serial in here.found if serial in {unit.serial for unit in scan.choices}]
        gone += bool(alike) and here.found.pop(alike[-1]) is not None
    for text in texts:
        here.unknown.pop(text, None)
    for item, less in Counter(_item(state, code) for code in items).items():
        pieces = here.pieces.get((item, ""))
        if pieces is None:
            continue
        taken = min(less, pieces.quantity)
        gone, pieces.quantity = gone + taken, pieces.quantity - taken
        if not pieces.quantity:
            del here.pieces[item, ""]
    told = [*texts, *items]
    text = told[0] if len(told) == 1 else f"{len(told)} numbers"
    return _answer(count, here, [("detached", text, gone, "", "", "")])


def _item(state: State, code: str) -> str:
    item = code if code in state.items else state.barcodes.get(code, "")
    if not item:
        raise No("unknown_item", [(code, "unknown_item")])
    return item


def _answer(count: Count, here: CountBin, entries: list[Summary], asks: int = 0) -> Summary:
    settle(count)
    counts: Counter[str] = Counter()
    for action, _, many, *_ in entries:
        counts[action] += many
    return "counted", count.number, shown(count, here), tuple(entries), tuple(sorted(counts.items())), asks
