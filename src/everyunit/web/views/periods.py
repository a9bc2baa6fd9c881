"""Closed periods: up to which day the books are closed, what was known of it, and closing and opening them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.closing.close_period import ClosePeriod, close_period
from everyunit.closing.periods import closings, period_page
from everyunit.closing.reopen_period import ReopenPeriod, reopen_period
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import CLOSE_BOOKS, REOPEN_BOOKS, SEE_COST
from everyunit.stock.periods import closed_through, is_closed
from everyunit.web.forms import Form
from everyunit.web.lists import date_in
from everyunit.web.pages import draw, page

FIELDS = {"not_over": "through", "already_closed": "through", "not_closed": "first", "reason_missing": "reason"}


@require_safe
@page(SEE_COST)
def periods(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, Form({"through": _next_month_end()}))


@require_POST
@page(CLOSE_BOOKS)
def close_books(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = Form.sent(request)
    through = _day(form, "through")
    if through is not None:
        try:
            done = close_period(actor, ClosePeriod(through=through, note=form.text("note")))
            papers = f" {done.drafts} drafts are dated in it: give them a later date." if done.drafts else ""
            messages.success(request, f"The books are closed up to {done.through}.{papers}")
            return redirect("periods" if actor.may(SEE_COST) else "dashboard")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    return _page(request, actor, form, status=409)


@require_POST
@page(REOPEN_BOOKS)
def reopen_books(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = Form.sent(request)
    first = _day(form, "first")
    if first is not None:
        try:
            done = reopen_period(actor, ReopenPeriod(first=first, reason=form.text("reason")))
            messages.success(request, f"The books are open from {done.through + dt.timedelta(days=1)} on.")
            return redirect("periods")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    return _page(request, actor, form, status=409)


@require_safe
@page(SEE_COST)
def period(request: HttpRequest, actor: Actor, closing_id: int) -> HttpResponse:
    """What was kept at a closing, beside what the books say now."""
    found = period_page(closing_id)
    if found is None:
        raise Http404(f"There is no closing {closing_id}.")
    return draw(request, "period.html", f"Closed up to {found.closing.through}", {"period": found})


def _page(request: HttpRequest, actor: Actor, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "refusal": form.refusal,
        "closings": closings(),
        "through": closed_through(),
        "may_close": actor.may(CLOSE_BOOKS),
        "may_reopen": actor.may(REOPEN_BOOKS),
    }
    return draw(request, "periods.html", "Periods", context, status=status)


def _next_month_end() -> str:
    """The end of the month before this one, unless that is closed already."""
    end = clock.today().replace(day=1) - dt.timedelta(days=1)
    return "" if is_closed(end) else end.isoformat()


def _day(form: Form, name: str) -> dt.date | None:
    found = date_in(form.text(name).strip())
    if found is None:
        form.complain(name, "Write the date as 2026-01-31.")
    return found
