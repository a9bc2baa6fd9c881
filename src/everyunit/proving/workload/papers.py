"""Papers that are written and changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Change, NewRow
from everyunit.proving.oracle.currencies import FOREIGN
from everyunit.proving.oracle.drafts import REASONS
from everyunit.proving.oracle.goods import HQ, PLACES
from everyunit.proving.oracle.kinds import FINAL, RULES, row_of
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import MAKERS, Dice

KINDS = {
    "PQ": 4,
    "PO": 12,
    "PR": 24,
    "PI": 7,
    "DQ": 5,
    "DO": 6,
    "DM": 5,
    "SQ": 3,
    "SO": 16,
    "SI": 20,
    "RO": 5,
    "RW": 4,
    "LO": 6,
    "CQ": 5,
    "CO": 9,
    "CM": 8,
    "OS": 4,
    "IA": 12,
    "CA": 7,
    "PP": 5,
    "WO": 0.3,
    "WR": 0.2,
    "TA": 0.2,
    "SW": 0.2,
    "TO": 12,
    "ST": 14,
    "XX": 0.7,
}
ITEMS = {
    "A": 34,
    "B": 10,
    "P": 26,
    "Q": 22,
    "L": 10,
    "N": 7,
    "D": 5,
    "K": 3,
    "KP": 3,
    "E": 3,
    "F": 2,
    "EAN-P": 4,
    "GONE": 0.5,
    "NONE": 0.5,
    "": 0.3,
}
QUANTITIES = {None: 14, 1: 24, 2: 26, 3: 18, 5: 16, -1: 0.7, -2: 0.4, 0: 0.4, 2_000_000: 0.4}
NEGATIVE = QUANTITIES | {-1: 8, -2: 5}  # where a negative line means something
KITS = ("K", "KP")
COUNTED = ("Q", "L", "N")


def days(dice: Dice) -> int:
    """How many days ago something happened: mostly a few; seldom tomorrow, later, or in another age."""
    return dice.some(0, 1, 1, 2, 3, 5, 8, -1) if dice.chance(0.94) else dice.some(-2, 20_000)


def draft(dice: Dice, state: State, kind: str = "") -> Ask:
    kind = kind or dice.weighted(KINDS)
    rule = RULES.get(kind)
    party = {"vendor": dice.some("V1", "V1", "V1", "V2"), "customer": dice.some("C1", "C1", "C2")}.get(
        (rule.party if rule else None) or ""
    )
    if dice.chance(0.03):
        party = dice.some(None, "V1", "C1", "C9", "NOBODY")
    given: list[tuple[str, Any]] = [("kind", kind), ("party", party)]
    place = dice.place(0.5 if kind == "TO" else 0.06)
    given += [("place", place)] if place != HQ else []
    if dice.chance(0.95 if kind == "TO" else 0.01):
        given.append(("destination", destination(dice, place)))
    if rule is not None and (dice.chance(0.9 if kind == "ST" else 0.06)):
        given.append(("to_bin", dice.bin(state, rule.target or dice.some("stock", "stock", "out"))))
    if dice.chance(0.12):
        given.append(("days", days(dice)))
    if rule is not None and dice.chance(0.07):
        given.append(("from_bin", dice.bin(state, rule.source)))
    if state.taxes and dice.chance(0.3):
        given.append(("included", dice.chance(0.8)))
    given += _money(dice, state)
    if dice.chance(0.9 if kind == "IA" else 0.01):
        given.append(("reason", dice.some(*REASONS) if dice.chance(0.95) else dice.some("", "WHIM")))
    count = dice.weighted({0: 5 if rule and rule.makes_units else 20, 1: 50, 2: 25, 3: 7})
    used: set[str] = set()
    given.append(("lines", tuple(new_row(dice, state, kind, used) for _ in range(count))))
    return Ask("draft", dice.who(rule.right if rule else ""), new=dice.new(), with_=tuple(given))


def destination(dice: Dice, place: str) -> str:
    """Mostly the other place."""
    others = [each for each in PLACES if each != place]
    return dice.some(*others) if dice.chance(0.95) else dice.some(place, "MOON", "")


def _money(dice: Dice, state: State) -> list[tuple[str, Any]]:
    """Mostly the company's own; else a foreign one, mostly of those that have a rate."""
    if not dice.chance(0.25 if state.rates else 0.03):
        return []
    currency = dice.some(*(state.rates or FOREIGN)) if dice.chance(0.9) else dice.some(*FOREIGN, "EUR", "XX", "")
    given: list[tuple[str, Any]] = [("currency", currency)]
    return [*given, ("rate", dice.some(888_888_888, 1, 0))] if dice.chance(0.15) else given


def late_cost(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    """Freight that comes after the goods of a posted paper, mostly one that brought them in."""
    suits = [each for each in state.papers.values() if each.rule.makes_units or dice.chance(0.1)]
    suits = [each for each in suits if each.posted] or list(state.papers.values())
    paper = paper or (dice.random.choice(suits) if suits else None)
    spread = dice.some("value", "value", "quantity", "weight", None)
    row = NewRow("N", dice.some(1, 2), price=dice.some(7, 100, 1000, 12345), spread=spread)
    kind = dice.some("PI", "PI", "PI", "PI", "PI", "PR")
    given = (("kind", kind), ("party", dice.some("V1", "V2")), ("refers", paper.id if paper else None))
    return Ask("draft", dice.who(), new=dice.new(), with_=(*given, ("lines", (row,))))


def new_row(dice: Dice, state: State, kind: str, used: set[str]) -> NewRow:
    rule = RULES.get(kind)
    item = dice.weighted(ITEMS)
    quantity = dice.weighted(NEGATIVE if rule and rule.opposite else QUANTITIES)
    if kind == "IA" and quantity is not None and dice.chance(0.5):
        quantity = -abs(quantity)
    if item in COUNTED and quantity is None and dice.chance(0.9):
        quantity = 2
    if item in ("Q", "L") and rule is not None and rule.makes_units and dice.chance(0.7):
        quantity = dice.some(4, 6, 9)
    row = NewRow(item, quantity)
    if dice.chance(0.35):
        row = replace(row, price=dice.some(0, 99, 99, 1000, 1000, 12345, 12345, 6500, 6500, -1))
    if dice.chance(0.12):
        row = replace(row, amount=dice.some(0, 100, 1001, 9999, 9999, 1000, -5))
    if dice.chance(0.06):
        row = replace(row, from_bin=dice.bin(state, rule.source if rule else None))
    if dice.chance(0.2 if kind == "ST" else 0.04):
        row = replace(row, to_bin=dice.bin(state, rule.target if rule else None))
    if rule is not None and rule.makes_units and dice.chance(0.25):
        row = replace(row, makers=_makers(dice, used))
    if dice.chance(0.15):
        row = replace(row, discount=dice.some(0, 500, 1250, 3333, 3333, 10_000, 10_001))
    if dice.chance(0.08):
        row = replace(row, tax=dice.some("", *state.taxes, *state.taxes, *state.taxes, "NONE"))
    if item in KITS and (rule is None or rule.party != "customer") and dice.chance(0.9):
        row = replace(row, item="A")
    if item in KITS and quantity is None:
        row = replace(row, quantity=1)
    if item == "N" and dice.chance(0.5):
        row = replace(row, spread=dice.some("value", "quantity", "weight"))
    if dice.chance(0.005):
        row = replace(row, spread=dice.some("value", "by hand"))
    if kind in ("CM", "SI") and dice.chance(0.35 if kind == "CM" else 0.06):
        row = _crediting(dice, state, kind, row)
    return row


def _makers(dice: Dice, used: set[str]) -> tuple[str, ...]:
    free = [maker for maker in MAKERS if maker not in used]
    makers = dice.random.sample(free, min(len(free), dice.some(1, 1, 2, 3)))
    used.update(makers)
    return tuple(makers)


def _crediting(dice: Dice, state: State, kind: str, row: NewRow) -> NewRow:
    """A line that credits one of a posted document, mostly one that it may."""
    undoes = row_of(kind, row.quantity or 0)[1].opposite
    lines = [(paper, line) for paper in state.papers.values() for line in paper.rows]
    if dice.chance(0.9):
        lines = [each for each in lines if each[0].posted and row_of(each[0].kind, each[1].quantity)[0] == undoes]
    if not lines:
        return replace(row, source=UNKNOWN_ID) if dice.chance(0.3) else row
    _, line = dice.random.choice(lines)
    return replace(row, item=line.item if dice.chance(0.9) else row.item, source=line.id)


def revise(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    doc = paper.id if paper is not None else dice.paper(state, lambda each: each.changeable)
    paper = state.papers.get(doc)
    kind = paper.kind if paper is not None else "SI"
    line = dice.line(state, doc)
    given: list[tuple[str, Any]] = []
    drawn = dice.random.random()
    if drawn < 0.5 and line is not None:
        given.append(("change", (_change(dice, line),)))
    elif drawn < 0.62 and line is not None:
        given.append(("remove", (line,)))
    elif drawn < 0.85:
        used = {maker for row in (paper.rows if paper else []) for maker in row.makers}
        given.append(("lines", (new_row(dice, state, kind, used),)))
    else:
        wanted = {"from_bin": RULES[kind].source, "to_bin": RULES[kind].target}
        name = dice.some("from_bin", "to_bin")
        given.append((name, dice.some("", dice.bin(state, wanted[name]), dice.bin(state, wanted[name]))))
    if dice.chance(0.1):
        given += _money(dice, state)
    if dice.chance(0.1):
        given.append(("days", days(dice)))
    if paper is not None and dice.chance(0.15 if kind == "TO" else 0.01):
        given.append(("destination", destination(dice, paper.place)))
    if kind == "IA" and dice.chance(0.3):
        given.append(("reason", dice.some(*REASONS, "")))
    if dice.chance(0.08):
        given.append(("party", dice.some("C1", "C2", "V1", "V2", "C9", "NOBODY")))
    return Ask("revise", dice.who(), doc=doc, with_=tuple(given))


def _change(dice: Dice, line: int) -> Change:
    return Change(
        line,
        quantity=dice.some(None, None, 1, 2, 3, 4, 6, -1, -2, 0),
        price=dice.some(None, None, None, 0, 777, 7200, -1),
        from_bin=dice.some(None, None, None, None, "", "MAIN", "SHELF", "NOWHERE"),
        to_bin=dice.maybe(0.15, dice.some("", "MAIN", "SHELF", "S-STOCK", "S-BACK", "NOWHERE")),
        discount=dice.maybe(0.12, dice.some(0, 777, 2500, -1)),
        tax=dice.maybe(0.06, dice.some("", "VAT", "USE")),
    )


def discard(dice: Dice, state: State) -> Ask:
    return Ask("discard", dice.who(), doc=dice.paper(state, lambda paper: paper.changeable))


def is_draft(paper: Paper) -> bool:
    return paper.status == "draft" and paper.stage == FINAL
