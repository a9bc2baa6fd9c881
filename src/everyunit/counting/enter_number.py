"""Enter how many of an item are in a bin, instead of scanning each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot
from everyunit.counting.answers import Counted, answer
from everyunit.counting.counts import begin, bins_on, count_to_change, require, settle
from everyunit.counting.keeping import balances, insert_found, keep_pieces
from everyunit.counting.lots import by_lot, goods_counted, lots_there, named, told_of
from everyunit.counting.models import CountBin, State
from everyunit.documents.scans import ScanEntry
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT
from everyunit.rules.scanning import Action
from everyunit.stock.runs import Units

QUANTITY_LIMIT = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterNumber:
    """So many pieces of an item are in this bin of a count, in all; `item` is a code or a barcode. `lot`: of an item
    that is kept by lot, the number of the lot that is counted; alone it is enough where only one item has such a lot.
    Of units it is the lot of what is more than recorded. `new_lot`: the lot is made if there is none yet.
    """

    count_id: int
    bin: str
    item: str = ""
    quantity: int
    lot: str = ""
    new_lot: bool = False


@operation(right=COUNT)
def enter_number(work: Work, command: EnterNumber) -> Counted:
    """Counted goods are what the number says. Units of a serialized item are all there if the number is what is
    recorded, and are scanned otherwise (WHS-167). Of an auto-serialized item those with a maker's number come first,
    then the oldest; more than are recorded come in when the count is finalized (WHS-168). Without a lot, a number of
    goods that are kept by lot is of the only lot that lies in the bin; 0 is none of any lot.

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state`, `bin_blocked`, `unknown_item`,
    `not_in_stock`, `bad_quantity`, `scan_the_units`, `no_lots_here`, `unknown_lot`, `several_items` (have such a lot),
    `bad_lot`, `lot_needed` (several lie there, or none).
    """
    count = count_to_change(work, command.count_id)
    here = bins_on(count, [command.bin])[0]
    require([here], State.UNCOUNTED, State.COUNTING)
    item, lot = named(work, count, command.item, command.lot, command.new_lot)
    if here.status == State.UNCOUNTED:
        begin(work, count, [here])
        settle(work, count)
    put_number(work, here, item, lot, command.quantity)
    lot = lot or _only_lot(here, item)
    entry = ScanEntry(
        action=Action.ASSIGNED,
        text=item.code,
        count=command.quantity,
        item=item.code,
        item_name=item.name,
        lot=lot.number if lot is not None else "",
        message=told_of(lot) or _asks_lot(here, item),
    )
    return answer(count, here, [entry])


def _only_lot(here: CountBin, item: Item) -> Lot | None:
    """Of which lot a number is that names none."""
    there = lots_there(here, [item]).get(item.pk, []) if by_lot(item) else []
    return there[0] if len(there) == 1 else None


def _asks_lot(here: CountBin, item: Item) -> str:
    """What to say where more is there than recorded, and nobody has said of which lot; "" otherwise."""
    more = here.pieces.filter(current=True, item=item, lot=None, quantity__gt=F("recorded"))
    asks = item.uses_lots and more.exists()
    return "More than recorded. Enter it once more with the lot of what is more." if asks else ""


def put_number(work: Work, here: CountBin, item: Item, lot: Lot | None, quantity: int) -> None:
    """So many of the item, or of its lot, are in the bin, in all. Refused, before anything is written: `bad_quantity`,
    `not_in_stock`, `lot_needed`, `scan_the_units`.
    """
    if not 0 <= quantity <= QUANTITY_LIMIT:
        raise Refused("bad_quantity", "Enter how many are there: 0 or more.")
    if item.tracking == "none":
        raise Refused("not_in_stock", f"{item.name} is not kept in stock. There is nothing to count.")
    if item.tracking == "quantity":
        keep_pieces(work, here, goods_counted(here, item, lot, quantity), more=False)
    else:
        _units(work, here, item, quantity)
        here.pieces.filter(current=True, item=item).update(lot=lot)


def _units(work: Work, here: CountBin, item: Item, quantity: int) -> None:
    """The units that the number stands for are found. Refused: `scan_the_units`."""
    recorded = balances(here.bin_id, [item.pk])[item.pk, None]
    makers = _with_maker_number(here, item)
    if item.tracking == "serialized" and quantity != recorded:
        raise Refused(
            "scan_the_units", f"The number differs from what is recorded of {item.name} in {here.bin.code}. Scan each."
        )
    if 0 < quantity < makers:
        raise Refused(
            "scan_the_units",
            f"{makers} of {item.name} in {here.bin.code} have a maker’s number. Scan those that are there.",
        )
    here.pieces.filter(current=True, item=item).delete()
    _forget(here, item)
    insert_found(work, here, _first(here, item, quantity))
    if quantity > recorded:
        keep_pieces(work, here, {(item.pk, None): quantity}, more=False)


def _with_maker_number(here: CountBin, item: Item) -> int:
    return int(
        sql.scalar(
            "SELECT count(*) FROM stock_unit WHERE item_id = %s AND bin_id = %s AND maker_serial <> ''",
            [item.pk, here.bin_id],
        )
    )


def _forget(here: CountBin, item: Item) -> None:
    """The number is instead of what was found in the bin of the item's units before, as far as they belong there."""
    sql.execute(
        "DELETE FROM counting_found WHERE count_bin_id = %s AND current AND unit_id IN"
        " (SELECT u.id FROM stock_unit u WHERE u.item_id = %s AND u.bin_id = %s)",
        [here.pk, item.pk, here.bin_id],
    )


def _first(here: CountBin, item: Item, quantity: int) -> Units:
    """The first units of the item in the bin: those with a maker's number, then first in first out."""
    return Units(
        "(SELECT f.* FROM stock_unit f WHERE f.item_id = %s AND f.bin_id = %s AND NOT EXISTS"
        " (SELECT 1 FROM counting_found c WHERE c.count_id = %s AND c.current AND c.unit_id = f.id AND c.home = f.home)"
        " ORDER BY CASE WHEN f.maker_serial = '' THEN 1 ELSE 0 END, f.received_on, f.id LIMIT %s) u",
        "1 = 1",
        [item.pk, here.bin_id, here.count_id, quantity],
    )
