"""What is scanned onto papers, picked, and taken off again."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import QUOTE
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import Said
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import MAKERS, Dice

ODD = ("A", "K", "P", "P", "Q", "Q", "N", "EAN-P", "GONE", "999", "1.23E+14", " ", "no such thing")


def scannable(paper: Paper) -> bool:
    return paper.changeable and paper.stage != QUOTE


def attach(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    doc = paper.id if paper is not None else dice.paper(state, scannable)
    by = dice.weighted({"anything": 60, "serial": 16, "maker": 10, "range": 14})
    line = dice.line(state, doc) if dice.chance(0.4) else None
    if by == "range":
        scans: tuple[str, ...] = (number_range(dice, state, state.papers.get(doc)),)
    else:
        count = dice.weighted({0: 2, 1: 45, 2: 30, 4: 18, 6: 5})
        scans = tuple(text(dice, state, state.papers.get(doc)) for _ in range(count))
    return Ask("attach", dice.who(), doc=doc, line=line, scans=scans, by=by, exceed=dice.chance(0.25))


def fill(dice: Dice, state: State, paper: Paper, row: Row) -> Ask:
    """As many as the line still lacks, all of which suit."""
    missing = max(1, row.size - state.attached(row))
    units = [unit.serial for unit in suiting(state, paper) if unit.item == row.item]
    scans = dice.random.sample(units, min(len(units), missing)) or [text(dice, state, paper)]
    return Ask("attach", "owner", doc=paper.id, line=row.id if dice.chance(0.5) else None, scans=tuple(scans))


def detach(dice: Dice, state: State) -> Ask:
    doc = dice.paper(state, lambda paper: scannable(paper) and any(state.attached(row) for row in paper.rows))
    if dice.chance(0.3):
        return Ask("detach", dice.who(), doc=doc, line=dice.line(state, doc, lambda row: state.attached(row) > 0))
    count = dice.some(1, 1, 2)
    return Ask("detach", dice.who(), doc=doc, scans=tuple(_mine(dice, state, doc) for _ in range(count)))


def unscan(dice: Dice, state: State) -> Ask:
    doc = dice.paper(state, scannable)
    scans = tuple(_mine(dice, state, doc) for _ in range(dice.some(0, 1, 1, 2)))
    line = dice.line(state, doc) if not scans or dice.chance(0.3) else None
    counted = () if line is None else (line,)
    return Ask("unscan", dice.who(), doc=doc, scans=scans, with_=(("counted", counted),))


def pick(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    """Sometimes with answers to what may be asked."""
    doc = paper.id if paper is not None else dice.paper(state, scannable)
    line = dice.line(state, doc) if dice.chance(0.5) else None
    return Ask("pick", dice.who(), doc=doc, line=line, with_=(("said", _said(dice, state, doc)),))


def _said(dice: Dice, state: State, doc: int) -> Said:
    paper = state.papers.get(doc)
    prompted = dice.chance(0.7 if chosen(state, "pick_bin") != "none" else 0.1)
    numbered = [unit.serial for unit in state.units.values() if unit.maker]
    bins = [(dice.some(None, *(row.id for row in paper.rows if paper)), dice.bin(state, "stock"))] if paper else []
    some = tuple(dice.random.sample(numbered, min(len(numbered), 3)))
    return Said(
        bins=tuple(bins) if prompted else (),
        numbered=dice.maybe(0.3, dice.some("take", "skip")),
        take=some if dice.chance(0.3) else (),
        leave=some[:1] if dice.chance(0.15) else (),
    )


def capture(dice: Dice, state: State) -> Ask:
    """Numbers on boxes, some of them known already."""
    doc = dice.paper(state, lambda paper: scannable(paper) and paper.rule.party == "customer" and _picks(state, paper))
    line = dice.line(state, doc, lambda row: row.item == "P") if dice.chance(0.4) else None
    numbers = [*(f"N{number}" for number in range(1, 20)), *MAKERS[:5], *ODD]
    scans = [dice.random.choice(numbers) for _ in range(dice.some(1, 1, 2, 3))]
    paper = state.papers.get(doc)
    free = [unit.serial for unit in suiting(state, paper)] if paper is not None else []
    scans += [dice.random.choice(free)] if free and dice.chance(0.4) else []
    return Ask("capture", dice.who(), doc=doc, line=line, scans=tuple(scans))


def _picks(state: State, paper: Paper) -> bool:
    return any(state.items[row.item].tracking == "auto_serialized" and row.quantity > 0 for row in paper.rows)


def refuse_return(dice: Dice, state: State) -> Ask:
    """Mostly a unit that is out, some of them announced."""
    out = [unit.serial for unit in state.units.values() if not state.owned(unit.bin) and unit.bin != "SUPPLIER"]
    held = [serial for serial in out if serial in state.holds]
    serials = held if held and dice.chance(0.4) else out if out and dice.chance(0.9) else list(state.units)
    serial = dice.random.choice(serials) if serials and dice.chance(0.97) else "999"
    reason = (("reason", "broken" if dice.chance(0.95) else ""),)
    return Ask("refuse_return", dice.who("take_back"), scans=(serial,), new=dice.new(), with_=reason)


def replace_unit(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    """A unit on the paper, or one that its party once had, replaced by another one on it, or one to come."""
    doc = paper.id if paper is not None else dice.paper(state, lambda each: scannable(each) and bool(each.party))
    paper = state.papers.get(doc)
    mine = [unit for row in paper.rows for unit in state.held(row)] if paper is not None else []
    lines = {row.id: row for row in paper.rows} if paper is not None else {}
    coming = [unit for unit in mine if lines[state.holds[unit.serial]].quantity < 0]
    others = [unit for unit in mine if unit not in coming]
    once = [unit for unit in state.units.values() if paper is not None and _once_with(state, paper, unit)]
    wanted = dice.some(coming or once, others or once, once, list(state.units.values()))
    replaced = dice.random.choice(wanted).serial if wanted else "999"
    by = dice.random.choice(mine).serial if mine and dice.chance(0.6) else dice.some("", "R1", "R2", "R3", *MAKERS)
    given = (
        ("replaced", replaced),
        ("by", by),
        ("item", dice.maybe(0.15, dice.some("A", "B", "P", "Q"))),
        ("cost", dice.maybe(0.2, dice.some(0, 450, -1))),
        ("forget", dice.chance(0.1)),
        ("alike", dice.chance(0.3)),
    )
    return Ask("replace", dice.who(), doc=doc, with_=given)


def _once_with(state: State, paper: Paper, unit: Unit) -> bool:
    origins = [state.papers.get(state.postings[step.posting].paper) for step in unit.steps]
    return any(origin is not None and origin.party == paper.party for origin in origins)


def suiting(state: State, paper: Paper) -> list[Unit]:
    """Units that stand where the document takes from, and that nobody but its own orders holds; those that its lines
    ask for, if there are such.
    """
    lenders = {row.source for row in paper.rows}
    free = [
        unit
        for unit in state.units.values()
        if paper.rule.source in (None, state.bins[unit.bin].type)
        and state.holds.get(unit.serial) in (None, *lenders)
        and unit.bin not in ("SUPPLIER", "INSPECT", paper.to_bin)
    ]
    wanted = {row.item for row in paper.rows if state.attached(row) < row.size}
    return [unit for unit in free if unit.item in wanted] or free


def text(dice: Dice, state: State, paper: Paper | None) -> str:
    """A number that suits the document, or any other text that a scanner or a tired clerk may send."""
    drawn = dice.random.random()
    by_code = [row.item for row in paper.rows if state.items[row.item].tracking != "serialized"] if paper else []
    if by_code and dice.chance(0.12):
        return dice.random.choice(by_code)
    units = suiting(state, paper) if paper is not None else []
    receives = paper is not None and paper.rule.makes_units
    awaited = _awaited(state, paper) if receives and paper is not None else []
    if awaited and drawn < 0.3:
        return dice.random.choice(awaited)
    if receives and drawn < 0.75:
        return dice.some(*MAKERS, "A", "B", "EAN-P")
    if drawn < 0.7 and units:
        return dice.random.choice(units[-12:]).serial
    if drawn < 0.78 and state.units:
        return dice.random.choice(list(state.units))
    if drawn < 0.88:
        return dice.random.choice(MAKERS)
    if drawn < 0.91:
        return number_range(dice, state, paper)
    return dice.some(*ODD)


def _awaited(state: State, paper: Paper) -> list[str]:
    """Numbers of units that the orders behind a receipt have made, and still hold."""
    orders = [state.find(row.source) for row in paper.rows]
    units = [unit for row in orders if row is not None for unit in state.held(row)]
    return [unit.maker or unit.serial for unit in units]


def number_range(dice: Dice, state: State, paper: Paper | None) -> str:
    units = [unit.serial for unit in suiting(state, paper)] if paper is not None else []
    serials = units if units and dice.chance(0.7) else list(state.units) or ["100000"]
    serial = dice.random.choice(serials)
    first = int(serial.strip("S"))
    last = first + dice.some(0, 1, 2, 3, 5, 9)
    s = "S" if serial.startswith("S") else ""
    return dice.weighted(
        {
            f"{s}{first}-{s}{last}": 60,
            f"{s}{first}–{last}": 20,
            f"{s}{last + 1}-{s}{first}": 5,
            f"{s}{first}-{s}9999999": 5,
            f"X{first}-{last}": 4,
            f"X{first}-Y{last}": 4,
        }
    )


def _mine(dice: Dice, state: State, doc: int) -> str:
    """A number that is on the document, or any other."""
    paper = state.papers.get(doc)
    rows = paper.rows if paper is not None else []
    mine = [unit.serial for row in rows for unit in state.held(row)]
    mine += [unit.maker for row in rows for unit in state.held(row) if unit.maker]
    mine += [maker for row in rows for maker in row.makers]
    return dice.random.choice(mine) if mine and dice.chance(0.85) else text(dice, state, None)
