"""Counted goods on orders: what a line takes, from which bins, and what it lets go."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.committing import commit_bin, finish
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kind import STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.naming import bin_named
from everyunit.documents.reach import reach_for
from everyunit.documents.scans import bins_by_id
from everyunit.documents.searching import further_bins
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.refusals import Offender, Refused
from everyunit.stock import ledger
from everyunit.stock.holds import hold_quantity, quantities_held
from everyunit.stock.ledger import QuantityMove


def commit_counted(
    work: Work, document: Document, kind: Kind, line: Line, quantity: int, from_bin: str | None, to_bin: str | None
) -> None:
    """Let the line hold so many: more comes from the source bins, less goes to `to_bin`, else to the release bin.

    Refused: `negative_stock`, `no_default_bin`, `unknown_bin`, `wrong_bin`, `other_location`.
    """
    row = row_for(kind, line.sign)
    held = {bin_id: count for _, bin_id, count in quantities_held([line.pk])}
    change = quantity - sum(held.values())
    if change < 0:
        _release(work, document, line, held, -change, _release_bin(work, document, row, to_bin))
        return
    sources = sources_of(work, document, kind, line, from_bin) if change else []
    _refuse_if_short(line, change, free_in(line.item_id, sources))
    take_counted(work, document, kind, line, change, sources)


def take_counted(work: Work, document: Document, kind: Kind, line: Line, count: int, sources: Sequence[Bin]) -> int:
    """Let the line hold up to so many more, out of the bins in order; how many it got. An order has one posting for
    each bin that something moves from.
    """
    left, bins = count, bins_by_id()
    for source, free in free_in(line.item_id, sources):
        taken = left if free is None else min(left, free)
        if taken <= 0:
            continue
        left -= taken
        into = commit_bin(work, document, kind, row_for(kind, line.sign)) or source
        _move(work, document, line, source, into, taken, bins)
        held = {bin_id: quantity for _, bin_id, quantity in quantities_held([line.pk])}
        hold_quantity(line.pk, line.item_id, into.pk, held.get(into.pk, 0) + taken)
    return count - left


def put_back(work: Work, document: Document, line: Line) -> None:
    """One piece less, back to where the line took the last one from, as if it had never had it. A line that follows
    what it holds asks for one less.
    """
    taken = sql.row(
        "SELECT m.from_bin_id, m.to_bin_id FROM stock_quantitymovement m JOIN stock_quantityhold q"
        " ON q.line_id = m.line_id AND q.bin_id = m.to_bin_id WHERE m.line_id = %s ORDER BY m.id DESC LIMIT 1",
        [line.pk],
    )
    held = {bin_id: quantity for _, bin_id, quantity in quantities_held([line.pk])}
    if not held:
        return
    source, there = (int(taken[0]), int(taken[1])) if taken is not None else (None, next(iter(held)))
    bins = bins_by_id()
    _release(work, document, line, {there: held[there]}, 1, bins[source] if source is not None else None)
    line.attached -= 1
    if line.follows_units:
        line.quantity, line.amount_minor = line.quantity - line.sign, None
    keep_lines([line], "attached", "quantity", "amount_minor")


def free_in(item_id: int, bins: Sequence[Bin]) -> list[tuple[Bin, int | None]]:
    """What of an item lies in each of the bins and is not committed; None: out bins have whatever comes from outside.

    The balances are locked until the operation ends.
    """
    stock = sql.among("b.bin_id", sorted(bin_.pk for bin_ in bins if bin_.bin_type == STOCK))
    lock = " FOR UPDATE" if sql.on_postgres() else ""
    there = {
        int(bin_id): int(quantity)
        for bin_id, quantity in sql.rows(
            "SELECT b.bin_id, b.quantity FROM stock_balance b"
            f" WHERE b.item_id = %s AND {stock.sql} ORDER BY b.bin_id{lock}",
            [item_id, *stock.params],
        )
    }
    held = {
        int(bin_id): int(quantity)
        for bin_id, quantity in sql.rows(
            "SELECT bin_id, sum(quantity) FROM stock_quantityhold WHERE item_id = %s GROUP BY bin_id", [item_id]
        )
    }
    return [
        (bin_, max(0, there.get(bin_.pk, 0) - held.get(bin_.pk, 0)) if bin_.bin_type == STOCK else None)
        for bin_ in bins
    ]


def sources_of(work: Work, document: Document, kind: Kind, line: Line, named: str | None = None) -> list[Bin]:
    """The bin that somebody named, for this or on the line or the order; else the usual one and then further ones.

    Refused: `no_default_bin`, `unknown_bin`, `bin_discontinued`, `wrong_bin`, `other_location`.
    """
    row = row_for(kind, line.sign)
    chosen = bin_named(named) if named else line.from_bin
    chosen = chosen or (document.from_bin if row is kind else None)
    first = chosen or default_bins(work, document.location).need(row.route.source_default)
    _refuse_type(first, row.route.source)
    if far := reach_for(work, document).why_not(first):
        raise Refused("other_location", far)
    if chosen is not None or line.item.uses_lots:
        return [first]
    target = (document.to_bin if row is kind else None) or default_bins(work, document.location).get(
        row.route.target_default
    )
    passed = {first.pk, target.pk if target is not None else first.pk}
    return [first, *(bin_ for bin_ in further_bins(work, document, row) if bin_.pk not in passed)]


def _release_bin(work: Work, document: Document, row: Kind, named: str | None) -> Bin | None:
    if named is None:
        return default_bins(work, document.location).get(row.release)
    target = bin_named(named)
    _refuse_type(target, row.route.target)
    return target


def _refuse_type(bin_: Bin, wanted: str | None) -> None:
    if bin_.bin_type != wanted:
        raise Refused("wrong_bin", f"{bin_.code} is a bin of type {bin_.bin_type}; it needs {wanted}.")


def _refuse_if_short(line: Line, count: int, found: Sequence[tuple[Bin, int | None]]) -> None:
    free = [each for _, each in found if each is not None]
    if len(free) < len(found) or count <= sum(free):
        return
    places = ", ".join(bin_.code for bin_, _ in found)
    raise Refused(
        "negative_stock",
        "There is not enough stock. Nothing was committed.",
        [Offender(line.item.code, "too_few", f"{count} wanted from {places}, but {sum(free)} are free.")],
    )


def _release(work: Work, document: Document, line: Line, held: dict[int, int], count: int, target: Bin | None) -> None:
    """Let go of so many; where there is no bin to release to, they stay where they are."""
    bins = bins_by_id()
    for bin_id, quantity in held.items():
        taken = min(count, quantity)
        if taken <= 0:
            break
        count -= taken
        hold_quantity(line.pk, line.item_id, bin_id, quantity - taken)
        if target is not None:
            _move(work, document, line, bins[bin_id], target, taken, bins)


def _move(
    work: Work, document: Document, line: Line, source: Bin, target: Bin, quantity: int, bins: dict[int, Bin]
) -> None:
    if source.pk == target.pk:
        return
    posting_id = ledger.open_posting(work, document.pk)
    move = QuantityMove(line.pk, line.item_id, source.pk, target.pk, quantity, value_minor=0)
    ledger.move_quantities(posting_id, [move])
    finish(document, posting_id, bins)
