"""Prices on vendors' papers that differ from what was agreed: who may accept them (SET-148)."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base.operation import Work
from everyunit.documents.kind import Kind
from everyunit.documents.models import Document
from everyunit.documents.plans import Plan
from everyunit.documents.pricing import price_again, unit_price
from everyunit.places.queries import company_facts
from everyunit.preferences.queries import preferences
from everyunit.preferences.table import PRICE_CHANGES
from everyunit.rules.currencies import digits_of
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Offender
from everyunit.rules.rights import ACCEPT_PRICES


def prices_changed(work: Work, document: Document, kind: Kind, plans: Sequence[Plan]) -> list[Offender]:
    """What a vendor's paper charges otherwise than the paper that it was made from, by more than the company lets
    everybody post. What was agreed without a price differs from nothing.
    """
    agreed = [plan for plan in plans if plan.line.source_line is not None]
    if kind.party != "vendor" or not kind.generates or not agreed or work.actor.may(ACCEPT_PRICES):
        return []
    most = preferences(work).value(PRICE_CHANGES)
    if not most.isdecimal():
        return []
    charged = [(plan, _agreed(plan, document), unit_price(plan.line)) for plan in agreed]
    beyond = [each for each in charged if each[1] and abs(each[2] - each[1]) * 100 > int(most) * each[1]]
    if not beyond:
        return []
    company = company_facts()
    digits = digits_of(document.currency or (company.currency if company else ""))
    return [Offender(plan.subject, "price_changed", _words(old, new, int(most), digits)) for plan, old, new in beyond]


def _agreed(plan: Plan, document: Document) -> int:
    source = plan.line.source_line
    assert source is not None
    return price_again(source, document)


def _words(old: int, new: int, most: int, digits: int) -> str:
    asked, was = (format_amount(each, digits) for each in (new, old))
    beyond = f"More than {most} % beside it" if most else "Another price"
    return f"It charges {asked} each, {was} was agreed. {beyond} is for those with the right to accept prices."
