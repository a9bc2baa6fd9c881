"""What a posting means for inventory: what enters and leaves which stock bins, and what changes its value there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyunit.money.journal import Amount
from everyunit.money.purposes import INVENTORY
from everyunit.places.models import Bin
from everyunit.stock.costs import value_changes
from everyunit.stock.ledger import Moved


def inventory_moved(moved: Sequence[Moved], bins: Mapping[int, Bin]) -> list[Amount]:
    """What leaves a stock bin is credited and what enters one is debited, each to the account of that bin's location
    (WHS-220). Moves inside one account come to nothing.
    """
    return [
        Amount(INVENTORY, each.item_id, bins[bin_id].location_id, sign * each.value_minor, bin_id=bin_id)
        for each in moved
        for bin_id, sign in ((each.from_bin_id, -1), (each.to_bin_id, 1))
        if bins[bin_id].bin_type == "stock"
    ]


def inventory_revalued(posting_id: int) -> list[Amount]:
    """What a posting added to the value of goods where they stood in stock; they may have moved on after that."""
    return [
        Amount(INVENTORY, item_id, location_id, change, bin_id=bin_id)
        for item_id, location_id, change, bin_id in value_changes(posting_id)
    ]
