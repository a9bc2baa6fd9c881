"""The day on which a posting happened, beside the moment at which it was recorded.

Of a paper it is the paper's date, of an entry by hand the date that it was given, of all else (what an order commits
and lets go, goods that come to another account) the day on which it was recorded. A reversal happens on the day of what
it undoes: together they come to nothing on every day. Where that day is closed it happens on the day it is recorded.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from everyunit.base.operation import Work


def today(work: Work) -> dt.date:
    """The day of an operation on the wall of the company."""
    return timezone.localdate(work.at)


def late(date: dt.date, recorded: dt.datetime) -> bool:
    """Whether it was recorded on another day than that on which it happened."""
    return date != timezone.localdate(recorded)


def recorded_by(known: dt.date) -> dt.datetime | None:
    """What was recorded before this moment was known at the end of the day; of a datetime, at the end of its minute.
    None: all of it was.
    """
    try:
        if isinstance(known, dt.datetime):
            return (known + dt.timedelta(minutes=1)).replace(tzinfo=dt.UTC)
        return timezone.make_aware(dt.datetime.combine(known + dt.timedelta(days=1), dt.time.min)).astimezone(dt.UTC)
    except OverflowError:
        return None
