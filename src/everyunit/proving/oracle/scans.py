"""Attaching as the oracle expects it: whether a unit may be used, and which line it goes to."""

from __future__ import annotations

import datetime as dt

from everyunit.proving.oracle.adjusting import price_at_cost
from everyunit.proving.oracle.amounts import own_price, price_again, set_tax, tax_of
from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.bills import built_into
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.counting import count_items
from everyunit.proving.oracle.drafts import no_quote, to_change
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import FINAL, ORDER, OUT, STOCK, row_of
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import elsewhere, received_on
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.receiving import scan_in
from everyunit.proving.oracle.releasing import gather, make_expected
from everyunit.proving.oracle.scan import Scan, answered, expanded, meant, texts_of
from everyunit.proving.oracle.state import State

# What is in these bins may come back, even if we never sold it, or never sent it there.
WITH_OTHERS = {
    "customer": ("sold", "return_expected", "return_refused"),
    "vendor": ("returned_to_vendor",),
    "nobody": ("written_off",),
}


def attach(state: State, ask: Ask) -> Summary:
    paper = to_change(state, ask)
    texts = texts_of(ask.scans)
    if not texts:
        raise No("nothing_scanned")
    no_quote(paper)
    if ask.by == "range":
        texts = [serial for text in texts for serial in expanded(text)]
    asks = 0
    if paper.rule.makes_units:
        scans, asks = scan_in(state, paper, texts, ask)
        make_expected(state, paper)
    else:
        scans = meant(state, texts, ask.by, paper)
    usable = _usable(state, paper, scans, ask)
    _keep_to_the_plan(state, paper, scans, usable)
    usable = [(scan, sign) for scan, sign in usable if not scan.code]
    asks += 0 if ask.exceed else _strangers(state, paper, usable) + _others(state, paper, usable)
    asks += 0 if ask.exceed else _of_ours(paper, usable)
    usable = [(scan, sign) for scan, sign in usable if not scan.code]
    asks_first = not ask.exceed and paper.party is not None and chosen(state, "item_not_on_document") == "ask"
    known = {row.id for row in paper.rows}
    asks += sum(_give(state, paper, *group, ask, asks_first, known) for group in _grouped(paper, usable))
    gather(state, paper, [(scan.unit, _row_at(paper, scan)) for scan, _ in usable if scan.unit and scan.place])
    _name_vendors(state, paper, [(scan, sign) for scan, sign in usable if scan.place])
    _name_ours(paper, [(scan, sign) for scan, sign in usable if scan.place])
    asks += count_items(state, paper, scans, ask, asks_first)
    _name_free(paper, scans)
    price_at_cost(state, paper)
    return answered(state, paper, scans, asks)


def went_on(state: State, unit: Unit, party: str | None) -> int | None:
    """The line on which the unit last left our stock, leaving out what was undone; None if that was to another sort of
    party.
    """
    for step in reversed(unit.steps):
        left = state.owned(step.source) and not state.owned(step.target)
        if left and state.postings[step.posting].stands:
            to = state.papers[state.postings[step.posting].paper].rule.party
            return step.row if party in (None, to) else None
    return None


def used_up_by(state: State, unit: Unit) -> Paper | None:
    """The paper of building on which the unit left our stock, if that is how it left last."""
    if state.owned(unit.bin):
        return None
    left_on = went_on(state, unit, None)
    paper = state.paper_of(left_on) if left_on is not None else None
    return paper if paper is not None and paper.kind in ("WR", "TA", "SW") else None


# --- may it be used? ---


def _usable(state: State, paper: Paper, scans: list[Scan], ask: Ask) -> list[tuple[Scan, int]]:
    seen: set[str] = set()
    usable: list[tuple[Scan, int]] = []
    wanted = next((row for row in paper.rows if row.id == ask.line and ask.by != "anything"), None)
    lenders = {row.source for row in paper.rows}
    side = "nobody" if paper.rule.brings_back else paper.rule.party or "customer"
    theirs = {there.get(purpose) for there in state.usual.values() for purpose in WITH_OTHERS[side]}
    makes_all = paper.rule.makes_units and not paper.rule.brings_back
    of_old = not makes_all and not paper.rule.revalues  # whether it asks how a unit came to be out
    for scan in scans:
        if scan.unit is None or scan.code:
            continue
        unit = scan.unit
        if unit.serial in seen:
            scan.skip("repeated")
            continue
        seen.add(unit.serial)
        holder = state.holds.get(unit.serial)
        scan.sold_on = None if state.owned(unit.bin) else went_on(state, unit, paper.rule.party)
        if side == "nobody" and scan.sold_on is not None and state.paper_of(scan.sold_on).kind != paper.kind:
            scan.sold_on = None
        sign, fault = _way(state, paper, unit, holder)
        made_for = _made_for(state, unit) if makes_all and paper.stage == ORDER and holder is None else None
        if made_for is paper:
            sign, fault = 1, ""
        if holder is not None and paper.has(holder):
            scan.skip("already_here")
        elif holder is not None and holder not in lenders:
            scan.skip("held", state.paper_of(holder).name)
        elif paper.arrives and holder is None:
            scan.skip("never_left")
        elif wanted is not None and wanted.item != unit.item:
            scan.skip("other_item")
        elif of_old and not state.owned(unit.bin) and scan.sold_on is None and unit.bin not in theirs:
            scan.skip("not_with_us")
        elif made_for is not None and made_for is not paper:
            scan.skip("of_another_order", made_for.name)
        elif fault and not (fault == "wrong_bin" and _went_into(state, unit)):
            scan.skip(fault)
        elif built_into(state, unit.serial):  # it comes out by an exchange, or by taking apart
            scan.skip("built_in")
        elif (paper_of_building := used_up_by(state, unit)) is not None:
            scan.skip("used_up", paper_of_building.name)
        else:
            scan.lender = holder
            back = paper.rule.party == "customer" and row_of(paper.kind, sign)[1].source == OUT
            scan.refused = back and unit.bin == state.usual_bin("return_refused", paper.place)
            usable.append((scan, sign))
    return usable


def _went_into(state: State, unit: Unit) -> bool:
    """Whether building used it up: that says more than the bin in which it is recorded."""
    return bool(built_into(state, unit.serial)) or used_up_by(state, unit) is not None


def _made_for(state: State, unit: Unit) -> Paper | None:
    """The purchase order that made a unit which was never received."""
    order = state.papers.get(state.postings[unit.steps[0].posting].paper)
    return order if order is not None and order.kind == "PO" and received_on(state, unit) == dt.date.min else None


def _way(state: State, paper: Paper, unit: Unit, holder: int | None) -> tuple[int, str]:
    """The sign that the unit's bin gives it on this document (SAL-81), or why it cannot be on it. What a purchase order
    made, and still holds, is awaited by the receipt.
    """
    here, rule = state.bins[unit.bin], paper.rule
    if rule.makes_units and holder is not None and here.type == OUT:
        return 1, ""
    if rule.source is None:
        there = state.bins.get(paper.to_bin or "")
        if there is not None and there.code == here.code:
            return 1, "already_there"
        return 1, "wrong_bin" if there is not None and there.type != here.type else ""
    if elsewhere(state, paper, here.code):
        return 1, "other_location"
    fault = "bin_discontinued" if here.discontinued and not rule.revalues else ""
    if here.type == rule.source and (not rule.makes_units or rule.brings_back):
        return 1, fault
    if here.type != rule.source and _goes_back(paper, here.type):
        return -1, fault
    return 0, "not_in_stock" if rule.revalues else "unit_of_ours" if rule.makes_units else "wrong_bin"


def _goes_back(paper: Paper, bin_type: str) -> bool:
    """Its negative lines take from such a bin what is there already."""
    other = row_of(paper.kind, -1)[1]
    return other.source == bin_type and not other.makes_units


def _keep_to_the_plan(state: State, paper: Paper, scans: list[Scan], usable: list[tuple[Scan, int]]) -> None:
    """A work order takes only what it has a line for (WHS-82); it says what may be put in place of a component."""
    if not paper.rule.planned:
        return
    named = {row.item for row in paper.rows if not row.negative}
    built = next(row.item for row in paper.rows if row.negative)
    instead = {code for part in state.bills.get(built, []) if part.item in named for code in part.instead}
    meant = [(scan, scan.unit.item) for scan, _ in usable if scan.unit is not None]
    meant += [(scan, scan.item) for scan in scans if scan.item and not scan.code]
    for scan, item in meant:
        if item not in named:
            scan.skip("not_replaced" if item in instead else "no_component")


def _strangers(state: State, paper: Paper, usable: list[tuple[Scan, int]]) -> int:
    """Units that another vendor delivered wait for a yes (PUR-148); how many."""
    found = [(scan, _other_vendor(state, paper, scan, sign)) for scan, sign in usable]
    for scan, purchase in found:
        if purchase:
            scan.skip("other_vendor", purchase)
    return sum(bool(purchase) for _, purchase in found)


def _others(state: State, paper: Paper, usable: list[tuple[Scan, int]]) -> int:
    """Units that another customer bought wait for a yes, where that is asked (SAL-146); how many."""
    if paper.rule.party != "customer" or chosen(state, "other_customer") != "ask":
        return 0
    back = [scan for scan, sign in usable if row_of(paper.kind, sign)[1].source == OUT and scan.sold_on is not None]
    sales = [(scan, state.paper_of(scan.sold_on)) for scan in back if scan.sold_on is not None]
    asked = [(scan, sale) for scan, sale in sales if sale.party not in (None, paper.party) and not scan.lender]
    for scan, sale in asked:
        scan.skip("other_customer", sale.name)
    return len(asked)


def _of_ours(paper: Paper, usable: list[tuple[Scan, int]]) -> int:
    """Units of our stock that would go out on a paper that takes back wait for a yes; how many."""
    expected = {row.item for row in paper.rows if row.negative}
    going = [scan for scan, sign in usable if _goes_out(paper, sign) and not scan.code and not scan.lender]
    asked = [scan for scan in going if scan.unit is not None and scan.unit.item not in expected]
    for scan in asked:
        scan.skip("goes_out")
    return len(asked)


def _name_ours(paper: Paper, placed: list[tuple[Scan, int]]) -> None:
    for scan, sign in placed:
        if _goes_out(paper, sign):
            scan.code = "goes_out"


def _goes_out(paper: Paper, sign: int) -> bool:
    takes_back = paper.rule.party == "customer" and paper.rule.source == OUT
    return takes_back and row_of(paper.kind, sign)[1].source == STOCK


def _name_vendors(state: State, paper: Paper, placed: list[tuple[Scan, int]]) -> None:
    for scan, sign in placed:
        purchase = _other_vendor(state, paper, scan, sign)
        if purchase:
            scan.code, scan.holder = "other_vendor", purchase


def _other_vendor(state: State, paper: Paper, scan: Scan, sign: int) -> str:
    """The purchase of a unit that is to go to another vendor than the one who delivered it last."""
    if paper.rule.party != "vendor" or row_of(paper.kind, sign)[1].source != STOCK or scan.unit is None:
        return ""
    for step in reversed(scan.unit.steps):
        posting = state.postings[step.posting]
        origin = state.papers[posting.paper]
        came = state.owned(step.target) and not state.owned(step.source)
        if came and posting.reverses is None and origin.rule.party == "vendor":
            return origin.name if origin.party != paper.party else ""
    return ""


# --- which line? ---

Group = tuple[list[Scan], int, int | None]  # units, their sign, the line that they were sold on


def _grouped(paper: Paper, usable: list[tuple[Scan, int]]) -> list[Group]:
    """Units of one item and sign compete for the same lines; what comes back keeps to the line it was sold on."""
    groups: dict[tuple[str, int, int | None], list[Scan]] = {}
    for scan, sign in usable:
        assert scan.unit is not None
        rule = row_of(paper.kind, sign)[1]
        origin = scan.sold_on if rule.source == OUT and not rule.makes_units else None
        groups.setdefault((scan.unit.item, sign, origin), []).append(scan)
    return [(scans, sign, origin) for (_, sign, origin), scans in groups.items()]


def _credits(state: State, row: Row) -> int | None:
    """The posted line whose goods this one takes back, also by way of an order."""
    source = state.find(row.source)
    if source is None:
        return None
    paper = state.paper_of(source)
    if paper.stage != FINAL:
        return _credits(state, source)
    return source.id if paper.rule_for(source).leaves else None


def _give(
    state: State,
    paper: Paper,
    group: list[Scan],
    sign: int,
    origin: int | None,
    ask: Ask,
    asks_first: bool,
    known: set[int],
) -> int:
    """Fill the selected line, then the others of the item in order, then those that follow (SAL-78). Whatever comes
    onto a line that was not `known` before is added.
    """
    unit = group[0].unit
    assert unit is not None
    fitting = [
        row
        for row in paper.rows
        if row.item == unit.item and row.negative == (sign < 0) and _credits(state, row) in (None, origin)
    ]
    if not fitting and asks_first:
        for scan in group:
            scan.skip("not_on_document")
        return len(group)
    if not fitting:
        price = own_price(state, paper, sign * len(group), unit.item)
        row = append(paper, unit.item, -1 if sign < 0 else 0, True, price)
        set_tax(state, row, tax_of(state, paper, unit.item))
        if origin is not None:
            sold = state.row(origin)
            row.source, row.price, row.tax, row.rate = origin, price_again(state, sold, paper), sold.tax, sold.rate
        fitting = [row]
    rest = list(group)
    ordered = sorted(fitting, key=lambda row: (row.id != ask.line, row.follows, row.position))
    for row in ordered:
        free = row.size - state.attached(row) - passed_on(state, row)
        room = len(rest) if row.follows else max(0, free)
        taken, rest = rest[:room], rest[room:]
        _hold(state, paper, row, taken, known)
    if rest and ask.exceed:
        _hold(state, paper, ordered[0], rest, known)
        rest = []
    for scan in rest:
        scan.skip("exceeds")
    return len(rest)


def _hold(state: State, paper: Paper, row: Row, taken: list[Scan], known: set[int]) -> None:
    action = "negative" if row.negative else "assigned" if row.id in known else "added"
    for scan in taken:
        assert scan.unit is not None
        state.holds[scan.unit.serial] = row.id
        if scan.lender is not None:
            state.lent_by[scan.unit.serial] = scan.lender
        scan.action, scan.place = action, row.position
        if scan.sold_on is not None and paper.party is not None:
            sale = state.paper_of(scan.sold_on)
            scan.holder = sale.name
            scan.code = f"other_{sale.rule.party}" if sale.party != paper.party else ""
        scan.code = scan.code or ("was_refused" if scan.refused else "")
    reached = state.attached(row) + passed_on(state, row)
    if taken and (row.follows or reached > row.size):
        row.ask_for(reached)


def _name_free(paper: Paper, scans: list[Scan]) -> None:
    """What a customer gets for nothing is told, where nothing else has to be."""
    for scan in scans:
        if scan.action != "added" or scan.code or paper.rule.party != "customer":
            continue
        row = _row_at(paper, scan)
        if paper.rule_for(row).source == STOCK and row.price == 0:
            scan.code = "no_price"


def _row_at(paper: Paper, scan: Scan) -> Row:
    return next(row for row in paper.rows if row.position == scan.place)
