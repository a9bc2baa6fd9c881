"""Let another item go in instead of a component, as the bill of materials allows."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly.models import Input
from everyunit.assembly.orders import Component, Order, order_to_change
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Substitute
from everyunit.documents.drafts import DraftSaved, saved
from everyunit.documents.models import Line
from everyunit.documents.naming import items_by_code
from everyunit.documents.own_prices import own_price
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import BUILD


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutePart:
    """On this work order, so many of the line are replaced by another item, by its code; None: all that it lacks."""

    document_id: int
    line_id: int
    item: str
    quantity: int | None = None


@operation(right=BUILD)
def substitute(work: Work, command: SubstitutePart) -> DraftSaved:
    """The line asks for so many less, and a line of its own for the other item asks for them (WHS-187); both together
    must be linked as the component must. What stands in for a component may be replaced in turn, by another of its
    substitutes or by the component itself.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `unknown_line`, `unknown_item`, `no_substitute` (the
    bill of materials does not have it with the component), `bad_quantity`.
    """
    order = order_to_change(work, command.document_id)
    component = next((each for each in order.components if each.line.pk == command.line_id), None)
    if component is None:
        raise Refused("unknown_line", f"{order.name} has no such component. Reload it.")
    meant = order.meant(component)
    item = items_by_code([command.item])[command.item]
    if item.pk == component.line.item_id or not _allowed(order, meant, item):
        raise Refused(
            "no_substitute",
            f"The bill of materials of {order.output.item.name} does not have {item.name} in place of"
            f" {component.line.item.name}. Add it there first.",
        )
    lacking = component.planned - component.used - component.held
    quantity = lacking if command.quantity is None else command.quantity
    if not 0 < quantity <= lacking:
        raise Refused("bad_quantity", f"{component.line.item.code} lacks {lacking}; {quantity} cannot be replaced.")
    _replace(order, component, meant, item, quantity)
    return saved(order.document)


def _allowed(order: Order, component: Component, item: Item) -> bool:
    return (
        item.pk == component.line.item_id
        or Substitute.objects.filter(
            component__whole=order.output.item, component__item=component.line.item, item=item
        ).exists()
    )


def _replace(order: Order, component: Component, meant: Component, item: Item, quantity: int) -> None:
    """The quantity goes from the line of one to a line of the other; both are for the component that is meant."""
    component.line.quantity -= quantity
    component.line.save(update_fields=["quantity"])
    known = next(
        (each for each in order.components if order.meant(each) is meant and each.line.item_id == item.pk),
        None,
    )
    if known is not None:
        known.line.quantity += quantity
        known.line.save(update_fields=["quantity"])
        return
    last = max(each.line.position for each in order.components)
    line = Line.objects.create(
        document=order.document,
        position=last + 1,
        item=item,
        quantity=quantity,
        price_minor=own_price(order.document, order.kind, item.pk, quantity),
    )
    Input.objects.create(line=line, quantity=component.quantity, link=component.link, instead_of=meant.line)
