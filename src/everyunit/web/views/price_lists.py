"""Price lists: the list of them, one with its entries, its form, and who has it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.catalog.categories import categories
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.checks import currency_digits
from everyunit.prices.queries import (
    PriceListRow,
    category_discounts_of,
    customers_with,
    price_entries_page,
    price_list_by_code,
    price_lists_page,
)
from everyunit.prices.save_price_list import CategoryOff, PriceOf, SavePriceList, save_price_list
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.lists import chips, cut_of, date_in, listed
from everyunit.web.pages import draw, needs, page

NEW_ROWS = 3
BY_CATEGORY = "category-"
PERCENT_DIGITS = 2  # a discount is kept in hundredths of a percent
FIELDS = {name: name for name in ("code", "name", "currency", "valid_to", "discount")} | {"code_taken": "code"}


@require_safe
@page()
def price_lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    search = request.GET.get("search", "").strip()
    found = price_lists_page(search=search, after=cut.after, before=cut.before, limit=cut.limit)
    context = {
        "list": listed(request, cut, found, lambda row: row.code),
        "chips": chips(request, {"search": "Search"}),
        "search": search,
    }
    return draw(request, "price_lists.html", "Price lists", context)


@page()
def price_list(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The list with a page of its entries; who may change it writes into them."""
    found = known(code)
    form = Form()
    if request.method == "POST":
        needs(actor, EDIT_MASTER)
        form = Form.sent(request)
        answer = _save_entries(request, actor, found, form)
        if answer is not None:
            return answer
    return _draw(request, actor, found, form)


def _draw(request: HttpRequest, actor: Actor, found: PriceListRow, form: Form) -> HttpResponse:
    cut = cut_of(request)
    search = request.GET.get("search", "").strip()
    entries = price_entries_page(price_list=found.code, search=search, after=_key(cut.after), limit=cut.limit)
    digits = currency_digits(found.currency)
    context = {
        "found": found,
        "list": listed(request, cut, entries, lambda row: f"{row.item}\n{row.minimum}"),
        "chips": chips(request, {"search": "Search"}),
        "search": search,
        "digits": digits,
        "form": form,
        "refusal": form.refusal,
        "rows": [
            {
                "row": row,
                "name": number,
                "price": form.values.get(f"price-{number}", format_amount(row.price_minor, digits)),
                "wrong": form.wrong.get(f"price-{number}", []),
            }
            for number, row in enumerate(entries[: cut.limit - 1])
        ],
        "new_rows": [_new_row(form, number) for number in range(NEW_ROWS)],
        "customers": customers_with(found.code),
        "by_category": [(code, _percent(off)) for code, off in category_discounts_of(found.code).items()],
    }
    return draw(request, "price_list.html", found.name, context, status=409 if form.refused else 200)


def _percent(discount_bp: int) -> str:
    """12.5 for 1250."""
    return format_amount(discount_bp, PERCENT_DIGITS).rstrip("0").rstrip(".")


def _key(text: str) -> tuple[str, int]:
    item, _, minimum = text.partition("\n")
    return item, int(minimum) if minimum.isascii() and minimum.isdigit() and len(minimum) < 19 else 0


def _new_row(form: Form, number: int) -> dict[str, object]:
    names = {name: f"new-{name}-{number}" for name in ("item", "from", "price")}
    return {
        "number": number,
        "item": form.text(names["item"]),
        "from": form.text(names["from"]),
        "price": form.text(names["price"]),
        "wrong": [message for name in names.values() for message in form.wrong.get(name, [])],
    }


def _save_entries(request: HttpRequest, actor: Actor, found: PriceListRow, form: Form) -> HttpResponse | None:
    """Save what was written into the entries; None where it was refused."""
    entries, fields = _entries(form, currency_digits(found.currency))
    try:
        save_price_list(actor, _as_it_is(found, tuple(entries)), dry_run=form.refused)
        if not form.refused:
            messages.success(request, f"{len(entries)} {'price is' if len(entries) == 1 else 'prices are'} saved.")
            return redirect(request.get_full_path())
    except Refused as refusal:
        beside = [each for each in refusal.offenders if each.row is not None]
        for each in beside:
            form.complain(fields[(each.row or 1) - 1], each.message)
        if not beside:
            form.refusal = refusal
    return None


def _entries(form: Form, digits: int) -> tuple[list[PriceOf], list[str]]:
    """What changed on the page, and the field of each: prices written over, taken off, and new ones."""
    entries, fields = [], []
    numbers = sorted(int(name[5:]) for name in form.values if name.startswith("item-") and name[5:].isdecimal())
    for number in numbers:
        price = form.text(f"price-{number}").strip()
        if price == form.text(f"was-{number}"):
            continue
        amount = form.amount(f"price-{number}", digits) if price else None
        minimum = form.number(f"from-{number}")
        entries.append(PriceOf(item=form.text(f"item-{number}"), minimum=minimum, price_minor=amount))
        fields.append(f"price-{number}")
    for number in range(NEW_ROWS):
        item, price = form.text(f"new-item-{number}").strip(), form.text(f"new-price-{number}").strip()
        if not item and not price:
            continue
        if not price:
            form.complain(f"new-price-{number}", "The price is empty.")
        amount = form.amount(f"new-price-{number}", digits)
        minimum = form.number(f"new-from-{number}") or 1
        entries.append(PriceOf(item=item, minimum=minimum, price_minor=amount))
        fields.append(f"new-item-{number}")
    return entries, fields


def _as_it_is(found: PriceListRow, entries: tuple[PriceOf, ...] = ()) -> SavePriceList:
    return SavePriceList(
        code=found.code,
        name=found.name,
        currency=found.currency,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        discount_bp=found.discount_bp,
        is_default=found.is_default,
        entries=entries,
    )


@page(EDIT_MASTER)
def new_price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form({"code": request.GET.get("code", "")}), "New price list")


@page(EDIT_MASTER)
def edit_price_list(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = known(code)
    values: dict[str, object] = {
        "code": found.code,
        "name": found.name,
        "currency": found.currency,
        "valid_from": found.valid_from or "",
        "valid_to": found.valid_to or "",
        "discount": _percent(found.discount_bp) if found.discount_bp else "",
    }
    values |= {f"{BY_CATEGORY}{code}": _percent(off) for code, off in category_discounts_of(code).items()}
    form = Form(values | ({"is_default": "yes"} if found.is_default else {}))
    return _edit(request, actor, found, form, f"Change {found.code}")


def _edit(request: HttpRequest, actor: Actor, old: PriceListRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = _command(form, old)
        try:
            saved = save_price_list(actor, command, dry_run=form.refused)
            if not form.refused:
                messages.success(request, f"Price list {saved.code} is {'created' if saved.created else 'saved'}.")
                return redirect("price-list", saved.code)
        except Refused as refusal:
            form.take(refusal, FIELDS | {each.category: f"{BY_CATEGORY}{each.category}" for each in command.categories})
    by_category = [(f"{BY_CATEGORY}{each.code}", each.label) for each in categories()]
    context = {"form": form, "old": old, "by_category": by_category, "refusal": form.refusal}
    return draw(request, "price_list_form.html", title, context, status=409 if form.refused else 200)


def _command(form: Form, old: PriceListRow | None) -> SavePriceList:
    return SavePriceList(
        code=old.code if old else form.text("code"),
        name=form.text("name"),
        currency=form.text("currency").strip().upper() or None,
        valid_from=date_in(form.text("valid_from")),
        valid_to=date_in(form.text("valid_to")),
        discount_bp=form.amount("discount", PERCENT_DIGITS),
        categories=tuple(_by_category(form)),
        is_default=form.checked("is_default"),
        new_only=old is None,
    )


def _by_category(form: Form) -> Iterator[CategoryOff]:
    for name in form.values:
        if name.startswith(BY_CATEGORY):
            off = form.amount(name, PERCENT_DIGITS) if form.text(name).strip() else None
            yield CategoryOff(category=name.removeprefix(BY_CATEGORY), discount_bp=off)


@require_POST
@page(EDIT_MASTER)
def assign_to_customer(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Give a customer the price list that was chosen on his page."""
    chosen = request.POST.get("price_list", "")
    assign_price_list(actor, AssignPriceList(customers=(code,), price_list=chosen or None))
    messages.success(request, f"The customer pays by {f'price list {chosen}' if chosen else 'the default list'} now.")
    return redirect("party", "customer", code)


def known(code: str) -> PriceListRow:
    found = price_list_by_code(code)
    if found is None:
        raise Http404(f"There is no price list “{code}”.")
    return found
