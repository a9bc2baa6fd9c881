"""The floor: what the database itself takes to write the rows of an operation, in bare SQL.

The same rows as the verbs write, with the same keys and indexes, into copies of the tables in the same database, in one
transaction through the driver's own cursor. Nothing is checked, no trigger fires, and every value that Python has to
work out (serial numbers, their homes) is worked out before the clock starts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from everyunit.base import clock, sql
from everyunit.rules.serials import home_of

TABLES = (
    "documents_document",
    "documents_line",
    "stock_posting",
    "stock_unit",
    "stock_movement",
    "stock_hold",
    "stock_costchange",
    "stock_balance",
    "stock_valuation",
    "stock_partlink",
    "stock_seal",
    "money_entry",
    "money_entryline",
)
FIRST_ID = 10**12  # far above what the verbs give
COST = 6000


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows an operation on units writes, for each of them: the unit and its first movement (`born`), a movement
    and the unit's new bin (`moved`), a change of cost and the unit's new cost (`revalued`), its hold that comes
    (`held`), changes (`lent`) or goes, with all of its line (`released`) or named alone (`detached`). `booked`: goods
    change hands, with a journal entry. `numbered`: as many others are born and held; `built`: these get a cost, move
    and are released with the units, each of which is linked to one of them.
    """

    born: bool = False
    moved: bool = False
    revalued: bool = False
    held: bool = False
    lent: bool = False
    released: bool = False
    detached: bool = False
    booked: bool = False
    numbered: bool = False
    built: bool = False

    @property
    def posted(self) -> bool:
        return self.born or self.moved or self.revalued or self.numbered


@dataclass(slots=True)
class Batch:
    """Units of the floor: their keys, and how many steps each has gone."""

    ids: list[int]
    homes: list[int]
    serials: list[str]
    step: int = 0
    others: Batch | None = None  # what is built of them


class Floor:
    """Copies of the tables, and operations on them."""

    def __init__(self, item_id: int, bin_ids: tuple[int, int]) -> None:
        self.item_id, self.bin_ids = item_id, bin_ids
        self.next_id = FIRST_ID
        for table in TABLES:
            _copy(table)
        self.at = _plain(clock.now())
        self._execute("DELETE FROM floor_stock_valuation", ())
        self._execute(
            "INSERT INTO floor_stock_valuation (item_id, quantity, value_minor) VALUES (%s, %s, %s)",
            (item_id, FIRST_ID, FIRST_ID),
        )
        sql.analyze(*(f"floor_{table}" for table in TABLES))

    def batch(self, count: int) -> Batch:
        """So many units to come; nothing is written yet."""
        ids = list(range(first := self._ids(count), first + count))
        serials = [f"F{number}" for number in ids]
        return Batch(ids, [home_of(serial) for serial in serials], serials)

    def write(self, batch: Batch, rows: Rows) -> float:
        """Write the rows of one operation on these units; how many seconds it took, commit included."""
        if rows.numbered:
            batch.others = self.batch(len(batch.ids))
        with self._timed() as clocked:
            self._execute("UPDATE floor_documents_line SET attached = %s", (len(batch.ids),))
            posting = self._posting() if rows.posted else 0
            if rows.born or rows.moved:
                batch.step += 1
            if rows.born:
                self._units(batch, posting)
            if rows.born or rows.moved:
                self._movements(batch, posting)
            if rows.moved and not rows.born:
                self._update(batch, "bin_id = %s, step = %s", (self._bins(batch)[1], batch.step))
            if rows.revalued:
                self._cost_changes(batch, posting)
                self._update(batch, "cost_minor = %s", (COST + 1,))
            if rows.numbered or rows.built:
                self._others(batch, posting, rows)
            self._holds(batch, rows)
            if rows.posted:
                self._settle(batch, posting, rows)
        return clocked[0]

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
        constants = {"posting_id": posting, "line_id": FIRST_ID, "step": batch.step, "reason": "floor"}
        self._rows("stock_costchange", _keys(batch), {"old_minor": COST, "new_minor": COST + 1} | constants)

    def _others(self, batch: Batch, posting: int, rows: Rows) -> None:
        others = batch.others
        assert others is not None
        others.step += 1
        if rows.numbered:
            self._units(others, posting)
            self._movements(others, posting)
            self._rows("stock_hold", _keys(others), {"line_id": FIRST_ID, "held_at": self.at})
            return
        self._cost_changes(others, posting)
        self._update(others, "cost_minor = %s", (COST + 1,))
        self._movements(others, posting)
        self._update(others, "bin_id = %s, step = %s", (self._bins(others)[1], others.step))
        wholes = {"whole_id": ("bigint", others.ids), "whole_home": ("smallint", others.homes)}
        links = {"id": ("bigint", batch.ids), **_keys(batch), **wholes}
        self._rows("stock_partlink", links, {"posting_id": posting, "cost_minor": COST})

    def _holds(self, batch: Batch, rows: Rows) -> None:
        if rows.held:
            self._rows("stock_hold", _keys(batch), {"line_id": FIRST_ID, "held_at": self.at})
        if rows.lent:
            self._execute("UPDATE floor_stock_hold SET line_id = %s, from_line_id = %s", (FIRST_ID + 1, FIRST_ID))
        if rows.released:
            self._execute("DELETE FROM floor_stock_hold WHERE line_id >= %s", (FIRST_ID,))

        if rows.detached:
            self._detach(batch)

    def _detach(self, batch: Batch) -> None:
        if sql.on_postgres():
            self._execute(
                "DELETE FROM floor_stock_hold h USING unnest(%s::bigint[], %s::smallint[]) AS s(id, home)"
                " WHERE h.unit_id = s.id AND h.home = s.home",
                (sql.array("bigint", batch.ids), sql.array("smallint", batch.homes)),
            )
        else:
            _driver().executemany(
                "DELETE FROM floor_stock_hold WHERE unit_id = ? AND home = ?",
                list(zip(batch.ids, batch.homes, strict=True)),
            )

    def _update(self, batch: Batch, changes: str, values: tuple[int, ...]) -> None:
        if sql.on_postgres():
            self._execute(
                f"UPDATE floor_stock_unit u SET {changes} FROM unnest(%s::bigint[], %s::smallint[])"
                " AS s(id, home) WHERE u.id = s.id AND u.home = s.home",
                (*values, sql.array("bigint", batch.ids), sql.array("smallint", batch.homes)),
            )
        else:
            _driver().executemany(
                f"UPDATE floor_stock_unit SET {changes.replace('%s', '?')} WHERE id = ? AND home = ?",
                [(*values, unit, home) for unit, home in zip(batch.ids, batch.homes, strict=True)],
            )

    def _posting(self) -> int:
        posting = self._ids(1)
        self._execute("UPDATE floor_documents_document SET status = 'posted'", ())
        self._execute(
            "INSERT INTO floor_stock_posting (id, key, fingerprint, actor_id, document_id, posted_at, date, reason)"
            " VALUES (%s, %s, %s, 1, 1, %s, %s, '')",
            (posting, str(posting), "0" * 64, self.at, str(clock.today())),
        )
        return posting

    def _settle(self, batch: Batch, posting: int, rows: Rows) -> None:
        count = len(batch.ids)
        for bin_id in self.bin_ids if rows.born or rows.moved else ():
            self._execute(
                "INSERT INTO floor_stock_balance (item_id, bin_id, owned, quantity) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (item_id, bin_id) DO UPDATE SET quantity = floor_stock_balance.quantity + %s",
                (self.item_id, bin_id, False, count, count),
            )
        if rows.booked:
            self._execute(
                "UPDATE floor_stock_valuation SET quantity = quantity + %s, value_minor = value_minor + %s",
                (count, count * COST),
            )
            self._execute("INSERT INTO floor_money_entry (posting_id, memo) VALUES (%s, 'floor')", (posting,))
            for sign in (1, -1):
                self._execute(
                    "INSERT INTO floor_money_entryline (id, entry_id, account_id, amount_minor) VALUES (%s, %s, 1, %s)",
                    (self._ids(1), posting, sign * count),
                )
        self._execute(
            "INSERT INTO floor_stock_seal (posting_id, position, digest) VALUES (%s, %s, %s)",
            (posting, posting, "0" * 64),
        )

    def _rows(self, table: str, lists: sql.Columns, constants: Mapping[str, Any]) -> None:
        """Many rows with the fastest plain statement: arrays on PostgreSQL, executemany on SQLite."""
        columns = ", ".join((*lists, *constants))
        if sql.on_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind, _ in lists.values())
            fixed = "".join(", %s" for _ in constants)
            self._execute(
                f"INSERT INTO floor_{table} ({columns}) SELECT {', '.join(f's.{name}' for name in lists)}{fixed}"
                f" FROM unnest({arrays}) AS s({', '.join(lists)})",
                (*constants.values(), *(sql.array(kind, values) for kind, values in lists.values())),
            )
            return
        marks = ", ".join("?" for _ in (*lists, *constants))
        tail = tuple(constants.values())
        _driver().executemany(
            f"INSERT INTO floor_{table} ({columns}) VALUES ({marks})",
            [(*each, *tail) for each in zip(*(values for _, values in lists.values()), strict=True)],
        )

    def _execute(self, statement: str, params: Sequence[Any]) -> None:
        _driver().execute(statement if sql.on_postgres() else statement.replace("%s", "?"), params)

    def _ids(self, count: int) -> int:
        first = self.next_id
        self.next_id += count
        return first

    @contextmanager
    def _timed(self) -> Iterator[list[float]]:
        """One transaction, commit included."""
        clocked: list[float] = []
        started = time.perf_counter()
        _driver().execute("BEGIN" if sql.on_postgres() else "BEGIN IMMEDIATE")
        yield clocked
        _driver().execute("COMMIT")
        clocked.append(time.perf_counter() - started)


def _keys(batch: Batch) -> sql.Columns:
    return {"unit_id": ("bigint", batch.ids), "home": ("smallint", batch.homes)}


def _driver() -> Any:
    """The driver's own cursor, without Django."""
    connection.ensure_connection()
    assert connection.connection is not None
    return connection.connection.cursor()


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
