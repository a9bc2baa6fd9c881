"""Closed days: nothing happens on them any more.

The last row of `stock_closing` says up to which day the books are closed. On PostgreSQL who closes or opens them has
the table of postings alone: postings under way are waited for, and those that wait see what was closed.
"""

from __future__ import annotations

import datetime as dt

from everyunit.base import sql
from everyunit.rules.refusals import Offender, Refused

# A condition: this day is not closed.
OPEN = (
    "NOT EXISTS (SELECT 1 FROM stock_closing c WHERE c.id = (SELECT max(id) FROM stock_closing) AND c.through >= {day})"
)
# A condition on a closing c: it was not undone since by opening the books further down.
IN_FORCE = (
    "c.value_minor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stock_closing undoing"
    " WHERE undoing.id > c.id AND undoing.through < c.through)"
)


def closed_through() -> dt.date | None:
    """The last closed day; None where nothing is closed."""
    found: dt.date | None = sql.date(sql.scalar("SELECT through FROM stock_closing ORDER BY id DESC LIMIT 1"))
    return found


def is_closed(day: dt.date) -> bool:
    through = closed_through()
    return through is not None and day <= through


def refusal_of(day: dt.date) -> Refused:
    """`period_closed`, in words that say what to do."""
    return Refused("period_closed", closed_words(), [Offender(str(day), "period_closed", "The day is closed.")])


def closed_words() -> str:
    """Up to where the books are closed, and which day is open."""
    through = closed_through()
    assert through is not None
    return (
        f"The books are closed up to {through}. The first open day is {through + dt.timedelta(days=1)}:"
        " date it that day or later."
    )


def hold_postings() -> None:
    """Nobody posts until the transaction ends; who was about to has ended before. SQLite has one writer anyway."""
    if sql.on_postgres():
        sql.execute("LOCK TABLE stock_posting IN SHARE ROW EXCLUSIVE MODE")
