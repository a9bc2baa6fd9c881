"""Where to pick: the oldest units or the newest, counted goods as they lie, shown bin by bin in walking order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from everyunit.base import sql

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True)
class Need:
    """A line that wants so many of an item."""

    line_id: int
    item_id: int
    tracking: str
    count: int


@dataclass(frozen=True, slots=True)
class Allotted:
    """So many for a line from a bin; where units have numbers, which."""

    line_id: int
    bin_id: int
    count: int
    serials: tuple[str, ...] = ()


@dataclass(slots=True)
class _Supply:
    """What is taken from one bin: so many, or these units."""

    bin_id: int
    count: int
    serials: list[str]


def free_in(item_ids: Sequence[int], bin_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many of each item in each bin nobody holds, by (item, bin); only where there are any."""
    items, bins = sql.among("v.item_id", item_ids), sql.among("v.bin_id", bin_ids)
    there = {
        (item_id, bin_id): int(quantity)
        for item_id, bin_id, quantity in sql.rows(
            f"SELECT v.item_id, v.bin_id, v.quantity FROM stock_balance v WHERE {items.sql} AND {bins.sql}",
            [*items.params, *bins.params],
        )
    }
    items, bins = sql.among("u.item_id", item_ids), sql.among("u.bin_id", bin_ids)
    counted_items, counted_bins = sql.among("q.item_id", item_ids), sql.among("q.bin_id", bin_ids)
    for item_id, bin_id, held in sql.rows(
        "SELECT u.item_id, u.bin_id, count(*) FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
        f" AND u.home = h.home WHERE {items.sql} AND {bins.sql} GROUP BY u.item_id, u.bin_id"
        " UNION ALL"
        " SELECT q.item_id, q.bin_id, sum(q.quantity) FROM stock_quantityhold q"
        f" WHERE {counted_items.sql} AND {counted_bins.sql} GROUP BY q.item_id, q.bin_id",
        [*items.params, *bins.params, *counted_items.params, *counted_bins.params],
    ):
        there[item_id, bin_id] = there.get((item_id, bin_id), 0) - int(held)
    return {key: count for key, count in there.items() if count > 0}


def free_units(item_id: int, bin_id: int, count: int, newest_first: bool) -> list[tuple[Any, int, str]]:
    """(received on, unit, serial number) of the first so many units in the bin that nobody holds."""
    order = "DESC" if newest_first else "ASC"
    return [
        (received_on, int(unit_id), serial)
        for received_on, unit_id, serial in sql.rows(
            "SELECT u.received_on, u.id, u.serial FROM stock_unit u WHERE u.item_id = %s AND u.bin_id = %s"
            " AND NOT EXISTS (SELECT 1 FROM stock_hold h WHERE h.unit_id = u.id AND h.home = u.home)"
            f" ORDER BY u.received_on {order}, u.id {order} LIMIT %s",
            [item_id, bin_id, count],
        )
    ]


def can_be_picked(needs: Sequence[Need], bin_ids: Sequence[int], ahead: Mapping[int, int]) -> dict[int, int]:
    """How many each line can get now: what is free, less what others are `ahead` with, to the first line first."""
    free: Counter[int] = Counter()
    for (item_id, _), count in free_in([need.item_id for need in needs], bin_ids).items():
        free[item_id] += count
    given = {}
    for need in needs:
        left = max(0, free[need.item_id] - ahead.get(need.item_id, 0))
        given[need.line_id] = min(need.count, left)
        free[need.item_id] -= given[need.line_id]
    return given


def allot(
    needs: Sequence[Need], bin_ids: Sequence[int], newest_first: bool, ahead: Mapping[int, int]
) -> list[Allotted]:
    """Propose from where each line gets what it wants; `bin_ids` in walking order, the first line is served first.

    Of each item as many as others are `ahead` with are left to them, as long as there is enough for all.
    """
    free = free_in([need.item_id for need in needs], bin_ids)
    proposed: list[Allotted] = []
    for item_id, of_item in groupby(sorted(needs, key=lambda need: need.item_id), key=lambda need: need.item_id):
        lines = list(of_item)
        wanted = sum(need.count for need in lines)
        here = [(bin_id, free[item_id, bin_id]) for bin_id in bin_ids if (item_id, bin_id) in free]
        skipped = max(0, min(ahead.get(item_id, 0), sum(count for _, count in here) - wanted))
        if lines[0].tracking in UNIT_TRACKED:
            supplies = _units(item_id, here, skipped, wanted, newest_first)
        else:
            supplies = _counted(here, skipped, wanted)
        proposed += _hand_out(lines, supplies)
    return proposed


def _units(item_id: int, here: list[tuple[int, int]], skipped: int, wanted: int, newest_first: bool) -> list[_Supply]:
    """The units whose turn it is, whatever bin they are in; then bin by bin as one walks."""
    turn = sorted(
        (
            (received_on, unit_id, serial, bin_id)
            for bin_id, _ in here  # the few bins that have the item
            for received_on, unit_id, serial in free_units(item_id, bin_id, skipped + wanted, newest_first)
        ),
        reverse=newest_first,
    )
    supplies = {bin_id: _Supply(bin_id, 0, []) for bin_id, _ in here}
    for _, _, serial, bin_id in sorted(turn[skipped : skipped + wanted], key=lambda each: each[1]):
        supplies[bin_id].count += 1
        supplies[bin_id].serials.append(serial)
    return [supply for supply in supplies.values() if supply.count]


def _counted(here: list[tuple[int, int]], skipped: int, wanted: int) -> list[_Supply]:
    supplies = []
    for bin_id, count in here:
        passed = min(skipped, count)
        skipped -= passed
        taken = min(wanted, count - passed)
        wanted -= taken
        if taken:
            supplies.append(_Supply(bin_id, taken, []))
    return supplies


def _hand_out(lines: Sequence[Need], supplies: list[_Supply]) -> Iterator[Allotted]:
    """Give the lines in turn what the bins have in turn."""
    left = iter(supplies)
    supply = next(left, None)
    for need in lines:
        missing = need.count
        while missing and supply is not None:
            taken = min(missing, supply.count)
            yield Allotted(need.line_id, supply.bin_id, taken, tuple(supply.serials[:taken]))
            del supply.serials[:taken]
            supply.count -= taken
            missing -= taken
            if supply.count == 0:
                supply = next(left, None)
