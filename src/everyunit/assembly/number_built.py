"""Give serial numbers to units before they are built."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly.orders import Order, order_to_change
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.commit import generate_committed
from everyunit.documents.committing import recount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import BUILD
from everyunit.rules.serials import Range, compress, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBuilt:
    """Give serial numbers to units that this work order shall build, before they are built; None: to all."""

    document_id: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltNumbered:
    """The serial numbers, as text ranges, of all units that are numbered and not built yet."""

    document_id: int
    numbered: int
    serials: str


@operation(right=BUILD)
def number_built(work: Work, command: NumberBuilt) -> BuiltNumbered:
    """The units are born into an out bin and are held for the order: their labels can be printed, and parts be scanned
    into them (WHS-198). They are ours only once they are built; what is never built stays there.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `no_units`, `bad_quantity`, `too_many`, `no_default_bin`.
    """
    order = order_to_change(work, command.document_id)
    left = order.left - order.numbered
    wanted = left if command.quantity is None else command.quantity
    if not order.builds_units:
        raise Refused("no_units", f"{order.output.item.name} is counted; its pieces have no serial numbers.")
    if wanted < 0:
        raise Refused("bad_quantity", "Enter how many shall get a number, such as 5; or nothing, for all of them.")
    if wanted > left:
        raise Refused("too_many", f"{left} of {order.name} are neither built nor numbered; {wanted} cannot be.")
    number(work, order, wanted)
    return BuiltNumbered(document_id=order.document.pk, numbered=order.numbered, serials=describe(numbered(order)))


def number(work: Work, order: Order, count: int) -> None:
    """Number so many units of the order more."""
    if count:
        generate_committed(work, order.document, order.kind, [order.output], more=count)
        recount([order.output.pk])
        order.numbered += count


def numbered(order: Order) -> list[Range]:
    """The serial numbers that are not built yet."""
    return compress(
        serial
        for (serial,) in sql.rows(
            "SELECT u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
            " WHERE h.line_id = %s ORDER BY u.id",
            [order.output.pk],
        )
    )
