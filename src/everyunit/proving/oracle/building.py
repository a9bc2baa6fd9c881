"""Building as the oracle expects it: a run takes what goes in, and its units cost just that."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.proving.oracle.accounts import account_of, book
from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.assemblies import BuiltIn
from everyunit.proving.oracle.drafts import begin
from everyunit.proving.oracle.goods import Unit, half_up, parts
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.lines import append, bin_named
from everyunit.proving.oracle.linking import spread_over
from everyunit.proving.oracle.moving import bear, move, recost, shift
from everyunit.proving.oracle.orders import end
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.progress import done
from everyunit.proving.oracle.state import Posting, Shift, State
from everyunit.proving.oracle.work_orders import Component, Order, make_numbers, order_to_change


@dataclass(slots=True)
class Output:
    """Good or defective units: how many, where they come, and those that have a number already."""

    count: int
    target: str
    units: list[Unit]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run takes of a line: which units, or how many out of a bin, or how much work."""

    each: Component
    count: int
    units: list[Unit]
    bin: str | None = None


def build(state: State, ask: Ask) -> Summary:
    order = order_to_change(state, ask)
    good, defective = ask.get("good"), ask.get("defective")
    count = good + defective
    _refuse(order, ask, count)
    outputs = _outputs(order, ask, count)
    run = [unit for output in outputs for unit in output.units]
    if ask.get("spread") and order.linked:
        spread_over(order, run)
    taken = _inputs(order, run, count, dict(ask.get("used", ())))
    paper = begin(state, ask.new, "WR", None, order.paper.id, order.paper.place)
    paper.made_by = ask.who
    value, serials = _post(order, paper, [each for each in outputs if each.count], taken)
    left = max(0, order.left)
    if not left:
        end(state, order.paper, "closed")
    return "built", paper.number, good, defective, tuple(sorted(serials)), value, left


def stock_bin(state: State, code: str | None) -> str | None:
    found = bin_named(state, code)
    if found is not None and state.bins[found].type != STOCK:
        raise No("wrong_bin")
    if found is not None and state.kept_for(found):
        raise No("reserved_bin")
    return found


def _refuse(order: Order, ask: Ask, count: int) -> None:
    if not order.state.works[order.paper.id].in_process:
        raise No("not_in_process")
    if count <= 0 or min(ask.get("good"), ask.get("defective")) < 0:
        raise No("nothing_built")
    if count > order.left:
        raise No("too_many")
    known = [each.row.id for each in order.components]
    bad = [row_id for row_id, used in ask.get("used", ()) if row_id not in known or used < 0]
    refuse("unknown_line", [(str(row_id), "unknown_line") for row_id in bad])


def _outputs(order: Order, ask: Ask, count: int) -> list[Output]:
    """The units that are named, else those that have parts already, else the first that are numbered."""
    state, place = order.state, order.paper.place
    if ask.get("spread") and order.builds_units and order.linked:
        make_numbers(state, order, max(0, count - len(order.numbered)))
    if any(each.link == "mandatory" for each in order.linked) and state.attached(order.output) < count:
        raise No("missing_links", [(order.output.item, "not_numbered")])
    good = stock_bin(state, ask.get("to_bin")) or state.need("finished_goods", place)
    bad = stock_bin(state, ask.get("defective_bin"))
    bad = bad or (state.need("defective", place) if ask.get("defective") else good)
    outputs = [Output(ask.get("good"), good, []), Output(ask.get("defective"), bad, [])]
    state.need("consumed", place)
    if not order.builds_units:
        return outputs
    with_parts = {whole for part, whole in state.planned.items() if state.holds.get(whole) == order.output.id and part}
    free = sorted(order.numbered, key=lambda unit: unit.serial not in with_parts)
    named: tuple[str, ...] = ask.get("units", ())
    known = {unit.serial: unit for unit in free}
    refuse("unknown_unit", [(serial, "unknown_unit") for serial in named if serial not in known])
    if len(named) > outputs[0].count or len(set(named)) < len(named):
        raise No("too_many")
    outputs[0].units = [known[serial] for serial in named]
    free = [unit for unit in free if unit.serial not in named]
    for output in outputs:
        more = output.count - len(output.units)
        output.units, free = output.units + free[:more], free[more:]
    return outputs


def _inputs(order: Order, run: list[Unit], count: int, used: dict[int, int]) -> list[Taken]:
    """Of each line what is due by now, or what was said."""
    state, planned, built = order.state, order.planned(), {unit.serial for unit in run}
    taken: list[Taken] = []
    short = []
    for each in order.components:
        row = each.row
        by_now = min(order.output.size, order.built + count)
        due = max(0, half_up(row.quantity * by_now, order.output.size) - done(state, row))
        wanted = used.get(row.id, due)
        if state.items[row.item].by_unit:
            mine = [unit for unit in state.held(row) if planned.get(unit.serial) in built]
            free = [unit for unit in state.held(row) if unit.serial not in planned]
            units = mine + free[: max(0, wanted - len(mine))]
            short += [row.name] if len(units) < wanted else []
            taken += [Taken(each, len(units), units)] if units else []
        elif order.tracking(each) == "quantity":
            for code, there in state.counted(row):
                part = min(wanted, there)
                wanted -= part
                taken += [Taken(each, part, [], code)] if part else []
            short += [row.name] if wanted else []
        elif wanted:
            taken.append(Taken(each, wanted, []))
    lacking = [
        (unit.serial, "missing_links")
        for each in order.slots
        for unit in run
        if each.link == "mandatory" and order.linked_to(unit.serial, each) < each.quantity
    ]
    refuse("missing_links", lacking)
    refuse("too_few_inputs", [(name, "too_few_inputs") for name in short])
    return taken


def _post(order: Order, paper: Paper, outputs: list[Output], taken: list[Taken]) -> tuple[int, list[str]]:
    """What all of it is worth, and the numbers of what was built."""
    state = order.state
    consumed, planned = state.need("consumed", paper.place), order.planned()
    posting = state.open_posting(paper)
    made = [(_row(paper, order.output.item, -each.count, order.output, each.target), each) for each in outputs]
    used = [(_used(state, paper, each), each) for each in taken]
    run = {unit.serial for each in outputs for unit in each.units}
    going = {unit.serial: unit for each in taken for unit in each.units}
    work = sum(row.total for row, each in used if order.tracking(each.each) == "none")
    total = work + sum(unit.cost for unit in going.values())
    own = _own(order, taken, {part: whole for part, whole in planned.items() if part in going and whole in run})
    for serial, whole in planned.items():
        if serial in going and whole in run:
            state.built_in.append(BuiltIn(posting.id, serial, whole, going[serial].cost))
    for row, each in used:
        for unit in each.units:
            _lend_and_move(state, posting, unit, row, each.each.row, consumed)
        if each.bin is not None:
            there, worth = state.worth[row.item]
            value = worth if each.count == there else half_up(worth * each.count, there)
            total += value
            shift(state, posting, Shift(row.id, row.item, each.bin, consumed, each.count, value))
            state.committed[each.each.row.id, each.bin] -= each.count
    value, serials = total, []
    shares = parts(total - sum(own.values()), sum(each.count for each in outputs))
    for row, output in made:
        mine, shares = shares[: output.count], shares[output.count :]
        for unit, share in zip(output.units, mine, strict=False):
            recost(state, posting, unit, share + own.get(unit.serial, 0), keep=True)
            _lend_and_move(state, posting, unit, row, order.output, output.target)
            serials.append(unit.serial)
        if order.builds_units:
            born = bear(state, posting, row, mine[len(output.units) :], consumed, output.target)
            serials += [unit.serial for unit in born]
        else:
            shift(state, posting, Shift(row.id, row.item, consumed, output.target, output.count, sum(mine)))
    for row, each in used:
        if order.tracking(each.each) == "none":
            posting.journal[account_of(state, "absorbed_work", row.item, paper.place)] -= row.total
    book(state, posting.journal)
    finish(paper, posting)
    return value, serials


def finish(paper: Paper, posting: Posting) -> None:
    """It is written and posted in one go."""
    paper.status, paper.posting = "posted", posting.id
    for row in paper.rows:
        row.frozen = row.size


def _row(paper: Paper, item: str, quantity: int, source: Row, to_bin: str | None = None) -> Row:
    row = append(paper, item, quantity, False, 0)
    row.source, row.to_bin = source.id, to_bin
    return row


def _used(state: State, paper: Paper, taken: Taken) -> Row:
    """Only work has a price."""
    source = taken.each.row
    row = _row(paper, source.item, taken.count, source)
    row.from_bin = taken.bin
    if state.items[row.item].tracking == "none":
        row.price, row.discount = source.price, source.discount
    return row


def _own(order: Order, taken: list[Taken], linked: dict[str, str]) -> dict[str, int]:
    """What each unit's own parts cost; auto-serialized ones are shared, unless all of the run are linked (WHS-203)."""
    automatic = [unit.serial for each in taken for unit in each.units if order.tracking(each.each) == "auto_serialized"]
    shared = set(automatic) if any(serial not in linked for serial in automatic) else set()
    own: dict[str, int] = {}
    for serial, whole in linked.items():
        if serial not in shared:
            own[whole] = own.get(whole, 0) + order.state.units[serial].cost
    return own


def _lend_and_move(state: State, posting: Posting, unit: Unit, row: Row, lender: Row, target: str) -> None:
    """What the order held is used by the report; undone, it is the order's again."""
    del state.holds[unit.serial]
    posting.lent[unit.serial] = lender.id
    move(state, posting, unit, row, target)
