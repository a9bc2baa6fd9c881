"""Reading units that were built: where they are, who holds them, and which counted goods are in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.scans import bins_by_id
from everyunit.places.models import Bin


@dataclass(frozen=True, slots=True)
class BuiltUnit:
    """A unit by its serial number. `held_by`: the paper that holds it, "" for none."""

    unit_id: int
    home: int
    serial: str
    item_id: int
    item: str
    cost_minor: int
    step: int
    bin: Bin
    held_by: str


@dataclass(frozen=True, slots=True)
class Counted:
    """So many pieces of a counted item are in a unit, what they brought into its cost, and of which lot they are: that
    of which its run took most.
    """

    item_id: int
    quantity: int
    value_minor: int
    lot_id: int | None = None


def built_units(serials: Sequence[str]) -> dict[str, BuiltUnit]:
    """The units with these serial numbers; unknown ones are left out."""
    bins = bins_by_id()
    chosen = sql.among("u.serial", serials, "text")
    return {
        serial: BuiltUnit(unit_id, home, serial, item_id, item, int(cost), step, bins[bin_id], held_by or "")
        for unit_id, home, serial, item_id, item, cost, step, bin_id, held_by in sql.rows(
            "SELECT u.id, u.home, u.serial, u.item_id, i.code, u.cost_minor, u.step, u.bin_id,"
            " d.kind || ' ' || d.number FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id"
            " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
            " LEFT JOIN documents_line l ON l.id = h.line_id LEFT JOIN documents_document d ON d.id = l.document_id"
            f" WHERE {chosen.sql}",
            chosen.params,
        )
    }


# The line of the work report by which a unit u was built, as it stood at the end of a day; none where that was reversed
# or the unit taken apart by then. The day stands in it four times.
_POSTED_BY_THEN = (
    "p.reverses_id IS NULL AND p.date <= %s"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id AND r.date <= %s)"
)
BUILT_BY = (
    "SELECT max(m.line_id) FROM stock_movement m JOIN documents_line l ON l.id = m.line_id AND l.quantity < 0"
    " JOIN documents_document d ON d.id = l.document_id AND d.kind = 'WR'"
    f" JOIN stock_posting p ON p.id = m.posting_id WHERE m.unit_id = u.id AND m.home = u.home AND {_POSTED_BY_THEN}"
    " AND NOT EXISTS (SELECT 1 FROM stock_movement a JOIN documents_line t ON t.id = a.line_id AND t.quantity > 0"
    " JOIN documents_document d ON d.id = t.document_id AND d.kind = 'TA' JOIN stock_posting p ON p.id = a.posting_id"
    f" WHERE a.unit_id = u.id AND a.home = u.home AND {_POSTED_BY_THEN})"
)


@dataclass(frozen=True, slots=True)
class Run:
    """The run by which a unit was built: its posting, and the line of its report that tells of the unit."""

    posting_id: int
    line_id: int


def runs_of(unit_ids: Sequence[int]) -> dict[int, Run]:
    """The run of each unit that is a built one now."""
    chosen = sql.among("u.id", unit_ids)
    return {
        unit_id: Run(posting_id, line_id)
        for unit_id, posting_id, line_id in sql.rows(
            f"WITH b AS MATERIALIZED (SELECT u.id AS unit_id, ({BUILT_BY}) AS line_id FROM stock_unit u"
            f" WHERE {chosen.sql}) SELECT b.unit_id, p.id, b.line_id FROM b JOIN documents_line o ON o.id = b.line_id"
            " JOIN stock_posting p ON p.document_id = o.document_id AND p.reverses_id IS NULL",
            [*[dt.date.max] * 4, *chosen.params],
        )
    }


def counted_in(runs: Mapping[int, Run]) -> dict[int, list[Counted]]:
    """The counted goods in these units, by unit: as the work report says, each unit of a run alike; what was lost on
    the way is in none.
    """
    by_posting = _counted_by_run(sorted({run.posting_id for run in runs.values()}))
    return {unit_id: by_posting[run.posting_id] for unit_id, run in runs.items() if run.posting_id in by_posting}


def _counted_by_run(postings: Sequence[int]) -> dict[int, list[Counted]]:
    """What is in each unit of a run, by its posting."""
    chosen = sql.among("q.posting_id", postings)
    found: dict[int, list[Counted]] = {}
    for posting_id, item_id, used, value, built, within, lot_id in sql.rows(
        "SELECT q.posting_id, l.item_id, sum(q.quantity), sum(q.value_minor),"
        " (SELECT sum(-o.quantity) FROM documents_line o WHERE o.document_id = l.document_id AND o.quantity < 0"
        "  AND o.source_line_id IS NOT NULL),"
        " max(coalesce(n.quantity, 0)), max((SELECT t.lot_id FROM stock_lotmovement t WHERE t.posting_id = q.posting_id"
        " AND t.line_id = q.line_id ORDER BY t.quantity DESC, t.lot_id LIMIT 1))"
        " FROM stock_quantitymovement q JOIN documents_line l ON l.id = q.line_id AND l.quantity > 0"
        " LEFT JOIN assembly_input n ON n.line_id = l.source_line_id"
        f" WHERE {chosen.sql} GROUP BY q.posting_id, l.item_id, l.document_id ORDER BY q.posting_id, l.item_id",
        chosen.params,
    ):
        each = int(used) // int(built)
        quantity = min(each, int(within)) if within else each
        if quantity:
            found.setdefault(posting_id, []).append(Counted(item_id, quantity, int(value) // int(built), lot_id))
    return found
