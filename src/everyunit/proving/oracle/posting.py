"""Posting and reversing as the oracle expects them: who moves where, at what cost, and what the journal says."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.drafts import must, open_draft
from everyunit.proving.oracle.scans import picked, picks_itself
from everyunit.proving.oracle.state import (
    BY_UNIT,
    STOCK,
    Ask,
    No,
    Offence,
    Paper,
    Posting,
    Row,
    Shift,
    State,
    Summary,
    Unit,
    half_up,
)

MOST_MONEY = 10**13
Ends = tuple[str | None, str | None]


def post(state: State, ask: Ask) -> Summary:
    paper = open_draft(state, ask)
    if not paper.rows:
        raise No("empty_document")
    if any(row.quantity < 0 for row in paper.rows):
        must(ask.who, paper.rule_of(-1)[1].right)
    paper.rows.sort(key=lambda row: row.position)
    shorts = [scan for scan in picked(state, paper, paper.rows) if scan.action == "skipped"]
    ends = {row.id: _ends(state, paper, row) for row in paper.rows}
    offences = [(f"Line {scan.place} ({scan.item})", scan.code) for scan in shorts]
    for row in paper.rows:
        offences += [(f"Line {row.position} ({row.item})", why) for why in _faults(state, paper, row, ends[row.id])]
    offences += _shortages(state, paper, ends)
    offences += _over_credited(state, paper)
    if offences:
        raise No("cannot_post", offences)
    total = paper.total() if paper.rule.priced else 0
    if total < 0:
        raise No("negative_total")
    return _carry_out(state, paper, ends, total)


def reverse(state: State, ask: Ask) -> Summary:
    must(ask.who, "reverse")
    paper = state.papers.get(ask.doc)
    if paper is None:
        raise No("unknown_document")
    if paper.posting is None:
        raise No("not_posted")
    original = state.postings[paper.posting]
    if original.reversed_by is not None:
        raise No("already_reversed")
    later = _later_events(state, paper, original)
    if later:
        raise No("later_events", later)
    shortages = _shortages_back(state, original)
    if shortages:
        raise No("negative_stock", shortages)
    posting = Posting(state.new_id(), paper.id, reverses=original.id)
    original.reversed_by = posting.id
    state.postings[posting.id] = posting
    for serial in original.units:
        _, row, source, target = next(step for step in state.units[serial].steps if step[0] == original.id)
        _move(state, posting, state.units[serial], row, target, source)
    for shift in original.shifts:
        back = Shift(shift.row, shift.item, shift.target, shift.source, shift.quantity, shift.value)
        _shift(state, posting, back)
    _book(state, posting, Counter({account: -amount for account, amount in original.journal.items()}))
    return "reversed", paper.kind, paper.number, len(posting.units)


# --- may it post? ---


def _ends(state: State, paper: Paper, row: Row) -> Ends:
    """From where and to where a line moves; units that stand somewhere already come from there."""
    tracking = state.items[row.item].tracking
    if tracking == "none":
        return None, None
    kind, rule = paper.rule_of(row.quantity)
    own = kind == paper.kind
    target = (paper.to_bin if own else None) or rule.usual_target
    if target is None:
        raise No("no_target_bin")
    source = None
    if tracking == "quantity" or rule.makes_units:
        source = row.from_bin or (paper.from_bin if own else None) or rule.usual_source
    return source, target


def _faults(state: State, paper: Paper, row: Row, ends: Ends) -> list[str]:
    tracking, (source, target) = state.items[row.item].tracking, ends
    _, rule = paper.rule_of(row.quantity)
    faults: list[str] = []
    if row.quantity == 0:
        faults.append("empty_quantity")
    elif tracking in BY_UNIT and not rule.makes_units and not picks_itself(state, paper, row):
        faults += ["too_few_units"] if row.attached != row.size else []
    if abs(row.total) > MOST_MONEY:
        faults.append("price_too_large")
    for end, wanted in ((source, rule.source), (target, rule.target)):
        if end is not None and wanted is not None and state.bins[end].type != wanted:
            faults.append("wrong_bin")
        if end is not None and state.bins[end].discontinued and (rule.source is not None or end == target):
            faults.append("bin_discontinued")
    if source is not None and source == target:
        faults.append("same_bin")
    if source and target and rule.source is None and state.bins[source].type != state.bins[target].type:
        faults.append("wrong_bin")
    for bin_code in sorted({unit.bin for unit in _held(state, row)}):
        assert target is not None
        if state.bins[bin_code].type != (rule.source or state.bins[target].type):
            faults.append("wrong_bin")
        if bin_code == target:
            faults.append("same_bin")
    return faults


def _held(state: State, row: Row) -> list[Unit]:
    """The units that the line holds, in the order of their birth."""
    return [unit for unit in state.units.values() if state.holds.get(unit.serial) == row.id]


def _shortages(state: State, paper: Paper, ends: dict[int, Ends]) -> list[Offence]:
    wanted: Counter[tuple[str, str]] = Counter()
    for row in paper.rows:
        source = ends[row.id][0]
        if state.items[row.item].tracking == "quantity" and source is not None and state.owned(source):
            wanted[row.item, source] += row.size
    return [(item, "too_few") for (item, source), size in wanted.items() if size > state.balances[item, source]]


def _over_credited(state: State, paper: Paper) -> list[Offence]:
    """What was sold can come back once; nothing comes back of a sale that was undone."""
    credited: Counter[int] = Counter()
    for row in paper.rows:
        if row.source is not None:
            credited[row.source] += row.size
    offences: list[Offence] = []
    for origin, size in credited.items():
        sold, sale = state.row(origin), state.papers[state.rows[origin]]
        before = sum(row.size for row in _crediting(state, {origin}))
        assert sale.posting is not None
        if state.postings[sale.posting].reversed_by is not None:
            offences.append((sold.item, "source_reversed"))
        elif sale.party != paper.party and state.items[sold.item].tracking not in BY_UNIT:
            offences.append((sold.item, "other_customer"))
        elif size > sold.size - before:
            offences.append((sold.item, "over_credited"))
    return offences


def _crediting(state: State, origins: set[int]) -> list[Row]:
    """The lines, posted and not undone, that credit these."""
    return [
        row
        for paper in state.papers.values()
        if paper.posting is not None and state.postings[paper.posting].reversed_by is None
        for row in paper.rows
        if row.source in origins
    ]


# --- it posts ---


def _carry_out(state: State, paper: Paper, ends: dict[int, Ends], total: int) -> Summary:
    posting = Posting(state.new_id(), paper.id)
    state.postings[posting.id] = posting
    paper.posted, paper.posting = True, posting.id
    values: Counter[int] = Counter()
    born = _births(state, paper, posting, ends, values)
    moved = _moves(state, paper, posting, ends, values)
    quantity = 0
    for row in paper.rows:
        if state.items[row.item].tracking == "quantity":
            values[row.id] += _quantity(state, paper, posting, row, ends[row.id])
            quantity += row.size
    entry: Counter[str] = Counter()
    for row in paper.rows:
        for account, sign, basis in paper.rule_of(row.quantity)[1].books:
            entry[account] += sign * _basis(state, row, basis, values[row.id])
    assert sum(entry.values()) == 0
    _book(state, posting, entry)
    units = moved + sum(len(serials) for serials in born.values())
    serials = tuple((place, _run(numbers)) for place, numbers in sorted(born.items()))
    return "posted", paper.kind, paper.number, units, quantity, total, sum(values.values()), serials


def _basis(state: State, row: Row, basis: str, value: int) -> int:
    """The price of the line, what its goods cost, what is granted for goods that go back, and how much above cost."""
    granted = abs(row.total) if state.items[row.item].tracking != "none" else 0
    return {"price": abs(row.total), "value": value, "granted": granted, "gain": granted - value}[basis]


def _births(
    state: State, paper: Paper, posting: Posting, ends: dict[int, Ends], values: Counter[int]
) -> dict[int, list[str]]:
    """New units: numbers in one run over all lines; they share their line's total to the cent, the first the rest."""
    born: dict[int, list[str]] = {}
    for row in [row for row in paper.rows if paper.rule_of(row.quantity)[1].makes_units]:
        source, target = ends[row.id]
        if state.items[row.item].tracking not in BY_UNIT or source is None or target is None:
            continue
        first = state.take_number("serial", row.size)
        for nth in range(row.size):
            cost = row.total // row.size + (nth < row.total % row.size)
            maker = row.makers[nth] if nth < len(row.makers) else ""
            unit = Unit(str(first + nth), row.item, cost, source, maker)
            state.units[unit.serial] = unit
            state.balances[row.item, source] += 1  # it was born there
            born.setdefault(row.position, []).append(unit.serial)
            values[row.id] += _move(state, posting, unit, row.id, source, target)
        row.makers.clear()
    return born


def _moves(state: State, paper: Paper, posting: Posting, ends: dict[int, Ends], values: Counter[int]) -> int:
    moved = 0
    for row in paper.rows:
        target = ends[row.id][1]
        for unit in _held(state, row):
            assert target is not None
            values[row.id] += _move(state, posting, unit, row.id, unit.bin, target)
            del state.holds[unit.serial]
            moved += 1
    return moved


def _move(state: State, posting: Posting, unit: Unit, row: int, source: str, target: str) -> int:
    """The unit goes from bin to bin; what that is worth, where it changes hands."""
    assert unit.bin == source
    unit.bin = target
    unit.steps.append((posting.id, row, source, target))
    posting.units.append(unit.serial)
    return _settle(state, unit.item, source, target, 1, unit.cost)


def _quantity(state: State, paper: Paper, posting: Posting, row: Row, ends: Ends) -> int:
    """In at cost, out at the average; the last issue takes what is left."""
    source, target = ends
    assert source is not None
    assert target is not None
    there, worth = state.worth.get(row.item, (0, 0))
    value = 0
    if state.owned(source) and not state.owned(target):
        value = worth if row.size == there else half_up(worth * row.size, there)
    elif state.owned(target) and not state.owned(source):
        value = row.total if paper.rule_of(row.quantity)[1].makes_units else _value_back(state, row, there, worth)
    return _shift(state, posting, Shift(row.id, row.item, source, target, row.size, value))


def _value_back(state: State, row: Row, there: int, worth: int) -> int:
    """What comes back is worth the average; without stock what it cost when it was sold, else the item's cost."""
    if there:
        return half_up(worth * row.size, there)
    sold = [shift for posting in state.postings.values() for shift in posting.shifts if shift.row == row.source]
    if sold:
        return half_up(sum(shift.value for shift in sold) * row.size, sum(shift.quantity for shift in sold))
    return state.items[row.item].cost * row.size


def _shift(state: State, posting: Posting, shift: Shift) -> int:
    posting.shifts.append(shift)
    return _settle(state, shift.item, shift.source, shift.target, shift.quantity, shift.value)


def _settle(state: State, item: str, source: str, target: str, quantity: int, value: int) -> int:
    """Balances and worth follow; the value that changed hands, 0 where it did not."""
    state.balances[item, source] -= quantity
    state.balances[item, target] += quantity
    crossing = int(state.owned(target)) - int(state.owned(source))
    there, worth = state.worth.get(item, (0, 0))
    state.worth[item] = (there + crossing * quantity, worth + crossing * value)
    return value if crossing else 0


def _book(state: State, posting: Posting, entry: Counter[str]) -> None:
    posting.journal = entry
    for account, amount in entry.items():
        state.journal[account] += amount


def _run(serials: list[str]) -> str:
    return serials[0] if len(serials) == 1 else f"{serials[0]}–{serials[-1]}"


# --- it is undone ---


def _later_events(state: State, paper: Paper, original: Posting) -> list[Offence]:
    offences: list[Offence] = []
    for serial in original.units:
        steps = state.units[serial].steps
        start = next(index for index, step in enumerate(steps) if step[0] == original.id)
        for posting_id, *_ in steps[start + 1 :]:
            later = state.postings[posting_id]
            if later.reverses is None and later.reversed_by is None:
                offences.append((serial, "moved_since"))
        if serial in state.holds:
            offences.append((serial, "held"))
    crediting = {state.rows[row.id] for row in _crediting(state, {row.id for row in paper.rows})}
    return offences + [(state.papers[each].name, "credited_since") for each in crediting]


def _shortages_back(state: State, original: Posting) -> list[Offence]:
    """Quantities that are not there any more, or whose average has changed so that their value is used up."""
    there: Counter[tuple[str, str]] = Counter()
    worth = dict(state.worth)
    for shift in original.shifts:
        there[shift.item, shift.target] -= shift.quantity
        there[shift.item, shift.source] += shift.quantity
        crossing = int(state.owned(shift.source)) - int(state.owned(shift.target))
        count, value = worth.get(shift.item, (0, 0))
        worth[shift.item] = (count + crossing * shift.quantity, value + crossing * shift.value)
    offences = [
        (bin_code, "too_few")
        for (item, bin_code), change in there.items()
        if state.bins[bin_code].type == STOCK and state.balances[item, bin_code] + change < 0
    ]
    for item in {shift.item for shift in original.shifts}:
        count, value = worth[item]
        if count < 0 or value < 0 or (count == 0 and value != 0):
            offences.append((item, "value_used"))
    return offences
