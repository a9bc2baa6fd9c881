"""Make invoices of what was picked for the orders of a pull sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.progress import Progress, progress
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import SELL
from everyunit.selling.left import PICKED_FOR
from everyunit.selling.models import PullSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePullSheet:
    """Invoice what was picked, of all orders of the sheet or of one."""

    sheet_id: int
    order_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMade:
    """A draft invoice, and the order that it delivers."""

    document_id: int
    kind: str
    number: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicesMade:
    """The invoices, one an order; `left_out`: orders of which nothing is committed."""

    sheet_id: int
    invoices: tuple[InvoiceMade, ...]
    left_out: tuple[str, ...]


@operation(right=SELL)
def invoice_pull_sheet(work: Work, command: InvoicePullSheet) -> InvoicesMade:
    """Turn each order into a draft of what it has committed, and of what is not kept in stock; the rest stays on the
    order (SAL-44).

    A closed sheet can be invoiced, too. Refused: `unknown_sheet`, `not_on_sheet`, `nothing_picked` with all orders.
    """
    orders = _orders(command)
    lines = list(Line.objects.filter(document__in=orders).select_related("item").order_by("position"))
    reached = progress([line.pk for line in lines])
    made, left_out = [], []
    for order in orders:  # each becomes a paper of its own
        mine = [line for line in lines if line.document_id == order.pk]
        picked = [line for line in mine if line.item.tracking != "none" and _ready(line, reached[line.pk])]
        if order.status != Status.OPEN or not picked:
            left_out.append(_name(order))
            continue
        wanted = [Wanted(line_id=line.pk, quantity=_ready(line, reached[line.pk])) for line in mine]
        made.append(_invoice(work, order, wanted))
    if not made:
        raise Refused(
            "nothing_picked",
            "Nothing is picked that is not on an invoice yet.",
            [Offender(name, "nothing_picked", "Nothing is committed to it.", name) for name in left_out],
        )
    return InvoicesMade(sheet_id=command.sheet_id, invoices=tuple(made), left_out=tuple(left_out))


def _orders(command: InvoicePullSheet) -> list[Document]:
    sheet = PullSheet.objects.select_for_update(of=("self",)).filter(pk=command.sheet_id).first()
    if sheet is None:
        raise Refused("unknown_sheet", "There is no such pull sheet.")
    chosen = sheet.orders.select_related("order").order_by("order__date", "order_id")
    orders = [each.order for each in chosen if command.order_id in (None, each.order_id)]
    if not orders:
        raise Refused("not_on_sheet", f"This order is not on pull sheet {sheet.number}. Reload it.")
    return orders


def _ready(line: Line, reached: Progress) -> int:
    """How many go on the invoice: what is committed and on no draft; of what is not kept in stock, all that is left."""
    left = abs(line.quantity) - reached.done - reached.drafted
    if line.item.tracking == "none":
        return max(0, left)
    waiting = line.attached - reached.drafted if line.item.tracking == "quantity" else line.attached
    return max(0, min(left, waiting))


def _invoice(work: Work, order: Document, wanted: Sequence[Wanted]) -> InvoiceMade:
    chosen = tuple(each for each in wanted if each.quantity)
    kind = PICKED_FOR[order.kind].becomes[0]
    saved = convert.within(work, Convert(document_id=order.pk, to=kind, wanted=chosen))
    return InvoiceMade(document_id=saved.document_id, kind=saved.kind, number=saved.number, order=_name(order))


def _name(order: Document) -> str:
    return f"{order.kind} {order.number}"
