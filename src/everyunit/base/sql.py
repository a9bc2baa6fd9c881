"""Set-based SQL on two databases: the few words in which SQLite and PostgreSQL differ, said once.

Lists go to PostgreSQL as arrays and to SQLite as one JSON parameter; rows are written with one statement.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.dateparse import parse_datetime

Row = tuple[Any, ...]
Columns = Mapping[str, tuple[str, Sequence[Any]]]  # parallel lists by column name, with PostgreSQL's type


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(params))
        return int(cursor.rowcount)


def rows(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(params))
        return list(cursor.fetchall())


def row(sql: str, params: Sequence[Any] = ()) -> Row | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(params))
        found: Row | None = cursor.fetchone()
        return found


def scalar(sql: str, params: Sequence[Any] = ()) -> Any:
    found = row(sql, params)
    return None if found is None else found[0]


def count(sql: str, params: Sequence[Any], most: int | None = None) -> int:
    """How many rows the statement finds, no further than to `most`."""
    limited = "" if most is None else f" LIMIT {most}"
    return int(scalar(f"SELECT count(*) FROM ({sql}{limited}) counted", params))


def dicts(sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(params))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, each, strict=True)) for each in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL with its parameters."""

    sql: str
    params: list[Any]


def listing(alias: str, columns: Columns) -> Fragment:
    """Parallel lists as a table to select from: listing("s", {"serial": ("text", [...])}).

    Put it first in FROM and join the other tables with CROSS JOIN … WHERE: so SQLite, which knows nothing of the
    list's length, starts with the list; the LIMIT keeps it from reading the JSON again for each row that is joined.
    Types are PostgreSQL's: bigint, integer, smallint, text.
    """
    names = list(columns)
    if on_postgres():
        arrays = ", ".join(f"%s::{columns[name][0]}[]" for name in names)
        return Fragment(f"unnest({arrays}) AS {alias}({', '.join(names)})", [array(*columns[name]) for name in names])
    picked = ", ".join(f"json_extract(value, '$[{index}]') AS {name}" for index, name in enumerate(names))
    packed = json.dumps(list(zip(*(columns[name][1] for name in names), strict=True)))
    return Fragment(f"(SELECT {picked} FROM json_each(%s) LIMIT -1) AS {alias}", [packed])


def array(kind: str, values: Sequence[Any]) -> str:
    """The values as PostgreSQL writes an array. The driver could do it, but it looks at every value several times."""
    if kind == "date":
        values = [None if value is None else value.isoformat() for value in values]
    elif kind != "text":
        return "{" + str(list(values))[1:-1].replace("None", "NULL") + "}"
    quoted = ["NULL" if value is None else f'"{_escaped(value)}"' for value in values]
    return "{" + ",".join(quoted) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def among(column: str, values: Sequence[Any], kind: str = "bigint") -> Fragment:
    """A condition: the column is one of the values."""
    if on_postgres():
        return Fragment(f"{column} = ANY(%s::{kind}[])", [array(kind, values)])
    return Fragment(f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))])


def one_of_few(column: str, subquery: str) -> str:
    """A condition: the column is one of the few values that the subquery finds; they are found first."""
    return f"{column} = ANY(ARRAY({subquery}))" if on_postgres() else f"{column} IN ({subquery})"


def insert(
    table: str,
    columns: Columns,
    constants: Mapping[str, Any] | None = None,
    conflict: str = "",
) -> int:
    """Write many rows with one statement: parallel lists, and constants that are the same in each row.

    `conflict` is an ON CONFLICT clause. The number of rows written.
    """
    if not columns:
        raise ValueError("insert needs at least one list")
    count = len(next(iter(columns.values()))[1])
    if count == 0:
        return 0
    columns, uniform = _without_uniform(columns)
    fixed = uniform | dict(constants or {})
    names = [*columns, *fixed]
    if on_postgres():
        source = listing("source", columns)
        picked = ", ".join([*(f"source.{name}" for name in columns), *("%s" for _ in fixed)])
        sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {picked} FROM {source.sql} {conflict}"
        return execute(sql, [*fixed.values(), *source.params])
    marks = ", ".join("%s" for _ in columns)
    constant_marks = "".join(", %s" for _ in fixed)
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}{constant_marks}) {conflict}"
    tail = tuple(_plain(value) for value in fixed.values())
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*each, *tail) for each in zip(*(columns[name][1] for name in columns), strict=True)])
        return int(cursor.rowcount)


def delete(table: str, source: str, condition: str, params: Sequence[Any]) -> int:
    """Delete the rows for which the condition holds with a row of the source beside them; how many."""
    if on_postgres():
        return execute(f"DELETE FROM {table} USING {source} WHERE {condition}", params)
    found = f"SELECT {table}.rowid FROM {source} CROSS JOIN {table} WHERE {condition}"
    return execute(f"DELETE FROM {table} WHERE rowid IN ({found})", params)


def _without_uniform(columns: Columns) -> tuple[Columns, dict[str, Any]]:
    """The lists that differ from row to row (one at least, for it counts the rows), and what the others hold."""
    _counting, *others = columns
    uniform = {
        name: columns[name][1][0]
        for name in others
        if columns[name][1].count(columns[name][1][0]) == len(columns[name][1])
    }
    return {name: columns[name] for name in columns if name not in uniform}, uniform


def moment(value: Any) -> datetime | None:
    """A point in time as the database gave it (SQLite: text or without zone), in UTC."""
    if value is None:
        return None
    parsed = parse_datetime(value) if isinstance(value, str) else value
    assert isinstance(parsed, datetime)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def date(value: Any) -> dt.date | None:
    """A day as the database gave it (SQLite: text)."""
    return value if value is None or isinstance(value, dt.date) else dt.date.fromisoformat(value)


def epoch(column: str) -> str:
    """An expression: the point in time in the column, as whole seconds since 1970."""
    if on_postgres():
        return f"CAST(extract(epoch FROM {column}) AS bigint)"
    return f"CAST(strftime('%%s', {column}) AS bigint)"


def day(column: str) -> str:
    """An expression: the day in UTC of the point in time in the column."""
    return f"CAST({column} AT TIME ZONE 'UTC' AS date)" if on_postgres() else f"date({column})"


def joined(expression: str) -> str:
    """An aggregate: the texts with blanks between."""
    return f"string_agg({expression}, ' ')" if on_postgres() else f"group_concat({expression}, ' ')"


def months_later(day: str, months: str) -> str:
    """An expression: so many months after the day, or the last day of a shorter month; NULL where there are none."""
    if on_postgres():
        return f"CAST({day} + make_interval(months => NULLIF({months}, 0)) AS date)"
    behind = f"NULLIF({months}, 0)"
    return (
        f"min(date({day}, '+' || {behind} || ' months'),"
        f" date({day}, 'start of month', '+' || ({behind} + 1) || ' months', '-1 day'))"
    )


def _plain(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _adapted(params: Sequence[Any]) -> list[Any]:
    """Times reach SQLite in the one form that the ORM writes, so that they compare as text."""
    return [_plain(value) for value in params]


def add(table: str, keys: Columns, changes: Columns) -> int:
    """Add to columns of the rows with these keys, by parallel lists; the number of rows changed."""
    return _change(table, keys, changes, "{column} + {value}")


def put(table: str, keys: Columns, values: Columns) -> int:
    """Let columns of the rows with these keys be these values, by parallel lists; the number of rows changed."""
    return _change(table, keys, values, "{value}")


def _change(table: str, keys: Columns, values: Columns, form: str) -> int:
    if on_postgres():
        source = listing("source", {**keys, **values})
        changed = ", ".join(
            f"{name} = {form.format(column=f'{table}.{name}', value=f'source.{name}')}" for name in values
        )
        matched = " AND ".join(f"{table}.{name} = source.{name}" for name in keys)
        return execute(f"UPDATE {table} SET {changed} FROM {source.sql} WHERE {matched}", source.params)
    changed = ", ".join(f"{name} = {form.format(column=name, value='%s')}" for name in values)
    matched = " AND ".join(f"{name} = %s" for name in keys)
    lists = [*(values[name][1] for name in values), *(keys[name][1] for name in keys)]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {changed} WHERE {matched}", list(zip(*lists, strict=True)))
        return int(cursor.rowcount)


def analyze(*tables: str) -> None:
    """Tell the planner what has just been filled; a posting of 100,000 rows outruns its statistics."""
    if on_postgres():
        for table in tables:
            execute(f"ANALYZE {table}")


def walk_indexes() -> None:
    """For the rest of the transaction, look rows up by their keys, whatever the planner believes about sizes.

    A posting outruns its statistics; a guess may read the whole stock to find a few units of it. So an operation costs
    what it moves, not what is there.
    """
    if on_postgres():
        _set(WALKING)


WALKING = {"enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off"}
LOOKING_UP = WALKING | {"join_collapse_limit": "1", "enable_seqscan": "off"}
READING_ALL = {"enable_nestloop": "off", "jit": "off", "work_mem": "256MB"}


@contextmanager
def looking_up() -> Iterator[None]:
    """Inside, tables are joined in the order in which they are written, each row by its key. For all that is told of a
    few things: there PostgreSQL takes longer to think of other ways than to answer, and they are no better.
    """
    with _planned(LOOKING_UP):
        yield


@contextmanager
def reading_all() -> Iterator[None]:
    """Inside, whole tables are joined at once, never row by row, whatever PostgreSQL believes about their sizes."""
    with _planned(READING_ALL):
        yield


_planning = ContextVar("planning", default=False)


@contextmanager
def _planned(options: Mapping[str, str]) -> Iterator[None]:
    """The outermost says how."""
    if _planning.get() or not on_postgres():
        yield
        return
    token = _planning.set(True)
    try:
        with transaction.atomic(savepoint=False):
            _set(options)
            yield
            as_usual(options)
    finally:
        _planning.reset(token)


def as_usual(names: Iterable[str]) -> None:
    """These options are again what the server says."""
    execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in names))


def _set(options: Mapping[str, str]) -> None:
    """For the rest of the transaction."""
    execute("SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in options.items()))


class Conditions:
    """The WHERE of a list, one filter at a time."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[Any] = []

    def add(self, condition: str, *params: Any) -> None:
        self.parts.append(condition)
        self.params += params

    def contains(self, text: str, *columns: str) -> None:
        """One of the columns contains the text, whatever its case; an empty text asks for nothing."""
        if not text.strip():
            return
        escaped = text.strip().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        likes = " OR ".join(f"lower({column}) LIKE lower(%s) ESCAPE '!'" for column in columns)
        self.add(f"({likes})", *[f"%{escaped}%"] * len(columns))

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "1 = 1"
