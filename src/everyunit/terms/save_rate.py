"""Say what a foreign currency is worth from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import clock
from everyunit.base.operation import Work, operation
from everyunit.places.queries import company_facts
from everyunit.rules.currencies import is_currency
from everyunit.rules.pricing import RATE_LIMIT
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import KEEP_BOOKS
from everyunit.terms.models import ExchangeRate


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRate:
    """One unit of the currency is worth so much of the company's, in billionths, from the day on (default: today)."""

    currency: str
    rate: int
    since: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSaved:
    """The rate as it is kept."""

    currency: str
    since: dt.date
    rate: int


@operation(right=KEEP_BOOKS)
def save_rate(work: Work, command: SaveRate) -> RateSaved:
    """Keep the rate for new documents of that day and later; documents that exist keep theirs. A rate given again for
    the same day replaces the earlier one.

    Refused, with all problems at once: `bad_exchange_rate`.
    """
    currency = command.currency.strip().upper()
    problems = []
    company = company_facts()
    if not is_currency(currency):
        problems.append(Offender("currency", "bad_currency", "A currency is three letters, such as USD."))
    elif company is not None and company.currency == currency:
        problems.append(Offender("currency", "home_currency", f"{currency} is the company's own currency."))
    if not 0 < command.rate <= RATE_LIMIT:
        problems.append(Offender("rate", "bad_rate", "A rate is above 0 and at most 1,000,000."))
    refuse_if_any(problems, "bad_exchange_rate", "The exchange rate cannot be saved like this.")
    since = command.since or clock.today()
    ExchangeRate.objects.update_or_create(currency=currency, since=since, defaults={"rate": command.rate})
    return RateSaved(currency=currency, since=since, rate=command.rate)
