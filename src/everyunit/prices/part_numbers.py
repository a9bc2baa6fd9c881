"""Items by the numbers that a vendor gives them."""

from __future__ import annotations

from collections.abc import Iterable

from everyunit.base import sql
from everyunit.catalog.models import Item


def items_by_part_number(vendor_id: int | None, texts: Iterable[str]) -> dict[str, Item]:
    """The vendor's items by his part numbers (PUR-156); unknown texts are left out."""
    wanted = list(set(texts))
    if vendor_id is None or not wanted:
        return {}
    chosen = sql.among("part_number", wanted, "text")
    owners: dict[str, int] = dict(
        sql.rows(
            "SELECT part_number, item_id FROM prices_vendoritem"
            f" WHERE vendor_id = %s AND part_number <> '' AND {chosen.sql}",
            [vendor_id, *chosen.params],
        )
    )
    items = Item.objects.in_bulk(set(owners.values()))
    return {text: items[item_id] for text, item_id in owners.items()}
