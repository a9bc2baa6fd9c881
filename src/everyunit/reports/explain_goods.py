"""What units that fit a filter cost in all, and what a work order's products do, event by event."""

from __future__ import annotations

from collections.abc import Mapping

from everyunit.assembly.page import reports_of, work_order_id
from everyunit.base import sql
from everyunit.reports.figures import OF_POSTING, Figure, Head
from everyunit.reports.serial_numbers import by_costs, ids_of, search_for, totals_of
from everyunit.reports.unit_filters import asked_for
from everyunit.rules.refusals import Refused

COST = Head(label="Cost", money=True)


def units_that_fit(asked: Mapping[str, str]) -> Figure:
    """How many units fit a filter of the Serial Numbers list, and what they cost: what each was born at, and each
    change since, by posting. Refused: `bad_filter`, `too_many_units` where the list does not add them up either.
    """
    filtered = asked_for(asked)
    if filtered.wrong:
        raise Refused("bad_filter", "The list cannot be filtered like this. " + " ".join(filtered.wrong.values()))
    search = search_for(filtered.wanted, costs=True)
    totals = totals_of(search)
    if totals.count is None or totals.more:
        raise Refused("too_many_units", "There are too many units to add them up. Narrow the list first.")
    ids = ids_of(search)
    born, changed = sql.among("m.unit_id", ids), sql.among("c.unit_id", ids)
    events = sql.Fragment(
        f"SELECT p.date AS day, p.id AS nr, p.id AS posting_id, {OF_POSTING},"
        " sum(e.units) AS amount1, sum(e.cost) AS amount2 FROM ("
        " SELECT m.posting_id, 1 AS units, m.cost_minor AS cost FROM stock_movement m"
        f" WHERE m.step = 1 AND {born.sql} UNION ALL"
        " SELECT c.posting_id, 0, c.new_minor - c.old_minor FROM stock_costchange c"
        f" WHERE {changed.sql}) e JOIN stock_posting p ON p.id = e.posting_id GROUP BY p.date, p.id",
        [*born.params, *changed.params],
    )
    return Figure(
        title="Units that fit the filter" if filtered.filtered else "All units",
        heads=(Head(label="Units"), COST),
        events=events,
        stated=(totals.count, totals.cost_minor or 0),
        by_costs=by_costs(filtered.wanted),
    )


def cost_of_work(asked: Mapping[str, str]) -> Figure:
    """What came of a work order cost when it was built, or of one of its reports: what went in, line by line. Reports
    that were reversed do not count. Refused: `unknown_document`.
    """
    number, only = asked.get("order", ""), asked.get("report", "")
    order_id = work_order_id(number)
    reports = reports_of(order_id) if order_id is not None else ()
    if order_id is None or (only and only not in {each.number for each in reports}):
        raise Refused("unknown_document", "There is no such work order, or no such report of it.")
    standing = [each for each in reports if each.status == "posted" and only in ("", each.number)]
    chosen = sql.among("d.number", [each.number for each in standing], "text")
    events = sql.Fragment(
        "SELECT p.date AS day, l.id AS nr, p.id AS posting_id, CAST(NULL AS bigint) AS document_id,"
        " l.quantity || ' ' || i.code AS text, CASE WHEN i.tracking = 'none' THEN coalesce(l.worth_minor, 0) ELSE"
        " coalesce((SELECT sum(m.cost_minor) FROM stock_movement m"
        "  WHERE m.posting_id = p.id AND m.line_id = l.id), 0) +"
        " coalesce((SELECT sum(q.value_minor) FROM stock_quantitymovement q"
        "  WHERE q.posting_id = p.id AND q.line_id = l.id), 0) END AS amount1"
        " FROM documents_document d JOIN stock_posting p ON p.document_id = d.id AND p.reverses_id IS NULL"
        " JOIN documents_line l ON l.document_id = d.id AND l.quantity > 0 JOIN catalog_item i ON i.id = l.item_id"
        f" WHERE d.source_id = %s AND d.kind = 'WR' AND {chosen.sql}",
        [order_id, *chosen.params],
    )
    return Figure(
        title=f"Cost of what WR {only} built" if only else f"Cost of what WO {number} built",
        heads=(COST,),
        events=events,
        stated=(sum(each.cost_minor or 0 for each in standing),),
    )
