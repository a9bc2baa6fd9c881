"""Orders as the oracle expects them: what they commit, how they end, and units that nobody knew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from everyunit.proving.oracle.amounts import average
from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.counting import free, sources, take, usable_bin
from everyunit.proving.oracle.drafts import begin, its_row, known, must, no_quote, saved, to_change
from everyunit.proving.oracle.kinds import ORDER, QUOTE
from everyunit.proving.oracle.kits import copied
from everyunit.proving.oracle.moving import bear
from everyunit.proving.oracle.papers import ROWS_AT_MOST, Paper, Row
from everyunit.proving.oracle.picking import Said, picked, picks_itself
from everyunit.proving.oracle.progress import done, drafted, fulfilled, invoiced, passed_on
from everyunit.proving.oracle.releasing import (
    commit_bin,
    gather,
    let_go,
    let_go_counted,
    make_expected,
    release_row,
)
from everyunit.proving.oracle.replacing import to_be_made
from everyunit.proving.oracle.state import Posting, State


def commit(state: State, ask: Ask) -> Summary:
    """The line shall hold so many in all (SAL-71)."""
    paper = to_change(state, ask)
    no_quote(paper)
    if paper.stage != ORDER:
        raise No("not_an_order")
    row, wanted = its_row(state, paper, ask.line), ask.get("quantity")
    item = state.items[row.item]
    most = row.size - done(state, row) - (drafted(state, row) if item.tracking != "quantity" else 0)
    if not 0 <= wanted <= most:
        raise No("over_committed")
    if item.tracking == "none":
        raise No("nothing_to_commit")
    row.follows = False  # somebody entered a figure
    if item.by_unit:
        _commit_units(state, paper, row, wanted, ask)
    else:
        _commit_counted(state, paper, row, wanted, ask)
    return saved(state, paper)


def generate(state: State, ask: Ask) -> Summary:
    """So many units of this line were never ours (SAL-103..106)."""
    paper = to_change(state, ask)
    row, count, cost = its_row(state, paper, ask.line), ask.get("count"), ask.get("cost")
    rule = paper.rule_for(row)
    if paper.stage == QUOTE or not rule.takes_unknown or not state.items[row.item].by_unit:
        raise No("cannot_generate")
    known = state.attached(row) + passed_on(state, row) + len(to_be_made(paper, row))
    if not 0 <= count <= max(0, row.size - known):
        raise No("too_many")
    if cost is not None:
        must(ask.who, "see_cost")
        if cost < 0:
            raise No("bad_cost")
    cost = row.unknown_cost if cost is None and row.unknown else cost
    cost = average(state, row.item) if cost is None else cost
    if paper.stage != ORDER:
        row.unknown, row.unknown_cost = count, cost
    elif count:
        origin = state.need(rule.takes_from, paper.place)
        target = commit_bin(state, paper, row) or origin
        for unit in bear(state, state.open_posting(paper), row, [cost] * count, origin, target):
            state.holds[unit.serial] = row.id
    return saved(state, paper)


def close(state: State, ask: Ask) -> Summary:
    """Close drops what is outstanding and releases what is committed; cancelling makes a quote of the order."""
    to = ask.get("to")
    if to == "open":
        paper = known(state, ask)
        must(ask.who, paper.rule.right)
        _orders_only(paper)
        if paper.status != "closed":
            raise No("not_closed")
        paper.status = "open"
        return "status", paper.kind, paper.number, "open", ""
    paper = to_change(state, ask)
    _orders_only(paper)
    mine = {row.id for row in paper.rows}
    waiting = [
        each
        for each in state.papers.values()
        if each.status == "draft" and any(row.source in mine or _borrows(state, row, mine) for row in each.rows)
    ]
    refuse("drafted", [(each.name, "drafted") for each in waiting])
    quote = _cancelled(state, paper, ask.new) if to == "cancelled" else ""
    if paper.rule.waits:
        refuse("still_out", [(row.name, "still_out") for row in paper.rows if state.attached(row)])
    end(state, paper, to)
    return "status", paper.kind, paper.number, to, quote


def end(state: State, paper: Paper, status: str) -> None:
    """The order is over, and holds nothing any more."""
    for row in paper.rows:
        release_row(state, paper, row)
    paper.status = status


def settle(state: State, paper: Paper) -> None:
    """A delivery closes the orders behind it that are wholly delivered."""
    for order in _behind(state, paper):
        if order.status == "open" and fulfilled(state, order):
            end(state, order, "closed")


def unsettle(state: State, paper: Paper, reversal: Posting, lent: dict[str, int]) -> None:
    """An undone delivery opens its orders again, and what they had committed is held by them again."""
    for order in _behind(state, paper):
        if order.status == "closed" and not fulfilled(state, order):
            order.status = "open"
    for serial, row_id in lent.items():
        if serial in reversal.units and state.paper_of(row_id).status == "open":
            state.holds[serial] = row_id
    _put_by_again(state, reversal)


def _put_by_again(state: State, reversal: Posting) -> None:
    """Pieces that came back into a bin where a line of an open order had put some by, as far as it still wants them."""
    back: Counter[tuple[int, str]] = Counter()
    for moved in reversal.shifts:
        lead = state.find(state.row(moved.row).source)
        if lead is not None and state.paper_of(lead).status == "open":
            back[lead.id, moved.target] += moved.quantity
    walked = list(state.bins)
    for (row_id, bin_code), quantity in sorted(back.items(), key=lambda each: (each[0][0], walked.index(each[0][1]))):
        row = state.row(row_id)
        wanted = row.size - done(state, row) - sum(count for _, count in state.counted(row))
        left = _brought(state, row, bin_code) - state.committed[row_id, bin_code]
        state.committed[row_id, bin_code] += max(0, min(quantity, left, wanted))


def _brought(state: State, row: Row, bin_code: str) -> int:
    """How many pieces the line brought into the bin, less what it and the lines that follow from it took out again."""
    following = {each.id for paper in state.papers.values() for each in paper.rows if each.source == row.id}
    return sum(
        moved.quantity * ((moved.target == bin_code) - (moved.source == bin_code))
        for posting in state.postings.values()
        for moved in posting.shifts
        if moved.row == row.id or moved.row in following
    )


def _behind(state: State, paper: Paper) -> list[Paper]:
    """The orders that the document's lines deliver, or invoice by way of a receipt."""
    found: dict[int, Paper] = {}
    for row in paper.rows:
        source = state.find(row.source)
        if source is not None and paper.rule.makes_units and state.paper_of(source).posted:
            source = state.find(source.source)
        if source is not None and state.paper_of(source).stage == ORDER:
            found[source.id // ROWS_AT_MOST] = state.paper_of(source)
    return list(found.values())


def _borrows(state: State, row: Row, lenders: set[int]) -> bool:
    return any(state.lent_by.get(unit.serial) in lenders for unit in state.held(row))


def _orders_only(paper: Paper) -> None:
    if paper.stage != ORDER:
        raise No("not_an_order")


def _cancelled(state: State, paper: Paper, new: int) -> str:
    if not (paper.rule.quote or paper.rule.voids):
        raise No("no_quote")
    refuse(
        "delivered",
        [(row.name, "delivered") for row in paper.rows if done(state, row) or invoiced(state, row)],
    )
    if paper.rule.voids:
        return ""
    refuse("committed", [(row.name, "committed") for row in paper.rows if state.attached(row)])
    quote = begin(state, new, paper.rule.quote, paper.party, paper.id, paper.place)
    quote.from_bin, quote.included, quote.money = paper.from_bin, paper.included, paper.money
    for row in sorted(paper.rows, key=lambda row: row.position):
        quote.rows_made += 1
        quote.rows.append(
            replace(
                row,
                id=quote.id * ROWS_AT_MOST + quote.rows_made,
                follows=False,
                source=None,
                lot="",
                makers=[],
                way=1,
            )
        )
    copied(list(zip(sorted(paper.rows, key=lambda row: row.position), quote.rows, strict=True)))
    return quote.name


def _commit_units(state: State, paper: Paper, row: Row, wanted: int, ask: Ask) -> None:
    from_bin = ask.get("from_bin")
    held = state.held(row)
    if wanted <= len(held):
        let_go(state, paper, held[wanted:], row)
        return
    if paper.rule_for(row).makes_units:
        make_expected(state, paper, wanted - len(held), row)
        return
    if not picks_itself(state, paper, row):
        raise No("scan_the_units")
    bins = ((None, from_bin),) if from_bin else ()
    found = picked(state, paper, [row], wanted, Said(bins, ask.get("numbered")))
    for question in found.questions:
        offers = [code for code, _ in question.bins] or question.units
        code = "choose_bin" if question.about == "bin" else "choose_units"
        raise No(code, [(each, code) for each in offers])
    refuse("negative_stock", [(scan.text, scan.code) for scan in found.short])
    gather(state, paper, [(scan.unit, row) for scan in found.scans if scan.unit])


def _commit_counted(state: State, paper: Paper, row: Row, wanted: int, ask: Ask) -> None:
    from_bin, to_bin = ask.get("from_bin"), ask.get("to_bin")
    held = dict(state.counted(row))
    more = wanted - sum(held.values())
    if more > 0:
        bins = sources(state, paper, row, from_bin)
        if all(state.owned(code) for code in bins) and more > sum(max(0, free(state, row.item, code)) for code in bins):
            raise No("negative_stock", [(row.item, "too_few")])
        take(state, paper, row, more, bins)
    elif more < 0 and to_bin is not None:
        usable_bin(state, to_bin, paper.rule_for(row).target)
    for bin_code, count in held.items():
        less = min(count, max(0, -more))
        more += less
        let_go_counted(state, paper, row, bin_code, less, to_bin)
