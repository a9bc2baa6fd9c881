"""Where goods for a customer are looked for when the bin that they usually come from has too few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.models import Document
from everyunit.documents.plans import Plan
from everyunit.documents.reach import reach_for
from everyunit.places.default_bins import searched_bins
from everyunit.places.models import Bin
from everyunit.preferences.queries import preferences


def further_bins(work: Work, document: Document, row: Kind) -> list[Bin]:
    """The bins that the location searches, as far as they are within reach (SAL-88, SET-54, SET-55); none where the
    company wants no search. What goes back to vendors is named, so nothing is searched for it.
    """
    if (row.party == "vendor" and not row.revalues) or row.route.source == OUT:
        return []
    if row.searches and not preferences(work).on(row.searches):
        return []
    return [bin_ for bin_ in searched_bins(document.location) if not reach_for(work, document).why_not(bin_)]


def look_further(work: Work, document: Document, kind: Kind, plans: Sequence[Plan]) -> None:
    """Let counted goods for a customer come from one bin after the other where the usual one has too few, and all of
    them together have enough. A bin that somebody named is the only one.
    """
    open_ones = [plan for plan in plans if _may_search(document, kind, plan)]
    if not open_ones:
        return
    shelf = _Shelf([plan.line.item_id for plan in open_ones])
    for plan in plans:
        if plan not in open_ones:
            for bin_, count in plan.sources:
                shelf.take(plan, bin_, count)
    for plan in open_ones:
        assert plan.source is not None
        if shelf.has(plan, plan.source) < plan.size:
            plan.taken = _from_several(shelf, plan, further_bins(work, document, plan.row))
        for bin_, count in plan.sources:
            shelf.take(plan, bin_, count)


def _may_search(document: Document, kind: Kind, plan: Plan) -> bool:
    named = plan.line.from_bin_id or (document.from_bin_id if plan.row is kind else None)
    counted = plan.moves_quantity and plan.source is not None and plan.row.party == "customer"
    counted = counted and not plan.line.item.uses_lots  # a lot lies where it lies
    return counted and plan.row.route.source == STOCK and named is None


def _from_several(shelf: _Shelf, plan: Plan, further: Sequence[Bin]) -> tuple[tuple[Bin, int], ...]:
    """How many from which bin; nothing where all together have too few."""
    assert plan.source is not None
    assert plan.target is not None
    left, parts = plan.size, []
    for bin_ in (plan.source, *(each for each in further if each.pk not in (plan.source.pk, plan.target.pk))):
        count = min(left, max(0, shelf.has(plan, bin_)))
        left -= count
        parts += [(bin_, count)] if count else []
    return tuple(parts) if not left else ()


class _Shelf:
    """What lies in the stock bins of some items, locked until the operation ends: what nobody has committed, and what
    the order of a line has.
    """

    def __init__(self, item_ids: Sequence[int]) -> None:
        items = sql.among("b.item_id", sorted(set(item_ids)))
        lock = " FOR UPDATE OF b" if sql.on_postgres() else ""
        self.free: Counter[tuple[int, int]] = Counter()
        for item_id, bin_id, quantity in sql.rows(
            "SELECT b.item_id, b.bin_id, b.quantity FROM stock_balance b JOIN places_bin p ON p.id = b.bin_id"
            f" WHERE p.bin_type = 'stock' AND {items.sql} ORDER BY b.item_id, b.bin_id{lock}",
            items.params,
        ):
            self.free[item_id, bin_id] += int(quantity)
        self.committed: Counter[tuple[int, int]] = Counter()
        for line_id, item_id, bin_id, quantity in sql.rows(
            f"SELECT b.line_id, b.item_id, b.bin_id, b.quantity FROM stock_quantityhold b WHERE {items.sql}",
            items.params,
        ):
            self.free[item_id, bin_id] -= int(quantity)
            self.committed[line_id, bin_id] += int(quantity)

    def has(self, plan: Plan, bin_: Bin) -> int:
        """How many the line can get out of the bin."""
        return self.free[plan.line.item_id, bin_.pk] + self.committed[plan.line.source_line_id or 0, bin_.pk]

    def take(self, plan: Plan, bin_: Bin, count: int) -> None:
        """The line gets so many: first what its order has committed there."""
        own = min(count, self.committed[plan.line.source_line_id or 0, bin_.pk])
        self.committed[plan.line.source_line_id or 0, bin_.pk] -= own
        self.free[plan.line.item_id, bin_.pk] -= count - own
