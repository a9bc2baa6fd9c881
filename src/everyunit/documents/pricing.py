"""What lines come to: in the document's currency while they are written, in the company's when they post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.places.queries import company_facts
from everyunit.rules import pricing
from everyunit.rules.currencies import digits_of
from everyunit.rules.money import divide_half_up

# The same for SQL, over a line `l` and its document `d`: the amount without sign, and the tax on or in it.
AMOUNT = (
    "coalesce(l.amount_minor,"
    " l.price_minor * abs(l.quantity) - (2 * l.price_minor * abs(l.quantity) * l.discount + 10000) / 20000)"
)
TAX = (
    f"CASE WHEN d.tax_included THEN (2 * {AMOUNT} * l.tax_rate + 100000 + l.tax_rate) / (2 * (100000 + l.tax_rate))"
    f" ELSE (2 * {AMOUNT} * l.tax_rate + 100000) / 200000 END"
)
TOTAL = f"({AMOUNT} + CASE WHEN d.tax_included THEN 0 ELSE {TAX} END)"
# What a posted line was worth in the company's currency; lines of old had one currency, no discount and no tax.
WORTH = "coalesce(l.worth_minor, l.amount_minor, l.price_minor * abs(l.quantity))"


@dataclass(frozen=True, slots=True)
class Worth:
    """Of a line, without sign, in the company's currency: what it is worth, and the tax that is booked beside it."""

    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a document, in its own currency, signed."""

    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Exchange:
    """Between a currency and the company's: the rate in billionths, and the decimals of both."""

    rate: int = pricing.RATE_ONE
    digits: int = 2
    home_digits: int = 2

    def home(self, amount_minor: int) -> int:
        return pricing.exchanged(amount_minor, self.rate, self.digits, self.home_digits)

    def abroad(self, home_minor: int) -> int:
        return pricing.exchanged_back(home_minor, self.rate, self.digits, self.home_digits)


SAME = Exchange()


def exchange_of(currency: str, rate: int) -> Exchange:
    """`currency` "" is the company's own."""
    company = company_facts() if currency else None
    return SAME if company is None else Exchange(rate, digits_of(currency), company.currency_digits)


def amount_of(line: Line) -> int:
    """What the line comes to after discount, signed as its quantity; with tax only where the prices hold it."""
    sign = -1 if line.quantity < 0 else 1
    return sign * _amount_and_tax(line)[0]


def tax_of(line: Line) -> int:
    """The tax on the line, or in it, signed as its quantity."""
    sign = -1 if line.quantity < 0 else 1
    return sign * _amount_and_tax(line)[1]


def totals_of(document: Document, lines: Iterable[Line]) -> Totals:
    """The sums of the lines. Lines are told apart from their tax one by one, so the parts sum to the whole."""
    net = tax = 0
    for line in lines:
        own_tax = tax_of(line)
        net += amount_of(line) - (own_tax if document.tax_included else 0)
        tax += own_tax
    return Totals(net, tax)


def worth_of(line: Line, exchange: Exchange) -> Worth:
    """What the line is worth in the company's currency. Tax on a purchase that cannot be recovered is part of it."""
    amount, tax = _amount_and_tax(line)
    net = amount - tax if line.document.tax_included else amount
    recoverable = line.tax_code is None or line.tax_code.recoverable
    return worth_in(exchange, net, tax, KINDS[line.document.kind], recoverable)


def worth_in(exchange: Exchange, net_minor: int, tax_minor: int, kind: Kind, recoverable: bool) -> Worth:
    """As `worth_of`, of what a line comes to in its document's currency."""
    if not recoverable and kind.party == "vendor":
        return Worth(exchange.home(net_minor + tax_minor), 0)
    return Worth(exchange.home(net_minor), exchange.home(tax_minor))


def _amount_and_tax(line: Line) -> tuple[int, int]:
    return pricing.amount_and_tax(
        line.price_minor,
        abs(line.quantity),
        line.amount_minor,
        line.discount,
        line.tax_rate,
        line.document.tax_included,
    )


def unit_price(line: Line) -> int:
    """What one piece of a line is charged after discount, in its document's currency."""
    if line.quantity == 0 or (line.amount_minor is None and not line.discount):
        return line.price_minor
    return divide_half_up(_amount_and_tax(line)[0], abs(line.quantity))


def price_again(source: Line, document: Document) -> int:
    """What one piece of a posted line was charged, as a price on another document: in its currency, with its tax or
    without.
    """
    sold = source.document
    if (sold.currency, sold.tax_included) == (document.currency, document.tax_included):
        return unit_price(source)
    amount, tax = _amount_and_tax(source)
    amount += tax * (document.tax_included - sold.tax_included)
    home = exchange_of(sold.currency, sold.rate).home(amount)
    size = max(1, abs(source.quantity))
    return divide_half_up(exchange_of(document.currency, document.rate).abroad(home), size)
