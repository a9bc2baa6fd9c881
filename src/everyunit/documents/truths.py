"""What is always true of documents: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

from everyunit.documents.kinds import INVOICING, REVALUING

UNIT_TRACKED = "('serialized', 'auto_serialized')"

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "a unit is held by a line of an open document only",
        "SELECT h.unit_id FROM stock_hold h LEFT JOIN documents_line l ON l.id = h.line_id"
        " LEFT JOIN documents_document d ON d.id = l.document_id AND d.status IN ('draft', 'open')"
        " LEFT JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        " WHERE d.id IS NULL OR u.id IS NULL OR u.item_id <> l.item_id",
    ),
    (
        "an open line counts the units that it holds or expects",
        "SELECT l.id FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
        " AND d.status IN ('draft', 'open')"
        " LEFT JOIN (SELECT line_id, count(*) AS n FROM stock_hold GROUP BY line_id) h ON h.line_id = l.id"
        " LEFT JOIN (SELECT line_id, count(*) AS n FROM documents_makernumber GROUP BY line_id) n ON n.line_id = l.id"
        " LEFT JOIN (SELECT line_id, sum(quantity) AS n FROM stock_quantityhold GROUP BY line_id) q ON q.line_id = l.id"
        " WHERE l.attached <> coalesce(h.n, 0) + coalesce(n.n, 0) + coalesce(q.n, 0)",
    ),
    (
        "a posted line of units has exactly as many units as its quantity",
        "SELECT l.id FROM documents_line l JOIN documents_document d ON d.id = l.document_id AND d.status = 'posted'"
        f" JOIN catalog_item i ON i.id = l.item_id AND i.tracking IN {UNIT_TRACKED}"
        " LEFT JOIN (SELECT m.line_id, count(*) AS n FROM stock_movement m JOIN stock_posting p"
        " ON p.id = m.posting_id AND p.reverses_id IS NULL GROUP BY m.line_id) m ON m.line_id = l.id"
        " LEFT JOIN documents_line s ON s.id = l.source_line_id"
        " LEFT JOIN documents_document sd ON sd.id = s.document_id"
        f" WHERE d.kind NOT IN ({REVALUING}) AND coalesce(m.n, 0) <> abs(l.quantity)"
        f" AND NOT (d.kind IN ({INVOICING}) AND coalesce(sd.status, '') = 'posted')",
    ),
    (
        "a posted line that gives units a new cost names exactly its quantity in stock, and moves nothing",
        "SELECT l.id FROM documents_line l JOIN documents_document d ON d.id = l.document_id AND d.status = 'posted'"
        f" AND d.kind IN ({REVALUING}) JOIN catalog_item i ON i.id = l.item_id AND i.tracking IN {UNIT_TRACKED}"
        " LEFT JOIN (SELECT c.line_id, count(*) AS n, count(DISTINCT c.unit_id) AS units FROM stock_costchange c"
        " JOIN stock_posting p ON p.id = c.posting_id AND p.reverses_id IS NULL"
        " JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.step = c.step"
        " JOIN places_bin b ON b.id = m.to_bin_id AND b.bin_type = 'stock' GROUP BY c.line_id) c ON c.line_id = l.id"
        " WHERE coalesce(c.n, 0) <> abs(l.quantity) OR coalesce(c.units, 0) <> abs(l.quantity)"
        " OR EXISTS (SELECT 1 FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " WHERE p.document_id = d.id)",
    ),
    (
        "a document has the status that was given to it last",
        "SELECT d.kind, d.number FROM documents_change c JOIN documents_document d ON d.id = c.document_id"
        " WHERE c.field = 'status' AND c.new <> d.status AND NOT EXISTS (SELECT 1 FROM documents_change later"
        " WHERE later.document_id = c.document_id AND later.field = 'status' AND later.id > c.id)",
    ),
    (
        "what a paper did happened on its date, and a reversal then or on the day on which it was recorded",
        "SELECT d.kind, d.number FROM stock_posting p"
        " JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted' WHERE p.date <> d.date"
        " AND (p.reverses_id IS NULL OR p.date <> date(p.posted_at))",
    ),
    (
        "a posted document has exactly one posting, a draft or quote none",
        "SELECT d.id FROM documents_document d LEFT JOIN (SELECT document_id, count(*) AS n FROM stock_posting"
        " WHERE reverses_id IS NULL GROUP BY document_id) p ON p.document_id = d.id"
        " WHERE (d.status = 'posted' AND coalesce(p.n, 0) <> 1) OR (d.status = 'draft' AND coalesce(p.n, 0) <> 0)",
    ),
    (
        "a reversal moves exactly what it reverses, the other way",
        "SELECT r.id FROM stock_posting r WHERE r.reverses_id IS NOT NULL AND ("
        " (SELECT count(*) FROM stock_movement m WHERE m.posting_id = r.id)"
        " <> (SELECT count(*) FROM stock_movement m JOIN stock_movement o ON o.posting_id = r.reverses_id"
        " AND o.unit_id = m.unit_id AND o.home = m.home AND o.from_bin_id = m.to_bin_id"
        " AND o.to_bin_id = m.from_bin_id AND o.cost_minor = m.cost_minor WHERE m.posting_id = r.id)"
        " OR (SELECT count(*) FROM stock_movement m WHERE m.posting_id = r.id)"
        " <> (SELECT count(*) FROM stock_movement m WHERE m.posting_id = r.reverses_id))",
    ),
)
