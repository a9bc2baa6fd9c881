"""The kinds of document as the oracle knows them, from the glossary, not from the program's table."""

from __future__ import annotations

from dataclasses import dataclass, replace

OUT, STOCK = "out", "stock"
QUOTE, ORDER, FINAL = "quote", "order", "final"
Booking = tuple[str, int, str]  # account, sign, of what


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind: for whom, who may, from which bins to which, and what follows. Bins are named by their purpose."""

    stage: str
    party: str | None
    right: str
    source: str | None  # the bin type that it takes from; None: any, as long as both ends are of one
    target: str | None
    takes_from: str
    puts_into: str
    picks_from: str = ""  # where the program takes units by itself, if not there
    release: str = ""
    opposite: str = ""  # the kind that a negative line follows
    becomes: tuple[str, ...] = ()
    quote: str = ""  # what cancelling makes of it
    price: str = "price"  # what a piece goes for by itself: price, cost, last cost or average; "" has no prices
    makes_units: bool = False
    takes_unknown: bool = False
    brings_back: bool = False  # what went out by it comes back as itself, the rest is made
    adjusts: bool = False  # somebody says that the books were wrong, and why
    revalues: bool = False
    by_hand: bool = True  # somebody may begin one as it is; the others come from what is done
    voids: bool = False  # cancelling leaves no quote
    planned: bool = False  # scanning adds no line for what it does not name
    travels: bool = False  # what it holds is on the way from its place to another
    waits: bool = False  # it cannot be closed before its goods are brought back
    sticks: bool = False  # the first commit bin serves the whole order
    exceeds: bool = True  # may deliver more than was ordered
    books: tuple[Booking, ...] = ()

    @property
    def taxed(self) -> bool:
        """Lines have tax: they name prices that another party pays or is paid."""
        return self.party is not None and bool(self.price) and not self.revalues

    @property
    def goods_only(self) -> bool:
        """Nothing but goods that are kept in stock can be on it."""
        return self.revalues or self.adjusts or not self.price

    @property
    def leaves(self) -> bool:
        """Goods leave our stock for somebody else."""
        return (self.source, self.target) == (STOCK, OUT)


RECEIPT: tuple[Booking, ...] = (("inventory", 1, "value"), ("accrued_purchases", -1, "value"))
TO_INSPECTION = (OUT, OUT, "supplier", "inspection")
FROM_VENDOR = (OUT, STOCK, "supplier", "receiving")
TO_VENDOR_RETURN = (STOCK, STOCK, "receiving", "vendor_return")
BACK_TO_VENDOR = (STOCK, OUT, "receiving", "returned_to_vendor")
TO_PACKING = (STOCK, STOCK, "receiving", "packing")
TO_CUSTOMER = (STOCK, OUT, "receiving", "sold")
EXPECTED_BACK = (OUT, OUT, "sold", "return_expected")
FROM_CUSTOMER = (OUT, STOCK, "sold", "customer_return")
IN_STOCK = (STOCK, STOCK, "receiving", "")
CONSUMED = (STOCK, OUT, "work_in_process", "consumed")
APART = (STOCK, OUT, "finished_goods", "taken_apart")
BEING_BUILT = (OUT, OUT, "consumed", "being_built")
ANYWHERE = (None, None, "receiving", "")

RULES = {
    "PQ": Rule(QUOTE, "vendor", "purchase", *TO_INSPECTION, opposite="DQ", becomes=("PO",), price="cost"),
    "PO": Rule(
        ORDER,
        "vendor",
        "purchase",
        *TO_INSPECTION,
        opposite="DO",
        release="unassign",
        becomes=("PR", "PI"),
        quote="PQ",
        price="cost",
        makes_units=True,
        sticks=True,
    ),
    "PR": Rule(
        FINAL,
        "vendor",
        "receive",
        *FROM_VENDOR,
        opposite="DM",
        becomes=("PI", "DO"),
        price="cost",
        makes_units=True,
        exceeds=False,
        books=RECEIPT,
    ),
    "PI": Rule(
        FINAL,
        "vendor",
        "invoice_purchases",
        *FROM_VENDOR,
        opposite="DM",
        becomes=("DO",),
        price="cost",
        makes_units=True,
        exceeds=False,
        books=(
            *RECEIPT,
            ("accrued_purchases", 1, "accrued"),
            ("input_tax", 1, "tax"),
            ("payables", -1, "total"),
            ("inventory", 1, "revalued"),
            ("cost_of_goods_sold", 1, "after_sale"),
            ("purchase_price_variance", 1, "variance"),
        ),
    ),
    "DQ": Rule(QUOTE, "vendor", "send_back", *TO_VENDOR_RETURN, opposite="PQ", becomes=("DO",), price="returned"),
    "DO": Rule(
        ORDER,
        "vendor",
        "send_back",
        *TO_VENDOR_RETURN,
        opposite="PO",
        release="repaired",
        becomes=("DM",),
        quote="DQ",
        price="returned",
        sticks=True,
    ),
    "DM": Rule(
        FINAL,
        "vendor",
        "send_back",
        *BACK_TO_VENDOR,
        opposite="PI",
        price="returned",
        books=(
            ("payables", 1, "total"),
            ("input_tax", -1, "tax"),
            ("accrued_purchases", -1, "accrued"),
            ("inventory", -1, "value"),
            ("purchase_returns", -1, "gain"),
            ("purchase_price_variance", -1, "variance"),
        ),
    ),
    "SQ": Rule(QUOTE, "customer", "sell", *TO_PACKING, opposite="CQ", becomes=("SO",)),
    "SO": Rule(
        ORDER,
        "customer",
        "sell",
        *TO_PACKING,
        picks_from="picking",
        release="main",
        opposite="CO",
        becomes=("SI",),
        quote="SQ",
        sticks=True,
    ),
    "SI": Rule(
        FINAL,
        "customer",
        "sell",
        *TO_CUSTOMER,
        picks_from="picking",
        opposite="CM",
        becomes=("CO", "CM"),
        books=(
            ("receivables", 1, "total"),
            ("sales", -1, "price"),
            ("sales_tax", -1, "tax"),
            ("cost_of_goods_sold", 1, "value"),
            ("inventory", -1, "value"),
        ),
    ),
    "RO": Rule(
        ORDER,
        "customer",
        "service",
        *(OUT, OUT, "sold", "in_repair"),
        release="sold",
        takes_unknown=True,
        price="",
        waits=True,
    ),
    "RW": Rule(
        ORDER, None, "service", *(STOCK, STOCK, "receiving", "repair"), release="repaired", price="", waits=True
    ),
    "LO": Rule(
        ORDER,
        "customer",
        "service",
        *(STOCK, STOCK, "receiving", "on_loan"),
        picks_from="picking",
        release="main",
        becomes=("SI",),
        waits=True,
    ),
    "CQ": Rule(QUOTE, "customer", "take_back", *EXPECTED_BACK, opposite="SQ", becomes=("CO",)),
    "CO": Rule(
        ORDER,
        "customer",
        "take_back",
        *EXPECTED_BACK,
        release="return_refused",
        opposite="SO",
        becomes=("CM",),
        quote="CQ",
        takes_unknown=True,
    ),
    "CM": Rule(
        FINAL,
        "customer",
        "take_back",
        *FROM_CUSTOMER,
        opposite="SI",
        takes_unknown=True,
        books=(
            ("sales_returns", 1, "price"),
            ("sales_tax", 1, "tax"),
            ("receivables", -1, "total"),
            ("inventory", 1, "value"),
            ("cost_of_goods_sold", -1, "value"),
        ),
    ),
    "OS": Rule(
        FINAL,
        None,
        "edit_master",
        *FROM_VENDOR,
        price="cost",
        makes_units=True,
        books=(("inventory", 1, "value"), ("opening_balance", -1, "value")),
    ),
    "IA": Rule(
        FINAL,
        None,
        "adjust_stock",
        *(OUT, STOCK, "written_off", "receiving"),
        opposite="IA",
        price="average",
        makes_units=True,
        brings_back=True,
        adjusts=True,
        books=(("inventory", 1, "value"), ("inventory_adjustment", -1, "value")),
    ),
    "CA": Rule(
        FINAL,
        None,
        "adjust_costs",
        *IN_STOCK,
        price="average",
        revalues=True,
        books=(("inventory", 1, "revalued"), ("inventory_adjustment", -1, "revalued")),
    ),
    "PP": Rule(
        FINAL,
        "vendor",
        "adjust_costs",
        *IN_STOCK,
        price="average",
        revalues=True,
        books=(("inventory", 1, "revalued"), ("payables", -1, "revalued")),
    ),
    "WO": Rule(
        ORDER,
        None,
        "build",
        *(STOCK, STOCK, "receiving", "shop_floor"),
        picks_from="picking",
        release="main",
        opposite="WO",
        price="average",
        sticks=True,
        voids=True,
        planned=True,
        by_hand=False,
    ),
    "WR": Rule(FINAL, None, "build", *CONSUMED, opposite="WR", price="average", by_hand=False),
    "TA": Rule(FINAL, None, "build", *APART, opposite="TA", price="", by_hand=False),
    "SW": Rule(FINAL, None, "build", *CONSUMED, opposite="SW", price="", by_hand=False),
    "TO": Rule(
        ORDER,
        None,
        "transfer",
        *(STOCK, STOCK, "receiving", "transit"),
        picks_from="picking",
        release="main",
        becomes=("ST",),
        price="",
        waits=True,
        travels=True,
    ),
    "ST": Rule(FINAL, None, "transfer", *ANYWHERE, price="", exceeds=False),
}


# Negative lines that do not do just what the opposite kind does (PUR-123, PUR-183): what goes back with a receipt is
# settled with what is accrued; what comes back from a vendor is named, and keeps its cost.
NEGATIVE = {
    "PR": replace(
        RULES["DM"],
        books=(
            ("accrued_purchases", 1, "returned"),
            ("inventory", -1, "value"),
            ("purchase_returns", -1, "gain"),
        ),
    ),
    "DO": replace(
        RULES["PO"],
        right="receive",
        takes_from="returned_to_vendor",
        release="returned_to_vendor",
        makes_units=False,
        takes_unknown=True,
    ),
    "WO": Rule(ORDER, None, "build", *BEING_BUILT, opposite="WO", price="average", makes_units=True),
    "WR": Rule(FINAL, None, "build", OUT, STOCK, "consumed", "finished_goods", opposite="WR", makes_units=True),
    "TA": Rule(FINAL, None, "build", OUT, STOCK, "consumed", "main", opposite="TA", price=""),
    "SW": Rule(FINAL, None, "build", OUT, STOCK, "consumed", "defective", opposite="SW", price=""),
    "IA": replace(
        RULES["IA"],
        source=STOCK,
        target=OUT,
        takes_from="receiving",
        puts_into="written_off",
        makes_units=False,
        brings_back=False,
        books=(("inventory_adjustment", 1, "value"), ("inventory", -1, "value")),
    ),
    "DM": replace(
        RULES["PI"],
        right="receive",
        takes_from="returned_to_vendor",
        puts_into="repaired",
        makes_units=False,
        takes_unknown=True,
        books=(
            ("inventory", 1, "value"),
            ("payables", -1, "total"),
            ("input_tax", 1, "tax"),
            ("purchase_returns", 1, "gain"),
            ("purchase_price_variance", 1, "variance"),
        ),
    ),
}


def row_of(kind: str, quantity: int) -> tuple[str, Rule]:
    """The kind that a line of this quantity follows, and its rule: the opposite where the line is negative."""
    opposite = RULES[kind].opposite
    if quantity >= 0 or not opposite:
        return kind, RULES[kind]
    return opposite, NEGATIVE.get(kind) or RULES[opposite]
