"""What a unit's past says of it, as values to select over `stock_unit u`: its days, lot, customers and warranties."""

from __future__ import annotations

import datetime as dt
from calendar import timegm

from everyunit.base import clock, sql
from everyunit.documents.warranty import MONTHS, months_promised

SECONDS_A_DAY = 24 * 60 * 60
CROSSING = (
    "stock_movement m JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = '{}'"
    " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = '{}'"
    " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
    " JOIN documents_document d ON d.id = p.document_id"
)
COUNTS = "NOT EXISTS (SELECT 1 FROM stock_posting undo WHERE undo.reverses_id = p.id)"
MINE = f"m.unit_id = u.id AND m.home = u.home AND {COUNTS}"
LEFT, CAME = CROSSING.format("stock", "out"), CROSSING.format("out", "stock")


def days_in_stock() -> str:
    """For how many days it has been in our stock, all its stays together, up to today."""
    away = f"{timegm(clock.today().timetuple())} - {sql.epoch('p.date')}"
    days = f"sum((CASE t.bin_type WHEN 'stock' THEN 1 ELSE -1 END) * ({away})) / {SECONDS_A_DAY}"
    return (
        f"(SELECT CASE WHEN {days} > 0 THEN {days} ELSE 0 END"
        " FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
        " WHERE m.unit_id = u.id AND m.home = u.home AND f.bin_type <> t.bin_type)"
    )


def days_ago(days: int) -> dt.date:
    """The last day on which something was born that has been in stock for so many days today."""
    today = clock.today().toordinal()
    return dt.date.fromordinal(min(max(today - days, 1), today))


def sold_to(which: str) -> str:
    """The id of the customer who had it first, or last: also one who gave it back since."""
    way = {"first": "ASC", "last": "DESC"}[which]
    return (
        f"(SELECT c.id FROM {LEFT} JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer'"
        f" WHERE {MINE} ORDER BY m.step {way} LIMIT 1)"
    )


def warranty_until() -> str:
    """The last day of our warranty, while a customer has it: the last that took it out of our stock was a sale."""
    return (
        f"(SELECT CASE WHEN c.id IS NOT NULL THEN {sql.months_later('d.date', MONTHS)} END FROM {LEFT}"
        " JOIN documents_line l ON l.id = m.line_id JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'out'"
        f" LEFT JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer' WHERE {MINE}"
        " ORDER BY m.step DESC LIMIT 1)"
    )


def vendor_warranty_until() -> str:
    """The last day of the vendor's warranty, where it came from one."""
    months = months_promised("u.item_id", by_vendor=True)
    return (
        f"(SELECT CASE WHEN v.id IS NOT NULL THEN {sql.months_later('d.date', months)} END FROM {CAME}"
        f" LEFT JOIN parties_party v ON v.id = d.party_id AND v.role = 'vendor' WHERE {MINE}"
        " ORDER BY m.step LIMIT 1)"
    )


# Units that were born by a day.
BORN_BY = (
    "SELECT m.unit_id FROM stock_posting p JOIN stock_movement m ON m.posting_id = p.id AND m.step = 1"
    " WHERE p.date <= %s"
)
# The number of the lot that it was received with.
LOT = (
    "(SELECT lot.number FROM stock_movement m JOIN documents_linelot n ON n.line_id = m.line_id"
    " JOIN catalog_lot lot ON lot.id = n.lot_id WHERE m.unit_id = u.id AND m.home = u.home ORDER BY m.step LIMIT 1)"
)
# Units that were received with a lot `lot`, and units that a customer `c` had at any time; {} is the test.
OF_LOT = (
    "SELECT m.unit_id FROM catalog_lot lot JOIN documents_linelot n ON n.lot_id = lot.id"
    " JOIN documents_line l ON l.id = n.line_id JOIN stock_posting p ON p.document_id = l.document_id"
    " JOIN stock_movement m ON m.posting_id = p.id AND m.line_id = l.id WHERE {}"
)
EVER_SOLD = (
    "SELECT m.unit_id FROM parties_party c JOIN documents_document d ON d.party_id = c.id"
    " JOIN stock_posting p ON p.document_id = d.id JOIN stock_movement m ON m.posting_id = p.id"
    " WHERE c.role = 'customer' AND {}"
)
