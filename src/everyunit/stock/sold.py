"""Units that are out: what a customer has from us, and by which line a unit left."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.stock.queries import UnitRow
from everyunit.stock.runs import Run, Units, alike


def sold_to(party_id: int, item_id: int, count: int) -> list[Run]:
    """Up to `count` units of the item whose last movement was a sale to this party, the latest sale first; held ones
    are left out.
    """
    units = Units(
        "(SELECT u.* FROM documents_document d"
        " JOIN documents_line l ON l.document_id = d.id AND l.item_id = %s"
        " JOIN stock_posting p ON p.document_id = d.id AND p.reverses_id IS NULL"
        " JOIN stock_movement m ON m.posting_id = p.id AND m.line_id = l.id"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home AND u.step = m.step"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'out'"
        " WHERE d.party_id = %s AND d.status = 'posted' AND NOT EXISTS"
        " (SELECT 1 FROM stock_hold h WHERE h.unit_id = u.id AND h.home = u.home)"
        " ORDER BY d.id DESC, u.id LIMIT %s) u",
        "1 = 1",
        [item_id, party_id, count],
    )
    found = alike(units, ("u.bin_id",))
    return [Run(each.serials, item_id, each.facts[0], None, each.newest, each.ids) for each in found]


def line_left_on(unit: UnitRow, role: str) -> int | None:
    """The document line by which the unit, if it is out, last left our stock, if that was for a party of this role;
    what was undone does not count.
    """
    found = sql.scalar(
        "SELECT CASE WHEN y.role = %s THEN m.line_id END FROM stock_unit u"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'out'"
        " JOIN stock_movement m ON m.unit_id = u.id AND m.home = u.home"
        " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out'"
        " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
        " JOIN documents_document d ON d.id = p.document_id LEFT JOIN parties_party y ON y.id = d.party_id"
        " WHERE u.id = %s AND u.home = %s AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id)"
        " ORDER BY m.step DESC LIMIT 1",
        [role, unit.unit_id, unit.home],
    )
    return None if found is None else int(found)
