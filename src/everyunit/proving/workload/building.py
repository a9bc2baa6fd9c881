"""Building: bills, work orders from their beginning to their last run, and what becomes of what was built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.assemblies import Part
from everyunit.proving.oracle.bills import built_into, parts_in
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.work_orders import Order, order_of
from everyunit.proving.workload.dice import Dice

ASSEMBLIES = ("D", "E", "F")


def bill(dice: Dice, _: State) -> Ask:
    whole = dice.some("D", "D", "E", "F", "A", "K", "KP", "NONE")
    items = dice.random.sample(["A", "B", "P", "Q", "N", "D", dice.some("K", "NONE")], dice.some(1, 2, 2, 3))
    parts = [_part(dice, item) for item in items if item != whole or dice.chance(0.1)]
    parts += parts[:1] if dice.chance(0.04) else []
    return Ask("bill", dice.who("edit_master"), with_=(("item", whole), ("parts", tuple(parts))))


def _part(dice: Dice, item: str) -> Part:
    quantity = dice.some(1, 1, 1, 2, 3, 0) if dice.chance(0.3) else 1
    lost = dice.some((0, 0), (0, 0), (0, 0), (2_500, 0), (5_000, 1), (-1, 0))
    link = dice.maybe(0.25, dice.some("no", "optional", "mandatory", "perhaps"))
    instead = (dice.some("A", "B", "P", "Q", "N", "F"),) if dice.chance(0.3) else ()
    return Part(item, quantity, *lost, link, instead)


def order_work(dice: Dice, _: State) -> Ask:
    item = dice.some(*ASSEMBLIES, "D", "D", "E") if dice.chance(0.95) else dice.some("A", "NONE", "")
    quantity = dice.some(1, 2, 2, 3, 4) if dice.chance(0.95) else dice.some(0, 2_000_000, 500_000)
    given = (("item", item), ("quantity", quantity), ("place", dice.place(0.08)))
    return Ask("order_work", dice.who("build"), new=dice.new(), with_=given)


def work_on(dice: Dice, state: State) -> Ask:
    """What somebody does with a work order; mostly there is one."""
    open_ones = [paper.id for paper in state.papers.values() if is_open_order(paper)]
    if not open_ones or dice.chance(0.12):
        return order_work(dice, state)
    doc = dice.random.choice(open_ones) if dice.chance(0.94) else dice.paper(state, lambda _: True)
    paper = state.papers.get(doc)
    if paper is None or paper.id not in state.works:
        return Ask(dice.some("start", "supply", "spread"), dice.who("build"), doc=doc)
    return dice.weighted(WAYS)(dice, order_of(state, paper))


def go_on(dice: Dice, state: State, paper: Paper) -> Ask:
    """What comes next, mostly."""
    order = order_of(state, paper)
    goods = [each for each in order.components if order.tracking(each) != "none"]
    if not any(state.attached(each.row) for each in goods):
        return _supply(dice, order)
    if not state.works[paper.id].in_process:
        return _start(dice, order)
    return dice.some(number, link, spread, _build, _build)(dice, order)


def finish(dice: Dice, state: State, paper: Paper) -> Ask:
    """Build all that is left."""
    order = order_of(state, paper)
    given = (("good", order.left), ("defective", 0), ("spread", True))
    return Ask("build", "owner", doc=paper.id, new=dice.new(), with_=given)


def is_open_order(paper: Paper) -> bool:
    return paper.kind == "WO" and paper.status == "open"


def _ask(dice: Dice, verb: str, order: Order, *given: tuple[str, Any]) -> Ask:
    return Ask(verb, dice.who("build"), doc=order.paper.id, with_=given)


def _start(dice: Dice, order: Order) -> Ask:
    in_process = order.state.works[order.paper.id].in_process
    return _ask(dice, "start", order, ("back", in_process if dice.chance(0.9) else not in_process))


def _supply(dice: Dice, order: Order) -> Ask:
    return _ask(dice, "supply", order)


def number(dice: Dice, order: Order) -> Ask:
    return _ask(dice, "number", order, ("quantity", dice.some(None, None, 1, 2, 5, -1)))


def substitute(dice: Dice, order: Order) -> Ask:
    """Mostly what the bill allows, for a line that lacks some."""
    parts = order.state.bills.get(order.output.item, [])
    ways = [(each.row.id, code) for each in order.components for part in parts for code in part.instead]
    ways = [way for way in ways if order.state.row(way[0]).item in [part.item for part in parts if part.instead]]
    line = dice.line(order.state, order.paper.id, lambda row: not row.negative)
    line, item = dice.random.choice(ways) if ways and dice.chance(0.8) else (line, dice.some("B", "A", "Q", "NONE"))
    given = (("item", item), ("quantity", dice.some(None, None, 1, 2, 0)))
    return Ask("substitute", dice.who("build"), doc=order.paper.id, line=line, with_=given)


def link(dice: Dice, order: Order) -> Ask:
    """A unit and some parts; sometimes of others."""
    state = order.state
    wholes = [unit.serial for unit in order.numbered]
    parts = [unit.serial for each in order.components for unit in state.held(each.row)]
    others = [*list(state.units)[-8:], "nobody"]
    scans = [dice.random.choice(wholes)] if wholes and dice.chance(0.8) else []
    scans += [dice.random.choice(parts if parts and dice.chance(0.9) else others) for _ in range(dice.some(1, 2, 3))]
    scans += [dice.random.choice(wholes)] if wholes and dice.chance(0.2) else []
    first = dice.random.choice(wholes or others) if dice.chance(0.25) else ""
    given = (("whole", first), ("undo", dice.chance(0.15)))
    return Ask("link", dice.who("build"), doc=order.paper.id, scans=tuple(scans), with_=given)


def spread(dice: Dice, order: Order) -> Ask:
    return _ask(dice, "spread", order)


def _build(dice: Dice, order: Order) -> Ask:
    left = order.left
    good = dice.some(left, left, min(1, left), max(0, left - 1), left + 1 if dice.chance(0.2) else 1)
    defective = dice.some(0, 0, 0, 1, -1 if dice.chance(0.2) else 0)
    good = max(0, good - defective) if dice.chance(0.8) else good
    units = [unit.serial for unit in order.numbered][-1:] if dice.chance(0.2) else []
    units = units if dice.chance(0.9) else [*units, "nobody"]
    rows = [each.row for each in order.components if dice.chance(0.3)] if dice.chance(0.2) else []
    used = tuple((row.id, dice.some(row.quantity, 1, 0, 2, row.quantity + 1, -1)) for row in rows)
    bins = [(name, dice.bin(order.state, "stock")) for name in ("to_bin", "defective_bin") if dice.chance(0.06)]
    given = (("good", good), ("defective", defective), ("units", tuple(units)), ("used", used), *bins)
    whole = (("spread", dice.chance(0.6)),)
    return Ask("build", dice.who("build"), doc=order.paper.id, new=dice.new(), with_=(*given, *whole))


def take_apart(dice: Dice, state: State) -> Ask:
    built = [serial for serial, unit in state.units.items() if state.owned(unit.bin) and parts_in(state, serial)]
    some = built if built and dice.chance(0.85) else [*list(state.units)[-10:], "nobody"]
    scans = tuple(dice.random.choice(some) for _ in range(dice.some(1, 1, 1, 2)))
    given = (("to_bin", dice.bin(state, "stock")),) if dice.chance(0.1) else ()
    return Ask("take_apart", dice.who("build"), new=dice.new(), scans=scans if dice.chance(0.98) else (), with_=given)


def swap(dice: Dice, state: State) -> Ask:
    inside = [unit for unit in state.units.values() if built_into(state, unit.serial)]
    pairs = []
    for _ in range(dice.some(1, 1, 1, 2)):
        old = dice.random.choice(inside) if inside and dice.chance(0.92) else None
        free = [unit for unit in state.units.values() if state.owned(unit.bin) and unit.serial not in state.holds]
        alike = [unit for unit in free if old is not None and unit.item == old.item]
        new = dice.random.choice(alike or free).serial if free and dice.chance(0.92) else "none"
        pairs.append((old.serial if old else dice.random.choice([*list(state.units)[-5:], "nobody"]), new))
    given = (("to_bin", dice.bin(state, "stock")),) if dice.chance(0.1) else ()
    return Ask("swap", dice.who("build"), new=dice.new(), with_=(("pairs", tuple(pairs)), *given))


WAYS: dict[Callable[[Dice, Order], Ask], float] = {
    _start: 3,
    _supply: 4,
    number: 3,
    substitute: 3,
    link: 5,
    spread: 2,
    _build: 6,
}
