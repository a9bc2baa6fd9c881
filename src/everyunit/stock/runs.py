"""Many units at once: as the database selects them, and as runs of consecutive serial numbers that are alike.

A verb reads a few runs where there are a hundred thousand units, and names the units to the database by their runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from everyunit.base import sql
from everyunit.rules.serials import Range, number_of, parted

HOLDS = "LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
# Of runs `g` with gapless ids: how many of the units are held, by the first and the last of which lines; '' for none.
HOLDERS = (
    "CASE WHEN g.high - g.low + 1 = g.units THEN coalesce((SELECT count(*) || ' ' || min(h.line_id) || ' ' ||"
    " max(h.line_id) FROM stock_hold h WHERE h.unit_id >= g.low AND h.unit_id <= g.high), '') END"
)
DIGITS = "'0123456789'"
# Any serial number in SQL: its running number has at most 18 digits at the end, as in rules/serials.py. Numbers of one
# series have the same stem before it, and the same length.
STEM = (
    f"CASE WHEN length(u.serial) > length(rtrim(u.serial, {DIGITS})) + 18 THEN length(u.serial) - 18"
    f" ELSE length(rtrim(u.serial, {DIGITS})) END"
)
SERIES = (
    f"rtrim(u.serial, {DIGITS})",
    "length(u.serial)",
    "CASE WHEN length(u.serial) > 18 THEN substr(u.serial, 1, length(u.serial) - 18) ELSE '' END",
)


@dataclass(frozen=True, slots=True)
class Units:
    """A set of units in SQL: tables to select from, among them `u`, the unit, and a condition.

    `line`: the document line that a unit is meant for. `stem`: the length of what stands before its running number.
    `series`: what must be the same for two running numbers to be compared. `spans`: the first of the tables, where it
    tells them by their ids, from `r.first_id` to `r.last_id`.
    """

    tables: str
    condition: str
    params: list[Any]
    line: str = "NULL"
    stem: str = STEM
    series: tuple[str, ...] = SERIES
    spans: str = ""

    def source(self, joins: str = "") -> str:
        return f"FROM {self.tables} {joins} WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class Run:
    """Units with consecutive serial numbers: of one item, in one bin, held by one line or by none.

    `newest` is the highest of their steps, by which one tells whether they have moved since. `ids`: the first and the
    last of their ids, where no other unit's id lies between: a much shorter way to name them than their numbers.
    """

    serials: Range
    item_id: int
    bin_id: int
    holder: int | None
    newest: int
    ids: tuple[int, int] | None = None

    def part(self, start: int, count: int) -> Run:
        if count == self.serials.count:
            return self
        return replace(self, serials=self.serials.part(start, count), ids=None)


@dataclass(frozen=True, slots=True)
class Alike:
    """A run of units for which some expressions have the same values."""

    serials: Range
    newest: int
    ids: tuple[int, int] | None
    facts: tuple[Any, ...]


def in_ranges(ranges: Sequence[Range], **columns: Sequence[int]) -> Units:
    """The units with serial numbers in these ranges, all of which are even. `r.nth` says in which one a unit is;
    `columns` are further numbers beside each range.
    """
    listed = sql.listing(
        "r",
        {
            "nth": ("bigint", range(len(ranges))),
            "first": ("text", [each.first for each in ranges]),
            "last": ("text", [each.last for each in ranges]),
            "stem": ("integer", [len(parted(each.first)[0]) for each in ranges]),
            **{name: ("bigint", values) for name, values in columns.items()},
        },
    )
    return Units(
        f"{listed.sql} CROSS JOIN stock_unit u",
        "u.serial >= r.first AND u.serial <= r.last AND length(u.serial) = length(r.first)"
        f" AND ltrim(substr(u.serial, r.stem + 1), {DIGITS}) = ''",
        listed.params,
        line="r.line_id",
        stem="r.stem",
        series=("r.nth",),
    )


def of_runs(runs: Iterable[tuple[Run, int]]) -> Units:
    """The units of these runs, each for the line beside it; in one order, so that rivals never wait in a circle."""
    ordered = sorted(runs, key=lambda each: (len(each[0].serials.first), each[0].serials.first))
    columns = {
        "line_id": [line_id for _, line_id in ordered],
        "bin_id": [run.bin_id for run, _ in ordered],
        "newest": [run.newest for run, _ in ordered],
        "holder": [run.holder or 0 for run, _ in ordered],
    }
    ids = [run.ids for run, _ in ordered if run.ids is not None]
    if len(ids) < len(ordered):
        return in_ranges([run.serials for run, _ in ordered], **columns)
    return _in_spans(ids, **columns)


def _in_spans(ids: Sequence[tuple[int, int]], **columns: Sequence[int]) -> Units:
    """The units with ids from one to another."""
    spans = {"first_id": [first for first, _ in ids], "last_id": [last for _, last in ids]}
    named = {"nth": range(len(ids)), **spans, **columns}
    listed = sql.listing("r", {name: ("bigint", values) for name, values in named.items()})
    return Units(
        f"{listed.sql} CROSS JOIN stock_unit u",
        "u.id >= r.first_id AND u.id <= r.last_id",
        listed.params,
        line="r.line_id",
        series=("r.nth",),
        spans=listed.sql,
    )


def runs_in(ranges: Sequence[Range]) -> list[tuple[int, Run]]:
    """The runs of units in these ranges, all of which are even, each with the number of its range.

    As a rule one line holds all units of a run, or none does. Only where it is otherwise they are looked at singly.
    """
    runs: list[tuple[int, Run]] = []
    mixed: list[tuple[Run, int]] = []
    for each in alike(in_ranges(ranges), ("r.nth", "u.item_id", "u.bin_id"), HOLDERS) if ranges else ():
        nth, item_id, bin_id, holders = each.facts
        run = Run(each.serials, item_id, bin_id, None, each.newest, each.ids)
        held_count, first, last = map(int, holders.split()) if holders else (0, 0, 0)
        if holders == "":
            runs.append((nth, run))
        elif held_count == run.serials.count and first == last:
            runs.append((nth, replace(run, holder=first)))
        else:
            mixed.append((run, nth))
    facts = ("r.line_id", "u.item_id", "u.bin_id", "h.line_id")
    for each in alike(of_runs(mixed), facts, joins=HOLDS) if mixed else ():
        nth, item_id, bin_id, holder = each.facts
        runs.append((nth, Run(each.serials, item_id, bin_id, holder, each.newest, each.ids)))
    return runs


def held(line_ids: Sequence[int], but_first: int = 0) -> Units:
    """The units that these lines hold, less so many of the first."""
    lines = sql.among("h.line_id", line_ids)
    spared = sql.among("line_id", line_ids)
    beyond = f"(SELECT unit_id FROM stock_hold WHERE {spared.sql} ORDER BY unit_id LIMIT 1 OFFSET {but_first})"
    return Units(
        "stock_hold h CROSS JOIN stock_unit u",
        f"{lines.sql} AND u.id = h.unit_id AND u.home = h.home" + (f" AND h.unit_id >= {beyond}" if but_first else ""),
        [*lines.params, *(spared.params if but_first else [])],
        line="h.line_id",
    )


def free_runs(
    item_id: int,
    bin_ids: Sequence[int],
    count: int,
    plain_only: bool = False,
    leave: Sequence[str] = (),
    asks_but_for: Sequence[str] | None = None,
    only: sql.Fragment | None = None,
) -> list[tuple[Run, bool]]:
    """Up to `count` units of the item that nothing holds, bins in the given order, those first that were received
    first; and whether they wait for a yes.

    `plain_only`: only those without a maker's number. `leave`: not these, by serial number. `asks_but_for`: those with
    a maker's number wait, except for these. `only`: of units `f`, a further condition.
    """
    taken = sql.among("f.serial", asks_but_for or (), "text")
    left = sql.among("f.serial", leave, "text")
    asks = asks_but_for is not None
    waits = f"CASE WHEN f.maker_serial <> '' AND NOT ({taken.sql}) THEN 1 ELSE 0 END" if asks else "0"
    narrowed = (" AND f.maker_serial = ''" if plain_only else "") + (f" AND NOT ({left.sql})" if leave else "")
    narrowed += f" AND {only.sql}" if only else ""
    further = [*(left.params if leave else ()), *(only.params if only else ())]
    runs: list[tuple[Run, bool]] = []
    for bin_id in bin_ids:  # a handful of bins, not units
        if count <= 0:
            break
        units = Units(
            f"(SELECT f.*, {waits} AS waits FROM stock_unit f WHERE f.item_id = %s AND f.bin_id = %s"
            f" AND NOT EXISTS (SELECT 1 FROM stock_hold h WHERE h.unit_id = f.id AND h.home = f.home){narrowed}"
            " ORDER BY f.received_on, f.id LIMIT %s) u",
            "1 = 1",
            [*(taken.params if asks else ()), item_id, bin_id, *further, count],
        )
        for each in alike(units, ("u.waits",)):
            runs.append((Run(each.serials, item_id, bin_id, None, each.newest, each.ids), bool(each.facts[0])))
            count -= each.serials.count
    return runs


def held_of(runs: Sequence[Run], line_id: int) -> list[Run]:
    """Those of the units of the runs that the line holds, bins in the order of the runs."""
    units = of_runs((run, line_id) for run in runs)
    mine = "JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home AND h.line_id = r.line_id"
    found = alike(units, ("u.item_id", "u.bin_id"), joins=mine)
    mine_now = [Run(each.serials, each.facts[0], each.facts[1], line_id, each.newest, each.ids) for each in found]
    bins = list(dict.fromkeys(run.bin_id for run in runs))
    return sorted(mine_now, key=lambda run: bins.index(run.bin_id))


def alike(units: Units, facts: Sequence[str], of_run: str = "", joins: str = "") -> list[Alike]:
    """The units as runs in which these expressions have the same values, in the order of their numbers. `of_run`: one
    more fact, of each run `g`.
    """
    further = f", {of_run}" if of_run else ""
    found = _grouped(units, facts, further, joins)
    if any(count > 1 and number_of(last) - number_of(first) >= count for count, first, last, *_ in found):
        found = _islands(units, facts, further, joins)
    found.sort(key=lambda run: (len(run[1]), run[1]))
    return [
        Alike(
            Range(first, last, int(count)),
            int(newest),
            (low, high) if high - low + 1 == count else None,
            tuple(values),
        )
        for count, first, last, newest, low, high, *values in found
    ]


def _grouped(units: Units, facts: Sequence[str], further: str, joins: str) -> list[sql.Row]:
    """Of each group of alike units: how many, the first and the last; they need not be consecutive."""
    keys = _keys(units, facts)
    named = "".join(f", {key} AS {name}" for key, name in keys.items())
    return sql.rows(
        f"SELECT g.*{further} FROM ({_summed(keys, facts)} FROM (SELECT u.id AS id, u.serial AS serial, u.step AS step"
        f"{named} {units.source(joins)}) each GROUP BY {', '.join(keys.values())}) g",
        units.params,
    )


def _islands(units: Units, facts: Sequence[str], further: str, joins: str) -> list[sql.Row]:
    """Consecutive numbers grow with their row number: by how much they are ahead of it tells the runs apart."""
    keys = _keys(units, facts)
    named = "".join(f", {key} AS {name}" for key, name in keys.items())
    number = f"CAST(nullif(substr(u.serial, {units.stem} + 1), '') AS bigint)"
    grouped = ", ".join(keys.values())
    return sql.rows(
        f"SELECT g.*{further} FROM ({_summed(keys, facts)} FROM (SELECT *, number - row_number() OVER"
        f" (PARTITION BY {grouped} ORDER BY serial) AS island FROM (SELECT u.id AS id, u.serial AS serial,"
        f" u.step AS step{named}, {number} AS number {units.source(joins)}) each) each GROUP BY island, {grouped}) g",
        units.params,
    )


def _keys(units: Units, facts: Sequence[str]) -> dict[str, str]:
    """What units must have in common to be alike, with a name for each."""
    return {key: f"key_{nth}" for nth, key in enumerate(dict.fromkeys((*units.series, *facts)))}


def _summed(keys: dict[str, str], facts: Sequence[str]) -> str:
    picked = "".join(f", {keys[fact]}" for fact in facts)
    return (
        "SELECT count(*) AS units, min(serial) AS first, max(serial) AS last, max(step) AS newest,"
        f" min(id) AS low, max(id) AS high{picked}"
    )
