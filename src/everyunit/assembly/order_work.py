"""Make a work order: so many of an assembly shall be built, and its bill of materials says of what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyunit.assembly.models import Besides, Input, WorkOrder
from everyunit.assembly.orders import WORK_ORDER
from everyunit.base import clock, numbering
from everyunit.base.operation import Work, operation
from everyunit.catalog.bills import ComponentRow, by_products_of, components_of
from everyunit.catalog.models import Item, ItemType
from everyunit.documents.dates import day_of
from everyunit.documents.draft import reference_of
from everyunit.documents.drafts import DraftSaved, saved
from everyunit.documents.header import AS_USUAL, begin_header
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.naming import items_by_code, location_here
from everyunit.documents.new_lines import QUANTITY_LIMIT
from everyunit.documents.own_prices import own_prices
from everyunit.prices.choosing import Wanted
from everyunit.rules.building import needed
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import BUILD


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWork:
    """Build so many of this assembly, by item code. `due_on`: until when; the location defaults to where one works."""

    item: str
    quantity: int = 1
    location: str | None = None
    date: dt.date | None = None
    due_on: dt.date | None = None
    reference: str = ""
    notes: str = ""


@operation(right=BUILD)
def order_work(work: Work, command: OrderWork) -> DraftSaved:
    """An open work order: a negative line for what is to be built, and a line for each component with what is needed,
    what is lost on the way included (WHS-179, WHS-180). Nothing moves yet.

    Refused: `unknown_item`, `no_assembly`, `no_bill`, `bad_quantity`, `item_discontinued`, `unknown_location`,
    `future_date`, `too_long`, `bad_header`; `too_many` with the components of which more than a line can hold would
    be needed.
    """
    item = items_by_code([command.item])[command.item]
    bill = _bill_of(item)
    if not 1 <= command.quantity <= QUANTITY_LIMIT:
        raise Refused("bad_quantity", f"From 1 to {QUANTITY_LIMIT:,} are built on one order.")
    counts = [needed(command.quantity, row.quantity, row.waste, row.waste_quantity) for row in bill]
    refuse_if_any(
        [
            Offender(row.item, "too_many", f"{count:,} would be needed; a line holds {QUANTITY_LIMIT:,}.")
            for row, count in zip(bill, counts, strict=True)
            if count > QUANTITY_LIMIT
        ],
        "too_many",
        "So many cannot be built on one order. Make several.",
    )
    document = _document(work, command)
    document.save(force_insert=True)
    WorkOrder.objects.create(document=document)
    _write_lines(document, item, command.quantity, bill, counts)
    Besides.objects.bulk_create(
        Besides(document=document, position=nth, item_id=row.item_id, quantity=row.quantity, share=row.share)
        for nth, row in enumerate(by_products_of(item.pk), 1)
    )
    return saved(document)


def _bill_of(item: Item) -> list[ComponentRow]:
    if item.item_type != ItemType.ASSEMBLY:
        raise Refused("no_assembly", f"{item.name} is not an assembly. Only assemblies are built.")
    if item.discontinued:
        raise Refused("item_discontinued", f"{item.name} is discontinued.")
    bill = components_of([item.pk]).get(item.pk, [])
    if not bill:
        raise Refused("no_bill", f"Nobody has said yet what {item.name} is made of. Write its bill of materials first.")
    return bill


def _document(work: Work, command: OrderWork) -> Document:
    location = location_here(work, command.location)
    document = Document(
        kind=WORK_ORDER.code,
        status=Status.OPEN,
        location=location,
        date=day_of(command.date or clock.today()),
        reference=reference_of(command.reference),
        notes=command.notes,
        created_by=work.actor.user_id,
        created_at=work.at,
        number=numbering.take(WORK_ORDER.code, location.pk).text(),
    )
    begin_header(document, replace(AS_USUAL, deliver_on=command.due_on), None)
    return document


def _write_lines(
    document: Document, item: Item, quantity: int, bill: Sequence[ComponentRow], counts: Sequence[int]
) -> None:
    """The output first, then the components; goods at what they cost now, work at what it usually costs."""
    wanted = [Wanted(row.item_id, count) for row, count in zip(bill, counts, strict=True)]
    prices = own_prices(document, WORK_ORDER, wanted)
    Line.objects.create(document=document, position=1, item=item, quantity=-quantity)
    Line.objects.bulk_create(
        Line(
            document=document,
            position=position,
            item_id=row.item_id,
            quantity=count,
            price_minor=row.cost_minor if row.tracking == "none" else price,
        )
        for position, (row, count, price) in enumerate(zip(bill, counts, prices, strict=True), 2)
    )
    placed = dict(document.lines.values_list("position", "pk"))
    Input.objects.bulk_create(
        Input(line_id=placed[position], quantity=row.quantity, link=row.link) for position, row in enumerate(bill, 2)
    )
