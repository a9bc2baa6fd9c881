"""The kinds of document, as one table.

Read a row aloud: “A sales invoice is for a customer; it takes units from a stock bin to the out bin for sold goods,
books receivables against sales and the cost of the goods against inventory; a negative line on it does what a
credit memo does.”
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from everyunit.rules import rights

STOCK, OUT = "stock", "out"


class Basis(StrEnum):
    """What a booking is worth."""

    PRICE = "price"  # what the other party owes or is owed: the amount of the line
    VALUE = "value"  # what the goods themselves cost: the sum of unit costs, or quantity at average


@dataclass(frozen=True, slots=True)
class Booking:
    """One side of the journal entry: an account purpose, debit (+1) or credit (-1), and of what."""

    account: str
    sign: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Route:
    """Where units come from and go to: the bin types that must hold, and the default bins by purpose.

    `source` None means any type, as long as both ends are of the same.
    """

    source: str | None
    target: str | None
    source_default: str
    target_default: str


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
    generates: bool = False  # posting makes new units, with new serial numbers
    priced: bool = True  # lines have prices; the grand total may not be negative
    mirror: str | None = None  # the kind whose row a negative line follows
    price_from: str = "price"  # default unit price of a line: the item's "price" or "cost"
    books: tuple[Booking, ...] = ()


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            code="PR",
            name="Purchase receipt",
            party="vendor",
            asked="ordered",
            done="received",
            right=rights.RECEIVE,
            route=Route(OUT, STOCK, source_default="supplier", target_default="receiving"),
            generates=True,
            price_from="cost",
            books=(
                Booking("inventory", +1, Basis.VALUE),
                Booking("accrued_purchases", -1, Basis.VALUE),
            ),
        ),
        Kind(
            code="SI",
            name="Sales invoice",
            party="customer",
            asked="ordered",
            done="shipped",
            right=rights.SELL,
            route=Route(STOCK, OUT, source_default="receiving", target_default="sold"),
            mirror="CM",
            books=(
                Booking("receivables", +1, Basis.PRICE),
                Booking("sales", -1, Basis.PRICE),
                Booking("cost_of_goods_sold", +1, Basis.VALUE),
                Booking("inventory", -1, Basis.VALUE),
            ),
        ),
        Kind(
            code="CM",
            name="Credit memo",
            party="customer",
            asked="requested",
            done="credited",
            right=rights.TAKE_BACK,
            route=Route(OUT, STOCK, source_default="sold", target_default="customer_return"),
            mirror="SI",
            books=(
                Booking("sales_returns", +1, Basis.PRICE),
                Booking("receivables", -1, Basis.PRICE),
                Booking("inventory", +1, Basis.VALUE),
                Booking("cost_of_goods_sold", -1, Basis.VALUE),
            ),
        ),
        Kind(
            code="ST",
            name="Stock transfer",
            party=None,
            asked="quantity",
            done="moved",
            right=rights.TRANSFER,
            route=Route(None, None, source_default="receiving", target_default=""),
            priced=False,
        ),
    )
}


def row_for(kind: Kind, sign: int) -> Kind:
    """The row that a line of this sign follows: the kind's own, or its mirror's for a negative line."""
    if sign >= 0 or kind.mirror is None:
        return kind
    return KINDS[kind.mirror]
