"""Reading terms: tax codes, and the exchange rates of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCodeRow:
    """A tax code; `rate` in thousandths of a percent."""

    code: str
    name: str
    rate: int
    recoverable: bool
    for_sales: bool
    for_purchases: bool
    discontinued: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """What one unit of the currency is worth from a day on, in billionths of the company's currency."""

    currency: str
    since: dt.date
    rate: int


def tax_codes() -> list[TaxCodeRow]:
    """All tax codes by code; a company has a handful."""
    return [
        TaxCodeRow(
            code=code,
            name=name,
            rate=rate,
            recoverable=bool(recoverable),
            for_sales=bool(for_sales),
            for_purchases=bool(for_purchases),
            discontinued=bool(discontinued),
        )
        for code, name, rate, recoverable, for_sales, for_purchases, discontinued in sql.rows(
            "SELECT code, name, rate, recoverable, for_sales, for_purchases, discontinued FROM terms_taxcode"
            " ORDER BY code"
        )
    ]


def tax_code(code: str) -> TaxCodeRow | None:
    return next((each for each in tax_codes() if each.code == code), None)


def rates(limit: int = 200) -> list[RateRow]:
    """The exchange rates, the newest of each currency first."""
    return [
        RateRow(currency=currency, since=_day(since), rate=rate)
        for currency, since, rate in sql.rows(
            "SELECT currency, since, rate FROM terms_exchangerate ORDER BY currency, since DESC LIMIT %s", [limit]
        )
    ]


def rate_on(currency: str, date: dt.date) -> int | None:
    """The rate that held on the day; None where none did."""
    found = sql.scalar(
        "SELECT rate FROM terms_exchangerate WHERE currency = %s AND since <= %s ORDER BY since DESC LIMIT 1",
        [currency, date],
    )
    return None if found is None else int(found)


def _day(value: dt.date | str) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
