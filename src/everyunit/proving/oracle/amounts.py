"""What lines come to, as the oracle works it out: own prices, what was charged, taxes, and what that is worth to us."""

from __future__ import annotations

from everyunit.proving.oracle.kinds import row_of
from everyunit.proving.oracle.state import Paper, Row, State, half_up


def piece_price(row: Row) -> int:
    """What one piece of a line was charged, after discount."""
    if row.quantity == 0 or (row.amount is None and not row.discount):
        return row.price
    return half_up(abs(row.total), row.size)


def price_again(row: Row, paper: Paper) -> int:
    """The same as a price on another paper, with tax or without."""
    if row.included == paper.included:
        return piece_price(row)
    return half_up(abs(row.total) + abs(row.tax_amount) * (1 if paper.included else -1), max(1, row.size))


def own_price(state: State, kind: str, sign: int, item: str) -> int:
    """What a piece goes for by itself on a line of this sign."""
    by, known = row_of(kind, sign)[1].price, state.items[item]
    if by == "average" and state.worth.get(item, (0, 0))[0]:
        return average(state, item)
    if by == "returned":
        return _last_cost(state, item)
    return known.price if by == "price" else known.cost if by else 0


def _last_cost(state: State, item: str) -> int:
    """What was paid on the latest receipt or invoice that stands, else the item's cost (PUR-167)."""
    bought = [
        (paper.posting or 0, row.position, half_up(net_worth(state, paper, row)[0], row.size))
        for paper in state.papers.values()
        if paper.posted and not state.undone(paper) and paper.rule.makes_units and paper.party is not None
        for row in paper.rows
        if row.item == item and row.quantity > 0
    ]
    return max(bought)[2] if bought else state.items[item].cost


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
    lost = row.tax and not state.taxes[row.tax].recoverable and paper.rule.party == "vendor"
    return (net + tax, 0) if lost else (net, tax)
