"""The Serial Numbers list, its file, and the unit page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.fields.queries import own_fields
from everyunit.places.queries import bins_page
from everyunit.reports.as_built import as_built
from everyunit.reports.as_of import unit_as_of
from everyunit.reports.listed_units import NEWEST, with_own
from everyunit.reports.lots import lot_of_unit
from everyunit.reports.serial_numbers import PAGE, Key, list_units, search_for, totals_of, usual_sort
from everyunit.reports.unit_fields import fields_for
from everyunit.reports.unit_filters import FOUND_IN, LABELS, asked_for, told_in_words
from everyunit.reports.unit_page import UnitPage, timeline, unit_page
from everyunit.rules.moments import HOW
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import EDIT_UNITS, SEE_COST
from everyunit.rules.warranty import STATES
from everyunit.stock.amend import AmendUnit, amend_unit
from everyunit.web.beside import beside
from everyunit.web.columns import PARAMETER, table
from everyunit.web.condition_builder import added, builder
from everyunit.web.faces import face_of
from everyunit.web.frame import digits_of
from everyunit.web.lists import address, chips, date_in, kept, moment_in, with_time
from everyunit.web.pages import draw, page, status_of
from everyunit.web.saved_views import views_for
from everyunit.web.unit_columns import unit_columns
from everyunit.web.views.exports import exporting

BINS_OFFERED = 500
ENDS = {  # of an order: what leads to its beginning, and on
    "-entered": ("Newest", "Older"),
    "entered": ("Oldest", "Newer"),
    "serial": ("First", "Next"),
    "-serial": ("Last", "Next"),
}


# --- the list ---


@require_safe
@page()
def units(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The Serial Numbers list."""
    costs, digits = actor.may(SEE_COST), digits_of(request)
    asked = asked_for(request.GET)
    own = own_fields("unit", "item")
    fields = fields_for(costs, own)
    if request.GET.get("add_field"):
        try:
            return redirect(added(request, asked.conditions, fields, digits) + "#conditions")
        except Refused as refusal:
            asked.wrong["add"] = told_in_words(refusal)
    sort = request.GET.get("sort") or usual_sort(asked.wanted)
    after = _after(request, sort)
    found, sums = None, None
    if not asked.stops:
        try:
            search = search_for(asked.wanted, costs=costs, own=own, digits=digits)
            found = list_units(search, sort=sort, after=after, limit=PAGE)
            sums = totals_of(search, found, whole=after is None)
        except Refused as refusal:
            asked.take(refusal)
    more = found.next_after if found else None
    rows = with_own(found.units) if found else []
    return draw(
        request,
        "units.html",
        "Serial Numbers",
        {
            "given": asked.given,
            "wrong": asked.wrong,
            "chips": chips(request, LABELS, asked.words),
            "filtered": asked.filtered,
            "narrowed": asked.narrowed,
            "units": rows,
            "table": table(request, unit_columns(costs, digits, own), rows, sort),
            "totals": sums,
            "builder": builder(request, asked.conditions, fields, asked.wrong.get("add", "")),
            "found_in": FOUND_IN,
            "views": views_for(request, actor, "units"),
            "kept": kept(request, PARAMETER, "view", "sort", "where"),
            "all_query": address(request, sort="", column="", view="").partition("?")[2],
            "next": address(request, after=str(more)) if more else "",
            "first": address(request) if after else "",
            "ends": ENDS.get(sort, ENDS[NEWEST]),
            "export": exporting(request, "units"),
            "bins": bins_page(limit=BINS_OFFERED),
            "warranties": STATES,
        },
        status=400 if asked.wrong else 200,
    )


def _after(request: HttpRequest, sort: str) -> Key | None:
    """The key behind which the page begins: a number, or a serial number where these are the order."""
    text = request.GET.get("after", "")
    return (text or None) if sort.endswith("serial") else _key(text)


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


# --- the unit ---


@require_GET
@page()
def unit(request: HttpRequest, actor: Actor, serial: str) -> HttpResponse:
    """The unit page; ?before=STEP goes further back in its timeline, ?on=DAY&known=WHEN asks where it was."""
    if (whole := with_time(request)) is not None:
        return whole
    found = _known(serial, actor)
    asked = {name: request.GET.get(name, "").strip() for name in ("on", "known")}
    if any(asked.values()):
        return _unit_then(request, actor, found, asked)
    before = _key(request.GET.get("before", ""))
    if before is not None:
        events = timeline(found.unit.unit_id, costs=actor.may(SEE_COST), before=before)
        return _unit_page(request, actor, found, {"timeline": events, "further": True})
    return _unit_page(request, actor, found)


def _unit_then(request: HttpRequest, actor: Actor, found: UnitPage, asked: dict[str, str]) -> HttpResponse:
    on, known = date_in(asked["on"]), moment_in(asked["known"])
    wrong = {"on": "Write the date as 2026-01-31."} if asked["on"] and on is None else {}
    wrong |= {"known": HOW} if asked["known"] and known is None else {}
    if wrong:
        return _unit_page(request, actor, found, {"asked": asked, "wrong_day": wrong}, status=400)
    then = unit_as_of(found.unit.unit_id, on, known, costs=actor.may(SEE_COST))
    return _unit_page(request, actor, found, {"asked": asked, "then": then})


@require_POST
@page(EDIT_UNITS)
def amend(request: HttpRequest, actor: Actor, serial: str) -> HttpResponseBase:
    """Save the note or the maker's number; what is wrong is said beside the field."""
    maker_serial, note = request.POST.get("maker_serial"), request.POST.get("note")
    alike = request.POST.get("alike") == "yes"
    try:
        done = amend_unit(actor, AmendUnit(serial=serial, maker_serial=maker_serial, note=note, alike=alike))
    except Refused as refusal:
        if refusal.code in ("unknown_unit", "not_allowed"):
            raise
        field = "note" if maker_serial is None else "maker_serial"
        typed = {name: value for name, value in (("maker_serial", maker_serial), ("note", note)) if value is not None}
        known = refusal.code == "number_known"
        context = {"wrong": {field: refusal.message}, "typed": typed, "number_known": known}
        return _unit_page(request, actor, _known(serial, actor), context, status=409)
    if done.changed:
        messages.success(request, "Saved. The change is kept in the history below.")
    return redirect("unit", serial)


def unit_again(request: HttpRequest, actor: Actor, serial: str, refusal: Refused, **context: Any) -> HttpResponse:
    """The page of the unit with what was refused on it."""
    found = _known(serial, actor)
    return _unit_page(request, actor, found, {"refusal": refusal, **context}, status=status_of(refusal))


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
    further = (context or {}).get("further")
    own = {} if further else beside("unit", found.unit.serial, found.unit.unit_id, actor, EDIT_UNITS)
    return draw(
        request,
        "unit.html",
        found.unit.serial,
        {
            "page": found,
            "timeline": found.timeline,
            "lot": lot_of_unit(found.unit.unit_id),
            "actions": _actions(found, actor),
            **_tree(found, actor, context or {}),
            **own,
            **(context or {}),
        },
        status=status,
    )


def _tree(found: UnitPage, actor: Actor, context: dict[str, Any]) -> dict[str, Any]:
    """What is in the unit and what it is in: now, or on the day that was asked for; not again further back."""
    if context.get("further"):
        return {}
    on = date_in(context.get("asked", {}).get("on", ""))
    return {"tree": as_built(found.unit.unit_id, on, costs=actor.may(SEE_COST)), "tree_on": on}


def _actions(found: UnitPage, actor: Actor) -> list[dict[str, object]]:
    """What may be done with the unit now: the kinds that take from where it is."""
    unit = found.unit
    if unit.held_by is not None:
        return []
    actions: list[dict[str, object]] = []
    for kind in KINDS.values():
        if not _takes(kind, found) or not actor.may(kind.right):
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
                "name": "Write off" if kind.adjusts and unit.bin_type == "stock" else face_of(kind).verb,
                "icon": face_of(kind).icon,
                "often": face_of(kind).often,
                "address": f"{reverse('new-document', args=[kind.code])}?{urlencode(query)}",
            }
        )
    return actions


def _takes(kind: Kind, found: UnitPage) -> bool:
    """Whether papers of the kind take units from where this one is; what adjusts brings back what it wrote off."""
    if kind.brings_back:
        return found.unit.bin_type == "stock" or found.written_off
    movable = kind.by_hand and not (kind.generates or kind.revalues) and kind.stage is not Stage.QUOTE
    return movable and kind.route.source in (None, found.unit.bin_type)
