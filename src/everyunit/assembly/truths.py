"""What is always true of what was built: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

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
)
