"""Let an item be kept by lot from now on, or not."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot, Tracking
from everyunit.catalog.save_lot import new_lot
from everyunit.documents.sealing import contents_of
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.serials import clean
from everyunit.stock import chain, ledger
from everyunit.stock.blocks import hold_blocks
from everyunit.stock.lots import begin
from everyunit.stock.models import Balance, LotMovement

MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLots:
    """Whoever receives the item names its lot. `first`: the lot that what is in stock already is of; it is made if
    there is none. `on` False: no lots, as long as none was used. `numbers`: where nobody names one, a new lot is
    numbered. `shelf_life_days`: for how long new lots are good; 0: that is not known. None leaves either as it is.
    """

    item: str
    first: str = ""
    on: bool = True
    numbers: bool | None = None
    shelf_life_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsUsed:
    """`pieces`: how many that are in stock are of the first lot now."""

    item: str
    on: bool
    pieces: int = 0


@operation(right=EDIT_MASTER)
def use_lots(work: Work, command: UseLots) -> LotsUsed:
    """From then on receipts of the item name a lot (WHS-210); counted goods are taken lot by lot, units remember
    theirs.

    Refused: `unknown_item`, `no_lots_here` (nothing of it is kept in stock), `first_lot_needed` (there is stock: say of
    which lot), `lots_stay` (lots were used already), `bad_lot`, `bad_shelf_life`.
    """
    hold_blocks()  # a posting that is half way would not know of lots yet
    item = Item.objects.select_for_update().filter(code=command.item).first()
    if item is None:
        raise Refused("unknown_item", f"There is no item “{command.item}”.")
    if item.tracking == Tracking.NONE:
        raise Refused("no_lots_here", f"{item.name} is not kept in stock, so it has no lots.")
    _change(item, command)
    if item.uses_lots == command.on:
        return LotsUsed(item=item.code, on=command.on)
    if not command.on and LotMovement.objects.filter(item_id=item.pk).exists():
        raise Refused("lots_stay", f"Lots of {item.name} were received or sold already, so it goes on using lots.")
    pieces = _begin(work, item, command.first) if command.on and item.tracking == Tracking.QUANTITY else 0
    item.uses_lots = command.on
    item.save(update_fields=["uses_lots"])
    return LotsUsed(item=item.code, on=command.on, pieces=pieces)


def _change(item: Item, command: UseLots) -> None:
    """How new lots come about. Refused: `bad_shelf_life`."""
    if command.shelf_life_days is not None and not 0 <= command.shelf_life_days <= MOST_DAYS:
        raise Refused("bad_shelf_life", f"Lots are good for 0 to {MOST_DAYS:,} days; 0: that is not known.")
    item.numbers_lots = item.numbers_lots if command.numbers is None else command.numbers
    item.shelf_life_days = item.shelf_life_days if command.shelf_life_days is None else command.shelf_life_days
    item.save(update_fields=["numbers_lots", "shelf_life_days"])


def _begin(work: Work, item: Item, first: str) -> int:
    if not Balance.objects.filter(item_id=item.pk, owned=True, quantity__gt=0).exists():
        return 0
    if not first.strip():
        raise Refused("first_lot_needed", f"{item.name} is in stock. Say of which lot that is.")
    lot = Lot.objects.filter(item=item, number=clean(first)).first() or new_lot(work, item, first)
    posting_id = ledger.open_posting(work, ledger.NO_DOCUMENT, reason=f"Lots of {item.code} begin")
    pieces = begin(posting_id, item.pk, lot.pk)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return pieces
