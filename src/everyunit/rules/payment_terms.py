"""Terms of payment as people write them: when a paper is due, and what paying early saves.

30 days             due 30 days after the date of the paper
on receipt          due at once
end of month        due on the last day of the month of the paper
end of month + 14   14 days after that
2% 10 days, 30 days 2 % less within 10 days, due after 30
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

EXAMPLES = "30 days · on receipt · end of month + 14 · 2% 10 days, 30 days"
DAYS_LIMIT = 3650
_EARLY = re.compile(r"(?P<percent>\d{1,2}(?:[.,]\d{1,2})?)\s*%\s*(?:in\s+)?(?P<days>\d{1,4})(?:\s*days?)?\s*[,;]\s*")
_NET = re.compile(r"(?:net\s+)?(?P<days>\d{1,4})(?:\s*days?)?(?:\s+net)?")
_MONTH = re.compile(r"(?:end of month|eom)(?:\s*\+\s*(?P<days>\d{1,4})(?:\s*days?)?)?")
_AT_ONCE = ("on receipt", "prepaid", "cash")


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """When a paper is due. `discount`: what paying within `discount_days` saves, in hundredths of a percent."""

    days: int = 0
    from_end_of_month: bool = False
    discount: int = 0
    discount_days: int = 0

    def due(self, date: dt.date) -> dt.date:
        """The day by which a paper of this date is to be paid."""
        start = date
        if self.from_end_of_month:
            start = date.replace(day=calendar.monthrange(date.year, date.month)[1])
        return start + dt.timedelta(days=self.days)


def parse_terms(text: str) -> PaymentTerms:
    """What the text says. ValueError where it says nothing that is known."""
    rest = " ".join(text.lower().split())
    early = _EARLY.match(rest)
    discount = discount_days = 0
    if early:
        discount = int(Decimal(early["percent"].replace(",", ".")) * 100)
        discount_days = int(early["days"])
        rest = rest[early.end() :]
    if rest in _AT_ONCE:
        days, monthly = 0, False
    elif found := _NET.fullmatch(rest):
        days, monthly = int(found["days"]), False
    elif found := _MONTH.fullmatch(rest):
        days, monthly = int(found["days"] or 0), True
    else:
        raise ValueError(f"{text!r} says nothing known of when to pay")
    if max(days, discount_days) > DAYS_LIMIT:
        raise ValueError(f"{text!r} is more than ten years away")
    return PaymentTerms(days, monthly, discount, discount_days)
