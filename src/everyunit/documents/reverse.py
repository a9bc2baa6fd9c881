"""Reverse a posted document: a mirror posting dated now. Nothing that was posted is touched."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Status
from everyunit.documents.progress import settle_orders
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.places.models import Bin
from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused, refuse_if_any
from everyunit.rules.rights import REVERSE
from everyunit.stock import chain, ledger
from everyunit.stock.costs import mirror_costs
from everyunit.stock.ledger import Moved

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """Undo what this posted document did."""

    document_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """The posting that undid it."""

    posting_id: int
    reverses_id: int
    document_id: int
    kind: str
    number: str
    units: int


@operation(right=REVERSE)
def reverse(work: Work, command: Reverse) -> Reversed:
    """Move everything back to where the document took it from, and book the mirror entry, dated now.

    Refused, naming the events in the way: `unknown_document`, `not_posted`, `already_reversed`, `later_events` (a
    unit has moved since, is held, or a later document credits this one), `negative_stock`, `too_long`.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(pk=command.document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document.")
    name = f"{KINDS[document.kind].name} {document.number}"
    if document.status != Status.POSTED:
        raise Refused("not_posted", f"{name} is a draft. Discard it, or take its lines off.")
    original_id = int(
        sql.scalar("SELECT id FROM stock_posting WHERE document_id = %s AND reverses_id IS NULL", [document.pk])
    )
    undone = sql.scalar("SELECT posted_at FROM stock_posting WHERE reverses_id = %s", [original_id])
    if undone is not None:
        at = sql.moment(undone)
        raise Refused("already_reversed", f"{name} was reversed already, on {at:%Y-%m-%d %H:%M} UTC.")
    _refuse_later_events(document, original_id, name)
    bins = bins_by_id()
    _refuse_shortages(ledger.what_moved(original_id), bins, name)
    posting_id = ledger.open_posting(work, document.pk, original_id, _reason(command))
    units = ledger.mirror_units(posting_id, original_id)
    ledger.mirror_quantities(posting_id, original_id)
    mirror_costs(posting_id, original_id, f"reversal of {document.kind} {document.number}")
    moved = ledger.what_moved(posting_id)
    ledger.settle(moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    journal.mirror(posting_id, original_id, f"Reversal of {document.kind} {document.number}")
    settle_orders(_orders_of(document))
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return Reversed(
        posting_id=posting_id,
        reverses_id=original_id,
        document_id=document.pk,
        kind=document.kind,
        number=document.number,
        units=units,
    )


def _reason(command: Reverse) -> str:
    reason = command.reason.strip()
    if len(reason) > REASON_LIMIT:
        raise Refused("too_long", f"A reason has at most {REASON_LIMIT} characters.")
    return reason


def _orders_of(document: Document) -> list[int]:
    """The documents that its lines came from."""
    return list(
        document.lines.filter(source_line__isnull=False).values_list("source_line__document_id", flat=True).distinct()
    )


def _refuse_later_events(document: Document, original_id: int, name: str) -> None:
    """Units that moved since (unless that was itself undone), units held, and documents that credit this one."""
    moved = sql.rows(
        "SELECT u.serial, d.kind || ' ' || d.number, count(*) OVER () FROM stock_movement m"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home AND u.step > m.step"
        " JOIN stock_movement later ON later.unit_id = m.unit_id AND later.home = m.home AND later.step > m.step"
        " JOIN stock_posting p ON p.id = later.posting_id AND p.reverses_id IS NULL"
        " JOIN documents_document d ON d.id = p.document_id"
        " LEFT JOIN stock_posting r ON r.reverses_id = p.id"
        " WHERE m.posting_id = %s AND r.id IS NULL ORDER BY u.id, later.step LIMIT %s",
        [original_id, OFFENDERS_SHOWN],
    )
    held = sql.rows(
        "SELECT u.serial, d.kind || ' ' || d.number, count(*) OVER () FROM stock_movement m"
        " JOIN stock_hold h ON h.unit_id = m.unit_id AND h.home = m.home"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " JOIN documents_line l ON l.id = h.line_id JOIN documents_document d ON d.id = l.document_id"
        " WHERE m.posting_id = %s ORDER BY u.id LIMIT %s",
        [original_id, OFFENDERS_SHOWN],
    )
    credited = sql.rows(
        "SELECT DISTINCT d.kind || ' ' || d.number FROM documents_line mine"
        " JOIN documents_line l ON l.source_line_id = mine.id"
        " JOIN documents_document d ON d.id = l.document_id AND d.status = 'posted'"
        " JOIN stock_posting p ON p.document_id = d.id AND p.reverses_id IS NULL"
        " LEFT JOIN stock_posting r ON r.reverses_id = p.id"
        " WHERE mine.document_id = %s AND r.id IS NULL ORDER BY 1",
        [document.pk],
    )
    changed = sql.rows(
        "SELECT u.serial, count(*) OVER () FROM stock_costchange c"
        " JOIN stock_unit u ON u.id = c.unit_id AND u.home = c.home"
        " LEFT JOIN stock_movement m ON m.unit_id = c.unit_id AND m.home = c.home AND m.posting_id = c.posting_id"
        " WHERE c.posting_id = %s AND (u.cost_minor <> c.new_minor OR (m.unit_id IS NULL AND u.step <> c.step))"
        " ORDER BY u.id LIMIT %s",
        [original_id, OFFENDERS_SHOWN],
    )
    offenders = [
        *(
            Offender(serial, "moved_since", f"Since then it went through {by}. Reverse that first.", by)
            for serial, by, _ in moved
        ),
        *(Offender(serial, "held", f"It is held by {by}. Detach it there first.", by) for serial, by, _ in held),
        *(Offender(by, "credited_since", "It follows from lines of this document.", by) for (by,) in credited),
    ]
    offenders += [
        Offender(serial, "cost_changed_since", "It has moved, or its cost has changed, since this invoice.")
        for serial, _ in changed
    ]
    total = sum(int(found[0][-1]) for found in (moved, held, changed) if found) + len(credited)
    if offenders:
        raise Refused("later_events", f"{name} cannot be reversed: later events depend on it.", offenders, total)


def _refuse_shortages(moved: list[Moved], bins: dict[int, Bin], name: str) -> None:
    """Quantities that are no longer where the document put them, or whose value has been used since."""
    changes: dict[tuple[int, int], int] = {}
    owned: dict[int, list[int]] = {}
    for each in moved:
        if not _has_units(each):
            changes[(each.item_id, each.to_bin_id)] = changes.get((each.item_id, each.to_bin_id), 0) - each.quantity
            changes[(each.item_id, each.from_bin_id)] = changes.get((each.item_id, each.from_bin_id), 0) + each.quantity
            total = owned.setdefault(each.item_id, [0, 0])
            for bin_id, sign in ((each.from_bin_id, 1), (each.to_bin_id, -1)):
                if bins[bin_id].bin_type == "stock":
                    total[0] += sign * each.quantity
                    total[1] += sign * each.value_minor
    if not changes:
        return
    offenders = []
    standing = ledger.lock_valuations(owned)
    chosen = sql.among("item_id", list(owned))
    there = {
        (item_id, bin_id): int(quantity)
        for item_id, bin_id, quantity in sql.rows(
            f"SELECT item_id, bin_id, quantity FROM stock_balance WHERE {chosen.sql}", chosen.params
        )
    }
    for (item_id, bin_id), change in sorted(changes.items()):
        if bins[bin_id].bin_type == "stock" and there.get((item_id, bin_id), 0) + change < 0:
            offenders.append(
                Offender(
                    bins[bin_id].code,
                    "too_few",
                    f"{-change} would go back, but {there.get((item_id, bin_id), 0)} are there.",
                )
            )
    for item_id, (quantity, value) in standing.items():
        left, worth = quantity + owned[item_id][0], value + owned[item_id][1]
        if left < 0 or worth < 0 or (left == 0 and worth != 0):
            offenders.append(
                Offender(
                    _code_of(item_id),
                    "value_used",
                    "Its average cost has changed since; correct it with a counter-document.",
                )
            )
    refuse_if_any(offenders, "negative_stock", f"{name} cannot be reversed: the goods are not there any more.")


def _has_units(moved: Moved) -> bool:
    return bool(sql.scalar("SELECT tracking <> 'quantity' FROM catalog_item WHERE id = %s", [moved.item_id]))


def _code_of(item_id: int) -> str:
    return str(sql.scalar("SELECT code FROM catalog_item WHERE id = %s", [item_id]))
