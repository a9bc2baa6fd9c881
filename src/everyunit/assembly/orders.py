"""What the verbs on work orders share: finding the order, its output, its inputs and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.models import Input, WorkOrder
from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.catalog.models import Link
from everyunit.documents.drafts import draft_to_change
from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.documents.progress import Progress, progress
from everyunit.rules.refusals import Refused
from everyunit.stock.holds import held_by, quantities_held

WORK_ORDER = KINDS["WO"]
REPORT = KINDS["WR"]
UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(slots=True)
class Component:
    """A line of what goes in. `held`: units or pieces that the order holds; `used`: that earlier runs took."""

    line: Line
    quantity: int
    link: str
    instead_of: int | None
    held: int
    used: int

    @property
    def planned(self) -> int:
        return self.line.quantity

    @property
    def has_units(self) -> bool:
        return self.line.item.tracking in UNIT_TRACKED

    @property
    def counted(self) -> bool:
        return self.line.item.tracking == "quantity"

    @property
    def subject(self) -> str:
        return f"Line {self.line.position} ({self.line.item.code})"


@dataclass(slots=True)
class Order:
    """A work order: what it builds, how much of that is built, and what goes in."""

    document: Document
    kind: Kind
    in_process: bool
    output: Line
    built: int
    numbered: int  # units that have a serial number already, and are not built
    components: list[Component]

    @property
    def name(self) -> str:
        return f"{self.kind.name} {self.document.number}"

    @property
    def whole(self) -> int:
        """How many it asks for."""
        return abs(self.output.quantity)

    @property
    def left(self) -> int:
        return max(0, self.whole - self.built)

    @property
    def builds_units(self) -> bool:
        return self.output.item.tracking in UNIT_TRACKED

    @property
    def linked(self) -> list[Component]:
        return [each for each in self.components if each.has_units and each.link != Link.NO]

    def meant(self, component: Component) -> Component:
        """The component itself, or the one that it stands in for."""
        return next((each for each in self.components if each.line.pk == component.instead_of), component)

    @property
    def slots(self) -> list[Component]:
        """The components of which so many are linked to each unit; what stands in for one counts for it."""
        return [each for each in self.linked if each.instead_of is None and each.quantity]


def order_to_change(work: Work, order_id: int) -> Order:
    """The open work order, locked. Refused: `not_a_work_order`, and as `draft_to_change`."""
    document, kind = draft_to_change(work, order_id)
    order = order_of(document)
    if order is None:
        raise Refused("not_a_work_order", f"{kind.name} {document.number} is not a work order.")
    return order


def order_of(document: Document) -> Order | None:
    """The work order as it stands; None where the document is none."""
    state = WorkOrder.objects.filter(document=document).first()
    if state is None:
        return None
    lines = list(document.lines.select_related("item").order_by("position"))
    output = next(line for line in lines if line.quantity < 0)
    known = {each.line_id: each for each in Input.objects.filter(line__in=lines)}
    reached = progress([line.pk for line in lines])
    held = held_by([line.pk for line in lines])
    for line_id, _, quantity in quantities_held([line.pk for line in lines]):
        held[line_id] = held.get(line_id, 0) + quantity
    return Order(
        document=document,
        kind=KINDS[document.kind],
        in_process=state.in_process,
        output=output,
        built=reached[output.pk].done,
        numbered=held.get(output.pk, 0),
        components=[
            _component(line, known.get(line.pk), held.get(line.pk, 0), reached[line.pk])
            for line in lines
            if line.quantity >= 0
        ],
    )


def _component(line: Line, known: Input | None, held: int, reached: Progress) -> Component:
    """A line that was added to the order says nothing of a single unit: its parts may be linked."""
    added = Link.OPTIONAL if line.item.tracking in UNIT_TRACKED else Link.NO
    return Component(
        line=line,
        quantity=known.quantity if known else 0,
        link=known.link if known else added,
        instead_of=known.instead_of_id if known else None,
        held=held,
        used=reached.done,
    )


def linked_counts(order: Order) -> dict[tuple[int, int], int]:
    """How many parts are to go into each unit: by (unit, line that holds the part); what the order holds only."""
    lines = sql.among("i.line_id", [each.line.pk for each in order.components])
    return {
        (int(whole_id), int(line_id)): int(count)
        for whole_id, line_id, count in sql.rows(
            "SELECT p.whole_id, i.line_id, count(*) FROM stock_hold o CROSS JOIN assembly_plannedlink p"
            " CROSS JOIN stock_hold i WHERE o.line_id = %s AND p.whole_id = o.unit_id AND p.whole_home = o.home"
            f" AND i.unit_id = p.unit_id AND i.home = p.home AND {lines.sql} GROUP BY p.whole_id, i.line_id",
            [order.output.pk, *lines.params],
        )
    }


def write_links(links: Sequence[tuple[int, int, int, int]]) -> None:
    """Plan these links: (part, its home, unit, its home). A part that was to go into another unit goes into this
    one.
    """
    sql.insert(
        "assembly_plannedlink",
        {
            "unit_id": ("bigint", [each[0] for each in links]),
            "home": ("smallint", [each[1] for each in links]),
            "whole_id": ("bigint", [each[2] for each in links]),
            "whole_home": ("smallint", [each[3] for each in links]),
        },
        conflict="ON CONFLICT (unit_id, home) DO UPDATE SET whole_id = excluded.whole_id,"
        " whole_home = excluded.whole_home",
    )
