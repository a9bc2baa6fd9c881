"""What is always true of stock counts: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

from everyunit.stock.blocks import BY_HAND

COUNTING = (
    "SELECT b.bin_id, s.number FROM counting_countbin b JOIN counting_stockcount s ON s.id = b.count_id"
    " WHERE s.blocked AND b.status IN ('counting', 'counted')"
)
TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "a bin is blocked exactly while a blocked count is at it",
        f"SELECT bin_id, number FROM ({COUNTING}) c WHERE NOT EXISTS"
        " (SELECT 1 FROM stock_blockedbin k WHERE k.bin_id = c.bin_id AND k.by = 'stock count ' || c.number)"
        f" UNION ALL SELECT k.bin_id, k.by FROM stock_blockedbin k WHERE substr(k.by, 1, {len(BY_HAND)}) <> '{BY_HAND}'"
        " AND NOT EXISTS"
        f" (SELECT 1 FROM ({COUNTING}) c WHERE k.bin_id = c.bin_id AND k.by = 'stock count ' || c.number)",
    ),
    (
        "a bin is in one open blocked count at most",
        f"SELECT bin_id FROM ({COUNTING}) c GROUP BY bin_id HAVING count(*) > 1",
    ),
    (
        "the papers of a stock count are posted",
        "SELECT p.id FROM counting_countpaper p JOIN documents_document d ON d.id = p.document_id"
        " WHERE d.status <> 'posted'",
    ),
    (
        "a count is complete exactly when none of its bins is waiting",
        "SELECT s.id FROM counting_stockcount s WHERE (s.status IN ('complete', 'void')) = EXISTS (SELECT 1"
        " FROM counting_countbin b WHERE b.count_id = s.id AND b.status IN ('uncounted', 'counting', 'counted'))",
    ),
    (
        "what is found in a bin of a count is a unit",
        "SELECT f.id FROM counting_found f LEFT JOIN stock_unit u ON u.id = f.unit_id AND u.home = f.home"
        " WHERE u.id IS NULL",
    ),
)
