"""What a document comes to, as its page and its paper say it: discounts, taxes, the total, and that at home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from everyunit.documents.pricing import exchange_of
from everyunit.documents.queries import DocumentRow, LineRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSum:
    """The lines of one tax: `rate` in thousandths of a percent, on how much, and how much it is."""

    code: str
    rate: int
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTotals:
    """In the document's currency, signed. `lines_minor` is what the amounts of the lines sum up to; `net_minor` is
    after discounts and without tax; `home_minor` is the total in the company's currency, None where that is the same.
    """

    lines_minor: int
    discount_minor: int
    net_minor: int
    taxes: tuple[TaxSum, ...]
    total_minor: int
    home_minor: int | None

    @property
    def gross_minor(self) -> int:
        """Before discounts, without tax."""
        return self.net_minor + self.discount_minor

    @property
    def minus_discount_minor(self) -> int:
        return -self.discount_minor

    @property
    def plain(self) -> bool:
        """Whether the total says it all."""
        return not self.discount_minor and not self.taxes and self.home_minor is None


def totals_on(document: DocumentRow, rows: Iterable[LineRow]) -> PaperTotals:
    """The totals of all lines of the document."""
    included, lines, discount, net = document.header.tax_included, 0, 0, 0
    taxes: dict[tuple[str, int], tuple[int, int]] = {}
    for row in rows:
        base = row.amount_minor - row.tax_minor if included else row.amount_minor
        net += base
        lines += row.amount_minor
        discount += (row.price_minor * row.quantity - row.amount_minor) if row.discount else 0
        if row.tax_code:
            sums = taxes.get((row.tax_code, row.tax_rate), (0, 0))
            taxes[row.tax_code, row.tax_rate] = (sums[0] + base, sums[1] + row.tax_minor)
    header = document.header
    return PaperTotals(
        lines_minor=lines,
        discount_minor=discount,
        net_minor=net,
        taxes=tuple(
            TaxSum(code=code, rate=rate, base_minor=base, tax_minor=tax)
            for (code, rate), (base, tax) in sorted(taxes.items())
        ),
        total_minor=document.total_minor,
        home_minor=exchange_of(header.currency, header.rate).home(document.total_minor) if header.currency else None,
    )
