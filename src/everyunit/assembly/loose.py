"""Units that went into a built unit without a link: its run knows them, and by order which of them are whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.assembly.built import Run
from everyunit.base import sql
from everyunit.rules.building import shared_out

# The run that a line l of a work report is of used the unit of movement m without a link.
UNLINKED = (
    "NOT EXISTS (SELECT 1 FROM stock_partlink k WHERE k.posting_id = m.posting_id AND k.unit_id = m.unit_id"
    " AND k.home = m.home)"
)
# What the line l is for: the component that it is, or stands in for.
_GROUP = "coalesce(n.instead_of_id, l.source_line_id)"
_INPUTS = "JOIN documents_line l ON l.id = m.line_id LEFT JOIN assembly_input n ON n.line_id = l.source_line_id"
# Nothing that still counts happened to the unit of movement m since.
_LAST = (
    "NOT EXISTS (SELECT 1 FROM stock_movement a JOIN stock_posting p ON p.id = a.posting_id"
    " WHERE a.unit_id = m.unit_id AND a.home = m.home AND a.step > m.step AND p.reverses_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = p.id))"
)


@dataclass(frozen=True, slots=True)
class Loose:
    """A unit that a run used. `there`: it has not come back since."""

    unit_id: int
    home: int
    item_id: int
    cost_minor: int
    there: bool


Pool = tuple[int, int]  # a run's posting, and the line of the component


def loose_in(runs: Mapping[int, Run]) -> dict[int, list[Loose]]:
    """Of each unit those that are taken to be in it: of every component, the units of the run in order get what they
    lack in order. What the run used beyond that was lost on the way.
    """
    pools, quantities = _used(sorted({run.posting_id for run in runs.values()}))
    if not pools:
        return {}
    postings = sorted({posting_id for posting_id, _ in pools})
    built, linked = _built(postings), _linked(postings)
    found: dict[int, list[Loose]] = {}
    for pool, used in sorted(pools.items()):
        wholes = built[pool[0]]
        each = quantities[pool] or len(used) // len(wholes)
        wanted = [max(0, each - linked.get((*pool, whole), 0)) for whole in wholes]
        for whole, (start, count) in zip(wholes, shared_out(wanted, len(used)), strict=True):
            if whole in runs:
                found.setdefault(whole, []).extend(unit for unit in used[start : start + count] if unit.there)
    return found


def _used(postings: Sequence[int]) -> tuple[dict[Pool, list[Loose]], dict[Pool, int]]:
    """What the runs used without a link, in order; and how many of each one unit has, 0 where nobody said."""
    chosen = sql.among("m.posting_id", postings)
    pools: dict[Pool, list[Loose]] = {}
    quantities: dict[Pool, int] = {}
    for posting_id, group, quantity, unit_id, home, item_id, cost, there in sql.rows(
        f"SELECT m.posting_id, {_GROUP}, coalesce(n.quantity, 0), u.id, u.home, u.item_id, u.cost_minor,"
        f" CASE WHEN {_LAST} THEN 1 ELSE 0 END FROM stock_movement m {_INPUTS}"
        f" JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home WHERE {chosen.sql} AND l.quantity > 0"
        f" AND {UNLINKED} ORDER BY u.id",
        chosen.params,
    ):
        unit = Loose(unit_id, home, item_id, int(cost), bool(there))
        pools.setdefault((posting_id, group), []).append(unit)
        quantities[posting_id, group] = int(quantity)
    return pools, quantities


def _built(postings: Sequence[int]) -> dict[int, list[int]]:
    """The units that the runs built, in order."""
    chosen = sql.among("m.posting_id", postings)
    found: dict[int, list[int]] = {}
    for posting_id, unit_id in sql.rows(
        "SELECT m.posting_id, m.unit_id FROM stock_movement m JOIN documents_line o ON o.id = m.line_id"
        f" WHERE {chosen.sql} AND o.quantity < 0 ORDER BY m.unit_id",
        chosen.params,
    ):
        found.setdefault(posting_id, []).append(unit_id)
    return found


def _linked(postings: Sequence[int]) -> dict[tuple[int, int, int], int]:
    """How many of a component were linked to each unit by its run: by posting, component and unit."""
    chosen = sql.among("k.posting_id", postings)
    return {
        (posting_id, group, whole_id): int(count)
        for posting_id, group, whole_id, count in sql.rows(
            f"SELECT k.posting_id, {_GROUP}, k.whole_id, count(*) FROM stock_partlink k"
            " JOIN stock_movement m ON m.posting_id = k.posting_id AND m.unit_id = k.unit_id AND m.home = k.home"
            f" {_INPUTS} WHERE {chosen.sql} GROUP BY k.posting_id, {_GROUP}, k.whole_id",
            chosen.params,
        )
    }
