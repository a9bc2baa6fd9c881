"""How amounts, times, quantities and serial numbers are shown, and icons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from everyunit.documents.queries import DocumentRow
from everyunit.exports.document_columns import amount_seen
from everyunit.prices.checks import currency_digits
from everyunit.rules import words
from everyunit.rules.currencies import digits_of, format_rate
from everyunit.rules.money import format_amount
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import compress, describe
from everyunit.web.forms import Form

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
def money_size(context: dict[str, Any], minor: int) -> str:
    """An amount without its sign, where the column says it."""
    return money(context, abs(minor))


@register.simple_tag(takes_context=True)
def money_input(context: dict[str, Any], minor: int | None) -> str:
    """An amount as the value of an input field."""
    company = context.get("company")
    return "" if minor is None else format_amount(minor, company.currency_digits if company else DEFAULT_DIGITS)


@register.simple_tag
def amount_input(minor: int, currency: str) -> str:
    """An amount in a currency as the value of an input field."""
    return format_amount(minor, currency_digits(currency))


@register.simple_tag(takes_context=True)
def own(context: dict[str, Any], minor: int | None) -> str:
    """{% own line.amount_minor %}: an amount in the currency of the document that the page is about."""
    return "\u2013" if minor is None else grouped(minor, context["own_digits"])


@register.simple_tag(takes_context=True)
def own_size(context: dict[str, Any], minor: int) -> str:
    """The same without its sign, where a word says it."""
    return own(context, abs(minor))


@register.simple_tag(takes_context=True)
def own_input(context: dict[str, Any], minor: int) -> str:
    """The same as the value of an input field."""
    return format_amount(minor, context["own_digits"])


@register.simple_tag(takes_context=True)
def amount_of(context: dict[str, Any], row: DocumentRow) -> str:
    """A document's total, or a dash."""
    return money_in(context, amount_seen(row, context["can"][SEE_COST]), row.header.currency)


@register.simple_tag(takes_context=True)
def money_in(context: dict[str, Any], minor: int | None, currency: str) -> str:
    """{% money_in line.amount_minor header.currency %}: an amount; a foreign currency is named."""
    company = context.get("company")
    if minor is None or not currency or (company is not None and currency == company.currency):
        return money(context, minor)
    return f"{currency}\u00a0{grouped(minor, digits_of(currency))}"


@register.simple_tag
def why(name: str, **asked: object) -> str:
    """{% why "stock" item=item.code %}: the address that tells what a figure comes from."""
    given = {key.removesuffix("_"): value for key, value in asked.items() if value}
    return f"{reverse('explain', args=[name])}?{urlencode(given)}"


@register.filter
def found_in(key: Any, rows: Mapping[Any, Any]) -> Any:
    """What a mapping has under the key; nothing where it has none."""
    return rows.get(key, ())


@register.filter
def percent(thousandths: int) -> str:
    """A tax rate: '8.875 %' for 8875."""
    return f"{_trimmed(thousandths, 3)}\u00a0%"


@register.filter
def discount(hundredths: int) -> str:
    """A discount: '12.5 %' for 1250."""
    return f"{_trimmed(hundredths, 2)}\u00a0%"


@register.filter
def exchange_rate(billionths: int) -> str:
    return format_rate(billionths)


def _trimmed(number: int, digits: int) -> str:
    return format_amount(number, digits).rstrip("0").rstrip(".")


@register.filter
def quantity(number: int | None) -> str:
    """1,234 with a true minus sign."""
    if number is None:
        return "\u2013"
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


@register.filter
def going(count: int | None, asked: int) -> int | None:
    """So many pieces of a line that asks for `asked`, with its sign: what comes back is below zero."""
    return -count if count is not None and asked < 0 else count


@register.filter
def kilos(weight_g: int | None) -> str:
    """2500 as '2.5 kg'."""
    if weight_g is None:
        return "\u2013"
    return f"{format_amount(weight_g, 3).rstrip('0').rstrip('.')}\u00a0kg"


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """A point in time on the wall clock of the company."""
    if when is None:
        return "\u2013"
    local = timezone.localtime(when)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M}")


@register.filter
def day(when: date | None) -> SafeString | str:
    """A date, year first."""
    if when is None:
        return "\u2013"
    return format_html('<time datetime="{0}">{0}</time>', f"{when:%Y-%m-%d}")


@register.filter
def ranges(serials: Iterable[str]) -> str:
    """Serial numbers as '100000–100499, 100510'."""
    return describe(compress(serials))


@register.simple_tag
def document(kind: str, number: str) -> SafeString:
    """{% document row.kind row.number %}: its name as a link."""
    address = reverse("document", args=[kind, number])
    return format_html('<a class="eu-nowrap" href="{}">{} {}</a>', address, kind, number)


@register.filter
def word(name: str) -> str:
    """A tracking, bin type, stock type or status in the words of the glossary."""
    return words.word(name)


@register.simple_tag
def state(name: str, text: str = "") -> SafeString:
    """{% state "draft" %}: a state by word, colour and shape."""
    shape = words.STATES.get(name, name)
    return format_html('<span class="eu-state eu-state-{}">{}</span>', shape, text or words.word(name))


@register.inclusion_tag("web/_field.html")
def field(
    form: Form,
    name: str,
    label: str,
    hint: str = "",
    sort: str = "text",
    choices: Mapping[str, str] | None = None,
    fixed: bool = False,
    required: bool = False,
    limit: int | None = None,
    width: str = "",
    focus: bool = False,
) -> dict[str, object]:
    """A labelled field with its value, its hint and what is wrong with it.

    `sort`: text, email, tel, date, amount, number, code, area, choice, check. `fixed`: shown, not to be changed.
    `width`: half, third.
    """
    wrong = form.wrong.get(name, [])
    described = " ".join([*([f"{name}-hint"] if hint else []), *([f"{name}-wrong"] if wrong else [])])
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "sort": sort,
        "choices": choices or {},
        "value": form.text(name),
        "fixed": fixed,
        "required": required,
        "limit": limit,
        "width": width,
        "focus": focus,
        "wrong": wrong,
        "described": described,
    }


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
