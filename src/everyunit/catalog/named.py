"""Finding items by whatever names them: code, barcode, however the letters are typed."""

from __future__ import annotations

from collections.abc import Iterable

from everyunit.base import sql
from everyunit.catalog.models import Item


def items_named(codes: Iterable[str]) -> dict[str, Item]:
    """Items by the codes or barcodes asked for; unknown ones are left out. Three statements at most."""
    wanted = list(dict.fromkeys(codes))
    found = _by_code(wanted)
    missing = [code for code in wanted if code not in found]
    if missing:
        named = sql.among("code", missing, "text")
        owners: dict[str, int] = dict(
            sql.rows(f"SELECT code, item_id FROM catalog_alias WHERE {named.sql}", named.params)
        )
        items = Item.objects.in_bulk(set(owners.values()))
        found |= {code: items[item_id] for code, item_id in owners.items()}
        missing = [code for code in missing if code not in found]
    if missing:
        in_capitals = _by_code([code.upper() for code in missing])
        found |= {code: in_capitals[code.upper()] for code in missing if code.upper() in in_capitals}
    return found


def _by_code(codes: list[str]) -> dict[str, Item]:
    named = sql.among("code", codes, "text")
    return {item.code: item for item in Item.objects.raw(f"SELECT * FROM catalog_item WHERE {named.sql}", named.params)}
