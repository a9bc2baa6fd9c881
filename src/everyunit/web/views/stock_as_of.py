"""Stock as of a past day, as it was known then or as it is known now."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.places.queries import locations
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of
from everyunit.rules.moments import HOW
from everyunit.rules.serials import clean
from everyunit.web.lists import PAGE, address, chips, date_in, moment_in, with_time
from everyunit.web.pages import draw, page
from everyunit.web.views.exports import exporting

BAD_DAY = "Write the date as 2026-01-31."
LABELS = {"on": "At the end of", "known": "As known on", "item": "Item", "location": "Location", "bin": "Bin"}


@require_safe
@page()
def stock_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What we owned and where; what it was worth for those who may see costs."""
    if (whole := with_time(request)) is not None:
        return whole
    asked = _asked(request)
    wrong = _wrong(asked)
    found = stock_as_of(_wanted({**asked, **dict.fromkeys(wrong, "")}))
    after = tuple(request.GET.getlist("after"))
    behind = [row for row in found if row.key > after] if len(after) == 2 else found
    rows = behind[:PAGE]
    context = {
        "rows": rows,
        "total": total_of(found),
        "asked": asked,
        "wrong": wrong,
        "chips": chips(request, LABELS),
        "locations": locations(),
        "next": f"{_page_address(request)}{urlencode({'after': rows[-1].key}, doseq=True)}"
        if len(behind) > PAGE
        else "",
        "first": address(request) if after else "",
        "export": exporting(request, "stock"),
    }
    return draw(request, "stock_as_of.html", "Stock as of…", context, status=400 if wrong else 200)


def _page_address(request: HttpRequest) -> str:
    here = address(request)
    return f"{here}&" if "?" in here else f"{here}?"


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: clean(request.GET.get(name, "")) for name in LABELS}


def _wrong(asked: dict[str, str]) -> dict[str, str]:
    wrong = {"on": BAD_DAY} if asked["on"] and date_in(asked["on"]) is None else {}
    return wrong | ({"known": HOW} if asked["known"] and moment_in(asked["known"]) is None else {})


def _wanted(asked: dict[str, str]) -> StockFilter:
    return StockFilter(
        on=date_in(asked["on"]),
        known=moment_in(asked["known"]),
        item=asked["item"],
        location=asked["location"],
        bin=asked["bin"],
    )
