"""Counted goods that are kept by lot are counted lot by lot: which lots lie in a bin, and which one a number is of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from everyunit.base import clock, sql
from everyunit.base.operation import Work
from everyunit.catalog.models import Item, Lot, Tracking
from everyunit.catalog.save_lot import new_lot
from everyunit.counting.keeping import Goods
from everyunit.counting.models import CountBin, StockCount
from everyunit.documents.naming import items_by_code
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.serials import clean

# Which lots of which items lie in a bin on a count, c: those recorded there, and those found there.
THERE = (
    "(SELECT c.id AS count_bin_id, c.count_id, v.item_id, v.lot_id FROM counting_countbin c"
    " JOIN stock_lotbalance v ON v.bin_id = c.bin_id AND v.quantity > 0 UNION"
    " SELECT c.id, c.count_id, p.item_id, p.lot_id FROM counting_countbin c JOIN counting_pieces p"
    " ON p.count_bin_id = c.id AND p.current AND p.lot_id IS NOT NULL AND p.quantity > 0)"
)


def by_lot(item: Item) -> bool:
    """Each lot of it has a number of its own in a count."""
    return item.uses_lots and item.tracking == Tracking.QUANTITY


def named(work: Work, count: StockCount, code: str, text: str, new: bool) -> tuple[Item, Lot | None]:
    """The item and the lot that are meant. A lot alone is enough where only one item in the count has such a lot; one
    that is unknown is made where that was said (`new`).

    Refused: `unknown_item`, `no_lots_here`, `unknown_lot`, `several_items`.
    """
    number = clean(text)
    if not code and number:
        return _with_item(count, number)
    item = items_by_code([code])[code]
    if not number:
        return item, None
    if not item.uses_lots:
        raise Refused("no_lots_here", f"{item.name} is not kept by lot. Leave the lot out.")
    lot = Lot.objects.filter(item=item, number=number).first()
    if lot is None and not new:
        raise Refused(
            "unknown_lot",
            f"There is no lot “{number}” of {item.name}. Check its number, or say that it is a new lot.",
        )
    return item, lot or new_lot(work, item, number)


def _with_item(count: StockCount, number: str) -> tuple[Item, Lot]:
    meant = lots_alone(count, [number]).get(number, [])
    if len(meant) == 1:
        return meant[0].item, meant[0]
    if not meant:
        raise Refused("unknown_lot", f"No item has a lot “{number}”. Check its number, or name its item.")
    raise Refused(
        "several_items",
        f"Several items have a lot “{number}”. Name the item, too.",
        [Offender(each.item.code, "several_items", f"It has a lot “{number}”.") for each in meant],
    )


def lots_alone(count: StockCount, numbers: Collection[str]) -> dict[str, list[Lot]]:
    """The lots of counted goods that have these numbers; of those with one number the ones that lie in bins of the
    count, if any does.
    """
    found = lots_numbered(numbers)
    near = lying_there(count, [lot for each in found.values() if len(each) > 1 for lot in each])
    return {number: [lot for lot in each if lot.pk in near] or each for number, each in found.items()}


def lots_numbered(numbers: Collection[str]) -> dict[str, list[Lot]]:
    """The lots of counted goods that have these numbers."""
    if not numbers:
        return {}
    chosen = sql.among("l.number", sorted(numbers), "text")
    ids = sql.rows(
        "SELECT l.id FROM catalog_lot l JOIN catalog_item i ON i.id = l.item_id AND i.uses_lots"
        f" WHERE i.tracking = '{Tracking.QUANTITY}' AND {chosen.sql}",
        chosen.params,
    )
    lots = Lot.objects.filter(pk__in=[lot_id for (lot_id,) in ids]).select_related("item")
    found: dict[str, list[Lot]] = {}
    for each in sorted(lots, key=lambda lot: lot.item.code):
        found.setdefault(each.number, []).append(each)
    return found


def lying_there(count: StockCount, lots: Sequence[Lot]) -> set[int]:
    """Those of the lots that lie in bins of the count."""
    if not lots:
        return set()
    chosen = sql.among("t.lot_id", [lot.pk for lot in lots])
    there = sql.rows(
        f"SELECT t.lot_id FROM {THERE} t WHERE t.count_id = %s AND {chosen.sql}", [count.pk, *chosen.params]
    )
    return {int(lot_id) for (lot_id,) in there}


def lots_there(here: CountBin, items: Collection[Item]) -> dict[int, list[Lot]]:
    """The lots of each of these items, by its id, that lie in the bin."""
    chosen = sql.among("t.item_id", sorted(item.pk for item in items))
    there = sql.rows(
        f"SELECT t.lot_id FROM {THERE} t WHERE t.count_bin_id = %s AND {chosen.sql}", [here.pk, *chosen.params]
    )
    found: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(pk__in=[lot_id for (lot_id,) in there]).order_by("number"):
        found.setdefault(lot.item_id, []).append(lot)
    return found


def goods_counted(here: CountBin, item: Item, lot: Lot | None, quantity: int) -> dict[Goods, int]:
    """What a number says. Where no lot is named it is of the only one that lies in the bin; 0 is none of each of them.

    Refused: `lot_needed`.
    """
    if lot is not None or not by_lot(item):
        return {(item.pk, lot.pk if lot is not None else None): quantity}
    there = lots_there(here, [item]).get(item.pk, [])
    if quantity == 0:
        return {(item.pk, each.pk): 0 for each in there} or {(item.pk, None): 0}
    if len(there) != 1:
        raise Refused("lot_needed", asks_lot(here, item, there))
    return {(item.pk, there[0].pk): quantity}


def asks_lot(here: CountBin, item: Item, there: Sequence[Lot]) -> str:
    """Who counts blind is not told which lots are recorded."""
    if here.count.blind or not there:
        return f"{item.name} is counted lot by lot. Say of which lot this is."
    numbers = ", ".join(each.number for each in there)
    return f"{item.name} lies in {here.bin.code} in several lots: {numbers}. Count each by itself."


def told_of(lot: Lot | None) -> str:
    """What whoever counts a lot is to know of it; what has expired stays so."""
    if lot is None:
        return ""
    over = lot.expires_on is not None and lot.expires_on < clock.today()
    return f"Lot {lot.number} has expired, on {lot.expires_on}." if over else f"Lot {lot.number}."
