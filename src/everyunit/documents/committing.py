"""What committing means on an order: units move into its commit bin and are held; released, they move on.

Moves inside one bin type never touch what we own. Such postings have a journal entry only where the goods come to
another inventory account, because the bins are in locations with accounts of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.inventory import inventory_moved
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.scans import bins_by_id
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.stock import chain, ledger
from everyunit.stock.holds import held_by, lend, quantities_held, release_quantities
from everyunit.stock.ledger import QuantityMove
from everyunit.stock.runs import Units

UNIT_TRACKED = ("serialized", "auto_serialized")


def move_committed(work: Work, document: Document, kind: Kind, sign: int, units: Units) -> None:
    """Move units that an order has just taken on lines of this sign into its commit bin; where none is set they stay
    (SAL-69).

    The first commit bin of an order sticks to it; a kind that takes back from customers resolves it each time (SAL-70).
    """
    if kind.stage is Stage.ORDER:
        _move(work, document, units, commit_bin(work, document, kind, row_for(kind, sign)))


def move_released(work: Work, document: Document, kind: Kind, sign: int, units: Units) -> None:
    """Move units that an order lets go from lines of this sign to its release bin; where none is set they stay
    (SAL-93, SAL-94).
    """
    if kind.stage is Stage.ORDER:
        _move(work, document, units, default_bins(work, document.location).get(row_for(kind, sign).release))


def move_back(work: Work, document: Document, kind: Kind, units: Units) -> None:
    """Move units of an order to where it took them from, as if it had never had them; what it did not move stays."""
    if kind.stage is not Stage.ORDER:
        return
    taken = replace(
        units,
        tables=f"{units.tables} JOIN stock_movement m ON m.unit_id = u.id AND m.home = u.home AND m.step = u.step",
        condition=f"{units.condition} AND m.line_id = {units.line} AND m.step > 1",  # the first step is a birth
    )
    for (bin_id,) in sql.rows(f"SELECT DISTINCT m.from_bin_id {taken.source()}", taken.params):
        mine = replace(taken, condition=f"{taken.condition} AND m.from_bin_id = %s", params=[*taken.params, bin_id])
        _move(work, document, mine, Bin(pk=bin_id))


def bring_back(work: Work, document: Document, kind: Kind, lines: Sequence[Line]) -> None:
    """Release the quantities that the lines hold; an order's go to its release bin, as its units do."""
    by_id = {line.pk: line for line in lines}
    held = quantities_held(list(by_id))
    release_quantities(list(by_id))
    moves = []
    for line_id, bin_id, quantity in held:
        line = by_id[line_id]
        target = default_bins(work, document.location).get(row_for(kind, line.sign).release)
        if target is not None and target.pk != bin_id:
            moves.append(QuantityMove(line_id, line.item_id, bin_id, target.pk, quantity, value_minor=0))
    if moves and kind.stage is Stage.ORDER:
        posting_id = ledger.open_posting(work, document.pk)
        ledger.move_quantities(posting_id, moves)
        finish(document, posting_id)


def borrow(kind: Kind, lines: Sequence[Line]) -> None:
    """Lines of a draft made from an order get what the order has committed, as far as they want more units now."""
    if kind.stage is not Stage.FINAL:
        return
    lenders = {
        line.pk: line.source_line_id
        for line in lines
        if line.source_line is not None
        and line.source_line_id is not None
        and KINDS[line.source_line.document.kind].stage is Stage.ORDER
        and line.item.tracking in UNIT_TRACKED
    }
    wanted = [(lenders[line.pk], line.pk, abs(line.quantity) - line.attached) for line in lines if line.pk in lenders]
    lend(wanted, held_by(list(lenders.values())))
    recount([*lenders, *lenders.values()])


def finish(document: Document, posting_id: int, bins: dict[int, Bin] | None = None) -> list[ledger.Moved]:
    """Let balances and inventory accounts follow what the posting moved, and seal it."""
    bins = bins or bins_by_id()
    moved = ledger.what_moved(posting_id)
    assert all(bins[each.from_bin_id].bin_type == bins[each.to_bin_id].bin_type for each in moved)
    ledger.settle(posting_id, moved, {bin_.pk: bin_.bin_type == "stock" for bin_ in bins.values()})
    journal.book(posting_id, f"{document.kind} {document.number}", inventory_moved(moved, bins), always=False)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return moved


def recount(line_ids: Sequence[int]) -> None:
    """Let `attached` of these lines be what they hold and expect; posted lines stay as they are."""
    if not line_ids:
        return
    chosen = sql.among("id", line_ids)
    sql.execute(
        "UPDATE documents_line SET attached ="
        " (SELECT count(*) FROM stock_hold h WHERE h.line_id = documents_line.id)"
        " + (SELECT count(*) FROM documents_makernumber n WHERE n.line_id = documents_line.id)"
        " + (SELECT coalesce(sum(q.quantity), 0) FROM stock_quantityhold q WHERE q.line_id = documents_line.id)"
        f" WHERE {chosen.sql} AND document_id IN"
        " (SELECT id FROM documents_document WHERE status IN ('draft', 'open'))",
        chosen.params,
    )


def commit_bin(work: Work, document: Document, kind: Kind, row: Kind) -> Bin | None:
    """Where an order commits what lines that follow this row of the kinds table have; None: it stays where it is.

    What is on the way belongs to the location that it leaves. Refused: `no_transit_bin`.
    """
    own = row is kind
    if own and document.to_bin is not None:
        return document.to_bin
    target = default_bins(work, document.location).get(row.route.target_default)
    if row.travels and (target is None or target.location_id != document.location_id):
        raise Refused(
            "no_transit_bin",
            f"{document.location.name} has no bin of its own for what is on the way. Add a stock bin there, and make it"
            f" the default bin of location {document.location.code} for “transit”.",
        )
    if target is not None and own and kind.commit_bin_sticks:
        document.to_bin = target
        document.save(update_fields=["to_bin"])
    return target


def _move(work: Work, document: Document, units: Units, target: Bin | None) -> None:
    if target is None or not ledger.stand_elsewhere(units, target.pk):
        return
    posting_id = ledger.open_posting(work, document.pk)
    ledger.move_units(posting_id, units, target.pk)
    finish(document, posting_id)
