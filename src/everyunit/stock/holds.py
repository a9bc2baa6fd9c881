"""Holding units for a document line: a unit is held by one line at most, and the key of the table sees to that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from everyunit.base import sql
from everyunit.stock.runs import Run, Units, of_runs

MOVED_SINCE = "(u.bin_id <> r.bin_id OR u.step > r.newest)"
NOBODY = 0  # no line has this id


def hold(runs: Sequence[tuple[Run, int]], at: datetime) -> int:
    """Hold the units of each run for the line beside it. Units that a rival holds or has moved are left out: compare
    the count.
    """
    units = of_runs(runs)
    try:
        with transaction.atomic():
            held = _hold(units, at)
    except IntegrityError:  # asking for the conflict is dearer, and there hardly ever is one
        held = _hold(units, at, "ON CONFLICT DO NOTHING")
    if sql.on_postgres() and _have_moved(units):  # on SQLite nobody else writes while we do
        held -= _let_go_of_moved(units)
    return held


def free_still(runs: Sequence[Run], at: datetime) -> bool:
    """Whether these units, which nobody held when they were read, are free still. Who is about to hold one is waited
    for: they are held for a moment, for no line at all.
    """
    if not sql.on_postgres() or not runs:  # on SQLite nobody else writes while we do
        return True
    held = hold([(run, NOBODY) for run in runs], at)
    release(of_runs([(run, NOBODY) for run in runs]), [NOBODY])
    return held == sum(run.serials.count for run in runs)


def _hold(units: Units, at: datetime, conflict: str = "") -> int:
    return sql.execute(
        "INSERT INTO stock_hold (unit_id, home, line_id, held_at)"
        f" SELECT u.id, u.home, {units.line}, %s {units.source()} {conflict}",
        [at, *units.params],
    )


def _have_moved(units: Units) -> bool:
    """Whether a rival moved one after it was read, even one whose own hold we waited for."""
    return bool(
        sql.scalar(f"SELECT count(*) FROM {units.tables} WHERE {MOVED_SINCE} AND {units.condition}", units.params)
    )


def _let_go_of_moved(units: Units) -> int:
    """Release what a rival has moved; how many."""
    return sql.execute(
        f"DELETE FROM stock_hold h USING {units.tables} WHERE {MOVED_SINCE} AND {units.condition}"
        f" AND h.unit_id = u.id AND h.home = u.home AND h.line_id = {units.line}",
        units.params,
    )


def hold_moved(posting_id: int, at: datetime) -> None:
    """Hold all units that a posting moved, for the lines that it moved them for; those that a rival holds are left out.

    Whoever moves a unit holds it first: the key of the table then lets only one of two rivals go on.
    """
    sql.execute(
        "INSERT INTO stock_hold (unit_id, home, line_id, held_at)"
        " SELECT unit_id, home, line_id, %s FROM stock_movement WHERE posting_id = %s ORDER BY unit_id"
        " ON CONFLICT DO NOTHING",
        [at, posting_id],
    )


def release(units: Units, line_ids: Sequence[int], borrowed: bool = False) -> int:
    """Release these units, where one of these lines holds them; how many were held.

    `borrowed`: some may be lent by an order; such a unit goes back to being held by its order line.
    """
    lines = sql.among("stock_hold.line_id", line_ids)
    params = [*units.params, *lines.params]
    condition = f"unit_id IN (SELECT u.id {units.source()}) AND {lines.sql}"
    back = _give_back(condition, params) if borrowed else 0
    if not units.spans:
        return back + sql.execute(f"DELETE FROM stock_hold WHERE {condition}", params)
    within = f"unit_id >= r.first_id AND unit_id <= r.last_id AND {lines.sql}"
    return back + sql.delete("stock_hold", units.spans, within, params)


def release_lines(line_ids: Sequence[int]) -> int:
    """Release all units that these lines hold; those that an order lent go back to it."""
    lines = sql.among("line_id", line_ids)
    return _give_back(lines.sql, lines.params) + sql.execute(f"DELETE FROM stock_hold WHERE {lines.sql}", lines.params)


def take_over(runs: Sequence[tuple[Run, int]]) -> int:
    """Lend the units of each run from the order line that holds them to the draft line beside it; how many."""
    units = of_runs(runs)
    return sql.execute(
        f"UPDATE stock_hold SET from_line_id = r.holder, line_id = {units.line} FROM {units.tables}"
        f" WHERE {units.condition} AND stock_hold.unit_id = u.id AND stock_hold.home = u.home"
        " AND stock_hold.line_id = r.holder",
        units.params,
    )


def lend(lines: Sequence[tuple[int, int, int]], held: Mapping[int, int]) -> None:
    """Lend the first units that order lines hold to lines of drafts made from them: (from, to, how many at most).

    `held`: how many each order line holds.
    """
    whole = [each for each in lines if each[2] >= held.get(each[0], 0) > 0]
    part = [each for each in lines if 0 < each[2] < held.get(each[0], 0)]
    if whole:
        listed = _lending(whole)
        sql.execute(
            f"UPDATE stock_hold SET line_id = t.to_id, from_line_id = t.from_id FROM {listed.sql}"
            " WHERE stock_hold.line_id = t.from_id",
            listed.params,
        )
    if part:
        listed = _lending(part)
        sql.execute(
            "UPDATE stock_hold SET line_id = s.to_id, from_line_id = s.from_id FROM (SELECT h.unit_id, h.home,"
            " t.from_id, t.to_id, t.at_most, row_number() OVER (PARTITION BY h.line_id ORDER BY h.unit_id) AS nth"
            f" FROM {listed.sql} CROSS JOIN stock_hold h WHERE h.line_id = t.from_id) s"
            " WHERE s.nth <= s.at_most AND stock_hold.unit_id = s.unit_id AND stock_hold.home = s.home",
            listed.params,
        )


def lend_units(line_id: int, to_line_id: int, unit_ids: Sequence[int]) -> int:
    """Lend these units from the order line that holds them to a line of another paper; how many."""
    chosen = sql.among("unit_id", unit_ids)
    return sql.execute(
        f"UPDATE stock_hold SET line_id = %s, from_line_id = %s WHERE line_id = %s AND {chosen.sql}",
        [to_line_id, line_id, line_id, *chosen.params],
    )


def hold_units(units: Sequence[tuple[int, int, int]], at: datetime) -> int:
    """Hold these units, each (id, home) for the line beside it; those that a rival holds are left out. How many."""
    ordered = sorted(units)
    return sql.insert(
        "stock_hold",
        {
            "unit_id": ("bigint", [unit_id for unit_id, _, _ in ordered]),
            "home": ("smallint", [home for _, home, _ in ordered]),
            "line_id": ("bigint", [line_id for _, _, line_id in ordered]),
        },
        {"held_at": at},
        conflict="ON CONFLICT DO NOTHING",
    )


def units_held(line_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """(id, home) of the units that each of these lines holds, oldest first."""
    lines = sql.among("line_id", line_ids)
    found: dict[int, list[tuple[int, int]]] = {}
    for line_id, unit_id, home in sql.rows(
        f"SELECT line_id, unit_id, home FROM stock_hold WHERE {lines.sql} ORDER BY unit_id", lines.params
    ):
        found.setdefault(line_id, []).append((unit_id, home))
    return found


def _lending(lines: Sequence[tuple[int, int, int]]) -> sql.Fragment:
    return sql.listing(
        "t",
        {
            "from_id": ("bigint", [each[0] for each in lines]),
            "to_id": ("bigint", [each[1] for each in lines]),
            "at_most": ("bigint", [each[2] for each in lines]),
        },
    )


def lent(line_ids: Sequence[int]) -> dict[int, int]:
    """How many units each of these order lines has lent to drafts."""
    lines = sql.among("from_line_id", line_ids)
    return dict(
        sql.rows(f"SELECT from_line_id, count(*) FROM stock_hold WHERE {lines.sql} GROUP BY from_line_id", lines.params)
    )


def lenders_of(line_ids: Sequence[int]) -> list[int]:
    """The order lines that have lent units to these lines of drafts."""
    lines = sql.among("line_id", line_ids)
    return [
        int(line_id)
        for (line_id,) in sql.rows(
            f"SELECT DISTINCT from_line_id FROM stock_hold WHERE from_line_id IS NOT NULL AND {lines.sql}",
            lines.params,
        )
    ]


def borrowing(line_ids: Sequence[int]) -> list[int]:
    """The lines of drafts that hold what these order lines have lent."""
    lines = sql.among("from_line_id", line_ids)
    return [
        int(line_id)
        for (line_id,) in sql.rows(f"SELECT DISTINCT line_id FROM stock_hold WHERE {lines.sql}", lines.params)
    ]


def held_by(line_ids: Sequence[int]) -> dict[int, int]:
    """How many units each of these lines holds."""
    lines = sql.among("line_id", line_ids)
    return dict(sql.rows(f"SELECT line_id, count(*) FROM stock_hold WHERE {lines.sql} GROUP BY line_id", lines.params))


def hold_again(original_id: int, at: datetime) -> list[int]:
    """After a posting was reversed, hold the units that open orders had lent to it for these again; the order lines."""
    sql.execute(
        "INSERT INTO stock_hold (unit_id, home, line_id, held_at)"
        " SELECT m.unit_id, m.home, m.from_line_id, %s FROM stock_movement m"
        " JOIN documents_line l ON l.id = m.from_line_id"
        " JOIN documents_document d ON d.id = l.document_id AND d.status = 'open'"
        " WHERE m.posting_id = %s ORDER BY m.unit_id ON CONFLICT DO NOTHING",
        [at, original_id],
    )
    return [
        int(line_id)
        for (line_id,) in sql.rows(
            "SELECT DISTINCT from_line_id FROM stock_movement WHERE posting_id = %s AND from_line_id IS NOT NULL",
            [original_id],
        )
    ]


def _give_back(condition: str, params: Sequence[object]) -> int:
    return sql.execute(
        "UPDATE stock_hold SET line_id = from_line_id, from_line_id = NULL"
        f" WHERE from_line_id IS NOT NULL AND {condition}",
        params,
    )


def hold_quantity(line_id: int, item_id: int, bin_id: int, quantity: int) -> None:
    """Let the line hold this quantity in the bin, in all (0: none)."""
    sql.execute("DELETE FROM stock_quantityhold WHERE line_id = %s AND bin_id = %s", [line_id, bin_id])
    if quantity:
        sql.execute(
            "INSERT INTO stock_quantityhold (line_id, item_id, bin_id, quantity) VALUES (%s, %s, %s, %s)",
            [line_id, item_id, bin_id, quantity],
        )


def quantities_held(line_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(line, bin, quantity) that these lines hold of items without units."""
    lines = sql.among("line_id", line_ids)
    return [
        (int(line_id), int(bin_id), int(quantity))
        for line_id, bin_id, quantity in sql.rows(
            f"SELECT line_id, bin_id, quantity FROM stock_quantityhold WHERE {lines.sql} ORDER BY line_id, bin_id",
            lines.params,
        )
    ]


def quantities_committed(item_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many pieces of these items are committed, by item and bin."""
    items = sql.among("item_id", item_ids)
    return {
        (int(item_id), int(bin_id)): int(quantity)
        for item_id, bin_id, quantity in sql.rows(
            f"SELECT item_id, bin_id, sum(quantity) FROM stock_quantityhold WHERE {items.sql} GROUP BY item_id, bin_id",
            items.params,
        )
    }


def release_quantities(line_ids: Sequence[int]) -> int:
    """Release all quantities that these lines hold."""
    lines = sql.among("line_id", line_ids)
    return sql.execute(f"DELETE FROM stock_quantityhold WHERE {lines.sql}", lines.params)


def consume_quantities(used: Sequence[tuple[int, int, int]]) -> None:
    """Lower what order lines hold in bins by what was delivered from there: (line, bin, quantity)."""
    if not used:
        return
    held = {(line_id, bin_id): quantity for line_id, bin_id, quantity in quantities_held([each[0] for each in used])}
    for line_id, bin_id, quantity in used:  # the few quantity lines of one paper
        if (line_id, bin_id) in held:
            left = held[line_id, bin_id] = max(0, held[line_id, bin_id] - quantity)
            sql.execute(
                "DELETE FROM stock_quantityhold WHERE line_id = %s AND bin_id = %s AND %s = 0", [line_id, bin_id, left]
            )
            sql.execute(
                "UPDATE stock_quantityhold SET quantity = %s WHERE line_id = %s AND bin_id = %s AND %s > 0",
                [left, line_id, bin_id, left],
            )
