"""What is always true of pull sheets and parcels: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "an order waits on a pull sheet exactly while the sheet is open",
        "SELECT o.id FROM selling_sheetorder o JOIN selling_pullsheet s ON s.id = o.sheet_id"
        " WHERE o.waiting <> (s.status = 'open')",
    ),
    (
        "each line on a pull sheet is of an order on it",
        "SELECT l.id FROM selling_sheetline l JOIN documents_line d ON d.id = l.line_id"
        " LEFT JOIN selling_sheetorder o ON o.sheet_id = l.sheet_id AND o.order_id = d.document_id WHERE o.id IS NULL",
    ),
    (
        "a unit in a parcel is of the item of its line",
        "SELECT k.id FROM selling_packed k JOIN documents_line l ON l.id = k.line_id"
        " LEFT JOIN stock_unit u ON u.id = k.unit_id AND u.home = k.home"
        " WHERE k.quantity < 1 OR k.unit_id IS NOT NULL AND (u.id IS NULL OR u.item_id <> l.item_id)",
    ),
)
