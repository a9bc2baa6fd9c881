"""Post a draft: units change hands, quantities move, money is booked, and the paper is final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.approving import refuse_unapproved
from everyunit.documents.checks import problems_of
from everyunit.documents.committing import recount
from everyunit.documents.dates import refuse_before_the_books, refuse_too_early
from everyunit.documents.drafts import draft_to_use, keep_lines, with_sources
from everyunit.documents.free import in_kit, is_free
from everyunit.documents.inventory import inventory_moved, inventory_revalued
from everyunit.documents.invoicing import Difference, invoice_received, spread_late
from everyunit.documents.kind import Basis, Booking, Kind, Stage
from everyunit.documents.kinds import invoices, row_for
from everyunit.documents.lots_needed import number_lots
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.picking import pick_lines
from everyunit.documents.plans import Plan, bills, plans_for, taken_of_orders
from everyunit.documents.price_changes import prices_changed
from everyunit.documents.pricing import Worth, amount_of, totals_of
from everyunit.documents.progress import is_arrival, keep_sources, reversed_documents
from everyunit.documents.reach import going_far, out_of_reach
from everyunit.documents.revaluing import revalue
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.documents.searching import look_further
from everyunit.documents.settling import settle_orders
from everyunit.documents.standing_in import make_them_stand
from everyunit.documents.unknown_costs import told_of
from everyunit.documents.valuing import births_of, quantity_moves
from everyunit.fields.saving import unfilled_on_paper
from everyunit.money import journal
from everyunit.money.journal import Amount
from everyunit.money.purposes import INVENTORY, INVENTORY_ADJUSTMENT
from everyunit.places.models import Bin
from everyunit.rules.money import divide_half_up
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import CROSS_LOCATIONS
from everyunit.rules.serials import describe, joined
from everyunit.stock import chain, ledger
from everyunit.stock.holds import consume_quantities, held_by
from everyunit.stock.ledger import Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Make this draft final. `past`: it is of the time before the books began, when the opening stock was there.
    `asks`: own fields that must hold something are asked for; not on papers that the program fills by itself.
    """

    document_id: int
    past: bool = False
    asks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What posting did. `total_minor` is in the document's `currency` ("": the company's), `value_minor` in the
    company's. `serials`: the serial numbers given to new units, as text ranges by line position. `free`: the positions
    of lines that charge a customer nothing.
    """

    posting_id: int
    document_id: int
    kind: str
    number: str
    units: int
    quantity: int
    total_minor: int
    value_minor: int
    serials: dict[int, str]
    currency: str = ""
    free: tuple[int, ...] = ()


@operation()
def post(work: Work, command: Post) -> Posted:
    """Post a draft, whatever its kind: the kinds table says what moves and what is booked.

    Refused, with all offenders: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `not_final`,
    `empty_document`, `cannot_post` (too few units, empty quantities, goods that are not there, unsuitable bins,
    over-credited, over-invoiced and over-received lines, prices of vendors that not everybody may accept, own fields
    that must hold something: of the document, and of the units that a customer gets), `negative_total`,
    `no_target_bin`, `no_default_bin`, `no_account`, `units_moved`, `source_reversed`, `before_the_books`,
    `before_its_source`, `dated_too_early`, `period_closed`; adjustments of stock: `needs_approval`, `own_approval`,
    `worth_more`.
    """
    document, kind = draft_to_use(work, command.document_id)
    lines = _lines_to_post(work, document, kind)
    picked = pick_lines(work, document, kind, lines, past=command.past)
    bins = bins_by_id()
    plans = plans_for(work, document, kind, lines, held_by([line.pk for line in lines]))
    look_further(work, document, kind, plans)
    number_lots(work, document, plans)
    problems = [
        Offender(f"Line {each.line.position if each.line else ''} ({each.texts})", each.code, each.message)
        for each in picked.short
    ]
    problems += problems_of(document, kind, plans, bins)
    if kind.route.source is None and not is_arrival(document) and not work.actor.may(CROSS_LOCATIONS):
        problems += going_far(plans, bins)
    problems += out_of_reach(work, document, plans)
    problems += prices_changed(work, document, kind, plans)
    if command.asks:
        leaving = [plan.line.pk for plan in plans if kind.party == "customer" and plan.row.route.leaves]
        problems += unfilled_on_paper(document.pk, f"{kind.code} {document.number}", leaving)
    refuse_if_any(problems, "cannot_post", f"{kind.name} {document.number} cannot be posted yet.")
    refuse_too_early(document, past=command.past)
    refuse_before_the_books(document, lines, past=command.past)
    refuse_unapproved(work, document, kind)
    total = _total(document, kind, lines)
    posting_id = ledger.open_posting(work, document.pk, reason=told_of(lines), date=document.date)
    differences = invoice_received(posting_id, plans, f"invoiced by {kind.code} {document.number}")
    late = _late_costs(posting_id, document, kind, plans)
    revalued = revalue(posting_id, plans, f"{kind.name.lower()} {document.number}")
    given = ledger.generate(posting_id, births_of(plans, posting_id), document.location_id, work.at)
    units = _move_units(posting_id, plans)
    make_them_stand(posting_id, plans, given)
    ledger.move_quantities(posting_id, quantity_moves(plans))
    _use_up_commitments(plans)
    moved = ledger.what_moved(posting_id)
    ledger.settle(posting_id, moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    values = _changed_hands(moved, bins)
    if kind.adjusts:
        _say_what_it_cost(plans, values)
        total = _total(document, kind, lines)
    _book(posting_id, document, kind, plans, moved, bins, values, differences | late | revalued)
    _keep_worth(plans)
    Document.objects.filter(pk=document.pk).update(status=Status.POSTED)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    settle_orders(work, document.pk, kind)
    positions = {line.pk: line.position for line in lines}
    return Posted(
        posting_id=posting_id,
        document_id=document.pk,
        kind=kind.code,
        number=document.number,
        units=units
        + sum(each.count for ranges in given.values() for each in ranges)
        + sum(plan.held for plan in plans if plan.row.revalues),
        quantity=sum(plan.size for plan in plans if plan.line.item.tracking == "quantity" and not plan.billing),
        total_minor=total,
        value_minor=sum(values.values()),
        serials={positions[line_id]: describe(joined(ranges)) for line_id, ranges in given.items()},
        currency=document.currency,
        free=tuple(
            line.position for line in lines if is_free(kind, line.quantity, amount_of(line)) and not in_kit(line, lines)
        ),
    )


def _lines_to_post(work: Work, document: Document, kind: Kind) -> list[Line]:
    if kind.stage is not Stage.FINAL:
        next_kinds = " or ".join(kind.becomes)
        raise Refused("not_final", f"{kind.name} {document.number} is not posted; turn it into {next_kinds}.")
    lines = with_sources(list(document.lines.select_related("item", "tax_code", "from_bin").order_by("position")))
    if not lines:
        raise Refused("empty_document", f"{kind.name} {document.number} has no lines. Add or scan something first.")
    if any(line.quantity < 0 for line in lines):
        work.needs(row_for(kind, -1).right)
    if any(line.source_line_id is not None for line in lines):
        keep_sources(document.pk)
    return lines


def _total(document: Document, kind: Kind, lines: Sequence[Line]) -> int:
    total = totals_of(document, lines).total_minor if kind.priced else 0
    if total < 0 and kind.party is not None:
        raise Refused(
            "negative_total",
            f"The total of {kind.name.lower()} {document.number} is below zero."
            f" Use a {row_for(kind, -1).name.lower()} instead, or take lines off.",
        )
    return total


def _late_costs(posting_id: int, document: Document, kind: Kind, plans: Sequence[Plan]) -> dict[int, Difference]:
    """Costs on a paper without goods go to the goods of the document that it refers to, wherever they are by now."""
    if not invoices(kind) or any(plan.line.item.tracking != "none" for plan in plans):
        return {}
    spreading = [plan for plan in plans if plan.line.spread]
    goods = _goods_of(document.source_id) if spreading and document.source_id is not None else []
    found = {}
    for plan in spreading:
        if goods:
            reason = f"{plan.line.item.name} on {kind.code} {document.number}"
            found[plan.line.pk] = spread_late(posting_id, plan.line, plan.worth_minor, goods, reason)
    return found


def _goods_of(document_id: int) -> list[Line]:
    """The lines that brought in the goods of a document; an invoice of received goods leads to their receipt, an order
    to what was received for it.

    Refused: `source_reversed`.
    """
    if reversed_documents([document_id]):
        raise Refused("source_reversed", "The document that it refers to was reversed. Refer to another.")
    mine, order = Q(document_id=document_id), ["position"]
    if Document.objects.filter(pk=document_id, status__in=(Status.OPEN, Status.CLOSED)).exists():
        mine = Q(source_line__document_id=document_id, document__status=Status.POSTED)
        order = ["source_line__position", "pk"]
    lines = (
        Line.objects.filter(mine, quantity__gt=0)
        .exclude(item__tracking="none")
        .select_related("item", "document", "source_line__document", "source_line__item")
        .order_by(*order)
    )
    gone = reversed_documents(list({line.document_id for line in lines}))
    stand = [line for line in lines if line.document_id not in gone]
    return [line.source_line if line.source_line is not None and bills(line) else line for line in stand]


def _move_units(posting_id: int, plans: Sequence[Plan]) -> int:
    moving = [plan for plan in plans if plan.target is not None and plan.moves_units and plan.line.attached]
    moving = [plan for plan in moving if plan.held or not plan.row.generates]
    targets = {plan.line.pk: plan.target.pk for plan in moving if plan.target is not None}
    if not targets:
        return 0
    moved = ledger.move_held(posting_id, targets)
    if moved != sum(plan.held for plan in moving):
        raise Refused("units_moved", "The units on the document have changed. Reload it and look again.")
    return moved


def _use_up_commitments(plans: Sequence[Plan]) -> None:
    """What an order had committed of a quantity is used up by the line that delivers it."""
    used = taken_of_orders(plans)
    consume_quantities(used)
    recount([line_id for line_id, _, _ in used])


def _keep_worth(plans: Sequence[Plan]) -> None:
    """What each line was worth as it posted stays with it: the rate of exchange is gone tomorrow."""
    listed = sql.listing(
        "s",
        {
            "line_id": ("bigint", [plan.line.pk for plan in plans]),
            "worth_minor": ("bigint", [plan.priced.net_minor for plan in plans]),
            "tax_minor": ("bigint", [plan.priced.tax_minor for plan in plans]),
        },
    )
    sql.execute(
        f"UPDATE documents_line SET worth_minor = s.worth_minor, tax_minor = s.tax_minor FROM {listed.sql}"
        " WHERE documents_line.id = s.line_id",
        listed.params,
    )


def _book(
    posting_id: int,
    document: Document,
    kind: Kind,
    plans: Sequence[Plan],
    moved: Sequence[Moved],
    bins: dict[int, Bin],
    values: dict[int, int],
    differences: dict[int, Difference],
) -> None:
    """Book what the kinds table says.

    Inventory is booked bin by bin as the goods moved; the entry balances because that is what the table says, too.
    """
    amounts = inventory_moved(moved, bins) + (inventory_revalued(posting_id) if differences else [])
    for plan in plans:
        worth = _worth(plan, values.get(plan.line.pk, 0), differences.get(plan.line.pk))
        amounts += [
            Amount(
                booking.account,
                plan.line.item_id,
                _place(plan, booking),
                booking.sign * worth[booking.basis],
                document.reason.account_id if document.reason and booking.account == INVENTORY_ADJUSTMENT else None,
            )
            for booking in plan.row.books
            if booking.account != INVENTORY
        ]
    party = f" {document.party.name}" if document.party else ""
    journal.book(posting_id, f"{kind.code} {document.number}{party}", amounts, always=bool(kind.books))


def _changed_hands(moved: Sequence[Moved], bins: dict[int, Bin]) -> dict[int, int]:
    """The value of the goods that changed hands, by line."""
    values: dict[int, int] = {}
    for each in moved:
        if bins[each.from_bin_id].bin_type != bins[each.to_bin_id].bin_type:
            values[each.line_id] = values.get(each.line_id, 0) + each.value_minor
    return values


def _say_what_it_cost(plans: Sequence[Plan], values: dict[int, int]) -> None:
    """What goods that nobody paid for are worth is known once they have moved."""
    for plan in plans:
        value = values.get(plan.line.pk, 0)
        plan.line.amount_minor, plan.line.price_minor = value, divide_half_up(value, plan.size)
        plan.priced = Worth(value, 0)
    keep_lines([plan.line for plan in plans], "amount_minor", "price_minor")


def _place(plan: Plan, booking: Booking) -> int:
    """Whose account it goes to: that of the paper's location, but what was accrued is cleared where it was accrued."""
    source = plan.line.source_line
    if booking.basis is Basis.ACCRUED and plan.billing and source is not None:
        return source.document.location_id
    return plan.line.document.location_id


def _worth(plan: Plan, value: int, difference: Difference | None) -> dict[Basis, int]:
    """What each basis of the kinds table comes to for a line.

    A line that brings goods in clears just what it accrues. A cost that is not spread over goods is variance.
    """
    price, tax = plan.priced.net_minor, plan.priced.tax_minor
    moves = plan.moves_units or plan.moves_quantity
    if difference is None:
        accrued = value if plan.row.generates else 0
        difference = Difference(accrued=accrued, variance=0 if moves else plan.worth_minor)
    returned = price if moves else 0
    return {
        Basis.PRICE: price,
        Basis.TAX: tax,
        Basis.TOTAL: price + tax,
        Basis.VALUE: value,
        Basis.ACCRUED: difference.accrued,
        Basis.REVALUED: difference.revalued,
        Basis.AFTER_SALE: difference.after_sale,
        Basis.VARIANCE: difference.variance,
        Basis.RETURNED: returned,
        Basis.GAIN: returned - value,
    }
