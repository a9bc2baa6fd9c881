"""What is planned takes no more than it names: scanning adds no line to a work order (WHS-82)."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.catalog.models import Item, Substitute
from everyunit.documents.kind import Kind
from everyunit.documents.models import Line
from everyunit.documents.scans import Outcome


def skip_unplanned(outcomes: Sequence[Outcome], kind: Kind, lines: Sequence[Line]) -> None:
    """Skip what goes into nothing that the paper is about; of what may stand in for a component it is said."""
    if not kind.planned:
        return
    named = {line.item_id for line in lines if not line.negative}
    strange = [(outcome, item_id) for outcome in outcomes if (item_id := _item_id(outcome)) and item_id not in named]
    if not strange:
        return
    built = next(line.item for line in lines if line.negative)
    items = Item.objects.in_bulk({item_id for _, item_id in strange})
    instead = dict(
        Substitute.objects.filter(component__whole=built, component__item__in=named, item__in=items).values_list(
            "item_id", "component__item__code"
        )
    )
    for outcome, item_id in strange:
        code = items[item_id].code
        if item_id in instead:
            words = f"{code} may go in instead of {instead[item_id]}. Replace it on the page of the order first."
            outcome.skip("not_replaced", words)
        else:
            words = f"{code} does not go into {built.code}. Scan a part that does, or add a line for it first."
            outcome.skip("no_component", words)


def _item_id(outcome: Outcome) -> int | None:
    """The item of a scan that nothing else speaks against."""
    if outcome.usable and outcome.run is not None:
        return outcome.run.item_id
    return outcome.item.pk if outcome.item is not None and not outcome.code else None
