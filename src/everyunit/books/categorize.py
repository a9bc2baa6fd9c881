"""Put items into a category, or take them out of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.books.reclassifying import Reclassified, inventory_standing, reclassify
from everyunit.catalog.models import Category
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorize:
    """Put these items, by code, into the category; "" takes them out of theirs."""

    items: tuple[str, ...]
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorized(Reclassified):
    """How many items changed their category, and the entry that this made."""

    items: int


@operation(right=EDIT_MASTER)
def categorize(work: Work, command: Categorize) -> Categorized:
    """Put the items into the category. Their goods in stock may be worth on its inventory account; then they are booked
    over.

    Refused: `unknown_category`, `unknown_item` with every code that is none.
    """
    category = Category.objects.filter(code=command.category).first() if command.category else None
    if command.category and category is None:
        raise Refused("unknown_category", f"There is no category “{command.category[:60]}”.")
    codes = list(dict.fromkeys(command.items))
    chosen = sql.among("code", codes, "text")
    known = {
        code: (item_id, category_id)
        for item_id, code, category_id in sql.rows(
            f"SELECT id, code, category_id FROM catalog_item WHERE {chosen.sql}", chosen.params
        )
    }
    refuse_if_any(
        [Offender(code[:60], "unknown_item", "There is no such item.") for code in codes if code not in known],
        "unknown_item",
        "Some of these items do not exist. Nothing was changed.",
    )
    wanted = category.pk if category else None
    moving = sorted(item_id for item_id, category_id in known.values() if category_id != wanted)
    if not moving:
        return Categorized(items=0)
    standing = inventory_standing(moving)
    those = sql.among("id", moving)
    sql.execute(f"UPDATE catalog_item SET category_id = %s WHERE {those.sql}", [wanted, *those.params])
    place = f"Into category {category.code}" if category else "Out of their category"
    entry = reclassify(work, standing, f"{place}: {', '.join(code for code in codes if known[code][1] != wanted)}")
    return Categorized(items=len(moving), posting_id=entry.posting_id, amount_minor=entry.amount_minor)
