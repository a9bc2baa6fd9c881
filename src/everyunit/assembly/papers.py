"""Papers that building makes: each is written and posted in one go, by rows of the kinds table."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import clock, numbering, sql
from everyunit.base.operation import Work
from everyunit.documents.inventory import inventory_moved, inventory_revalued
from everyunit.documents.kind import STOCK, Basis, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.naming import bin_named, why_reserved
from everyunit.documents.pricing import amount_of
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.money.journal import Amount
from everyunit.money.purposes import INVENTORY
from everyunit.places.models import Bin, Location
from everyunit.places.reserved import reserved_bins
from everyunit.rules.refusals import Refused
from everyunit.stock import chain, costs, ledger
from everyunit.stock.ledger import Moved


def begin(work: Work, kind: Kind, location: Location, source: Document | None = None, notes: str = "") -> Document:
    """A new paper of the kind, dated today, that is not posted yet."""
    return Document.objects.create(
        kind=kind.code,
        status=Status.DRAFT,
        location=location,
        date=clock.today(),
        source=source,
        reference=source.reference if source is not None else "",
        notes=notes,
        created_by=work.actor.user_id,
        created_at=work.at,
        number=numbering.take(kind.code, location.pk).text(),
    )


def stock_bin(kind: Kind, code: str | None) -> Bin | None:
    """The bin that somebody chose for what such a paper brings; None where nobody did.

    Refused: `wrong_bin`, `reserved_bin`, and as `bin_named`.
    """
    found = bin_named(code) if code else None
    if found is not None and found.bin_type != STOCK:
        raise Refused("wrong_bin", f"{found.code} is a bin of type {found.bin_type}. Choose a stock bin.")
    if found is not None and (why := why_reserved(found, row_for(kind, -1), reserved_bins([found.pk]))):
        raise Refused("reserved_bin", why)
    return found


def write(document: Document, lines: Sequence[Line]) -> None:
    """Write the lines in this order; what each is worth is what it says, and it bears no tax."""
    for position, line in enumerate(lines, 1):
        line.document, line.position = document, position
        line.attached = abs(line.quantity)
        line.worth_minor, line.tax_minor = abs(amount_of(line)), 0
    Line.objects.bulk_create(lines)


def finish(work: Work, document: Document, kind: Kind, lines: Sequence[Line], posting_id: int, memo: str = "") -> int:
    """Let balances and the journal follow what the posting moved and revalued, and make the paper final; the value of
    what left our stock or came into it by negative lines.

    Whatever the goods do not balance among themselves goes to the account that the kinds table names beside inventory.
    """
    bins = bins_by_id()
    moved = ledger.what_moved(posting_id)
    ledger.settle(posting_id, moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    amounts = inventory_moved(moved, bins) + inventory_revalued(posting_id)
    amounts += _others(document, kind, lines, sum(each.amount_minor for each in amounts))
    journal.book(posting_id, f"{kind.code} {document.number} {memo}".strip(), amounts, always=True)
    Document.objects.filter(pk=document.pk).update(status=Status.POSTED)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return sum(each.value_minor for each in moved if _comes_in(each, bins))


def _others(document: Document, kind: Kind, lines: Sequence[Line], inventory_minor: int) -> list[Amount]:
    """What is booked beside inventory: by price line by line, and by value what is left to balance."""
    amounts = [
        Amount(booking.account, line.item_id, document.location_id, booking.sign * (line.worth_minor or 0))
        for line in lines
        for booking in row_for(kind, line.quantity).books
        if booking.basis is Basis.PRICE
    ]
    rest = -inventory_minor - sum(each.amount_minor for each in amounts)
    account = next((each.account for each in kind.books if each.basis is Basis.VALUE and each.account != INVENTORY), "")
    if rest and account:
        amounts.append(Amount(account, lines[0].item_id, document.location_id, rest))
    return amounts


def _comes_in(moved: Moved, bins: dict[int, Bin]) -> bool:
    return bins[moved.from_bin_id].bin_type == "out" and bins[moved.to_bin_id].bin_type == "stock"


def refuse_moved(moved: int, expected: int) -> None:
    """Refused: `units_moved`, where a rival was quicker."""
    if moved != expected:
        raise Refused("units_moved", "Some units were moved by somebody else a moment ago. Look again and repeat it.")


def set_costs(posting_id: int, line_id: int, changed: Sequence[tuple[int, int, int]], reason: str) -> None:
    """Let units cost so much from now on: (id, home, cost)."""
    listed = sql.listing(
        "t",
        {
            "unit_id": ("bigint", [each[0] for each in changed]),
            "home": ("smallint", [each[1] for each in changed]),
            "cost": ("bigint", [each[2] for each in changed]),
        },
    )
    steps = sql.Fragment(
        "SELECT u.id AS id, u.home AS home, u.step AS step, u.cost_minor AS old_minor, t.cost AS new_minor"
        f" FROM {listed.sql} CROSS JOIN stock_unit u WHERE u.id = t.unit_id AND u.home = t.home",
        listed.params,
    )
    costs.change_costs(posting_id, line_id, steps, reason)
