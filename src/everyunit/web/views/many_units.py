"""What can be done with many units at once: those that were ticked, or all that fit a filter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from everyunit.base.operation import Actor
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.reports.serial_numbers import search_for, serials_of
from everyunit.reports.unit_filters import asked_for
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_UNITS, SEE_COST, TRANSFER
from everyunit.rules.serials import NotARange, Range, compress, describe, looks_like_range, read_range
from everyunit.stock.many import AmendUnits, NumberUnits, UnitsNumbered, amend_units, number_units
from everyunit.web.bins_offered import bins_in_use, taking_in
from everyunit.web.forms import Form
from everyunit.web.pages import draw, needs, page, status_of
from everyunit.web.views.labels import LABELS_AT_ONCE


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def many_units(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The units, and a form for each thing that can be done with all of them."""
    form = Form.sent(request)
    if request.method != "POST":
        return _page(request, form, _chosen(request, actor))
    units = _units(form.text("units"))
    try:
        return _done(request, actor, form, units)
    except Refused as refusal:
        if refusal.code == "not_allowed":
            raise
        return _page(request, form, units, refusal=refusal, status=status_of(refusal))


def _chosen(request: HttpRequest, actor: Actor) -> list[str]:
    """The units that were ticked, else all that fit the filter of the list."""
    if not request.GET.get("all"):
        return list(dict.fromkeys(request.GET.getlist("unit")))
    asked = asked_for(request.GET)
    if asked.wrong:
        raise Refused("bad_filter", "The list cannot be filtered like this. " + " ".join(asked.wrong.values()))
    found = serials_of(search_for(asked.wanted, costs=actor.may(SEE_COST)))
    if not found:
        raise Refused("no_units", "No unit fits this filter any more. Go back to the list and choose another one.")
    return found


def _units(text: str) -> list[str]:
    """What the page was sent with: serial numbers and ranges, line by line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _done(request: HttpRequest, actor: Actor, form: Form, units: list[str]) -> HttpResponseBase:
    what, named = form.text("do"), tuple(units)
    if what == "move":
        needs(actor, TRANSFER)
        posted = move_units(actor, MoveUnits(units=named, to_bin=form.text("to_bin"), notes=form.text("notes")))
        messages.success(request, f"Moved {posted.units:,} units to {form.text('to_bin')}.")
        return redirect("document", posted.kind, posted.number)
    needs(actor, EDIT_UNITS)
    if what == "note":
        amended = amend_units(actor, AmendUnits(units=named, note=form.text("note"), add=form.text("how") == "add"))
        messages.success(request, f"{amended.changed:,} of {amended.units:,} notes changed. The old ones are kept.")
        return redirect("units")
    command = NumberUnits(
        units=named,
        first=form.text("first"),
        prefix=form.text("prefix"),
        suffix=form.text("suffix"),
        replace=form.checked("replace"),
        repeat=form.checked("repeat"),
    )
    if what != "number":
        return _page(request, form, units, preview=number_units(actor, command, dry_run=True))
    done = number_units(actor, command)
    messages.success(request, f"{done.units:,} units have makers’ numbers from {done.first} to {done.last}.")
    return redirect(f"{reverse('units')}?{urlencode({'maker_serial': form.text('prefix')})}")


def _page(
    request: HttpRequest,
    form: Form,
    units: list[str],
    *,
    preview: UnitsNumbered | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    runs = [_run(text) for text in units] if request.method == "POST" else compress(units)
    context: dict[str, Any] = {
        "form": form,
        "units": "\n".join(run.first if run.count == 1 else f"{run.first}-{run.last}" for run in runs),
        "count": sum(run.count for run in runs),
        "runs": describe(runs, 12),
        "bins": taking_in(bins_in_use(), None),
        "preview": preview,
        "refusal": refusal,
        "in_the_way": {each.code for each in refusal.offenders} if refusal else set(),
        "most_labels": LABELS_AT_ONCE,
    }
    return draw(request, "many_units.html", "Many units", context, status=status)


def _run(text: str) -> Range:
    """A serial number or a range, as the form sent it."""
    try:
        return read_range(text) if looks_like_range(text) else Range(text, text, 1)
    except NotARange:
        return Range(text, text, 1)
