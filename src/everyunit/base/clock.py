"""The clock: the one place that asks for the time. Times are UTC; statements get them as parameters."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall of the company (its configured time zone)."""
    return timezone.localdate()
