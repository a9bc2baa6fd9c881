"""What differs between a count and the records, unit by unit, and what becomes of it.

A unit that moved after it was recorded or found is explained by that movement, and nothing is booked for it. So a count
that takes a snapshot needs no frozen stock: what is compared is always the present. Once a bin is complete, how each
unit fared then is kept, and stays so whatever moves later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from everyunit.base import sql


class Sort(StrEnum):
    """How a unit fares in a bin of a count."""

    AGREES = "agrees"  # recorded here, and found
    MISPLACED = "misplaced"  # found here, recorded in another stock bin
    OUTSIDE = "outside"  # found here, recorded as out of our stock
    MISSING = "missing"  # recorded here, and not found
    HELD = "held"  # the same, and a paper holds it
    ELSEWHERE = "elsewhere"  # recorded here, found in another bin of the count
    MOVED = "moved"  # moved since it was recorded or found
    UNKNOWN = "unknown"  # a number that no unit has
    MORE = "more"  # more pieces than recorded
    FEWER = "fewer"  # fewer pieces than recorded


DIFFERS = (Sort.MISPLACED, Sort.OUTSIDE, Sort.MISSING, Sort.HELD, Sort.UNKNOWN, Sort.MORE, Sort.FEWER)
UNIT = "u.serial, u.item_id, u.bin_id, u.step, u.cost_minor, h.line_id AS holder"
IN_EFFECT = "(f.current OR f.settled <> '')"  # what was found in a bin, f, whatever another bin has found since
# How a unit u fares that was found, f, in the bin on the count c.
FOUND_SORT = (
    "CASE WHEN f.settled <> '' THEN f.settled WHEN u.step > f.step THEN 'moved' WHEN u.bin_id = c.bin_id THEN 'agrees'"
    " WHEN u.bin_id IN (SELECT id FROM places_bin WHERE bin_type = 'out') THEN 'outside' ELSE 'misplaced' END"
)
# Found there, f: the bin on the count is c, the unit u, what holds it h.
FOUND = (
    f"SELECT f.count_bin_id, f.unit_id, f.home, {UNIT}, f.decision AS decision, f.actor_id AS actor_id,"
    f" f.step AS known_step, f.settled AS settled, {FOUND_SORT} AS sort"
    f" FROM counting_countbin c JOIN counting_found f ON f.count_bin_id = c.id AND {IN_EFFECT}"
    " JOIN stock_unit u ON u.id = f.unit_id AND u.home = f.home"
    " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
)
# How a unit u fares that was recorded there, r, and not found there; where it was found, f.
MISSED_SORT = (
    "CASE WHEN r.settled <> '' THEN r.settled"
    " WHEN f.id IS NOT NULL AND (u.step = r.step OR f.settled = 'misplaced') THEN 'elsewhere'"
    " WHEN u.step > r.step THEN 'moved' WHEN h.line_id IS NOT NULL THEN 'held' ELSE 'missing' END AS sort"
    " FROM counting_recorded r JOIN stock_unit u ON u.id = r.unit_id AND u.home = r.home"
    " LEFT JOIN counting_found f ON f.count_id = {count} AND f.unit_id = r.unit_id AND f.home = r.home AND f.current"
    " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
    " WHERE r.count_bin_id IN ({bins}) AND (f.id IS NULL OR f.count_bin_id <> r.count_bin_id)"
)
MISSED = (
    f"SELECT r.count_bin_id, r.unit_id, r.home, {UNIT}, CASE WHEN r.leave THEN 'leave' ELSE '' END AS decision,"
    f" 0 AS actor_id, r.step AS known_step, r.settled AS settled, {MISSED_SORT}"
)

# Pieces that were counted by number: p, on the bin c. They are worth what the item's value v says on average; once
# they were put right, what moved on the line l of the paper.
PIECES_SORT = "CASE WHEN p.quantity > p.recorded THEN 'more' ELSE 'fewer' END"
PIECES_BOOKED = (
    "coalesce((SELECT sum(m.value_minor) FROM stock_posting po JOIN stock_quantitymovement m ON m.posting_id = po.id"
    " WHERE po.document_id = l.document_id AND po.reverses_id IS NULL AND m.line_id = l.id),"
    " (SELECT sum(m.cost_minor) FROM stock_posting po JOIN stock_movement m ON m.posting_id = po.id"
    " AND m.line_id = l.id AND m.to_bin_id = c.bin_id"
    " WHERE po.document_id = l.document_id AND po.reverses_id IS NULL), 0)"
)
PIECES_VALUE = (
    f"CASE WHEN l.id IS NOT NULL THEN {PIECES_BOOKED} WHEN coalesce(v.quantity, 0) = 0 THEN 0"
    " ELSE abs(p.quantity - p.recorded) * v.value_minor / v.quantity END"
)
PIECES = (
    "FROM counting_pieces p JOIN counting_countbin c ON c.id = p.count_bin_id JOIN places_bin at ON at.id = c.bin_id"
    " JOIN catalog_item i ON i.id = p.item_id LEFT JOIN catalog_lot lot ON lot.id = p.lot_id"
    " LEFT JOIN people_user who ON who.id = p.actor_id"
    " LEFT JOIN stock_valuation v ON v.item_id = p.item_id LEFT JOIN documents_line l ON l.id = CASE WHEN p.settled"
    " THEN (SELECT max(own.id) FROM counting_countpaper cp JOIN documents_line own ON own.document_id = cp.document_id"
    " LEFT JOIN documents_linelot named ON named.line_id = own.id"
    " WHERE cp.count_id = c.count_id AND own.item_id = p.item_id AND coalesce(named.lot_id, 0) = coalesce(p.lot_id, 0)"
    " AND coalesce(own.from_bin_id, own.to_bin_id) = c.bin_id) END"
    " LEFT JOIN documents_document doc ON doc.id = l.document_id WHERE c.count_id = %s AND p.current"
)


def units_of(count_id: int, bins: Collection[int] | None = None) -> str:
    """All units that a count, or these bins on it, have to do with, as a table: which bin on it, which unit, its sort,
    what was decided, and how it is recorded.
    """
    chosen = f"SELECT id FROM counting_countbin WHERE count_id = {int(count_id)}" if bins is None else listed(bins)
    missed = MISSED.format(count=int(count_id), bins=chosen)
    return f"({FOUND} WHERE c.id IN ({chosen}) UNION ALL {missed} AND r.settled <> 'agrees')"


def listed(bins: Collection[int]) -> str:
    """These bins on a count for SQL."""
    return ", ".join(str(int(each)) for each in bins) or "NULL"


def keep_settled(count_id: int, bins: Collection[int]) -> None:
    """How each unit of these bins fares is kept, before what is put right changes it."""
    chosen = listed(bins)
    missed = MISSED_SORT.format(count=int(count_id), bins=chosen)
    sql.execute(
        "UPDATE counting_recorded AS r SET settled = 'agrees' FROM counting_found f"
        f" WHERE f.count_bin_id IN ({chosen}) AND {IN_EFFECT}"
        " AND r.count_bin_id = f.count_bin_id AND r.unit_id = f.unit_id AND r.home = f.home"
    )
    sql.execute(
        f"WITH d AS MATERIALIZED (SELECT r.count_bin_id, r.unit_id, r.home, {missed} AND r.settled = '')"  # read once
        " UPDATE counting_recorded AS r SET settled = d.sort FROM d"
        " WHERE d.count_bin_id = r.count_bin_id AND d.unit_id = r.unit_id AND d.home = r.home"
    )
    sql.execute(
        f"UPDATE counting_found AS f SET settled = {FOUND_SORT} FROM counting_countbin c, stock_unit u"
        f" WHERE c.id IN ({chosen}) AND f.count_bin_id = c.id AND f.current AND f.settled = ''"
        " AND u.id = f.unit_id AND u.home = f.home"
    )


@dataclass(frozen=True, slots=True)
class Total:
    """How many units or pieces of a bin are of a sort, and what they cost."""

    sort: Sort
    units: int
    value_minor: int


def totals_by_bin(count_id: int, bins: Collection[int] | None = None) -> dict[int, list[Total]]:
    """What there is of each sort in each bin on the count, or in these, by the id of the bin on it."""
    totals: dict[int, list[Total]] = {}
    for count_bin_id, sort, units, value in sql.rows(
        "SELECT d.count_bin_id, d.sort, count(*), sum(d.cost_minor)"
        f" FROM {units_of(count_id, bins)} d GROUP BY d.count_bin_id, d.sort"
        f" UNION ALL SELECT p.count_bin_id, {PIECES_SORT}, sum(abs(p.quantity - p.recorded)), sum({PIECES_VALUE})"
        f" {PIECES} AND p.quantity <> p.recorded GROUP BY 1, 2"
        " UNION ALL SELECT n.count_bin_id, 'unknown', count(*), 0 FROM counting_unknownnumber n"
        " JOIN counting_countbin c ON c.id = n.count_bin_id WHERE c.count_id = %s GROUP BY n.count_bin_id",
        [count_id, count_id],
    ):
        totals.setdefault(int(count_bin_id), []).append(Total(Sort(sort), int(units), int(value or 0)))
    return totals


def differing(totals: Sequence[Total]) -> int:
    """How many units and pieces of a bin differ."""
    return sum(total.units for total in totals if total.sort in DIFFERS)
