"""Quantities ordered from a vendor that he does not sell: too few, or no multiple of his (PUR-211)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Line
from everyunit.prices.sourcing import sources_of


@dataclass(frozen=True, slots=True)
class OddSize:
    """How the vendor sells the item, and the next number that he sells."""

    sold: str
    next: int


def odd_sizes(line_ids: Sequence[int]) -> dict[int, OddSize]:
    """Those of the lines of one quote or order for a vendor that ask for a number which he does not sell."""
    chosen = Line.objects.filter(pk__in=line_ids, quantity__gt=0).select_related("document")
    asked = [line for line in chosen if _orders(line)]
    sources = sources_of([line.item_id for line in asked]) if asked else {}
    odd = {}
    for line in asked:
        source = next(
            (each for each in sources.get(line.item_id, ()) if each.vendor_id == line.document.party_id), None
        )
        if source is not None and (size := source.size(line.quantity)) != line.quantity:
            odd[line.pk] = OddSize(source.sold, size)
    return odd


def _orders(line: Line) -> bool:
    kind = KINDS[line.document.kind]
    return kind.price_from == "cost" and kind.stage is not Stage.FINAL
