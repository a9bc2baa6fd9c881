"""Kits on papers, as the oracle expects them: their components follow as lines of their own (WHS-12)."""

from __future__ import annotations

from dataclasses import replace

from everyunit.proving.oracle.amounts import own_price
from everyunit.proving.oracle.asked import NewRow
from everyunit.proving.oracle.goods import half_up, spread
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import State

Placed = tuple[NewRow, int | None]  # what is asked for, and the place of the kit that it is a part of


def with_parts(state: State, paper: Paper, new: tuple[NewRow, ...]) -> list[Placed]:
    """On customers' papers each kit is followed by its components. What refers to a line that was sold comes alone:
    so do the components.
    """
    placed: list[Placed] = []
    for row in new:
        parts = _parts(state, paper, row)
        whole = len(placed)
        if parts and state.items[row.item].kit == "parts":
            weights = [
                own_price(state, paper, part.quantity or 0, part.item) * abs(part.quantity or 0) for part in parts
            ]
            shares = spread(_total(state, paper, row), weights)
            parts = [replace(part, price=None, amount=share) for part, share in zip(parts, shares, strict=True)]
            row = replace(row, price=0, amount=None, discount=0)
        placed += [(row, None), *((part, whole) for part in parts)]
    return placed


def kit_fault(state: State, paper: Paper, placed: list[Placed], place: int) -> str:
    row = placed[place][0]
    if row.item not in state.items or not state.items[row.item].kit:
        return ""
    if paper.rule.party != "customer":
        return "kit_for_customers"
    alone = all(whole != place for _, whole in placed)
    return "empty_kit" if row.quantity and row.source is None and alone else ""


def parts_of(paper: Paper, row_ids: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(row.id for row in paper.rows if row.kit in row_ids)


def copied(rows: list[tuple[Row, Row]]) -> None:
    """What is made of lines: the components belong to what is made of their kit, if that is there, too."""
    made_of = {old.id: made.id for old, made in rows}
    for old, made in rows:
        made.kit = made_of.get(old.kit) if old.kit is not None else None


def _parts(state: State, paper: Paper, row: NewRow) -> list[NewRow]:
    """So many times the kit's quantity, for nothing."""
    bill = state.bills.get(row.item, []) if row.item in state.items and state.items[row.item].kit else []
    if not row.quantity or row.source is not None or paper.rule.party != "customer":
        return []
    return [
        NewRow(part.item, row.quantity * part.quantity, 0, from_bin=row.from_bin, to_bin=row.to_bin, tax=row.tax)
        for part in bill
    ]


def _total(state: State, paper: Paper, row: NewRow) -> int:
    """What the kit goes for, after discount."""
    if row.amount is not None:
        return row.amount
    price = own_price(state, paper, row.quantity or 0, row.item) if row.price is None else row.price
    gross = price * abs(row.quantity or 0)
    return max(0, gross - half_up(gross * min(10_000, max(0, row.discount or 0)), 10_000))
