"""The floor: what the database itself takes to write the rows of an operation, in bare SQL.

The same rows as the verbs write, with the same keys and indexes, into copies of the tables in the same database, in one
transaction through the driver's own cursor. Nothing is checked, no trigger fires, and every value that Python has to
work out (serial numbers, their homes) is worked out before the clock starts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from everyunit.base import clock, sql
from everyunit.documents.models import Document, Line
from everyunit.rules.serials import home_of

TABLES = (
    "documents_document",
    "documents_line",
    "stock_posting",
    "stock_unit",
    "stock_movement",
    "stock_hold",
    "stock_balance",
    "stock_valuation",
    "stock_seal",
    "money_entry",
    "money_entryline",
)
FIRST_ID = 10**12  # far above what the verbs give


@dataclass(frozen=True, slots=True)
class Places:
    """The ids that the rows refer to."""

    item_id: int
    location_id: int
    party_id: int
    supplier_id: int
    main_id: int
    shelf_id: int
    sold_id: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Units that the floor has made."""

    ids: list[int]
    homes: list[int]


class Floor:
    """Copies of the tables, and the operations in bare SQL on them. Each operation answers how many seconds it took."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.next_id = FIRST_ID
        for table in TABLES:
            _copy(table)
        self.at = _plain(clock.now())
        self._execute("DELETE FROM floor_stock_valuation", ())
        self._execute(
            "INSERT INTO floor_stock_valuation (item_id, quantity, value_minor) VALUES (%s, %s, %s)",
            (places.item_id, FIRST_ID, FIRST_ID),
        )
        sql.analyze(*(f"floor_{table}" for table in TABLES))

    def receive(self, count: int) -> tuple[float, Batch]:
        """A document, its line, a posting, the units, their movements, balance, value and journal entry."""
        places, first = self.places, self._ids(count)
        ids = list(range(first, first + count))
        serials = [f"F{number}" for number in ids]
        homes = [home_of(serial) for serial in serials]
        with self._timed() as clocked:
            document, line = self._document(count)
            posting = self._posting(document)
            self._rows(
                "stock_unit",
                ("id", "home", "serial"),
                ("bigint", "smallint", "text"),
                (ids, homes, serials),
                {
                    "item_id": places.item_id,
                    "bin_id": places.main_id,
                    "step": 1,
                    "cost_minor": 6000,
                    "entered_at": self.at,
                    "origin_bin_id": places.supplier_id,
                    "generated_in_id": posting,
                    "maker_serial": "",
                    "note": "",
                },
            )
            self._movements(ids, homes, 1, posting, line, places.supplier_id, places.main_id)
            self._settle(posting, ((places.main_id, count),), count)
        return clocked[0], Batch(ids, homes)

    def attach(self, batch: Batch) -> float:
        """The holds of the units, for one line."""
        line = self._ids(1)
        with self._timed() as clocked:
            self._rows(
                "stock_hold",
                ("unit_id", "home"),
                ("bigint", "smallint"),
                (batch.ids, batch.homes),
                {"line_id": line, "held_at": self.at},
            )
            self._execute("UPDATE floor_documents_line SET attached = %s, quantity = %s WHERE id = %s", (1, 1, line))
        self._execute("DELETE FROM floor_stock_hold", ())
        return clocked[0]

    def sell(self, batch: Batch, step: int) -> float:
        return self._move(batch, step, self.places.main_id, self.places.sold_id, -len(batch.ids))

    def take_back(self, batch: Batch, step: int) -> float:
        return self._move(batch, step, self.places.sold_id, self.places.main_id, len(batch.ids))

    def transfer(self, batch: Batch, step: int) -> float:
        return self._move(batch, step, self.places.main_id, self.places.shelf_id, 0)

    def _move(self, batch: Batch, step: int, source: int, target: int, owned: int) -> float:
        """The units change their bin; a movement each; balances, and where they change hands value and entry."""
        document, line = self._document(len(batch.ids))
        with self._timed() as clocked:
            self._execute("UPDATE floor_documents_document SET status = 'posted' WHERE id = %s", (document,))
            posting = self._posting(document)
            self._movements(batch.ids, batch.homes, step, posting, line, source, target)
            self._units(batch, target, step)
            self._settle(posting, ((source, -len(batch.ids)), (target, len(batch.ids))), owned)
        return clocked[0]

    def _units(self, batch: Batch, target: int, step: int) -> None:
        if sql.on_postgres():
            self._execute(
                "UPDATE floor_stock_unit u SET bin_id = %s, step = %s FROM unnest(%s::bigint[], %s::smallint[])"
                " AS s(id, home) WHERE u.id = s.id AND u.home = s.home",
                (target, step, sql.array("bigint", batch.ids), sql.array("smallint", batch.homes)),
            )
        else:
            _driver().executemany(
                "UPDATE floor_stock_unit SET bin_id = ?, step = ? WHERE id = ? AND home = ?",
                [(target, step, unit, home) for unit, home in zip(batch.ids, batch.homes, strict=True)],
            )

    def _movements(
        self, ids: Sequence[int], homes: Sequence[int], step: int, posting: int, line: int, source: int, target: int
    ) -> None:
        self._rows(
            "stock_movement",
            ("unit_id", "home"),
            ("bigint", "smallint"),
            (ids, homes),
            {
                "step": step,
                "posting_id": posting,
                "line_id": line,
                "from_bin_id": source,
                "to_bin_id": target,
                "cost_minor": 6000,
            },
        )

    def _document(self, count: int) -> tuple[int, int]:
        document, places = self._ids(1), self.places
        self._row(
            Document,
            id=document,
            kind="PR",
            number=str(document),
            status="draft",
            location_id=places.location_id,
            party_id=places.party_id,
            date=str(self.at)[:10],
            created_by=1,
            created_at=self.at,
        )
        self._row(
            Line,
            id=document,
            document_id=document,
            position=1,
            item_id=places.item_id,
            quantity=count,
            follows_units=False,
            attached=count,
            price_minor=10000,
        )
        return document, document

    def _row(self, model: type[Model], **values: Any) -> None:
        """One row of the model's table; what is not named has its default."""
        for each in model._meta.concrete_fields:
            if not each.null and each.column is not None:
                values.setdefault(each.column, each.get_default())
        marks = ", ".join("%s" for _ in values)
        table = f"floor_{model._meta.db_table}"
        self._execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))

    def _posting(self, document: int) -> int:
        posting = self._ids(1)
        self._execute(
            "INSERT INTO floor_stock_posting (id, key, fingerprint, actor_id, document_id, posted_at, reason)"
            " VALUES (%s, %s, %s, 1, %s, %s, '')",
            (posting, str(posting), "0" * 64, document, self.at),
        )
        return posting

    def _settle(self, posting: int, balances: Sequence[tuple[int, int]], owned: int) -> None:
        item = self.places.item_id
        for bin_id, change in balances:
            self._execute(
                "INSERT INTO floor_stock_balance (item_id, bin_id, owned, quantity) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (item_id, bin_id) DO UPDATE SET quantity = floor_stock_balance.quantity + %s",
                (item, bin_id, False, change, change),
            )
        if owned:
            self._execute(
                "UPDATE floor_stock_valuation SET quantity = quantity + %s, value_minor = value_minor + %s"
                " WHERE item_id = %s",
                (owned, owned * 6000, item),
            )
            self._execute("INSERT INTO floor_money_entry (posting_id, memo) VALUES (%s, 'floor')", (posting,))
            for sign in (1, -1):
                self._execute(
                    "INSERT INTO floor_money_entryline (id, entry_id, account_id, amount_minor) VALUES (%s, %s, 1, %s)",
                    (self._ids(1), posting, sign * owned),
                )
        self._execute(
            "INSERT INTO floor_stock_seal (posting_id, position, digest) VALUES (%s, %s, %s)",
            (posting, posting, "0" * 64),
        )

    def _rows(
        self,
        table: str,
        names: Sequence[str],
        types: Sequence[str],
        lists: Sequence[Sequence[Any]],
        constants: dict[str, Any],
    ) -> None:
        """Many rows with the fastest plain statement: arrays on PostgreSQL, executemany on SQLite."""
        columns = ", ".join((*names, *constants))
        if sql.on_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            fixed = "".join(", %s" for _ in constants)
            self._execute(
                f"INSERT INTO floor_{table} ({columns}) SELECT {', '.join(f's.{name}' for name in names)}{fixed}"
                f" FROM unnest({arrays}) AS s({', '.join(names)})",
                (*constants.values(), *(sql.array(kind, each) for kind, each in zip(types, lists, strict=True))),
            )
            return
        marks = ", ".join("?" for _ in (*names, *constants))
        tail = tuple(constants.values())
        _driver().executemany(
            f"INSERT INTO floor_{table} ({columns}) VALUES ({marks})",
            [(*each, *tail) for each in zip(*lists, strict=True)],
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
