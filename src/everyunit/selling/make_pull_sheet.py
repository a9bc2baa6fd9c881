"""Make a pull sheet of open orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import numbering
from everyunit.base.operation import Work, operation
from everyunit.documents.models import Document, Status
from everyunit.documents.naming import location_here, named
from everyunit.parties.models import Party
from everyunit.places.models import Bin, Location
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import PICK
from everyunit.selling.bins import bins_to_pick_from
from everyunit.selling.left import PICKED_FOR, OrderLine, lines_on, lines_to_pick, wanted_elsewhere
from everyunit.selling.models import PullSheet, SheetLine, SheetOrder
from everyunit.selling.sheets import SCOPE, SheetSaved, refuse_taken, saved
from everyunit.selling.walk import Need, can_be_picked


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePullSheet:
    """A pull sheet of these orders, or of all that fit the filter and wait on no sheet.

    `pickable`: only what can be picked now; otherwise all that is outstanding. `bins`: the bins to pick from; none:
    the location's normal stock, without what is packed or came back. `newest_first`: the newest units first.
    """

    order_ids: tuple[int, ...] = ()
    customer: str | None = None
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    location: str | None = None
    pickable: bool = True
    bins: tuple[str, ...] = ()
    newest_first: bool = False


@operation(right=PICK)
def make_pull_sheet(work: Work, command: MakePullSheet) -> SheetSaved:
    """One sheet for several orders of a location (SAL-58): its lines are what is outstanding and not committed yet.

    An order is on one open sheet at most (SAL-161). Refused: `unknown_location`, `no_company`, `unknown_party`,
    `unknown_bin`, `bin_discontinued`, `wrong_bin`, `not_to_pick` (papers that are no open orders of the location),
    `on_another_sheet`, `nothing_to_pick`, each with all offenders.
    """
    location = location_here(work, command.location)
    bins = bins_to_pick_from(work.actor, location, command.bins)
    _check_orders(command.order_ids, location)
    lines = lines_to_pick(
        location.pk,
        customer=None if command.customer is None else _customer(command.customer),
        date_from=command.date_from,
        date_to=command.date_to,
        order_ids=command.order_ids,
    )
    counts = counts_of(lines, bins, command.pickable)
    _refuse_nothing(lines, counts)
    sheet = PullSheet.objects.create(
        number=numbering.take(SCOPE, location.pk).text(),
        location=location,
        newest_first=command.newest_first,
        created_by=work.actor.user_id,
        created_at=work.at,
    )
    sheet.bins.set(bins)
    chosen = [line for line in lines if counts[line.line_id]]
    order_ids = dict.fromkeys(line.order_id for line in chosen)
    SheetOrder.objects.bulk_create(SheetOrder(sheet=sheet, order_id=order_id) for order_id in order_ids)
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, line_id=line.line_id, quantity=counts[line.line_id], start=line.gone_on)
        for line in chosen
    )
    return saved(sheet, lines_on([sheet.pk]))


def counts_of(lines: Sequence[OrderLine], bins: Sequence[Bin], pickable: bool) -> dict[int, int]:
    """How many of each line go on the sheet: all that is outstanding, or what is there for it."""
    if not pickable:
        return {line.line_id: line.outstanding for line in lines}
    bin_ids = [bin_.pk for bin_ in bins]
    needs = [Need(line.line_id, line.item_id, line.tracking, line.outstanding) for line in lines]
    return can_be_picked(needs, bin_ids, wanted_elsewhere(bin_ids))


def _customer(code: str) -> str:
    party = named(Party, code)
    if party is None:
        raise Refused("unknown_party", f"There is no customer “{code}”. Check the code.")
    return party.code


def _check_orders(order_ids: Sequence[int], location: Location) -> None:
    known = Document.objects.in_bulk(order_ids)
    offenders = []
    for order_id in dict.fromkeys(order_ids):
        order = known.get(order_id)
        if order is None:
            offenders.append(Offender(str(order_id), "unknown_document", "There is no such document."))
        elif order.kind not in PICKED_FOR:
            offenders.append(Offender(_name(order), "not_to_pick", "Goods are picked for sales orders only."))
        elif order.status != Status.OPEN:
            offenders.append(Offender(_name(order), "not_to_pick", f"It is {order.status}."))
        elif order.location_id != location.pk:
            offenders.append(Offender(_name(order), "not_to_pick", f"It is not an order of location {location.code}."))
    refuse_if_any(offenders, "not_to_pick", "Some documents cannot go on a pull sheet.")
    refuse_taken(order_ids)


def _refuse_nothing(lines: Sequence[OrderLine], counts: dict[int, int]) -> None:
    if any(counts.values()):
        return
    raise Refused(
        "nothing_to_pick",
        "None of what is outstanding is free in the bins to pick from."
        if lines
        else "No open order has anything to pick, or all are on a pull sheet already.",
        [
            Offender(
                f"{line.order} line {line.position}",
                "short",
                f"{line.outstanding} {line.item} are outstanding, and none is free.",
            )
            for line in lines
        ],
    )


def _name(order: Document) -> str:
    return f"{order.kind} {order.number}"
