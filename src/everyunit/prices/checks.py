"""What makes a price one that can be kept."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.places.queries import company_facts
from everyunit.rules.currencies import digits_of
from everyunit.rules.prices import Break
from everyunit.rules.refusals import Refused

QUANTITY_LIMIT = 1_000_000
MONEY_LIMIT = 10**13


def break_problems(breaks: Sequence[Break]) -> list[tuple[str, str]]:
    """What is wrong with the prices of one item, as code and sentence."""
    wrong = []
    if any(not 1 <= each.minimum <= QUANTITY_LIMIT for each in breaks):
        wrong.append(("bad_minimum", f"A price holds from 1 to {QUANTITY_LIMIT:,} pieces on."))
    if len({each.minimum for each in breaks}) < len(breaks):
        wrong.append(("repeated_minimum", "There are two prices for the same quantity."))
    if any(not 0 <= each.price_minor <= MONEY_LIMIT for each in breaks):
        wrong.append(("bad_price", "A price is neither negative nor that large."))
    return wrong


def currency_digits(code: str) -> int:
    """The decimals of amounts in the currency."""
    company = company_facts()
    return company.currency_digits if company is not None and company.currency == code else digits_of(code)


def company_currency() -> str:
    """Refused: `no_company`."""
    company = company_facts()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    return company.currency
