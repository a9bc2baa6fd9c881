"""On drafts: units that are to stand in for others, until posting makes it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.models import StandIn
from everyunit.documents.plans import Plan
from everyunit.rules.serials import Range
from everyunit.stock.queries import units_by_serial
from everyunit.stock.replacements import Pair, write_replacements


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInRow:
    """On the document a unit stands in for another. `serial` "": it is to come, with the maker's number `text`."""

    line_id: int
    serial: str
    text: str
    replaced: str


def stand_ins_on(document_id: int) -> list[StandInRow]:
    """What stands, or is to stand, in for what by this document."""
    return [
        StandInRow(line_id=line_id, serial=serial or "", text=text, replaced=replaced)
        for line_id, serial, text, replaced in sql.rows(
            "SELECT s.line_id, u.serial, s.text, o.serial FROM documents_line l"
            " JOIN documents_standin s ON s.line_id = l.id"
            " JOIN stock_unit o ON o.id = s.replaced_id AND o.home = s.replaced_home"
            " LEFT JOIN stock_unit u ON u.id = s.unit_id AND u.home = s.home WHERE l.document_id = %s"
            " UNION ALL SELECT m.line_id, u.serial, '', o.serial FROM stock_posting p"
            " JOIN stock_replacement r ON r.posting_id = p.id"
            " JOIN stock_movement m ON m.posting_id = p.id AND m.unit_id = r.unit_id AND m.home = r.home"
            " JOIN stock_unit u ON u.id = r.unit_id AND u.home = r.home"
            " JOIN stock_unit o ON o.id = r.replaced_id AND o.home = r.replaced_home"
            " WHERE p.document_id = %s AND p.reverses_id IS NULL ORDER BY 1, 4",
            [document_id, document_id],
        )
    ]


def make_them_stand(posting_id: int, plans: Sequence[Plan], given: Mapping[int, Sequence[Range]]) -> None:
    """After the units of a document were made and moved: write which stands in for which, and forget the plan.

    `given`: the serial numbers of new units by line, in the order in which they were made. A unit that was taken off
    the document stands in for nothing.
    """
    exchanging = [plan.line.pk for plan in plans if plan.exchanges]
    if not exchanging:
        return
    lines = sql.among("s.line_id", exchanging)
    pairs = [
        Pair(*each)
        for each in sql.rows(
            "SELECT m.unit_id, m.home, s.replaced_id, s.replaced_home FROM documents_standin s"
            " JOIN stock_movement m ON m.posting_id = %s AND m.unit_id = s.unit_id AND m.home = s.home"
            f" AND m.line_id = s.line_id WHERE {lines.sql} UNION ALL"
            " SELECT m.unit_id, m.home, s.replaced_id, s.replaced_home FROM documents_standin s"
            " JOIN stock_movement m ON m.posting_id = %s AND m.line_id = s.line_id AND m.step = 1"
            " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home AND u.maker_serial = s.text"
            f" WHERE {lines.sql} AND s.expected",
            [posting_id, *lines.params, posting_id, *lines.params],
        )
    ]
    write_replacements(posting_id, pairs + _new_ones(plans, given))
    StandIn.objects.filter(line_id__in=exchanging).delete()


def _new_ones(plans: Sequence[Plan], given: Mapping[int, Sequence[Range]]) -> list[Pair]:
    """Units that were made one by one, last on their lines."""
    made = [
        (each.first, new)
        for plan in plans
        if plan.standing_in
        for each, new in zip(given[plan.line.pk][-len(plan.standing_in) :], plan.standing_in, strict=True)
    ]
    units = units_by_serial([serial for serial, _ in made]) if made else {}
    return [Pair(units[serial].unit_id, units[serial].home, new.replaced_id, new.replaced_home) for serial, new in made]
