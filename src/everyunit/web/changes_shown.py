"""What somebody changed of a document, as its page says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from everyunit.documents.changes import PRICES, ChangeRow
from everyunit.documents.kind import Kind
from everyunit.rules.currencies import format_rate
from everyunit.rules.words import word
from everyunit.web.templatetags.shown import discount, grouped

LABELS = {
    "status": "Status",
    "party": "Vendor or customer",
    "date": "Date",
    "from_bin": "From bin",
    "to_bin": "To bin",
    "reference": "Reference",
    "notes": "Notes",
    "their_number": "Their number",
    "contact": "Contact",
    "bill_to": "Bill to",
    "ship_to": "Ship to",
    "terms": "Terms of payment",
    "due_on": "Due",
    "deliver_on": "Deliver by",
    "expires_on": "Expires",
    "ship_via": "Ship via",
    "tracking_number": "Tracking number",
    "representative": "Representative",
    "currency": "Currency",
    "rate": "Rate",
    "tax_included": "Prices hold the tax",
    "reason": "Reason",
    "destination": "To location",
    "quantity": "Quantity",
    "price_minor": "Price",
    "discount": "Discount",
    "tax_code": "Tax",
    "note": "Note",
    "lot": "Lot",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A change in words. `line`: which one it is about; "" for the document itself."""

    at: dt.datetime
    user: str
    line: str
    item: str
    label: str
    old: str
    new: str


def shown(row: ChangeRow, kind: Kind, digits: int, prices: bool) -> Shown:
    """`prices`: whether they may be seen; `digits`: the decimals of the document's currency."""
    read = _reader(row.field, digits) if prices or row.field not in PRICES else lambda text: "hidden"
    return Shown(
        at=row.at,
        user=row.user,
        line=f"Line {row.position}" if row.position is not None else "",
        item=row.item,
        label=kind.party.capitalize() if kind.party and row.field == "party" else LABELS.get(row.field, row.field),
        old=read(row.old) if row.old else "",
        new=read(row.new) if row.new else "",
    )


def _reader(field: str, digits: int) -> Callable[[str], str]:
    readers: dict[str, Callable[[str], str]] = {
        "status": word,
        "price_minor": lambda text: grouped(int(text), digits),
        "discount": lambda text: discount(int(text)),
        "rate": lambda text: format_rate(int(text)),
        "tax_included": str.capitalize,
    }
    return readers.get(field, str)
