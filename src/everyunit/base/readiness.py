"""Whether the database answers and has every migration that the code has."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from everyunit.base import sql

_complete: set[str] = set()


def answers() -> bool:
    """Whether the database answers."""
    return bool(sql.scalar("SELECT 1") == 1)


def missing_migrations() -> list[str]:
    """Migrations that are not applied yet. Looked up until there are none; after that the process knows."""
    database = str(connection.settings_dict["NAME"])
    if database in _complete:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    missing = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    if not missing:
        _complete.add(database)
    return missing
