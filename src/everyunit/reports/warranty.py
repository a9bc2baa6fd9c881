"""What anybody may know of a number: which product it is, and until when it is under warranty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.warranty import MONTHS
from everyunit.reports.listed_units import STOCK_TO_OUT
from everyunit.rules.warranty import warranty_until

ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Warranty:
    """A unit that a customer has. `until`: the last day of its warranty; None without one."""

    product: str
    sold_on: dt.date
    until: dt.date | None


def warranties_of(number: str) -> list[Warranty]:
    """The units with exactly this serial or maker's number that are with a customer of ours; at most so many."""
    if not number:
        return []
    found = sql.rows(
        f"SELECT u.id, i.name, d.date, {MONTHS} FROM stock_unit u"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'out' JOIN catalog_item i ON i.id = u.item_id"
        f" JOIN ({STOCK_TO_OUT}) ON m.unit_id = u.id AND m.home = u.home"
        " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
        " JOIN documents_document d ON d.id = p.document_id JOIN documents_line l ON l.id = m.line_id"
        " JOIN parties_party c ON c.id = d.party_id AND c.role = 'customer'"
        " WHERE u.id IN (SELECT id FROM stock_unit WHERE serial = %s UNION SELECT id FROM stock_unit"
        " WHERE maker_serial = %s AND maker_serial <> '')"
        " AND NOT EXISTS (SELECT 1 FROM stock_posting undo WHERE undo.reverses_id = p.id)"
        " ORDER BY u.id DESC, m.step DESC LIMIT 100",
        [number, number],
    )
    latest: dict[int, Warranty] = {}
    for unit_id, product, day, months in found:
        sold_on = sql.date(day)
        assert sold_on is not None
        latest.setdefault(unit_id, Warranty(product, sold_on, warranty_until(sold_on, int(months))))
    return list(latest.values())[:ANSWERS]
