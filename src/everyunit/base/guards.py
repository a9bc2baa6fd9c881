"""Guards: triggers that forbid. They never compute; they hold on both databases, also against plain SQL.

Step(append_only("stock_movement"))                 rows are inserted, never updated or deleted
Step(fixed_columns("stock_unit", ("serial", …)))    rows stay, and these columns never change
Step(when("documents_document", …))                 rows in a certain state never change
Step(set_aside), Step(put_back)                     around steps that add columns to a guarded table
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.migrations import RunPython

REFUSAL = "everyunit: {table} is append-only; undo with a counter-posting"


def append_only(table: str) -> Callable[[Any, Any], None]:
    """A migration step: rows of the table are only ever inserted."""

    def forward(apps: Any, editor: Any) -> None:
        message = REFUSAL.format(table=table)
        if editor.connection.vendor == "postgresql":
            _function(editor)
            _run(
                editor,
                f"CREATE TRIGGER guard_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION everyunit_forbid('{message}')",
            )
        else:
            for event in ("UPDATE", "DELETE"):
                _run(
                    editor,
                    f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
                )

    return forward


def fixed_columns(table: str, columns: Sequence[str]) -> Callable[[Any, Any], None]:
    """A migration step: these columns never change, and rows are never deleted."""

    def forward(apps: Any, editor: Any) -> None:
        message = f"everyunit: {table}: {', '.join(columns)} never change"
        listed = ", ".join(columns)
        if editor.connection.vendor == "postgresql":
            _function(editor)
            _run(
                editor,
                f"CREATE TRIGGER guard_{table} BEFORE UPDATE OF {listed} OR DELETE OR TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION everyunit_forbid('{message}')",
            )
        else:
            for event in (f"UPDATE OF {listed}", "DELETE"):
                _run(
                    editor,
                    f"CREATE TRIGGER guard_{table}_{event.split()[0].lower()} BEFORE {event} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
                )

    return forward


def when(table: str, events: Sequence[str], old: str, new: str, message: str) -> Callable[[Any, Any], None]:
    """A migration step: these events are forbidden where the condition holds.

    `old` is the condition over OLD (for UPDATE and DELETE), `new` over NEW (for INSERT). Where rows may not be deleted,
    the table may not be emptied either.
    """

    def forward(apps: Any, editor: Any) -> None:
        text = f"everyunit: {message}"
        if editor.connection.vendor == "postgresql":
            if "DELETE" in events:
                _function(editor)
                _run(
                    editor,
                    f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table}"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION everyunit_forbid('{text}')",
                )
            for event in events:
                name = f"guard_{table}_{event.lower()}"
                condition = new if event == "INSERT" else old
                result = "OLD" if event == "DELETE" else "NEW"
                _run(
                    editor,
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    f" IF {condition} THEN RAISE EXCEPTION '{text}'; END IF; RETURN {result}; END $$",
                )
                _run(
                    editor,
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
                )
        else:
            for event in events:
                condition = new if event == "INSERT" else old
                _run(
                    editor,
                    f"CREATE TRIGGER guard_{table}_{event.lower()} BEFORE {event} ON {table}"
                    f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{text}'); END",
                )

    return forward


def set_aside(apps: Any, editor: Any) -> None:
    """A migration step before columns are added: SQLite makes the table anew for them, and would lose its guards.

    `put_back` is the step after it. PostgreSQL needs neither.
    """
    if editor.connection.vendor == "sqlite":
        _run(editor, "CREATE TEMP TABLE guards_aside AS SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in _aside(editor):
            _run(editor, f"DROP TRIGGER {name}")


def put_back(apps: Any, editor: Any) -> None:
    """A migration step: the guards that were set aside are in force again."""
    if editor.connection.vendor == "sqlite":
        for _, statement in _aside(editor):
            _run(editor, statement)
        _run(editor, "DROP TABLE guards_aside")


def _aside(editor: Any) -> list[tuple[str, str]]:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM guards_aside")
        return list(cursor.fetchall())


def byte_order(table: str, *columns: str) -> Callable[[Any, Any], None]:
    """A migration step: these columns compare byte by byte, as they do on SQLite, so that prefixes use the index."""

    def forward(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for column in columns:
                _run(editor, f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar COLLATE "C"')

    return forward


def nothing(apps: Any, editor: Any) -> None:
    """Backwards: dropping the table drops its triggers."""


class Step(RunPython):
    """Runs one of these in a migration. It is plain SQL: no models are made for it, half the time of all migrations."""

    def __init__(self, code: Callable[[Any, Any], None]) -> None:
        super().__init__(code, nothing)
        self.step = code

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        self.step(None, editor)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        """As `nothing` says."""


def _function(editor: Any) -> None:
    _run(
        editor,
        "CREATE OR REPLACE FUNCTION everyunit_forbid() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
    )


def _run(editor: Any, statement: str) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(statement)
