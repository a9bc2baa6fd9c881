"""Patience: a question whose answer takes too long is given up, and that is said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction

from everyunit.base import sql
from everyunit.rules.refusals import Refused

CANCELED = "57014"  # PostgreSQL's word for a statement that ran too long
LOOK_EVERY = 20_000  # steps of SQLite's machine

_patient: ContextVar[bool] = ContextVar("patient", default=False)


@contextmanager
def patiently() -> Iterator[None]:
    """Nobody waits for what is asked inside: no question is given up."""
    before = _patient.set(True)
    try:
        yield
    finally:
        _patient.reset(before)


@contextmanager
def at_most(seconds: float, words: str) -> Iterator[None]:
    """What is asked inside is answered in time, or refused: `too_slow`, with these words. For reading only."""
    if _patient.get():
        yield
        return
    with _on_postgres(seconds) if sql.on_postgres() else _on_sqlite(seconds):
        try:
            yield
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") == CANCELED or "interrupted" in str(error):
                raise Refused("too_slow", words) from error
            raise


@contextmanager
def _on_postgres(seconds: float) -> Iterator[None]:
    within = connection.in_atomic_block
    with transaction.atomic():
        sql.execute(  # nor is there the time to compile
            "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)",
            [str(int(seconds * 1000))],
        )
        yield
        if within:  # else it ends with the transaction
            sql.as_usual(("statement_timeout", "jit"))


@contextmanager
def _on_sqlite(seconds: float) -> Iterator[None]:
    """Without a transaction: it would take the write lock."""
    connection.ensure_connection()
    ends = time.monotonic() + seconds
    driver = connection.connection
    driver.set_progress_handler(lambda: time.monotonic() > ends, LOOK_EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
