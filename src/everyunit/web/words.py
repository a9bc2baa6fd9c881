"""The words of the glossary as pages write them."""

from __future__ import annotations

TRACKING = {
    "serialized": "Serialized",
    "auto_serialized": "Auto-serialized",
    "quantity": "Quantity",
    "none": "Not inventoried",
}
BIN_TYPES = {"stock": "Stock", "out": "Out"}
STOCK_TYPES = {
    "normal": "Normal",
    "repair": "Repair",
    "in_process": "In process",
    "scrap": "Scrap",
    "exchange": "Exchange",
    "write_off": "Write off",
    "defective": "Defective",
}
STATUSES = {
    "draft": "Draft",
    "open": "Open",
    "closed": "Closed",
    "cancelled": "Cancelled",
    "posted": "Posted",
    "reversed": "Reversed",
}
STATES = {
    "draft": "draft",
    "open": "note",
    "closed": "good",
    "cancelled": "warn",
    "posted": "good",
    "reversed": "warn",
    "stock": "good",
    "out": "out",
    "discontinued": "warn",
}
ROLES = {
    "owner": "Owner",
    "manager": "Manager",
    "buyer": "Buyer",
    "goods_in": "Goods in",
    "counter": "Counter",
    "bookkeeper": "Bookkeeper",
    "viewer": "Viewer",
}
ALL = TRACKING | BIN_TYPES | STOCK_TYPES | STATUSES | ROLES | {"discontinued": "Discontinued"}


def word(name: str) -> str:
    """What the page calls it; an unknown name as it stands."""
    return ALL.get(name, name)
