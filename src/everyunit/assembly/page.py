"""Reading a work order for its page: how far it is, what is missing, which units are numbered and what goes into
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyunit.assembly.models import Besides
from everyunit.assembly.numbered import NumberedUnit, numbered_units
from everyunit.assembly.orders import Component, Order, order_of
from everyunit.assembly.shortages import Shortage, shortages
from everyunit.base import sql
from everyunit.catalog.models import Link
from everyunit.documents.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """A line of what goes in."""

    line_id: int
    position: int
    item: str
    item_name: str
    tracking: str
    planned: int
    held: int
    used: int
    link: str
    instead_of: str
    substitutes: tuple[str, ...]
    price_minor: int | None

    @property
    def missing(self) -> int:
        return 0 if self.tracking == "none" else max(0, self.planned - self.held - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class BesidesRow:
    """So many of an item come of one unit besides; `share`: of the cost, in hundredths of a percent."""

    item: str
    item_name: str
    quantity: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A run: its work report. `cost_minor`: what all that came of it cost then; None for who may not see costs."""

    number: str
    built: int
    status: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderPage:
    """A work order as it stands. `state`: not started, in process, built, closed or void."""

    document_id: int
    number: str
    state: str
    item: str
    item_name: str
    tracking: str
    quantity: int
    built: int
    left: int
    numbered: int
    due_on: str
    reference: str
    notes: str
    uses_lots: bool
    inputs: tuple[InputRow, ...]
    by_products: tuple[BesidesRow, ...]
    missing: tuple[Shortage, ...]
    units: tuple[NumberedUnit, ...]
    reports: tuple[ReportRow, ...]

    @property
    def open(self) -> bool:
        return self.state in ("not started", "in process")

    @property
    def in_process(self) -> bool:
        return self.state == "in process"

    def without_costs(self) -> WorkOrderPage:
        """For who may not see costs."""
        return replace(
            self,
            inputs=tuple(replace(each, price_minor=None) for each in self.inputs),
            reports=tuple(replace(each, cost_minor=None) for each in self.reports),
        )

    @property
    def cost_minor(self) -> int:
        """What all that came of it cost when it was built, without what was reversed."""
        return sum(each.cost_minor or 0 for each in self.reports if each.status == "posted")

    @property
    def short(self) -> bool:
        """Whether some of what it lacks is nowhere to be had."""
        return any(each.short for each in self.missing)

    @property
    def lacking(self) -> bool:
        """Whether a unit that is told lacks a part that must be linked."""
        return any(unit.lacks for unit in self.units)

    @property
    def links(self) -> bool:
        return any(each.link != Link.NO for each in self.inputs)


def work_order_page(document_id: int, here: str = "") -> WorkOrderPage | None:
    """The page of a work order; None where the document is none. The unit `here` and the first others are told with
    their parts.
    """
    document = Document.objects.select_related("location").filter(pk=document_id).first()
    order = order_of(document) if document is not None else None
    if document is None or order is None:
        return None
    return WorkOrderPage(
        document_id=document.pk,
        number=document.number,
        state=_state(document, order),
        item=order.output.item.code,
        item_name=order.output.item.name,
        tracking=order.output.item.tracking,
        quantity=order.whole,
        built=order.built,
        left=order.left,
        numbered=order.numbered,
        due_on=document.deliver_on.isoformat() if document.deliver_on else "",
        reference=document.reference,
        notes=document.notes,
        uses_lots=order.output.item.uses_lots,
        inputs=_inputs(order),
        by_products=_by_products(order),
        missing=tuple(shortages(order)) if document.status == "open" else (),
        units=numbered_units(order, here),
        reports=reports_of(document.pk),
    )


def work_order_id(number: str) -> int | None:
    """The id of the work order with this number."""
    found = sql.scalar("SELECT id FROM documents_document WHERE kind = 'WO' AND number = %s", [number])
    return None if found is None else int(found)


def _state(document: Document, order: Order) -> str:
    if document.status == "cancelled":
        return "void"
    if document.status == "closed":
        return "built" if not order.left else "closed"
    return "in process" if order.in_process else "not started"


def _inputs(order: Order) -> tuple[InputRow, ...]:
    codes = {each.line.pk: each.line.item.code for each in order.components}
    chosen = sql.among("c.item_id", [each.line.item_id for each in order.components])
    instead: dict[int, list[str]] = {}
    for item_id, code in sql.rows(
        "SELECT c.item_id, i.code FROM catalog_component c JOIN catalog_substitute s ON s.component_id = c.id"
        f" JOIN catalog_item i ON i.id = s.item_id WHERE c.whole_id = %s AND {chosen.sql} ORDER BY s.rank",
        [order.output.item_id, *chosen.params],
    ):
        instead.setdefault(item_id, []).append(code)
    return tuple(_input(each, codes, instead) for each in order.components)


def _input(each: Component, codes: dict[int, str], instead: dict[int, list[str]]) -> InputRow:
    return InputRow(
        line_id=each.line.pk,
        position=each.line.position,
        item=each.line.item.code,
        item_name=each.line.item.name,
        tracking=each.line.item.tracking,
        planned=each.planned,
        held=each.held,
        used=each.used,
        link=each.link,
        instead_of=codes.get(each.instead_of or 0, ""),
        substitutes=tuple(instead.get(each.line.item_id, ())) if each.instead_of is None else (),
        price_minor=each.line.price_minor,
    )


def _by_products(order: Order) -> tuple[BesidesRow, ...]:
    planned = Besides.objects.filter(document=order.document).select_related("item").order_by("position")
    return tuple(
        BesidesRow(item=each.item.code, item_name=each.item.name, quantity=each.quantity, share=each.share)
        for each in planned
    )


# What came of the report `d`: what it built, and what came besides.
CAME = (
    "(SELECT coalesce(sum({0}), 0) FROM stock_posting p JOIN {1} m ON m.posting_id = p.id"
    " JOIN documents_line k ON k.id = m.line_id AND k.quantity < 0"
    " WHERE p.document_id = d.id AND p.reverses_id IS NULL)"
)
COST = f"{CAME.format('m.cost_minor', 'stock_movement')} + {CAME.format('m.value_minor', 'stock_quantitymovement')}"


def reports_of(document_id: int) -> tuple[ReportRow, ...]:
    """The runs of a work order, in their order."""
    return tuple(
        ReportRow(
            number=number,
            built=int(built),
            status="reversed" if undone else "posted",
            cost_minor=int(cost),
        )
        for number, built, undone, cost in sql.rows(
            "SELECT d.number, sum(-l.quantity), (SELECT count(*) FROM stock_posting p"
            f" JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = d.id), {COST}"
            " FROM documents_document d JOIN documents_line l ON l.document_id = d.id AND l.quantity < 0"
            " AND l.source_line_id IS NOT NULL WHERE d.source_id = %s AND d.kind = 'WR'"
            " GROUP BY d.id, d.number ORDER BY d.id",
            [document_id],
        )
    )
