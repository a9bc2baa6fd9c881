"""How far a line has come, as the oracle sees it: by what follows from it, cancelled and undone papers left out."""

from __future__ import annotations

from everyunit.proving.oracle.kinds import FINAL, ORDER, QUOTE, RULES
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import State

Follower = tuple[Paper, Row]
BILL = "PI"


def followers(state: State, row: Row) -> list[Follower]:
    """The lines that came from this one and still count."""
    return [
        (paper, each)
        for paper in state.papers.values()
        if paper.status != "cancelled" and not state.undone(paper)
        for each in paper.rows
        if each.source == row.id
    ]


def done(state: State, row: Row) -> int:
    """Pieces that are delivered: received, shipped, credited, sent back. An invoice of goods that a receipt brought in
    delivers nothing; what was announced counts once it is there.
    """
    final = state.paper_of(row).stage == FINAL
    total = 0
    for paper, each in followers(state, row):
        if paper.posted and not (final and paper.kind == BILL):
            total += each.size
        elif final and paper.stage == ORDER:
            total += done(state, each)
    return total


def invoiced(state: State, row: Row) -> int:
    """Pieces that a vendor has invoiced, directly or by way of their receipt."""
    total = 0
    for paper, each in followers(state, row):
        if paper.posted and paper.kind == BILL:
            total += each.size
        elif paper.posted:
            total += invoiced(state, each)
    return total


def drafted(state: State, row: Row, billing: bool = False) -> int:
    """Pieces that wait on drafts. Of goods that were received, invoices and returns do not get in each other's way."""
    final = state.paper_of(row).stage == FINAL
    total = 0
    for paper, each in followers(state, row):
        if paper.status == "draft" and (not final or (paper.kind == BILL) == billing):
            total += each.size
        elif final and not billing and paper.stage == ORDER:
            total += drafted(state, each)
    return total


def announced(state: State, row: Row) -> int:
    """Of a posted line: what open orders still want back."""
    return sum(
        max(0, each.size - done(state, each) - drafted(state, each))
        for paper, each in followers(state, row)
        if paper.stage == ORDER and paper.status == "open"
    )


def outstanding(state: State, row: Row, kind: str) -> int:
    """How many pieces of the line can still go on to a paper of this kind."""
    paper = state.paper_of(row)
    if paper.stage == QUOTE:
        return row.size
    if paper.stage == FINAL and row.quantity < 0 and kind != BILL:
        return 0  # what went the other way is not undone by what undoes the rest
    if paper.stage == FINAL and kind == BILL:
        return max(0, row.size - invoiced(state, row) - drafted(state, row, billing=True))
    left = row.size - done(state, row) - drafted(state, row)
    if paper.stage == FINAL and RULES[kind].stage == ORDER:
        left -= announced(state, row)
    if paper.rule.travels:
        left = min(left, state.attached(row))  # only what has left can arrive (WHS-137)
    return max(0, left)


def passed_on(state: State, row: Row) -> int:
    """What of an order's line is delivered or waits on drafts."""
    paper = state.paper_of(row)
    return done(state, row) + drafted(state, row) if paper.stage == ORDER else 0


def fulfilled(state: State, order: Paper) -> bool:
    """Whether all that was ordered is delivered and, when it was bought, invoiced."""
    bought = BILL in order.rule.becomes
    return all(done(state, row) >= row.size and (not bought or invoiced(state, row) >= row.size) for row in order.rows)
