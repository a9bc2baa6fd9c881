"""The next paper, as the oracle expects it: from quotes, orders and posted documents."""

from __future__ import annotations

from everyunit.proving.oracle.amounts import piece_price
from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.currencies import rate_on
from everyunit.proving.oracle.drafts import begin, must, saved
from everyunit.proving.oracle.goods import Money
from everyunit.proving.oracle.kinds import FINAL, ORDER, QUOTE, RULES
from everyunit.proving.oracle.kits import copied
from everyunit.proving.oracle.lines import append
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.progress import done, outstanding
from everyunit.proving.oracle.state import State


def convert(state: State, ask: Ask) -> Summary:
    kind = ask.get("to")
    if kind not in RULES:
        raise No("unknown_kind")
    must(ask.who, RULES[kind].right)
    sources = [_source(state, paper_id, kind) for paper_id in dict.fromkeys((ask.doc, *ask.get("further", ())))]
    first = sources[0]
    others = [each for each in sources if each.party != first.party]
    refuse("other_party", [(f"{NAMES[each.kind]} {each.number}", "other_party") for each in others])
    others = [each for each in sources if _terms(each) != _terms(first)]
    refuse("other_terms", [(f"{NAMES[each.kind]} {each.number}", "other_terms") for each in others])
    rows = [row for source in sources for row in sorted(source.rows, key=lambda row: row.position)]
    wanted = ask.get("wanted")
    counts = _counts(state, rows, kind, None if wanted is None else dict(wanted))
    if not any(counts.values()):
        raise No("nothing_outstanding")
    paper = begin(state, ask.new, kind, first.party, first.id, first.place)
    paper.included, paper.money, paper.destination = first.included, first.money, first.destination
    if paper.money.currency and chosen(state, "exchange_rate") == "today":
        paper.money = Money(paper.money.currency, rate_on(state, paper.money.currency, paper.day) or paper.money.rate)
    if first.stage != FINAL:
        paper.from_bin = first.from_bin
    if first.stage == QUOTE:
        paper.to_bin = first.to_bin
    zero = wanted is None and kind in ZERO and chosen(state, ZERO[kind]) == "yes"
    if wanted is None and len(sources) > 1 and RULES[kind].stage == FINAL:
        rows = _without_idle(state, [row for row in rows if counts[row.id]])
    for row in rows:
        if counts[row.id] and zero and _begins_at_zero(state, row):
            _copy_empty(state, paper, row)
        elif counts[row.id]:
            _copy(state, paper, row, counts[row.id], asked=wanted is not None)
    for made in paper.rows:
        source_row = state.row(made.source or 0)
        made.to_bin = source_row.to_bin if state.paper_of(source_row).stage != FINAL else None
    copied([(state.row(made.source or 0), made) for made in paper.rows])
    for source in sources:
        if source.stage == QUOTE:
            source.status = "closed"
    return saved(state, paper)


def credit(state: State, ask: Ask) -> Summary:
    """What is left of a posted sale, to be taken back: units by scanning, the rest by number."""
    sale = state.papers.get(ask.doc)
    if sale is None:
        raise No("unknown_document")
    if not sale.posted or state.undone(sale) or not any(account == "sales" for account, _, _ in sale.rule.books):
        raise No("cannot_credit")
    left = [(row, row.quantity - done(state, row)) for row in sorted(sale.rows, key=lambda row: row.position)]
    if not any(count > 0 for _, count in left):
        raise No("nothing_left")
    kind = sale.rule.opposite
    must(ask.who, RULES[kind].right)
    paper = begin(state, ask.new, kind, sale.party, sale.id, sale.place)
    paper.included, paper.money = sale.included, sale.money
    for row, count in left:
        if count > 0:
            by_unit = state.items[row.item].by_unit
            made = append(paper, row.item, 0 if by_unit else count, by_unit, piece_price(row))
            made.source, made.tax, made.rate = row.id, row.tax, row.rate
    return saved(state, paper)


def _terms(paper: Paper) -> object:
    return paper.destination or (paper.included, paper.money)


def _source(state: State, paper_id: int, kind: str) -> Paper:
    paper = state.papers.get(paper_id)
    if paper is None:
        raise No("unknown_document")
    if kind not in paper.rule.becomes:
        raise No("cannot_become")
    if paper.status in ("closed", "cancelled"):
        raise No("closed")
    if paper.status == "draft":
        raise No("not_posted")
    if state.undone(paper):
        raise No("reversed")
    return paper


def _counts(state: State, rows: list[Row], kind: str, wanted: dict[int, int] | None) -> dict[int, int]:
    left = {row.id: outstanding(state, row, kind) for row in rows}
    if wanted is None:
        return left
    refuse("unknown_line", [(str(row_id), "unknown_line") for row_id in wanted if row_id not in left])
    over = [row_id for row_id, count in wanted.items() if not 0 <= count <= left[row_id]]
    refuse("too_many", [(state.row(row_id).name, "too_many") for row_id in over])
    return {row.id: wanted.get(row.id, 0) for row in rows}


def _without_idle(state: State, rows: list[Row]) -> list[Row]:
    """Of several orders of which some units are committed, serialized lines that have none stay behind."""
    ordered = [row for row in rows if state.paper_of(row).stage == ORDER]
    if not any(state.attached(row) for row in ordered):
        return rows
    idle = [row for row in ordered if state.items[row.item].tracking == "serialized" and not state.attached(row)]
    idle = [row for row in idle if row.kit is None]
    return [row for row in rows if row not in idle]


def _begins_at_zero(state: State, row: Row) -> bool:
    """Goods, but for units of an order that are scanned."""
    tracking, ordered = state.items[row.item].tracking, state.paper_of(row).stage == ORDER
    return tracking != "none" and not (ordered and tracking == "serialized")


def _copy_empty(state: State, paper: Paper, row: Row) -> None:
    """Somebody is to enter how many; a line for each bin where the order has committed some."""
    stage = state.paper_of(row).stage
    bins: list[str | None] = [code for code, _ in state.counted(row)] if stage == ORDER else []
    for from_bin in bins or [None if stage == FINAL else row.from_bin]:
        _line(paper, row, 0, from_bin)


def _copy(state: State, paper: Paper, row: Row, count: int, asked: bool) -> None:
    """A line of the new paper. A draft borrows what the order has committed, and starts with just that (SAL-56)."""
    origin, tracking = state.paper_of(row), state.items[row.item].tracking
    if origin.stage != ORDER or tracking == "none":
        _line(paper, row, count, None if origin.stage == FINAL else row.from_bin)
    elif tracking == "quantity":
        _copy_counted(state, paper, row, count, asked)
    else:
        held = state.held(row)
        if tracking == "auto_serialized" and not asked:
            count = min(count, len(held)) or count
        made = _line(paper, row, count, row.from_bin)
        for unit in held[:count]:
            state.holds[unit.serial], state.lent_by[unit.serial] = made.id, row.id
        if tracking == "serialized":
            made.follows = True
            made.ask_for(len(held[:count]))


def _copy_counted(state: State, paper: Paper, row: Row, count: int, asked: bool) -> None:
    """A line for each bin where it is committed; what was asked for beyond that on one more."""
    left = count
    for bin_code, held in state.counted(row):
        if left:
            _line(paper, row, min(left, held), bin_code)
            left -= min(left, held)
    if left and (asked or left == count):
        _line(paper, row, left, row.from_bin)


def _line(paper: Paper, row: Row, count: int, from_bin: str | None) -> Row:
    price = row.price if row.amount is None else piece_price(row)
    made = append(paper, row.item, row.sign * count, False, price)
    made.discount, made.tax, made.rate = row.discount, row.tax, row.rate
    made.amount = row.amount if count == row.size else None
    made.from_bin, made.spread, made.source, made.way = from_bin, row.spread, row.id, row.sign
    return made


ZERO = {
    "SI": "zero_on_sales_invoice",
    "PR": "zero_on_receipt",
    "DM": "zero_on_receipt",
    "PI": "zero_on_purchase_invoice",
}
NAMES = {
    "PQ": "Purchase quote",
    "PO": "Purchase order",
    "PR": "Purchase receipt",
    "PI": "Purchase invoice",
    "DQ": "Debit quote",
    "DO": "Debit order",
    "SQ": "Sales quote",
    "SO": "Sales order",
    "SI": "Sales invoice",
    "LO": "Loan",
    "TO": "Transfer order",
    "CQ": "Credit quote",
    "CO": "Credit order",
}
