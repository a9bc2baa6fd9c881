"""For how long what was sold is under warranty."""

from __future__ import annotations

import calendar
import datetime as dt


def warranty_until(sold_on: dt.date, months: int) -> dt.date | None:
    """The last day of a warranty of so many months from the day of the sale: the same day of the month, or the last of
    a shorter month; None without a warranty, or beyond the calendar.
    """
    if months <= 0:
        return None
    years, month = divmod(sold_on.month - 1 + months, 12)
    year = sold_on.year + years
    if year > dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(sold_on.day, calendar.monthrange(year, month + 1)[1]))


def warranty_words(until: dt.date | None, today: dt.date) -> str:
    """How a clerk says it; "" where there is none."""
    if until is None:
        return ""
    return f"Under warranty until {until}." if until >= today else f"The warranty ended on {until}."
