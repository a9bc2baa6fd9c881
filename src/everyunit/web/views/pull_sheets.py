"""Pull sheets: their list, making one of the orders that wait, and what ends one."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse as url
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.documents.queries import FIRST
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, invoice_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.queries import scans_of, sheets_page
from everyunit.selling.take_off import TakeOff, take_off
from everyunit.selling.waiting import orders_waiting
from everyunit.web.lists import chips, cut_of, date_in, is_senseless, listed, number_in
from everyunit.web.pages import draw, page, status_of
from everyunit.web.views.pull_sheet import refused_here, sheet_known

LABELS = {"number": "Number", "status": "Status", "customer": "Customer", "from": "From", "to": "To"}
SHEET_STATUSES = {"open": "Open", "picked": "Picked", "closed": "Closed"}
SCANS_SHOWN = 100


@require_safe
@page()
def pull_sheets(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in LABELS}
    found = sheets_page(
        status=asked["status"] or None,
        number=asked["number"],
        customer=asked["customer"] or None,
        created_from=date_in(asked["from"]),
        created_to=date_in(asked["to"]),
        before=number_in(cut.after) or FIRST,
        newer_than=number_in(cut.before),
        limit=0 if is_senseless(asked) else cut.limit,
    )
    context = {
        "list": listed(request, cut, found, lambda sheet: sheet.sheet_id),
        "chips": chips(request, LABELS, {"status": SHEET_STATUSES.get(asked["status"], "")}),
        "asked": asked,
        "statuses": SHEET_STATUSES,
    }
    return draw(request, "pull_sheets.html", "Pull sheets", context)


@require_http_methods(["GET", "POST"])
@page(PICK)
def new_pull_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Choose of the orders that wait; what narrows them is in the address."""
    asked = {name: request.GET.get(name, "").strip() for name in ("customer", "from", "to", "all", "newest")}
    bins = tuple(request.GET.getlist("bin"))
    refusal = None
    if request.method == "POST":
        try:
            return _made(request, actor, asked, bins)
        except Refused as refused:
            refusal = refused
    found = orders_waiting(
        actor,
        bins=bins,
        customer=asked["customer"] or None,
        date_from=date_in(asked["from"]),
        date_to=date_in(asked["to"]),
    )
    context = {
        "waiting": found,
        "asked": asked,
        "pickable": sum(order.pickable for order in found.orders),
        "chosen": set(request.POST.getlist("order")),
        "key": request.POST.get("key") or str(uuid4()),
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return draw(request, "new_pull_sheet.html", "New pull sheet", context, status=status)


def _made(request: HttpRequest, actor: Actor, asked: dict[str, str], bins: tuple[str, ...]) -> HttpResponseBase:
    order_ids = tuple(int(each) for each in request.POST.getlist("order") if each.isdecimal() and len(each) < 19)
    if not order_ids:
        raise Refused("nothing_chosen", "Tick the orders that shall go on the sheet.")
    command = MakePullSheet(
        order_ids=order_ids, pickable=not asked["all"], bins=bins, newest_first=bool(asked["newest"])
    )
    made = make_pull_sheet(actor, command, key=request.POST.get("key") or None)
    return redirect("pull-sheet", made.number)


@require_safe
@page()
def sheet_scans(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """Every scan of the sheet, newest first."""
    before = number_in(request.GET.get("before", "")) or FIRST
    rows = scans_of(sheet_id, before=before, limit=SCANS_SHOWN + 1)
    sheet = sheet_known(sheet_id)
    context = {
        "sheet": sheet,
        "scans": rows[:SCANS_SHOWN],
        "more": rows[SCANS_SHOWN - 1].scan_id if len(rows) > SCANS_SHOWN else None,
    }
    return draw(request, "sheet_scans.html", f"Scans of pull sheet {sheet.number}", context)


@require_POST
@page()
def take_order_off(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponseBase:
    try:
        done = take_off(actor, TakeOff(sheet_id=sheet_id, order_id=_order_in(request) or 0), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, sheet_id, refusal)
    messages.success(request, "The order is off this sheet. What was picked for it stays committed.")
    return redirect(f"{url('pull-sheet', args=[done.number])}?view=orders")


@require_POST
@page()
def close_sheet(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponseBase:
    try:
        done = close_pull_sheet(actor, ClosePullSheet(sheet_id=sheet_id), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, sheet_id, refusal)
    messages.success(request, f"Pull sheet {done.number} is closed. What was picked stays committed.")
    return redirect("pull-sheet", done.number)


@require_POST
@page()
def invoice_sheet(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponseBase:
    """Make the invoices; one is opened at once, of several the list."""
    command = InvoicePullSheet(sheet_id=sheet_id, order_id=_order_in(request))
    try:
        done = invoice_pull_sheet(actor, command, key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, sheet_id, refusal)
    first = done.invoices[0]
    if len(done.invoices) == 1:
        return redirect("document", first.kind, first.number)
    messages.success(request, _told([f"{each.kind} {each.number} for {each.order}" for each in done.invoices]))
    return redirect(f"{url('documents')}?{urlencode({'kind': first.kind, 'status': 'draft'})}")


def _told(invoices: list[str]) -> str:
    shown = ", ".join(invoices[:5])
    more = f" and {len(invoices) - 5} more" if len(invoices) > 5 else ""
    return f"{len(invoices)} drafts: {shown}{more}. Post each when it leaves."


def _order_in(request: HttpRequest) -> int | None:
    return number_in(request.POST.get("order", ""))


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key") or None
