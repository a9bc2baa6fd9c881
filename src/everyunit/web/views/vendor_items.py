"""What vendors sell: the list, and the form of one vendor's item."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.prices.checks import currency_digits
from everyunit.prices.queries import VendorItemRow, vendor_items_page
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.rules.money import format_amount
from everyunit.rules.prices import Break
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.lists import chips, cut_of, listed
from everyunit.web.pages import draw, page

ROWS = 4
LABELS = {"vendor": "Vendor", "item": "Item", "search": "Search"}
FIELDS = {
    "unknown_vendor": "vendor",
    "unknown_item": "item",
    "bad_part_number": "part_number",
    "part_number_taken": "part_number",
    "bad_multiple": "order_multiple",
    "bad_lead_days": "lead_days",
    "bad_currency": "currency",
    "bad_minimum": "prices",
    "repeated_minimum": "prices",
    "bad_price": "prices",
}


@require_safe
@page()
def vendor_items(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in LABELS}
    found = vendor_items_page(
        vendor=asked["vendor"] or None,
        item=asked["item"] or None,
        search=asked["search"],
        after=_pair(cut.after),
        limit=cut.limit,
    )
    context = {
        "list": listed(request, cut, found, lambda row: row.key),
        "chips": chips(request, LABELS),
        "asked": asked,
        "new_query": urlencode({name: asked[name] for name in ("vendor", "item") if asked[name]}),
    }
    return draw(request, "vendor_items.html", "What vendors sell", context)


@page(EDIT_MASTER)
def vendor_item(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of what one vendor sells; ?vendor= and ?item= say of whom and what."""
    vendor, item = request.GET.get("vendor", ""), request.GET.get("item", "")
    old = known(vendor, item)
    form = Form.sent(request) if request.method == "POST" else Form(_values(old, vendor, item))
    if request.method == "POST":
        command = _command(form, old)
        try:
            save_vendor_items(actor, SaveVendorItems(items=(command,)), dry_run=form.refused)
            if not form.refused:
                messages.success(request, f"What {command.vendor} sells as {command.item} is saved.")
                return redirect(_back(request, command.vendor, command.item))
        except Refused as refusal:
            form.take(_beside_fields(refusal), FIELDS)
    context = {
        "form": form,
        "old": old,
        "refusal": form.refusal,
        "rows": [_row(form, number) for number in _numbers(form)],
        "back": _back(request, vendor, item),
        "from_page": request.GET.get("from", ""),
    }
    title = f"{old.item} from {old.vendor_name}" if old else "New vendor’s item"
    return draw(request, "vendor_item_form.html", title, context, status=409 if form.refused else 200)


def known(vendor: str, item: str) -> VendorItemRow | None:
    found = vendor_items_page(vendor=vendor, item=item, limit=1) if vendor and item else []
    return found[0] if found else None


def _pair(text: str) -> tuple[str, str]:
    vendor, _, item = text.partition("\n")
    return vendor, item


def _back(request: HttpRequest, vendor: str, item: str) -> str:
    """Where the clerk came from: the vendor, the item, or the list."""
    came_from = request.GET.get("from")
    if came_from == "vendor" and vendor:
        return reverse("party", args=["vendor", vendor])
    return reverse("item", args=[item]) if came_from == "item" and item else reverse("vendor-items")


def _values(old: VendorItemRow | None, vendor: str, item: str) -> dict[str, object]:
    if old is None:
        return {"vendor": vendor, "item": item, "order_multiple": 1}
    digits = currency_digits(old.currency)
    prices: dict[str, object] = {f"from-{number}": each.minimum for number, each in enumerate(old.prices, 1)}
    prices |= {f"price-{number}": format_amount(each.price_minor, digits) for number, each in enumerate(old.prices, 1)}
    marks = {name: "yes" for name in ("preferred", "discontinued") if getattr(old, name)}
    names = ("vendor", "item", "part_number", "currency", "order_multiple", "lead_days")
    return {name: getattr(old, name) for name in names} | prices | marks


def _numbers(form: Form) -> range:
    """The rows of prices in the form: what is filled in, and some to write into."""
    filled = [int(name[6:]) for name in form.values if name.startswith("price-") and name[6:].isdecimal()]
    return range(1, max([ROWS, *[each + 1 for each in filled if each < 100 and form.text(f"price-{each}")]]) + 1)


def _row(form: Form, number: int) -> dict[str, object]:
    return {
        "number": number,
        "from": form.text(f"from-{number}"),
        "price": form.text(f"price-{number}"),
        "wrong": [*form.wrong.get(f"from-{number}", []), *form.wrong.get(f"price-{number}", [])],
    }


def _command(form: Form, old: VendorItemRow | None) -> VendorItemAs:
    currency = form.text("currency").strip().upper() or None
    digits = currency_digits(currency or (old.currency if old else ""))
    prices = tuple(
        Break(form.number(f"from-{number}") or 1, form.amount(f"price-{number}", digits))
        for number in _numbers(form)
        if form.text(f"price-{number}").strip()
    )
    return VendorItemAs(
        vendor=old.vendor if old else form.text("vendor").strip(),
        item=old.item if old else form.text("item").strip(),
        part_number=form.text("part_number"),
        currency=currency,
        prices=prices,
        order_multiple=form.number("order_multiple") or 1,
        lead_days=form.number("lead_days"),
        preferred=form.checked("preferred"),
        discontinued=form.checked("discontinued"),
    )


def _beside_fields(refusal: Refused) -> Refused:
    """The form is about one item: its problems need not say of which."""
    named = [Offender(each.code, each.code, each.message) for each in refusal.offenders]
    return Refused(refusal.code, refusal.message, named)
