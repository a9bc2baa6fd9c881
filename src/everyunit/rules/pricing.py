"""What a line comes to: quantity times price less discount, its tax, and what that is worth in the company's currency.

Every step rounds once, halves away from zero, line by line; totals are sums of lines, so parts always sum to the whole.
"""

from __future__ import annotations

from everyunit.rules.money import divide_half_up

WHOLE_DISCOUNT = 10_000  # a discount is in hundredths of a percent: 12.5 % is 1250
WHOLE_TAX = 100_000  # a tax rate is in thousandths of a percent: 8.875 % is 8875
RATE_ONE = 10**9  # an exchange rate is in billionths: 1 USD = 0.92 EUR is 920_000_000
RATE_LIMIT = 10**6 * RATE_ONE


def discounted(gross_minor: int, discount: int) -> int:
    """The amount less a discount in hundredths of a percent. 0 <= discount <= WHOLE_DISCOUNT."""
    return gross_minor - divide_half_up(gross_minor * discount, WHOLE_DISCOUNT)


def tax_within(amount_minor: int, rate: int, included: bool) -> int:
    """The tax on an amount at a rate in thousandths of a percent: on top of it, or `included` in it.

    100.00 at 20 % is 20.00 on top; 120.00 with 20 % included holds 20.00.
    """
    if included:
        return divide_half_up(amount_minor * rate, WHOLE_TAX + rate)
    return divide_half_up(amount_minor * rate, WHOLE_TAX)


def exchanged(amount_minor: int, rate: int, digits: int, home_digits: int) -> int:
    """An amount of a foreign currency with `digits` decimals in home currency, at a rate in billionths."""
    return divide_half_up(amount_minor * rate * 10**home_digits, RATE_ONE * 10**digits)


def exchanged_back(home_minor: int, rate: int, digits: int, home_digits: int) -> int:
    """An amount of home currency in the foreign one, at the same rate."""
    return divide_half_up(home_minor * RATE_ONE * 10**digits, rate * 10**home_digits)


def amount_and_tax(
    price_minor: int, size: int, given_minor: int | None, discount: int, rate: int, included: bool
) -> tuple[int, int]:
    """What `size` pieces come to after discount, and the tax on or in it; a `given_minor` amount is taken as it is."""
    amount = discounted(price_minor * size, discount) if given_minor is None else given_minor
    return amount, tax_within(amount, rate, included)
