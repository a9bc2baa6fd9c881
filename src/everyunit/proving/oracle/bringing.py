"""Transfers that are begun from an order, as the oracle expects them: what a line lacks comes from another bin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from everyunit.proving.oracle.asked import Ask, NewRow, No, Summary
from everyunit.proving.oracle.drafts import draft
from everyunit.proving.oracle.kinds import ORDER, STOCK
from everyunit.proving.oracle.lines import bin_named
from everyunit.proving.oracle.papers import Row
from everyunit.proving.oracle.sheets import gone_on
from everyunit.proving.oracle.state import State


def bring(state: State, ask: Ask) -> Summary:
    """By a stock transfer, or by a transfer order from another place; either refers to the order (WHS-139)."""
    row = state.find(ask.line)
    if row is None:
        raise No("unknown_line")
    count, lacking = ask.get("quantity"), lacks(state, row)
    if not lacking:
        raise No("nothing_lacking")
    if not 0 < count <= lacking:
        raise No("too_many")
    source = bin_named(state, ask.get("bin"))
    if source is None:
        raise No("unknown_bin")
    if not state.owned(source):
        raise No("wrong_bin")
    order = state.paper_of(row)
    made = draft(state, _transfer(state, ask, row, count, source))
    state.papers[ask.new].source = order.id
    return made


def lacks(state: State, row: Row) -> int:
    """What an open order is still to get out of our stock, beyond what it holds."""
    order = state.paper_of(row)
    takes = (order.stage, order.status, order.rule.source) == (ORDER, "open", STOCK)
    if not takes or row.quantity <= 0 or state.items[row.item].tracking == "none":
        return 0
    return max(0, row.quantity - gone_on(state, row))


def _transfer(state: State, ask: Ask, row: Row, count: int, source: str) -> Ask:
    order, rule = state.paper_of(row), state.paper_of(row).rule_for(row)
    given: dict[str, Any] = {"lines": (NewRow(row.item, count, from_bin=source),)}
    if state.bins[source].place != order.place:
        given |= {"kind": "TO", "place": state.bins[source].place, "destination": order.place}
    else:
        target = state.need(rule.picks_from or rule.takes_from, order.place)
        if target == source:
            raise No("same_bin")
        given |= {"kind": "ST", "place": order.place, "to_bin": target}
    return replace(ask, verb="draft", line=None, with_=tuple(given.items()))
