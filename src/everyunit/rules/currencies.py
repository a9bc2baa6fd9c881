"""Currencies by their three letters, and how many decimals they have (ISO 4217)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from everyunit.rules.pricing import RATE_LIMIT, RATE_ONE

CODE = re.compile(r"[A-Z]{3}\Z")
USUAL_DIGITS = 2
WHOLE = re.findall("...", "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF")
THOUSANDTHS = re.findall("...", "BHDIQDJODKWDLYDOMRTND")
DIGITS = dict.fromkeys(WHOLE, 0) | dict.fromkeys(THOUSANDTHS, 3)


def digits_of(code: str) -> int:
    """The decimals of the currency."""
    return DIGITS.get(code, USUAL_DIGITS)


def parse_rate(text: str) -> int:
    """Billionths from what a person typed: '0.92', '1,0845'. ValueError where it is no positive rate."""
    try:
        scaled = Decimal(text.strip().replace(",", ".")) * RATE_ONE
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a rate") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or not 0 < scaled <= RATE_LIMIT:
        raise ValueError(f"{text!r} is not a positive rate with at most 9 decimals")
    return int(scaled)


def format_rate(rate: int) -> str:
    """'0.92' for 920_000_000."""
    whole, part = divmod(rate, RATE_ONE)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")
