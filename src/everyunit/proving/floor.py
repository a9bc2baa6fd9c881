"""The floor: what the database itself takes to write the rows of an operation, in bare SQL.

The same rows as the verbs write, with the same keys and indexes, into copies of the tables in the same database, in one
transaction through the driver's own cursor. Nothing is checked, no trigger fires, each row is written once, as it is in
the end, and every value that Python has to work out (serial numbers, their homes) is worked out before the clock
starts. `tests/scale/test_floor.py` compares the rows with those of the verbs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from everyunit.base import clock, sql
from everyunit.proving import few_rows
from everyunit.proving.clocks import Spent, Stopwatch
from everyunit.proving.few_rows import FIRST_ID, FewRows, Statement, driver, execute
from everyunit.rules.serials import home_of

MANY = (
    "stock_unit",
    "stock_movement",
    "stock_hold",
    "stock_costchange",
    "stock_partlink",
    "stock_partlinkend",
    "assembly_plannedlink",
    "counting_found",
    "counting_recorded",
)
TABLES = (*few_rows.FRESH, *MANY)
COST = 6000


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows an operation writes.

    For each unit: the unit and its first movement (`born`), a movement and the unit's new bin (`moved`), a change of
    cost and the unit's new cost (`revalued`), its hold that comes (`held`), changes (`lent`) or goes, with all of its
    line (`released`) or named alone (`detached`). `numbered`: as many others are born and held; `planned`: each unit is
    meant for one of them; `built`: the others get a cost, move and are released with the units, each of which is linked
    to one of them; `apart`: the others move, too, and the links end. `settled`: the table in which a count keeps how
    each unit fared.

    And single rows, as often as their tables are named: `made`, `changed`, `gone`. What moves or costs anew also has a
    posting and its seal.
    """

    born: bool = False
    moved: bool = False
    revalued: bool = False
    held: bool = False
    lent: bool = False
    released: bool = False
    detached: bool = False
    numbered: bool = False
    planned: bool = False
    built: bool = False
    apart: bool = False
    settled: str = ""
    made: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def posted(self) -> bool:
        return self.born or self.moved or self.revalued or self.numbered

    @property
    def made_with_posting(self) -> tuple[str, ...]:
        return (few_rows.POSTING, few_rows.SEAL, *self.made) if self.posted else self.made

    @property
    def changed_with_posting(self) -> tuple[str, ...]:
        numbers = (few_rows.SERIES,) if (self.born or self.numbered) and not sql.on_postgres() else ()  # of unit ids
        return (*self.changed, few_rows.HEAD, *numbers) if self.posted else self.changed

    def counts(self, units: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """How many rows of which table are made, changed and gone in the end, with so many units."""
        made, changed, gone = (Counter(each) for each in (self.made_with_posting, self.changed_with_posting, self.gone))
        made["stock_unit"] += units * (self.born + self.numbered)
        made["stock_movement"] += units * (self.born + self.moved + self.numbered + self.built + self.apart)
        made["stock_costchange"] += units * (self.revalued + self.built)
        made["stock_hold"] += units * (self.held + self.numbered)
        made["assembly_plannedlink"] += units * self.planned
        made["stock_partlink"] += units * self.built
        made["stock_partlinkend"] += units * self.apart
        changed["stock_unit"] += units * ((self.moved or self.revalued) + self.built + self.apart)
        changed["stock_hold"] += units * self.lent
        changed[self.settled] += units * bool(self.settled)
        gone["stock_hold"] += units * (self.released + self.detached + 2 * self.built)
        return made, changed, gone


@dataclass(slots=True)
class Batch:
    """Units of the floor: their keys, and how many steps each has gone."""

    ids: list[int]
    homes: list[int]
    serials: list[str]
    step: int = 0
    cost_minor: int = COST
    others: Batch | None = None  # what is built of them


class Floor:
    """Copies of the tables, and operations on them."""

    def __init__(self, item_id: int, bin_ids: tuple[int, int]) -> None:
        self.item_id, self.bin_ids = item_id, bin_ids
        self.few = FewRows()
        for table in TABLES:
            _copy(table)
        self.at, self.day = _plain(clock.now()), clock.today()
        sql.analyze(*(f"floor_{table}" for table in TABLES))

    def batch(self, count: int) -> Batch:
        """So many units to come; nothing is written yet."""
        ids = list(range(first := self.few.ids(count), first + count))
        serials = [f"F{number}" for number in ids]
        return Batch(ids, [home_of(serial) for serial in serials], serials)

    def prepare(self, batch: Batch, rows: Rows) -> list[Statement]:
        """Whatever must be there before the rows of one operation on these units are written; the few statements."""
        if rows.numbered:
            batch.others = self.batch(len(batch.ids))
        if rows.born and batch.step:  # new units on the same way
            new = self.batch(len(batch.ids))
            batch.ids, batch.homes, batch.serials, batch.step = new.ids, new.homes, new.serials, 0
        few = self.few.prepared(rows.made_with_posting, rows.changed_with_posting, rows.gone)
        if rows.settled:
            self._counted(batch, rows.settled)
        return few

    def _counted(self, batch: Batch, table: str) -> None:
        constants: dict[str, Any] = {"count_bin_id": self.few.last[few_rows.COUNT_BIN], "step": 1, "settled": ""}
        if table == "counting_found":
            count_id = self.few.last[few_rows.COUNT]
            given = {"decision": "", "round": 1, "current": True, "actor_id": 1, "at": self.at}
            constants |= {"count_id": count_id, **given}
        else:
            constants["leave"] = False
        driver().execute("BEGIN")
        self._rows(table, _keys(batch), constants)
        driver().execute("COMMIT")

    def write(self, batch: Batch, rows: Rows, few: Sequence[Statement]) -> Spent:
        """Write the rows of the operation that was prepared last; what it took, commit included."""
        posting = self.few.last.get(few_rows.POSTING, 0)
        watch = Stopwatch()
        driver().execute("BEGIN" if sql.on_postgres() else "BEGIN IMMEDIATE")
        for statement in few:
            execute(*statement)
        self._many(batch, posting, rows)
        driver().execute("COMMIT")
        return watch.read()

    def _many(self, batch: Batch, posting: int, rows: Rows) -> None:
        if rows.born:
            batch.step += 1
            self._units(batch, posting)
            self._movements(batch, posting)
        if rows.revalued:
            self._cost_changes(batch, posting)
            self._update(batch, "cost_minor = %s", (batch.cost_minor,))
        if rows.moved:
            self._moved(batch, posting)
        if rows.numbered or rows.planned or rows.built or rows.apart:
            self._others(batch, posting, rows)
        self._holds(batch, rows)
        if rows.settled:
            count_bin = self.few.last[few_rows.COUNT_BIN]
            execute(f"UPDATE floor_{rows.settled} SET settled = 'settled' WHERE count_bin_id = %s", (count_bin,))

    def _bins(self, batch: Batch) -> tuple[int, int]:
        """Where this step begins and ends: the units go to and fro."""
        first, second = self.bin_ids
        return (first, second) if batch.step % 2 else (second, first)

    def _units(self, batch: Batch, posting: int) -> None:
        origin, target = self._bins(batch)
        self._rows(
            "stock_unit",
            {
                "id": ("bigint", batch.ids),
                "home": ("smallint", batch.homes),
                "serial": ("text", batch.serials),
            },
            {
                "item_id": self.item_id,
                "bin_id": target,
                "step": batch.step,
                "cost_minor": COST,
                "entered_at": self.at,
                "received_on": self.day,
                "origin_bin_id": origin,
                "generated_in_id": posting,
                "maker_serial": "",
                "note": "",
            },
        )

    def _movements(self, batch: Batch, posting: int) -> None:
        source, target = self._bins(batch)
        constants = {"posting_id": posting, "line_id": FIRST_ID, "from_bin_id": source, "to_bin_id": target}
        self._rows("stock_movement", _keys(batch), {"step": batch.step, "cost_minor": COST} | constants)

    def _cost_changes(self, batch: Batch, posting: int) -> None:
        batch.cost_minor += 1
        costs = {"old_minor": batch.cost_minor - 1, "new_minor": batch.cost_minor}
        constants = {"posting_id": posting, "line_id": FIRST_ID, "step": batch.step, "reason": "floor"}
        self._rows("stock_costchange", _keys(batch), costs | constants)

    def _moved(self, batch: Batch, posting: int, changes: str = "", values: tuple[int, ...] = ()) -> None:
        batch.step += 1
        self._movements(batch, posting)
        self._update(batch, f"bin_id = %s, step = %s{changes}", (self._bins(batch)[1], batch.step, *values))

    def _others(self, batch: Batch, posting: int, rows: Rows) -> None:
        others = batch.others
        assert others is not None
        wholes: sql.Columns = {"whole_id": ("bigint", others.ids), "whole_home": ("smallint", others.homes)}
        if rows.numbered:
            others.step += 1
            self._units(others, posting)
            self._movements(others, posting)
            self._rows("stock_hold", _keys(others), {"line_id": FIRST_ID, "held_at": self.at})
        if rows.planned:
            self._rows("assembly_plannedlink", {**_keys(batch), **wholes}, {})
        if rows.built:
            self._cost_changes(others, posting)
            self._moved(others, posting, ", cost_minor = %s", (others.cost_minor,))
            links = {"id": ("bigint", batch.ids), **_keys(batch), **wholes}
            self._rows("stock_partlink", links, {"posting_id": posting, "cost_minor": COST})
        if rows.apart:
            self._moved(others, posting)
            self._rows("stock_partlinkend", {"link_id": ("bigint", batch.ids)}, {"posting_id": posting})

    def _holds(self, batch: Batch, rows: Rows) -> None:
        if rows.held:
            self._rows("stock_hold", _keys(batch), {"line_id": FIRST_ID, "held_at": self.at})
        if rows.lent:
            execute("UPDATE floor_stock_hold SET line_id = %s, from_line_id = %s", (FIRST_ID + 1, FIRST_ID))
        if rows.released or rows.built:
            execute("DELETE FROM floor_stock_hold WHERE line_id >= %s", (FIRST_ID,))
        if rows.detached:
            self._detach(batch)

    def _detach(self, batch: Batch) -> None:
        if sql.on_postgres():
            execute(
                "DELETE FROM floor_stock_hold h USING unnest(%s::bigint[], %s::smallint[]) AS s(id, home)"
                " WHERE h.unit_id = s.id AND h.home = s.home",
                (sql.array("bigint", batch.ids), sql.array("smallint", batch.homes)),
            )
        else:
            driver().executemany(
                "DELETE FROM floor_stock_hold WHERE unit_id = ? AND home = ?",
                list(zip(batch.ids, batch.homes, strict=True)),
            )

    def _update(self, batch: Batch, changes: str, values: tuple[int, ...]) -> None:
        if sql.on_postgres():
            execute(
                f"UPDATE floor_stock_unit u SET {changes} FROM unnest(%s::bigint[], %s::smallint[])"
                " AS s(id, home) WHERE u.id = s.id AND u.home = s.home",
                (*values, sql.array("bigint", batch.ids), sql.array("smallint", batch.homes)),
            )
        else:
            driver().executemany(
                f"UPDATE floor_stock_unit SET {changes.replace('%s', '?')} WHERE id = ? AND home = ?",
                [(*values, unit, home) for unit, home in zip(batch.ids, batch.homes, strict=True)],
            )

    def _rows(self, table: str, lists: sql.Columns, constants: Mapping[str, Any]) -> None:
        """Many rows with the fastest plain statement: arrays on PostgreSQL, executemany on SQLite."""
        columns = ", ".join((*lists, *constants))
        if sql.on_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind, _ in lists.values())
            fixed = "".join(", %s" for _ in constants)
            execute(
                f"INSERT INTO floor_{table} ({columns}) SELECT {', '.join(f's.{name}' for name in lists)}{fixed}"
                f" FROM unnest({arrays}) AS s({', '.join(lists)})",
                (*constants.values(), *(sql.array(kind, values) for kind, values in lists.values())),
            )
            return
        marks = ", ".join("?" for _ in (*lists, *constants))
        tail = tuple(constants.values())
        driver().executemany(
            f"INSERT INTO floor_{table} ({columns}) VALUES ({marks})",
            [(*each, *tail) for each in zip(*(values for _, values in lists.values()), strict=True)],
        )


def _keys(batch: Batch) -> sql.Columns:
    return {"unit_id": ("bigint", batch.ids), "home": ("smallint", batch.homes)}


def _plain(value: Any) -> Any:
    return value if sql.on_postgres() else connection.ops.adapt_datetimefield_value(value)


def _copy(table: str) -> None:
    """The table with its keys, indexes and rows, but without triggers."""
    if sql.on_postgres():
        sql.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
    else:
        statements = sql.rows(
            "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index') AND sql IS NOT NULL"
            " ORDER BY type DESC",
            [table],
        )
        for (statement,) in statements:
            sql.execute(_renamed(statement))
    sql.execute(f"INSERT INTO floor_{table} SELECT * FROM {table}")


def _renamed(statement: str) -> str:
    """The same DDL for the copy: its own name, own index names, and references among the copies."""
    statement = re.sub(r'INDEX "([^"]+)"', r'INDEX "floor_\1"', statement)
    return re.sub(rf'"({"|".join(TABLES)})"', r'"floor_\1"', statement)
