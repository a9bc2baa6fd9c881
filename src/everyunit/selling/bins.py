"""The bins that goods are picked from, in the order in which one walks by them."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base.operation import Actor
from everyunit.documents.naming import bins_named
from everyunit.places.default_bins import DefaultBins
from everyunit.places.models import Bin, Location, StockType
from everyunit.rules.refusals import Offender, refuse_if_any

SET_ASIDE = ("packing", "customer_return", "vendor_return")  # goods there wait for something else


def bins_to_pick_from(actor: Actor, location: Location, codes: Sequence[str] = ()) -> list[Bin]:
    """The bins named, else the location's normal stock without what is set aside.

    Refused: `unknown_bin`, `bin_discontinued`, `wrong_bin`.
    """
    if not codes:
        return normal_stock(actor, location)
    named = list(bins_named(codes).values())
    refuse_if_any(
        [
            Offender(bin_.code, "wrong_bin", f"Goods are picked from stock bins of location {location.code}.")
            for bin_ in named
            if bin_.bin_type != "stock" or bin_.location_id != location.pk
        ],
        "wrong_bin",
        "Nothing can be picked from some of these bins.",
    )
    return in_walking_order(named)


def normal_stock(actor: Actor, location: Location) -> list[Bin]:
    """The normal stock bins of the location, without those for packing and for returns."""
    defaults = DefaultBins(location, actor.workstation_id)
    aside = {found.pk for purpose in SET_ASIDE if (found := defaults.get(purpose)) is not None}
    normal = Bin.objects.filter(location=location, bin_type="stock", stock_type=StockType.NORMAL, discontinued=False)
    return in_walking_order(list(normal.exclude(pk__in=aside)))


def in_walking_order(bins: list[Bin]) -> list[Bin]:
    return sorted(bins, key=lambda bin_: (bin_.position, bin_.code))
