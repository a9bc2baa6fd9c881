"""What comes of building an assembly besides it: checked and written with its bill of materials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyunit.catalog.models import ByProduct, Item, ItemType, Tracking
from everyunit.rules.refusals import Offender

WHOLE = 10_000  # shares are in hundredths of a percent
QUANTITY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProductAs:
    """So many of an item come of one piece, by item code; `share`: of the cost, in hundredths of a percent."""

    item: str
    quantity: int = 1
    share: int = 0


def by_product_problems(whole: Item, wanted: Sequence[ByProductAs], items: dict[str, Item]) -> Iterator[Offender]:
    """What is wrong with them: `unknown_item`, `bad_by_product`, `bad_quantity`, `bad_share`."""
    if wanted and whole.item_type != ItemType.ASSEMBLY:
        yield Offender(whole.code, "bad_by_product", "Only of building an assembly does something come besides.")
    for each in wanted:
        item = items.get(each.item)
        if item is None:
            yield Offender(each.item[:60] or "(empty)", "unknown_item", "No item has this code or barcode.")
        elif item.tracking != Tracking.QUANTITY or item.pk == whole.pk:
            yield Offender(each.item, "bad_by_product", "What comes besides is counted, and another item.")
        elif [one.item for one in wanted].count(each.item) > 1:
            yield Offender(each.item, "bad_by_product", "It is named twice. Add the quantities.")
        if not 1 <= each.quantity <= QUANTITY_LIMIT:
            yield Offender(each.item, "bad_quantity", f"From 1 to {QUANTITY_LIMIT:,} come of one piece.")
        if not 0 <= each.share <= WHOLE:
            yield Offender(each.item, "bad_share", "Its share of the cost is from 0 to 100 %.")
    if sum(max(0, each.share) for each in wanted) > WHOLE:
        yield Offender(whole.code, "bad_share", "All shares together are more than 100 % of the cost.")


def write_by_products(whole: Item, wanted: Sequence[ByProductAs], items: dict[str, Item]) -> None:
    ByProduct.objects.filter(whole=whole).delete()
    ByProduct.objects.bulk_create(
        ByProduct(whole=whole, position=position, item=items[each.item], quantity=each.quantity, share=each.share)
        for position, each in enumerate(wanted, 1)
    )
