"""Snapshots: whatever is read inside is of one moment, and no writer waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from everyunit.base import sql


@contextmanager
def snapshot() -> Iterator[None]:
    """For reading only. Inside a transaction that is under way it is that one's view, and nothing more."""
    if connection.in_atomic_block:
        yield
    elif sql.on_postgres():
        with transaction.atomic():
            sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not Django's own transaction: that one begins with the write lock. What is written meanwhile goes on in the
        # write-ahead log beside what is read here.
        sql.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            sql.execute("ROLLBACK")
