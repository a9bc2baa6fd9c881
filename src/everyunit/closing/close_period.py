"""Close the books up to a day: from then on nothing happens on that day or before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import clock, sql
from everyunit.base.operation import Work, operation
from everyunit.money.queries import trial_balance
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import CLOSE_BOOKS
from everyunit.stock.models import Closing
from everyunit.stock.periods import closed_through, hold_postings


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    """Nothing may happen any more up to and including this day."""

    through: dt.date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed:
    """The closing, and what we owned at the end of its last day. `drafts`: papers dated in it that are not posted."""

    closing_id: int
    through: dt.date
    quantity: int
    value_minor: int
    drafts: int


@operation(right=CLOSE_BOOKS)
def close_period(work: Work, command: ClosePeriod) -> PeriodClosed:
    """Prove that the books are sound, keep what stands in them at the end of the day, and close them.

    Refused: `not_over` (the day is not over), `already_closed`, `not_sound` (with each truth that does not hold),
    `too_long`.
    """
    note = noted(command.note)
    if command.through >= clock.today():
        raise Refused("not_over", f"{command.through} is not over yet. Close the books up to yesterday or earlier.")
    refuse_if_any(
        [
            Offender(truth.name, "broken", f"{truth.broken} times: {'; '.join(truth.examples)}.")
            for truth in verify().truths
            if truth.broken
        ],
        "not_sound",
        "The books are not sound, so they cannot be closed. Run “everyunit verify” and look at what it finds.",
    )
    hold_postings()
    closed = closed_through()
    if closed is not None and command.through <= closed:
        raise Refused("already_closed", f"The books are closed up to {closed} already. Close them up to a later day.")
    return _close(work, command.through, note)


def _close(work: Work, through: dt.date, note: str) -> PeriodClosed:
    owned = total_of(stock_as_of(StockFilter(on=through)))
    closing = Closing.objects.create(
        through=through,
        at=clock.now(),
        actor_id=work.actor.user_id,
        reason=note,
        quantity=owned.quantity,
        value_minor=owned.value_minor,
    )
    standing = trial_balance(through).accounts
    ids: dict[str, int] = dict(sql.rows("SELECT code, id FROM money_account"))
    if standing:
        sql.insert(
            "money_keptbalance",
            {
                "account_id": ("bigint", [ids[each.code] for each in standing]),
                "debits_minor": ("bigint", [each.debits_minor for each in standing]),
                "credits_minor": ("bigint", [each.credits_minor for each in standing]),
            },
            {"closing_id": closing.pk},
        )
    drafts = sql.scalar("SELECT count(*) FROM documents_document WHERE status = 'draft' AND date <= %s", [through])
    return PeriodClosed(
        closing_id=closing.pk,
        through=through,
        quantity=owned.quantity,
        value_minor=owned.value_minor,
        drafts=int(drafts),
    )


def noted(text: str) -> str:
    """A note or reason as it is kept. Refused: `too_long`."""
    cleaned = " ".join(text.split())
    if len(cleaned) > 200:
        raise Refused("too_long", "At most 200 characters.")
    return cleaned
