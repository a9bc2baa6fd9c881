"""Money is integer minor units (cents); parts always sum to the whole; halves round up.

Sources: unit cost as a share of its line (WHS-34), weighted average (WHS-32), last issue takes the remainder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

AMOUNT = re.compile(r"^-?[0-9]{1,13}([.,][0-9]{1,6})?\Z")


def share(total_minor: int, parts: int) -> tuple[int, int]:
    """Split a total into `parts` whole amounts: (base, extra) means the first `extra` parts get base + 1.

    A line of 10.00 over 3 units costs 3.34 + 3.33 + 3.33. `parts` > 0, `total_minor` >= 0.
    """
    if parts <= 0 or total_minor < 0:
        raise ValueError("share needs a positive number of parts and no negative total")
    return divmod(total_minor, parts)


def shares(total_minor: int, parts: int) -> list[int]:
    """The parts themselves, largest first; their sum is `total_minor`."""
    base, extra = share(total_minor, parts)
    return [base + 1] * extra + [base] * (parts - extra)


def spread(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split a total by weights, so that the parts sum to it; equal parts where all weights are 0.

    Each part takes what the weights up to it leave, so rounding never piles up. `total_minor` and weights >= 0.
    """
    if not weights:
        return []
    used = list(weights) if any(weights) else [1] * len(weights)
    whole, given, seen, parts = sum(used), 0, 0, []
    for weight in used:
        seen += weight
        reached = total_minor * seen // whole
        parts.append(reached - given)
        given = reached
    return parts


def divide_half_up(numerator: int, denominator: int) -> int:
    """numerator / denominator as a whole number, halves away from zero. `denominator` > 0."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def issue_value(quantity: int, value_minor: int, issued: int) -> int:
    """What `issued` pieces cost at the weighted average of `quantity` pieces worth `value_minor`.

    The last issue takes the remainder, so an empty stock is worth exactly nothing.
    """
    if not 0 <= issued <= quantity:
        raise ValueError("cannot issue more than there is")
    if issued == quantity:
        return value_minor
    return divide_half_up(value_minor * issued, quantity)


def average(value_minor: int, quantity: int) -> int:
    """The average cost of one piece, for display; 0 where there is none."""
    return divide_half_up(value_minor, quantity) if quantity > 0 else 0


def round_half_up(amount: Decimal, digits: int = 2) -> int:
    """Minor units of a finer amount, halves away from zero."""
    return int(amount.scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_amount(text: str, digits: int = 2) -> int:
    """Minor units from what a person typed: '12', '12.5', '12,50'. ValueError where it is not an amount,
    or has more decimals than the currency.
    """
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "")
    if not AMOUNT.match(cleaned):
        raise ValueError(f"{text!r} is not an amount")
    try:
        scaled = Decimal(cleaned.replace(",", ".")).scaleb(digits)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not an amount") from error
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more than {digits} decimals")
    return int(scaled)


def format_amount(minor: int, digits: int = 2) -> str:
    """'1234.50' for 123450: plain, for files and input fields."""
    sign = "-" if minor < 0 else ""
    if digits == 0:
        return f"{sign}{abs(minor)}"
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"
