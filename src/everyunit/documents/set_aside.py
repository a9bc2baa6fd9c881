"""What orders have put by in bins that nothing is sold from: promised, and taken out of what can be sold already."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.documents.on_orders import kinds_counted

FOR_SALE = "normal"  # the stock type of bins whose goods can be sold


def set_aside(item_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Pieces by item and location of the order: one statement."""
    kinds = sql.among("d.kind", kinds_counted("promised"), "text")
    units, counted = sql.among("l.item_id", item_ids), sql.among("l.item_id", item_ids)
    return {
        (item_id, location_id): int(pieces)
        for item_id, location_id, pieces in sql.rows(
            "SELECT item_id, location_id, sum(pieces) FROM ("
            " SELECT l.item_id, d.location_id, count(*) AS pieces FROM documents_document d"
            " JOIN documents_line l ON l.document_id = d.id AND l.quantity > 0"
            " JOIN stock_hold h ON h.line_id = l.id JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
            f" JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock' AND b.stock_type <> '{FOR_SALE}'"
            f" WHERE d.status = 'open' AND {kinds.sql} AND {units.sql} GROUP BY l.item_id, d.location_id UNION ALL"
            " SELECT l.item_id, d.location_id, sum(q.quantity) FROM documents_document d"
            " JOIN documents_line l ON l.document_id = d.id AND l.quantity > 0"
            " JOIN stock_quantityhold q ON q.line_id = l.id"
            f" JOIN places_bin b ON b.id = q.bin_id AND b.bin_type = 'stock' AND b.stock_type <> '{FOR_SALE}'"
            f" WHERE d.status = 'open' AND {kinds.sql} AND {counted.sql} GROUP BY l.item_id, d.location_id"
            ") put_by GROUP BY item_id, location_id",
            [*kinds.params, *units.params, *kinds.params, *counted.params],
        )
    }
