"""The Serial Numbers list, its file, and the unit page."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS, Stage
from everyunit.places.queries import bins_page, company_facts
from everyunit.reports.serial_numbers import ListedUnit, UnitFilter, every_unit, list_units
from everyunit.reports.unit_page import UnitPage, timeline, unit_page
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import EDIT_UNITS, SEE_COST
from everyunit.rules.serials import clean
from everyunit.stock.amend import AmendUnit, amend_unit
from everyunit.web.faces import face_of
from everyunit.web.lists import chips
from everyunit.web.pages import draw, page

BINS_OFFERED = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LABELS = {
    "serial": "Number begins",
    "maker_serial": "Maker’s number begins",
    "item": "Item",
    "bin": "Bin",
    "bin_type": "Bin type",
    "vendor": "Vendor",
    "customer": "Customer",
    "document": "Document",
    "entered_from": "Entered from",
    "entered_to": "Entered to",
}
COLUMNS = (
    "serial number",
    "maker's number",
    "item",
    "item name",
    "bin",
    "bin type",
    "state",
    "held by",
    "generated in",
    "vendor",
    "vendor name",
    "customer",
    "customer name",
    "entered",
    "days in inventory",
    "note",
)


# --- the list ---


@require_safe
@page()
def units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The Serial Numbers list."""
    given = {name: clean(request.GET.get(name, "")) for name in LABELS}
    wanted, wrong = _filter(given)
    costs = actor.may(SEE_COST)
    before = _key(request.GET.get("before", ""))
    found = None
    if not wrong:
        try:
            found = list_units(wanted, costs=costs, before=before)
        except Refused as refusal:
            wrong["document"] = refusal.message
    asked = {name: value for name, value in given.items() if value}
    more = found.next_before if found else None
    return draw(
        request,
        "units.html",
        "Serial Numbers",
        {
            "given": given,
            "wrong": wrong,
            "chips": chips(request, LABELS),
            "filtered": bool(asked),
            "units": found.units if found else (),
            "next": _address({**asked, "before": str(more)}) if more else "",
            "first": _address(asked) if before else "",
            "file": f"{reverse('units-csv')}?{urlencode(asked)}",
            "bins": bins_page(limit=BINS_OFFERED),
        },
        status=400 if wrong else 200,
    )


@require_safe
@page()
def units_csv(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """All units that fit, as a file; written while it is read, whatever its length."""
    wanted, wrong = _filter({name: clean(request.GET.get(name, "")) for name in LABELS})
    if wrong:
        raise Refused("bad_filter", "The list cannot be filtered like this. " + " ".join(wrong.values()))
    costs = actor.may(SEE_COST)
    company = company_facts()
    digits = company.currency_digits if company else 2
    list_units(wanted, costs=False, limit=1)  # refuses before the file begins
    answer = StreamingHttpResponse(_file(every_unit(wanted, costs=costs), costs, digits), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="serial-numbers-{clock.today():%Y-%m-%d}.csv"'
    return answer


class Echo:
    """A file that hands each row on instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def _file(found: Iterator[ListedUnit], costs: bool, digits: int) -> Iterator[str]:
    """Texts in quotes, so that a sheet keeps serial numbers as they are; with a mark that says UTF-8."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow([*COLUMNS, *(["cost"] if costs else [])])
    for unit in found:
        cost = [] if unit.cost_minor is None else [Decimal(format_amount(unit.cost_minor, digits))]
        yield writer.writerow([*_cells(unit), *cost])


def _cells(unit: ListedUnit) -> list[str | int]:
    texts = [
        unit.serial,
        unit.maker_serial,
        unit.item,
        unit.item_name,
        unit.bin,
        unit.bin_type,
        unit.state,
        str(unit.held_by or ""),
        str(unit.generated_in),
        unit.vendor.code if unit.vendor else "",
        unit.vendor.name if unit.vendor else "",
        unit.customer.code if unit.customer else "",
        unit.customer.name if unit.customer else "",
        f"{timezone.localtime(unit.entered_at):%Y-%m-%d %H:%M}",
    ]
    return [*(harmless(text) for text in texts), unit.days, harmless(unit.note)]


def harmless(text: str) -> str:
    """A cell that a sheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _filter(given: dict[str, str]) -> tuple[UnitFilter, dict[str, str]]:
    """The filter asked for, and what is wrong with it by field."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = dict(given)
    for name in ("entered_from", "entered_to"):
        values[name] = None
        if given[name]:
            try:
                values[name] = dt.date.fromisoformat(given[name])
            except ValueError:
                wrong[name] = "Write the date as 2026-01-31."
    if given["bin_type"] not in ("", "stock", "out"):
        wrong["bin_type"] = "stock or out."
    return UnitFilter(**values), wrong


def _address(asked: dict[str, str], without: str = "") -> str:
    left = {name: value for name, value in asked.items() if name != without}
    return f"{reverse('units')}?{urlencode(left)}" if left else reverse("units")


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


# --- the unit ---


@require_GET
@page()
def unit(request: HttpRequest, actor: Actor, serial: str) -> HttpResponse:
    """The unit page; ?before=STEP goes further back in its timeline."""
    found = _known(serial, actor)
    before = _key(request.GET.get("before", ""))
    if before is not None:
        events = timeline(found.unit.unit_id, costs=actor.may(SEE_COST), before=before)
        return _unit_page(request, actor, found, {"timeline": events, "further": True})
    return _unit_page(request, actor, found)


@require_POST
@page(EDIT_UNITS)
def amend(request: HttpRequest, actor: Actor, serial: str) -> HttpResponseBase:
    """Save the note or the maker's number; what is wrong is said beside the field."""
    maker_serial, note = request.POST.get("maker_serial"), request.POST.get("note")
    try:
        done = amend_unit(actor, AmendUnit(serial=serial, maker_serial=maker_serial, note=note))
    except Refused as refusal:
        if refusal.code in ("unknown_unit", "not_allowed"):
            raise
        field = "note" if maker_serial is None else "maker_serial"
        typed = {name: value for name, value in (("maker_serial", maker_serial), ("note", note)) if value is not None}
        context = {"wrong": {field: refusal.message}, "typed": typed}
        return _unit_page(request, actor, _known(serial, actor), context, status=409)
    if done.changed:
        messages.success(request, "Saved. The change is kept in the history below.")
    return redirect("unit", serial)


def _known(serial: str, actor: Actor) -> UnitPage:
    found = unit_page(serial, costs=actor.may(SEE_COST))
    if found is None:
        raise Refused(
            "unknown_unit",
            f"There is no unit {serial}. Check the number, or look for it in Serial Numbers.",
            [Offender(serial, "unknown_unit", "Unknown.")],
        )
    return found


def _unit_page(
    request: HttpRequest,
    actor: Actor,
    found: UnitPage,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    return draw(
        request,
        "unit.html",
        found.unit.serial,
        {"page": found, "timeline": found.timeline, "actions": _actions(found, actor), **(context or {})},
        status=status,
    )


def _actions(found: UnitPage, actor: Actor) -> list[dict[str, str]]:
    """What may be done with the unit now: the kinds that take from where it is."""
    unit = found.unit
    if unit.held_by is not None:
        return []
    actions = []
    for kind in KINDS.values():
        fits = (
            kind.route.source in (None, unit.bin_type)
            and not (kind.generates or kind.revalues)
            and kind.stage is not Stage.QUOTE
        )
        if not fits or not actor.may(kind.right):
            continue
        if kind.party == "customer" and unit.bin_type == "out" and found.sale is None:
            continue
        query = {"unit": unit.serial}
        if found.sale is not None and kind.party == "customer":
            query["party"] = found.sale.customer.code
        if unit.vendor is not None and kind.party == "vendor":
            query["party"] = unit.vendor.code
        actions.append(
            {
                "name": face_of(kind).verb,
                "icon": face_of(kind).icon,
                "address": f"{reverse('new-document', args=[kind.code])}?{urlencode(query)}",
            }
        )
    return actions
