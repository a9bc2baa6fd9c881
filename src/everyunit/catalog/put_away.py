"""Reading where items are put when they come to a location."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.catalog.models import PutAway
from everyunit.places.models import Bin


@dataclass(frozen=True, slots=True)
class PutAwayRow:
    """A location, and the bin that the item is put into there; "" for none of its own."""

    location: str
    location_name: str
    bin: str


def put_away_bins(location_id: int, item_ids: Collection[int]) -> dict[int, Bin]:
    """Of those of the items that have a bin of their own at the location."""
    found = PutAway.objects.filter(location_id=location_id, item_id__in=set(item_ids)).select_related("bin")
    return {each.item_id: each.bin for each in found}


def put_away_of(item_id: int) -> list[PutAwayRow]:
    """Every location."""
    return [
        PutAwayRow(*row)
        for row in sql.rows(
            "SELECT l.code, l.name, coalesce(b.code, '') FROM places_location l"
            " LEFT JOIN catalog_putaway p ON p.location_id = l.id AND p.item_id = %s"
            " LEFT JOIN places_bin b ON b.id = p.bin_id ORDER BY l.code",
            [item_id],
        )
    ]
