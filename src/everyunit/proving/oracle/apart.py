"""What happens to built units afterwards, as the oracle expects it: taken apart, or a part is exchanged."""

from __future__ import annotations

from everyunit.proving.oracle.accounts import account_of, book, standing
from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.assemblies import BuiltIn
from everyunit.proving.oracle.bills import built_into, parts_in
from everyunit.proving.oracle.building import finish, stock_bin
from everyunit.proving.oracle.drafts import begin
from everyunit.proving.oracle.goods import HQ, Unit, spread
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.loose import loose_in, report_of
from everyunit.proving.oracle.moving import move, recost, shift
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.scan import texts_of
from everyunit.proving.oracle.state import Shift, State

Counted = tuple[str, int, int]  # item, pieces, what they brought into the cost


def take_apart(state: State, ask: Ask) -> Summary:
    """The very parts come back, and cost in all what the unit does."""
    texts = list(dict.fromkeys(texts_of(ask.scans)))
    if not texts:
        raise No("nothing_scanned")
    refuse("cannot_take_apart", [(text, why) for text in texts if (why := _why_not(state, text))])
    target = stock_bin(state, ask.get("to_bin")) or state.need("main", HQ)
    gone, consumed = state.need("taken_apart", HQ), state.need("consumed", HQ)
    paper = begin(state, ask.new, "TA", None)
    units = [state.units[text] for text in texts]
    inside = {
        unit.serial: (parts_in(state, unit.serial), loose_in(state, unit), _counted_in(state, unit)) for unit in units
    }
    rows = _lines(paper, [unit.item for unit in units], target)
    for linked, loose, counted in inside.values():
        for part in [state.units[each.part] for each in linked] + loose:
            _count(paper, rows, part.item, 1, target)
        for item, pieces, _ in counted:
            _count(paper, rows, item, pieces, target)
    posting = state.open_posting(paper)
    value, parts, pieces_back = 0, [], 0
    for unit in units:
        linked, loose, counted = inside[unit.serial]
        out = [state.units[each.part] for each in linked] + loose
        recorded = [each.cost for each in linked] + [part.cost for part in loose] + [worth for _, _, worth in counted]
        costs = spread(unit.cost, recorded)
        value += sum(costs)
        move(state, posting, unit, rows[unit.item, 1], gone)
        for part, cost in zip(out, costs, strict=False):
            recost(state, posting, part, cost, keep=True)
            move(state, posting, part, rows[part.item, -1], target)
            parts.append(part.serial)
        for each in linked:
            each.ended.append(posting.id)
        for (item, pieces, _), cost in zip(counted, costs[len(out) :], strict=True):
            shift(state, posting, Shift(rows[item, -1].id, item, consumed, target, pieces, cost))
            pieces_back += pieces
    finish(paper, posting)
    return "apart", paper.number, len(units), tuple(sorted(parts)), pieces_back, value


def swap(state: State, ask: Ask) -> Summary:
    """Old parts come out and new ones go in; what is in our stock costs what its parts do now."""
    pairs: tuple[tuple[str, str], ...] = ask.get("pairs")
    if not pairs:
        raise No("nothing_scanned")
    refuse("cannot_swap", _swap_faults(state, pairs))
    target = stock_bin(state, ask.get("to_bin")) or state.need("defective", HQ)
    consumed = state.need("consumed", HQ)
    paper = begin(state, ask.new, "SW", None)
    units = [(state.units[old], state.units[new]) for old, new in pairs]
    rows = _lines(paper, [new.item for _, new in units], target)
    for old, _ in units:
        _count(paper, rows, old.item, 1, target)
    posting, stood, wholes = state.open_posting(paper), standing(state), []
    links = {old.serial: built_into(state, old.serial) for old, _ in units}
    costs = {serial: unit.cost for serial, unit in state.units.items()}
    for old, new in units:
        way = _way_up(state, old.serial)
        if state.owned(state.units[way[-1]].bin):
            brought = min(old.cost, *(costs[serial] for serial in way))
            costs[old.serial] = brought
            for serial in way:
                costs[serial] += new.cost - brought
        wholes.append(way[0])
    for serial, cost in costs.items():
        if cost != state.units[serial].cost:
            recost(state, posting, state.units[serial], cost)
    for old, new in units:
        link = links[old.serial]
        assert link is not None
        link.ended.append(posting.id)
        state.built_in.append(BuiltIn(posting.id, new.serial, link.whole, new.cost))
        move(state, posting, new, rows[new.item, 1], consumed)
        move(state, posting, old, rows[old.item, -1], target)
    gained = sum(standing(state).values()) - sum(stood.values())
    posting.journal[account_of(state, "exchanged_parts", units[0][1].item, HQ)] -= gained
    book(state, posting.journal)
    finish(paper, posting)
    return "swapped", paper.number, tuple(wholes)


def _why_not(state: State, text: str) -> str:
    unit = state.units.get(text)
    if unit is None:
        return "unknown_unit"
    if not state.owned(unit.bin):
        return "not_in_stock"
    if text in state.holds:
        return "held"
    return "" if parts_in(state, text) or loose_in(state, unit) or _counted_in(state, unit) else "not_built"


def _counted_in(state: State, unit: Unit) -> list[Counted]:
    """Counted goods of the run that built it: each unit of it has alike, and no more than its bill said."""
    paper = report_of(state, unit)
    if paper is None:
        return []
    count = sum(row.size for row in paper.rows if row.negative)
    found: dict[str, list[int]] = {}
    for moved in state.postings[paper.posting or 0].shifts:
        if state.row(moved.row).negative:
            continue
        source = state.row(moved.row).source
        said = state.works[paper.source or 0].inputs.get(source or 0)
        sums = found.setdefault(moved.item, [0, 0, 0])
        sums[0] += moved.quantity
        sums[1] += moved.value
        sums[2] = max(sums[2], said.quantity if said is not None else 0)
    counted = []
    for item in state.items:
        if item in found:
            used, value, within = found[item]
            pieces = min(used // count, within) if within else used // count
            counted += [(item, pieces, value // count)] if pieces else []
    return counted


def _swap_faults(state: State, pairs: tuple[tuple[str, str], ...]) -> list[Offence]:
    named = [text for pair in pairs for text in pair]
    offences = [(text, "named_twice") for text in dict.fromkeys(named) if named.count(text) > 1]
    offences += [(text, "unknown_unit") for text in named if text not in state.units]
    for old, new in pairs:
        if old not in state.units or new not in state.units:
            continue
        link, unit = built_into(state, old), state.units[new]
        if link is None:
            offences.append((old, "not_built_in"))
        elif unit.item not in _fitting(state, state.units[old].item, state.units[link.whole].item):
            offences.append((new, "other_item"))
        if not state.owned(unit.bin):
            offences.append((new, "not_in_stock"))
        elif new in state.holds:
            offences.append((new, "held"))
    return offences


def _fitting(state: State, item: str, whole: str) -> set[str]:
    """What may go in for it: the same, and what the bill of its unit has with it."""
    return {item}.union(*(part.items for part in state.bills.get(whole, []) if item in part.items))


def _way_up(state: State, serial: str) -> list[str]:
    """What it is in, and what that is in, up to the outermost."""
    way = []
    while (link := built_into(state, serial)) is not None:
        serial = link.whole
        way.append(serial)
    return way


def _lines(paper: Paper, items: list[str], target: str) -> dict[tuple[str, int], Row]:
    """A line for each item that goes."""
    rows: dict[tuple[str, int], Row] = {}
    for item in items:
        _count(paper, rows, item, 1, None)
    return rows


def _count(paper: Paper, rows: dict[tuple[str, int], Row], item: str, count: int, target: str | None) -> None:
    """So many more of an item; those that come back have a target."""
    sign = 1 if target is None else -1
    row = rows.get((item, sign))
    if row is None:
        row = rows[item, sign] = append(paper, item, 0, False, 0)
        row.to_bin = target
    row.quantity += sign * count
