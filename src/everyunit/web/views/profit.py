"""The profit report."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.reports.profit import GROUPS, ProfitFilter, profit, total_profit
from everyunit.rules.rights import SEE_COST
from everyunit.web.lists import PAGE, address, chips, date_in
from everyunit.web.pages import draw, page
from everyunit.web.views.exports import exporting

LABELS = {"from": "From", "to": "To"}


@require_safe
@page(SEE_COST)
def profit_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was earned, by what is asked for, page by page."""
    asked = _asked(request)
    wrong = {name: "Write the date as 2026-01-31." for name in LABELS if asked[name] and date_in(asked[name]) is None}
    wanted = _wanted({**asked, **dict.fromkeys(wrong, "")})
    after = request.GET.get("after")
    found = profit(wanted, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": rows,
        "total": total_profit(wanted),
        "by": wanted.by,
        "groups": list(GROUPS),
        "asked": asked,
        "wrong": wrong,
        "chips": chips(request, LABELS),
        "keep": urlencode({"by": wanted.by}),
        "next": address(request, after=rows[-1].key) if len(found) > PAGE else "",
        "first": address(request) if after is not None else "",
        "export": exporting(request, "profit"),
    }
    return draw(request, "profit.html", "Profit", context, status=400 if wrong else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("by", *LABELS)}


def _wanted(asked: dict[str, str]) -> ProfitFilter:
    return ProfitFilter(by=asked["by"] or "item", date_from=date_in(asked["from"]), date_to=date_in(asked["to"]))
