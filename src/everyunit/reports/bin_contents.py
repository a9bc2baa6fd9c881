"""What is in a bin, item by item, from the balances."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True)
class Content:
    """How many pieces of an item are in a bin."""

    item_id: int
    item: str
    item_name: str
    tracking: str
    quantity: int


def bin_contents(bin_id: int, *, after: str = "", before: str = "", limit: int = 50) -> list[Content]:
    """What is in the bin in the order of item codes, behind the code `after` or ahead of `before`.

    Out bins may be below zero.
    """
    rows = [
        Content(*each)
        for each in sql.rows(
            "SELECT i.id, i.code, i.name, i.tracking, b.quantity FROM stock_balance b"
            " JOIN catalog_item i ON i.id = b.item_id"
            f" WHERE b.bin_id = %s AND b.quantity <> 0 AND i.code {'<' if before else '>'} %s"
            f" ORDER BY i.code {'DESC' if before else 'ASC'} LIMIT %s",
            [bin_id, before or after, limit],
        )
    ]
    return rows[::-1] if before else rows
