"""Pieces that are counted by number, bin by bin: how many were counted, and how many are recorded."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.counting.counts import UNTOLD

TABLES = (
    "counting_countbin c JOIN counting_stockcount s ON s.id = c.count_id JOIN places_bin at ON at.id = c.bin_id"
    " {what} JOIN catalog_item i ON i.id = x.item_id WHERE c.count_id = %s"
)
# What somebody entered a number of, and what nobody has said anything of yet.
COUNTED = TABLES.format(what="JOIN counting_pieces x ON x.count_bin_id = c.id AND x.current")
WAITING = (
    f"{TABLES.format(what='JOIN stock_balance x ON x.bin_id = c.bin_id')} AND c.status = 'counting' AND NOT s.blind"
    " AND i.tracking = 'quantity' AND x.quantity > 0 AND NOT EXISTS (SELECT 1 FROM counting_pieces p"
    " WHERE p.count_bin_id = c.id AND p.item_id = x.item_id AND p.current)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """Pieces of an item in a bin: so many `counted` (None: nobody has said yet), so many `recorded` (None: not told to
    who counts).
    """

    bin: str
    item: str
    item_name: str
    counted: int | None
    recorded: int | None

    @property
    def differs(self) -> bool:
        return None not in (self.counted, self.recorded) and self.counted != self.recorded


def goods_of(count_id: int, limit: int) -> list[GoodsRow]:
    """The first of them, in the order of walking."""
    return [
        GoodsRow(bin=bin_, item=item, item_name=name, counted=counted, recorded=recorded)
        for bin_, item, name, counted, recorded, _ in sql.rows(
            f"SELECT at.code, i.code, i.name, x.quantity, CASE WHEN {UNTOLD} THEN NULL ELSE x.recorded END, at.position"
            f" FROM {COUNTED} UNION ALL SELECT at.code, i.code, i.name, NULL, x.quantity, at.position FROM {WAITING}"
            " ORDER BY 6, 1, 2 LIMIT %s",
            [count_id, count_id, limit],
        )
    ]
