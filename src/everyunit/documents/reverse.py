"""Reverse a posted document: a mirror posting of the same day. Nothing that was posted is touched."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.inventory import inventory_moved, inventory_revalued
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import INVOICING, KINDS
from everyunit.documents.models import Document, Status
from everyunit.documents.reach import keep_to_own
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.documents.settling import reopen_orders
from everyunit.money import journal
from everyunit.places.models import Bin
from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused, refuse_if_any
from everyunit.rules.rights import REVERSE
from everyunit.stock import chain, ledger
from everyunit.stock.costs import mirror_costs, revaluations
from everyunit.stock.holds import hold_moved, quantities_committed, release_lines
from everyunit.stock.ledger import Moved
from everyunit.stock.periods import is_closed

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """Undo what this posted document did, and say why."""

    document_id: int
    reason: str


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
    """Move everything back to where the document took it from, and book the mirror entry. It happens on the same day,
    or today where that day is closed.

    Refused, naming the events in the way: `unknown_document`, `not_posted`, `already_reversed`, `later_events` (a
    unit has moved since, is held, or a later document credits this one), `negative_stock`, `no_reason`, `too_long`.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(pk=command.document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document.")
    keep_to_own(work, document)
    name = f"{KINDS[document.kind].name} {document.number}"
    if document.status != Status.POSTED:
        raise Refused("not_posted", f"{name} is a draft. Discard it, or take its lines off.")
    found = sql.row("SELECT id, date FROM stock_posting WHERE document_id = %s AND reverses_id IS NULL", [document.pk])
    assert found is not None
    original_id, day = int(found[0]), sql.date(found[1])
    assert day is not None
    undone = sql.scalar("SELECT posted_at FROM stock_posting WHERE reverses_id = %s", [original_id])
    if undone is not None:
        at = sql.moment(undone)
        raise Refused("already_reversed", f"{name} was reversed already, on {at:%Y-%m-%d %H:%M} UTC.")
    sql.walk_indexes()
    hold_moved(original_id, work.at)
    _refuse_later_events(document, original_id, name)
    bins = bins_by_id()
    _refuse_shortages(original_id, bins, name)
    posting_id = ledger.open_posting(
        work, document.pk, original_id, _reason(command), date=None if is_closed(day) else day
    )
    units = ledger.mirror_units(posting_id, original_id)
    ledger.mirror_quantities(posting_id, original_id)
    mirror_costs(posting_id, original_id, f"reversal of {document.kind} {document.number}")
    release_lines(list(document.lines.values_list("pk", flat=True)))
    moved = ledger.what_moved(posting_id)
    ledger.settle(posting_id, moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    inventory = inventory_moved(moved, bins) + inventory_revalued(posting_id)
    journal.mirror(posting_id, original_id, f"Reversal of {document.kind} {document.number}", inventory)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    reopen_orders(work, document.pk, KINDS[document.kind], original_id)
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
    if not reason:
        raise Refused("no_reason", "Say why it is undone: whoever finds the two later wants to know.")
    if len(reason) > REASON_LIMIT:
        raise Refused("too_long", f"A reason has at most {REASON_LIMIT} characters.")
    return reason


def _way_out(name: str) -> str:
    """What to do about a document that moved units since."""
    kind = KINDS[name.partition(" ")[0]]
    if kind.stage is Stage.FINAL:
        return "Reverse that first."
    return "What an order moved is not undone: put this right with a paper of the opposite sort."


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
        " WHERE m.posting_id = %s AND h.line_id <> m.line_id ORDER BY u.id LIMIT %s",
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
    changed = _costs_changed_since(original_id)
    issued = _issued_since(original_id) if KINDS[document.kind].revalues else []
    invoiced = _invoiced_since(document, original_id)
    offenders = [
        *(
            Offender(serial, "moved_since", f"Since then it went through {by}. {_way_out(by)}", by)
            for serial, by, _ in moved
        ),
        *(Offender(serial, "held", f"It is held by {by}. Detach it there first.", by) for serial, by, _ in held),
        *(Offender(by, "credited_since", "It follows from lines of this document.", by) for (by,) in credited),
        *(Offender(by, "invoiced_since", "It invoices the rest of the same line.", by) for (by,) in invoiced),
    ]
    offenders += [
        *(
            Offender(
                serial, "cost_changed_since", f"Since then {by or 'a later event'} moved it or changed its cost.", by
            )
            for serial, by, _ in changed
        ),
        *(Offender(code, "issued_since", f"{by} took goods at the new cost.", by) for code, by, _ in issued),
    ]
    total = sum(int(found[0][-1]) for found in (moved, held, changed, issued) if found)
    total += len(credited) + len(invoiced)
    if offenders:
        raise Refused("later_events", f"{name} cannot be reversed: later events depend on it.", offenders, total)


def _costs_changed_since(original_id: int) -> list[sql.Row]:
    """(serial, document, how many in all): units that the posting moved or gave a new cost, and that cost something
    else by now; and those that it only gave a new cost, and that have moved since, unless that was undone.
    """
    # With “+” a posting's movements of a unit are found by the unit, and not by reading all of the posting for each.
    touched = (
        "SELECT m.unit_id, m.home, m.step, m.cost_minor AS cost, 1 AS moved FROM stock_movement m"
        " WHERE m.posting_id = %s UNION ALL SELECT c.unit_id, c.home, c.step, c.new_minor, 0"
        " FROM stock_costchange c WHERE c.posting_id = %s AND NOT EXISTS (SELECT 1 FROM stock_movement m"
        " WHERE m.unit_id = c.unit_id AND m.home = c.home AND +m.posting_id = c.posting_id)"
    )
    return sql.rows(
        "SELECT u.serial, (SELECT d.kind || ' ' || d.number FROM stock_posting p"
        " JOIN documents_document d ON d.id = p.document_id WHERE p.id > %s AND p.reverses_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id) AND ("
        " EXISTS (SELECT 1 FROM stock_costchange c WHERE c.posting_id = p.id AND c.unit_id = u.id AND c.home = u.home)"
        " OR EXISTS (SELECT 1 FROM stock_movement m WHERE +m.posting_id = p.id AND m.unit_id = u.id"
        " AND m.home = u.home)) ORDER BY p.id LIMIT 1), count(*) OVER ()"
        f" FROM ({touched}) t JOIN stock_unit u ON u.id = t.unit_id AND u.home = t.home"
        " WHERE u.cost_minor <> t.cost OR (u.step <> t.step AND t.moved = 0 AND EXISTS (SELECT 1 FROM stock_movement n"
        " JOIN stock_posting p ON p.id = n.posting_id AND p.reverses_id IS NULL"
        " WHERE n.unit_id = u.id AND n.home = u.home AND n.step > t.step"
        " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id)))"
        " ORDER BY u.id LIMIT %s",
        [original_id, original_id, original_id, OFFENDERS_SHOWN],
    )


def _invoiced_since(document: Document, original_id: int) -> list[sql.Row]:
    """Later invoices of received lines that this one invoices in part: each clears the pieces after those before it."""
    return sql.rows(
        "SELECT DISTINCT d.kind || ' ' || d.number FROM documents_line mine"
        f" JOIN documents_document m ON m.id = mine.document_id AND m.kind IN ({INVOICING})"
        " JOIN documents_line l ON l.source_line_id = mine.source_line_id AND l.document_id <> mine.document_id"
        " JOIN documents_line s ON s.id = mine.source_line_id"
        " JOIN documents_document sd ON sd.id = s.document_id AND sd.status = 'posted'"
        f" JOIN documents_document d ON d.id = l.document_id AND d.kind IN ({INVOICING}) AND d.status = 'posted'"
        " JOIN stock_posting p ON p.document_id = d.id AND p.reverses_id IS NULL AND p.id > %s"
        " LEFT JOIN stock_posting r ON r.reverses_id = p.id"
        " WHERE mine.document_id = %s AND r.id IS NULL ORDER BY 1",
        [original_id, document.pk],
    )


def _issued_since(original_id: int) -> list[sql.Row]:
    """(item, document, how many in all): issues of counted goods that took part of what the posting changed."""
    return sql.rows(
        "SELECT DISTINCT i.code, d.kind || ' ' || d.number, count(*) OVER () FROM stock_revaluation v"
        " JOIN stock_quantitymovement q ON q.item_id = v.item_id AND q.posting_id > v.posting_id"
        " JOIN places_bin f ON f.id = q.from_bin_id AND f.bin_type = 'stock'"
        " JOIN places_bin t ON t.id = q.to_bin_id AND t.bin_type = 'out'"
        " JOIN stock_posting p ON p.id = q.posting_id AND p.reverses_id IS NULL"
        " JOIN documents_document d ON d.id = p.document_id JOIN catalog_item i ON i.id = v.item_id"
        " WHERE v.posting_id = %s AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id)"
        " ORDER BY 1, 2 LIMIT %s",
        [original_id, OFFENDERS_SHOWN],
    )


def _refuse_shortages(original_id: int, bins: dict[int, Bin], name: str) -> None:
    """Quantities that are no longer where the document put them, or whose value has been used since."""
    changes: dict[tuple[int, int], int] = {}
    owned: dict[int, list[int]] = {}
    for each in ledger.what_moved(original_id):
        if not _has_units(each):
            changes[(each.item_id, each.to_bin_id)] = changes.get((each.item_id, each.to_bin_id), 0) - each.quantity
            changes[(each.item_id, each.from_bin_id)] = changes.get((each.item_id, each.from_bin_id), 0) + each.quantity
            total = owned.setdefault(each.item_id, [0, 0])
            for bin_id, sign in ((each.from_bin_id, 1), (each.to_bin_id, -1)):
                if bins[bin_id].bin_type == "stock":
                    total[0] += sign * each.quantity
                    total[1] += sign * each.value_minor
    for item_id, value in revaluations(original_id).items():
        owned.setdefault(item_id, [0, 0])[1] -= value
    if not owned:
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
    held = quantities_committed(list(owned))
    for (item_id, bin_id), change in sorted(changes.items()):
        free = there.get((item_id, bin_id), 0) - held.get((item_id, bin_id), 0)
        if change < 0 and bins[bin_id].bin_type == "stock" and free + change < 0:
            committed = " and are not committed to orders" if held.get((item_id, bin_id)) else ""
            offenders.append(
                Offender(
                    bins[bin_id].code,
                    "too_few",
                    f"{-change} would go back, but {free} are there{committed}.",
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
