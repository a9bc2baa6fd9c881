"""Accounts: the chart, the form of one, and which of them serve an item, a category, a location or the company."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from everyunit.base.operation import Actor
from everyunit.books.save_account_rules import SaveAccountRules, Served, save_account_rules
from everyunit.money.purposes import PURPOSES
from everyunit.money.queries import AccountBalance, AccountRow, trial_balance
from everyunit.money.queries import accounts as all_accounts
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.money.serving import Choice, Serving, serving, target_named, where_accounts_serve
from everyunit.places.queries import locations
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_BOOKS, SEE_COST
from everyunit.rules.words import ACCOUNT_TYPES
from everyunit.web.forms import Form
from everyunit.web.pages import draw, needs, page

FIELDS = {name: name for name in ("code", "name", "type", "purpose", "discontinued")} | {"code_taken": "code"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account on the page: what stands on it, what the program books to it, and where it serves."""

    row: AccountBalance
    purpose: str
    places: list[tuple[str, str, str]]


@require_safe
@page(SEE_COST)
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    places = where_accounts_serve()
    rows = [
        Account(each, PURPOSES[each.purpose].name if each.purpose in PURPOSES else "", places.get(each.code, []))
        for each in trial_balance().accounts
    ]
    groups = [(words, [each for each in rows if each.row.type == type_]) for type_, words in ACCOUNT_TYPES.items()]
    return draw(request, "accounts.html", "Accounts", {"groups": [each for each in groups if each[1]]})


@page(KEEP_BOOKS)
def new_account(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form({"purpose": request.GET.get("purpose", "")}), "New account")


@page(KEEP_BOOKS)
def edit_account(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = next((each for each in all_accounts() if each.code == code), None)
    if found is None:
        raise Http404(f"There is no account “{code}”.")
    values = {"code": found.code, "name": found.name, "type": found.type, "purpose": found.purpose}
    form = Form(values | ({"discontinued": "yes"} if found.discontinued else {}))
    return _edit(request, actor, found, form, f"Change {code}")


def _edit(request: HttpRequest, actor: Actor, old: AccountRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveAccount(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            type=form.text("type"),
            purpose=old.purpose if old else form.text("purpose"),
            discontinued=form.checked("discontinued"),
            new_only=old is None,
        )
        try:
            saved = save_account(actor, command)
            messages.success(request, f"Account {saved.code} is {'open' if saved.created else 'saved'}.")
            return redirect("accounts" if actor.may(SEE_COST) else "dashboard")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {
        "form": form,
        "old": old,
        "types": {"": "That of what is booked to it"} | ACCOUNT_TYPES,
        "purposes": {"": "Nothing: entries by hand alone"} | {each.purpose: each.name for each in PURPOSES.values()},
        "refusal": form.refusal,
    }
    return draw(request, "account_form.html", title, context, status=409 if form.refused else 200)


@dataclass(frozen=True, slots=True)
class Shown:
    """A purpose on the page: what serves, what is chosen right here, what may be, and what is wrong with it."""

    row: Serving
    chosen: str
    otherwise: str
    offered: list[AccountRow]
    wrong: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@page(SEE_COST)
def account_rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?scope=…&target=…: the accounts of one item, category or location; without them, those of the company. With
    &location=…: those of a category at one location alone.
    """
    scope, target = request.GET.get("scope", "company"), request.GET.get("target", "")
    target_id = target_named(scope, target)
    if target_id is None:
        raise Http404(f"There is no {scope} “{target}”.")
    location = request.GET.get("location", "") if scope == "category" else ""
    location_id = target_named("location", location) if location else 0
    if location_id is None:
        raise Http404(f"There is no location “{location}”.")
    place = {"scope": scope, "target": target} | ({"location": location} if location else {})
    form = Form()
    if request.method == "POST":
        needs(actor, KEEP_BOOKS)
        form = Form.sent(request)
        served = tuple(
            Served(purpose=each.purpose, account=form.text(each.purpose) or None)
            for each in serving(scope, target_id, location_id)
            if each.purpose in form.values
        )
        try:
            command = SaveAccountRules(scope=scope, target=target, location=location, accounts=served)
            saved = save_account_rules(actor, command)
            messages.success(request, _said(saved.set + saved.cleared, saved.posting_id))
            return redirect(f"{reverse('account-rules')}?{urlencode(place)}")
        except Refused as refusal:
            form.take(refusal, {purpose: purpose for purpose in PURPOSES})
    chart = all_accounts()
    context = {
        "scope": scope,
        "target": target,
        "location": location,
        "rows": [_shown(each, form, chart, scope) for each in serving(scope, target_id, location_id)],
        "locations": locations(),
        "refusal": form.refusal,
        "back": _page_of(scope, target),
    }
    title = f"Accounts of {scope} {target}" if target else "Accounts of the company"
    title += f" at {location}" if location else ""
    return draw(request, "account_rules.html", title, context, status=409 if form.refused else 200)


def _shown(row: Serving, form: Form, chart: list[AccountRow], scope: str) -> Shown:
    chosen = form.text(row.purpose) if form.refused else row.own
    offered = [each for each in chart if each.purpose == row.purpose and (not each.discontinued or each.code == chosen)]
    return Shown(row, chosen, _otherwise(row.otherwise, scope), offered, tuple(form.wrong.get(row.purpose, ())))


def _otherwise(choice: Choice, scope: str) -> str:
    """What serves without an account of its own, as the empty choice says it."""
    if not choice.account:
        return "None"
    if scope == "company":
        return f"The first one: {choice.account}"
    where = f"{choice.scope} {choice.target}" if choice.target else "the company"
    where += f" at {choice.location}" if choice.location else ""
    return f"As {where}: {choice.account}"


def _said(changed: int, posting_id: int | None) -> str:
    if not changed:
        return "Nothing was changed."
    if posting_id is None:
        return f"Saved: {changed} changed."
    return f"Saved: {changed} changed. Journal entry {posting_id} books over what is in stock."


def _page_of(scope: str, target: str) -> str:
    """Where the reader comes from."""
    if scope in ("item", "bin"):
        return reverse(scope, args=[target])
    return reverse("categories" if scope == "category" else "accounts")
