"""The kinds of document, as one table.

Read a row aloud: “A sales order is for a customer; attaching commits units: they move from a stock bin to the packing
bin and are held; detaching lets them go back to the main bin; it becomes a sales invoice, and cancelling turns it
into a sales quote.” “A sales invoice is final: posting takes units from a stock bin to the out bin for sold goods,
books receivables against sales and the cost of the goods against inventory; a negative line on it does what a credit
memo does.”
"""

from __future__ import annotations

from dataclasses import replace

from everyunit.documents.kind import OUT, STOCK, Basis, Booking, Kind, Stage
from everyunit.documents.routes import (
    ANYWHERE_ALIKE,
    APART,
    AWAITED_FROM_VENDOR,
    BACK_FROM_VENDOR,
    BACK_TO_VENDOR,
    EXCHANGED_PART,
    FAULTY_PART,
    FINISHED,
    FOUND,
    FROM_CUSTOMER,
    FROM_VENDOR,
    INTO_TRANSIT,
    INTO_WHAT_IS_BUILT,
    NUMBERED,
    ON_LOAN,
    OUT_OF_WHAT_WAS_BUILT,
    RETURN_EXPECTED,
    TO_CUSTOMER,
    TO_INSPECTION,
    TO_OUR_WORKSHOP,
    TO_PACKING,
    TO_REPAIR,
    TO_SHOP_FLOOR,
    TO_VENDOR_RETURN,
    WHERE_IT_IS,
    WRITTEN_OFF,
)
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
