"""The clock: the one place that asks for the time. Times are UTC; statements get them as parameters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The date on the wall of the company (its configured time zone)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at this moment, in this thread: for the demo's past weeks, and for tests."""
    before = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(before)
