"""For how long what was sold is under warranty."""

from __future__ import annotations

import calendar
import datetime as dt

SOON = dt.timedelta(days=31)
STATES = (IN_WARRANTY, ENDS_SOON, OVER, NO_WARRANTY) = ("in_warranty", "ends_soon", "over", "no_warranty")


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


def warranty_state(until: dt.date | None, today: dt.date) -> str:
    """How it stands with a warranty today: one of STATES."""
    if until is None:
        return NO_WARRANTY
    return next(state for state, (first, last) in days_of_states(today).items() if first <= until <= last)


def days_of_states(today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """For each state but that without a warranty, the first and the last day on which it may end."""
    soon, day = today + SOON, dt.timedelta(days=1)
    return {OVER: (dt.date.min, today - day), ENDS_SOON: (today, soon), IN_WARRANTY: (soon + day, dt.date.max)}


def warranty_words(until: dt.date | None, today: dt.date) -> str:
    """How a clerk says it; "" where there is none."""
    if until is None:
        return ""
    return f"Under warranty until {until}." if until >= today else f"The warranty ended on {until}."
