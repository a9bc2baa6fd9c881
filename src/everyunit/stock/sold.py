"""Units that a customer has from us."""

from __future__ import annotations

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
    return [Run(each.serials, item_id, each.facts[0], None, each.newest) for each in alike(units, ("u.bin_id",))]
