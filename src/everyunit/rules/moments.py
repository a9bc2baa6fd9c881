"""Up to when something was known: to the end of a day, or of a minute of it, in UTC.

What happened belongs to a day, that of its paper; when it was written down is a moment.
"""

from __future__ import annotations

import datetime as dt

HOW = "Write it as 2026-01-31, or with a time as 2026-01-31T14:30."


def parse_moment(text: str) -> dt.date:
    """The day, or the minute as a datetime in UTC. Raises ValueError where it is neither."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
        except OverflowError as error:
            raise ValueError(text) from error
    return moment.replace(second=0, microsecond=0)


def written(known: dt.date | None) -> str:
    """As `parse_moment` reads it; "" for none."""
    if isinstance(known, dt.datetime):
        return known.isoformat(timespec="minutes")
    return "" if known is None else known.isoformat()
