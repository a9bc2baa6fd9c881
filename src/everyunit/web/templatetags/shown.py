"""How amounts, times, quantities and serial numbers are shown, and icons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from everyunit.rules.money import format_amount
from everyunit.rules.serials import compress, describe

register = template.Library()
DEFAULT_DIGITS = 2
MINUS = "\u2212"


def grouped(minor: int, digits: int = DEFAULT_DIGITS) -> str:
    """'1,234.50' for 123450, with a true minus sign."""
    plain = format_amount(abs(minor), digits)
    whole, point, part = plain.partition(".")
    return f"{MINUS if minor < 0 else ''}{int(whole):,}{point}{part}"


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], minor: int | None, currency: bool = False) -> str:
    """{% money row.value_minor %}: an amount in the company's currency; {% money … currency=True %} names it."""
    if minor is None:
        return "\u2013"
    company = context.get("company")
    amount = grouped(minor, company.currency_digits if company else DEFAULT_DIGITS)
    return f"{company.currency}\u00a0{amount}" if currency and company else amount


@register.simple_tag(takes_context=True)
def money_input(context: dict[str, Any], minor: int | None) -> str:
    """An amount as the value of an input field."""
    company = context.get("company")
    return "" if minor is None else format_amount(minor, company.currency_digits if company else DEFAULT_DIGITS)


@register.filter
def quantity(number: int | None) -> str:
    """1,234 with a true minus sign."""
    if number is None:
        return "\u2013"
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """A point in time on the wall clock of the company."""
    if when is None:
        return "\u2013"
    local = timezone.localtime(when)
    return format_html('<time datetime="{}">{:%Y-%m-%d %H:%M}</time>', local.isoformat(), local)


@register.filter
def day(when: date | None) -> SafeString | str:
    """A date, year first."""
    if when is None:
        return "\u2013"
    return format_html('<time datetime="{0:%Y-%m-%d}">{0:%Y-%m-%d}</time>', when)


@register.filter
def ranges(serials: Iterable[str]) -> str:
    """Serial numbers as '100000–100499, 100510'."""
    return describe(compress(serials))


@register.simple_tag
def offender(subject: str) -> SafeString | str:
    """What stood in the way, as a link that finds it; plain text where it names a line or nothing."""
    if not subject or subject.startswith(("Line ", "(")):
        return subject
    return format_html('<a href="{}?{}">{}</a>', reverse("search"), urlencode({"q": subject}), subject)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "buy" %}: decoration; with a label it speaks for itself."""
    address = f"{static('vendor/tabler-icons/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)
