"""Open closed books again; that they were closed, and why they were opened, stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import clock
from everyunit.base.operation import Work, operation
from everyunit.closing.close_period import noted
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import REOPEN_BOOKS
from everyunit.stock.models import Closing
from everyunit.stock.periods import closed_through, hold_postings

SECOND_DAY = dt.date(1, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPeriod:
    """Open the books from this day on, for this reason."""

    first: dt.date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReopened:
    """The last day that is closed still."""

    closing_id: int
    through: dt.date


@operation(right=REOPEN_BOOKS)
def reopen_period(work: Work, command: ReopenPeriod) -> PeriodReopened:
    """Let things happen again on closed days. Figures that were kept of them stay to be compared with.

    Refused: `reason_missing`, `too_long`, `not_closed`.
    """
    reason = noted(command.reason)
    if not reason:
        raise Refused("reason_missing", "Say why the books are opened again.")
    hold_postings()
    closed = closed_through()
    if closed is None or command.first > closed:
        raise Refused("not_closed", f"{command.first} is open already. Choose a day that is closed.")
    through = max(command.first, SECOND_DAY) - dt.timedelta(days=1)
    row = Closing.objects.create(through=through, at=clock.now(), actor_id=work.actor.user_id, reason=reason)
    return PeriodReopened(closing_id=row.pk, through=through)
