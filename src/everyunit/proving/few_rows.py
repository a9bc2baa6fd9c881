"""The few rows of an operation, such as its posting, its lines and its entry, as the floor writes them.

Each is a copy of a row of the real table with keys of its own, written, changed or deleted by its key, in one plain
statement. What is to be changed or deleted, and every value, is there before the clock starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from everyunit.base import sql

SERIES, DOCUMENT, LINE = "base_series", "documents_document", "documents_line"
CHANGE = "documents_change"
POSTING, SEAL, HEAD = "stock_posting", "stock_seal", "stock_chainhead"
BALANCE, VALUATION, FLOW = "stock_balance", "stock_valuation", "stock_flow"
ENTRY, ENTRY_LINE = "money_entry", "money_entryline"
COUNT, COUNT_BIN, COUNT_PAPER = "counting_stockcount", "counting_countbin", "counting_countpaper"
BLOCKED, WORK_ORDER = "stock_blockedbin", "assembly_workorder"

FIRST_ID = 10**12  # far above what the verbs give
Statement = tuple[str, tuple[Any, ...]]


class FewRows:
    """Writes into the floor's copies of the tables."""

    def __init__(self) -> None:
        self.next_id = FIRST_ID
        self.last: dict[str, int] = {}  # the key of the row that was written last, by table
        self.templates: dict[str, dict[str, Any]] = {}

    def ids(self, count: int = 1) -> int:
        """So many keys that nobody has; the first."""
        first = self.next_id
        self.next_id += count
        return first

    def prepared(self, made: Sequence[str], changed: Sequence[str], gone: Sequence[str]) -> list[Statement]:
        """Statements, one a row, for so many rows of these tables. Those to be changed or to go are written now."""
        there = [(table, self.write_now(table)) for table in (*changed, *gone)]
        statements = [self._insert(table) for table in made]
        statements += [self._change(table, key) for table, key in there[: len(changed)]]
        return statements + [_delete(table, key) for table, key in there[len(changed) :]]

    def write_now(self, table: str) -> int:
        execute(*self._insert(table))
        return self.last[table]

    def _insert(self, table: str) -> Statement:
        row = self._template(table) | {column: value(self) for column, value in FRESH[table].items()}
        self.last[table] = row[KEYS.get(table, "id")]
        marks = ", ".join("%s" for _ in row)
        return f"INSERT INTO floor_{table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())

    def _change(self, table: str, key: int) -> Statement:
        column, value = CHANGED[table]
        given = self.ids() if value is None else value
        return f"UPDATE floor_{table} SET {column} = %s WHERE {KEYS.get(table, 'id')} = %s", (given, key)

    def _template(self, table: str) -> dict[str, Any]:
        """A row as the verbs wrote it."""
        if table not in self.templates:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table} ORDER BY {KEYS.get(table, 'id')} DESC LIMIT 1")
                found = cursor.fetchone()
                assert found is not None, f"no row of {table} to copy"
                self.templates[table] = dict(zip((column[0] for column in cursor.description), found, strict=True))
        return self.templates[table]


def _delete(table: str, key: int) -> Statement:
    return f"DELETE FROM floor_{table} WHERE {KEYS.get(table, 'id')} = %s", (key,)


def driver() -> Any:
    """The driver's own cursor, without Django."""
    connection.ensure_connection()
    assert connection.connection is not None
    return connection.connection.cursor()


def execute(statement: str, params: Sequence[Any] = ()) -> None:
    driver().execute(statement if sql.on_postgres() else statement.replace("%s", "?"), params)


# --- what must be a copy's own ---

Value = Callable[[FewRows], Any]


def _id(few: FewRows) -> int:
    return few.ids()


def _text(few: FewRows) -> str:
    return str(few.ids())


def _small(few: FewRows) -> int:
    return few.ids() - FIRST_ID


def _last(table: str) -> Value:
    """The key of the row of that table that was written last."""
    return lambda few: few.last[table] if table in few.last else few.write_now(table)


def _just(value: object) -> Value:
    return lambda _: value


def _new(table: str) -> Value:
    return lambda few: few.write_now(table)


KEYS = {
    SEAL: "posting_id",
    BALANCE: "bin_id",
    VALUATION: "item_id",
    ENTRY: "posting_id",
    BLOCKED: "bin_id",
    WORK_ORDER: "document_id",
}
FRESH: Mapping[str, Mapping[str, Value]] = {
    SERIES: {"id": _id, "scope": _text},
    DOCUMENT: {"id": _id, "number": _text, "status": _just("draft"), "source_id": _just(None)},
    LINE: {
        "id": _id,
        "document_id": _last(DOCUMENT),
        "position": _small,
        "source_line_id": _just(None),
        "kit_id": _just(None),
    },
    CHANGE: {"id": _id, "document_id": _last(DOCUMENT)},
    POSTING: {"id": _id, "key": _text, "reverses_id": _just(None)},
    SEAL: {"posting_id": _last(POSTING), "position": _id},
    HEAD: {"id": _id},
    BALANCE: {"bin_id": _id},
    VALUATION: {"item_id": _id, "quantity": _id},
    FLOW: {"id": _id, "posting_id": _last(POSTING)},
    ENTRY: {"posting_id": _last(POSTING)},
    ENTRY_LINE: {"id": _id, "entry_id": _last(ENTRY)},
    COUNT: {"id": _id, "number": _text},
    COUNT_BIN: {"id": _id, "count_id": _last(COUNT)},
    COUNT_PAPER: {"id": _id, "count_id": _last(COUNT), "document_id": _last(DOCUMENT)},
    BLOCKED: {"bin_id": _id},
    WORK_ORDER: {"document_id": _new(DOCUMENT), "in_process": _just(False)},
}
# What changes of a row, and to what; None: to another number.
CHANGED: Mapping[str, tuple[str, Any]] = {
    SERIES: ("next_number", None),
    DOCUMENT: ("status", "closed"),
    LINE: ("attached", None),
    HEAD: ("position", None),
    BALANCE: ("quantity", None),
    VALUATION: ("quantity", None),
    COUNT: ("status", "done"),
    COUNT_BIN: ("status", "done"),
    WORK_ORDER: ("in_process", True),
}
