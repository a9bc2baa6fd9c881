"""Pieces that are counted by number, bin by bin and lot by lot: how many were counted, and how many are recorded."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.counting.counts import UNTOLD

TABLES = (
    "counting_countbin c JOIN counting_stockcount s ON s.id = c.count_id JOIN places_bin at ON at.id = c.bin_id"
    " {what} JOIN catalog_item i ON i.id = x.item_id WHERE c.count_id = %s"
)
LOT = " LEFT JOIN catalog_lot lot ON lot.id = x.lot_id"
# What lies in bins: items, and of those kept by lot each lot.
LYING = (
    "(SELECT v.bin_id, v.item_id, l.lot_id, coalesce(l.quantity, v.quantity) AS quantity FROM stock_balance v"
    " JOIN catalog_item k ON k.id = v.item_id AND k.tracking = 'quantity' LEFT JOIN stock_lotbalance l"
    " ON k.uses_lots AND l.bin_id = v.bin_id AND l.item_id = v.item_id AND l.quantity > 0 WHERE v.quantity > 0)"
)
# Nobody has said of what lies there, x, in the bin on the count, c, how many there are.
UNSAID = (
    "NOT EXISTS (SELECT 1 FROM counting_pieces p WHERE p.count_bin_id = c.id AND p.item_id = x.item_id"
    " AND coalesce(p.lot_id, 0) = coalesce(x.lot_id, 0) AND p.current)"
)
# What somebody entered a number of, and what nobody has said anything of yet.
COUNTED = TABLES.format(what=f"JOIN counting_pieces x ON x.count_bin_id = c.id AND x.current{LOT}")
WAITING = (
    f"{TABLES.format(what=f'JOIN {LYING} x ON x.bin_id = c.bin_id{LOT}')} AND c.status = 'counting' AND NOT s.blind"
    f" AND {UNSAID}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """Pieces of an item, or of a lot of it, in a bin: so many `counted` (None: nobody has said yet), so many `recorded`
    (None: not told to who counts).
    """

    bin: str
    item: str
    item_name: str
    lot: str
    counted: int | None
    recorded: int | None

    @property
    def differs(self) -> bool:
        return None not in (self.counted, self.recorded) and self.counted != self.recorded


def goods_of(count_id: int, limit: int, skip: int = 0) -> list[GoodsRow]:
    """The first of them, in the order of walking, behind so many."""
    return [
        GoodsRow(bin=bin_, item=item, item_name=name, lot=lot, counted=counted, recorded=recorded)
        for bin_, item, name, lot, counted, recorded, _ in sql.rows(
            "SELECT at.code, i.code, i.name, coalesce(lot.number, ''), x.quantity,"
            f" CASE WHEN {UNTOLD} THEN NULL ELSE x.recorded END, at.position FROM {COUNTED}"
            " UNION ALL SELECT at.code, i.code, i.name, coalesce(lot.number, ''), NULL, x.quantity, at.position"
            f" FROM {WAITING} ORDER BY 7, 1, 2, 4 LIMIT %s OFFSET %s",
            [count_id, count_id, limit, skip],
        )
    ]
