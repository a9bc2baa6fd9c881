"""What comes of a run besides what is built: by-products, which take over their share of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.models import Besides
from everyunit.assembly.orders import Order
from everyunit.catalog.models import Item
from everyunit.catalog.put_away import put_away_bins
from everyunit.documents.models import Line
from everyunit.places.models import Bin
from everyunit.rules.building import by_product_values
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.stock.ledger import QuantityMove


@dataclass(frozen=True, slots=True, kw_only=True)
class Gained:
    """So many of a by-product really came of a run, by item code."""

    item: str
    quantity: int


@dataclass(slots=True)
class Gain:
    """A by-product of a run, with its share of the cost in hundredths of a percent."""

    item: Item
    count: int
    share: int
    target: Bin
    line: Line | None = None


def gains_of(order: Order, count: int, said: Sequence[Gained], otherwise: Bin) -> list[Gain]:
    """What comes of so many units: what somebody said, else as the order has it; into the bin where it is put away, or
    otherwise this one. Refused: `unknown_by_product`.
    """
    planned = list(Besides.objects.filter(document=order.document).select_related("item").order_by("position"))
    known = {each.item.code for each in planned}
    refuse_if_any(
        [
            Offender(each.item, "unknown_by_product", f"{order.name} knows of none; write it into the bill first.")
            for each in said
            if each.item not in known or each.quantity < 0
        ],
        "unknown_by_product",
        "Some of what came besides is no by-product of this work order.",
    )
    really = {each.item: each.quantity for each in said}
    counts = [(each, really.get(each.item.code, each.quantity * count)) for each in planned]
    away = put_away_bins(order.document.location_id, [each.item_id for each in planned])
    return [Gain(each.item, pieces, each.share, away.get(each.item_id, otherwise)) for each, pieces in counts if pieces]


def gain_moves(gains: Sequence[Gain], consumed: Bin, total_minor: int) -> list[QuantityMove]:
    """They come from where what went in is consumed, each with its share of what all of that cost."""
    values = by_product_values(total_minor, [each.share for each in gains])
    return [
        QuantityMove(each.line.pk, each.item.pk, consumed.pk, each.target.pk, each.count, value)
        for each, value in zip(gains, values, strict=True)
        if each.line is not None
    ]
