"""Default bins: which bin is used here and now for each purpose, where that is set, and the form that sets it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from everyunit.base.operation import Actor
from everyunit.places.default_bins import BinTable, Place, PurposeRow, SearchOrder, bin_table, search_order
from everyunit.places.queries import BinRow, bins_page, locations
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.places.set_search_order import SetSearchOrder, set_search_order
from everyunit.places.workstations import workstations
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SET_UP
from everyunit.rules.words import PURPOSES
from everyunit.web.forms import Form
from everyunit.web.pages import draw, needs, page
from everyunit.web.workstation import workstation_of

BINS_OFFERED = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """A purpose on the page: what it is for, the bin in use and where that is set, and what this place has set.

    `elsewhere`: the location that the bin in use lies in, if not the one that the page is about.
    """

    row: PurposeRow
    words: str
    chosen: str
    otherwise: str
    elsewhere: str
    discontinued: bool
    wrong: tuple[str, ...]


@require_http_methods(["GET", "POST"])
@page()
def default_bins(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?workstation=CODE or ?location=CODE; without either, the place where the reader is."""
    mine = workstation_of(request)
    workstation = request.GET.get("workstation", "")
    location = request.GET.get("location", "")
    if not workstation and not location and mine is not None:
        workstation = mine.code
    table = bin_table(location=location, workstation=workstation)
    place, form = table.chain[0], Form()
    if request.method == "POST":
        needs(actor, SET_UP)
        form = Form.sent(request)
        bins = tuple(BinFor(purpose=row.purpose, bin=form.text(row.purpose)) for row in table.rows)
        command = SetDefaultBins(bins=bins, **_named(place))
        try:
            changed = set_default_bins(actor, command).changed
            messages.success(request, f"Saved: {changed} changed." if changed else "Nothing was changed.")
            return redirect(f"{reverse('default-bins')}?{urlencode(_named(place))}")
        except Refused as refusal:
            form.take(refusal, {row.purpose: row.purpose for row in table.rows})
    return _drawn(request, table, place, form, here=not location and (mine is None or workstation == mine.code))


def _drawn(request: HttpRequest, table: BinTable, place: Place, form: Form, here: bool) -> HttpResponse:
    searched = None if place.workstation else search_order(place.code)
    bins = bins_page(discontinued=False, limit=BINS_OFFERED)
    lies_in = {each.code: each.location for each in bins}
    location = next(each.code for each in table.chain if not each.workstation)
    context = {
        "searched": searched,
        "candidates": _candidates(searched, form) if searched else [],
        "without_bins": location not in lies_in.values(),
        "location": next(each.name for each in table.chain if not each.workstation),
        "chain": table.chain,
        "place": place,
        "here": here,
        "rows": [_shown(row, place, form, lies_in, location) for row in table.rows],
        "bins": bins,
        "locations": locations(),
        "workstations": workstations(discontinued=False),
        "refusal": form.refusal,
    }
    return draw(request, "default_bins.html", "Default bins", context, status=409 if form.refused else 200)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bin that may be searched, and its turn; "" where it is left out."""

    row: BinRow
    turn: str


def _candidates(searched: SearchOrder, form: Form) -> list[Candidate]:
    """What is searched, in order; then the other normal stock bins. What was typed stays as it was typed."""
    turns = {code: str(turn) for turn, code in enumerate(searched.bins, 1)}
    normal = [row for row in bins_page(bin_type="stock", discontinued=False, limit=BINS_OFFERED) if _normal(row)]
    if any(name.startswith("turn-") for name in form.values):
        return [Candidate(row, form.text(f"turn-{row.code}")) for row in normal]
    found = [Candidate(row, turns.get(row.code, "")) for row in normal]
    return sorted(found, key=lambda each: (not each.turn, int(each.turn or 0)))


def _normal(row: BinRow) -> bool:
    return row.stock_type == "normal"


@require_POST
@page(SET_UP)
def set_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Bins with a number are searched in the order of the numbers; with `by_position` as they stand."""
    location, form = request.POST.get("location", ""), Form.sent(request)
    turns = {name.removeprefix("turn-"): form.text(name).strip() for name in form.values if name.startswith("turn-")}
    wrong = [code for code, turn in turns.items() if turn and not turn.isdecimal()]
    try:
        if wrong:
            raise Refused("malformed", f"Write a whole number for {', '.join(wrong)}, or leave it empty.")
        asked = sorted((code for code, turn in turns.items() if turn), key=lambda code: (int(turns[code]), code))
        bins = () if request.POST.get("by_position") else tuple(asked)
        set_search_order(actor, SetSearchOrder(location=location or None, bins=bins))
    except Refused as refusal:
        table = bin_table(location=location)
        form.take(refusal, {})
        return _drawn(request, table, table.chain[0], form, here=False)
    messages.success(request, "The order is saved." if bins else "Bins are searched by their position.")
    return redirect(f"{reverse('default-bins')}?{urlencode({'location': location})}#search-order")


def _shown(row: PurposeRow, place: Place, form: Form, lies_in: dict[str, str], location: str) -> Shown:
    other = row.without(place)
    otherwise = f"As at {other.place.name}: {other.bin}" if other else ""
    if not otherwise and row.else_as:
        otherwise = f"As “{PURPOSES[row.else_as]}”"
    other_location = lies_in.get(row.used.bin, location) if row.used else location
    return Shown(
        row=row,
        words=PURPOSES[row.purpose],
        chosen=form.text(row.purpose) if row.purpose in form.values else row.set_at(place),
        otherwise=otherwise or "None",
        elsewhere=other_location if other_location != location else "",
        discontinued=any(each.place == place and each.discontinued for each in row.choices),
        wrong=tuple(form.wrong.get(row.purpose, ())),
    )


def _named(place: Place) -> dict[str, str]:
    return {"workstation" if place.workstation else "location": place.code}
