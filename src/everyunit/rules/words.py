"""The words of the glossary as pages and files write them."""

from __future__ import annotations

TRACKING = {
    "serialized": "Serialized",
    "auto_serialized": "Auto-serialized",
    "quantity": "Quantity",
    "none": "Not inventoried",
}
ITEM_TYPES = {"regular": "Regular", "kit": "Kit", "assembly": "Assembly"}
LINKS = {"no": "Not linked", "optional": "May be linked", "mandatory": "Must be linked"}
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
    "requested": "Requested",
    "in_transit": "In transit",
    "partly_arrived": "Partly arrived",
}
COUNT_STATES = {
    "uncounted": "Uncounted",
    "counting": "Counting",
    "counted": "Counted",
    "complete": "Complete",
    "void": "Void",
}
DIFFERENCES = {
    "agrees": "Agrees",
    "misplaced": "Misplaced",
    "outside": "Out of stock",
    "missing": "Missing",
    "held": "Missing, held",
    "elsewhere": "Found elsewhere",
    "moved": "Moved since",
    "unknown": "Unknown number",
    "more": "More",
    "fewer": "Fewer",
}
WARRANTIES = {"in_warranty": "In warranty", "ends_soon": "Ends soon", "over": "Over", "no_warranty": "No warranty"}
OUTCOMES = {"picked": "Picked", "assigned": "Assigned", "skipped": "Skipped", "detached": "Put back"}
STATES = {
    "uncounted": "draft",
    "counting": "note",
    "counted": "warn",
    "complete": "good",
    "void": "draft",
    "agrees": "good",
    "misplaced": "warn",
    "outside": "out",
    "missing": "bad",
    "held": "bad",
    "elsewhere": "note",
    "moved": "note",
    "unknown": "warn",
    "more": "note",
    "fewer": "bad",
    "in_warranty": "good",
    "ends_soon": "warn",
    "over": "out",
    "draft": "draft",
    "open": "note",
    "closed": "good",
    "cancelled": "warn",
    "posted": "good",
    "reversed": "warn",
    "requested": "draft",
    "in_transit": "note",
    "partly_arrived": "note",
    "stock": "good",
    "out": "out",
    "discontinued": "warn",
    "not": "draft",
    "partly": "note",
    "wholly": "good",
    "picked": "good",
    "assigned": "good",
    "skipped": "warn",
    "detached": "draft",
}
ACCOUNT_TYPES = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
ROLES = {
    "owner": "Owner",
    "manager": "Manager",
    "buyer": "Buyer",
    "goods_in": "Goods in",
    "workshop": "Workshop",
    "counter": "Counter",
    "bookkeeper": "Bookkeeper",
    "viewer": "Viewer",
}
PURPOSES = {
    "receiving": "What comes from a vendor goes into",
    "picking": "The program picks units for sales from",
    "customer_return": "What customers give back goes into",
    "packing": "A sales order sets its goods aside in",
    "main": "What a sales order lets go moves to",
    "transit": "What goes to another location waits in",
    "vendor_return": "A debit order sets its goods aside in",
    "repaired": "What a debit order lets go moves to",
    "supplier": "Units from vendors are born in",
    "inspection": "Units of a purchase order wait in",
    "unassign": "What a purchase order lets go moves to",
    "returned_to_vendor": "What goes back to vendors moves to",
    "sold": "What is sold moves to",
    "return_expected": "Returns that customers announced wait in",
    "return_refused": "What a credit order lets go moves to",
    "written_off": "What is written off moves to",
    "repair": "A workshop repair lets our own goods wait in",
    "in_repair": "A repair order lets customers’ goods wait in",
    "on_loan": "A loan lets goods wait in",
    "shop_floor": "A work order sets aside what goes in, in",
    "work_in_process": "What is being built in moves to",
    "finished_goods": "What is built goes into",
    "defective": "Defective units and exchanged parts go into",
    "consumed": "What is built into other goods moves to",
    "being_built": "Units that are numbered and not built wait in",
    "taken_apart": "What is taken apart moves to",
}
COUNTING = COUNT_STATES | DIFFERENCES
ALL = (
    TRACKING
    | BIN_TYPES
    | STOCK_TYPES
    | STATUSES
    | OUTCOMES
    | COUNTING
    | ROLES
    | WARRANTIES
    | {"discontinued": "Discontinued"}
)


def word(name: str) -> str:
    """What pages call it; an unknown name as it stands."""
    return ALL.get(name, name)
