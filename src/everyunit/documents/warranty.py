"""Warranties: ours from the day of the sale, the vendor's from the day of the receipt, each for as long as was promised
for the item when the paper posted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from everyunit.base import sql
from everyunit.rules.warranty import warranty_until


def months_promised(item: str, *, by_vendor: bool = False) -> str:
    """For how many months what posting `p` sold or bought of the item is under warranty: a value to select."""
    side = "w.by_vendor" if by_vendor else "NOT w.by_vendor"
    return (
        f"coalesce((SELECT w.months FROM catalog_warrantyterm w WHERE w.item_id = {item} AND {side}"
        " AND w.since <= p.posted_at ORDER BY w.since DESC, w.id DESC LIMIT 1), 0)"
    )


MONTHS = months_promised("l.item_id")  # of what line `l` sold with posting `p`


def warranties(line_ids: Collection[int]) -> dict[int, dt.date | None]:
    """Until when what these posted lines sold is under warranty; None where it is not. One statement."""
    chosen = sql.among("l.id", list(line_ids))
    return {
        line_id: warranty_until(sql.date(day) or dt.date.min, int(months))
        for line_id, day, months in sql.rows(
            f"SELECT l.id, d.date, {MONTHS} FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
            " JOIN stock_posting p ON p.document_id = d.id AND p.reverses_id IS NULL"
            f" WHERE {chosen.sql}",
            chosen.params,
        )
    }
