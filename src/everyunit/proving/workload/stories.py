"""Stories of several papers: each goes on when its turn comes, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Change, NewRow
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.goods import HQ
from everyunit.proving.oracle.kinds import RULES
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.work_orders import order_of
from everyunit.proving.workload import building, kits, lots
from everyunit.proving.workload.counts import counted
from everyunit.proving.workload.dice import Dice
from everyunit.proving.workload.flow import enter_quantities
from everyunit.proving.workload.parcels import packed
from everyunit.proving.workload.scanning import attach, fill, replace_unit
from everyunit.proving.workload.sheets import invoice, work_on
from everyunit.proving.workload.sheets import make as make_sheet

Story = Generator[Ask, State, None]
GOODS = ("A", "A", "P", "P", "Q", "Q", "B", "L")
PRICES = (0, 99, 1000, 6500, 6500, 12_345)


def go_on(dice: Dice, state: State) -> Ask | None:
    """The next command of a story that is being told, or the first of another."""
    if not dice.stories or (len(dice.stories) < AT_ONCE and dice.chance(0.4)):
        story = lots.named(dice, dice.random.choice(STORIES)(dice))
        next(story)
        dice.stories.append(story)
    story = dice.random.choice(dice.stories)
    try:
        return _next(dice, state, story)
    except StopIteration:
        dice.stories.remove(story)
        return None


def _next(dice: Dice, state: State, story: Story) -> Ask:
    """Mostly leaving out what needs a document that was not made, because that was refused."""
    while True:
        ask = _abroad(dice, state, story.send(state))
        if ask.doc in (UNKNOWN_ID, *state.papers) or dice.chance(0.1):
            return ask


def _abroad(dice: Dice, state: State, ask: Ask) -> Ask:
    """Some of the papers that stories begin with are in a foreign currency, or of an earlier day."""
    if ask.verb == "draft" and dice.chance(0.12):
        ask = replace(ask, with_=(*ask.with_, ("days", dice.some(1, 2, 4))))
    if ask.verb != "draft" or not state.rates or dice.chance(0.7):
        return ask
    return replace(ask, with_=(*ask.with_, ("currency", dice.some(*state.rates))))


def goods_to_begin_with(dice: Dice) -> list[Ask]:
    """Most companies have something to sell from the first day."""
    if dice.chance(0.2):
        return []
    paper = dice.new()
    rows = [NewRow(item, dice.some(3, 4, 6), price=dice.some(*PRICES)) for item in ("A", "P", "Q", "B")]
    kind = dice.some("OS", "PR", "PI")
    return [_paper(kind, paper, *rows), _post(paper)]


# --- the stories ---


def bought_sold_billed(dice: Dice) -> Story:
    """The invoice of what was received, or its freight, comes when some of it is sold already."""
    state = yield NOTHING
    item, size = dice.some(*GOODS), dice.some(2, 3, 4)
    receipt, sale, bill, late, memo = (dice.new() for _ in range(5))
    state = yield _paper("PR", receipt, NewRow(item, size, price=dice.some(*PRICES)), *_freight(dice, 0.3))
    state = yield _post(receipt)
    sold = dice.some("K", "KP") if dice.chance(0.2) else item
    state = yield _paper("SI", sale, NewRow(sold, dice.some(1, 1, 2)))
    state = yield from _filled(dice, state, sale)
    state = yield _post(sale)
    state = yield _convert(receipt, "PI", bill)
    state = yield from _repriced(dice, state, bill)
    state = yield _post(bill)
    if dice.chance(0.5):
        state = yield _paper("PI", late, *_freight(dice, 1), refers=dice.some(receipt, bill))
        state = yield _post(late)
    if dice.chance(0.4):
        state = yield Ask("credit", "owner", doc=sale, new=memo)
        state = yield from _filled(dice, state, memo)
        state = yield _post(memo)
    if dice.chance(0.4):
        yield Ask("reverse", "owner", doc=dice.some(late, bill, memo, sale))


def sent_back(dice: Dice) -> Story:
    """Goods go back to the vendor, for more or less than they cost; sometimes they come again."""
    state = yield NOTHING
    item, receipt, order, memo, again = dice.some(*GOODS), *(dice.new() for _ in range(4))
    state = yield _paper("PR", receipt, NewRow(item, 3, price=dice.some(*PRICES)))
    state = yield _post(receipt)
    way = dice.some("from the receipt", "by order", "at once")
    if way == "by order":
        state = yield from _ordered(dice, "DO", order, NewRow(item, 2))
    else:
        state = yield _convert(receipt, "DO", order) if way != "at once" else _paper("DM", memo, NewRow(item, 2))
    if order in state.papers:
        state = yield from _committed(dice, state, order)
        state = yield _convert(order, "DM", memo)
    state = yield from _filled(dice, state, memo)
    state = yield from _repriced(dice, state, memo)
    state = yield _post(memo)
    if dice.chance(0.4):
        state = yield _paper("DM", again, NewRow(item, -1), NewRow(item, 1))
        state = yield from _filled(dice, state, again)
        state = yield _post(again)
    if dice.chance(0.3):
        yield Ask("reverse", "owner", doc=dice.some(memo, again))


def ordered_and_shipped(dice: Dice) -> Story:
    """An order is delivered in parts, undone, and delivered again."""
    state = yield NOTHING
    order, first, second = (dice.new() for _ in range(3))
    rows = [NewRow(_in_stock(dice, state), dice.some(1, 2, 3)) for _ in range(dice.some(1, 2))]
    rows = [NewRow(dice.some("K", "KP"), dice.some(1, 1, 2)), *rows[1:]] if dice.chance(0.3) else rows
    state = yield from _ordered(dice, "SO", order, *rows)
    state = yield from _committed(dice, state, order)
    part = _part(state, order) if dice.chance(0.5) else None
    state = yield _convert(order, "SI", first, part)
    state = yield from _filled(dice, state, first)
    state = yield _post(first)
    state = yield from _committed(dice, state, order)
    state = yield _convert(order, "SI", second)
    state = yield from _filled(dice, state, second)
    if dice.chance(0.4):
        state = yield Ask("reverse", "owner", doc=first)
    state = yield _post(second)
    if dice.chance(0.3):
        yield Ask("close", "owner", doc=order, with_=(("to", "closed"),))


def ordered_and_picked(dice: Dice) -> Story:
    """Several orders are picked together, with a pull sheet, and invoiced."""
    state = yield NOTHING
    for _ in range(dice.some(1, 2, 3)):
        rows = [NewRow(_in_stock(dice, state), dice.some(1, 2)) for _ in range(dice.some(1, 2))]
        state = yield _paper(dice.some("SO", "SO", "SO", "LO"), dice.new(), *rows)
    state = yield make_sheet(dice, state)
    for _ in range(dice.some(3, 5, 7)):
        state = yield work_on(dice, state)
    for number in list(state.sheets)[-1:]:
        yield invoice(dice, state, number, state.sheets[number])


def ordered_and_received(dice: Dice) -> Story:
    """A purchase order makes its units; they are received in parts, and invoiced at another price."""
    state = yield NOTHING
    order, receipt, bill, rest = (dice.new() for _ in range(4))
    item, price = dice.some("A", "P", "Q", "B"), dice.some(*PRICES)
    makers = ("M20", "M21") if item != "Q" and dice.chance(0.4) else ()
    state = yield from _ordered(dice, "PO", order, NewRow(item, 4, price=price, makers=makers), *_freight(dice, 0.3))
    state = yield from _committed(dice, state, order)
    state = yield _convert(order, "PR", receipt, _part(state, order) if dice.chance(0.5) else None)
    state = yield _post(receipt)
    state = yield _convert(receipt, "PI", bill)
    state = yield from _repriced(dice, state, bill)
    state = yield _post(bill)
    state = yield _convert(order, dice.some("PR", "PI"), rest)
    state = yield _post(rest)
    if dice.chance(0.5):
        yield Ask("reverse", "owner", doc=dice.some(bill, rest, receipt))


def returned_unknown(dice: Dice) -> Story:
    """A customer brings what we never sold; it is sold again."""
    state = yield NOTHING
    item, order, memo, sale = dice.some("A", "P", "B"), *(dice.new() for _ in range(3))
    kind = dice.some("CO", "CO", "CM", "SI")
    paper = {"CO": order, "CM": memo, "SI": sale}[kind]
    rows = (NewRow(item, -2), NewRow(item, 2)) if kind == "SI" else (NewRow(item, 2),)
    state = yield from _ordered(dice, kind, paper, *rows)
    state = yield _generate(dice, state, paper)
    if kind == "CO":
        state = yield _convert(order, "CM", memo)
    state = yield from _filled(dice, state, paper if kind != "CO" else memo)
    state = yield _post(paper if kind != "CO" else memo)
    if dice.chance(0.5):
        yield Ask("reverse", "owner", doc=memo)


def adjusted(dice: Dice) -> Story:
    """Goods in stock get a new cost, and leave at it."""
    state = yield NOTHING
    item, paper, sale = _in_stock(dice, state), dice.new(), dice.new()
    kind = dice.some("CA", "CA", "PP")
    state = yield _paper(kind, paper, NewRow(item, 2, price=dice.some(*PRICES)))
    state = yield from _filled(dice, state, paper)
    state = yield _post(paper)
    if dice.chance(0.5):
        state = yield _paper("SI", sale, NewRow(item, 1))
        state = yield from _filled(dice, state, sale)
        state = yield _post(sale)
    if dice.chance(0.4):
        state = yield Ask("reverse", "owner", doc=sale)
    yield Ask("reverse", "owner", doc=paper)


def lost_and_found(dice: Dice) -> Story:
    """Goods are written off; sometimes they turn up again, or others do."""
    state = yield NOTHING
    item, loss, find = _in_stock(dice, state), dice.new(), dice.new()
    rows = (NewRow(item, -dice.some(1, 1, 2)), NewRow(dice.some(*GOODS), dice.some(1, 2)))
    for paper, lines in ((loss, rows[: dice.some(1, 2)]), (find, (NewRow(item, 1),))):
        given = (("kind", "IA"), ("reason", dice.some("LOST", "FOUND", "SAMPLE")), ("lines", lines))
        state = yield Ask("draft", "owner", new=paper, with_=given)
        state = yield from _filled(dice, state, paper)
        known = state.papers.get(paper)
        if known is not None and dice.chance(0.6):
            state = yield attach(dice, state, known)
        if chosen(state, "approve_adjustments") != "no" and dice.chance(0.8):
            state = yield Ask("approve", "bookkeeper", doc=paper)
        state = yield _post(paper)
        if dice.chance(0.4):
            break
    if dice.chance(0.4):
        yield Ask("reverse", "owner", doc=dice.some(loss, find))


def moved(dice: Dice) -> Story:
    """Goods go from bin to bin."""
    state = yield NOTHING
    paper = dice.new()
    item = _in_stock(dice, state)
    there = [code for (each, code), count in state.balances.items() if each == item and count and state.owned(code)]
    source = dice.random.choice(there) if there and item in ("Q", "L") else None
    given = (("kind", "ST"), ("to_bin", dice.some("SHELF", "SHELF", "MAIN", "RETURNS")))
    rows = (NewRow(item, 1, from_bin=source), NewRow(dice.some("A", "B"), 1))
    state = yield Ask("draft", "owner", new=paper, with_=(*given, ("lines", rows[: dice.some(1, 1, 2)])))
    state = yield from _filled(dice, state, paper)
    state = yield _post(paper)
    if dice.chance(0.4):
        yield Ask("reverse", "owner", doc=paper)


def sent_to_the_shop(dice: Dice) -> Story:
    """Goods go to another place, arrive in two parts, and are sold there or come back."""
    state = yield NOTHING
    order, first, rest, sale = (dice.new() for _ in range(4))
    place, there = dice.some((HQ, "SHOP"), (HQ, "SHOP"), ("SHOP", HQ))
    rows = [NewRow(_in_stock(dice, state), dice.some(1, 2, 3)) for _ in range(dice.some(1, 1, 2))]
    given = (("kind", "TO"), ("place", place), ("destination", there), ("lines", tuple(rows)))
    state = yield Ask("draft", "owner", new=order, with_=given)
    state = yield from _committed(dice, state, order)
    state = yield _convert(order, "ST", first, _part(state, order) if dice.chance(0.5) else None)
    state = yield from _filled(dice, state, first)
    state = yield _post(first)
    if dice.chance(0.6):
        state = yield from _committed(dice, state, order)
        state = yield _convert(order, "ST", rest)
        state = yield from _filled(dice, state, rest)
        state = yield _post(rest)
    if dice.chance(0.3):
        given = (("kind", "SI"), ("place", there), ("party", "C1"), ("lines", (NewRow(rows[0].item, 1),)))
        state = yield Ask("draft", "owner", new=sale, with_=given)
        state = yield from _filled(dice, state, sale)
        state = yield _post(sale)
    if dice.chance(0.4):
        state = yield Ask("reverse", "owner", doc=dice.some(first, rest))
    yield Ask("close", "owner", doc=order, with_=(("to", "closed"),))


def built(dice: Dice) -> Story:
    """An assembly is built in runs, and sold, taken apart, repaired by another part, or undone."""
    state = yield NOTHING
    order, sale, receipt = dice.new(), dice.new(), dice.new()
    item = dice.some("D", "D", "D", "E", "F")
    lacks = [part.item for part in state.bills.get(item, []) if state.items[part.item].tracking != "none"]
    rows = [NewRow(each, 4, price=dice.some(*PRICES)) for each in lacks]
    state = yield _paper("PR", receipt, *rows)
    state = yield _post(receipt)
    given = (("item", item), ("quantity", dice.some(1, 2, 3)))
    state = yield Ask("order_work", "owner", new=order, with_=given)
    if order in state.works and dice.chance(0.3):
        state = yield building.substitute(dice, order_of(state, state.papers[order]))
    state = yield Ask("supply", "owner", doc=order)
    wanted = list(state.papers[order].rows) if order in state.papers else []
    for row in wanted:
        if row.quantity > 0 and state.items[row.item].tracking == "serialized":
            state = yield fill(dice, state, state.papers[order], row)
    state = yield Ask("start", "owner", doc=order)
    ways = ((), (building.number, building.spread), (building.number, building.link, building.link))
    for way in dice.random.choice(ways):
        if order in state.works and building.is_open_order(state.papers[order]):
            state = yield way(dice, order_of(state, state.papers[order]))
    if order in state.works and building.is_open_order(state.papers[order]):
        state = yield building.finish(dice, state, state.papers[order])
    reports = [paper.id for paper in state.papers.values() if paper.kind == "WR" and paper.source == order]
    after = dice.some("sold", "apart", "apart", "swapped", "swapped", "undone")
    if after == "sold":
        state = yield _paper("SI", sale, NewRow(item, 1))
        state = yield from _filled(dice, state, sale)
        state = yield _post(sale)
        state = yield building.swap(dice, state)
    elif after != "undone":
        state = yield building.take_apart(dice, state) if after == "apart" else building.swap(dice, state)
    last = [paper.id for paper in state.papers.values() if paper.kind in ("TA", "SW")][-1:]
    for paper in last if dice.chance(0.4) else []:
        state = yield Ask("reverse", "owner", doc=paper)
    if reports and dice.chance(0.6):
        yield Ask("reverse", "owner", doc=dice.random.choice(reports))


def lent_and_repaired(dice: Dice) -> Story:
    """Goods are with a customer, or in the workshop, for a while; what is lent may be sold."""
    state = yield NOTHING
    kind, order, sale = dice.some("LO", "LO", "RO", "RW"), dice.new(), dice.new()
    state = yield _paper(kind, order, NewRow(_in_stock(dice, state), dice.some(1, 2)))
    state = yield from _committed(dice, state, order)
    if kind == "LO" and dice.chance(0.6):
        state = yield _convert(order, "SI", sale, _part(state, order) if dice.chance(0.4) else None)
        state = yield from _filled(dice, state, sale)
        state = yield _post(sale)
        if dice.chance(0.3):
            state = yield Ask("reverse", "owner", doc=sale)
    paper = state.papers.get(order)
    for row in list(paper.rows) if paper is not None and dice.chance(0.7) else []:
        yield Ask("detach", "owner", doc=order, line=row.id)
    yield Ask("close", "owner", doc=order, with_=(("to", "closed"),))


def exchanged(dice: Dice) -> Story:
    """One for another, on one paper."""
    state = yield NOTHING
    item, first, second = dice.some("A", "P"), dice.new(), dice.new()
    sells = dice.chance(0.6)
    kind = dice.some("SI", "CM") if sells else dice.some("PR", "PI", "DM")
    state = yield _paper("SI" if sells else "PR", first, NewRow(item, 2))
    state = yield from _filled(dice, state, first)
    state = yield _post(first)
    state = yield _paper(kind, second, NewRow(item, 1), NewRow(item, -1))
    state = yield from _filled(dice, state, second)
    if second in state.papers and dice.chance(0.7):
        state = yield replace_unit(dice, state, state.papers[second])
    state = yield _post(second)
    if dice.chance(0.4):
        yield Ask("reverse", "owner", doc=second)


# --- what they are made of ---

NOTHING = Ask("", "owner")


def _paper(kind: str, new: int, *rows: NewRow, refers: int | None = None) -> Ask:
    party = {"vendor": "V1", "customer": "C1"}.get(RULES[kind].party or "")
    given: tuple[tuple[str, Any], ...] = (("kind", kind), ("party", party), ("lines", rows))
    return Ask("draft", "owner", new=new, with_=given if refers is None else (*given, ("refers", refers)))


def _ordered(dice: Dice, kind: str, new: int, *rows: NewRow) -> Generator[Ask, State, State]:
    """The paper; an order sometimes begins as a quote."""
    quote = RULES[kind].quote
    if not quote or dice.chance(0.6):
        return (yield _paper(kind, new, *rows))
    first = dice.new()
    state = yield _paper(quote, first, *[replace(row, makers=()) for row in rows])
    return (yield _convert(first, kind, new)) if first in state.papers else state


def _in_stock(dice: Dice, state: State) -> str:
    """An item of which there is some, mostly."""
    there = [item for item in GOODS if state.worth.get(item, (0, 0))[0] > 0]
    return dice.random.choice(there if there and dice.chance(0.9) else GOODS)


def _freight(dice: Dice, likely: float) -> list[NewRow]:
    spread = dice.some("value", "quantity")
    return [NewRow("N", 1, price=dice.some(100, 1001, 12_345), spread=spread)] if dice.chance(likely) else []


def _post(paper: int) -> Ask:
    return Ask("post", "owner", doc=paper)


def _convert(paper: int, to: str, new: int, wanted: tuple[tuple[int, int], ...] | None = None) -> Ask:
    given = (("to", to),) if wanted is None else (("to", to), ("wanted", wanted))
    return Ask("convert", "owner", doc=paper, new=new, with_=given)


def _part(state: State, paper_id: int) -> tuple[tuple[int, int], ...] | None:
    paper = state.papers.get(paper_id)
    return tuple((row.id, max(1, row.size // 2)) for row in paper.rows) if paper is not None else None


def _filled(dice: Dice, state: State, paper_id: int) -> Generator[Ask, State, State]:
    """Scan what the lines still lack."""
    paper = state.papers.get(paper_id)
    entered = enter_quantities(state, paper) if paper is not None and dice.chance(0.9) else None
    if entered is not None:
        state = yield entered
        paper = state.papers.get(paper_id)
    for row in list(paper.rows) if paper is not None else []:
        by_unit = state.items[row.item].by_unit
        if paper is not None and by_unit and not paper.rule_for(row).makes_units:
            state = yield fill(dice, state, paper, row)
    return state


def _committed(dice: Dice, state: State, paper_id: int) -> Generator[Ask, State, State]:
    """Commit by scanning or by figure what the lines of an order ask for, or part of it."""
    paper = state.papers.get(paper_id)
    for row in list(paper.rows) if paper is not None else []:
        tracking = state.items[row.item].tracking
        if paper is None or tracking == "none" or dice.chance(0.15):
            continue
        if tracking == "serialized" and not paper.rule.makes_units:
            state = yield fill(dice, state, paper, row)
        else:
            quantity = max(0, row.size - dice.some(0, 0, 1))
            state = yield Ask("commit", "owner", doc=paper_id, line=row.id, with_=(("quantity", quantity),))
    return state


def _repriced(dice: Dice, state: State, paper_id: int) -> Generator[Ask, State, State]:
    paper = state.papers.get(paper_id)
    if paper is not None and paper.rows and dice.chance(0.8):
        row = dice.random.choice(paper.rows)
        change = Change(row.id, price=max(0, row.price + dice.some(-5000, -1, 1, 333, 3000)))
        state = yield Ask("revise", "owner", doc=paper_id, with_=(("change", (change,)),))
    return state


def _generate(dice: Dice, state: State, paper_id: int) -> Ask:
    paper = state.papers.get(paper_id)
    line = paper.rows[0].id if paper is not None and paper.rows else None
    given = (("count", dice.some(1, 2, 2)), ("cost", dice.some(None, 0, 4501)))
    return Ask("generate", "owner", doc=paper_id, line=line, with_=given)


AT_ONCE = 4
STORIES: tuple[Callable[[Dice], Story], ...] = (
    bought_sold_billed,
    bought_sold_billed,
    sent_back,
    ordered_and_shipped,
    ordered_and_shipped,
    ordered_and_picked,
    packed,
    ordered_and_received,
    returned_unknown,
    adjusted,
    moved,
    sent_to_the_shop,
    sent_to_the_shop,
    built,
    built,
    built,
    built,
    lost_and_found,
    lent_and_repaired,
    exchanged,
    kits.sold_and_credited,
    kits.sold_and_credited,
    lots.sold_and_returned,
    lots.sold_and_returned,
    lots.sold_and_returned,
    counted,
    counted,
    counted,
)
