"""Periods that were closed: what was known of them at closing, and what is known now. The two must be the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.money.queries import trial_balance
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of
from everyunit.stock.periods import IN_FORCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The books were closed up to `through`, or opened again so that `through` was the last closed day (`opened`).

    `in_force`: it was not undone since. Figures are None where the books were opened.
    """

    closing_id: int
    through: dt.date
    at: dt.datetime
    by: str
    reason: str
    opened: bool
    in_force: bool
    quantity: int | None
    value_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAccount:
    """What stood on an account at closing, and what stands there now, for the same day: debit positive."""

    code: str
    name: str
    kept_minor: int
    now_minor: int

    @property
    def difference_minor(self) -> int:
        return self.now_minor - self.kept_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """A closing with the figures that were kept, beside those of now."""

    closing: Closed
    quantity_now: int
    value_now_minor: int
    accounts: tuple[KeptAccount, ...]

    @property
    def quantity_difference(self) -> int:
        return self.quantity_now - (self.closing.quantity or 0)

    @property
    def value_difference_minor(self) -> int:
        return self.value_now_minor - (self.closing.value_minor or 0)

    @property
    def same(self) -> bool:
        differences = [each.difference_minor for each in self.accounts]
        return not any([self.quantity_difference, self.value_difference_minor, *differences])


def closings() -> list[Closed]:
    """All closings and openings, newest first. There are a few in a year."""
    return _closings("1 = 1", [])


def period_page(closing_id: int) -> PeriodPage | None:
    """What was kept at a closing, beside what is known now; None where there is no such closing."""
    found = next(iter(_closings("c.id = %s AND c.value_minor IS NOT NULL", [closing_id])), None)
    if found is None:
        return None
    kept = {
        code: int(debits) - int(credit)
        for code, debits, credit in sql.rows(
            "SELECT a.code, k.debits_minor, k.credits_minor FROM money_keptbalance k"
            " JOIN money_account a ON a.id = k.account_id WHERE k.closing_id = %s",
            [closing_id],
        )
    }
    now = total_of(stock_as_of(StockFilter(on=found.through)))
    return PeriodPage(
        closing=found,
        quantity_now=now.quantity,
        value_now_minor=now.value_minor,
        accounts=tuple(
            KeptAccount(code=each.code, name=each.name, kept_minor=kept.get(each.code, 0), now_minor=each.balance_minor)
            for each in trial_balance(found.through).accounts
        ),
    )


def _closings(condition: str, params: list[object]) -> list[Closed]:
    rows = []
    for closing_id, through, at, by, reason, quantity, value, holds in sql.rows(
        "SELECT c.id, c.through, c.at, u.username, c.reason, c.quantity, c.value_minor,"
        f" CASE WHEN {IN_FORCE} THEN 1 ELSE 0 END FROM stock_closing c LEFT JOIN people_user u ON u.id = c.actor_id"
        f" WHERE {condition} ORDER BY c.id DESC",
        params,
    ):
        day, moment = sql.date(through), sql.moment(at)
        assert day is not None
        assert moment is not None
        rows.append(
            Closed(
                closing_id=closing_id,
                through=day,
                at=moment,
                by=by or "",
                reason=reason,
                opened=value is None,
                in_force=bool(holds),
                quantity=None if quantity is None else int(quantity),
                value_minor=None if value is None else int(value),
            )
        )
    return rows
