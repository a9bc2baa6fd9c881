"""Rights and roles, readable on one page. A role is a set of rights; each user has one role."""

from __future__ import annotations

PURCHASE = "purchase"
RECEIVE = "receive"
INVOICE_PURCHASES = "invoice_purchases"
ACCEPT_PRICES = "accept_prices"
SEND_BACK = "send_back"
SELL = "sell"
PICK = "pick"
TAKE_BACK = "take_back"
SERVICE = "service"
TRANSFER = "transfer"
BUILD = "build"
COUNT = "count"
ADJUST_COSTS = "adjust_costs"
ADJUST_STOCK = "adjust_stock"
APPROVE = "approve"
REVERSE = "reverse"
EDIT_UNITS = "edit_units"
EDIT_MASTER = "edit_master"
SEE_COST = "see_cost"
KEEP_BOOKS = "keep_books"
CLOSE_BOOKS = "close_books"
REOPEN_BOOKS = "reopen_books"
SHARE_VIEWS = "share_views"
KEEP_FILES = "keep_files"
CROSS_LOCATIONS = "cross_locations"
SET_UP = "set_up"

RIGHTS = {
    PURCHASE: "order from vendors",
    RECEIVE: "receive goods from vendors",
    INVOICE_PURCHASES: "enter vendors' invoices",
    ACCEPT_PRICES: "post vendors' papers that charge other prices than agreed, where others may not",
    SEND_BACK: "send goods back to vendors",
    SELL: "sell to customers",
    PICK: "pick what customers ordered, with pull sheets, and pack it",
    TAKE_BACK: "take units back from customers",
    SERVICE: "repair units, customers' and our own, and lend units",
    BUILD: "build, take apart and exchange parts",
    TRANSFER: "move stock between bins",
    COUNT: "count stock, and settle what a count finds",
    ADJUST_COSTS: "give goods in stock a new cost",
    ADJUST_STOCK: "write goods off, and add goods that were found",
    APPROVE: "approve what somebody else has written off or added",
    REVERSE: "reverse what was posted",
    EDIT_UNITS: "change a unit's note and maker's number",
    EDIT_MASTER: "add and change items, bins, vendors and customers",
    SEE_COST: "see costs, margins, stock value and the journal",
    KEEP_BOOKS: "keep the accounts and enter journal entries by hand",
    CLOSE_BOOKS: "close the books up to a day",
    REOPEN_BOOKS: "open closed books again",
    KEEP_FILES: "attach files and pictures, and take them off",
    SHARE_VIEWS: "share views of lists with everybody",
    CROSS_LOCATIONS: "work with goods and papers of other locations, where others may not",
    SET_UP: "change the settings: preferences, workstations, default bins and the address on papers",
}

ROLES: dict[str, frozenset[str]] = {
    "owner": frozenset(RIGHTS),
    "manager": frozenset(RIGHTS) - {SET_UP, REOPEN_BOOKS},
    "buyer": frozenset({PURCHASE, RECEIVE, INVOICE_PURCHASES, SEND_BACK, EDIT_MASTER, SEE_COST, KEEP_FILES}),
    "goods_in": frozenset(
        {
            RECEIVE,
            SEND_BACK,
            PICK,
            SERVICE,
            TRANSFER,
            COUNT,
            ADJUST_STOCK,
            EDIT_UNITS,
            EDIT_MASTER,
            SEE_COST,
            KEEP_FILES,
        }
    ),
    "workshop": frozenset({BUILD, SERVICE, TRANSFER, EDIT_UNITS, KEEP_FILES}),
    "counter": frozenset({SELL, PICK, TAKE_BACK, SERVICE, TRANSFER, EDIT_UNITS, KEEP_FILES}),
    "bookkeeper": frozenset(
        {INVOICE_PURCHASES, ADJUST_COSTS, ADJUST_STOCK, APPROVE, SEE_COST, KEEP_BOOKS, CLOSE_BOOKS}
    ),
    "viewer": frozenset(),
}
