"""Work orders as the oracle expects them: what they need and hold, and how work begins."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.proving.oracle.amounts import own_price
from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.assemblies import Input, WorkOrder
from everyunit.proving.oracle.bills import MOST
from everyunit.proving.oracle.blocking import refuse_blocked
from everyunit.proving.oracle.counting import free
from everyunit.proving.oracle.drafts import begin, saved, to_change
from everyunit.proving.oracle.goods import HQ, PLACES, Unit, half_up
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.moving import move, shift
from everyunit.proving.oracle.orders import commit
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import picked
from everyunit.proving.oracle.progress import done
from everyunit.proving.oracle.releasing import gather, make_expected
from everyunit.proving.oracle.state import Shift, State


@dataclass(frozen=True, slots=True)
class Component:
    """A line of what goes in: how many are in one unit, whether they are linked, what it stands in for."""

    row: Row
    quantity: int
    link: str
    instead_of: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """A work order: what it builds and what goes in."""

    state: State
    paper: Paper
    output: Row
    components: list[Component]

    @property
    def built(self) -> int:
        return done(self.state, self.output)

    @property
    def left(self) -> int:
        return max(0, self.output.size - self.built)

    @property
    def builds_units(self) -> bool:
        return self.state.items[self.output.item].by_unit

    @property
    def numbered(self) -> list[Unit]:
        return self.state.held(self.output)

    @property
    def linked(self) -> list[Component]:
        return [each for each in self.components if self.tracking(each) in UNITS and each.link != "no"]

    def tracking(self, each: Component) -> str:
        return self.state.items[each.row.item].tracking

    def lacks(self, each: Component) -> int:
        return each.row.quantity - done(self.state, each.row) - self.state.attached(each.row)

    def meant(self, each: Component) -> Component:
        """The component itself, or the one that it stands in for."""
        return next((one for one in self.components if one.row.id == each.instead_of), each)

    @property
    def slots(self) -> list[Component]:
        """The components of which so many are linked to each unit."""
        return [each for each in self.linked if each.instead_of is None and each.quantity]

    def group(self, each: Component) -> list[int]:
        """The lines that count for a component: its own, and those that stand in for it."""
        return [one.row.id for one in self.components if each.row.id in (one.row.id, one.instead_of)]

    def planned(self) -> dict[str, str]:
        """Which part shall go into which unit, where the order holds both."""
        wholes = {unit.serial for unit in self.numbered}
        mine = {each.row.id for each in self.components}
        return {
            part: whole
            for part, whole in self.state.planned.items()
            if whole in wholes and self.state.holds.get(part) in mine
        }

    def linked_to(self, whole: str, each: Component) -> int:
        """How many for this component shall go into the unit."""
        rows = self.group(each)
        return sum(into == whole and self.state.holds[part] in rows for part, into in self.planned().items())


def order_to_change(state: State, ask: Ask) -> Order:
    paper = to_change(state, ask)
    if paper.id not in state.works:
        raise No("not_a_work_order")
    return order_of(state, paper)


def order_of(state: State, paper: Paper) -> Order:
    rows = sorted(paper.rows, key=lambda row: row.position)
    inputs = state.works[paper.id].inputs
    known = {row.id for row in rows}
    components = []
    for row in rows:
        added = Input(0, "optional" if state.items[row.item].by_unit else "no")
        said = inputs.get(row.id, added)
        said = added if said.instead_of is not None and said.instead_of not in known else said
        components += [Component(row, said.quantity, said.link, said.instead_of)] if not row.negative else []
    return Order(state, paper, next(row for row in rows if row.negative), components)


def order_work(state: State, ask: Ask) -> Summary:
    """So many of an assembly shall be built, of what its bill says (WHS-179, WHS-180)."""
    code, quantity, place = ask.get("item"), ask.get("quantity"), ask.get("place") or HQ
    code = code if code in state.items else state.barcodes.get(code, "")
    if not code:
        raise No("unknown_item", [(ask.get("item") or "(empty)", "unknown_item")])
    if not state.items[code].assembly:
        raise No("no_assembly")
    if not state.bills.get(code):
        raise No("no_bill")
    if not 1 <= quantity <= MOST:
        raise No("bad_quantity")
    needed = [
        (part, quantity * (part.quantity + part.lost) + half_up(quantity * part.quantity * part.waste, 10_000))
        for part in state.bills[code]
    ]
    refuse("too_many", [(part.item, "too_many") for part, count in needed if count > MOST])
    if place not in PLACES:
        raise No("unknown_location")
    paper = begin(state, ask.new, "WO", None, place=place)
    paper.made_by = ask.who
    work = state.works[paper.id] = WorkOrder()
    append(paper, code, -quantity, False, 0)
    for part, count in needed:
        item = state.items[part.item]
        price = item.cost if item.tracking == "none" else own_price(state, paper, 1, part.item)
        work.inputs[append(paper, part.item, count, False, price).id] = Input(part.quantity, part.link or "no")
    return saved(state, paper)


def start(state: State, ask: Ask) -> Summary:
    """What it holds goes to where work is in process, or back from there (WHS-188, WHS-189)."""
    order, back = order_to_change(state, ask), ask.get("back", False)
    work, paper = state.works[order.paper.id], order.paper
    if work.in_process != back:
        raise No("not_in_process" if back else "already_in_process")
    goods = [each for each in order.components if order.tracking(each) != "none"]
    if goods and not back and not any(state.attached(each.row) for each in goods):
        raise No("nothing_committed", [(each.row.name, "nothing_committed") for each in goods])
    target = paper.to_bin = state.need("shop_floor" if back else "work_in_process", paper.place)
    posting = None
    for row in [each.row for each in order.components]:
        for unit in state.held(row):
            if unit.bin != target:
                posting = posting or state.open_posting(paper)
                move(state, posting, unit, row, target)
        for code, count in state.counted(row):
            if code != target:
                posting = posting or state.open_posting(paper)
                shift(state, posting, Shift(row.id, row.item, code, target, count, 0))
                state.committed[row.id, code] -= count
                state.committed[row.id, target] += count
    work.in_process = not back
    return "started", paper.number, work.in_process


def supply(state: State, ask: Ask) -> Summary:
    """Commit what is free of all that needs no scan (WHS-185), and tell what is missing."""
    order = order_to_change(state, ask)
    paper = order.paper
    before = sum(state.attached(each.row) for each in order.components)
    rows = [each.row for each in order.components if order.tracking(each) == "auto_serialized"]
    found = picked(state, paper, rows)
    places = {row.position: row for row in paper.rows}
    gather(state, paper, [(scan.unit, places[scan.place or 0]) for scan in found.scans if scan.unit])
    wanting = [each for each in order.components if order.tracking(each) == "quantity" and order.lacks(each) > 0]
    refuse_blocked(state)
    for each in wanting:
        for code, count in free_in(state, order, each.row.item):
            taken = min(order.lacks(each), count)
            if taken > 0:
                given = (("quantity", state.attached(each.row) + taken), ("from_bin", code))
                commit(state, Ask("commit", "owner", doc=paper.id, line=each.row.id, with_=given))
                refuse_blocked(state)
    after = sum(state.attached(each.row) for each in order.components)
    return "supplied", paper.number, after - before, _missing(state, order)


def number(state: State, ask: Ask) -> Summary:
    """Units get serial numbers before they are built (WHS-198)."""
    order, wanted = order_to_change(state, ask), ask.get("quantity")
    left = order.left - state.attached(order.output)
    wanted = left if wanted is None else wanted
    if not order.builds_units:
        raise No("no_units")
    if wanted < 0:
        raise No("bad_quantity")
    if wanted > left:
        raise No("too_many")
    make_numbers(state, order, wanted)
    return "numbered", len(order.numbered), tuple(unit.serial for unit in order.numbered)


def make_numbers(state: State, order: Order, count: int) -> None:
    if count:
        make_expected(state, order.paper, count, order.output)


def substitute(state: State, ask: Ask) -> Summary:
    """Another item goes in for so many of a line, as the bill allows for the component that it is for (WHS-187)."""
    order = order_to_change(state, ask)
    each = next((each for each in order.components if each.row.id == ask.line), None)
    if each is None:
        raise No("unknown_line")
    meant, code = order.meant(each), ask.get("item")
    if code not in state.items:
        raise No("unknown_item", [(code or "(empty)", "unknown_item")])
    if code == each.row.item or code not in _allowed(order, meant):
        raise No("no_substitute")
    lacking, wanted = order.lacks(each), ask.get("quantity")
    wanted = lacking if wanted is None else wanted
    if not 0 < wanted <= lacking:
        raise No("bad_quantity")
    each.row.quantity -= wanted
    known = next((one for one in order.components if order.meant(one) == meant and one.row.item == code), None)
    if known is not None:
        known.row.quantity += wanted
    else:
        row = append(order.paper, code, wanted, False, own_price(state, order.paper, wanted, code))
        state.works[order.paper.id].inputs[row.id] = Input(each.quantity, each.link, meant.row.id)
    return saved(state, order.paper)


def _allowed(order: Order, meant: Component) -> list[str]:
    """What may go in for a component, by what the bill says by now: itself, and what stands in for it."""
    parts = order.state.bills.get(order.output.item, [])
    return [meant.row.item, *(code for part in parts if part.item == meant.row.item for code in part.instead)]


def free_in(state: State, order: Order, item: str) -> list[tuple[str, int]]:
    """What nobody holds of it in normal stock and in the order's own bin, the bins of its place first."""
    paper = order.paper
    bins = [
        bin_
        for bin_ in state.bins.values()
        if bin_.type == STOCK and not bin_.discontinued and (bin_.sort == "normal" or bin_.code == paper.to_bin)
    ]
    bins.sort(key=lambda bin_: (bin_.place != paper.place, bin_.position, bin_.code))
    return [(bin_.code, count) for bin_ in bins if (count := _free(state, item, bin_.code)) > 0]


def _free(state: State, item: str, code: str) -> int:
    if not state.items[item].by_unit:
        return free(state, item, code)
    there = [unit for unit in state.units.values() if (unit.item, unit.bin) == (item, code)]
    return sum(unit.serial not in state.holds for unit in there)


def _missing(state: State, order: Order) -> Summary:
    return tuple(
        (
            each.row.item,
            order.lacks(each),
            tuple(free_in(state, order, each.row.item)),
            tuple(
                place
                for code in _allowed(order, order.meant(each))
                if code != each.row.item
                for place in free_in(state, order, code)
            ),
        )
        for each in order.components
        if order.tracking(each) != "none" and order.lacks(each) > 0
    )


UNITS = ("serialized", "auto_serialized")
