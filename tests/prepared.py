"""Long statements that tests ask again and again: PostgreSQL plans each once per connection."""

from __future__ import annotations

from django.db import connection

from everyunit.base import sql


def prepared(name: str, statement: str) -> list[sql.Row]:
    """The rows of the statement, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"PREPARE {name} AS {statement}")
        cursor.execute(f"EXECUTE {name}")
        found: list[sql.Row] = cursor.fetchall()
    return found
