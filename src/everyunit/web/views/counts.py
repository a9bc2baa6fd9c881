"""Stock counts: their list, and making one."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from everyunit.base.operation import Actor
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.queries import counts_page
from everyunit.documents.queries import FIRST
from everyunit.places.queries import bins_page, company_facts, location_names
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT
from everyunit.web.lists import chips, cut_of, listed, number_in
from everyunit.web.pages import draw, page, status_of

LABELS = {"number": "Number", "status": "Status"}
COUNT_STATUSES = {
    "open": "Not complete",
    "uncounted": "Uncounted",
    "counting": "Counting",
    "counted": "Counted",
    "complete": "Complete",
    "void": "Void",
}
BINS_SHOWN = 500


@require_safe
@page()
def counts(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in LABELS}
    found = counts_page(
        status=asked["status"] or None,
        number=asked["number"],
        before=number_in(cut.after) or FIRST,
        newer_than=number_in(cut.before),
        limit=cut.limit,
    )
    context = {
        "list": listed(request, cut, found, lambda row: row.count_id),
        "chips": chips(request, LABELS, {"status": COUNT_STATUSES.get(asked["status"], "")}),
        "asked": asked,
        "statuses": COUNT_STATUSES,
    }
    return draw(request, "counts.html", "Stock counts", context)


@require_http_methods(["GET", "POST"])
@page(COUNT)
def new_count(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Choose the bins of a location; ?location= is the one."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("count", make_count(actor, _command(request), key=request.POST.get("key") or None).number)
        except Refused as refused:
            refusal = refused
    company = company_facts()
    location = request.POST.get("location") or request.GET.get("location") or (company.location if company else "")
    context = {
        "location": location,
        "locations": location_names(),
        "bins": bins_page(bin_type="stock", location=location, discontinued=False, limit=BINS_SHOWN),
        "chosen": set(request.POST.getlist("bin") or request.GET.getlist("bin")),
        "asked": request.POST,
        "key": request.POST.get("key") or str(uuid4()),
        "refusal": refusal,
    }
    return draw(request, "new_count.html", "New stock count", context, status=status_of(refusal) if refusal else 200)


def _command(request: HttpRequest) -> MakeCount:
    asked = request.POST
    return MakeCount(
        location=asked.get("location") or None,
        bins=tuple(asked.getlist("bin")),
        blocked=asked.get("way") != "snapshot",
        blind=bool(asked.get("blind")),
        with_stock=bool(asked.get("with_stock")),
        note=asked.get("note", "").strip(),
    )
