"""Rights and roles, readable on one page. A role is a set of rights; each user has one role."""

from __future__ import annotations

RECEIVE = "receive"
SELL = "sell"
TAKE_BACK = "take_back"
TRANSFER = "transfer"
REVERSE = "reverse"
EDIT_UNITS = "edit_units"
EDIT_MASTER = "edit_master"
SEE_COST = "see_cost"

RIGHTS = {
    RECEIVE: "receive goods from vendors",
    SELL: "sell to customers",
    TAKE_BACK: "take units back from customers",
    TRANSFER: "move stock between bins",
    REVERSE: "reverse what was posted",
    EDIT_UNITS: "change a unit's note and maker's number",
    EDIT_MASTER: "add and change items, bins, vendors and customers",
    SEE_COST: "see costs, margins, stock value and the journal",
}

ROLES: dict[str, frozenset[str]] = {
    "owner": frozenset(RIGHTS),
    "manager": frozenset(RIGHTS),
    "goods_in": frozenset({RECEIVE, TRANSFER, EDIT_UNITS, EDIT_MASTER, SEE_COST}),
    "counter": frozenset({SELL, TAKE_BACK, TRANSFER, EDIT_UNITS}),
    "bookkeeper": frozenset({SEE_COST}),
    "viewer": frozenset(),
}
