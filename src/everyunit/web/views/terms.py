"""Taxes and currencies: the tax codes with their form, and the exchange rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.rules.currencies import parse_rate
from everyunit.rules.pricing import WHOLE_TAX
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_BOOKS
from everyunit.terms.queries import TaxCodeRow, rates, tax_code, tax_codes
from everyunit.terms.save_rate import SaveRate, save_rate
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

TAX_FIELDS = {name: name for name in ("code", "name", "rate", "recoverable", "discontinued")} | {"code_taken": "code"}
RATE_FIELDS = {name: name for name in ("currency", "rate", "since")}


@require_safe
@page()
def taxes(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "taxes.html", "Taxes", {"codes": tax_codes()})


@page(KEEP_BOOKS)
def new_tax_code(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form({"recoverable": "yes"}), "New tax code")


@page(KEEP_BOOKS)
def edit_tax_code(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    old = tax_code(code)
    if old is None:
        raise Http404(f"There is no tax code “{code}”.")
    ticked = {
        name: "yes" for name in ("recoverable", "for_sales", "for_purchases", "discontinued") if getattr(old, name)
    }
    form = Form({"code": old.code, "name": old.name, "rate": percent_text(old.rate)} | ticked)
    return _edit(request, actor, old, form, f"Change {old.code}")


def _edit(request: HttpRequest, actor: Actor, old: TaxCodeRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveTaxCode(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            rate=_rate(form),
            recoverable=old.recoverable if old else form.checked("recoverable"),
            for_sales=form.checked("for_sales"),
            for_purchases=form.checked("for_purchases"),
            discontinued=form.checked("discontinued"),
            new_only=old is None,
        )
        try:
            saved = save_tax_code(actor, command, dry_run=bool(form.wrong))
            if not form.wrong:
                messages.success(request, f"Tax code {saved.code} is {'created' if saved.created else 'saved'}.")
                return redirect("taxes")
        except Refused as refusal:
            form.take(refusal, TAX_FIELDS)
    context = {"form": form, "old": old, "refusal": form.refusal}
    return draw(request, "tax_form.html", title, context, status=409 if form.refused else 200)


def _rate(form: Form) -> int:
    """Thousandths of a percent from a typed percentage."""
    try:
        typed = Decimal(form.text("rate").strip().removesuffix("%").strip().replace(",", ".")) * (WHOLE_TAX // 100)
    except InvalidOperation:
        form.complain("rate", "Write a percentage, such as 20 or 8.875.")
        return 0
    if not typed.is_finite() or typed != typed.to_integral_value() or not 0 <= typed <= WHOLE_TAX:
        form.complain("rate", "Write a percentage from 0 to 100 with at most three decimals.")
        return 0
    return int(typed)


def tax_choices() -> dict[str, str]:
    """What a form offers: the tax codes in use, and none of its own."""
    used = {each.code: f"{each.code} · {percent_text(each.rate)} %" for each in tax_codes() if not each.discontinued}
    return {"": "As usual"} | used if used else {}


def percent_text(rate: int) -> str:
    """'8.875' for 8875 thousandths of a percent."""
    whole, part = divmod(rate, WHOLE_TAX // 100)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


@page()
def exchange_rates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The rates, and the form to add one."""
    form = Form({"since": clock.today().isoformat()})
    if request.method == "POST":
        form = Form.sent(request)
        try:
            command = _rate_command(form)
            saved = save_rate(actor, command, dry_run=bool(form.wrong))
            if not form.wrong:
                messages.success(request, f"The rate of {saved.currency} holds from {saved.since} on.")
                return redirect("exchange-rates")
        except Refused as refusal:
            form.take(refusal, RATE_FIELDS)
    context = {"form": form, "rates": rates(), "refusal": form.refusal, "may": actor.may(KEEP_BOOKS)}
    return draw(request, "exchange_rates.html", "Exchange rates", context, status=409 if form.refused else 200)


def _rate_command(form: Form) -> SaveRate:
    rate, since = 1, None
    try:
        rate = parse_rate(form.text("rate"))
    except ValueError:
        form.complain("rate", "Write what one unit is worth, such as 0.92.")
    try:
        since = dt.date.fromisoformat(form.text("since")) if form.text("since") else None
    except ValueError:
        form.complain("since", "Write the date as 2026-01-31.")
    return SaveRate(currency=form.text("currency"), rate=rate, since=since)
