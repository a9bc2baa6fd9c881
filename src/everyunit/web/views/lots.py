"""Lots: the list, one lot with where it is and who has some of it, and its form."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.fields.queries import value_edits
from everyunit.reports.lot_holders import holders_of
from everyunit.reports.lots import (
    LotRow,
    built_with,
    lot_named,
    lots,
    places_of,
    steps_of,
    units_of,
)
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.beside import beside
from everyunit.web.forms import Form
from everyunit.web.lists import chips, cut_of, listed, number_in
from everyunit.web.own_inputs import own_inputs
from everyunit.web.pages import draw, page
from everyunit.web.views.exports import exporting

EDITS = 50  # changes of own fields that are shown
FIELDS = {name: name for name in ("made_on", "expires_on", "vendors_number", "note")}


@require_safe
@page()
def lot_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("search", "item")}
    after = int(cut.after) if cut.after.isdecimal() else 0
    found = lots(**asked, after=after, limit=cut.limit)
    context = {
        "list": listed(request, cut, found, lambda row: str(row.lot_id)),
        "chips": chips(request, {"search": "Search", "item": "Item"}, {}),
        "asked": asked,
        "today": clock.today(),
    }
    return draw(request, "lots.html", "Lots", context)


@require_safe
@page()
def lot_page(request: HttpRequest, actor: Actor, item: str, number: str) -> HttpResponse:
    return _page(request, actor, _known(item, number), Form({}))


@require_POST
@page(EDIT_MASTER)
def change_lot(request: HttpRequest, actor: Actor, item: str, number: str) -> HttpResponseBase:
    lot, form, own = _known(item, number), Form.sent(request), own_inputs("lot")
    try:
        command = SaveLot(
            item=lot.item,
            number=lot.number,
            made_on=_day(form, "made_on"),
            expires_on=_day(form, "expires_on"),
            vendors_number=form.text("vendors_number"),
            note=form.text("note"),
            own=own.written(form),
        )
        save_lot(actor, command)
    except Refused as refusal:
        form.take(refusal, FIELDS | own.beside(lot.number))
        return _page(request, actor, lot, form, status=409)
    messages.success(request, f"Lot {lot.number} is saved.")
    return redirect("lot", lot.item, lot.number)


@require_POST
@page(EDIT_MASTER)
def switch_lots(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """Keep the item by lot, or not, and how its new lots come about; a refusal is told on the item's page."""
    form = Form.sent(request)
    on = form.text("on") == "yes"
    days = number_in(form.text("shelf_life_days") or "0")
    command = UseLots(
        item=code,
        first=form.text("first"),
        on=on,
        numbers=form.checked("numbers"),
        shelf_life_days=-1 if days is None else days,
    )
    try:
        done = use_lots(actor, command)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        of_first = f" The {done.pieces:,} in stock are of the first." if done.pieces else ""
        messages.success(request, f"It is kept by lot.{of_first}" if on else "It has no lots any more.")
    return redirect("item", code)


def _page(request: HttpRequest, actor: Actor, lot: LotRow, form: Form, status: int = 200) -> HttpResponse:
    own = own_inputs("lot")
    if not form.values:
        days = {name: str(getattr(lot, name) or "") for name in ("made_on", "expires_on")}
        facts = {"note": lot.note, "vendors_number": lot.vendors_number}
        form = Form({**days, **facts, **own.held("lot", lot.lot_id)})
    context = {
        "lot": lot,
        "form": form,
        "places": places_of(lot.lot_id),
        "holders": holders_of(lot.lot_id),
        "built": built_with(lot.lot_id),
        "units": units_of(lot.lot_id) if lot.tracking != "quantity" else 0,
        "steps": steps_of(lot.lot_id),
        "today": clock.today(),
        "export": exporting(request, "recall", item=lot.item, lot=lot.number),
        "refusal": form.refusal,
        "inputs": own.inputs,
        "edits": value_edits("lot", lot.lot_id, EDITS),
        **beside("lot", f"{lot.item}/{lot.number}", lot.lot_id, actor, EDIT_MASTER),
    }
    return draw(request, "lot.html", f"Lot {lot.number}", context, status=status)


def _day(form: Form, name: str) -> dt.date | None:
    text = form.text(name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("bad_date", "Write the date as 2026-01-31.") from error


def _known(item: str, number: str) -> LotRow:
    found = lot_named(item, number)
    if found is None:
        raise Http404(f"There is no lot “{number}” of {item}.")
    return found
