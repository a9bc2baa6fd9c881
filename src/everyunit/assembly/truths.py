"""What is always true of what was built: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

from everyunit.documents.kinds import USING_UP

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "what was built costs just what went into it",
        "SELECT d.id, w.used, w.made FROM documents_document d JOIN ("
        " SELECT s.document_id, sum(s.used) AS used, sum(s.made) AS made FROM ("
        "  SELECT l.document_id, CASE WHEN l.quantity > 0 THEN m.cost_minor ELSE 0 END AS used,"
        "  CASE WHEN l.quantity < 0 THEN m.cost_minor ELSE 0 END AS made FROM documents_line l"
        "  JOIN stock_movement m ON m.line_id = l.id"
        "  JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
        "  UNION ALL SELECT l.document_id, CASE WHEN l.quantity > 0 THEN q.value_minor ELSE 0 END,"
        "  CASE WHEN l.quantity < 0 THEN q.value_minor ELSE 0 END FROM documents_line l"
        "  JOIN stock_quantitymovement q ON q.line_id = l.id"
        "  JOIN stock_posting p ON p.id = q.posting_id AND p.reverses_id IS NULL"
        "  UNION ALL SELECT l.document_id, l.worth_minor, 0 FROM documents_line l"
        "  JOIN catalog_item i ON i.id = l.item_id AND i.tracking = 'none'"
        " ) s GROUP BY s.document_id) w ON w.document_id = d.id"
        " WHERE d.kind IN ('WR', 'TA') AND d.status = 'posted' AND w.used <> w.made",
    ),
    (
        "what building used up moves on by building alone",
        "SELECT m.unit_id FROM documents_document d JOIN stock_posting p ON p.document_id = d.id"
        " JOIN stock_movement m ON m.posting_id = p.id"
        " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out'"
        " JOIN stock_movement n ON n.unit_id = m.unit_id AND n.home = m.home AND n.step = m.step + 1"
        " JOIN stock_posting next ON next.id = n.posting_id"
        " LEFT JOIN documents_document e ON e.id = next.document_id"
        f" WHERE d.kind IN ({USING_UP}) AND (e.kind IS NULL OR e.kind NOT IN ({USING_UP}))",
    ),
)
