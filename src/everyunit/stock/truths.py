"""What is always true of the ledger: each query finds what breaks it, and must come back empty."""

from __future__ import annotations

from everyunit.stock.flows import UNTRUE
from everyunit.stock.lots import STANDING
from everyunit.stock.part_links import STANDS
from everyunit.stock.periods import IN_FORCE
from everyunit.stock.received import WRONG

TRUTHS: tuple[tuple[str, str], ...] = (
    (
        "each unit stands where its last movement left it",
        "SELECT u.serial FROM stock_unit u LEFT JOIN stock_movement m"
        " ON m.unit_id = u.id AND m.home = u.home AND m.step = u.step"
        " WHERE m.unit_id IS NULL OR m.to_bin_id <> u.bin_id",
    ),
    (
        "each unit's movements form one unbroken chain from its birth",
        "SELECT u.serial FROM stock_movement m"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " LEFT JOIN stock_movement before"
        " ON before.unit_id = m.unit_id AND before.home = m.home AND before.step = m.step - 1"
        " WHERE (m.step = 1 AND m.from_bin_id <> u.origin_bin_id)"
        " OR (m.step > 1 AND (before.unit_id IS NULL OR before.to_bin_id <> m.from_bin_id))"
        " OR m.step > u.step OR m.step < 1",
    ),
    (
        "each movement belongs to a unit and a posting",
        "SELECT m.unit_id FROM stock_movement m LEFT JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " LEFT JOIN stock_posting p ON p.id = m.posting_id WHERE u.id IS NULL OR p.id IS NULL",
    ),
    (
        "each unit was born in an out bin and stands in a bin of this company",
        "SELECT u.serial FROM stock_unit u LEFT JOIN places_bin origin ON origin.id = u.origin_bin_id"
        " LEFT JOIN places_bin now ON now.id = u.bin_id LEFT JOIN catalog_item i ON i.id = u.item_id"
        " WHERE origin.id IS NULL OR origin.bin_type <> 'out' OR now.id IS NULL OR i.id IS NULL",
    ),
    (
        "each unit was received on the last day on which something that stands brought it into stock",
        f"SELECT serial FROM ({WRONG}) w",
    ),
    (
        "balances of units are the count of units there",
        "SELECT item_id, bin_id FROM ("
        " SELECT item_id, bin_id, count(*) AS difference FROM stock_unit GROUP BY item_id, bin_id UNION ALL"
        " SELECT b.item_id, b.bin_id, -b.quantity FROM stock_balance b JOIN catalog_item i"
        " ON i.id = b.item_id AND i.tracking <> 'quantity') c"
        " GROUP BY item_id, bin_id HAVING sum(difference) <> 0",
    ),
    (
        "balances of quantities are what the movements say",
        "SELECT item_id, bin_id FROM ("
        " SELECT item_id, to_bin_id AS bin_id, quantity AS difference FROM stock_quantitymovement UNION ALL"
        " SELECT item_id, from_bin_id, -quantity FROM stock_quantitymovement UNION ALL"
        " SELECT b.item_id, b.bin_id, -b.quantity FROM stock_balance b JOIN catalog_item i"
        " ON i.id = b.item_id AND i.tracking = 'quantity') c"
        " GROUP BY item_id, bin_id HAVING sum(difference) <> 0",
    ),
    (
        "balances of lots are what their movements say",
        f"SELECT item_id, bin_id, lot_id FROM ({STANDING} UNION ALL"
        " SELECT item_id, bin_id, lot_id, -quantity FROM stock_lotbalance) c"
        " GROUP BY item_id, bin_id, lot_id HAVING sum(quantity) <> 0",
    ),
    (
        "of an item that uses lots, the lots in a bin are all that is there",
        "SELECT item_id, bin_id FROM ("
        " SELECT b.item_id, b.bin_id, b.quantity FROM stock_balance b JOIN catalog_item i ON i.id = b.item_id"
        " AND i.uses_lots AND i.tracking = 'quantity' WHERE b.owned UNION ALL"
        " SELECT item_id, bin_id, -quantity FROM stock_lotbalance) c"
        " GROUP BY item_id, bin_id HAVING sum(quantity) <> 0",
    ),
    (
        "each balance knows whose bin it is, and what we own is never negative",
        "SELECT b.item_id, b.bin_id FROM stock_balance b LEFT JOIN places_bin p ON p.id = b.bin_id"
        " WHERE p.id IS NULL OR b.owned <> (p.bin_type = 'stock') OR (b.owned AND b.quantity < 0)",
    ),
    (
        "each item is worth what its units in stock cost, or what its quantities brought in",
        "SELECT item_id FROM ("
        " SELECT item_id, -quantity AS quantity, -value_minor AS value_minor FROM stock_valuation UNION ALL"
        " SELECT u.item_id, count(*), sum(u.cost_minor) FROM stock_unit u"
        " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock' GROUP BY u.item_id UNION ALL"
        " SELECT q.item_id, q.quantity, q.value_minor FROM stock_quantitymovement q"
        " JOIN places_bin f ON f.id = q.from_bin_id AND f.bin_type = 'out'"
        " JOIN places_bin t ON t.id = q.to_bin_id AND t.bin_type = 'stock' UNION ALL"
        " SELECT q.item_id, -q.quantity, -q.value_minor FROM stock_quantitymovement q"
        " JOIN places_bin f ON f.id = q.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = q.to_bin_id AND t.bin_type = 'out' UNION ALL"
        " SELECT r.item_id, 0, r.value_minor FROM stock_revaluation r) c"
        " GROUP BY item_id HAVING sum(quantity) <> 0 OR sum(value_minor) <> 0",
    ),
    ("the flows are what each posting moved and made cost more, on its days", UNTRUE),
    (
        "nothing was recorded on a day after it was closed",
        "SELECT p.id, p.date FROM stock_posting p JOIN stock_closing c ON p.date <= c.through AND p.posted_at > c.at"
        f" AND {IN_FORCE}",
    ),
    (
        "what we owned at the end of a closed period is what was kept of it",
        "SELECT c.through FROM stock_closing c LEFT JOIN (SELECT date, sum(quantity) AS quantity,"
        " sum(value_minor) AS value_minor FROM stock_flow GROUP BY date) f ON f.date <= c.through"
        f" WHERE {IN_FORCE} GROUP BY c.id, c.through, c.quantity, c.value_minor"
        " HAVING coalesce(sum(f.quantity), 0) <> c.quantity OR coalesce(sum(f.value_minor), 0) <> c.value_minor",
    ),
    (
        "a serial number is unique in the company",
        "SELECT serial FROM stock_unit GROUP BY serial HAVING count(*) > 1",
    ),
    (
        "serial numbers given are below the next number of their series",
        "SELECT u.serial FROM base_series s JOIN stock_unit u ON u.serial = s.prefix || s.next_number"
        " WHERE s.scope = 'serial' AND s.padding = 0",
    ),
    (
        "each unit costs what it was born at and every change since",
        "SELECT u.serial FROM stock_unit u JOIN stock_movement m ON m.unit_id = u.id AND m.home = u.home AND m.step = 1"
        " LEFT JOIN (SELECT unit_id, home, sum(new_minor - old_minor) AS change FROM stock_costchange"
        " GROUP BY unit_id, home) c ON c.unit_id = u.id AND c.home = u.home"
        " WHERE u.cost_minor <> m.cost_minor + coalesce(c.change, 0)",
    ),
    (
        "a unit that stands in for another moved by the posting that says so",
        "SELECT r.unit_id FROM stock_replacement r LEFT JOIN stock_movement m ON m.posting_id = r.posting_id"
        " AND m.unit_id = r.unit_id AND m.home = r.home"
        " LEFT JOIN stock_unit o ON o.id = r.replaced_id AND o.home = r.replaced_home"
        " WHERE m.unit_id IS NULL OR o.id IS NULL OR r.replaced_id = r.unit_id",
    ),
    (
        "a unit is built into one other at most",
        f"SELECT l.unit_id FROM stock_partlink l WHERE {STANDS} GROUP BY l.unit_id, l.home HAVING count(*) > 1",
    ),
    (
        "a unit that is built into another is not in stock by itself",
        "SELECT u.id FROM stock_partlink l JOIN stock_unit u ON u.id = l.unit_id AND u.home = l.home"
        f" JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock' WHERE {STANDS}",
    ),
    (
        "a unit is built in, and comes out, by a posting that moves it",
        "SELECT l.id FROM stock_partlink l LEFT JOIN stock_movement m ON m.posting_id = l.posting_id"
        " AND m.unit_id = l.unit_id AND m.home = l.home WHERE m.unit_id IS NULL OR l.unit_id = l.whole_id"
        " UNION ALL SELECT e.link_id FROM stock_partlinkend e LEFT JOIN stock_partlink l ON l.id = e.link_id"
        " LEFT JOIN stock_movement m ON m.posting_id = e.posting_id AND m.unit_id = l.unit_id AND m.home = l.home"
        " WHERE m.unit_id IS NULL",
    ),
    (
        "what is committed of a quantity is there",
        "SELECT h.item_id, h.bin_id FROM (SELECT item_id, bin_id, sum(quantity) AS quantity FROM stock_quantityhold"
        " GROUP BY item_id, bin_id) h JOIN places_bin p ON p.id = h.bin_id AND p.bin_type = 'stock'"
        " LEFT JOIN stock_balance b ON b.item_id = h.item_id AND b.bin_id = h.bin_id"
        " WHERE coalesce(b.quantity, 0) < h.quantity",
    ),
)
