"""What lines come to, as the oracle works it out: own prices, what was charged, taxes, and what that is worth to us."""

from __future__ import annotations

from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.currencies import OWN
from everyunit.proving.oracle.goods import half_up
from everyunit.proving.oracle.kinds import row_of
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.prices import customer_pays, vendor_charges
from everyunit.proving.oracle.state import State


def piece_price(row: Row) -> int:
    """What one piece of a line was charged, after discount."""
    if row.quantity == 0 or (row.amount is None and not row.discount):
        return row.price
    return half_up(abs(row.total), row.size)


def price_again(state: State, row: Row, paper: Paper) -> int:
    """The same as a price on another paper: in its currency, with tax or without."""
    sold = state.paper_of(row)
    if (row.included, sold.money.currency) == (paper.included, paper.money.currency):
        return piece_price(row)
    amount = abs(row.total) + abs(row.tax_amount) * (int(paper.included) - int(row.included))
    return half_up(paper.money.abroad(sold.money.home(amount)), max(1, row.size))


def own_price(state: State, paper: Paper, quantity: int, item: str) -> int:
    """What a piece goes for by itself on a line that begins with so many: as somebody names it in the paper's currency,
    else as it is in the company's.
    """
    by, known = row_of(paper.kind, quantity)[1].price, state.items[item]
    if not by:
        return 0
    size = max(1, abs(quantity))
    named = _named(state, paper, by, item, size, paper.money.currency) if paper.money.currency else None
    if named is not None:
        return named
    usual = known.price if by == "price" else known.cost
    found = _named(state, paper, by, item, size, OWN)
    return paper.money.abroad(usual if found is None else found)


def _named(state: State, paper: Paper, by: str, item: str, size: int, currency: str) -> int | None:
    """The price or cost in this currency; None: nobody names one."""
    if by == "price":
        return customer_pays(state, paper.party, item, size, currency, paper.day)
    source = "item_average" if by == "average" else _source(state, paper, by)
    if source == "vendor_standard":
        return vendor_charges(state, paper.party, item, size, currency)
    return _cost_by(state, paper, source, item) if currency == OWN or source == "none" else None


def _source(state: State, paper: Paper, by: str) -> str:
    """Where a cost comes from (PUR-160, PUR-161); nobody sells what there is to begin with."""
    if paper.party is None:
        return "vendor_standard"
    return chosen(state, "purchase_cost" if by == "cost" else "debit_cost")


def _cost_by(state: State, paper: Paper, source: str, item: str) -> int | None:
    """None: it says nothing."""
    if source == "none":
        return 0
    if source == "item_average":
        return average(state, item) if state.worth.get(item, (0, 0))[0] else None
    return _last_cost(state, item, paper.party if source == "vendor_last" else None)


def _last_cost(state: State, item: str, vendor: str | None) -> int | None:
    """What was paid on the latest receipt or invoice that stands, of this vendor or any (PUR-167)."""
    bought = [
        (paper.posting or 0, row.position, half_up(net_worth(state, paper, row)[0], row.size))
        for paper in state.papers.values()
        if paper.posted and not state.undone(paper) and paper.rule.makes_units and paper.party is not None
        if vendor in (None, paper.party)
        for row in paper.rows
        if row.item == item and row.quantity > 0
    ]
    return max(bought)[2] if bought else None


def average(state: State, item: str) -> int:
    """What a piece that we own costs on average; nothing where we own none."""
    there, value = state.worth.get(item, (0, 0))
    return half_up(value, there) if there else 0


def tax_of(state: State, paper: Paper, item: str) -> str:
    """The tax code of a new line: the item's, else the usual one."""
    if not paper.rule.taxed:
        return ""
    return state.items[item].tax or state.usual_tax.get(paper.rule.party or "", "")


def set_tax(state: State, row: Row, code: str) -> None:
    row.tax, row.rate = code, state.taxes[code].rate if code else 0


def net_worth(state: State, paper: Paper, row: Row) -> tuple[int, int]:
    """What a line is worth to us, and the tax beside it; what vendors charge and nobody gives back is part of the
    worth.
    """
    net, tax = abs(row.net), abs(row.tax_amount)
    if row.tax and not state.taxes[row.tax].recoverable and paper.rule.party == "vendor":
        net, tax = net + tax, 0
    return paper.money.home(net), paper.money.home(tax)
