"""The kinds of document, as one table.

Read a row aloud: “A sales order is for a customer; attaching commits units: they move from a stock bin to the packing
bin and are held; detaching lets them go back to the main bin; it becomes a sales invoice, and cancelling turns it
into a sales quote.” “A sales invoice is final: posting takes units from a stock bin to the out bin for sold goods,
books receivables against sales and the cost of the goods against inventory; a negative line on it does what a credit
memo does.”
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from everyunit.preferences.table import (
    SAME_CUSTOMER_ORDER,
    SAME_RMA_NUMBER,
    SEARCH_FOR_INVOICES,
    SEARCH_FOR_ORDERS,
    ZERO_ON_PURCHASE_INVOICE,
    ZERO_ON_RECEIPT,
    ZERO_ON_SALES_INVOICE,
)
from everyunit.rules import rights

STOCK, OUT = "stock", "out"


class Stage(StrEnum):
    """How far a paper commits us."""

    QUOTE = "quote"  # nothing moves, nothing is held
    ORDER = "order"  # attached units are committed: moved inside their bin type, and held
    FINAL = "final"  # a draft until it posts; then units change hands and money is booked


class Basis(StrEnum):
    """What a booking is worth."""

    PRICE = "price"  # what the line is worth to us without the tax that is booked beside it
    TAX = "tax"  # the tax of the line that we owe, or claim back
    TOTAL = "total"  # what the other party owes or is owed: both together
    VALUE = "value"  # what the goods that change hands cost: the sum of unit costs, or quantity at average
    ACCRUED = "accrued"  # what the goods that are invoiced were received at
    REVALUED = "revalued"  # how much dearer the paper makes goods that are in stock
    AFTER_SALE = "after_sale"  # … goods that are sold already
    VARIANCE = "variance"  # … goods that are neither
    RETURNED = "returned"  # what a vendor grants for goods that go back: the amount of the line, where goods move
    GAIN = "gain"  # … above what they cost; negative is a loss


@dataclass(frozen=True, slots=True)
class Booking:
    """One side of the journal entry: an account purpose, debit (+1) or credit (-1), and of what."""

    account: str
    sign: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Route:
    """Where units come from and go to: the bin types that must hold, and the default bins by purpose.

    Final papers move when they post, orders when units are committed. `source` None means any type, as long as both
    ends are of the same.
    """

    source: str | None
    target: str | None
    source_default: str
    target_default: str
    pick_default: str = ""  # where the program picks units by itself; "": as source_default

    @property
    def leaves(self) -> bool:
        """Whether goods of ours become somebody else's."""
        return self.source == STOCK and self.target == OUT


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    code: str
    name: str
    party: str | None  # "vendor", "customer", or no party
    asked: str  # what the quantity of a line is called
    done: str  # what the attached quantity is called
    right: str
    route: Route
    stage: Stage = Stage.FINAL
    release: str = ""  # purpose of the bin that detached units of an order go to; "" or none set: they stay
    takes_unknown: bool = False  # units that we never sold may come in; they are generated (SAL-103)
    brings_back: bool = False  # what went out by it comes back as itself, at its own cost; the rest is generated
    adjusts: bool = False  # somebody says that the books were wrong: why, and beyond a worth another one must agree
    commit_bin_sticks: bool = False  # the first commit bin of an order serves all its later commitments
    exceeds_order: bool = True  # a line may deliver more than its order asked for
    becomes: tuple[str, ...] = ()  # the kinds that it can be converted to
    quote: str = ""  # the kind that cancelling turns it back into
    voids: bool = False  # cancelling it leaves no quote: nothing comes of it, and everything goes back
    generates: bool = False  # posting (or committing) makes new units, with new serial numbers
    priced: bool = True  # lines have prices; the grand total may not be negative
    mirror: str | None = None  # the kind whose row a negative line follows
    warns_of_doubles: str = ""  # the preference that says whether a number of theirs that is used already is told
    zero: str = ""  # the preference that says whether its quantities begin at zero when it is made from another
    searches: str = ""  # the preference that says whether picking goes on to further bins; "": it does
    price_from: str = "price"  # default price of a line: what customers pay ("price"), what vendors charge ("cost") or
    # give back ("returned"), or the "average" cost
    theirs: str = ""  # what the other party's own number on it is
    ours: str = ""  # what its own number is called to the other party
    revalues: bool = False  # posting moves nothing: the price of a line is the new cost of goods in stock
    by_hand: bool = True  # somebody may begin one as it is; the others are made by verbs of their own
    begins: bool = False  # what it brings in was there before any paper
    waits: bool = False  # its goods are where they are for a while; it cannot be closed before they are brought back
    planned: bool = False  # what goes onto it was planned: scanning adds no line for another item
    uses_up: bool = False  # what leaves stock by it is no unit of its own any more; only this kind brings it back
    travels: bool = False  # it goes from its location to another one, its destination; what it holds is on the way
    due: str = "Deliver by"  # what the day is called that it waits for
    books: tuple[Booking, ...] = ()

    @property
    def both_ways(self) -> bool:
        """Whether somebody may write lines on it of the opposite nature."""
        return self.mirror is not None and not self.planned

    @property
    def taxed(self) -> bool:
        """Whether its lines have tax: they name prices that another party pays or is paid."""
        return self.party is not None and self.priced and not self.revalues

    @property
    def goods_only(self) -> bool:
        """Whether nothing but goods that are kept in stock can be on it."""
        return self.revalues or self.adjusts or not self.priced


FROM_VENDOR = Route(OUT, STOCK, source_default="supplier", target_default="receiving")
TO_INSPECTION = Route(OUT, OUT, source_default="supplier", target_default="inspection")
TO_VENDOR_RETURN = Route(STOCK, STOCK, source_default="receiving", target_default="vendor_return")
BACK_TO_VENDOR = Route(STOCK, OUT, source_default="receiving", target_default="returned_to_vendor")
TO_PACKING = Route(STOCK, STOCK, source_default="receiving", target_default="packing", pick_default="picking")
TO_CUSTOMER = Route(STOCK, OUT, source_default="receiving", target_default="sold", pick_default="picking")
AWAITED_FROM_VENDOR = Route(OUT, OUT, source_default="returned_to_vendor", target_default="inspection")
BACK_FROM_VENDOR = Route(OUT, STOCK, source_default="returned_to_vendor", target_default="repaired")
RETURN_EXPECTED = Route(OUT, OUT, source_default="sold", target_default="return_expected")
FROM_CUSTOMER = Route(OUT, STOCK, source_default="sold", target_default="customer_return")
TO_OUR_WORKSHOP = Route(OUT, OUT, source_default="sold", target_default="in_repair")
TO_REPAIR = Route(STOCK, STOCK, source_default="receiving", target_default="repair")
ON_LOAN = Route(STOCK, STOCK, source_default="receiving", target_default="on_loan", pick_default="picking")
INTO_TRANSIT = Route(STOCK, STOCK, source_default="receiving", target_default="transit", pick_default="picking")
TO_SHOP_FLOOR = Route(STOCK, STOCK, source_default="receiving", target_default="shop_floor", pick_default="picking")
INTO_WHAT_IS_BUILT = Route(STOCK, OUT, source_default="work_in_process", target_default="consumed")
NUMBERED = Route(OUT, OUT, source_default="consumed", target_default="being_built")
FINISHED = Route(OUT, STOCK, source_default="consumed", target_default="finished_goods")
APART = Route(STOCK, OUT, source_default="finished_goods", target_default="taken_apart")
OUT_OF_WHAT_WAS_BUILT = Route(OUT, STOCK, source_default="consumed", target_default="main")
EXCHANGED_PART = Route(STOCK, OUT, source_default="receiving", target_default="consumed")
FAULTY_PART = Route(OUT, STOCK, source_default="consumed", target_default="defective")
WHERE_IT_IS = Route(STOCK, STOCK, source_default="receiving", target_default="")
WRITTEN_OFF = Route(STOCK, OUT, source_default="receiving", target_default="written_off")
FOUND = Route(OUT, STOCK, source_default="written_off", target_default="receiving")
ARRIVING = "receiving"  # where goods arrive that go to another location
ANYWHERE_ALIKE = Route(None, None, source_default="receiving", target_default="")

RECEIPT = (
    Booking("inventory", +1, Basis.VALUE),
    Booking("accrued_purchases", -1, Basis.VALUE),
)

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        # Buying
        Kind(
            code="PQ",
            name="Purchase quote",
            party="vendor",
            theirs="Vendor's quote",
            asked="quantity",
            done="ordered",
            right=rights.PURCHASE,
            route=TO_INSPECTION,
            stage=Stage.QUOTE,
            becomes=("PO",),
            price_from="cost",
            mirror="DQ",
        ),
        Kind(
            code="PO",
            name="Purchase order",
            party="vendor",
            theirs="Vendor's confirmation",
            asked="ordered",
            done="received",
            right=rights.PURCHASE,
            route=TO_INSPECTION,
            stage=Stage.ORDER,
            commit_bin_sticks=True,
            release="unassign",
            generates=True,
            becomes=("PR", "PI"),
            quote="PQ",
            price_from="cost",
            mirror="DO",
        ),
        Kind(
            code="PR",
            zero=ZERO_ON_RECEIPT,
            name="Purchase receipt",
            party="vendor",
            theirs="Delivery note",
            asked="ordered",
            done="received",
            right=rights.RECEIVE,
            route=FROM_VENDOR,
            generates=True,
            exceeds_order=False,
            becomes=("PI", "DO"),
            price_from="cost",
            mirror="DM",
            books=RECEIPT,
        ),
        Kind(
            code="PI",
            zero=ZERO_ON_PURCHASE_INVOICE,
            name="Purchase invoice",
            party="vendor",
            theirs="Vendor's invoice",
            asked="invoiced",
            done="received",
            right=rights.INVOICE_PURCHASES,
            route=FROM_VENDOR,
            generates=True,
            exceeds_order=False,
            becomes=("DO",),
            price_from="cost",
            mirror="DM",
            books=(
                *RECEIPT,
                Booking("accrued_purchases", +1, Basis.ACCRUED),
                Booking("input_tax", +1, Basis.TAX),
                Booking("payables", -1, Basis.TOTAL),
                Booking("inventory", +1, Basis.REVALUED),
                Booking("cost_of_goods_sold", +1, Basis.AFTER_SALE),
                Booking("purchase_price_variance", +1, Basis.VARIANCE),
            ),
        ),
        # Sending back to vendors
        Kind(
            code="DQ",
            name="Debit quote",
            party="vendor",
            theirs="Vendor's RMA number",
            asked="quantity",
            done="requested",
            right=rights.SEND_BACK,
            route=TO_VENDOR_RETURN,
            stage=Stage.QUOTE,
            becomes=("DO",),
            price_from="returned",
            mirror="PQ",
        ),
        Kind(
            code="DO",
            warns_of_doubles=SAME_RMA_NUMBER,
            name="Debit order",
            party="vendor",
            theirs="Vendor's RMA number",
            asked="requested",
            done="debited",
            right=rights.SEND_BACK,
            route=TO_VENDOR_RETURN,
            stage=Stage.ORDER,
            commit_bin_sticks=True,
            release="repaired",
            becomes=("DM",),
            quote="DQ",
            price_from="returned",
            mirror="PO",
        ),
        Kind(
            code="DM",
            warns_of_doubles=SAME_RMA_NUMBER,
            zero=ZERO_ON_RECEIPT,
            name="Debit memo",
            party="vendor",
            theirs="Vendor's RMA number",
            asked="requested",
            done="debited",
            right=rights.SEND_BACK,
            route=BACK_TO_VENDOR,
            price_from="returned",
            mirror="PI",
            books=(
                Booking("payables", +1, Basis.TOTAL),
                Booking("input_tax", -1, Basis.TAX),
                Booking("accrued_purchases", -1, Basis.ACCRUED),
                Booking("inventory", -1, Basis.VALUE),
                Booking("purchase_returns", -1, Basis.GAIN),
                Booking("purchase_price_variance", -1, Basis.VARIANCE),
            ),
        ),
        # Selling
        Kind(
            code="SQ",
            name="Sales quote",
            party="customer",
            theirs="Customer's enquiry",
            asked="quantity",
            done="ordered",
            right=rights.SELL,
            route=TO_PACKING,
            stage=Stage.QUOTE,
            becomes=("SO",),
            mirror="CQ",
        ),
        Kind(
            code="SO",
            warns_of_doubles=SAME_CUSTOMER_ORDER,
            searches=SEARCH_FOR_ORDERS,
            name="Sales order",
            party="customer",
            theirs="Customer's order",
            asked="ordered",
            done="shipped",
            right=rights.SELL,
            route=TO_PACKING,
            stage=Stage.ORDER,
            commit_bin_sticks=True,
            release="main",
            becomes=("SI",),
            quote="SQ",
            mirror="CO",
        ),
        Kind(
            code="SI",
            warns_of_doubles=SAME_CUSTOMER_ORDER,
            zero=ZERO_ON_SALES_INVOICE,
            searches=SEARCH_FOR_INVOICES,
            name="Sales invoice",
            party="customer",
            theirs="Customer's order",
            asked="ordered",
            done="shipped",
            right=rights.SELL,
            route=TO_CUSTOMER,
            becomes=("CO", "CM"),
            mirror="CM",
            books=(
                Booking("receivables", +1, Basis.TOTAL),
                Booking("sales", -1, Basis.PRICE),
                Booking("sales_tax", -1, Basis.TAX),
                Booking("cost_of_goods_sold", +1, Basis.VALUE),
                Booking("inventory", -1, Basis.VALUE),
            ),
        ),
        # Service
        Kind(
            code="RO",
            name="Repair order",
            party="customer",
            theirs="Customer's claim",
            asked="to repair",
            done="repaired",
            right=rights.SERVICE,
            route=TO_OUR_WORKSHOP,
            stage=Stage.ORDER,
            release="sold",
            takes_unknown=True,
            priced=False,
            waits=True,
            due="Ready by",
        ),
        Kind(
            code="RW",
            name="Workshop repair",
            party=None,
            asked="to repair",
            done="repaired",
            right=rights.SERVICE,
            route=TO_REPAIR,
            stage=Stage.ORDER,
            release="repaired",
            priced=False,
            waits=True,
            due="Ready by",
        ),
        Kind(
            code="LO",
            name="Loan",
            party="customer",
            theirs="Customer's order",
            asked="to lend",
            done="sold",
            right=rights.SERVICE,
            route=ON_LOAN,
            stage=Stage.ORDER,
            release="main",
            becomes=("SI",),
            waits=True,
            due="Due back",
        ),
        # Taking back from customers
        Kind(
            code="CQ",
            name="Credit quote",
            party="customer",
            theirs="Customer's claim",
            asked="quantity",
            done="requested",
            right=rights.TAKE_BACK,
            route=RETURN_EXPECTED,
            stage=Stage.QUOTE,
            becomes=("CO",),
            mirror="SQ",
        ),
        Kind(
            code="CO",
            name="Credit order",
            party="customer",
            theirs="Customer's claim",
            ours="RMA number",
            asked="requested",
            done="credited",
            right=rights.TAKE_BACK,
            route=RETURN_EXPECTED,
            stage=Stage.ORDER,
            release="return_refused",
            becomes=("CM",),
            quote="CQ",
            takes_unknown=True,
            mirror="SO",
        ),
        Kind(
            code="CM",
            name="Credit memo",
            party="customer",
            theirs="Customer's claim",
            asked="requested",
            done="credited",
            right=rights.TAKE_BACK,
            route=FROM_CUSTOMER,
            takes_unknown=True,
            mirror="SI",
            books=(
                Booking("sales_returns", +1, Basis.PRICE),
                Booking("sales_tax", +1, Basis.TAX),
                Booking("receivables", -1, Basis.TOTAL),
                Booking("inventory", +1, Basis.VALUE),
                Booking("cost_of_goods_sold", -1, Basis.VALUE),
            ),
        ),
        # Building
        Kind(
            code="WO",
            name="Work order",
            party=None,
            asked="needed",
            done="used",
            right=rights.BUILD,
            route=TO_SHOP_FLOOR,
            stage=Stage.ORDER,
            commit_bin_sticks=True,
            release="main",
            becomes=("WR",),
            voids=True,
            planned=True,
            price_from="average",
            by_hand=False,
            mirror="WO",
        ),
        Kind(
            code="WR",
            name="Work report",
            party=None,
            asked="quantity",
            done="used",
            right=rights.BUILD,
            route=INTO_WHAT_IS_BUILT,
            price_from="average",
            by_hand=False,
            uses_up=True,
            mirror="WR",
            books=(
                Booking("inventory", -1, Basis.VALUE),
                Booking("absorbed_work", -1, Basis.PRICE),
            ),
        ),
        Kind(
            code="TA",
            name="Take-apart",
            party=None,
            asked="quantity",
            done="taken apart",
            right=rights.BUILD,
            route=APART,
            priced=False,
            by_hand=False,
            uses_up=True,
            mirror="TA",
            books=(Booking("inventory", -1, Basis.VALUE),),
        ),
        Kind(
            code="SW",
            name="Swap",
            party=None,
            asked="quantity",
            done="built in",
            right=rights.BUILD,
            route=EXCHANGED_PART,
            priced=False,
            by_hand=False,
            uses_up=True,
            mirror="SW",
            books=(
                Booking("inventory", -1, Basis.VALUE),
                Booking("exchanged_parts", +1, Basis.VALUE),
            ),
        ),
        # Beginning
        Kind(
            code="OS",
            name="Opening stock",
            party=None,
            asked="quantity",
            done="opened",
            right=rights.EDIT_MASTER,
            route=FROM_VENDOR,
            generates=True,
            price_from="cost",
            begins=True,
            books=(
                Booking("inventory", +1, Basis.VALUE),
                Booking("opening_balance", -1, Basis.VALUE),
            ),
        ),
        # Adjusting
        Kind(
            code="IA",
            name="Inventory adjustment",
            party=None,
            asked="quantity",
            done="adjusted",
            right=rights.ADJUST_STOCK,
            route=FOUND,
            generates=True,
            brings_back=True,
            adjusts=True,
            price_from="average",
            mirror="IA",
            books=(
                Booking("inventory", +1, Basis.VALUE),
                Booking("inventory_adjustment", -1, Basis.VALUE),
            ),
        ),
        # Revaluing
        Kind(
            code="CA",
            name="Cost adjustment",
            party=None,
            asked="quantity",
            done="adjusted",
            right=rights.ADJUST_COSTS,
            route=WHERE_IT_IS,
            price_from="average",
            revalues=True,
            books=(
                Booking("inventory", +1, Basis.REVALUED),
                Booking("inventory_adjustment", -1, Basis.REVALUED),
            ),
        ),
        Kind(
            code="PP",
            name="Price protection",
            party="vendor",
            asked="quantity",
            done="adjusted",
            right=rights.ADJUST_COSTS,
            route=WHERE_IT_IS,
            price_from="average",
            revalues=True,
            books=(
                Booking("inventory", +1, Basis.REVALUED),
                Booking("payables", -1, Basis.REVALUED),
            ),
        ),
        # Moving
        Kind(
            code="TO",
            name="Transfer order",
            party=None,
            asked="requested",
            done="arrived",
            right=rights.TRANSFER,
            route=INTO_TRANSIT,
            stage=Stage.ORDER,
            release="main",
            becomes=("ST",),
            priced=False,
            waits=True,
            travels=True,
        ),
        Kind(
            code="ST",
            name="Stock transfer",
            party=None,
            asked="quantity",
            done="moved",
            right=rights.TRANSFER,
            route=ANYWHERE_ALIKE,
            exceeds_order=False,
            priced=False,
        ),
    )
}


# The rows of negative lines that do not do just what a positive line of the mirror does.
NEGATIVE: dict[str, Kind] = {
    # Goods that go back are settled with what is accrued, until the invoice comes (PUR-183).
    "PR": replace(
        KINDS["DM"],
        books=(
            Booking("accrued_purchases", +1, Basis.RETURNED),
            Booking("inventory", -1, Basis.VALUE),
            Booking("purchase_returns", -1, Basis.GAIN),
        ),
    ),
    # What comes back from a vendor is named, as what comes back from a customer is; it keeps its cost.
    "DO": replace(
        KINDS["PO"],
        right=rights.RECEIVE,
        route=AWAITED_FROM_VENDOR,
        release="returned_to_vendor",
        generates=False,
        takes_unknown=True,
    ),
    "DM": replace(
        KINDS["PI"],
        right=rights.RECEIVE,
        route=BACK_FROM_VENDOR,
        generates=False,
        takes_unknown=True,
        books=(
            Booking("inventory", +1, Basis.VALUE),
            Booking("payables", -1, Basis.TOTAL),
            Booking("input_tax", +1, Basis.TAX),
            Booking("purchase_returns", +1, Basis.GAIN),
            Booking("purchase_price_variance", +1, Basis.VARIANCE),
        ),
    ),
    # What is written off is named, and goes at what it cost.
    "IA": replace(
        KINDS["IA"],
        route=WRITTEN_OFF,
        generates=False,
        brings_back=False,
        books=(
            Booking("inventory_adjustment", +1, Basis.VALUE),
            Booking("inventory", -1, Basis.VALUE),
        ),
    ),
}


# Negative lines of what is built or taken apart: what becomes of the parts, and what the parts become.
NEGATIVE |= {
    "WO": replace(KINDS["WO"], asked="to be built", done="built", route=NUMBERED, release="", generates=True),
    "WR": replace(
        KINDS["WR"],
        asked="built",
        done="built",
        route=FINISHED,
        generates=True,
        books=(Booking("inventory", +1, Basis.VALUE),),
    ),
    "TA": replace(
        KINDS["TA"],
        asked="came back",
        done="came back",
        route=OUT_OF_WHAT_WAS_BUILT,
        books=(Booking("inventory", +1, Basis.VALUE),),
    ),
    "SW": replace(
        KINDS["SW"],
        asked="taken out",
        done="taken out",
        route=FAULTY_PART,
        books=(
            Booking("inventory", +1, Basis.VALUE),
            Booking("exchanged_parts", -1, Basis.VALUE),
        ),
    ),
}


def row_for(kind: Kind, sign: int) -> Kind:
    """The row that a line of this sign follows: the kind's own, or its mirror's for a negative line."""
    if sign >= 0 or kind.mirror is None:
        return kind
    return NEGATIVE.get(kind.code) or KINDS[kind.mirror]


def leaves(row: Kind) -> bool:
    """Whether goods on lines of this row leave our stock for somebody else."""
    return row.route.source == STOCK and row.route.target == OUT


def invoices(kind: Kind) -> bool:
    """Whether papers of this kind invoice what receipts brought in."""
    return kind.generates and any(booking.basis is Basis.ACCRUED for booking in kind.books)


# The kinds that invoice what receipts brought in, for SQL.
INVOICING = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if invoices(kind))
# The kinds that the books begin with, for SQL.
BEGINNING = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.begins)
# The kinds that move nothing but give goods a new cost, for SQL: "'CA', 'PP'".
REVALUING = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.revalues)
# The kinds that use up what leaves stock by them, for SQL.
USING_UP = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.uses_up)
