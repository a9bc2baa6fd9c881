"""What is always true of the journal: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "each journal entry sums to zero",
        "SELECT entry_id FROM money_entryline GROUP BY entry_id HAVING sum(amount_minor) <> 0",
    ),
    (
        "the inventory accounts are worth what is in the stock bins",
        "SELECT booked, stocked FROM ("
        " SELECT (SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l JOIN money_account a"
        " ON a.id = l.account_id AND a.purpose = 'inventory') AS booked,"
        " (SELECT coalesce(sum(value_minor), 0) FROM stock_valuation) AS stocked) t WHERE booked <> stocked",
    ),
    (
        "each posting that changes what we own has its journal entry",
        "SELECT p.id FROM stock_posting p LEFT JOIN money_entry e ON e.posting_id = p.id WHERE e.posting_id IS NULL"
        " AND (EXISTS (SELECT 1 FROM stock_movement m JOIN places_bin f ON f.id = m.from_bin_id"
        " JOIN places_bin t ON t.id = m.to_bin_id WHERE m.posting_id = p.id AND f.bin_type <> t.bin_type)"
        " OR EXISTS (SELECT 1 FROM stock_quantitymovement m JOIN places_bin f ON f.id = m.from_bin_id"
        " JOIN places_bin t ON t.id = m.to_bin_id WHERE m.posting_id = p.id AND f.bin_type <> t.bin_type))",
    ),
)
