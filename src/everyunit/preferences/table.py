"""The preferences, as one table.

Read a row aloud: “A unit is scanned whose item is not on the document: add a line for it, or ask first; unless somebody
chooses otherwise, a line is added; a workstation may have it its own way.”

The first option of each row is what the program does until somebody chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the ways to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that a company may want its own way.

    `sentence`: the situation, as the settings page tells it; the labels of the options finish it. `by_workstation`: a
    workstation may have it otherwise than the company.
    """

    key: str
    group: str
    sentence: str
    options: tuple[Option, ...]
    rule: str
    by_workstation: bool = False
    amount: str = ""  # a further way, in words: an amount of money that somebody enters, kept in minor units

    def allows(self, value: str) -> bool:
        """Whether this can be chosen."""
        is_amount = bool(self.amount) and value.isdecimal() and value.isascii() and len(value) <= 13
        return is_amount or any(option.value == value for option in self.options)

    @property
    def default(self) -> str:
        return self.options[0].value

    def label_of(self, value: str) -> str:
        as_amount = f"{self.amount} {value}".strip()
        return next((option.label for option in self.options if option.value == value), as_amount)


PICKING, SCANNING, HEADS = "Picking", "Scanning", "The head of papers"
BUYING, NEXT_PAPER, STOCK, LOCATIONS = "Buying", "The next paper", "Stock", "Locations"
CUSTOMERS = "Customers"

PICK_BIN = "pick_bin"
MAKER_NUMBERS = "pick_maker_numbers"
SEARCH_FOR_ORDERS = "search_bins_for_orders"
SEARCH_FOR_INVOICES = "search_bins_for_invoices"
ITEM_NOT_ON_DOCUMENT = "item_not_on_document"
COPY_NOTES = "copy_notes"
APPROVE_ADJUSTMENTS = "approve_adjustments"
PUBLIC_WARRANTY = "public_warranty"
BINS_OF = "bins_of"
OPEN_SALES = "open_sales_papers"
OPEN_PURCHASES = "open_purchase_papers"
SAME_CUSTOMER_ORDER = "same_customer_order"
SAME_RMA_NUMBER = "same_rma_number"
REPRESENTATIVE = "representative"
EXCHANGE_RATE = "exchange_rate"
PURCHASE_COST = "purchase_cost"
DEBIT_COST = "debit_cost"
PRICE_CHANGES = "price_changes"
OTHER_CUSTOMER = "other_customer"
ZERO_ON_SALES_INVOICE = "zero_on_sales_invoice"
ZERO_ON_RECEIPT = "zero_on_receipt"
ZERO_ON_PURCHASE_INVOICE = "zero_on_purchase_invoice"

VENDOR_STANDARD = Option("vendor_standard", "What this vendor charges for it")
VENDOR_LAST = Option("vendor_last", "What it cost last from this vendor")
ITEM_LAST = Option("item_last", "What it cost last from any vendor")
ITEM_AVERAGE = Option("item_average", "What a piece in stock costs on average")
NO_COST = Option("none", "Nothing: it is entered")
OWN = Option("own", "Only for those with the right to work across locations")
BEGINS = (
    Option(NO, "Goods begin at what is committed, else at what is outstanding"),
    Option(YES, "Goods begin at zero, so that somebody enters each; units are scanned as ever"),
)

PREFERENCES: dict[str, Preference] = {
    preference.key: preference
    for preference in (
        Preference(
            key=PICK_BIN,
            group=PICKING,
            sentence="Auto-serialized units are picked for a customer's paper that names no bin.",
            options=(
                Option("none", "From the picking bin, without asking"),
                Option("each", "Somebody chooses a bin for each item"),
                Option("once", "Somebody chooses one bin for all items"),
            ),
            rule="SET-100",
            by_workstation=True,
        ),
        Preference(
            key=MAKER_NUMBERS,
            group=PICKING,
            sentence="A unit whose turn it is to be picked for a customer has a maker's number. The box that is shipped"
            " might have another.",
            options=(
                Option("take", "Take it like any other"),
                Option("skip", "Leave it: such units are scanned"),
                Option("ask", "Ask whether to take it"),
            ),
            rule="SET-101",
            by_workstation=True,
        ),
        Preference(
            key=SEARCH_FOR_ORDERS,
            group=PICKING,
            sentence="The picking bin has too few for a sales order.",
            options=(Option(YES, "Look in further bins"), Option(NO, "Say that they are short")),
            rule="SET-54",
        ),
        Preference(
            key=SEARCH_FOR_INVOICES,
            group=PICKING,
            sentence="The picking bin has too few for a sales invoice.",
            options=(Option(YES, "Look in further bins"), Option(NO, "Say that they are short")),
            rule="SET-55",
        ),
        Preference(
            key=ITEM_NOT_ON_DOCUMENT,
            group=SCANNING,
            sentence="Somebody scans a unit or an item that the paper does not have yet, to sell it, to take it back or"
            " to send it back to a vendor.",
            options=(Option("add", "Add a line for it"), Option("ask", "Ask first")),
            rule="SET-102",
            by_workstation=True,
        ),
        Preference(
            key=OTHER_CUSTOMER,
            group=SCANNING,
            sentence="A unit comes back from a customer, and another one has bought it.",
            options=(Option("tell", "Take it, and say who bought it"), Option("ask", "Ask first")),
            rule="SAL-146",
            by_workstation=True,
        ),
        Preference(
            key=SAME_CUSTOMER_ORDER,
            group=HEADS,
            sentence="A customer's order number is on another order or invoice of that customer already.",
            options=(Option(YES, "Say so"), Option(NO, "That is quite usual")),
            rule="SAL-174",
        ),
        Preference(
            key=SAME_RMA_NUMBER,
            group=HEADS,
            sentence="A vendor's RMA number is on another return to that vendor already.",
            options=(Option(YES, "Say so"), Option(NO, "That is quite usual")),
            rule="PUR-218",
        ),
        Preference(
            key=REPRESENTATIVE,
            group=HEADS,
            sentence="A new paper for a customer names no representative.",
            options=(Option("blank", "It has none"), Option("user", "It is who makes the paper")),
            rule="SAL-180",
            by_workstation=True,
        ),
        Preference(
            key=PURCHASE_COST,
            group=BUYING,
            sentence="An item comes onto a quote, order, receipt or invoice of a vendor, and nobody enters its cost.",
            options=(VENDOR_STANDARD, VENDOR_LAST, ITEM_LAST, ITEM_AVERAGE, NO_COST),
            rule="PUR-160",
        ),
        Preference(
            key=DEBIT_COST,
            group=BUYING,
            sentence="An item goes back to a vendor, and nobody enters what he grants for it.",
            options=(ITEM_LAST, VENDOR_STANDARD, VENDOR_LAST, ITEM_AVERAGE, NO_COST),
            rule="PUR-161",
        ),
        Preference(
            key=PRICE_CHANGES,
            group=BUYING,
            sentence="A receipt or invoice of a vendor charges more or less than the paper that it is made from.",
            options=(
                Option("any", "Whoever may post it posts it, however much it differs"),
                Option("0", "Any other price needs the right to accept prices"),
                *(Option(str(most), f"Beyond {most} % it needs the right to accept prices") for most in (2, 5, 10, 20)),
            ),
            rule="SET-148",
        ),
        Preference(
            key=ZERO_ON_SALES_INVOICE,
            group=NEXT_PAPER,
            sentence="A sales invoice is made from an order.",
            options=BEGINS,
            rule="SET-106",
        ),
        Preference(
            key=ZERO_ON_RECEIPT,
            group=NEXT_PAPER,
            sentence="A receipt is made from a purchase order, or a debit memo from a debit order.",
            options=BEGINS,
            rule="SET-107",
        ),
        Preference(
            key=ZERO_ON_PURCHASE_INVOICE,
            group=NEXT_PAPER,
            sentence="A purchase invoice is made from an order or a receipt.",
            options=BEGINS,
            rule="SET-109",
        ),
        Preference(
            key=EXCHANGE_RATE,
            group=NEXT_PAPER,
            sentence="The next paper is made from one in another currency.",
            options=(Option("keep", "It keeps the exchange rate"), Option("today", "It gets the rate of its own day")),
            rule="SAL-182",
        ),
        Preference(
            key=COPY_NOTES,
            group=NEXT_PAPER,
            sentence="The next paper is made from one that has notes.",
            options=(Option(YES, "The notes go along"), Option(NO, "It begins without notes")),
            rule="SET-137",
        ),
        Preference(
            key=APPROVE_ADJUSTMENTS,
            group=STOCK,
            sentence="Somebody writes goods off, or adds some that were found.",
            options=(Option(NO, "They post it themselves"),),
            rule="WHS-142",
            amount="Somebody else must approve what is worth more than",
        ),
        Preference(
            key=PUBLIC_WARRANTY,
            group=CUSTOMERS,
            sentence="Somebody without a sign-in opens the page /warranty and enters a serial or maker's number.",
            options=(
                Option(NO, "There is no such page"),
                Option(YES, "They learn which product it is, and until when it is under warranty"),
            ),
            rule="WHS-24",
        ),
        Preference(
            key=BINS_OF,
            group=LOCATIONS,
            sentence="Somebody scans, picks or counts goods in another location, or puts goods there.",
            options=(Option("all", "They are taken"), OWN),
            rule="SET-120",
        ),
        Preference(
            key=OPEN_SALES,
            group=LOCATIONS,
            sentence="Somebody opens a paper for a customer that belongs to another location.",
            options=(Option("all", "It opens"), OWN),
            rule="SET-138",
        ),
        Preference(
            key=OPEN_PURCHASES,
            group=LOCATIONS,
            sentence="Somebody opens a paper for a vendor that belongs to another location.",
            options=(Option("all", "It opens"), OWN),
            rule="SET-138",
        ),
    )
}
