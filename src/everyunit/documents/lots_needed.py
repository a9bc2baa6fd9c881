"""Goods that come in new and use lots: of which line nobody has said the lot, and lots that are numbered then."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base.operation import Work
from everyunit.catalog.save_lot import numbered_lot
from everyunit.documents.kind import Kind
from everyunit.documents.models import Document, LineLot
from everyunit.documents.plans import Plan


def without_lot(plans: Sequence[Plan]) -> list[Plan]:
    """Those that bring in goods that use lots, and name none, nor does their order (WHS-210)."""
    asking = [
        plan
        for plan in plans
        if plan.line.item.uses_lots and plan.row.generates and (plan.moves_units or plan.moves_quantity)
    ]
    if not asking:
        return []
    lines = [line_id for plan in asking for line_id in (plan.line.pk, plan.line.source_line_id) if line_id is not None]
    known = set(LineLot.objects.filter(line_id__in=lines).values_list("line_id", flat=True))
    return [plan for plan in asking if not {plan.line.pk, plan.line.source_line_id} & known]


def is_fresh(row: Kind) -> bool:
    """Whether what comes in by such a paper was not there before."""
    return not (row.begins or row.adjusts)


def number_lots(work: Work, document: Document, plans: Sequence[Plan]) -> None:
    """A new lot for each such line whose item's lots are numbered by themselves (WHS-211). What was found is of a lot
    that somebody knows, and must name.
    """
    for plan in without_lot(plans):  # the few lines of a receipt
        if plan.line.item.numbers_lots and not plan.row.adjusts:
            lot = numbered_lot(work, plan.line.item, document.location_id, fresh=is_fresh(plan.row))
            LineLot.objects.create(line=plan.line, lot=lot)
