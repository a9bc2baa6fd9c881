"""What is always true of the journal: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

from everyunit.stock.periods import IN_FORCE


def _tree(name: str, table: str, scope: str) -> str:
    """Each category or location with the inventory account of the nearest rule at or above it."""
    rule = f"LEFT JOIN money_accountrule r ON r.purpose = 'inventory' AND r.scope = '{scope}' AND r.target_id = t.id"
    rule += " AND r.location_id = 0"
    return (
        f"{name}(id, account_id) AS (SELECT t.id, r.account_id FROM {table} t {rule} WHERE t.parent_id IS NULL"
        f" UNION ALL SELECT t.id, coalesce(r.account_id, above.account_id) FROM {name} above"
        f" JOIN {table} t ON t.parent_id = above.id {rule})"
    )


def _upwards(name: str, table: str) -> str:
    """Each category or location with itself and all above it, and how far above."""
    return (
        f"{name}(id, above_id, height) AS (SELECT t.id, t.id, 0 FROM {table} t UNION ALL"
        f" SELECT u.id, t.parent_id, u.height + 1 FROM {name} u JOIN {table} t ON t.id = u.above_id"
        " WHERE t.parent_id IS NOT NULL)"
    )


# Which inventory account the rules give to goods of an item (rule r) in a category (c) in a bin (n) at a location
# (p): there the rule for its category at it alone goes before that of the location. Postings ask the same of
# money.resolving; the two check each other.
_TREES = (
    f"WITH RECURSIVE {_tree('sorts', 'catalog_category', 'category')}, {_upwards('sorts_up', 'catalog_category')},"
    f" {_upwards('spots_up', 'places_location')}, spots(location_id, category_id, place, account_id) AS ("
    " SELECT a.id, CAST(NULL AS bigint), a.height * 1000 + 999, r.account_id FROM spots_up a"
    " JOIN money_accountrule r ON r.scope = 'location' AND r.target_id = a.above_id AND r.purpose = 'inventory'"
    " UNION ALL SELECT a.id, c.id, a.height * 1000 + c.height, r.account_id FROM spots_up a"
    " JOIN money_accountrule r ON r.scope = 'category' AND r.location_id = a.above_id AND r.purpose = 'inventory'"
    " JOIN sorts_up c ON c.above_id = r.target_id)"
)
_ACCOUNT = (
    "coalesce(n.account_id, r.account_id, c.account_id,"
    " (SELECT p.account_id FROM spots p WHERE p.location_id = g.location_id"
    " AND (p.category_id IS NULL OR p.category_id = i.category_id) ORDER BY p.place LIMIT 1),"
    " (SELECT x.account_id FROM money_accountrule x WHERE x.purpose = 'inventory' AND x.scope = 'company'),"
    " (SELECT min(x.id) FROM money_account x WHERE x.purpose = 'inventory'))"
)

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "each journal entry sums to zero",
        "SELECT entry_id FROM money_entryline GROUP BY entry_id HAVING sum(amount_minor) <> 0",
    ),
    (
        "the inventory accounts are worth what is in the stock bins",
        f"{_TREES} SELECT s.account, sum(s.booked), sum(s.stocked) FROM ("
        " SELECT l.account_id AS account, l.amount_minor AS booked, 0 AS stocked FROM money_entryline l"
        " JOIN money_account a ON a.id = l.account_id AND a.purpose = 'inventory'"
        f" UNION ALL SELECT {_ACCOUNT}, 0, g.value_minor FROM ("
        " SELECT u.item_id, b.location_id, b.id AS bin_id, sum(u.cost_minor) AS value_minor FROM stock_unit u"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock' GROUP BY u.item_id, b.location_id, b.id"
        " UNION ALL SELECT v.item_id, NULL, NULL, v.value_minor FROM stock_valuation v"
        " JOIN catalog_item i ON i.id = v.item_id AND i.tracking = 'quantity') g"
        " JOIN catalog_item i ON i.id = g.item_id"
        " LEFT JOIN money_accountrule r"
        " ON r.purpose = 'inventory' AND r.scope = 'item' AND r.target_id = g.item_id"
        " LEFT JOIN money_accountrule n"
        " ON n.purpose = 'inventory' AND n.scope = 'bin' AND n.target_id = g.bin_id"
        " LEFT JOIN sorts c ON c.id = i.category_id) s"
        " GROUP BY s.account HAVING sum(s.booked) <> sum(s.stocked)",
    ),
    (
        "each posting booked to inventory what its flows are worth",
        "SELECT posting FROM (SELECT posting_id AS posting, value_minor AS change FROM stock_flow"
        " UNION ALL SELECT l.entry_id, -l.amount_minor FROM money_entryline l"
        " JOIN money_account a ON a.id = l.account_id AND a.purpose = 'inventory') c"
        " GROUP BY posting HAVING sum(change) <> 0",
    ),
    (
        "what stood on an account at the end of a closed period is what was kept of it",
        "SELECT k.closing_id, k.account_id FROM money_keptbalance k JOIN stock_closing c ON c.id = k.closing_id"
        " LEFT JOIN (SELECT l.account_id, p.date, sum(CASE WHEN l.amount_minor > 0 THEN l.amount_minor ELSE 0 END)"
        " AS debits, sum(CASE WHEN l.amount_minor < 0 THEN -l.amount_minor ELSE 0 END) AS credits"
        " FROM money_entryline l JOIN stock_posting p ON p.id = l.entry_id GROUP BY l.account_id, p.date) d"
        f" ON d.account_id = k.account_id AND d.date <= c.through WHERE {IN_FORCE}"
        " GROUP BY k.closing_id, k.account_id, k.debits_minor, k.credits_minor"
        " HAVING coalesce(sum(d.debits), 0) <> k.debits_minor OR coalesce(sum(d.credits), 0) <> k.credits_minor",
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
